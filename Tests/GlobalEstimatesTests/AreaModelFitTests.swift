import Foundation
import GlobalEstimates
import TestSupport
import Testing

/// Milk expenditure in 43 areas (Arora and Lahiri, Statistica Sinica 7, 1997), the set of Fay-Herriot models.
struct MilkAreas {
  let direct: [Double]
  let samplingVariance: [Double]
  let covariates: AreaCovariates

  init() throws {
    let table = try ReferenceTable("milk.csv")
    direct = table.numbers("direct").compactMap(\.self)
    samplingVariance = table.numbers("sd").compactMap(\.self).map { $0 * $0 }
    covariates = try AreaCovariates(
      rows: table.text("major_area").map { major in [1] + ["2", "3", "4"].map { $0 == major ? 1.0 : 0 } },
      names: ["intercept", "area 2", "area 3", "area 4"])
  }
}

@Suite struct AreaModelFitTests {
  @Test(arguments: [BetweenVarianceMethod.restrictedLikelihood, .maximumLikelihood, .fayHerriotMoment])
  func milkToTheLastDigits(method: BetweenVarianceMethod) throws {
    let milk = try MilkAreas()
    let reference = try ReferenceValues("reference.json")
    let id = "milk/\(method.rawValue)"
    let fit = try AreaModelFit(
      direct: milk.direct, samplingVariance: milk.samplingVariance, covariates: milk.covariates,
      method: method)
    let exact = try reference.number(id, "refvar")
    #expect(abs(fit.betweenVariance / exact - 1) < 1e-13)
    #expect(largestRelativeError(fit.coefficients, try reference.numbers(id, "beta")) < 1e-13)
    let errors = (0..<4).map { fit.coefficientCovariance[$0 * 5].squareRoot() }
    #expect(largestRelativeError(errors, try reference.numbers(id, "se_beta")) < 1e-13)
    #expect(largestRelativeError(fit.predictor, try reference.numbers(id, "eblup")) < 1e-13)
    #expect(largestRelativeError(fit.shrinkage, try reference.numbers(id, "gamma")) < 1e-13)
    #expect(largestRelativeError(try fit.meanSquaredErrors(), try reference.numbers(id, "mse")) < 1e-13)
    #expect(abs(fit.logLikelihood / (try reference.number(id, "loglike")) - 1) < 1e-13)
  }

  /// Against fifty digits, on three scales: predictors, mean squared errors, and rates carried back without
  /// bias, for countries with data and without.
  @Test(
    arguments: [("plain", RateScale.identity), ("logit", .logit), ("arcsine", .arcsine)],
    [BetweenVarianceMethod.restrictedLikelihood, .maximumLikelihood, .fayHerriotMoment])
  func countriesOnThreeScales(scale: (name: String, value: RateScale), method: BetweenVarianceMethod) throws {
    let data = try CountryData()
    let exact = try ReferenceValues("exact.json")
    let id = "crosscountry/\(scale.name)/\(method.rawValue)"
    let fit = try data.fit(scale.value, method)
    #expect(close(fit.betweenVariance, try exact.number(id, "refvar"), relative: 1e-12))
    #expect(largestRelativeError(fit.coefficients, try exact.numbers(id, "beta")) < 1e-11)
    #expect(largestRelativeError(fit.predictor, try exact.numbers(id, "eblup")) < 1e-12)
    #expect(largestRelativeError(try fit.meanSquaredErrors(), try exact.numbers(id, "mse")) < 1e-12)
    let rates = (0..<fit.areaCount).map {
      let g1 = fit.shrinkage[$0] * fit.samplingVariance[$0]
      return scale.value.moments(mean: fit.predictor[$0], variance: g1).mean
    }
    #expect(largestRelativeError(rates, try exact.numbers(id, "rate")) < 1e-12)
    let rows = data.missing.map { data.covariateRows[$0] }
    let predicted = try rows.map { try fit.linearPredictor($0) }
    #expect(largestRelativeError(predicted, try exact.numbers(id, "pred_new")) < 1e-11)
    let variances = try rows.map { fit.betweenVariance + (try fit.variance(ofMeanAt: $0)) }
    #expect(largestRelativeError(variances, try exact.numbers(id, "mse_new")) < 1e-12)
    let synthetic = zip(predicted, variances).map { scale.value.moments(mean: $0, variance: $1).mean }
    #expect(largestRelativeError(synthetic, try exact.numbers(id, "rate_new")) < 1e-11)
  }

