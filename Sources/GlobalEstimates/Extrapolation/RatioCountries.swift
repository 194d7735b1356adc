internal import Estimates
internal import Glibc

extension RatioExtrapolation {
  /// What the ratio method says of one country, over all of its cells.
  package struct CountryRate: Sendable {
    package let name: String
    package let region: String
    package let population: Double
    /// The people of its cells without a rate of its own.
    package let populationWithoutData: Double
    package let rate: Double
    /// `nil` where the region has too few countries with data to say how countries differ, or the country's survey
    /// gives no error.
    package let standardError: Double?
    /// Student about the rate, within 0 and 1.
    package let interval: (lower: Double, upper: Double)?

    package var isPredicted: Bool { populationWithoutData >= population && population > 0 }
  }

  /// Every country in the order of the names: its own rate with the error of its survey, or that of the countries with
  /// data of its stratum with the error of predicting one country, which holds how countries differ.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` for a level outside (0, 1).
  package func countryRates(level: Double = 0.95) throws(GlobalEstimateError) -> [CountryRate] {
    var result: [CountryRate] = []
    for (i, name) in grid.countries.enumerated() {
      guard let stratum = strata.first(where: { $0.countries.contains(i) }) else { continue }
      result.append(try countryRate(i, name, stratum, level))
    }
    return result
  }

  private func countryRate(
    _ i: Int, _ name: String, _ stratum: Stratum, _ level: Double
  ) throws(GlobalEstimateError) -> CountryRate {
    let width = grid.cells.count
    var (people, without, counted) = (0.0, 0.0, 0.0)
    var (squares, sum) = (0.0, 0.0)
    var lacksError = false
    var missing: [Int] = []
    for k in 0..<width {
      let place = i * width + k
      let inside = grid.population[place]
      people += inside
      if let rate = grid.rate[place] {
        counted += inside * rate
        guard let error = grid.standardError[place] else {
          lacksError = lacksError || inside > 0
          continue
        }
        squares += inside * error * inside * error
        sum += inside * error
      } else if inside > 0 {
        without += inside
        counted += inside * stratum.rate(k)
        missing.append(k)
      }
    }
    guard people > 0 else {
      return CountryRate(
        name: name, region: grid.regions[grid.regionOfCountry[i]], population: 0, populationWithoutData: 0,
        rate: 0,
        standardError: nil, interval: nil)
    }
    let sampling = (1 - withinCountryCorrelation) * squares + withinCountryCorrelation * sum * sum
    var standardError: Double? = lacksError ? nil : sampling.squareRoot() / people
    var reference: ReferenceDistribution = .normal
    if !missing.isEmpty {
      let between = predictionVariance(i, missing, stratum)
      standardError = between.flatMap { between in
        lacksError ? nil : (between.variance + sampling).squareRoot() / people
      }
      if let between { reference = .student(degreesOfFreedom: between.degrees) }
    }
    let rate = counted / people
    var interval: (lower: Double, upper: Double)?
    if let standardError, standardError > 0 {
      let half = try reference.halfWidth(level: level) * standardError
      interval = (max(0, rate - half), min(1, rate + half))
    }
    return CountryRate(
      name: name, region: grid.regions[grid.regionOfCountry[i]], population: people,
      populationWithoutData: without,
      rate: rate, standardError: standardError, interval: interval)
  }

  /// The variance of the people of one country's missing cells around the stratum's rates: that of a country, plus
  /// that of the rates, which are a mean over countries with their shares as weights.
  private func predictionVariance(
    _ i: Int, _ missing: [Int], _ stratum: Stratum
  ) -> (variance: Double, degrees: Double)? {
    let width = grid.cells.count
    var residuals: [Double] = []
    var shares: [Double] = []
    for c in stratum.donors where c != i {
      guard missing.allSatisfy({ grid.rate[c * width + $0] != nil }) else { continue }
      var (residual, size) = (0.0, 0.0)
      for k in missing {
        residual += grid.population[i * width + k] * ((grid.rate[c * width + k] ?? 0) - stratum.rate(k))
        size += grid.population[c * width + k]
      }
      residuals.append(residual)
      shares.append(size)
    }
    guard residuals.count >= WarningThreshold.donorCountries else { return nil }
    let size = shares.reduce(0, +)
    var (squares, concentration) = (0.0, 0.0)
    for (residual, share) in zip(residuals, shares) {
      squares += residual * residual
      concentration += (share / size) * (share / size)
    }
    let degrees = Double(residuals.count - 1)
    return (squares / degrees * (1 + concentration), degrees)
  }
}
