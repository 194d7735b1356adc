internal import Glibc

/// A distribution on the real line with a density. An argument that is NaN makes a result that is NaN.
package protocol ContinuousDistribution: Sendable {
  /// The ends of the set of possible values, which may be infinite.
  var support: (lower: Double, upper: Double) { get }

  /// The logarithm of the density; minus infinity outside the support, infinite at a pole.
  func logDensity(_ x: Double) -> Double

  /// P(X ≤ x).
  func cumulative(_ x: Double) -> Double

  /// P(X > x), to the same relative error as `cumulative`: it is not computed as 1 − P(X ≤ x) where that
  /// would lose digits.
  func survival(_ x: Double) -> Double

  /// The x with P(X ≤ x) = lower and P(X > x) = upper, of which the smaller decides. Both lie strictly between 0
  /// and 1 and sum to 1 up to rounding.
  func interiorQuantile(lower: Double, upper: Double) throws(NumericError) -> Double
}

extension ContinuousDistribution {
  /// The density at x; infinite at a pole.
  package func density(_ x: Double) -> Double { exp(logDensity(x)) }

  /// The x with P(X ≤ x) = p. p = 0 and p = 1 give the ends of the support. A quantile beyond the range of
  /// `Double`, as heavy tails have, is infinite, and one nearer to 0 than any `Double` is 0.
  ///
  /// - Throws: `NumericError.domain` unless 0 ≤ p ≤ 1.
  package func quantile(_ p: Double) throws(NumericError) -> Double {
    guard p >= 0 && p <= 1 else { throw .domain("a probability lies between 0 and 1, not \(p)") }
    if p == 0 { return support.lower }
    if p == 1 { return support.upper }
    return try interiorQuantile(lower: p, upper: 1 - p)
  }

  /// The x with P(X > x) = q, for small q the way to quantiles that `quantile(1 - q)` cannot resolve.
  ///
  /// - Throws: `NumericError.domain` unless 0 ≤ q ≤ 1.
  package func upperQuantile(_ q: Double) throws(NumericError) -> Double {
    guard q >= 0 && q <= 1 else { throw .domain("a probability lies between 0 and 1, not \(q)") }
    if q == 0 { return support.upper }
    if q == 1 { return support.lower }
    return try interiorQuantile(lower: 1 - q, upper: q)
  }
}

/// - Throws: `NumericError.domain` unless 1e-6 ≤ value ≤ 1e15, the range over which the tails were measured.
func requireShape(_ value: Double, _ name: String) throws(NumericError) {
  guard value >= 1e-6 && value <= 1e15 else {
    throw .domain("\(name) lies between 1e-6 and 1e15, not \(value)")
  }
}

/// - Throws: `NumericError.domain` unless the value is positive and finite.
func requirePositive(_ value: Double, _ name: String) throws(NumericError) {
  guard value > 0 && value.isFinite else { throw .domain("\(name) is positive and finite, not \(value)") }
}
