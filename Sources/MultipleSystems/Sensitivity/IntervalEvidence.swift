public import Estimates

/// The intervals of an estimate and what is known of their making.
public struct IntervalEvidence: Sendable, Equatable {
  /// The interval that stands beside the estimate; it repeats the choice of the model.
  public var headline: Interval
  /// One that takes the chosen model for granted.
  public var conditional: Interval?
  /// The bootstrap replicates behind the headline, and those without a finite estimate.
  public var replicates: Int?
  public var nonFiniteReplicates: Int
  /// The Monte Carlo standard errors of the ends of the headline.
  public var lowerError: Double?
  public var upperError: Double?

  public init(
    headline: Interval, conditional: Interval? = nil, replicates: Int? = nil, nonFiniteReplicates: Int = 0,
    lowerError: Double? = nil, upperError: Double? = nil
  ) {
    self.headline = headline
    self.conditional = conditional
    self.replicates = replicates
    self.nonFiniteReplicates = nonFiniteReplicates
    self.lowerError = lowerError
    self.upperError = upperError
  }
}
