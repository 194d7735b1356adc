import Estimates
import GlobalEstimates
import TestSupport
import Testing

/// Against metafor, which iterates τ² to some 1e-6 or better, and to 1e-9 where it does not iterate. Its EB
/// solves the equation of Fay and Herriot; its PM solves the same one to four digits only.
@Suite struct MetaRegressionTests {
  static let methods: [(String, BetweenVarianceMethod?)] = [
    ("DL", .derSimonianLaird), ("REML", .restrictedLikelihood), ("ML", .maximumLikelihood),
    ("EB", .fayHerriotMoment), ("HE", .prasadRaoMoment), ("FE", nil),
  ]

  @Test(arguments: methods)
  func intercept(method: (name: String, value: BetweenVarianceMethod?)) throws {
    let data = try CountryData()
    let (values, variances) = try data.transformed(.logit)
    let model = try MetaRegression(
      values: values, variances: variances, covariates: try AreaCovariates.intercept(areaCount: values.count),
      method: method.value, test: .normal)
    try check(model, "meta/intercept/\(method.name)", iterated: ["REML", "ML", "EB"].contains(method.name))
  }

  @Test(arguments: methods)
  func covariates(method: (name: String, value: BetweenVarianceMethod?)) throws {
    let data = try CountryData()
    let (values, variances) = try data.transformed(.logit)
    let model = try MetaRegression(
      values: values, variances: variances, covariates: try data.covariates(), method: method.value,
      test: .normal)
    let id = "meta/mods/\(method.name)"
    let reference = try ReferenceValues("reference.json")
    let iterated = ["REML", "ML", "EB"].contains(method.name)
    try check(model, id, iterated: iterated)
    guard method.value != nil else { return }
    let tolerance = iterated ? 1e-6 : 1e-9
    let predictions = try data.missing.map {
      try model.prediction(at: data.covariateRows[$0], reference: .sameAsCoefficients)
    }
    #expect(largestRelativeError(predictions.map(\.mean), try reference.numbers(id, "pred_new")) < tolerance)
    #expect(
      largestRelativeError(predictions.map(\.standardError), try reference.numbers(id, "se_new")) < tolerance)
    // An end near 0 has a large relative error: compared by the width of the interval.
    for (prediction, end) in zip(predictions, try reference.numbers(id, "pi_lb")) {
      #expect(close(prediction.predictive.lower, end, absolute: tolerance))
    }
    for (prediction, end) in zip(predictions, try reference.numbers(id, "pi_ub")) {
      #expect(close(prediction.predictive.upper, end, absolute: tolerance))
    }
    #expect(largestRelativeError(model.fit.predictor, try reference.numbers(id, "blup")) < tolerance)
  }

  private func check(_ model: MetaRegression, _ id: String, iterated: Bool) throws {
    let reference = try ReferenceValues("reference.json")
    let tolerance = iterated ? 1e-6 : 1e-9
    #expect(close(model.betweenVariance, try reference.number(id, "tau2"), relative: tolerance))
    if !model.isCommonEffect, model.fit.method != .fayHerriotMoment, model.fit.method != .prasadRaoMoment {
      let error = model.fit.betweenVarianceStandardError
      #expect(close(error, try reference.number(id, "se_tau2"), relative: tolerance))
    }
    #expect(close(model.iSquared, try reference.number(id, "I2"), relative: tolerance))
    #expect(close(model.hSquared, try reference.number(id, "H2"), relative: tolerance))
    #expect(close(model.heterogeneity.q, try reference.number(id, "QE"), relative: 1e-10))
    #expect(close(model.moderators.statistic, try reference.number(id, "QM"), relative: tolerance))
    // The p-values of metafor are underflowing tails, whose relative error is QM's error times QM/2.
    #expect(close(model.moderators.pValue, try reference.number(id, "QMp"), relative: 200 * tolerance))
    #expect(largestRelativeError(model.coefficients, try reference.numbers(id, "beta")) < tolerance)
    #expect(
      largestRelativeError(model.coefficientStandardErrors, try reference.numbers(id, "se")) < tolerance)
    let intervals = try model.coefficientIntervals()
    #expect(largestRelativeError(intervals.map(\.lower), try reference.numbers(id, "ci_lb")) < tolerance)
    #expect(largestRelativeError(intervals.map(\.upper), try reference.numbers(id, "ci_ub")) < tolerance)
    let likelihood =
      model.fit.method == .restrictedLikelihood && !model.isCommonEffect
      ? model.fit.restrictedLogLikelihood : model.fit.logLikelihood
    #expect(close(likelihood, try reference.number(id, "loglik"), relative: tolerance))
  }

  @Test func hartungAndKnapp() throws {
    let data = try CountryData()
    let (values, variances) = try data.transformed(.logit)
    let others = ["ECA", "LAC", "MENA", "SSA"]
    let rows = data.observed.map { i in
      data.covariateRows[i] + others.map { data.regions[i] == $0 ? 1 : 0 }
    }
    let model = try MetaRegression(
      values: values, variances: variances,
      covariates: try AreaCovariates(rows: rows, names: ["intercept", "log_gdp", "agri_share"] + others),
      test: .hartungKnapp)
    let id = "meta/mods/REML_knha"
    try check(model, id, iterated: true)
    let reference = try ReferenceValues("reference.json").rows(id, "vb").flatMap { $0 }
    let covariance = model.fit.coefficientCovariance.map { $0 * model.covarianceFactor }
    #expect(largestRelativeError(covariance, reference) < 1e-6)
  }

  /// AGG-04: an interval that ignores the variance between countries is refused.
  @Test func commonEffectHasNoPredictiveInterval() throws {
    let data = try CountryData()
    let (values, variances) = try data.transformed(.logit)
    let model = try MetaRegression(
      values: values, variances: variances, covariates: try data.covariates(), method: nil)
    let code = refusalCode { _ = try model.prediction(at: data.covariateRows[data.missing[0]]) }
    #expect(code == .extrapolationWithoutBetweenVariance)
  }

  /// Every country predicted from the other 44, by mpmath; Student quantile with 44 − 3 − 1 degrees of
  /// freedom.
  @Test func leaveOneOut() throws {
    let data = try CountryData()
    let result = try LeaveOneOut(try data.fit(.logit), scale: .logit)
    let exact = try ReferenceValues("exact.json")
    let means = try exact.numbers("crosscountry/leave-one-out", "mean")
    let deviations = try exact.numbers("crosscountry/leave-one-out", "sd")
    // t(0.975, 40) by scipy.stats.t.ppf 1.17.1.
    let quantile = 2.021075390306273
    for (prediction, (mean, deviation)) in zip(result.predictions, zip(means, deviations)) {
      #expect(close(prediction.lower, RateScale.logit.rate(at: mean - quantile * deviation), relative: 1e-11))
      #expect(close(prediction.upper, RateScale.logit.rate(at: mean + quantile * deviation), relative: 1e-11))
    }
    let covered = zip(data.observed, result.predictions).count { index, prediction in
      data.rates[index].map { prediction.lower <= $0 && $0 <= prediction.upper } ?? false
    }
    #expect(close(result.coverage, Double(covered) / 45, relative: 1e-15))
  }
}