  /// The units of a covariate are nothing to the predictor, and scale their coefficient exactly.
  @Test func unitsOfCovariates() throws {
    let data = try CountryData()
    let (values, variances) = try data.transformed(.logit)
    let scaled = try AreaCovariates(
      rows: data.observed.map { i in
        let row = data.covariateRows[i]
        return [row[0], 1e6 * row[1], 1e-6 * row[2] + 1e3]
      }, names: ["intercept", "dollars", "share"])
    let plain = try data.fit(.logit)
    let other = try AreaModelFit(direct: values, samplingVariance: variances, covariates: scaled)
    // The shift of a column by 1e8 of its spread costs as many digits.
    #expect(largestRelativeError(other.predictor, plain.predictor) < 1e-7)
    #expect(close(other.coefficients[1], 1e-6 * plain.coefficients[1], relative: 1e-6))
  }

  @Test func noVarianceBetweenAreasStandsAtItsBoundary() throws {
    for method in BetweenVarianceMethod.allCases {
      let fit = try AreaModelFit(
        direct: [1, 1.01, 0.99, 1, 1.02], samplingVariance: [1, 2, 1, 3, 1],
        covariates: try AreaCovariates.intercept(areaCount: 5), method: method)
      #expect(fit.betweenVariance == 0)
      #expect(fit.predictor == fit.synthetic)
    }
  }

  @Test func refusesWhatItCannotFit() throws {
    let intercept = try AreaCovariates.intercept(areaCount: 3)
    #expect(throws: GlobalEstimateError.self) {
      try AreaModelFit(direct: [1, 2, 3], samplingVariance: [1, 0, 1], covariates: intercept)
    }
    #expect(throws: GlobalEstimateError.self) {
      try AreaModelFit(direct: [1, .nan, 3], samplingVariance: [1, 1, 1], covariates: intercept)
    }
    #expect(throws: GlobalEstimateError.self) {
      try AreaCovariates(rows: [[1, 2], [1, 2], [1, 2]], names: ["intercept", "constant"])
    }
    #expect(throws: GlobalEstimateError.self) { try RateScale.logit.transformed(rate: 0, standardError: 0.1) }
    #expect(throws: GlobalEstimateError.self) { try RateScale.logit.transformed(rate: 0.1, standardError: 0) }
  }

  /// E sin², E sin⁴, E exp and E expit of normal variables, by mpmath quad at 30 digits.
  @Test func momentsOfRates() {
    let arcsine = RateScale.arcsine.moments(mean: 0.4, variance: 0.01)
    #expect(close(arcsine.mean, MomentValues.arcsine.0, relative: 1e-14))
    #expect(close(arcsine.variance, MomentValues.arcsine.1, relative: 1e-12))
    for (arguments, mean, variance) in MomentValues.logit {
      let ours = RateScale.logit.moments(mean: arguments.0, variance: arguments.1 * arguments.1)
      #expect(close(ours.mean, mean, relative: 1e-13))
      #expect(close(ours.variance, variance, relative: 1e-11))
    }
    let logarithm = RateScale.logarithm.moments(mean: -2, variance: 0.25)
    #expect(close(logarithm.mean, exp(-1.875), relative: 1e-15))
  }
}

private enum MomentValues {
  static let arcsine = (0.15854450390699665, 0.005038824645005875)
  static let logit: [((Double, Double), Double, Double)] = [
    ((-3, 0.5), 0.052669953981110684, 0.0006660610744128969),
    ((-1, 2), 0.3522735614741313, 0.08767866249459025),
    ((0.3, 6), 0.5191051748988014, 0.18599987243579738),
    ((-12, 1), 1.0129814672696857e-05, 1.7629191736115658e-10),
  ]
}
