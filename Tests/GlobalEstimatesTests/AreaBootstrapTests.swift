import GlobalEstimates
import TestSupport
import Testing

@Suite struct AreaBootstrapTests {
  /// The bootstrap estimates what Prasad and Rao's formula approximates; with 400 replicates the mean over 43
  /// areas has a Monte Carlo error of some 2 %.
  @Test func agreesWithTheFormula() throws {
    let milk = try MilkAreas()
    let fit = try AreaModelFit(
      direct: milk.direct, samplingVariance: milk.samplingVariance, covariates: milk.covariates)
    let bootstrap = try AreaBootstrap(fit, newRows: [[1, 0, 0, 0]], replicates: 400, seed: 5)
    let formula = try fit.meanSquaredErrors()
    let ratio = bootstrap.meanSquaredErrors.prefix(43).reduce(0, +) / formula.reduce(0, +)
    #expect(abs(ratio - 1) < 0.07)
    // An area without data: A + xᵀVx, of which A is all but a quarter; one area alone has an error of 7 %.
    let synthetic = fit.betweenVariance + (try fit.variance(ofMeanAt: [1, 0, 0, 0]))
    #expect(close(try #require(bootstrap.meanSquaredErrors.last), synthetic, relative: 0.25))
    #expect(bootstrap.rateMeanSquaredErrors == bootstrap.meanSquaredErrors)
  }

  @Test func doesNotDependOnThreads() throws {
    let milk = try MilkAreas()
    let fit = try AreaModelFit(
      direct: milk.direct, samplingVariance: milk.samplingVariance, covariates: milk.covariates)
    let one = try AreaBootstrap(fit, replicates: 40, seed: 9, threads: 1)
    let two = try AreaBootstrap(fit, replicates: 40, seed: 9, threads: 2)
    #expect(one.meanSquaredErrors == two.meanSquaredErrors)
    #expect(one.boundaryShare == two.boundaryShare)
    let other = try AreaBootstrap(fit, replicates: 40, seed: 10)
    #expect(one.meanSquaredErrors != other.meanSquaredErrors)
  }

  /// On the logit scale the errors of rates are those on the scale times p(1 − p), to first order.
  @Test func ratesOnTheLogitScale() throws {
    let data = try CountryData()
    let fit = try data.fit(.logit)
    let bootstrap = try AreaBootstrap(fit, scale: .logit, replicates: 60, seed: 2)
    var ratio = 0.0
    for i in 0..<fit.areaCount {
      let rate = RateScale.logit.rate(at: fit.predictor[i])
      let slope = rate * (1 - rate)
      ratio += bootstrap.rateMeanSquaredErrors[i] / (slope * slope * bootstrap.meanSquaredErrors[i]) / 45
    }
    // Second-order terms and truths drawn far from the estimate leave some tens of per cent.
    #expect(ratio > 0.5 && ratio < 2)
  }
}
