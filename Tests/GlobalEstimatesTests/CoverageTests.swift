import GlobalEstimates
import NumericKernel
import Testing

/// Intervals under their own model, with a known truth: within three Monte Carlo errors of nominal.
@Suite struct CoverageTests {
  /// Countries of which some have no data, drawn from the area model on the logit scale.
  static func countries(_ replicate: Int, seed: UInt64) -> (countries: [ModelCountry], truth: [Double]) {
    var stream = RandomStream(seed: seed, purpose: .simulation, replicate: replicate)
    var truth: [Double] = []
    let countries = (0..<40).map { i -> ModelCountry in
      let x = stream.standardNormal()
      let theta = -2 + 0.5 * x + 0.5 * stream.standardNormal()
      let rate = RateScale.logit.rate(at: theta)
      truth.append(rate)
      let hasData = i % 4 != 0
      let deviation = 0.08 + 0.3 * stream.uniform()
      let direct = RateScale.logit.rate(at: theta + deviation * stream.standardNormal())
      let name = String(i + 100)
      return ModelCountry(
        name: name, region: "region \(i % 5)", population: Double(1000 * (1 + i % 7)),
        rate: hasData ? direct : nil,
        standardError: hasData ? deviation * direct * (1 - direct) : nil, covariates: [x])
    }
    return (countries, truth)
  }

  /// The predictive interval of a country without data, and that of a country with data, in 200 worlds. One
  /// country of a world counts, because those of one world share their fit.
  @Test func countriesUnderTheAreaModel() throws {
    let replicates = 400
    var covered = (missing: 0, observed: 0, world: 0)
    for replicate in 0..<replicates {
      let (countries, truth) = CoverageTests.countries(replicate, seed: 31)
      let data = countries.filter { $0.rate != nil }
      var values: [Double] = []
      var variances: [Double] = []
      for country in data {
        let pair = try RateScale.logit.transformed(
          rate: country.rate ?? 0, standardError: country.standardError ?? 0)
        values.append(pair.value)
        variances.append(pair.variance)
      }
      let model = try MetaRegression(
        values: values, variances: variances,
        covariates: try AreaCovariates(rows: data.map { [1] + $0.covariates }, names: ["intercept", "x"]),
        test: .normal)
      let prediction = try model.prediction(at: [1] + countries[4].covariates)
      let missing = RateScale.logit.transformedTruth(truth[4])
      if prediction.predictive.lower <= missing, missing <= prediction.predictive.upper {
        covered.missing += 1
      }
      // A country with data: Student around its predictor with the root of Prasad and Rao's mean squared
      // error.
      let error = try model.fit.meanSquaredErrors()[0].squareRoot()
      let width = try ReferenceDistribution.student(degreesOfFreedom: 27).halfWidth(level: 0.95) * error
      let observed = RateScale.logit.transformedTruth(truth[1])
      if abs(observed - model.fit.predictor[0]) <= width { covered.observed += 1 }
    }
    let error = (0.95 * 0.05 / Double(replicates)).squareRoot()
    #expect(abs(Double(covered.missing) / Double(replicates) - 0.95) < 3 * error)
    #expect(abs(Double(covered.observed) / Double(replicates) - 0.95) < 3 * error)
  }

  /// The total of all countries from the joint draws, and what leaving countries out says.
  @Test func totalsUnderTheAreaModel() throws {
    let replicates = 60
    var covered = 0
    var leftOut = 0.0
    for replicate in 0..<replicates {
      let (countries, truth) = CoverageTests.countries(replicate, seed: 32)
      let extrapolation = try ModelExtrapolation(countries, covariateNames: ["x"])
      let estimate = try extrapolation.draws(400, seed: UInt64(replicate)).estimate(quantity: "children")
      var total = 0.0
      for (country, rate) in zip(countries, truth) { total += country.population * rate }
      if let interval = estimate.uncertainty?.interval, let upper = interval.finiteUpper,
        interval.lower <= total,
        total <= upper
      {
        covered += 1
      }
      leftOut += extrapolation.leaveOneOut.coverage / Double(replicates)
    }
    let error = (0.95 * 0.05 / Double(replicates)).squareRoot()
    #expect(abs(Double(covered) / Double(replicates) - 0.95) < 3 * error)
    // The thirty countries of one world share a fit, so that the whole world counts as one draw at most.
    #expect(abs(leftOut - 0.95) < 3 * error)
  }

  /// The ratio method when countries are a random sample of their region: the Student interval of the
  /// region's total.
  @Test func regionsUnderTheRatioMethod() throws {
    let replicates = 500
    var covered = 0
    for replicate in 0..<replicates {
      var stream = RandomStream(seed: 33, purpose: .simulation, replicate: replicate)
      var total = 0.0
      let rows = (0..<30).map { i -> CountryCell in
        let rate = 0.1 + 0.08 * stream.uniform()
        let population = Double(800 + stream.integer(below: 400))
        total += population * rate
        let direct = min(1, max(0, rate + 0.01 * stream.standardNormal()))
        return CountryCell(
          country: String(i + 100), region: "r", population: population, rate: i < 12 ? direct : nil,
          standardError: i < 12 ? 0.01 : nil)
      }
      let uncertainty = try RatioExtrapolation(rows).total().uncertainty(level: 0.95)
      if let interval = uncertainty.interval, let upper = interval.finiteUpper, interval.lower <= total,
        total <= upper
      {
        covered += 1
      }
    }
    let error = (0.95 * 0.05 / Double(replicates)).squareRoot()
    #expect(abs(Double(covered) / Double(replicates) - 0.95) < 3 * error)
  }
}

extension RateScale {
  /// The logit of a rate, without its error.
  fileprivate func transformedTruth(_ rate: Double) -> Double {
    (try? transformed(rate: rate, standardError: 1).value) ?? .nan
  }
}
