/// What is wrong with a file, where, and what to do about it. It never holds a cell's value.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The class of fault, which decides the exit code.
  public enum Kind: Sendable, Equatable {
    /// The content breaks the format or the schema (exit 65).
    case badData
    /// There is no such file, or it is a folder, a pipe or a device (exit 66).
    case noInput
    /// The file may not be read (exit 77).
    case notPermitted
    /// The caller's options cannot be decided from the file, such as an ambiguous delimiter (exit 64).
    case usage
    /// The read failed under way (exit 74).
    case readFailed
  }

  public let kind: Kind
  /// The file's name as the user gave it.
  public let file: String
  /// Physical line, counted from 1.
  public let line: Int?
  /// The column's name, or its number when it has none.
  public let column: String?
  /// What is wrong, without the value.
  public let problem: String
  /// What to do.
  public let remedy: String

  public init(
    _ kind: Kind = .badData, file: String, line: Int? = nil, column: String? = nil, problem: String,
    remedy: String
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
    self.remedy = remedy
  }

  /// One line, with control characters in the names made visible.
  public var description: String {
    var place = file.withVisibleControls
    if let line { place += ":\(line)" }
    if let column { place += ": column '\(column.withVisibleControls)'" }
    return "\(place): \(problem); \(remedy)"
  }
}
