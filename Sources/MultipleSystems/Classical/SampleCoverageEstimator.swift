public import Estimates
internal import NumericKernel

/// Estimates by sample coverage (Chao and Tsay), with standard errors by the parametric bootstrap of the authors'
/// program CARE: tables drawn from a multinomial with the estimated population, the observed cells in proportion to
/// their counts.
public struct SampleCoverageEstimator: Sendable {
  /// Which of the three estimates; `SampleCoverage` defines them.
  public enum Form: String, Sendable, CaseIterable {
    case independent
    case high
    case low
  }

  public let form: Form
  public let seed: UInt64
  /// The number of bootstrap tables.
  public let replicates: Int
  public let reference = Citation(
    key: "Chao et al. 2001",
    text: """
      Chao A, Tsay PK, Lin SH, Shau WY, Chao DY. The applications of capture-recapture models to epidemiological \
      data. Statistics in Medicine 2001;20:3123-3157.
      """)

  /// - Precondition: at least 100 replicates.
  public init(_ form: Form, seed: UInt64 = 1, replicates: Int = 1000) {
    precondition(replicates >= 100, "a standard error from fewer than 100 tables is mostly noise")
    self.form = form
    self.seed = seed
    self.replicates = replicates
  }

  public var id: String { "coverage-\(form.rawValue)" }
  public var summary: String {
    switch form {
    case .independent: "sample coverage, independent lists: N0 = D/C"
    case .high: "sample coverage with dependence, for a coverage of 55 % and more"
    case .low: "sample coverage with dependence, one step, for a low coverage: a lower bound at best"
    }
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let (prepared, ground) = try EstimationGround.preparing(table)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    let coverage = SampleCoverage(prepared)
    guard let value = value(of: coverage), value >= Double(prepared.total) else {
      return try PopulationEstimate.refused(
        Refusal(
          code: .populationNotIdentifiable,
          reason: """
            the equation of the sample coverage has no solution of at least the number of people seen; the lists \
            overlap too little or depend on each other too much for it
            """),
        method: summary, ground: ground, reference: reference)
    }
    var diagnostics: [Diagnostic] = []
    if coverage.coverage < 0.55 {
      let percent = Int((coverage.coverage * 100).rounded())
      diagnostics.append(
        Diagnostic(
          .lowSampleCoverage,
          "the sample coverage is \(percent) %, below 55 %; the estimate is a lower bound at best"))
    }
    let bootstrap = try bootstrap(prepared, population: value)
    let uncertainty: Uncertainty =
      bootstrap.failures * 20 > replicates
      ? .unavailable(
        reason: """
          more than 5 % of the bootstrap tables have no estimate, so that their spread is no standard error
          """)
      : try PopulationEstimate.logNormal(
        value, variance: bootstrap.variance, observed: prepared.total, level: level)
    let notes =
      bootstrap.failures == 0
      ? [] : ["\(bootstrap.failures) of \(replicates) bootstrap tables have no estimate and were left out"]
    return try PopulationEstimate.estimated(
      value, uncertainty, method: summary, ground: ground, diagnostics: diagnostics, reference: reference,
      seed: seed, draws: replicates, notes: notes)
  }

  func value(of coverage: SampleCoverage) -> Double? {
    switch form {
    case .independent: coverage.independent
    case .high: coverage.highCoverage
    case .low: coverage.lowCoverage
    }
  }

  /// The variance of the estimate over tables drawn with the estimated population, and how many had none; all, where
  /// the population is too large to be drawn.
  func bootstrap(
    _ table: CaptureTable, population: Double
  ) throws(NumericError) -> (variance: Double, failures: Int) {
    guard population < Double(RandomStream.largestCount) else { return (0, replicates) }
    let size = Int(population.rounded())
    var weights = table.counts.map(Double.init)
    weights.append(max(0, population - Double(table.total)))
    let cells = try Multinomial(weights: weights)
    var count = 0
    var mean = 0.0
    var squares = 0.0
    for replicate in 0..<replicates {
      var stream = RandomStream(seed: seed, purpose: .parametricBootstrap, replicate: replicate)
      let drawn = try cells.draw(trials: size, from: &stream).dropLast().map(Double.init)
      let coverage = SampleCoverage(
        listCount: table.listCount, histories: table.histories, counts: drawn)
      guard let value = value(of: coverage), value.isFinite else { continue }
      count += 1
      let change = value - mean
      mean += change / Double(count)
      squares += change * (value - mean)
    }
    return (count > 1 ? squares / Double(count - 1) : 0, replicates - count)
  }
}
