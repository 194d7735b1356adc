package import GlobalEstimates
internal import NumericKernel

/// What a user may choose of reported-case sampling.
package struct CaseOptions: Sendable {
  package var estimator: TwoListEstimator
  /// Whether letters and blanks may differ between the keys of one case.
  package var folds: Bool
  /// Whether repeated entries and incomplete keys are counted and kept (CAS-03) rather than refused.
  package var resolves: Bool
  /// Victims per case for all strata, where the lists do not say; `nil` takes them from the lists.
  package var victimsPerCase: UncertainMean?
  /// Years in the situation, for all strata.
  package var duration: UncertainMean?
  /// Years over which the teams searched.
  package var period: Double?
  package var subject: String
  package var draws: Int
  package var seed: UInt64
  package var level: Double
  /// Counts below this are not shown.
  package var threshold: Int

  package static let defaultSeed: UInt64 = 1
  package static let defaultDraws = 10_000
  package static let drawLimits = 1_000...1_000_000

  package init(
    estimator: TwoListEstimator = .chapman, folds: Bool = false, resolves: Bool = false,
    victimsPerCase: UncertainMean? = nil, duration: UncertainMean? = nil, period: Double? = nil,
    subject: String = "victims of reported cases", draws: Int = defaultDraws, seed: UInt64 = defaultSeed,
    level: Double = 0.95, threshold: Int = HistoryDisclosure.usualThreshold
  ) throws(StudyOptionError) {
    guard Self.drawLimits.contains(draws) else {
      throw StudyOptionError(
        "--draws has to lie between \(Self.drawLimits.lowerBound) and \(Self.drawLimits.upperBound)")
    }
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    guard threshold >= 1 else { throw StudyOptionError("the threshold of small counts has to be at least 1") }
    if let period, !(period.isFinite && period > 0) {
      throw StudyOptionError("--period has to be a positive number of years")
    }
    self.estimator = estimator
    self.folds = folds
    self.resolves = resolves
    self.victimsPerCase = victimsPerCase
    self.duration = duration
    self.period = period
    self.subject = subject
    self.draws = draws
    self.seed = seed
    self.level = level
    self.threshold = threshold
  }
}
