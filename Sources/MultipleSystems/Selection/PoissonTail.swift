internal import Glibc

/// log x! for whole x ≥ 0: from a table up to 255, then by Stirling's series, whose first omitted term is
/// below 1e-20.
func logFactorial(_ x: Double) -> Double {
  if x < 256 { return logFactorialTable[Int(x)] }
  let y = x + 1
  let square = 1 / (y * y)
  let series = (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) / y
  return (y - 0.5) * log(y) - y + 0.918_938_533_204_672_741_78 + series
}

private let logFactorialTable: [Double] = {
  // Products are exact up to 22! and lose less than an ulp a step beyond, so the logarithms do not drift as
  // sums do.
  var table: [Double] = []
  var product = 1.0
  var shift = 0.0
  for k in 0..<256 {
    product *= Double(max(k, 1))
    if product > 1e200 {
      product *= 0x1p-600
      shift += 600 * 0.693_147_180_559_945_309_417
    }
    table.append(log(product) + shift)
  }
  return table
}()

/// The smaller of P(X ≤ x) and P(X ≥ x) for a Poisson count X with a mean: the p-value of an overlap in the
/// stepwise choice of Chan, Silverman and Vincent (2021).
///
/// - Parameter ceiling: a value from which on the result is of no interest, so that a sum which passes it may
///   stop; what is returned then is some value that is not below it.
func poissonTail(_ x: Double, mean: Double, ceiling: Double = .infinity) -> Double {
  if mean <= 0 { return x > 0 ? 0 : 1 }
  let probability = exp(x * log(mean) - mean - logFactorial(x))
  if probability >= ceiling { return probability }
  var term = probability
  var tail = probability
  if x >= mean {
    var k = x + 1
    while true {
      term *= mean / k
      tail += term
      if tail >= ceiling { return tail }
      if term <= 1e-17 * tail { break }
      k += 1
    }
  } else {
    var k = x
    while k > 0 {
      term *= k / mean
      tail += term
      if tail >= ceiling { return tail }
      if term <= 1e-17 * tail { break }
      k -= 1
    }
  }
  return min(tail, 1 - tail + probability)
}
