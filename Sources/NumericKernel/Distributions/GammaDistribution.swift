internal import Glibc

/// The gamma distribution, with mean shape · scale.
package struct GammaDistribution: ContinuousDistribution {
  package let shape: Double
  package let scale: Double

  /// - Throws: `NumericError.domain` unless 1e-6 ≤ shape ≤ 1e15 and the scale is positive and finite.
  package init(shape: Double, scale: Double = 1) throws(NumericError) {
    try requireShape(shape, "the shape of a gamma distribution")
    try requirePositive(scale, "the scale of a gamma distribution")
    self.shape = shape
    self.scale = scale
  }

  package var support: (lower: Double, upper: Double) { (0, .infinity) }

  package func logDensity(_ x: Double) -> Double {
    if x < 0 || x == .infinity { return -.infinity }
    if x == 0 { return shape < 1 ? .infinity : shape == 1 ? -log(scale) : -.infinity }
    let (scaled, excess) = standardised(x)
    return logGammaKernel(shape, scaled, excess: excess) - log(x)
  }

  package func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : tails(x).lower }

  package func survival(_ x: Double) -> Double { x <= 0 ? 1 : tails(x).upper }

  private func tails(_ x: Double) -> Tails {
    let (scaled, excess) = standardised(x)
    return gammaTails(shape, scaled, excess: excess)
  }

  /// x / scale, and its distance from the shape with what the division rounded off.
  private func standardised(_ x: Double) -> (scaled: Double, excess: Double) {
    let scaled = x / scale
    if scale == 1 || !scaled.isNormal { return (scaled, scaled - shape) }
    let remainder = x.addingProduct(-scaled, scale) / scale
    return (scaled, (scaled - shape) + remainder)
  }

  package func interiorQuantile(lower: Double, upper: Double) throws(NumericError) -> Double {
    try scale * standardGammaQuantile(shape, lower: lower, upper: upper)
  }
}

/// The quantile of the gamma distribution with scale 1.
func standardGammaQuantile(_ shape: Double, lower: Double, upper: Double) throws(NumericError) -> Double {
  let a = shape
  // Near 0 the lower tail is x^a / Γ(a + 1).
  var logStart = (log(lower) + logGamma(a + 1)) / a
  if a < 1 {
    // Far up the upper tail is nearly x^(a − 1) e^(−x) / Γ(a).
    let exponential = -log(upper) - logGamma(a)
    if exponential > 1 { logStart = log(max(1, exponential + (a - 1) * log(exponential))) }
  } else if logStart > log(0.2 * (a + 1)) {
    // The cube root of a gamma variate is nearly normal (Wilson and Hilferty 1931).
    let z = standardNormalQuantile(lower: lower, upper: upper)
    logStart = log(a) + 3 * log(max(0.1, 1 - 1 / (9 * a) + z / (3 * a.squareRoot())))
  }
  return try Tails.inverse(lower: lower, upper: upper, logStart: logStart, largestStep: 2) { x in
    gammaTails(a, x, excess: x - a)
  }
}
