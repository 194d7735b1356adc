public import Estimates
internal import Glibc

/// Log-linear models of the lists, in which the model is given or chosen, with an interval that may include
/// the choice.
public struct LogLinearEstimator: PopulationEstimator {
  /// How the model is found, whatever the number of lists.
  public enum Method: Sendable, Equatable {
    case independence
    case stepwise(threshold: Double = ModelRule.stepwiseThreshold)
    /// `maximumOrder` is that of the largest search there is where it is `nil`.
    case best(by: InformationCriterion, maximumOrder: Int? = nil)
    /// A formula such as `[12,3]` or `[LA*NG,PF]`.
    case formula(String)
  }

  /// How the interval is made.
  public enum IntervalMethod: Sendable, Equatable {
    /// `LogLinearFit.waldInterval`, which takes the number of people seen for given.
    case wald
    /// `LogLinearFit.logNormalInterval`, which does not.
    case logNormal
    case profile(ProfileLikelihood)
    /// Bootstraps that repeat the choice of the model; their plan says who is drawn.
    case percentile(BootstrapPlan)
    case bca(BootstrapPlan)
  }

  public let method: Method
  public let interval: IntervalMethod
  /// Whether fewer than 7 people on two lists or more are a warning rather than a refusal.
  public let acceptsSmallOverlap: Bool

  public init(
    _ method: Method, interval: IntervalMethod = .bca(BootstrapPlan()), acceptsSmallOverlap: Bool = false
  ) {
    self.method = method
    self.interval = interval
    self.acceptsSmallOverlap = acceptsSmallOverlap
  }

  /// The estimators that need no formula, with their default intervals.
  public static let all: [LogLinearEstimator] = [
    LogLinearEstimator(.independence), LogLinearEstimator(.stepwise()), LogLinearEstimator(.best(by: .aic)),
    LogLinearEstimator(.best(by: .bic)),
  ]

  public var id: String {
    switch method {
    case .independence: "independence"
    case .stepwise: "stepwise"
    case .best(let criterion, _): criterion == .aic ? "aic" : "bic"
    case .formula: "model"
    }
  }

  public var summary: String {
    switch method {
    case .independence: "log-linear model of independent lists"
    case .stepwise(let threshold):
      "log-linear model, two-list interactions added one by one while p < \(threshold)"
    case .best(let criterion, _): "hierarchical log-linear model with the smallest \(criterion.rawValue)"
    case .formula(let formula): "log-linear model \(formula)"
    }
  }

  public var reference: Citation {
    switch method {
    case .stepwise:
      Citation(
        key: "Chan, Silverman and Vincent 2021",
        text: """
          Chan L, Silverman BW, Vincent K. Multiple systems estimation for sparse capture data: inferential challenges \
          when there are nonoverlapping lists. Journal of the American Statistical Association 2021;116:1297-1306.
          """)
    case .best:
      Citation(
        key: "Silverman, Chan and Vincent 2023",
        text: """
          Silverman BW, Chan L, Vincent K. Bootstrapping multiple systems estimates to account for model selection. \
          Statistics and Computing 2023;34:44.
          """)
    case .independence, .formula:
      Citation(
        key: "Fienberg 1972",
        text: """
          Fienberg SE. The multiple recapture census for closed populations and incomplete 2^k contingency tables. \
          Biometrika 1972;59:591-603.
          """)
    }
  }

  public func estimate(_ original: CaptureTable, level: Double) throws -> Estimate {
    try estimateWithReplicates(original, level: level).estimate
  }

  /// The estimate, and the replicates of its interval where it is from a bootstrap.
  package func estimateWithReplicates(
    _ original: CaptureTable, level: Double
  ) throws -> (estimate: Estimate, bootstrap: SelectionBootstrap?) {
    try PopulationEstimate.check(level: level)
    let (table, ground) = try EstimationGround.preparing(original)
    if let refusal = ground.refusal, refusal.code != .smallOverlap {
      return (try refused(refusal, ground), nil)
    }
    let rule = try modelRule(for: table, of: original)
    let choice: ModelChoice
    do throws(LogLinearError) { choice = try rule.choose(from: table) } catch {
      guard let refusal = error.refusal(of: summary) else { throw error }
      return (try refused(refusal, ground), nil)
    }
    if let refusal = ground.refusal, !acceptsSmallOverlap { return (try refused(refusal, ground), nil) }
    return try estimated(choice, table, ground, level: level)
  }

  private func refused(_ refusal: Refusal, _ ground: EstimationGround) throws(EstimateError) -> Estimate {
    try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
  }

  /// The rule by which this finds a model.
  ///
  /// - Parameters:
  ///   - table: the lists that hold somebody.
  ///   - original: the table with all lists, whose numbers and names a formula uses.
  /// - Throws: when an option or the formula is wrong.
  package func modelRule(for table: CaptureTable, of original: CaptureTable) throws -> ModelRule {
    switch method {
    case .independence: return .given(.independence(listCount: table.listCount))
    case .stepwise(let threshold):
      guard threshold >= 0, threshold <= 1 else {
        throw EstimatorError.option("a p-value threshold lies between 0 and 1, and \(threshold) does not")
      }
      return .stepwise(threshold: threshold)
    case .best(let criterion, let order):
      if let order, order < 1 {
        throw EstimatorError.option("the largest order of interactions is at least 1, not \(order)")
      }
      return .best(
        by: criterion, maximumOrder: order ?? ModelRule.largestOrder(listCount: table.listCount) ?? 2)
    case .formula(let formula):
      return .given(
        try LogLinearModel(formula: formula, lists: original.lists).restricted(original, to: table))
    }
  }
}

extension LogLinearModel {
  /// The model of the lists that are left when those that hold nobody are taken out.
  fileprivate func restricted(
    _ original: CaptureTable, to table: CaptureTable
  ) throws(ModelError) -> LogLinearModel {
    if original.listCount == table.listCount { return self }
    let kept = generators.map { term in
      ListSet(lists: term.lists.compactMap { table.index(of: original.lists[$0]) })
    }
    return try LogLinearModel(listCount: table.listCount, generators: kept)
  }
}

extension LogLinearError {
  /// What the data refuse, as a refusal; `nil` where the request was wrong.
  func refusal(of method: String) -> Refusal? {
    let code: WarningCode
    switch self {
    case .listCountMismatch, .invalidLevel, .invalidPlan, .interrupted: return nil
    case .tooManyLists, .tooManyModels, .tooManyPeople: code = .methodTooLarge
    case .undecided, .notConverged: code = .fitFailed
    case .noEstimate(let existence):
      switch existence.status {
      case .infinitePopulation: code = .populationInfinite
      case .nobodyUnobserved: code = .nobodyUnobserved
      default: code = .populationNotIdentifiable
      }
    }
    return Refusal(code: code, reason: "\(method): \(self)")
  }
}
