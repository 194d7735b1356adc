internal import Glibc

/// Snedecor's F distribution, of the ratio of two independent mean squares.
package struct FDistribution: ContinuousDistribution {
  package let numeratorDegrees: Double
  package let denominatorDegrees: Double

  /// - Parameters:
  ///   - numeratorDegrees: degrees of freedom of the numerator, not necessarily whole.
  ///   - denominatorDegrees: those of the denominator.
  /// - Throws: `NumericError.domain` unless both lie between 2e-6 and 2e15.
  package init(numeratorDegrees: Double, denominatorDegrees: Double) throws(NumericError) {
    try requireShape(0.5 * numeratorDegrees, "half the numerator degrees of freedom of an F distribution")
    try requireShape(0.5 * denominatorDegrees, "half the denominator degrees of freedom of an F distribution")
    self.numeratorDegrees = numeratorDegrees
    self.denominatorDegrees = denominatorDegrees
  }

  package var support: (lower: Double, upper: Double) { (0, .infinity) }

  package func logDensity(_ x: Double) -> Double {
    if x < 0 || x == .infinity { return -.infinity }
    if x == 0 {
      return numeratorDegrees < 2 ? .infinity : numeratorDegrees == 2 ? 0 : -.infinity
    }
    if let tail = farTail(x) { return tail + log(0.5 * denominatorDegrees) - log(x) }
    return point(x).logKernel - log(x)
  }

  package func cumulative(_ x: Double) -> Double {
    if x <= 0 { return 0 }
    if let tail = farTail(x) { return -expm1(tail) }
    return point(x).tails.lower
  }

  package func survival(_ x: Double) -> Double {
    if x <= 0 { return 1 }
    if let tail = farTail(x) { return exp(tail) }
    return point(x).tails.upper
  }

  package func interiorQuantile(lower: Double, upper: Double) throws(NumericError) -> Double {
    let (a, b) = (0.5 * numeratorDegrees, 0.5 * denominatorDegrees)
    return try betaOddsQuantile(a, b, lower: lower, upper: upper) * (denominatorDegrees / numeratorDegrees)
  }

  /// The point d₁x / (d₁x + d₂) of the beta distribution with shapes d₁/2 and d₂/2. Its excess is
  /// d₁d₂ (x − 1) / (2 (d₁x + d₂)), which keeps the digits of x near 1.
  private func point(_ x: Double) -> BetaPoint {
    let (a, b) = (0.5 * numeratorDegrees, 0.5 * denominatorDegrees)
    let odds = numeratorDegrees / denominatorDegrees * x
    let inverse = 1 / (1 + odds)
    return BetaPoint(a: a, b: b, x: odds * inverse, y: inverse, excess: a * (x - 1) * inverse)
  }

  /// The logarithm of the upper tail where it is a power of x to all digits; nearer than that, `nil`.
  private func farTail(_ x: Double) -> Double? {
    let logOdds = log(numeratorDegrees) - log(denominatorDegrees) + log(x)
    guard logOdds > 40 + log(numeratorDegrees + denominatorDegrees) else { return nil }
    return logTinyIncompleteBeta(0.5 * denominatorDegrees, 0.5 * numeratorDegrees, logX: -logOdds)
  }
}
