package import MultipleSystems

/// What a user may choose of a multiple systems estimation.
package struct MultipleSystemsOptions: Sendable, Equatable {
  /// How the headline's interval is made.
  package enum IntervalForm: String, Sendable, CaseIterable {
    case bca, percentile, profile, wald

    /// Whether the choice of the model is repeated in every replicate.
    var isBootstrap: Bool { self == .bca || self == .percentile }
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

  package static let defaultSeed: UInt64 = 1
  package static let replicateLimits = 100...1_000_000

  package init(
    method: LogLinearEstimator.Method? = nil, interval: IntervalForm = .bca,
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

  var plan: BootstrapPlan { BootstrapPlan(replicates: replicates, seed: seed, threads: threads) }

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
    case .bca: .bca(plan)
    case .percentile: .percentile(plan)
    case .profile: .profile(.multinomial)
    case .wald: .wald
    }
  }
}
