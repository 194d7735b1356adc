import Estimates
import GlobalEstimates
import TestSupport
import Testing

@Suite struct RatioExtrapolationTests {
  static func rows() throws -> [CountryCell] {
    let data = try CountryData()
    return data.names.indices.map {
      CountryCell(
        country: data.names[$0], region: data.regions[$0], population: data.populations[$0],
        rate: data.rates[$0],
        standardError: data.standardErrors[$0])
    }
  }

  /// Regions by ages: rates differ by age, some countries have one age only, some none.
  static let grid: [CountryCell] = {
    var rows: [CountryCell] = []
    for i in 0..<14 {
      for k in 0..<3 {
        let has = i % 7 < 4 || (i % 7 == 4 && k == 1)
        rows.append(
          CountryCell(
            country: "country \(i)", region: i < 7 ? "north" : "south", cell: "age \(k)",
            population: Double(100 + 37 * i + 11 * k * (i + 1)),
            rate: has ? 0.05 + 0.013 * Double((i * 5) % 7) + 0.04 * Double(k) : nil,
            standardError: has ? 0.004 + 0.001 * Double(i % 3) : nil))
      }
    }
    return rows
  }()

  /// Region by region against R, whose standard error is the linearised one with (1 − f).
  @Test(arguments: ["AP", "ECA", "LAC", "MENA", "SSA"])
  func regions(region: String) throws {
    let reference = try ReferenceValues("reference.json")
    let id = "ratio/\(region)"
    let total = try RatioExtrapolation(try RatioExtrapolationTests.rows()).total(
      regions: [region], method: .linearised)
    #expect(close(total.value, try reference.number(id, "number"), relative: 1e-13))
    #expect(close(total.rate, try reference.number(id, "prevalence"), relative: 1e-13))
    let coverage = try reference.number(id, "coverage")
    #expect(close(1 - total.imputedPopulationShare, coverage, relative: 1e-13))
    let population = try reference.number(id, "pop")
    let error = try reference.number(id, "se_ratio_est_countries_as_sample")
    #expect(close(total.betweenVariance.squareRoot(), error * population, relative: 1e-12))
    let sampling = try reference.number(id, "se_sampling_only")
    #expect(
      close(total.samplingVariance, coverage * sampling * sampling * population * population, relative: 1e-12)
    )
  }

  @Test func world() throws {
    let reference = try ReferenceValues("reference.json")
    let extrapolation = try RatioExtrapolation(try RatioExtrapolationTests.rows())
    let world = try extrapolation.total()
    #expect(close(world.value, try reference.number("ratio/world", "number"), relative: 1e-13))
    #expect(close(world.rate, try reference.number("ratio/world", "prevalence"), relative: 1e-13))
    // A5: regions sum to the world; they are independent, so that their variances do too.
    var (value, variance) = (0.0, 0.0)
    for region in extrapolation.regions {
      let part = try extrapolation.total(regions: [region])
      value += part.value
      variance += part.betweenVariance + part.samplingVariance
    }
    #expect(close(value, world.value, relative: 1e-14))
    #expect(close(variance.squareRoot(), try #require(world.standardError), relative: 1e-13))
  }

  /// Without standard errors the jackknife is that of the totals themselves: each country's data are taken
  /// out and the whole is computed again.
  @Test func jackknifeIsWhatLeavingOutGives() throws {
    func strip(_ row: CountryCell, of country: String?) -> CountryCell {
      CountryCell(
        country: row.country, region: row.region, cell: row.cell, population: row.population,
        rate: row.country == country ? nil : row.rate)
    }
    let rows = RatioExtrapolationTests.grid.filter { $0.region == "north" }
    let full = try RatioExtrapolation(rows.map { strip($0, of: nil) }).total()
    let donors = Set(rows.filter { $0.rate != nil }.map(\.country)).sorted()
    let totals = try donors.map { country in
      try RatioExtrapolation(rows.map { strip($0, of: country) }).total().value
    }
    let count = Double(donors.count)
    let mean = totals.reduce(0, +) / count
    let squares = totals.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    #expect(close(full.betweenVariance, (count - 1) / count * squares, relative: 1e-10))
  }

  /// A1: the order of rows is nothing.
  @Test func permutation() throws {
    let plain = try RatioExtrapolation(RatioExtrapolationTests.grid).total()
    let turned = try RatioExtrapolation(RatioExtrapolationTests.grid.reversed()).total()
    #expect(plain.value == turned.value)
    #expect(plain.standardError == turned.standardError)
  }

  /// A2: splitting a country leaves the total; the variance then counts two countries.
  @Test func splitting() throws {
    let rows = RatioExtrapolationTests.grid
    let split = rows.flatMap { row -> [CountryCell] in
      guard row.country == "country 1" else { return [row] }
      return [0.3, 0.7].map {
        CountryCell(
          country: "country 1, \($0)", region: row.region, cell: row.cell, population: $0 * row.population,
          rate: row.rate, standardError: row.standardError)
      }
    }
    let one = try RatioExtrapolation(rows).total()
    let two = try RatioExtrapolation(split).total()
    #expect(close(two.value, one.value, relative: 1e-14))
    #expect(two.standardError != one.standardError)
  }

  /// A3: population × c. A4: a country without people.
  @Test func scaleAndEmptyCountry() throws {
    let rows = RatioExtrapolationTests.grid
    let plain = try RatioExtrapolation(rows).total()
    let scaled = try RatioExtrapolation(
      rows.map {
        CountryCell(
          country: $0.country, region: $0.region, cell: $0.cell, population: 1000 * $0.population,
          rate: $0.rate,
          standardError: $0.standardError)
      }
    ).total()
    #expect(close(scaled.value, 1000 * plain.value, relative: 1e-14))
    #expect(close(scaled.rate, plain.rate, relative: 1e-14))
    #expect(
      close(try #require(scaled.standardError), 1000 * (try #require(plain.standardError)), relative: 1e-12))
    let empty = (0..<3).map {
      CountryCell(
        country: "nobody", region: "north", cell: "age \($0)", population: 0, rate: $0 == 1 ? 0.5 : nil)
    }
    let more = try RatioExtrapolation(rows + empty).total()
    #expect(more.value == plain.value)
    #expect(more.standardError == plain.standardError)
    #expect(more.imputedPopulationShare == plain.imputedPopulationShare)
  }

  /// A5 over cells, and A6: where all countries have data nothing is imputed and the variance is the surveys'
  /// own.
  @Test func cellsSumAndCompleteRegionsImputeNothing() throws {
    let extrapolation = try RatioExtrapolation(RatioExtrapolationTests.grid)
    let parts = try extrapolation.cells.map { try extrapolation.total(cells: [$0]).value }
    #expect(close(parts.reduce(0, +), try extrapolation.total().value, relative: 1e-14))
    let complete = RatioExtrapolationTests.grid.filter { $0.rate != nil && $0.cell == "age 0" }
    let total = try RatioExtrapolation(complete).total()
    #expect(total.imputedPopulationShare == 0)
    #expect(total.imputedEstimateShare == 0)
    #expect(total.betweenVariance == 0)
    var variance = 0.0
    for row in complete {
      let error = row.population * (row.standardError ?? 0)
      variance += error * error
    }
    #expect(close(try #require(total.standardError), variance.squareRoot(), relative: 1e-14))
    #expect(total.imputedDiagnostic == nil)
    // A7: cells of a country whose errors are fully correlated add their standard errors.
    let twice =
      complete
      + complete.map {
        CountryCell(
          country: $0.country, region: $0.region, cell: "age 9", population: $0.population, rate: $0.rate,
          standardError: $0.standardError)
      }
    let correlated = try RatioExtrapolation(twice, withinCountryCorrelation: 1).total()
    #expect(close(try #require(correlated.standardError), 2 * variance.squareRoot(), relative: 1e-14))
    let independent = try RatioExtrapolation(twice).total()
    #expect(close(try #require(independent.standardError), (2 * variance).squareRoot(), relative: 1e-14))
  }

  /// A cell alone has the variance that it has without the others, and a cell in which all countries have
  /// data lends its certainty to a total only when its standard errors are known.
  @Test func cellsStandAlone() throws {
    let rows = RatioExtrapolationTests.grid
    let inside = try RatioExtrapolation(rows).total(cells: ["age 0"])
    let alone = try RatioExtrapolation(rows.filter { $0.cell == "age 0" }).total()
    #expect(close(try #require(inside.standardError), try #require(alone.standardError), relative: 1e-14))
    #expect(
      close(try #require(inside.degreesOfFreedom), try #require(alone.degreesOfFreedom), relative: 1e-14))
    func complete(_ error: Double?) throws -> RatioExtrapolation.Total {
      let known = rows.map {
        let rate = $0.rate ?? ($0.cell == "age 0" ? 0.1 : nil)
        return CountryCell(
          country: $0.country, region: $0.region, cell: $0.cell, population: $0.population, rate: rate,
          standardError: rate == nil ? nil : error)
      }
      return try RatioExtrapolation(known).total()
    }
    // Not knowing errors never narrows what small errors give.
    let (unknown, small) = (try complete(nil), try complete(1e-9))
    #expect(try #require(unknown.standardError) > (try #require(small.standardError)))
  }

  /// AGG-03 and F75: two countries with data do not stand for a region; pooled with another they do.
  @Test func tooFewDonors() throws {
    let rows = RatioExtrapolationTests.grid.map { row in
      let kept = row.region != "south" || row.country == "country 7" || row.country == "country 8"
      return CountryCell(
        country: row.country, region: row.region, cell: row.cell, population: row.population,
        rate: kept ? row.rate : nil, standardError: kept ? row.standardError : nil)
    }
    let alone = try RatioExtrapolation(rows)
    let south = try alone.estimate(quantity: "children", regions: ["south"])
    #expect(south.value == nil)
    #expect(south.refusal?.code == .extrapolationTooFewDonors)
    #expect(try alone.estimate(quantity: "children").refusal?.code == .extrapolationTooFewDonors)
    #expect(try alone.estimate(quantity: "children", regions: ["north"]).value != nil)
    let pooled = try RatioExtrapolation(rows, pooling: ["north": "both", "south": "both"])
    let value = try #require(try pooled.estimate(quantity: "children", regions: ["south"]).value)
    let north = try pooled.total(regions: ["north"]).value
    #expect(close(value + north, try pooled.total().value, relative: 1e-14))
  }

  @Test func estimatesSayHowMuchIsImputed() throws {
    let extrapolation = try RatioExtrapolation(try RatioExtrapolationTests.rows())
    let estimate = try extrapolation.estimate(quantity: "children in child labour", regions: ["AP"])
    let diagnostic = try #require(estimate.diagnostics.first)
    #expect(diagnostic.code == .aggregationImputedShare)
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.message.contains("61.9 %"))
    #expect(try #require(estimate.provenance.notes.last).contains("the 45 countries with data are missed by"))
    let interval = try #require(estimate.uncertainty?.interval)
    #expect(interval.lower < (try #require(estimate.value)))
    #expect(estimate.uncertainty?.degreesOfFreedom != nil)
  }

  /// F76 and F74: rates of two definitions, and a sample larger than its population.
  @Test func definitionsAndSamples() {
    func row(_ country: String, _ definition: String, _ size: Int?) -> CountryCell {
      CountryCell(
        country: country, region: "r", population: 1000, rate: 0.1, standardError: 0.01,
        definition: definition,
        sampleSize: size)
    }
    let mixed = refusalCode {
      _ = try RatioExtrapolation([row("a", "5-17", nil), row("b", "under 18", nil)])
    }
    #expect(mixed == .aggregationStockFlowMix)
    #expect(throws: GlobalEstimateError.self) { try RatioExtrapolation([row("a", "5-17", 1001)]) }
    #expect(throws: Never.self) { try RatioExtrapolation([row("a", "5-17", 1000), row("b", "5-17", nil)]) }
  }

  @Test func refusesContradictions() {
    let row = CountryCell(country: "a", region: "r", population: 10, rate: 0.1, standardError: 0.01)
    let wrong: [[CountryCell]] = [
      [row, row],
      [row, CountryCell(country: "a", region: "s", cell: "x", population: 1)],
      [row, CountryCell(country: "b", region: "r", cell: "x", population: 1)],
      [CountryCell(country: "a", region: "r", population: 10, rate: 12)],
      [CountryCell(country: "a", region: "r", population: -1)],
      [CountryCell(country: "a", region: "r", population: 1, standardError: 1)], [],
    ]
    for rows in wrong { #expect(throws: GlobalEstimateError.self) { try RatioExtrapolation(rows) } }
  }

  /// The bootstrap's standard error is that of the linearised variance, to its Monte Carlo error (2 % at 3000
  /// draws) and what curvature leaves.
  @Test func bootstrapAgreesWithTheFormula() throws {
    let extrapolation = try RatioExtrapolation(try RatioExtrapolationTests.rows())
    let bootstrap = try RatioBootstrap(extrapolation, draws: 3000, seed: 4)
    let total = try extrapolation.total(method: .linearised)
    #expect(close(bootstrap.standardError, try #require(total.standardError), relative: 0.08))
    for d in 0..<100 {
      let sum = bootstrap.stratumTotals.map { $0[d] }.reduce(0, +)
      #expect(sum == bootstrap.total[d])
    }
    let again = try RatioBootstrap(extrapolation, draws: 3000, seed: 4, threads: 2)
    #expect(again.total == bootstrap.total)
    let (lower, upper) = try bootstrap.interval()
    #expect(lower < total.value && total.value < upper)
  }

  @Test func leaveOneOutByHand() throws {
    let rates = [0.1, 0.2, 0.4, 0.3]
    let people = [100.0, 200, 100, 300]
    let rows = rates.indices.map {
      CountryCell(
        country: "c\($0)", region: "r", population: people[$0], rate: rates[$0], standardError: 0.02)
    }
    let result = try RatioExtrapolation(rows).leaveOneOut()
    let first = try #require(result.predictions.first)
    // The others: (40 + 40 + 90)/600; residuals around it; shares 1/3, 1/6, 1/2; t(0.975, 2) =
    // 4.302652729749464.
    let center = 170.0 / 600
    let squares = [0.2, 0.4, 0.3].map { ($0 - center) * ($0 - center) }.reduce(0, +)
    let concentration: Double = 1.0 / 9 + 1.0 / 36 + 1.0 / 4
    let variance = squares / 2 * (1 + concentration) + 0.0004
    #expect(close(first.predicted, center, relative: 1e-14))
    #expect(close(first.upper, center + 4.302652729749464 * variance.squareRoot(), relative: 1e-12))
    #expect(first.lower == 0)
    #expect(result.predictions.count == 4)
  }
}
