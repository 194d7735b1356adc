package import Estimates
internal import Glibc

/// Joint draws of all countries' rates, gathered into totals draw by draw, so that regions sum to the world
/// in each draw and no two intervals are ever added.
package struct CountryDraws: Sendable {
  package struct Country: Sendable {
    package let name: String
    package let region: String
    package let population: Double
    package let hasData: Bool
    /// Why its covariates are outside those of the countries with data; `nil` where they are not, and for
    /// countries with data.
    package let departure: String?
    package let meanRate: Double
    package let rateStandardDeviation: Double
    /// Ends of the interval of the rate; those of the mean where the draws of countries are kept, which say more.
    package let lower: Double
    package let upper: Double
  }

  package let countries: [Country]
  package let regions: [String]
  /// Draws of the total of each region.
  package let regionTotals: [[Double]]
  /// Draws of the whole: the sum of the regions in their order, draw by draw.
  package let total: [Double]
  /// Draws of the total of each country, where they were kept; empty otherwise.
  package let countryTotals: [[Double]]
  /// Of the countries' intervals.
  package let level: Double
  package let seed: UInt64
  /// How well each country with data is predicted by the others.
  package let leaveOneOut: LeaveOneOut
  /// How the draws were made, for reports.
  package let method: String
  package let intervalKind: IntervalKind

  package var drawCount: Int { total.count }

  /// - Parameter draw: fills the rates of one country, by its place in `data`.
  init(
    _ data: ModelData, draws: Int, level: Double, seed: UInt64, method: String, intervalKind: IntervalKind,
    leaveOneOut: LeaveOneOut, keepsCountries: Bool = false,
    draw: (Int, inout [Double]) throws(GlobalEstimateError) -> Void
  ) throws(GlobalEstimateError) {
    guard level > 0, level < 1 else { throw .invalidInput("an interval level has to lie between 0 and 1") }
    let hull = try CovariateHull(data.covariates)
    let observed = Set(data.observed)
    var totals = [[Double]](repeating: [Double](repeating: 0, count: draws), count: data.regions.count)
    var countries: [Country] = []
    var kept: [[Double]] = []
    var rates = [Double](repeating: 0, count: draws)
    for (index, country) in data.countries.enumerated() {
      try draw(index, &rates)
      let region = data.regionOfCountry[index]
      // The logarithmic scale knows no upper end, and nobody is counted twice.
      for d in 0..<draws where rates[d] > 1 { rates[d] = 1 }
      for d in 0..<draws { totals[region][d] += country.population * rates[d] }
      if keepsCountries { kept.append(rates.map { country.population * $0 }) }
      let mean = rates.reduce(0, +) / Double(draws)
      var squares = 0.0
      for rate in rates { squares += (rate - mean) * (rate - mean) }
      let ends = keepsCountries ? (mean, mean) : CountryDraws.ends(rates, level)
      let hasData = observed.contains(index)
      countries.append(
        Country(
          name: country.name, region: country.region, population: country.population, hasData: hasData,
          departure: hasData ? nil : hull.departure(of: data.row(index)), meanRate: mean,
          rateStandardDeviation: (squares / Double(max(1, draws - 1))).squareRoot(), lower: ends.0,
          upper: ends.1))
    }
    self.countries = countries
    regions = data.regions
    regionTotals = totals
    countryTotals = kept
    var total = [Double](repeating: 0, count: draws)
    for region in totals {
      for d in 0..<draws { total[d] += region[d] }
    }
    self.total = total
    self.level = level
    self.seed = seed
    self.leaveOneOut = leaveOneOut
    self.method = method
    self.intervalKind = intervalKind
  }

  private static func ends(_ draws: [Double], _ level: Double) -> (lower: Double, upper: Double) {
    var draws = draws
    let lower = sampleQuantile(selecting: 0.5 * (1 - level), from: &draws)
    return (lower, sampleQuantile(selecting: 0.5 * (1 + level), from: &draws))
  }

  /// The shares of the population and of the mean total in countries without data, of one region or of all.
  package func imputedShares(region: String? = nil) -> (population: Double, estimate: Double) {
    var (people, imputedPeople, value, imputedValue) = (0.0, 0.0, 0.0, 0.0)
    for country in countries where region == nil || country.region == region {
      people += country.population
      value += country.population * country.meanRate
      guard !country.hasData else { continue }
      imputedPeople += country.population
      imputedValue += country.population * country.meanRate
    }
    return (people > 0 ? imputedPeople / people : 0, value > 0 ? imputedValue / value : 0)
  }

  /// The total of a region, or of all regions, as every report prints it. A region with countries to predict
  /// and fewer than three with data is refused (AGG-03); the whole then says that it holds such regions.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` for a region that there is not.
  package func estimate(
    quantity: String, region: String? = nil, provenance: Provenance? = nil
  ) throws(GlobalEstimateError) -> Estimate {
    var draws = total
    if let region {
      guard let index = regions.firstIndex(of: region) else {
        throw .invalidInput("there is no region '\(region)'")
      }
      draws = regionTotals[index]
    }
    let provenance = (provenance ?? Provenance(seed: seed, draws: drawCount)).adding(
      note: leaveOneOut.summary)
    do {
      return try Estimate(
        quantity: quantity, unit: "persons", method: method,
        domain: region.map { [DomainLabel(variable: "region", value: $0)] } ?? [],
        outcome: try outcome(draws, region), diagnostics: diagnostics(region), provenance: provenance)
    } catch let error as GlobalEstimateError {
      throw error
    } catch {
      throw .invalidInput("\(error)")
    }
  }

  private func outcome(_ draws: [Double], _ region: String?) throws(GlobalEstimateError) -> Estimate.Outcome {
    if let region, isThin(region) {
      return .refused(
        Refusal(
          code: .extrapolationTooFewDonors,
          reason:
            "region '\(region)' has fewer than \(WarningThreshold.donorCountries) countries with data; its "
            + "number "
            + "would be that of other regions"))
    }
    let mean = draws.reduce(0, +) / Double(draws.count)
    var squares = 0.0
    for draw in draws { squares += (draw - mean) * (draw - mean) }
    let ends = CountryDraws.ends(draws, level)
    return .estimated(
      value: mean,
      uncertainty: .sampling(
        standardError: (squares / Double(max(1, draws.count - 1))).squareRoot(), degreesOfFreedom: nil,
        interval: try interval(intervalKind, level, ends.lower, ends.upper)))
  }

  private func isThin(_ region: String) -> Bool {
    let inside = countries.filter { $0.region == region }
    return inside.contains { !$0.hasData && $0.population > 0 }
      && inside.count { $0.hasData } < WarningThreshold.donorCountries
  }

  private func diagnostics(_ region: String?) -> [Diagnostic] {
    var result: [Diagnostic] = []
    let shares = imputedShares(region: region)
    if shares.population > 0 {
      let most = max(shares.population, shares.estimate)
      result.append(
        Diagnostic(
          .aggregationImputedShare, severity: most > WarningThreshold.imputedShare ? .warning : .note,
          "countries without data hold \(percent(shares.population)) of the population and "
            + "\(percent(shares.estimate)) of this total"))
    }
    let outside = countries.filter { (region == nil || $0.region == region) && $0.departure != nil }
    if !outside.isEmpty {
      result.append(
        Diagnostic(
          .extrapolationOutsideHull,
          "predicted outside the covariates of the countries with data: "
            + "\(outside.map(\.name).joined(separator: ", "))"
        ))
    }
    let thin = region == nil ? regions.filter(isThin) : []
    if !thin.isEmpty {
      result.append(
        Diagnostic(
          .extrapolationTooFewDonors, severity: .warning,
          "regions with fewer than \(WarningThreshold.donorCountries) countries with data rest on other "
            + "regions: "
            + thin.joined(separator: ", ")))
    }
    return result
  }
}
