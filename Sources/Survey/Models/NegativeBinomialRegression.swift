internal import NumericKernel
package import Regression
package import Tables

extension SurveyDesign {
  /// A negative binomial regression with θ at its pseudo-maximum likelihood estimate.
  ///
  /// The covariance is that at a known θ: under the model the scores of the coefficients and of θ are not
  /// correlated, so that what θ adds is of smaller order.
  /// - Throws: `SurveyError.regression`, also when the counts vary no more than Poisson counts.
  package func negativeBinomialRegression(
    _ formula: Formula, _ table: DataTable, link: Link? = nil, in domain: SurveyDomain? = nil,
    threads: Int = onlineCores
  ) throws(SurveyError) -> (regression: SurveyRegression, theta: Double) {
    let theta: Double
    do {
      let frame = try ModelFrame(formula, masking(table, domain))
      let model = try GeneralizedLinearModel(
        names: frame.names, matrix: frame.matrix, response: frame.response, offset: frame.offset,
        family: .poisson, link: link)
      theta = try model.fitNegativeBinomial(weights: weights(in: domain, present: frame.isComplete)).theta
    } catch {
      throw .regression(error)
    }
    let fit = try regression(
      formula, table, family: .negativeBinomial(theta: theta), link: link, in: domain, threads: threads)
    return (fit, theta)
  }
}

extension SurveyRegression {
  /// The same fit with a covariance that knows nothing of the design: robust to the variance of the family, or
  /// to correlation within clusters.
  /// - Parameter degreesOfFreedom: rows less coefficients, or clusters less 1.
  /// - Throws: `SurveyError.regression`.
  package func withCovariance(
    _ kind: RobustCovariance, degreesOfFreedom: Double
  ) throws(SurveyError) -> SurveyRegression {
    do {
      return SurveyRegression(
        frame: frame, fit: fit, covariance: try fit.covariance(kind), degreesOfFreedom: degreesOfFreedom,
        incompleteRows: incompleteRows, diagnostics: diagnostics)
    } catch {
      throw .regression(error)
    }
  }
}
