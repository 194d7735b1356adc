package import Estimates
internal import Glibc
internal import NumericKernel

/// The draws of several population groups (ages and sexes) of the same countries, added up draw by draw.
///
/// Each group has a model of its own. Where the groups were drawn with one seed, the errors of one country are the
/// same deviates in all of its groups, so that they add up and do not average out; with a seed for each group they are
/// independent.
package struct CellDraws: Sendable {
  package struct Country: Sendable {
    package let name: String
    package let region: String
    package let population: Double
    /// The people of its groups without data.
    package let populationWithoutData: Double
    /// The same of the mean total.
    package let meanWithoutData: Double
    /// Why its covariates are outside those of the countries with data.
    package let departure: String?
    /// Whether no group has data.
    package var isPredicted: Bool { populationWithoutData >= population && population > 0 }
  }

  package private(set) var countries: [Country]
  package let regions: [String]
  package private(set) var countryTotals: [[Double]]
  package private(set) var regionTotals: [[Double]]
  package private(set) var total: [Double]
  /// Regions in which a group has people without data and fewer than three countries with data.
  package private(set) var thinRegions: [String]
  package let level: Double
  package let seed: UInt64
  package let method: String
  package let intervalKind: IntervalKind

  package var drawCount: Int { total.count }

  /// One group, with the draws of its countries kept.
  /// - Throws: `GlobalEstimateError.invalidInput` where they were not.
  package init(_ cell: CountryDraws, level: Double) throws(GlobalEstimateError) {
    guard cell.countryTotals.count == cell.countries.count else {
      throw .invalidInput("the draws of the countries were not kept, so that groups cannot be added up")
    }
    regions = cell.regions
    self.level = level
    seed = cell.seed
    method = cell.method
    intervalKind = cell.intervalKind
    countryTotals = cell.countryTotals
    regionTotals = cell.regionTotals
    total = cell.total
    countries = cell.countries.map { country in
      Country(
        name: country.name, region: country.region, population: country.population,
        populationWithoutData: country.hasData ? 0 : country.population,
        meanWithoutData: country.hasData ? 0 : country.population * country.meanRate,
        departure: country.departure)
    }
    thinRegions = CellDraws.thinRegions(cell)
  }

  /// The draws of area models, one for each group, added up a country at a time: no group's own draws are kept.
  ///
  /// - Parameters:
  ///   - models: of the same countries and regions.
  ///   - seeds: one for each.
  /// - Throws: `GlobalEstimateError.invalidInput` where they do not fit together.
  package init(
    _ models: [ModelExtrapolation], draws: Int, seeds: [UInt64], level: Double, threads: Int = 1
  ) throws(GlobalEstimateError) {
    guard let first = models.first, seeds.count == models.count else {
      throw .invalidInput("there are no population groups")
    }
    guard level > 0, level < 1 else { throw .invalidInput("an interval level has to lie between 0 and 1") }
    let names = first.data.countries.map(\.name)
    guard
      models.allSatisfy({ $0.data.countries.map(\.name) == names && $0.data.regions == first.data.regions })
    else { throw .invalidInput("every population group needs the same countries and regions") }
    var sources: [PredictiveDraws] = []
    for (model, seed) in zip(models, seeds) { sources.append(try model.predictive(draws, seed)) }
    let each = sources
    let sums = try parallelMap(count: names.count, threads: max(1, threads)) {
      place throws(GlobalEstimateError) in try CountrySum(place, models, each, draws)
    }
    regions = first.data.regions
    self.level = level
    seed = seeds[0]
    method = first.methodName
    intervalKind = .monteCarloPercentile
    countryTotals = sums.map(\.total)
    countries = try CellDraws.countries(models, sums)
    var regionTotals = [[Double]](repeating: [Double](repeating: 0, count: draws), count: regions.count)
    for (place, sum) in sums.enumerated() {
      CellDraws.add(sum.total, to: &regionTotals[first.data.regionOfCountry[place]])
    }
    var total = [Double](repeating: 0, count: draws)
    for region in regionTotals { CellDraws.add(region, to: &total) }
    self.regionTotals = regionTotals
    self.total = total
    let thin = models.map { CellDraws.thinRegions($0.data) }
    thinRegions = first.data.regions.filter { region in thin.contains { $0.contains(region) } }
  }

  /// What the groups of one country add up to.
  private struct CountrySum: Sendable {
    var total: [Double]
    var population = 0.0
    var populationWithoutData = 0.0
    var meanWithoutData = 0.0

    init(
      _ place: Int, _ models: [ModelExtrapolation], _ sources: [PredictiveDraws], _ draws: Int
    ) throws(GlobalEstimateError) {
      total = [Double](repeating: 0, count: draws)
      var rates = total
      for (model, source) in zip(models, sources) {
        let country = model.data.countries[place]
        try source.fill(place, &rates)
        let people = country.population
        for d in 0..<draws { total[d] += people * rates[d] }
        population += people
        guard country.rate == nil else { continue }
        var mean = 0.0
        for rate in rates { mean += rate }
        populationWithoutData += people
        meanWithoutData += people * mean / Double(draws)
      }
    }
  }

  private static func countries(
    _ models: [ModelExtrapolation], _ sums: [CountrySum]
  ) throws(GlobalEstimateError) -> [Country] {
    var departures = [String?](repeating: nil, count: sums.count)
    for model in models {
      let hull = try CovariateHull(model.data.covariates)
      for place in model.data.missing where departures[place] == nil {
        departures[place] = hull.departure(of: model.data.row(place))
      }
    }
    return zip(models[0].data.countries, zip(sums, departures)).map { country, found in
      Country(
        name: country.name, region: country.region, population: found.0.population,
        populationWithoutData: found.0.populationWithoutData, meanWithoutData: found.0.meanWithoutData,
        departure: found.1)
    }
  }

  /// - Parameter cells: of the same countries and regions, with the draws of countries kept.
  /// - Throws: `GlobalEstimateError.invalidInput` where they do not fit together.
  package init(_ cells: [CountryDraws], level: Double) throws(GlobalEstimateError) {
    guard let first = cells.first else { throw .invalidInput("there are no population groups") }
    try self.init(first, level: level)
    for cell in cells.dropFirst() { try add(cell) }
  }

  /// Adds another group, which need not be kept.
  /// - Throws: `GlobalEstimateError.invalidInput` unless it is of the same countries, regions and number of draws.
  package mutating func add(_ cell: CountryDraws) throws(GlobalEstimateError) {
    guard cell.countries.map(\.name) == countries.map(\.name), cell.regions == regions,
      cell.drawCount == drawCount, cell.countryTotals.count == countries.count
    else {
      throw .invalidInput("every population group needs the same countries, regions and number of draws")
    }
    for i in countries.indices { CellDraws.add(cell.countryTotals[i], to: &countryTotals[i]) }
    for r in regions.indices { CellDraws.add(cell.regionTotals[r], to: &regionTotals[r]) }
    CellDraws.add(cell.total, to: &total)
    countries = zip(countries, cell.countries).map { sum, country in
      Country(
        name: sum.name, region: sum.region, population: sum.population + country.population,
        populationWithoutData: sum.populationWithoutData + (country.hasData ? 0 : country.population),
        meanWithoutData: sum.meanWithoutData + (country.hasData ? 0 : country.population * country.meanRate),
        departure: sum.departure ?? country.departure)
    }
    let thin = CellDraws.thinRegions(cell)
    thinRegions = regions.filter { thinRegions.contains($0) || thin.contains($0) }
  }

  private static func thinRegions(_ cell: CountryDraws) -> [String] {
    cell.regions.filter { region in
      let inside = cell.countries.filter { $0.region == region }
      return inside.contains { !$0.hasData && $0.population > 0 }
        && inside.count { $0.hasData } < WarningThreshold.donorCountries
    }
  }

  private static func thinRegions(_ data: ModelData) -> [String] {
    data.regions.filter { region in
      let inside = data.countries.filter { $0.region == region }
      return inside.contains { $0.rate == nil && $0.population > 0 }
        && inside.count { $0.rate != nil } < WarningThreshold.donorCountries
    }
  }

  private static func add(_ more: [Double], to sum: inout [Double]) {
    for d in 0..<sum.count { sum[d] += more[d] }
  }

  /// A part of the world.
  package enum Scope: Sendable, Equatable {
    case world
    /// By its place among `regions`.
    case region(Int)
    /// By its place among `countries`.
    case country(Int)
  }

  package func population(_ scope: Scope) -> Double {
    var sum = 0.0
    for country in members(scope) { sum += country.population }
    return sum
  }

  private func members(_ scope: Scope) -> [Country] {
    switch scope {
    case .world: countries
    case .region(let r): countries.filter { $0.region == regions[r] }
    case .country(let i): [countries[i]]
    }
  }

  /// The total of a scope as every report prints it.
  ///
  /// A region that borrows everything it has from others is refused (AGG-03); so is the whole where no region has
  /// three countries with data. A country without data is printed with a warning that nothing but the model speaks.
  package func estimate(
    _ scope: Scope, quantity: String, diagnostics more: [Diagnostic] = [], provenance: Provenance
  ) throws(GlobalEstimateError) -> Estimate {
    let draws =
      switch scope {
      case .world: total
      case .region(let r): regionTotals[r]
      case .country(let i): countryTotals[i]
      }
    var domain: [DomainLabel] = []
    switch scope {
    case .world: break
    case .region(let r): domain = [DomainLabel(variable: "region", value: regions[r])]
    case .country(let i):
      domain = [
        DomainLabel(variable: "region", value: countries[i].region),
        DomainLabel(variable: "country", value: countries[i].name),
      ]
    }
    do {
      return try Estimate(
        quantity: quantity, unit: "persons", method: method, domain: domain,
        outcome: try outcome(scope, draws),
        diagnostics: diagnostics(scope) + more, provenance: provenance)
    } catch let error as GlobalEstimateError {
      throw error
    } catch {
      throw .invalidInput("\(error)")
    }
  }

  private func outcome(
    _ scope: Scope, _ draws: [Double]
  ) throws(GlobalEstimateError) -> Estimate.Outcome {
    if case .region(let r) = scope, thinRegions.contains(regions[r]) {
      return .refused(
        Refusal(
          code: .extrapolationTooFewDonors,
          reason:
            "region '\(regions[r])' has fewer than \(WarningThreshold.donorCountries) countries with data; its "
            + "number would be that of other regions"))
    }
    let mean = draws.reduce(0, +) / Double(draws.count)
    var squares = 0.0
    for draw in draws { squares += (draw - mean) * (draw - mean) }
    let deviation = (squares / Double(max(1, draws.count - 1))).squareRoot()
    guard deviation > 0 else {
      return .estimated(value: mean, uncertainty: .unavailable(reason: "nobody lives there"))
    }
    var sorted = draws
    let lower = sampleQuantile(selecting: 0.5 * (1 - level), from: &sorted)
    let upper = sampleQuantile(selecting: 0.5 * (1 + level), from: &sorted)
    return .estimated(
      value: mean,
      uncertainty: .sampling(
        standardError: deviation, degreesOfFreedom: nil,
        interval: try interval(intervalKind, level, lower, upper)))
  }

  /// The shares of the population and of the mean total that are in countries without data.
  package func imputedShares(_ scope: Scope) -> (population: Double, estimate: Double) {
    let draws =
      switch scope {
      case .world: total
      case .region(let r): regionTotals[r]
      case .country(let i): countryTotals[i]
      }
    let mean = draws.reduce(0, +) / Double(draws.count)
    var (people, without, value) = (0.0, 0.0, 0.0)
    for country in members(scope) {
      people += country.population
      without += country.populationWithoutData
      value += country.meanWithoutData
    }
    return (people > 0 ? without / people : 0, mean > 0 ? min(1, value / mean) : 0)
  }

  private func diagnostics(_ scope: Scope) -> [Diagnostic] {
    var result: [Diagnostic] = []
    let shares = imputedShares(scope)
    if shares.population > 0 {
      let most = max(shares.population, shares.estimate)
      var message =
        "countries without data hold \(percent(shares.population)) of the population and \(percent(shares.estimate)) "
        + "of this total"
      if case .country(let i) = scope, countries[i].isPredicted {
        message = "no data of this country stand behind its number, which is what the model predicts"
      }
      result.append(
        Diagnostic(
          .aggregationImputedShare, severity: most > WarningThreshold.imputedShare ? .warning : .note, message
        ))
    }
    let outside = members(scope).filter { $0.departure != nil }
    if case .country = scope, let departure = outside.first?.departure {
      result.append(Diagnostic(.extrapolationOutsideHull, departure))
    } else if !outside.isEmpty {
      let named = outside.prefix(10).map(\.name).joined(separator: ", ")
      result.append(
        Diagnostic(
          .extrapolationOutsideHull,
          "predicted outside the covariates of the countries with data: \(named)"
            + (outside.count > 10 ? " and \(outside.count - 10) more" : "")))
    }
    if scope == .world, !thinRegions.isEmpty {
      result.append(
        Diagnostic(
          .extrapolationTooFewDonors, severity: .warning,
          "regions with fewer than \(WarningThreshold.donorCountries) countries with data rest on other regions: "
            + thinRegions.joined(separator: ", ")))
    }
    return result
  }
}