@Suite struct CovariateHullTests {
  /// Σ of the squared distances of the data from their own mean is (m − 1) times the number of covariates.
  @Test func distancesSumToTheirDegrees() throws {
    let data = try CountryData()
    let hull = try CovariateHull(try data.covariates())
    var sum = 0.0
    for i in data.observed { sum += try #require(hull.squaredDistance(of: data.covariateRows[i])) }
    #expect(close(sum, 44 * 2, relative: 1e-12))
    var mean = [1.0, 0, 0]
    for i in data.observed {
      for j in 1...2 { mean[j] += data.covariateRows[i][j] / 45 }
    }
    #expect(hull.departure(of: mean) == nil)
  }

  @Test func outsideTheRangeAndOutsideTheCloud() throws {
    let rows: [[Double]] = (0..<30).map { i in
      let a = Double(i)
      let shift = i % 2 == 0 ? 0.5 : -0.5
      return [1, a, a + shift]
    }
    let square = try AreaCovariates(
      rows: rows,
      names: ["intercept", "a", "b"])
    let hull = try CovariateHull(square)
    #expect(try #require(hull.departure(of: [1, 31, 20])).contains("'a'"))
    #expect(try #require(hull.departure(of: [1, 2, 27])).contains("together"))
    #expect(hull.departure(of: [1, 15, 15]) == nil)
  }
}
