public import Estimates
internal import Glibc

/// An estimator of a population from how often each person was counted by one list.
///
/// The counts of a person are taken to come at a constant rate, independently of each other, and everybody to have
/// a chance; counts that follow from each other (a case that is reopened) break this.
public protocol CountEstimator: PopulationEstimator {
  /// The estimate and its variance; `nil` where the population would be infinite.
  func formula(_ counts: CaptureCounts) -> (population: Double, variance: Double)?
}

extension CountEstimator {
  public func estimate(_ counts: CaptureCounts, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let ground = EstimationGround(counts)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    return try answer(counts, ground: ground, level: level)
  }

  /// The same with the number of lists that hold a person in place of the count.
  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let (prepared, ground) = try EstimationGround.preparing(table)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    return try answer(try CaptureCounts(prepared), ground: ground, level: level)
  }

  private func answer(
    _ counts: CaptureCounts, ground: EstimationGround, level: Double
  ) throws -> Estimate {
    guard let (population, variance) = formula(counts), population.isFinite, variance.isFinite else {
      return try PopulationEstimate.refused(
        Refusal(
          code: .populationInfinite,
          reason:
            "nobody was counted the number of times on which the formula rests; it puts the population at infinity"
        ),
        method: summary, ground: ground, reference: reference)
    }
    return try PopulationEstimate.estimated(
      population,
      try PopulationEstimate.logNormal(
        population, variance: variance, observed: counts.total, level: level),
      method: summary, ground: ground, reference: reference)
  }
}

/// Counts that are Poisson with one rate for all, of which the zeros are not seen (van der Heijden et al. 2003).
public struct ZeroTruncatedPoisson: CountEstimator {
  public let id = "truncated-poisson"
  public let summary = "zero-truncated Poisson counts with one rate for all"
  public let reference = Citation(
    key: "van der Heijden et al. 2003",
    text: """
      van der Heijden PGM, Bustami R, Cruyff MJLF, Engbersen G, van Houwelingen HC. Point and interval estimation of \
      the population size using the truncated Poisson regression model. Statistical Modelling 2003;3:305-322.
      """)

  public init() {}

  /// λ̂ > 0 with λ/(1 − exp(−λ)) equal to the mean count; `nil` when that is 1.
  public func rate(_ counts: CaptureCounts) -> Double? {
    let mean = counts.sum / Double(counts.total)
    guard counts.largest > 1 else { return nil }
    // The left side is increasing and convex, at least max(1 + λ/2, λ): Newton's method comes down from the right.
    var rate = min(2 * (mean - 1), mean)
    for _ in 0..<100 {
      let seen = -expm1(-rate)
      let value = rate / seen
      let slope = (1 - rate * exp(-rate) / seen) / seen
      let step = (value - mean) / slope
      rate -= step
      if abs(step) <= 1e-16 * rate { break }
    }
    return rate
  }

  /// N̂ = n/(1 − p₀), p₀ = exp(−λ̂), with the variance n p₀/(1 − p₀)² of the number seen, by Horvitz and Thompson, and
  /// (∂N̂/∂λ)² var λ̂ of the rate (their equations 8 to 10 without covariates).
  public func formula(_ counts: CaptureCounts) -> (population: Double, variance: Double)? {
    guard let rate = rate(counts) else { return nil }
    let n = Double(counts.total)
    let missed = exp(-rate)
    let seen = -expm1(-rate)
    let information = n * (seen - rate * missed) / (rate * seen * seen)
    let slope = n * missed / (seen * seen)
    return (n / seen, slope + slope * slope / information)
  }
}

/// Zelterman's estimator: the Poisson rate from those counted once and twice alone, λ̂ = 2 f₂/f₁, which holds up when
/// people differ in their rates (Zelterman 1988).
public struct Zelterman: CountEstimator {
  public let id = "zelterman"
  public let summary = "zero-truncated Poisson counts, the rate from those counted once and twice"
  public let reference = Citation(
    key: "Zelterman 1988; Böhning 2008",
    text: """
      Zelterman D. Robust estimation in truncated discrete distributions with application to capture-recapture \
      experiments. Journal of Statistical Planning and Inference 1988;18:225-237. Böhning D. A simple variance formula \
      for population size estimators by conditioning. Statistical Methodology 2008;5:410-423.
      """)

  public init() {}

  /// N̂ = n/(1 − exp(−λ̂)), var = n G (1 + n G λ̂² (1/f₁ + 1/f₂)), G = exp(−λ̂)/(1 − exp(−λ̂))² (Böhning 2008).
  public func formula(_ counts: CaptureCounts) -> (population: Double, variance: Double)? {
    let once = Double(counts.frequency(of: 1))
    let twice = Double(counts.frequency(of: 2))
    guard twice > 0 else { return nil }
    let n = Double(counts.total)
    // Nobody counted once: the rate is infinite and nobody was missed.
    guard once > 0 else { return (n, 0) }
    let rate = 2 * twice / once
    let seen = -expm1(-rate)
    let g = exp(-rate) / (seen * seen)
    return (n / seen, n * g * (1 + n * g * rate * rate * (1 / once + 1 / twice)))
  }
}

/// Chao's lower bound, bias corrected, from counts: `ChaoLowerBound` for counts of any size.
public struct ChaoFromCounts: CountEstimator {
  public let id = "chao-counts"
  public let summary = "lower bound from those counted once and twice: n + f1 (f1 - 1) / (2 (f2 + 1))"
  public let reference = Citation(
    key: "Chao 1987",
    text: """
      Chao A. Estimating the population size for capture-recapture data with unequal catchability. Biometrics \
      1987;43:783-791.
      """)

  public init() {}

  public func formula(_ counts: CaptureCounts) -> (population: Double, variance: Double)? {
    let bound = ChaoBound(
      observed: counts.total, once: counts.frequency(of: 1), twice: counts.frequency(of: 2))
    return (bound.biasCorrected, bound.biasCorrectedVariance)
  }
}
