internal import Glibc

/// ½ log 2π.
let halfLogTwoPi = 0.918_938_533_204_672_741_78

/// log(1 + x) − x for x > −1, without the cancellation near 0.
///
/// With r = x / (2 + x), log(1 + x) = 2 artanh r, so that log(1 + x) − x = r (2r² (1/3 + r²/5 + r⁴/7 + …) − x).
func log1pMinus(_ x: Double) -> Double {
  guard x >= -0.5 && x <= 1 else { return log1p(x) - x }
  let r = x / (2 + x)
  let y = r * r
  // As many terms as y ≤ 1/9 or y < 1/300 need to leave less than 1e-17 of the sum.
  var sum = 0.0
  if y > 1.0 / 300 {
    sum = 1.0 / 35 + y * (1.0 / 37)
    sum = 1.0 / 31 + y * (1.0 / 33 + y * sum)
    sum = 1.0 / 27 + y * (1.0 / 29 + y * sum)
    sum = 1.0 / 23 + y * (1.0 / 25 + y * sum)
    sum = 1.0 / 19 + y * (1.0 / 21 + y * sum)
    sum = y * (1.0 / 17 + y * sum)
  }
  sum = 1.0 / 13 + y * (1.0 / 15 + sum)
  sum = 1.0 / 9 + y * (1.0 / 11 + y * sum)
  sum = 1.0 / 5 + y * (1.0 / 7 + y * sum)
  sum = 1.0 / 3 + y * sum
  return r * (2 * y * sum - x)
}

/// e^x − 1 − x, without the cancellation near 0.
func expm1Minus(_ x: Double) -> Double {
  guard abs(x) < 0.5 else { return expm1(x) - x }
  var sum = 1.0 / 1_307_674_368_000 + x * (1.0 / 20_922_789_888_000)
  sum = 1.0 / 6_227_020_800 + x * (1.0 / 87_178_291_200 + x * sum)
  sum = 1.0 / 39_916_800 + x * (1.0 / 479_001_600 + x * sum)
  sum = 1.0 / 362_880 + x * (1.0 / 3_628_800 + x * sum)
  sum = 1.0 / 5040 + x * (1.0 / 40_320 + x * sum)
  sum = 1.0 / 120 + x * (1.0 / 720 + x * sum)
  sum = 1.0 / 6 + x * (1.0 / 24 + x * sum)
  return x * x * (0.5 + x * sum)
}

/// What Stirling's formula leaves over: δ(x) = log Γ(x) − (x − ½) log x + x − ½ log 2π, for x > 0, to an absolute
/// error of 1e-14.
///
/// For x ≥ 10 it is the asymptotic series 1/(12x) − 1/(360x³) + … (Abramowitz and Stegun 6.1.41), whose first
/// omitted term is below 1e-17.
func stirlingRemainder(_ x: Double) -> Double {
  guard x >= 10 else { return logGamma(x) - (x - 0.5) * log(x) + x - halfLogTwoPi }
  let inverse = 1 / x
  let y = inverse * inverse
  var sum = -691.0 / 360360 + y * (1.0 / 156)
  sum = -1.0 / 1680 + y * (1.0 / 1188 + y * sum)
  sum = -1.0 / 360 + y * (1.0 / 1260 + y * sum)
  return inverse * (1.0 / 12 + y * sum)
}

/// Half a deviance: shape · (log(1 + u) − u) with u = excess / shape, where excess = mean − shape. It is
/// −(shape log(shape / mean) + mean − shape), never positive.
///
/// This and `stirlingRemainder` are the two parts from which Loader, "Fast and accurate computation of binomial
/// probabilities" (2000), builds densities that lose no digits to large factorials. The excess is an argument
/// because its digits decide the result's, and callers know it better than the rounded mean, which is the product
/// of the two factors.
func negativeHalfDeviance(shape: Double, factors: (Double, Double), excess: Double) -> Double {
  let u = excess / shape
  if u >= -0.5 && u <= 1 { return shape * log1pMinus(u) }
  let mean = factors.0 * factors.1
  let ratio = mean / shape
  // A factor near the smallest `Double` would lose its digits in the product.
  let logRatio = mean.isNormal && ratio.isNormal ? log(ratio) : log(factors.0) + log(factors.1 / shape)
  return shape * logRatio - excess
}
