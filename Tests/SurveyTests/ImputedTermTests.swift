internal import NumericKernel
internal import Regression
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct ImputedTermTests {
  private func fits() throws -> [SurveyRegression] {
    let table = try OracleFiles.table("mics_mi")
    let design = try SurveyDesign(
      table,
      DesignVariables(weights: .column("fsweight"), stages: [.init(stratum: "stratum", cluster: "HH1")]))
    return try (1...5).map { k in
      try design.regression(
        Formula("above_\(k) ~ CB3 + factor(HH6) + factor(HL4)"), table, family: .quasiBinomial)
    }
  }

  /// Of one coefficient D₁ is the square of Rubin's t, and its degrees of freedom his (1987), (m − 1)(1 + 1/r)²,
  /// here more than the complete ones.
  @Test func oneCoefficientIsRubinsTest() throws {
    let fits = try fits()
    let combined = try RubinCombination(fits)
    for j in combined.labels.indices {
      let test = try RubinCombination.termTest(fits, columns: [j], name: "")
      let t = combined.values[j] / combined.standardErrors[j]
      #expect(close(test.statistic, t * t, relative: 1e-12))
      #expect(test.denominatorDegreesOfFreedom == fits[0].degreesOfFreedom)
    }
  }

  /// Files that differ in nothing give Wald's test of one of them.
  @Test func withoutVariationItIsWaldsTest() throws {
    let fit = try fits()[0]
    let test = try RubinCombination.termTest([fit, fit, fit], columns: [1, 2], name: "")
    let wald = try fit.waldTest(columns: [1, 2], name: "")
    #expect(close(test.statistic, wald.statistic, relative: 1e-12))
    #expect(close(test.pValue, wald.pValue, relative: 1e-9))
  }

  /// With equal weights the coefficients are those of the model without a design.
  @Test func negativeBinomialWithEqualWeights() throws {
    let table = try OracleFiles.table("apistrat")
    let design = try SurveyDesign(table, DesignVariables(weights: .equal, stages: [.init(stratum: "stype")]))
    let formula = try Formula("enroll ~ ell + meals")
    let found = try design.negativeBinomialRegression(formula, table)
    let frame = try ModelFrame(formula, table)
    let plain = try GeneralizedLinearModel(
      names: frame.names, matrix: frame.matrix, response: frame.response, family: .poisson
    ).fitNegativeBinomial()
    #expect(close(found.theta, plain.theta, relative: 1e-9))
    for j in frame.names.indices {
      #expect(close(found.regression.coefficients[j], plain.fit.coefficients[j], relative: 1e-8))
    }
    let robust = try found.regression.withCovariance(.hc1, degreesOfFreedom: 197)
    #expect(robust.covariance == (try found.regression.fit.covariance(.hc1)))
  }
}
