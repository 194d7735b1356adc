/// The chi-squared distribution.
package struct ChiSquaredDistribution: ContinuousDistribution {
  package let degreesOfFreedom: Double
  private let gamma: GammaDistribution

  /// - Parameter degreesOfFreedom: need not be whole.
  /// - Throws: `NumericError.domain` unless they lie between 2e-6 and 2e15.
  package init(degreesOfFreedom: Double) throws(NumericError) {
    try requireShape(0.5 * degreesOfFreedom, "half the degrees of freedom of a chi-squared distribution")
    self.degreesOfFreedom = degreesOfFreedom
    gamma = try GammaDistribution(shape: 0.5 * degreesOfFreedom, scale: 2)
  }

  package var support: (lower: Double, upper: Double) { gamma.support }
  package func logDensity(_ x: Double) -> Double { gamma.logDensity(x) }
  package func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }
  package func survival(_ x: Double) -> Double { gamma.survival(x) }

  package func interiorQuantile(lower: Double, upper: Double) throws(NumericError) -> Double {
    try gamma.interiorQuantile(lower: lower, upper: upper)
  }
}
