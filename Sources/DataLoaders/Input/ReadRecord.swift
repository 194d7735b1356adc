/// What was read, for the provenance of the results.
public struct ReadRecord: Sendable, Equatable {
  /// The file's name without its folder, so that a report does not depend on where it was made.
  public let name: String
  public let byteCount: Int
  /// Lower-case hexadecimal SHA-256 of the bytes.
  public let sha256: String
  public let rowCount: Int
  /// Sentences on what the reader took for granted or noticed, such as a skipped byte order mark.
  public let notes: [String]
}
