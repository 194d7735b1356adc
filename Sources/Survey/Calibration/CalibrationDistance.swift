internal import Glibc

/// How a calibrated weight may differ from its base weight: g = F(u), where u is linear in the auxiliary
/// variables (Deville & Särndal 1992, JASA 87, table 1).
package enum CalibrationDistance: Sendable, Equatable {
  /// g = 1 + u: the regression estimator. Weights can become negative.
  case linear
  /// g = 1 + u cut at the bounds.
  case boundedLinear(lower: Double, upper: Double)
  /// g = exp u: weights stay positive.
  case raking
  /// g between the bounds, smoothly.
  case logit(lower: Double, upper: Double)

  var bounds: (lower: Double, upper: Double)? {
    switch self {
    case .linear, .raking: nil
    case .boundedLinear(let lower, let upper), .logit(let lower, let upper): (lower, upper)
    }
  }

  /// F(u) and F′(u).
  func factor(_ u: Double) -> (value: Double, slope: Double) {
    switch self {
    case .linear: return (1 + u, 1)
    case .boundedLinear(let lower, let upper):
      let g = 1 + u
      return g < lower ? (lower, 0) : g > upper ? (upper, 0) : (g, 1)
    case .raking:
      let g = exp(u)
      return (g, g)
    case .logit(let lower, let upper):
      let a = (upper - lower) / ((1 - lower) * (upper - 1))
      // Divided by the larger of the two terms, so that neither overflows.
      let (x, y) = u > 0 ? (exp(-a * u), 1) : (1, exp(a * u))
      let denominator = (upper - 1) * x + (1 - lower) * y
      let g = (lower * (upper - 1) * x + upper * (1 - lower) * y) / denominator
      let slope = a * (upper - lower) * (upper - 1) * (1 - lower) * x * y / (denominator * denominator)
      return (g, slope)
    }
  }
}
