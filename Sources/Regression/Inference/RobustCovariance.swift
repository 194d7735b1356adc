package import NumericKernel

/// Covariances of coefficients that hold when the family's variance does not.
package enum RobustCovariance: Sendable, Equatable {
  /// White's sandwich (1980, Econometrica 48).
  case hc0
  /// HC0 times n/(n − p).
  case hc1
  /// Squared residuals over 1 − h (MacKinnon & White 1985, Journal of Econometrics 29).
  case hc2
  /// Squared residuals over (1 − h)².
  case hc3
  /// Scores summed within clusters, one code for each fitted row, times G/(G − 1) (Liang & Zeger 1986,
  /// Biometrika 73); with `isAdjusted` times (n − 1)/(n − p) too.
  case clustered([Int], isAdjusted: Bool)
}

extension GLMFit {
  /// - Throws: `RegressionError.unsuitable` when a row determines its own fit under HC2 or HC3, or there is
  ///   one cluster.
  package func covariance(_ kind: RobustCovariance) throws(RegressionError) -> Matrix {
    let n = Double(rowCount)
    let p = Double(names.count)
    var contributions = influence()
    var factors = weights
    var scale = 1.0
    switch kind {
    case .hc0: break
    case .hc1: scale = n / (n - p)
    case .hc2, .hc3:
      let leverages = leverages
      for i in 0..<rowCount {
        let rest = 1 - leverages[i]
        guard rest > 1e-10 else {
          throw .unsuitable(
            "row \(rows[i] + 1) determines its own fit, so that HC2 and HC3 have no value; use hc1")
        }
        factors[i] /= kind == .hc2 ? rest.squareRoot() : rest
      }
    case .clustered(let codes, let isAdjusted):
      precondition(codes.count == rowCount, "one cluster for each fitted row")
      var index: [Int: Int] = [:]
      for code in codes where index[code] == nil { index[code] = index.count }
      let count = index.count
      guard count > 1 else { throw .unsuitable("a cluster-robust covariance needs two clusters or more") }
      var sums = Matrix(rows: count, columns: names.count)
      for j in 0..<names.count {
        for i in 0..<rowCount { sums[index[codes[i]] ?? 0, j] += weights[i] * contributions[i, j] }
      }
      contributions = sums
      factors = [Double](repeating: 1, count: count)
      scale = Double(count) / Double(count - 1) * (isAdjusted ? (n - 1) / (n - p) : 1)
    }
    for j in 0..<contributions.columns {
      for i in 0..<contributions.rows { contributions[i, j] *= factors[i] * scale.squareRoot() }
    }
    return contributions.crossProduct()
  }

  /// wᵢ xᵢᵀ (XᵀWX)⁻¹ xᵢ with the information weights of the fit.
  package var leverages: [Double] {
    let projected = matrix.multiplied(by: bread)
    return (0..<rowCount).map { i in
      let slope = link.slope(predictors[i])
      var sum = 0.0
      for j in 0..<names.count { sum += projected[i, j] * matrix[i, j] }
      return weights[i] * slope * slope / family.variance(means[i]) * sum
    }
  }
}
