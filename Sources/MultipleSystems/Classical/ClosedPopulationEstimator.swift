public import Estimates

/// The population by one model of the closed-population family.
public struct ClosedPopulationEstimator: Sendable {
  /// How the ends of the interval are made.
  public enum IntervalForm: Sendable, CaseIterable {
    case profileLikelihood
    case logNormal
  }

  public let model: ClosedPopulationModel
  public let interval: IntervalForm
  public let reference = Citation(
    key: "Rivest and Baillargeon 2007",
    text: """
      Rivest LP, Baillargeon S. Applications and extensions of Chao's moment estimator for the size of a closed \
      population. Biometrics 2007;63:999-1006.
      """)

  public init(_ model: ClosedPopulationModel, interval: IntervalForm = .profileLikelihood) {
    self.model = model
    self.interval = interval
  }

  public var id: String {
    let base = model.listEffects ? "mt" : "m"
    switch model.heterogeneity {
    case .none: return model.listEffects ? "mt" : "m0"
    case .chao: return base + "h-chao"
    case .poisson: return base + "h-poisson"
    case .darroch: return base + "h-darroch"
    case .gamma: return base + "h-gamma"
    }
  }

  public var summary: String {
    let lists = model.listEffects ? "lists of different size" : "lists of equal size"
    switch model.heterogeneity {
    case .none: return "\(model.name): independent \(lists), people alike"
    case .chao: return "\(model.name): independent \(lists), people differ in any way"
    default: return "\(model.name): independent \(lists), people differ as the model's name says"
    }
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let (prepared, ground) = try EstimationGround.preparing(table)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    switch model.fit(prepared) {
    case .refused(let refusal):
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    case .fitted(let fit):
      return try PopulationEstimate.estimated(
        fit.population, try uncertainty(of: fit, level: level), method: summary, ground: ground,
        reference: reference)
    }
  }

  private func uncertainty(of fit: ClosedPopulationFit, level: Double) throws -> Uncertainty {
    switch interval {
    case .logNormal:
      return try PopulationEstimate.logNormal(
        fit.population, variance: fit.standardError * fit.standardError, observed: fit.observed, level: level)
    case .profileLikelihood:
      guard let profile = fit.profile(level: level) else {
        return .unavailable(reason: "the likelihood could not be followed away from its top")
      }
      // The value is the Poisson estimate, about one person above the top of the profile.
      let upper: UpperEnd =
        profile.upper.map { .finite(max($0, fit.population)) }
        ?? .unbounded(reason: "the likelihood does not fall far enough however large the population")
      return .sampling(
        standardError: fit.standardError, degreesOfFreedom: nil,
        interval: try Interval(
          kind: .multinomialProfile, level: level, lower: min(profile.lower, fit.population), upper: upper))
    }
  }
}
