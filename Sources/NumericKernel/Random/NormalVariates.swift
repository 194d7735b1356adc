internal import Glibc

extension RandomStream {
  /// A standard normal variate, the quantile (AS 241) of one open uniform, so within ±8.21.
  ///
  /// Inversion rather than a faster rejection method because it takes exactly one draw: the stream's position never
  /// depends on a comparison of logarithms, 85 of 100 values are plain arithmetic and so the same on every
  /// machine, and the variate rises with the uniform, which antithetic and common random numbers need.
  package mutating func standardNormal() -> Double {
    let u = openUniform()
    return standardNormalQuantile(lower: u, upper: 1 - u)
  }

  /// A normal variate. A standard deviation of 0 gives the mean.
  ///
  /// - Throws: `NumericError.domain` unless both are finite and the standard deviation is not negative.
  package mutating func normal(mean: Double, standardDeviation: Double) throws(NumericError) -> Double {
    guard mean.isFinite, standardDeviation.isFinite, standardDeviation >= 0 else {
      throw .domain(
        "a normal variate has a finite mean and a finite standard deviation that is not negative, not \(mean) "
          + "and \(standardDeviation)")
    }
    return mean + standardDeviation * standardNormal()
  }

  /// e to the power of a normal variate.
  ///
  /// - Parameters:
  ///   - logMean: the mean of the variate's logarithm.
  ///   - logStandardDeviation: the standard deviation of its logarithm.
  /// - Throws: `NumericError.domain` as `normal` does.
  package mutating func logNormal(
    logMean: Double, logStandardDeviation: Double
  ) throws(NumericError) -> Double {
    exp(try normal(mean: logMean, standardDeviation: logStandardDeviation))
  }

  /// A log-normal variate with the given mean and coefficient of variation (standard deviation over mean), both of
  /// the variate itself: its logarithm has variance s² = log(1 + cv²) and mean log(mean) − s²/2. A coefficient of 0
  /// gives the mean, up to rounding.
  ///
  /// - Throws: `NumericError.domain` unless the mean is positive and finite and 0 ≤ coefficient ≤ 1e100.
  package mutating func logNormal(
    mean: Double, coefficientOfVariation: Double
  ) throws(NumericError) -> Double {
    try requirePositive(mean, "the mean of a log-normal variate")
    guard coefficientOfVariation >= 0, coefficientOfVariation <= 1e100 else {
      throw .domain("a coefficient of variation lies between 0 and 1e100, not \(coefficientOfVariation)")
    }
    let variance = log1p(coefficientOfVariation * coefficientOfVariation)
    return exp(log(mean) - 0.5 * variance + variance.squareRoot() * standardNormal())
  }
}
