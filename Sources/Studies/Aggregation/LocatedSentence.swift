internal import Estimates
internal import GlobalEstimates
internal import Tables

extension DataError {
  /// What an estimator says of a row, at the row's place.
  init(_ sentence: String, file: String, line: Int?) {
    // The estimators' sentences end in a remedy behind a semicolon where there is one.
    let parts = sentence.split(separator: "; ")
    self.init(
      file: file, line: line, problem: parts.dropLast(parts.count > 1 ? 1 : 0).joined(separator: "; "),
      remedy: parts.count > 1 ? String(parts[parts.count - 1]) : "correct the row, or leave it out")
  }

  /// Runs an estimator and gives the place of the row whose name its sentence holds.
  ///
  /// - Parameter place: the place that a sentence speaks of; `nil` where it speaks of none.
  static func locating<Value>(
    _ place: (String) -> (file: String, line: Int)?, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as GlobalEstimateError {
      guard case .invalidInput(let sentence) = error, let found = place(sentence) else { throw error }
      throw DataError(sentence, file: found.file, line: found.line)
    }
  }
}
