public import Estimates

/// An interval from bootstrap replicates, with the error that comes from their number.
public struct BootstrapInterval: Sendable, Equatable {
  public let interval: Interval
  /// The Monte Carlo standard errors of the ends; `nil` where an end is infinite or would be by chance.
  public let lowerError: Double?
  public let upperError: Double?

  /// Whether the error of an end is more than the largest share of it.
  var isImprecise: Bool {
    let limit = LogLinearThreshold.endPointError
    if let error = lowerError, error > limit * interval.lower { return true }
    if let error = upperError, let upper = interval.finiteUpper, error > limit * upper { return true }
    return false
  }
}

/// How an interval is made from replicates.
public enum BootstrapForm: String, Sendable, CaseIterable {
  case percentile
  /// Corrected for bias and acceleration; percentiles where there is no such interval, which is said.
  case bca
}

extension SelectionBootstrap {
  /// Quantiles of the replicates at (1 ∓ level) / 2.
  /// - Returns: `nil` when even the lower end is infinite.
  public func percentileInterval(level: Double) throws(EstimateError) -> BootstrapInterval? {
    try distribution.percentileInterval(level: level)
  }

  /// Quantiles corrected for bias and acceleration (Efron 1987, JASA 82:171).
  /// - Returns: `nil` when the lower end is infinite, when all replicates lie on one side of the estimate, or
  ///   when leaving out one person makes the estimate infinite, so that there is no acceleration.
  public func bcaInterval(level: Double) throws(EstimateError) -> BootstrapInterval? {
    try distribution.bcaInterval(level: level)
  }
}
