package import NumericKernel

/// What a calibration takes out of a variance: the regression of the linearised variable on what was
/// calibrated, with the weights before calibration (Deville & Särndal 1992, JASA 87, equation 3.4).
package struct CalibrationResidual: Sendable {
  package enum Regression: Sendable {
    /// Post-strata: a code for each row with a weight; residuals are from the weighted mean of the
    /// post-stratum.
    case groups(codes: [Int32], count: Int, baseWeights: [Double])
    /// Any auxiliary variables: the factored √d·X, X itself and √d, with d the base weight over the assumed
    /// variance of each row.
    case auxiliary(factors: PivotedQR, matrix: Matrix, roots: [Double])
  }

  package let regression: Regression
  /// The weights that the calibration made, before any later step.
  package let adjustedWeights: [Double]

  /// From contributions wᵢzᵢ to what the calibration leaves of them. Later steps, such as trimming, have
  /// multiplied them already, and the regression is of what those made of z.
  func takeOut(of contributions: inout [Double]) throws(SurveyError) {
    var values = contributions
    for i in values.indices { values[i] = adjustedWeights[i] == 0 ? 0 : values[i] / adjustedWeights[i] }
    try subtractFit(from: &values)
    for i in values.indices { contributions[i] = values[i] * adjustedWeights[i] }
  }

  private func subtractFit(from values: inout [Double]) throws(SurveyError) {
    switch regression {
    case .groups(let codes, let count, let baseWeights):
      var sums = [Double](repeating: 0, count: count)
      var sizes = [Double](repeating: 0, count: count)
      for i in values.indices where codes[i] >= 0 {
        sums[Int(codes[i])] += baseWeights[i] * values[i]
        sizes[Int(codes[i])] += baseWeights[i]
      }
      for i in values.indices where codes[i] >= 0 && sizes[Int(codes[i])] > 0 {
        values[i] -= sums[Int(codes[i])] / sizes[Int(codes[i])]
      }
    case .auxiliary(let factors, let matrix, let roots):
      var scaled = values
      for i in scaled.indices { scaled[i] *= roots[i] }
      let coefficients: [Double]
      do { coefficients = try factors.solve(scaled) } catch { throw .numeric(error) }
      let fitted = matrix.multiplied(by: coefficients)
      for i in values.indices { values[i] -= fitted[i] }
    }
  }
}
