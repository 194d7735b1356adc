public import Estimates

/// The population by the latent class model, from several chains that have to agree.
public struct LatentClassEstimator: PopulationEstimator {
  public let id = "latent-classes"
  public let summary = "Bayesian latent classes of people within which the lists are independent"
  public let reference = Citation(
    key: "Manrique-Vallier 2016",
    text: """
      Manrique-Vallier D. Bayesian population size estimation using Dirichlet process mixtures. Biometrics \
      2016;72:1246-1254.
      """)
  public let model: LatentClassModel
  public let plan: LatentClassPlan
  public let threads: Int

  /// - Precondition: at least one thread.
  public init(model: LatentClassModel, plan: LatentClassPlan, threads: Int = 1) {
    precondition(threads >= 1, "a computation has at least one thread")
    self.model = model
    self.plan = plan
    self.threads = threads
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let (prepared, ground) = try EstimationGround.preparing(table)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    guard prepared.listCount >= 3 else {
      throw EstimatorError.listCount(
        method: summary, needed: 3...CaptureTable.maximumListCount, found: prepared.listCount)
    }
    let posterior = try LatentClassPosterior(prepared, model: model, plan: plan, threads: threads)
    if let refusal = ChainRule.refusal(posterior) {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    let (low, high) = (0.5 - level / 2, 0.5 + level / 2)
    let interval = try Interval(
      kind: .posteriorEqualTail, level: level, lower: posterior.quantile(low), upper: posterior.quantile(high)
    )
    return try PopulationEstimate.estimated(
      posterior.median, .intervalOnly(interval), method: summary, ground: ground,
      diagnostics: ChainRule.warnings(posterior, chains: plan.chains)
        + endError(posterior, shares: (low, high)) + endOfRange(posterior),
      reference: reference, seed: plan.seed,
      draws: posterior.populations.count * posterior.populations[0].count,
      notes: ["the value is the posterior median"])
  }

  private func endError(_ posterior: LatentClassPosterior, shares: (Double, Double)) -> [Diagnostic] {
    let largest = max(
      posterior.standardError(ofQuantile: shares.0) / posterior.quantile(shares.0),
      posterior.standardError(ofQuantile: shares.1) / posterior.quantile(shares.1))
    guard largest > 0.02 else { return [] }
    return [
      Diagnostic(
        .monteCarloError,
        "the Monte Carlo error of an interval end is \(tenths(100 * largest)) % of it; sample longer")
    ]
  }

  private func endOfRange(_ posterior: LatentClassPosterior) -> [Diagnostic] {
    guard posterior.shareAtEnd > PriorRule.shareAtEnd else { return [] }
    return [
      Diagnostic(
        .priorDriven,
        "the posterior has not died away at the largest population considered, which therefore decides its upper end"
      )
    ]
  }
}

/// When chains have not converged (Vehtari et al. 2021), by the thresholds of MSE-28.
enum ChainRule {
  static let refusedAbove = 1.05
  static let warnedAbove = 1.01
  /// With fewer effective draws in all, neither the interval nor R-hat itself means anything.
  static let refusedSize = 100.0
  static let warnedSizePerChain = 100.0
  static let fewestChains = 4

  static func refusal(_ posterior: LatentClassPosterior) -> Refusal? {
    if !(posterior.rHat <= refusedAbove) {
      return Refusal(
        code: .chainsNotConverged,
        reason: """
          the chains disagree (R-hat \(hundredths(posterior.rHat)), above \(refusedAbove)); the posterior may have \
          several peaks between which they do not cross: sample longer, or use another method
          """)
    }
    if min(posterior.bulkSize, posterior.tailSize) < refusedSize {
      return Refusal(
        code: .chainsNotConverged,
        reason: """
          the chains are worth fewer than \(Int(refusedSize)) independent draws; sample longer
          """)
    }
    return nil
  }

  static func warnings(_ posterior: LatentClassPosterior, chains: Int) -> [Diagnostic] {
    var found: [String] = []
    if posterior.rHat > warnedAbove {
      found.append("R-hat is \(thousandths(posterior.rHat)), above \(warnedAbove)")
    }
    let size = min(posterior.bulkSize, posterior.tailSize)
    if size < warnedSizePerChain * Double(chains) {
      found.append(
        "the chains are worth \(Int(size)) independent draws, fewer than \(Int(warnedSizePerChain)) each")
    }
    if chains < fewestChains { found.append("fewer than \(fewestChains) chains cannot be compared well") }
    return found.isEmpty ? [] : [Diagnostic(.chainsNotConverged, found.joined(separator: "; "))]
  }
}

private func rounded(_ value: Double, _ scale: Double) -> String {
  value.isFinite ? "\((value * scale).rounded() / scale)" : "infinite"
}
func tenths(_ value: Double) -> String { rounded(value, 10) }
func hundredths(_ value: Double) -> String { rounded(value, 100) }
func thousandths(_ value: Double) -> String { rounded(value, 1000) }
