public import Estimates

/// The population by averaging over decomposable graphical models of 3 to 5 lists.
public struct GraphAveragingEstimator: Sendable {
  /// How the ends of the posterior interval are made.
  public enum IntervalForm: Sendable, CaseIterable {
    case equalTails
    case shortest
  }

  public let id = "graphs"
  public let summary = "Bayesian average over decomposable graphical models of 3 to 5 lists"
  public let reference = Citation(
    key: "Madigan and York 1997",
    text: """
      Madigan D, York JC. Bayesian methods for estimation of the size of a closed population. Biometrika \
      1997;84:19-31.
      """)
  /// δ, the pseudo-counts in each cell; 2^−K when `nil`.
  public let pseudoCount: Double?
  public let prior: PopulationPrior
  public let interval: IntervalForm
  /// The largest number of people missed that is considered, in multiples of those seen.
  public let largestMultiple: Int

  public init(
    pseudoCount: Double? = nil, prior: PopulationPrior = .reciprocal, interval: IntervalForm = .equalTails,
    largestMultiple: Int = 20
  ) throws(EstimatorError) {
    if let pseudoCount, !(pseudoCount > 0 && pseudoCount.isFinite) {
      throw .option("the pseudo-counts of a cell are positive, not \(pseudoCount)")
    }
    guard (1...1000).contains(largestMultiple) else {
      throw .option("the largest multiple of those seen lies between 1 and 1000, not \(largestMultiple)")
    }
    self.pseudoCount = pseudoCount
    self.prior = prior
    self.interval = interval
    self.largestMultiple = largestMultiple
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let (prepared, ground) = try EstimationGround.preparing(table)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    guard (3...5).contains(prepared.listCount) else {
      throw EstimatorError.listCount(method: summary, needed: 3...5, found: prepared.listCount)
    }
    let grid = Self.grid(upTo: largestMultiple * prepared.total)
    let averaging = GraphAveraging(prepared, pseudoCount: pseudoCount, prior: prior, missing: grid)
    let posterior = averaging.posterior
    let ends = interval == .equalTails ? posterior.equalTails(level: level) : posterior.shortest(level: level)
    // The shortest interval of a skewed posterior at a low level need not hold the median.
    let value = min(max(posterior.median, ends.lower), ends.upper)
    return try PopulationEstimate.estimated(
      value,
      .intervalOnly(
        try Interval(
          kind: interval == .equalTails ? .posteriorEqualTail : .posteriorShortest, level: level,
          lower: ends.lower, upper: ends.upper)),
      method: summary, ground: ground, diagnostics: diagnostics(of: posterior), reference: reference,
      notes: notes(averaging, lists: prepared.lists))
  }

  /// Every number up to two hundred thousand; beyond, steps that leave about as many.
  private static func grid(upTo largest: Int) -> [Double] {
    let step = max(1, largest / 200_000)
    return stride(from: 1, through: largest, by: step).map(Double.init)
  }

  private func diagnostics(of posterior: PopulationPosterior) -> [Diagnostic] {
    if posterior.shareAtEnd > PriorRule.shareAtEnd {
      return [
        Diagnostic(
          .priorDriven,
          "the posterior has not died away at the largest population considered, which therefore decides its upper end"
        )
      ]
    }
    if posterior.remainingSpread > PriorRule.remainingSpread {
      return [
        Diagnostic(
          .priorDriven,
          "the lists hardly narrow what was believed of the population before; its prior decides the answer")
      ]
    }
    return []
  }

  private func notes(_ averaging: GraphAveraging, lists: [String]) -> [String] {
    let best = averaging.models.max { $0.probability < $1.probability }
    guard let best else { return [] }
    let names = best.graph.cliques.map { $0.lists.map { lists[$0] }.joined(separator: "+") }
      .joined(separator: ", ")
    let percent = Int((100 * best.probability).rounded())
    return [
      "the value is the posterior median",
      "of \(averaging.models.count) graphs the most probable has the cliques \(names) (\(percent) %)",
    ]
  }
}

/// When a posterior rests on its prior rather than on the lists.
enum PriorRule {
  /// The largest harmless ratio of the posterior to the prior standard deviation of log N.
  static let remainingSpread = 0.7
  /// The largest harmless probability at the upper end of what was allowed.
  static let shareAtEnd = 0.001
}
