import Estimates
import GlobalEstimates
import TestSupport
import Testing

@Suite("Population groups of one country, added up draw by draw")
struct CellDrawsTests {
  private static let names = ["log_gdp", "agri_share"]

  private static func draws(share: Double, seed: UInt64, _ count: Int = 400) throws -> CountryDraws {
    let countries = try CountryData().modelCountries().map {
      ModelCountry(
        name: $0.name, region: $0.region, population: share * $0.population, rate: $0.rate,
        standardError: $0.standardError, covariates: $0.covariates)
    }
    return try ModelExtrapolation(countries, covariateNames: names).draws(
      count, seed: seed, keepsCountries: true)
  }

  @Test("two halves of every country with shared errors are the whole")
  func halves() throws {
    let whole = try CellDraws([Self.draws(share: 1, seed: 5)], level: 0.95)
    let half = try Self.draws(share: 0.5, seed: 5)
    let halves = try CellDraws([half, half], level: 0.95)
    for d in 0..<whole.drawCount { #expect(close(halves.total[d], whole.total[d], relative: 1e-12)) }
    #expect(halves.countries.map(\.population) == whole.countries.map(\.population))
    #expect(halves.imputedShares(.world).population == whole.imputedShares(.world).population)
  }

  @Test("models added up a country at a time are their draws added up")
  func together() throws {
    let models = try [0.3, 0.7].map { share in
      try ModelExtrapolation(
        try CountryData().modelCountries().map {
          ModelCountry(
            name: $0.name, region: $0.region, population: share * $0.population, rate: $0.rate,
            standardError: $0.standardError, covariates: $0.covariates)
        }, covariateNames: Self.names)
    }
    let seeds: [UInt64] = [5, 6]
    let apart = try CellDraws(
      zip(models, seeds).map { try $0.draws(1500, seed: $1, keepsCountries: true) }, level: 0.95)
    for threads in [1, 3] {
      let sum = try CellDraws(models, draws: 1500, seeds: seeds, level: 0.95, threads: threads)
      for d in 0..<1500 {
        #expect(close(sum.total[d], apart.total[d], relative: 1e-12))
        #expect(close(sum.regionTotals[1][d], apart.regionTotals[1][d], relative: 1e-12))
        #expect(close(sum.countryTotals[7][d], apart.countryTotals[7][d], relative: 1e-12))
      }
      #expect(sum.thinRegions == apart.thinRegions && sum.method == apart.method && sum.seed == apart.seed)
      for (one, other) in zip(sum.countries, apart.countries) {
        #expect(one.name == other.name && one.departure == other.departure)
        #expect(one.populationWithoutData == other.populationWithoutData)
        #expect(close(one.meanWithoutData, other.meanWithoutData, relative: 1e-12))
      }
    }
  }

  @Test("independent errors of the groups average out")
  func independent() throws {
    let shared = try CellDraws(
      [Self.draws(share: 0.5, seed: 5), Self.draws(share: 0.5, seed: 5)], level: 0.95)
    let apart = try CellDraws(
      [Self.draws(share: 0.5, seed: 5), Self.draws(share: 0.5, seed: 6)], level: 0.95)
    func error(_ draws: CellDraws) throws -> Double {
      try #require(
        try draws.estimate(.world, quantity: "q", provenance: Provenance()).uncertainty?.standardError)
    }
    // 1/√2 within the error of 400 draws.
    #expect(abs(try error(apart) / error(shared) - 0.5.squareRoot()) < 0.12)
  }

  /// A5: in each draw regions are sums of countries and the world of regions; A6: nothing imputed where all have data.
  @Test func drawsAddUp() throws {
    let draws = try CellDraws([Self.draws(share: 1, seed: 2, 100)], level: 0.9)
    for d in 0..<draws.drawCount {
      var world = 0.0
      for (r, region) in draws.regions.enumerated() {
        var sum = 0.0
        for (i, country) in draws.countries.enumerated() where country.region == region {
          sum += draws.countryTotals[i][d]
        }
        #expect(close(sum, draws.regionTotals[r][d], relative: 1e-12))
        world += draws.regionTotals[r][d]
      }
      #expect(close(world, draws.total[d], relative: 1e-12))
    }
    let place = try #require(draws.countries.firstIndex { !$0.isPredicted })
    #expect(draws.imputedShares(.country(place)).estimate == 0)
    let predicted = try #require(draws.countries.firstIndex { $0.isPredicted })
    let estimate = try draws.estimate(.country(predicted), quantity: "q", provenance: Provenance())
    #expect(estimate.diagnostics.contains { $0.code == .aggregationImputedShare && $0.severity == .warning })
  }

  @Test("groups of other countries do not belong together")
  func mismatch() throws {
    let one = try Self.draws(share: 1, seed: 2, 100)
    let other = try ModelExtrapolation(
      try CountryData().modelCountries().filter { $0.name != "C05" }, covariateNames: Self.names
    ).draws(100, seed: 2, keepsCountries: true)
    #expect(throws: GlobalEstimateError.self) { try CellDraws([one, other], level: 0.95) }
    #expect(throws: GlobalEstimateError.self) { try CellDraws([], level: 0.95) }
    // Draws without their countries cannot be added up.
    #expect(throws: GlobalEstimateError.self) {
      try CellDraws(
        [
          try ModelExtrapolation(try CountryData().modelCountries(), covariateNames: Self.names).draws(
            100, seed: 2)
        ],
        level: 0.95)
    }
  }
}

@Suite("Countries under the ratio method")
struct RatioCountryTests {
  /// A country without data has its region's rate, so that the countries add up to the total.
  @Test func countriesAddUpToTheirRegion() throws {
    let data = try CountryData()
    let extrapolation = try RatioExtrapolation(
      data.names.indices.map {
        CountryCell(
          country: data.names[$0], region: data.regions[$0], population: data.populations[$0],
          rate: data.rates[$0],
          standardError: data.standardErrors[$0])
      })
    let countries = try extrapolation.countryRates()
    for region in extrapolation.regions {
      var sum = 0.0
      for country in countries where country.region == region { sum += country.population * country.rate }
      #expect(close(sum, try extrapolation.total(regions: [region]).value, relative: 1e-12))
    }
    for (name, rate) in zip(data.names, data.rates) {
      let country = try #require(countries.first { $0.name == name })
      if let rate {
        #expect(close(country.rate, rate, relative: 1e-14) && !country.isPredicted)
      } else {
        #expect(country.isPredicted)
        let ends = try #require(country.interval)
        #expect(ends.lower >= 0 && ends.lower < country.rate && country.rate < ends.upper)
      }
    }
  }

  /// With equal populations the variance of one more country is S²(1 + 1/n), and the interval Student with n − 1.
  @Test func predictionOfOneMoreCountry() throws {
    let rates = [0.1, 0.14, 0.2, 0.16]
    let rows =
      rates.enumerated().map {
        CountryCell(country: "c\($0)", region: "r", population: 100, rate: $1, standardError: 0.001)
      } + [CountryCell(country: "z", region: "r", population: 100)]
    let predicted = try #require(try RatioExtrapolation(rows).countryRates().last)
    let mean = rates.reduce(0, +) / 4
    let variance = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
    let error = (variance * 1.25).squareRoot()
    #expect(close(predicted.rate, mean, relative: 1e-14))
    #expect(close(try #require(predicted.standardError), error, relative: 1e-12))
    // t with 3 degrees of freedom at 0.975.
    #expect(close(try #require(predicted.interval).upper, mean + 3.182446305284263 * error, relative: 1e-9))
  }
}
