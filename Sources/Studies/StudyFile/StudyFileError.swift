internal import Tables

/// What is wrong with a study file, where, and what to do about it (exit 78). It never holds a value of the data.
package struct StudyFileError: Error, Equatable, Sendable, CustomStringConvertible {
  package static let exitCode: Int32 = 78

  /// The file as the user named it.
  package let file: String
  /// Counted from 1; `nil` where the whole file is meant.
  package let line: Int?
  package let problem: String
  package let remedy: String

  package init(file: String, line: Int? = nil, problem: String, remedy: String) {
    self.file = file
    self.line = line
    self.problem = problem
    self.remedy = remedy
  }

  package var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place.withVisibleControls): \(problem.withVisibleControls); \(remedy.withVisibleControls)"
  }
}
