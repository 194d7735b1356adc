/// From where on the warnings of the sensitivity block are given; the catalogue says the same in words.
enum SensitivityThreshold {
  /// MSE-14: the largest over the smallest estimate with a list left out, and the ratio above which the estimate is no
  /// more than a range.
  static let leaveOneListOut = 1.5
  static let leaveOneListOutForRange = 3.0
  /// MSE-15: the relative change of the estimate when two lists are merged.
  static let mergedLists = 0.25
  /// MSE-16: |median log(N̂/N)| of lists of known size, and the share of intervals that hold it.
  static let heldOutMedian = 0.3
  static let heldOutCoverage = 0.8
  /// MSE-22: the months from the first to the last of any list.
  static let periodMonths = 12
  /// MSE-24: the Pearson residual in absolute value, and the simulated p-value of the deviance.
  static let residual = 3.0
  static let fitPValue = 0.05
  /// MSE-32: the relative difference between the sum over strata and the estimate without them.
  static let strata = 0.2
  /// MSE-18 and 19: the rates whose effects the warnings name.
  static let namedMissedRate = 0.1
  static let namedFalseRate = 0.01
}
