internal import Glibc

/// ½ log 2π.
let halfLogTwoPi = 0.918_938_533_204_672_741_78

/// log(1 + x) − x for x > −1, without the cancellation near 0.
///
/// With r = x / (2 + x), log(1 + x) = 2 artanh r, so that log(1 + x) − x = r (2r² (1/3 + r²/5 + r⁴/7 + …) − x).
func log1pMinus(_ x: Double) -> Double {
  guard abs(x) < 0.4 else { return log1p(x) - x }
  let r = x / (2 + x)
  let square = r * r
  return r * (2 * square * artanhSeries(square) - x)
}

/// 1/3 + y/5 + y²/7 + …, which is (artanh √y / √y − 1) / y, for 0 ≤ y ≤ 1/9.
private func artanhSeries(_ y: Double) -> Double {
  var sum = 0.0
  var divisor = y < 0.003 ? 15.0 : 35.0
  while divisor >= 3 {
    sum = sum * y + 1 / divisor
    divisor -= 2
  }
  return sum
}

/// What Stirling's formula leaves over: δ(x) = log Γ(x) − (x − ½) log x + x − ½ log 2π, for x > 0.
///
/// For x ≥ 10 it is the asymptotic series 1/(12x) − 1/(360x³) + … (Abramowitz and Stegun 6.1.41), whose first
/// omitted term is below 1e-17; below that, δ(x) = δ(x + 1) + artanh(y)/y − 1 with y = 1/(2x + 1).
func stirlingRemainder(_ x: Double) -> Double {
  var shifted = x
  var sum = 0.0
  while shifted < 10 {
    if shifted < 1 {
      sum += (shifted + 0.5) * log1p(1 / shifted) - 1
    } else {
      let y = 1 / (2 * shifted + 1)
      sum += y * y * artanhSeries(y * y)
    }
    shifted += 1
  }
  let inverse = 1 / shifted
  let square = inverse * inverse
  var series = 1.0 / 156
  series = series * square - 691.0 / 360360
  series = series * square + 1.0 / 1188
  series = series * square - 1.0 / 1680
  series = series * square + 1.0 / 1260
  series = series * square - 1.0 / 360
  series = series * square + 1.0 / 12
  return sum + series * inverse
}

/// Half the deviance of a count from its mean: x log(x / mean) + mean − x, for x > 0 and mean > 0.
///
/// This and `stirlingRemainder` are the two parts from which Loader, "Fast and accurate computation of binomial
/// probabilities" (2000), builds densities that lose no digits to large factorials.
func halfDeviance(_ x: Double, mean: Double) -> Double {
  -x * log1pMinus((mean - x) / x)
}
