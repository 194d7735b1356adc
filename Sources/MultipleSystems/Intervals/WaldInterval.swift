internal import Glibc
public import Estimates

extension LogLinearFit {
  /// The interval in which the logarithm of the dark figure is normal: n + μ₀ exp(± z se). It takes the number of
  /// people seen for given and knows nothing of the choice of the model; published intervals are of this kind.
  /// - Throws: `EstimateError` when the level is no probability or an end is not finite.
  public func waldInterval(level: Double) throws(EstimateError) -> Interval {
    let reach = exp(normalMultiplier(level: level) * logDarkFigureStandardError)
    return try Interval(
      kind: .logNormalWald, level: level, lower: Double(observed) + darkFigure / reach,
      upper: Double(observed) + darkFigure * reach)
  }

  /// The interval in which the dark figure is log-normal with the standard error of the population, in which the number
  /// of people seen varies too: n + μ₀ exp(± z √log(1 + se² + 1/μ₀)), se² being the variance of log μ₀. It knows
  /// nothing of the choice of the model.
  ///
  /// Given N the variance of N̂ is that of the estimated mean of the dark figure and the dark figure itself, μ₀² se² + μ₀
  /// (Sanathanan 1972, Annals of Mathematical Statistics 43:142; Rivest and Baillargeon 2007); the form of the interval
  /// is that of Burnham et al. (1987) and Chao (1987).
  /// - Throws: `EstimateError` when the level is no probability or an end is not finite.
  public func logNormalInterval(level: Double) throws(EstimateError) -> Interval {
    let variance = logDarkFigureStandardError * logDarkFigureStandardError + 1 / darkFigure
    let reach = exp(normalMultiplier(level: level) * log1p(variance).squareRoot())
    return try Interval(
      kind: .logNormal, level: level, lower: Double(observed) + darkFigure / reach,
      upper: Double(observed) + darkFigure * reach)
  }

  /// The interval of the chosen model alone with which one that repeats the choice is compared: both take the number
  /// of people seen for given, or neither does.
  func interval(besides kind: IntervalKind, level: Double) throws(EstimateError) -> Interval {
    kind == .populationBCa || kind == .populationPercentile
      ? try logNormalInterval(level: level) : try waldInterval(level: level)
  }
}

extension IntervalKind {
  /// Whether the choice of a model was repeated in every replicate.
  package var repeatsChoice: Bool {
    switch self {
    case .bootstrapBCa, .bootstrapPercentile, .populationBCa, .populationPercentile: true
    default: false
    }
  }
}
