internal import NumericKernel

extension RubinCombination {
  /// Wald's test that the coefficients of a term are 0, from imputed data sets: D₁ of Li, Raghunathan and Rubin
  /// (1991, Journal of the American Statistical Association 86, equations 1.16 to 1.18),
  ///
  ///     D₁ = q̄ᵀ Ū⁻¹ q̄ / (k (1 + r)),   r = (1 + 1/m) tr(B Ū⁻¹)/k,
  ///
  /// as F on k and ν degrees of freedom. ν is held to the degrees of freedom of the complete data, which the paper
  /// takes to be infinite.
  /// - Throws: `SurveyError.numeric` when the covariance within imputations is singular.
  package static func termTest(
    _ regressions: [SurveyRegression], columns: [Int], name: String
  ) throws(SurveyError) -> TestResult {
    let block = { (matrix: Matrix) in
      var block = Matrix(rows: columns.count, columns: columns.count)
      for (a, i) in columns.enumerated() {
        for (b, j) in columns.enumerated() { block[a, b] = matrix[i, j] }
      }
      return block
    }
    return try pooledTest(
      values: regressions.map { fit in columns.map { fit.coefficients[$0] } },
      covariances: regressions.map { block($0.covariance) },
      completeDegreesOfFreedom: regressions.reduce(.infinity) { min($0, $1.degreesOfFreedom) }, name: name)
  }

  /// The same test that k statistics of any kind are 0, from their values and covariance in every data set.
  /// - Throws: `SurveyError.numeric` when the covariance within imputations is singular.
  static func pooledTest(
    values: [[Double]], covariances: [Matrix], completeDegreesOfFreedom: Double, name: String
  ) throws(SurveyError) -> TestResult {
    let m = Double(values.count)
    guard m >= 2, let k = values.first?.count, k > 0 else {
      throw .usage("a test of imputed data needs two files and a term")
    }
    var mean = [Double](repeating: 0, count: k)
    var within = Matrix(rows: k, columns: k)
    for (own, covariance) in zip(values, covariances) {
      for a in 0..<k {
        mean[a] += own[a] / m
        for b in 0..<k { within[a, b] += covariance[a, b] / m }
      }
    }
    var between = Matrix(rows: k, columns: k)
    for own in values {
      for a in 0..<k {
        for b in 0..<k { between[a, b] += (own[a] - mean[a]) * (own[b] - mean[b]) / (m - 1) }
      }
    }
    do {
      let factor = try Cholesky(within)
      let solution = try factor.solve(mean)
      var trace = 0.0
      for b in 0..<k { trace += try factor.solve(between.column(b))[b] }
      let size = Double(k)
      let increase = (1 + 1 / m) * trace / size
      var quadratic = 0.0
      for a in 0..<k { quadratic += mean[a] * solution[a] }
      let statistic = quadratic / (size * (1 + increase))
      let t = size * (m - 1)
      var freedom = Double.infinity
      if increase > 0 {
        let ratio = t > 4 ? 1 + (1 - 2 / t) / increase : 1 + 1 / increase
        freedom = t > 4 ? 4 + (t - 4) * ratio * ratio : t * (1 + 1 / size) * ratio * ratio / 2
      }
      freedom = min(freedom, completeDegreesOfFreedom)
      return TestResult(
        name: name, statistic: statistic, numeratorDegreesOfFreedom: size,
        denominatorDegreesOfFreedom: freedom,
        pValue: try FDistribution(numeratorDegrees: size, denominatorDegrees: freedom).survival(statistic))
    } catch {
      throw .numeric(error)
    }
  }
}
