internal import Glibc

/// The scale on which a rate is modelled as normal.
package enum RateScale: String, Sendable, CaseIterable {
  case identity
  /// log p; for rates that are small everywhere.
  case logarithm
  /// log(p/(1 − p)).
  case logit
  /// arcsin √p, whose sampling variance 1/(4n) does not depend on the rate.
  case arcsine

  /// The rate on the scale and its sampling variance there, by the delta method.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` for a rate outside (0, 1), where the scale (or, for
  ///   arcsine, the effective sample size) does not exist, or a standard error that is not positive. The
  ///   identity takes any finite number.
  package func transformed(
    rate: Double, standardError: Double
  ) throws(GlobalEstimateError) -> (value: Double, variance: Double) {
    guard standardError.isFinite, standardError > 0 else {
      throw .invalidInput("a direct estimate in a model needs a positive standard error")
    }
    let variance = standardError * standardError
    guard self != .identity else {
      guard rate.isFinite else { throw .invalidInput("a rate has to be a finite number") }
      return (rate, variance)
    }
    guard rate > 0, rate < 1 else {
      throw .invalidInput(
        "a rate of 0 or 1, or outside them, has no \(rawValue); leave the country out and let the model "
          + "predict it, or "
          + "give the arcsine scale an effective sample size")
    }
    switch self {
    case .identity: return (rate, variance)
    case .logarithm: return (log(rate), variance / (rate * rate))
    case .logit:
      let odds = rate * (1 - rate)
      return (log(rate) - log1p(-rate), variance / (odds * odds))
    case .arcsine: return (asin(rate.squareRoot()), variance / (4 * rate * (1 - rate)))
    }
  }

  /// A rate of an effective number of respondents on the arcsine scale, where 0 and 1 are values like others.
  package static func arcsine(
    rate: Double, effectiveSampleSize: Double
  ) throws(GlobalEstimateError) -> (value: Double, variance: Double) {
    guard rate >= 0, rate <= 1, effectiveSampleSize.isFinite, effectiveSampleSize > 0 else {
      throw .invalidInput("a rate lies in [0, 1] and an effective sample size is positive")
    }
    return (asin(rate.squareRoot()), 1 / (4 * effectiveSampleSize))
  }

  /// The rate at a point of the scale. The arcsine scale ends at 0 and π/2.
  package func rate(at x: Double) -> Double {
    switch self {
    case .identity: x
    case .logarithm: exp(x)
    case .logit: 1 / (1 + exp(-x))
    case .arcsine:
      {
        let s = sin(min(max(x, 0), 0.5 * Double.pi)); return s * s
      }()
    }
  }

  /// The mean and variance of the rate when its value on the scale is normal: what a predictor on the scale
  /// means for the rate. Carrying the predictor back alone would give the median and be biased.
  ///
  /// Closed forms for the identity, the logarithm and the arcsine (E sin² = (1 − e^(−2v)cos 2μ)/2, without
  /// the ends of its scale); for the logit the trapezoidal rule, whose error for this integrand is below
  /// 1e-15.
  package func moments(mean: Double, variance: Double) -> (mean: Double, variance: Double) {
    switch self {
    case .identity:
      return (mean, variance)
    case .logarithm:
      let first = exp(mean + 0.5 * variance)
      return (first, first * first * expm1(variance))
    case .arcsine:
      let damped = exp(-2 * variance) * cos(2 * mean)
      let double = exp(-8 * variance) * cos(4 * mean)
      let first = 0.5 * (1 - damped)
      // sin⁴ = (3 − 4cos 2x + cos 4x)/8.
      return (first, max(0, 0.125 * (3 - 4 * damped + double) - first * first))
    case .logit:
      return logisticNormalMoments(mean: mean, standardDeviation: variance.squareRoot())
    }
  }
}

private func logisticNormalMoments(mean: Double, standardDeviation: Double) -> (
  mean: Double, variance: Double
) {
  guard standardDeviation > 0 else { return (1 / (1 + exp(-mean)), 0) }
  // The integrand's nearest pole lies π/σ from the axis, so that the step shrinks with σ.
  let step = min(0.25, 0.5 / standardDeviation)
  let half = Int((8.6 / step).rounded(.up))
  var (weights, first, second) = (0.0, 0.0, 0.0)
  for k in -half...half {
    let z = Double(k) * step
    let weight = exp(-0.5 * z * z)
    let rate = 1 / (1 + exp(-(mean + standardDeviation * z)))
    weights += weight
    first += weight * rate
    second += weight * rate * rate
  }
  first /= weights
  return (first, max(0, second / weights - first * first))
}
