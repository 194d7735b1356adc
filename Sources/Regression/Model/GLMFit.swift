package import NumericKernel

/// What a reader needs to trust a fit.
package struct FitRecord: Sendable, Equatable {
  package let iterations: Int
  /// The largest change of a linear predictor, relative to its size or 1, at which iterations ended.
  package let tolerance: Double
  /// The deviance after each iteration.
  package let deviancePath: [Double]
  /// Steps that were halved because they raised the deviance or left the space of means.
  package let halvings: Int
  /// An estimate of 1 / condition number of the weighted, column-scaled model matrix.
  package let reciprocalCondition: Double
}

/// A fitted generalised linear model, with what covariances of any kind need.
package struct GLMFit: Sendable {
  package let family: Family
  package let link: Link
  package let names: [String]
  package let coefficients: [Double]
  /// (XᵀWX)⁻¹ at the estimate, W being the expected information of each row times its weight.
  package let bread: Matrix
  /// Fitted means and linear predictors of the rows that were fitted.
  package let means: [Double]
  package let predictors: [Double]
  /// The rows that were fitted: those with a positive weight.
  package let rows: [Int]
  package let matrix: Matrix
  package let response: [Double]
  package let weights: [Double]
  package let deviance: Double
  /// Pearson's statistic over n − p, or 1 where the family says so.
  package let dispersion: Double
  package let record: FitRecord

  package var rowCount: Int { rows.count }

  /// The derivative of a row's log pseudo-likelihood by its linear predictor: (y − μ) μ′(η)/V(μ).
  package var scores: [Double] {
    var result = [Double](repeating: 0, count: rowCount)
    for i in 0..<rowCount {
      result[i] = (response[i] - means[i]) * link.slope(predictors[i]) / family.variance(means[i])
    }
    return result
  }

  /// The linearised contribution of each fitted row to each coefficient: bread·xᵢ sᵢ, without weight.
  package func influence() -> Matrix {
    let scores = scores
    var result = matrix.multiplied(by: bread)
    for j in 0..<result.columns {
      for i in 0..<rowCount { result[i, j] *= scores[i] }
    }
    return result
  }

  /// Dispersion × bread: right when the weights are inverse variances or frequencies and the model holds.
  package var modelCovariance: Matrix {
    var result = bread
    for j in 0..<result.columns {
      for i in 0..<result.rows { result[i, j] *= dispersion }
    }
    return result
  }
}
