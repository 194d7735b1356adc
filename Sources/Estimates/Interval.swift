/// What kind of interval a method gives. The name says how the two ends were made, because two intervals
/// of one level made in different ways can differ by a factor of two.
public enum IntervalKind: String, Sendable, Codable, CaseIterable {
  /// The estimate plus and minus a normal or Student quantile of its standard error.
  case symmetricQuantile = "symmetric, normal or Student quantile"
  /// The same on the logarithm or the logit of the estimate, carried back.
  case transformedQuantile = "normal or Student quantile on a transformed scale"
  /// Quantiles of a posterior distribution.
  /// Quantiles of draws from a stated error model; it holds only as far as the model does.
  case monteCarloPercentile = "Monte Carlo percentile"
  /// Quantiles worked out exactly from a stated error model.
  case modelQuantile = "model quantile"
  /// Estimate ± t quantile × standard error; the normal quantile where degrees of freedom are infinite.
  case studentT = "t interval"
  /// A t interval on the logit scale, carried back.
  case logit = "logit"
  /// A t interval on the scale arcsin √p, cut at 0 and 1 and carried back.
  case arcsine = "arcsine"
  /// Korn and Graubard's Clopper-Pearson interval at the effective sample size.
  case kornGraubard = "Korn-Graubard"
  /// Wilson's score interval at the effective sample size.
  case wilson = "Wilson"
  /// Proportions whose likelihood ratio, scaled by the design effect, is not significant.
  case likelihood = "scaled likelihood"
  /// Woodruff's interval of a quantile: the interval of the distribution function, inverted.
  case woodruff = "Woodruff"
  /// Every value that the rounding of the printed inputs allows; certain, given the inputs.
  case roundingBounds = "rounding bounds"
  /// The smallest and largest result over a list of assumptions; no probability is attached.
  case assumptionRange = "range over assumptions"
  /// The logarithm of the number not observed is taken as normal about its estimate, the number observed for given: its
  /// variance is that of the fitted parameter alone, as other programs publish it. `logNormal` counts both.
  case logNormalWald = "log-normal Wald"
  /// The values that a likelihood ratio test does not reject, every other parameter being fitted anew.
  case profileLikelihood = "profile likelihood"
  /// The same in the multinomial likelihood, in which the population is a parameter.
  case multinomialProfile = "multinomial profile likelihood"
  /// Quantiles of the estimates from resampled data, as many as were observed.
  case bootstrapPercentile = "bootstrap percentile"
  /// Such quantiles corrected for bias and acceleration.
  case bootstrapBCa = "bootstrap BCa"
  /// Quantiles of the estimates from resampled populations, of whom more or fewer are observed than were.
  case populationPercentile = "population bootstrap percentile"
  /// Such quantiles corrected for bias and acceleration.
  case populationBCa = "population bootstrap BCa"
  /// The number of people not seen is taken to be log-normal with the standard error of the population, in which the
  /// number seen varies too (Burnham et al. 1987; Chao 1987), so that the lower end never falls below the number seen.
  case logNormal = "log-normal"
  /// The odds of being missed are taken to be log-normal after adding one half to each cell (Sadinle 2009).
  case transformedLogit = "transformed logit"
  /// The posterior probability outside is shared equally by the two sides.
  case posteriorEqualTail = "posterior, equal tails"
  /// The shortest interval that holds the posterior probability.
  case posteriorShortest = "posterior, shortest"
}

/// The upper end of an interval: a number, or the reason why there is none.
public enum UpperEnd: Sendable, Equatable {
  case finite(Double)
  case unbounded(reason: String)
}

/// A lower and an upper end at a stated level, always with `lower <= upper`.
public struct Interval: Sendable, Equatable {
  public let kind: IntervalKind
  /// Probability content in (0, 1]; 1 for bounds that hold with certainty given the inputs.
  public let level: Double
  public let lower: Double
  public let upper: UpperEnd

  /// - Throws: `EstimateError` when an end is not finite, the ends are crossed, or the level is outside (0,
  ///   1].
  public init(kind: IntervalKind, level: Double, lower: Double, upper: UpperEnd) throws(EstimateError) {
    guard level > 0, level <= 1 else { throw .invalidLevel(level) }
    guard lower.isFinite else { throw .notFinite("the lower end of an interval") }
    if case .finite(let end) = upper {
      guard end.isFinite else { throw .notFinite("the upper end of an interval") }
      guard lower <= end else { throw .crossedInterval }
    }
    self.kind = kind
    self.level = level
    self.lower = lower
    self.upper = upper
  }

  public init(kind: IntervalKind, level: Double, lower: Double, upper: Double) throws(EstimateError) {
    try self.init(kind: kind, level: level, lower: lower, upper: .finite(upper))
  }

  /// The upper end where there is one.
  @inline(never)
  public var finiteUpper: Double? {
    guard case .finite(let end) = upper else { return nil }
    return end
  }
}

extension Interval: Encodable {
  enum CodingKeys: String, CodingKey { case kind, level, lower, upper, upperReason }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(level, forKey: .level)
    try container.encode(lower, forKey: .lower)
    switch upper {
    case .finite(let end):
      try container.encode(end, forKey: .upper)
    case .unbounded(let reason):
      try container.encodeNil(forKey: .upper)
      try container.encode(reason, forKey: .upperReason)
    }
  }
}
