internal import Glibc

/// The normal distribution.
package struct NormalDistribution: ContinuousDistribution {
  package let mean: Double
  package let standardDeviation: Double

  /// Mean 0, standard deviation 1.
  package static let standard = NormalDistribution()

  private init() {
    mean = 0
    standardDeviation = 1
  }

  /// - Throws: `NumericError.domain` unless the mean is finite and the standard deviation positive and finite.
  package init(mean: Double, standardDeviation: Double) throws(NumericError) {
    guard mean.isFinite else { throw .domain("the mean of a normal distribution is finite, not \(mean)") }
    try requirePositive(standardDeviation, "the standard deviation of a normal distribution")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  package var support: (lower: Double, upper: Double) { (-.infinity, .infinity) }

  package func logDensity(_ x: Double) -> Double {
    let z = (x - mean) / standardDeviation
    return -0.5 * z * z - halfLogTwoPi - log(standardDeviation)
  }

  package func cumulative(_ x: Double) -> Double {
    0.5 * erfc((mean - x) / standardDeviation * 0.5.squareRoot())
  }

  package func survival(_ x: Double) -> Double {
    0.5 * erfc((x - mean) / standardDeviation * 0.5.squareRoot())
  }

  package func interiorQuantile(lower: Double, upper: Double) -> Double {
    mean + standardDeviation * standardNormalQuantile(lower: lower, upper: upper)
  }
}

/// Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988)
/// 477-484, routine PPND16: three rational approximations, good to some 1e-16 of the result.
///
/// - Parameters:
///   - lower: a probability strictly between 0 and 1.
///   - upper: its complement, with its own digits.
func standardNormalQuantile(lower: Double, upper: Double) -> Double {
  let q = lower < 0.5 ? lower - 0.5 : 0.5 - upper
  if abs(q) <= 0.425 {
    let r = 0.180625 - q * q
    let numerator = polynomial(
      r,
      (
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3
      ))
    let denominator = polynomial(
      r,
      (
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3
      ))
    return q * numerator / denominator
  }
  let tail = (-log(q < 0 ? lower : upper)).squareRoot()
  let numerator: Double
  let denominator: Double
  if tail <= 5 {
    let r = tail - 1.6
    numerator = polynomial(
      r,
      (
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4
      ))
    denominator = polynomial(
      r,
      (
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
        1.05075007164441684324e-9
      ))
  } else {
    let r = tail - 5
    numerator = polynomial(
      r,
      (
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7
      ))
    denominator = polynomial(
      r,
      (
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
        2.04426310338993978564e-15
      ))
  }
  return q < 0 ? -numerator / denominator : numerator / denominator
}

/// The value at x of the polynomial with these coefficients, the constant first.
@inline(__always)
private func polynomial(
  _ x: Double, _ c: (Double, Double, Double, Double, Double, Double, Double, Double)
) -> Double {
  var sum = c.7
  sum = sum * x + c.6
  sum = sum * x + c.5
  sum = sum * x + c.4
  sum = sum * x + c.3
  sum = sum * x + c.2
  sum = sum * x + c.1
  return sum * x + c.0
}
