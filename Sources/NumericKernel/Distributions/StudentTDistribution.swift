internal import Glibc

/// Student's t distribution. With infinite degrees of freedom it is the standard normal distribution.
package struct StudentTDistribution: ContinuousDistribution {
  package let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: need not be whole.
  /// - Throws: `NumericError.domain` unless they lie between 2e-6 and 2e15 or are infinite.
  package init(degreesOfFreedom: Double) throws(NumericError) {
    if degreesOfFreedom != .infinity {
      try requireShape(0.5 * degreesOfFreedom, "half the degrees of freedom of a t distribution")
    }
    self.degreesOfFreedom = degreesOfFreedom
  }

  package var support: (lower: Double, upper: Double) { (-.infinity, .infinity) }

  package func logDensity(_ x: Double) -> Double {
    if degreesOfFreedom == .infinity { return NormalDistribution.standard.logDensity(x) }
    let square = x * x / degreesOfFreedom
    let logSum = square < 1e300 ? log1p(square) : 2 * log(abs(x)) - log(degreesOfFreedom)
    return -0.5 * log(degreesOfFreedom) - logBeta(0.5, 0.5 * degreesOfFreedom)
      - 0.5 * (degreesOfFreedom + 1) * logSum
  }

  package func cumulative(_ x: Double) -> Double {
    x < 0 ? upperTail(-x) : 1 - upperTail(x)
  }

  package func survival(_ x: Double) -> Double {
    x < 0 ? 1 - upperTail(-x) : upperTail(x)
  }

  /// P(X > x) = ½ I(df / (df + x²); df/2, ½) for x ≥ 0, at most ½.
  private func upperTail(_ x: Double) -> Double {
    if degreesOfFreedom == .infinity { return NormalDistribution.standard.survival(x) }
    let df = degreesOfFreedom
    let square = x * x / df
    if square > 1e20 * (df + 1) {
      return 0.5 * exp(logTinyIncompleteBeta(0.5 * df, 0.5, logX: log(df) - 2 * log(x)))
    }
    let inverse = 1 / (1 + square)
    // The excess is (df − df x²) / (2 (df + x²)).
    let point = BetaPoint(
      a: 0.5 * df, b: 0.5, x: inverse, y: square * inverse, excess: 0.5 * (1 - x) * (1 + x) * inverse)
    return 0.5 * point.tails.lower
  }

  package func interiorQuantile(lower: Double, upper: Double) throws(NumericError) -> Double {
    let sign = lower < 0.5 ? -1.0 : 1.0
    if degreesOfFreedom == .infinity {
      return standardNormalQuantile(lower: lower, upper: upper)
    }
    let tail = min(lower, upper)
    if tail == 0.5 { return 0 }
    // df / x² are odds of a beta variate whose lower tail is both tails of x.
    let odds = try betaOddsQuantile(0.5 * degreesOfFreedom, 0.5, lower: 2 * tail, upper: 1 - 2 * tail)
    return sign * (degreesOfFreedom / odds).squareRoot()
  }
}
