internal import Glibc

/// The beta distribution, with mean alpha / (alpha + beta).
package struct BetaDistribution: ContinuousDistribution {
  package let alpha: Double
  package let beta: Double

  /// - Throws: `NumericError.domain` unless both shapes lie between 1e-6 and 1e15.
  package init(alpha: Double, beta: Double) throws(NumericError) {
    try requireShape(alpha, "the first shape of a beta distribution")
    try requireShape(beta, "the second shape of a beta distribution")
    self.alpha = alpha
    self.beta = beta
  }

  package var support: (lower: Double, upper: Double) { (0, 1) }

  package func logDensity(_ x: Double) -> Double {
    if x < 0 || x > 1 { return -.infinity }
    if x == 0 { return alpha < 1 ? .infinity : alpha == 1 ? log(beta) : -.infinity }
    if x == 1 { return beta < 1 ? .infinity : beta == 1 ? log(alpha) : -.infinity }
    return BetaPoint(alpha, beta, x: x).logKernel - log(x) - log1p(-x)
  }

  package func cumulative(_ x: Double) -> Double {
    x <= 0 ? 0 : x >= 1 ? 1 : BetaPoint(alpha, beta, x: x).tails.lower
  }

  package func survival(_ x: Double) -> Double {
    x <= 0 ? 1 : x >= 1 ? 0 : BetaPoint(alpha, beta, x: x).tails.upper
  }

  package func interiorQuantile(lower: Double, upper: Double) throws(NumericError) -> Double {
    let odds = try betaOddsQuantile(alpha, beta, lower: lower, upper: upper)
    return odds > 1 ? 1 / (1 + 1 / odds) : odds / (1 + odds)
  }
}

/// The odds x / (1 − x) where x is the quantile of the beta distribution with shapes a and b.
func betaOddsQuantile(
  _ a: Double, _ b: Double, lower: Double, upper: Double
) throws(NumericError) -> Double {
  // The logarithm of the odds is nearly normal, except beyond the end where a small shape makes a tail that is
  // a power.
  let z = standardNormalQuantile(lower: lower, upper: upper)
  let logBeta = logBeta(a, b)
  let lowerPower = (log(lower) + log(a) + logBeta) / a
  let upperPower = -(log(upper) + log(b) + logBeta) / b
  let logStart: Double
  if lowerPower < log(0.2 * (a + 1) / (a + b + 2)) {
    logStart = lowerPower
  } else if upperPower > -log(0.2 * (b + 1) / (a + b + 2)) {
    logStart = upperPower
  } else {
    logStart = digamma(a) - digamma(b) + z * (trigamma(a) + trigamma(b)).squareRoot()
  }
  return try Tails.inverse(lower: lower, upper: upper, logStart: logStart, largestStep: 50) { odds in
    BetaPoint(a, b, odds: odds).tails
  }
}
