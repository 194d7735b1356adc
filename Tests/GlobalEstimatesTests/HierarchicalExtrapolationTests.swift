import Estimates
import Foundation
import GlobalEstimates
import NumericKernel
import TestSupport
import Testing

@Suite struct HierarchicalExtrapolationTests {
  static let names = ["log_gdp", "agri_share"]

  static func fit(_ countries: [ModelCountry], seed: UInt64 = 1, draws: Int = 400) throws
    -> HierarchicalExtrapolation
  {
    try HierarchicalExtrapolation(
      countries, covariateNames: names, settings: .init(warmUp: 100, draws: draws), seed: seed)
  }

  /// Against the posterior by quadrature over dense covariances; four Monte Carlo errors, and a tenth for the
  /// error of a standard deviation from 1600 draws.
  @Test func posteriorAgainstQuadrature() throws {
    let data = try CountryData()
    let result = try HierarchicalExtrapolationTests.fit(data.modelCountries())
    let exact = try ReferenceValues("hierarchical.json")
    let id = "hierarchical/crosscountry"
    let means = try exact.numbers(id, "spread_mean") + exact.numbers(id, "beta_mean")
    let deviations = try exact.numbers(id, "spread_sd") + exact.numbers(id, "beta_sd")
    for (parameter, (mean, deviation)) in zip(result.parameters, zip(means, deviations)) {
      #expect(close(parameter.mean, mean, absolute: 4 * parameter.monteCarloError), "\(parameter.name)")
      #expect(close(parameter.standardDeviation, deviation, relative: 0.1), "\(parameter.name)")
      #expect(parameter.splitRHat < 1.02)
      #expect(parameter.effectiveSampleSize > 300)
    }
    let rates = try exact.numbers(id, "rate_mean")
    let rateDeviations = try exact.numbers(id, "rate_sd")
    for (country, (mean, deviation)) in zip(result.posterior.countries, zip(rates, rateDeviations)) {
      // 300 is less than the effective number of draws of any parameter.
      #expect(close(country.meanRate, mean, absolute: 4 * deviation / 300.0.squareRoot()), "\(country.name)")
      #expect(close(country.rateStandardDeviation, deviation, relative: 0.2), "\(country.name)")
    }
  }

  /// Every fifth country against the posterior of the others by quadrature: the ends of a 68.27 % interval
  /// are near one standard deviation from the mean, to the tenth that the tails of the mixture and 200 pairs
  /// leave.
  @Test func leaveOneOutAgainstQuadrature() throws {
    let result = try HierarchicalExtrapolation(
      try CountryData().modelCountries(), covariateNames: HierarchicalExtrapolationTests.names,
      settings: .init(warmUp: 100, draws: 200), seed: 6, level: 0.6827)
    let exact = try ReferenceValues("hierarchical.json")
    let means = try exact.numbers("hierarchical/leave-one-out", "mean")
    let deviations = try exact.numbers("hierarchical/leave-one-out", "sd")
    for (k, (mean, deviation)) in zip(means, deviations).enumerated() {
      let prediction = result.leaveOneOut.predictions[5 * k]
      let lower = log(prediction.lower / (1 - prediction.lower))
      let upper = log(prediction.upper / (1 - prediction.upper))
      #expect(close(0.5 * (lower + upper), mean, absolute: 0.1 * deviation))
      #expect(close(0.5 * (upper - lower), deviation, relative: 0.1))
    }
    #expect(result.leaveOneOut.predictions.count == 45)
  }

  /// A1, A3, A4 and A5 hold draw by draw.
  @Test func drawsAggregateExactly() throws {
    let countries = try CountryData().modelCountries()
    let plain = try HierarchicalExtrapolationTests.fit(countries, draws: 100).posterior
    let turned = try HierarchicalExtrapolationTests.fit(countries.reversed(), draws: 100).posterior
    #expect(plain.total == turned.total)
    for d in 0..<plain.drawCount {
      var sum = 0.0
      for region in plain.regionTotals { sum += region[d] }
      #expect(sum == plain.total[d])
    }
    let empty = ModelCountry(name: "nobody", region: "SSA", population: 0, covariates: [8, 30])
    let more = try HierarchicalExtrapolationTests.fit(countries + [empty], draws: 100).posterior
    #expect(more.total == plain.total)
    let scaled = try HierarchicalExtrapolationTests.fit(
      countries.map {
        ModelCountry(
          name: $0.name, region: $0.region, population: 1024 * $0.population, rate: $0.rate,
          standardError: $0.standardError, covariates: $0.covariates)
      }, draws: 100
    ).posterior
    #expect(scaled.total == plain.total.map { 1024 * $0 })
    let threaded = try HierarchicalExtrapolation(
      countries, covariateNames: HierarchicalExtrapolationTests.names,
      settings: .init(warmUp: 100, draws: 100),
      seed: 1, threads: 2)
    #expect(threaded.posterior.total == plain.total)
  }

  /// AGG-03: a region with two countries with data has no number of its own; the whole says so.
  @Test func thinRegionsAreRefused() throws {
    var countries = try CountryData().modelCountries()
    var kept = 0
    countries = countries.map { country in
      guard country.region == "LAC", country.rate != nil else { return country }
      kept += 1
      return kept <= 2
        ? country
        : ModelCountry(
          name: country.name, region: "LAC", population: country.population, covariates: country.covariates)
    }
    let posterior = try HierarchicalExtrapolationTests.fit(countries, draws: 100).posterior
    #expect(
      try posterior.estimate(quantity: "children", region: "LAC").refusal?.code == .extrapolationTooFewDonors)
    let world = try posterior.estimate(quantity: "children")
    #expect(world.value != nil)
    #expect(
      world.diagnostics.contains { $0.code == .extrapolationTooFewDonors && $0.message.contains("LAC") })
    #expect(world.diagnostics.contains { $0.code == .aggregationImputedShare })
  }

  /// AGG-02: a country richer than any with data is named.
  @Test func countriesOutsideTheHullAreNamed() throws {
    let far = ModelCountry(name: "far away", region: "SSA", population: 1e6, covariates: [20, 30])
    let posterior = try HierarchicalExtrapolationTests.fit(
      try CountryData().modelCountries() + [far], draws: 100
    ).posterior
    let diagnostic = try posterior.estimate(quantity: "children").diagnostics.first {
      $0.code == .extrapolationOutsideHull
    }
    #expect(try #require(diagnostic).message.contains("far away"))
    #expect(posterior.countries.first { $0.name == "far away" }?.departure?.contains("log_gdp") == true)
  }

  @Test func refusesContradictions() throws {
    let countries = try CountryData().modelCountries()
    let empty = countries.map {
      ModelCountry(name: $0.name, region: $0.region, population: $0.population, covariates: $0.covariates)
    }
    #expect(throws: GlobalEstimateError.self) { try HierarchicalExtrapolationTests.fit(empty) }
    #expect(throws: GlobalEstimateError.self) {
      try HierarchicalExtrapolationTests.fit(countries + [countries[0]])
    }
    #expect(throws: GlobalEstimateError.self) {
      try HierarchicalExtrapolation(
        countries, covariateNames: HierarchicalExtrapolationTests.names,
        settings: .init(countrySpread: .halfNormal(scale: 0)), seed: 1)
    }
  }
}
