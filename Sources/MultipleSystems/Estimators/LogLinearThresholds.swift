/// From where on the warnings of log-linear estimates are given; the catalogue says the same in words.
enum LogLinearThreshold {
  /// MSE-07: the share of people on one list only.
  static let seenOnce = 0.9
  /// MSE-08: the sample coverage below which an estimate is a lower bound.
  static let sampleCoverage = 0.55
  /// MSE-10: the share of the estimated population that was observed.
  static let impliedCoverage = 0.3
  /// MSE-11: the ratio of the ends of the interval, and the one above which only the range is reported.
  static let endRatio = 3.0
  static let endRatioForRange = 10.0
  /// MSE-12: the width of the interval over that of the chosen model alone.
  static let selectionWidth = 1.5
  /// MSE-13: how far from the best criterion models are compared, and the ratio of their populations.
  static let criterionDistance = 4.0
  static let populationRatio = 1.5
  /// MSE-25: interactions over histories that somebody has.
  static let interactionShare = 0.5
  /// MSE-26: the share of replicates without a finite estimate, and the one above which there is no upper
  /// end.
  static let infiniteShare = 0.01
  static let infiniteShareForUnbounded = 0.05
  /// MSE-27: the Monte Carlo error of an end over the end.
  static let endPointError = 0.02
  /// MSE-35: the condition number of the scaled information matrix.
  static let conditionNumber = 1e12
}
