internal import Glibc

/// log Γ(x) for x ≥ 0, which is a precondition; infinite at 0. It is glibc's `lgamma_r`, which unlike `lgamma`
/// writes no global variable.
package func logGamma(_ x: Double) -> Double {
  precondition(!(x < 0), "log gamma is taken of a negative number")
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}

/// log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b) for positive a and b, which is a precondition. The absolute
/// error stays near 1e-15 of the largest of 1, min(a, b) and |log B|, however large a and b are.
package func logBeta(_ a: Double, _ b: Double) -> Double {
  precondition(!(a <= 0 || b <= 0), "log beta is taken of a number that is not positive")
  let (small, large) = a < b ? (a, b) : (b, a)
  if large < 10 { return logGamma(small) + logGamma(large) - logGamma(small + large) }
  let sum = small + large
  // log Γ(large) − log Γ(sum), with the leading terms of Stirling's formula subtracted by hand.
  let stirling = stirlingRemainder(large) - stirlingRemainder(sum) - (large - 0.5) * log1p(small / large)
  if small < 10 {
    return logGamma(small) + stirling - small * log(sum) + small
  }
  return stirlingRemainder(small) + halfLogTwoPi - 0.5 * log(small) + stirling
    + small * (log(small) - log(sum))
}

/// ψ(x), the derivative of log Γ, for x ≥ 0, which is a precondition; minus infinity at 0. Absolute error
/// 1e-15, or relative where |ψ| > 1.
///
/// ψ(x) = ψ(x + 1) − 1/x up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.5 and 6.3.18).
package func digamma(_ x: Double) -> Double {
  precondition(!(x < 0), "digamma is taken of a negative number")
  var shifted = x
  var sum = 0.0
  while shifted < 10 {
    sum -= 1 / shifted
    shifted += 1
  }
  let y = 1 / (shifted * shifted)
  var series = -691.0 / 32760 + y * (1.0 / 12)
  series = -1.0 / 240 + y * (1.0 / 132 + y * series)
  series = -1.0 / 120 + y * (1.0 / 252 + y * series)
  series = y * (1.0 / 12 + y * series)
  return sum + (log(shifted) - 0.5 / shifted - series)
}

/// ψ′(x), the second derivative of log Γ, for x ≥ 0, which is a precondition; infinite at 0.
///
/// ψ′(x) = ψ′(x + 1) + 1/x² up to 10, then the asymptotic series (Abramowitz and Stegun 6.4.6 and 6.4.12).
package func trigamma(_ x: Double) -> Double {
  precondition(!(x < 0), "trigamma is taken of a negative number")
  var shifted = x
  var sum = 0.0
  while shifted < 10 {
    sum += 1 / (shifted * shifted)
    shifted += 1
  }
  let inverse = 1 / shifted
  let y = inverse * inverse
  var series = -691.0 / 2730 + y * (7.0 / 6)
  series = -1.0 / 30 + y * (5.0 / 66 + y * series)
  series = -1.0 / 30 + y * (1.0 / 42 + y * series)
  series = inverse * y * (1.0 / 6 + y * series)
  return sum + (inverse + 0.5 * y + series)
}
