package import MultipleSystems
package import NumericKernel

/// What a user may choose of a multiple systems estimation.
package struct MultipleSystemsOptions: Sendable, Equatable {
  /// How the headline's interval is made.
  package enum IntervalForm: String, Sendable, CaseIterable {
    /// Bootstraps in which the number of people seen varies as the lists would have it.
    case populationBCa = "population-bca"
    case populationPercentile = "population-percentile"
    /// Bootstraps of as many people as were seen, as published; too short where most of the population is seen.
    case bca, percentile
    /// The multinomial profile likelihood of the chosen model alone.
    case profile
    /// Log-normal, of the chosen model alone: with the number of people seen varying, and taken for given as published.
    case logNormal = "log-normal"
    case wald

    var draw: BootstrapPlan.Draw { self == .bca || self == .percentile ? .seen : .population }

    /// Whether the choice of the model is in the interval.
    var isBootstrap: Bool {
      switch self {
      case .bca, .percentile, .populationBCa, .populationPercentile: true
      case .profile, .logNormal, .wald: false
      }
    }

    var bootstrapForm: BootstrapForm {
      self == .percentile || self == .populationPercentile ? .percentile : .bca
    }

    /// What it counts, for the help of a command.
    package static let help = """
      How the interval is made. population-bca and population-percentile repeat the choice of the model on whole \
      populations, of which the lists see more people or fewer; bca and percentile on as many people as were seen, as \
      published; profile, log-normal and wald take the chosen model for given, wald also the number seen.
      """
  }

  /// How the headline's model is found; `nil` leaves it to the number of lists.
  package var method: LogLinearEstimator.Method?
  package var interval: IntervalForm
  package var replicates: Int
  package var seed: UInt64
  package var threads: Int
  package var level: Double
  /// Counts below it are not shown.
  package var threshold: Int
  /// Whether fewer than 7 people on two lists or more are a warning rather than a refusal.
  package var acceptsSmallOverlap: Bool
  /// Keeps the replicates of bootstraps while they run; has no part in the result.
  package var keeper: ReplicateKeeper?

  package static let defaultSeed: UInt64 = 1
  package static let replicateLimits = 100...1_000_000

  package init(
    method: LogLinearEstimator.Method? = nil, interval: IntervalForm = .populationBCa,
    replicates: Int = BootstrapPlan.defaultReplicates, seed: UInt64 = defaultSeed, threads: Int = 1,
    level: Double = 0.95, threshold: Int = HistoryDisclosure.usualThreshold, acceptsSmallOverlap: Bool = false
  ) throws(StudyOptionError) {
    guard Self.replicateLimits.contains(replicates) else {
      throw StudyOptionError(
        "the number of bootstrap replicates has to lie between \(Self.replicateLimits.lowerBound) and "
          + "\(Self.replicateLimits.upperBound)")
    }
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    guard threshold >= 1 else { throw StudyOptionError("the threshold of small counts has to be at least 1") }
    self.method = method
    self.interval = interval
    self.replicates = replicates
    self.seed = seed
    self.threads = threads
    self.level = level
    self.threshold = threshold
    self.acceptsSmallOverlap = acceptsSmallOverlap
  }

  var plan: BootstrapPlan {
    var plan = BootstrapPlan(replicates: replicates, seed: seed, threads: threads, draw: interval.draw)
    plan.keeper = keeper
    return plan
  }

  package static func == (one: MultipleSystemsOptions, other: MultipleSystemsOptions) -> Bool {
    one.method == other.method && one.interval == other.interval && one.plan == other.plan
      && one.level == other.level && one.threshold == other.threshold
      && one.acceptsSmallOverlap == other.acceptsSmallOverlap
  }

  /// The method, and why it is the headline.
  func headlineMethod(lists: Int) -> (method: LogLinearEstimator.Method, rule: String) {
    if let method { return (method, "the method that was asked for") }
    if lists < 3 {
      return (.independence, "two lists allow no other model than independence")
    }
    return (
      .stepwise(),
      "with three lists or more, the stepwise choice of Chan, Silverman and Vincent (2021)"
    )
  }

  var intervalMethod: LogLinearEstimator.IntervalMethod {
    switch interval {
    case .bca, .populationBCa: .bca(plan)
    case .percentile, .populationPercentile: .percentile(plan)
    case .logNormal: .logNormal
    case .profile: .profile(.multinomial)
    case .wald: .wald
    }
  }
}
