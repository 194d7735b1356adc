/// What is read of one column by `CSVBatchStream`.
package struct CSVBatchColumn: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// Finite decimal numbers.
    case number
    /// Texts as they stand in the file, as codes into the list of those that occur.
    case label
  }

  /// What is said of a cell that the rule of its column refuses.
  package struct Refusal: Sendable, Equatable {
    package let problem: String
    package let remedy: String

    package init(_ problem: String, _ remedy: String) {
      self.problem = problem
      self.remedy = remedy
    }
  }

  package let name: String
  package let kind: Kind
  /// The exact cell texts that mean "missing".
  package let missingMarkers: [String]
  /// Refuses a missing cell; nil reads it as missing.
  package let whenMissing: Refusal?
  /// Refuses a number below zero; nil takes it.
  package let whenNegative: Refusal?

  package init(
    _ name: String, _ kind: Kind, missing: [String] = [""], whenMissing: Refusal? = nil,
    whenNegative: Refusal? = nil
  ) {
    self.name = name
    self.kind = kind
    missingMarkers = missing
    self.whenMissing = whenMissing
    self.whenNegative = whenNegative
  }
}
