import GlobalEstimates
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
}
