import Estimates
import GlobalEstimates
import NumericKernel
import TestSupport
import Testing

@Suite struct ModelExtrapolationTests {
  static let names = ["log_gdp", "agri_share"]

  /// The draws of a country have the predictor's moments: Fay-Herriot's for countries with data, x β̂ ± √(A +
  /// xᵀVx) for those without, here on the identity scale where nothing is transformed. 4000 draws; four Monte
  /// Carlo errors.
  @Test(arguments: ModelExtrapolation.CountriesWithData.allCases)
  func drawsHaveTheMomentsOfTheFit(countriesWithData: ModelExtrapolation.CountriesWithData) throws {
    let data = try CountryData()
    let extrapolation = try ModelExtrapolation(
      data.modelCountries(), covariateNames: ModelExtrapolationTests.names, scale: .identity,
      countriesWithData: countriesWithData)
    let draws = try extrapolation.draws(4000, seed: 3)
    let fit = try data.fit(.identity)
    // A Student variable with 41 degrees of freedom has the variance 41/39.
    let student = 41.0 / 39
    for (place, i) in data.observed.enumerated() {
      let gamma = countriesWithData == .shrunk ? fit.shrinkage[place] : 1
      let mean = countriesWithData == .shrunk ? fit.predictor[place] : fit.direct[place]
      let g1 = gamma * fit.samplingVariance[place]
      let g2 = (1 - gamma) * (1 - gamma) * (try fit.variance(ofMeanAt: data.covariateRows[i]))
      let deviation = (countriesWithData == .shrunk ? student * (g1 + g2) : g1).squareRoot()
      let country = draws.countries[i]
      #expect(country.hasData)
      #expect(close(country.meanRate, mean, absolute: 4 * deviation / 4000.0.squareRoot()))
      #expect(close(country.rateStandardDeviation, deviation, relative: 0.06))
    }
    for i in data.missing {
      let mean = try fit.linearPredictor(data.covariateRows[i])
      let deviation = (student * (fit.betweenVariance + (try fit.variance(ofMeanAt: data.covariateRows[i]))))
        .squareRoot()
      #expect(close(draws.countries[i].meanRate, mean, absolute: 4 * deviation / 4000.0.squareRoot()))
      #expect(close(draws.countries[i].rateStandardDeviation, deviation, relative: 0.06))
    }
  }

  /// A1, A4 and A5, draw by draw.
  @Test func drawsAggregateExactly() throws {
    let countries = try CountryData().modelCountries()
    func draws(_ rows: [ModelCountry]) throws -> CountryDraws {
      try ModelExtrapolation(rows, covariateNames: ModelExtrapolationTests.names).draws(200, seed: 8)
    }
    let plain = try draws(countries)
    #expect(try draws(countries.reversed()).total == plain.total)
    let empty = ModelCountry(name: "nobody", region: "SSA", population: 0, covariates: [8, 30])
    #expect(try draws(countries + [empty]).total == plain.total)
    for d in 0..<200 {
      var sum = 0.0
      for region in plain.regionTotals { sum += region[d] }
      #expect(sum == plain.total[d])
    }
    // Selected quantiles are those of the sorted draws (type 7: 199·0.025 = 4.975).
    let sorted = plain.total.sorted()
    let interval = try #require(try plain.estimate(quantity: "children").uncertainty?.interval)
    #expect(close(interval.lower, sorted[4] + 0.975 * (sorted[5] - sorted[4]), relative: 1e-14))
    let upper = try #require(interval.finiteUpper)
    #expect(close(upper, sorted[194] + 0.025 * (sorted[195] - sorted[194]), relative: 1e-14))
  }

  /// A6: where all countries have data nothing is imputed.
  @Test func completeDataImputeNothing() throws {
    let countries = try CountryData().modelCountries().filter { $0.rate != nil }
    let extrapolation = try ModelExtrapolation(countries, covariateNames: ModelExtrapolationTests.names)
    let draws = try extrapolation.draws(200, seed: 8)
    #expect(draws.imputedShares() == (0, 0))
    let estimate = try draws.estimate(quantity: "children")
    #expect(estimate.diagnostics.isEmpty)
    #expect(estimate.provenance.notes == [extrapolation.leaveOneOut.summary])
    #expect(extrapolation.leaveOneOut.predictions.map(\.country) == countries.map(\.name).sorted())
  }

  /// F76 and F74, as for the ratio method.
  @Test func definitionsAndSamples() throws {
    var countries = try CountryData().modelCountries().filter { $0.rate != nil }
    let first = countries[0]
    func changed(_ definition: String, _ size: Int?) -> ModelCountry {
      ModelCountry(
        name: first.name, region: first.region, population: first.population, rate: first.rate,
        standardError: first.standardError, covariates: first.covariates, definition: definition,
        sampleSize: size)
    }
    countries[0] = changed("flow", nil)
    let mixed = refusalCode {
      _ = try ModelExtrapolation(countries, covariateNames: ModelExtrapolationTests.names)
    }
    #expect(mixed == .aggregationStockFlowMix)
    countries[0] = changed("", Int.max)
    #expect(throws: GlobalEstimateError.self) {
      try ModelExtrapolation(countries, covariateNames: ModelExtrapolationTests.names)
    }
  }

  @Test func tooFewCountriesAreRefused() throws {
    let countries = try CountryData().modelCountries()
    let few = countries.filter { $0.rate != nil }.prefix(5) + countries.filter { $0.rate == nil }
    let code = refusalCode {
      _ = try ModelExtrapolation(Array(few), covariateNames: ModelExtrapolationTests.names)
    }
    #expect(code == .extrapolationTooFewDonors)
  }
}
