/// Name and version of the program, as they stand in every output.
public enum Program {
  public static let name = "prevalence"
  public static let version = "0.1.0"
}

/// Where a number comes from: enough to make it again.
public struct Provenance: Sendable, Equatable, Encodable {
  public let inputs: [InputRecord]
  /// The random seed; `nil` where nothing was drawn.
  public let seed: UInt64?
  /// The number of draws or replicates; `nil` where nothing was drawn.
  public let draws: Int?
  /// Sentences on what was read, left out or assumed, in the order in which it happened.
  public let notes: [String]
  public let citations: [Citation]

  public init(
    inputs: [InputRecord] = [], seed: UInt64? = nil, draws: Int? = nil, notes: [String] = [],
    citations: [Citation] = []
  ) {
    self.inputs = inputs
    self.seed = seed
    self.draws = draws
    self.notes = notes
    self.citations = citations
  }
}

/// One file that was read. The name has no folder, so that a report does not depend on where it was made.
public struct InputRecord: Sendable, Equatable, Encodable {
  public let name: String
  /// Lower-case hexadecimal SHA-256 of the bytes.
  public let sha256: String
  public let byteCount: Int
  public let rowCount: Int

  public init(name: String, sha256: String, byteCount: Int, rowCount: Int) {
    self.name = name
    self.sha256 = sha256
    self.byteCount = byteCount
    self.rowCount = rowCount
  }
}

/// A source, in words, as a reader would look for it.
public struct Citation: Sendable, Equatable, Encodable {
  /// Short key used inside a report ("ILO 2002").
  public let key: String
  /// The whole reference in one sentence.
  public let text: String

  public init(key: String, text: String) {
    self.key = key
    self.text = text
  }
}
