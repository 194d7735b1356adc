/// How much of the population the lists may hold, by figures that need no model choice.
public struct CoverageNumbers: Sendable, Equatable {
  public let observed: Int
  /// f₁ and f₂, the people on exactly one list and on exactly two.
  public let seenOnce: Int
  public let seenTwice: Int
  /// Ĉ of Chao and Tsay.
  public let sampleCoverage: Double
  /// Chao's lower bound, n + f₁ (f₁ − 1) / (2 (f₂ + 1)).
  public let chaoBound: Double
  /// n / N̂.
  public let impliedCoverage: Double

  /// f₁ / n.
  public var shareSeenOnce: Double { Double(seenOnce) / Double(observed) }

  /// - Throws: `SensitivityError` when the rule has no estimate from the table.
  public init(_ table: CaptureTable, rule: ModelRule) throws(SensitivityError) {
    self.init(try GroundedChoice(rule, of: table))
  }

  init(_ base: GroundedChoice) {
    let frequencies = base.table.captureFrequencies
    observed = base.table.total
    seenOnce = frequencies[0]
    seenTwice = frequencies[1]
    sampleCoverage = SampleCoverage(base.table).coverage
    chaoBound =
      ChaoBound(observed: base.table.total, once: frequencies[0], twice: frequencies[1]).biasCorrected
    impliedCoverage = Double(base.table.total) / base.choice.fit.population
  }
}
