import Estimates
import GlobalEstimates
import TestSupport
import Testing

@Suite struct ChangeDecompositionTests {
  static let cells = [
    ChangeDecomposition.Cell(
      population: (900, 1000), rate: (0.20, 0.15), rateStandardError: (0.01, 0.02)),
    ChangeDecomposition.Cell(
      population: (600, 900), rate: (0.10, 0.12), rateStandardError: (0.015, 0.01), definitionRatio: 1.25),
  ]

  @Test func effectsSumToTheChange() throws {
    let result = try ChangeDecomposition(ChangeDecompositionTests.cells)
    let sum =
      result.populationSize.value + result.populationStructure.value + result.rate.value
      + result.definition.value
    // 1000·0.15 + 900·0.12·1.25 − 900·0.20 − 600·0.10
    #expect(abs(result.change.value - 45) < 1e-12)
    #expect(abs(sum - 45) < 1e-11)
    // Squares of 900·0.01, 1000·0.02, 600·0.015 and 900·1.25·0.01.
    let variance: Double = 81 + 400 + 81 + 126.5625
    #expect(close(try #require(result.change.standardError), variance.squareRoot(), relative: 1e-14))
  }

  /// Kitagawa 1955: with one definition and one cell the rate effect is the mean population times the change
  /// of rate.
  @Test func oneCellIsKitagawa() throws {
    let result = try ChangeDecomposition([
      ChangeDecomposition.Cell(population: (800, 1000), rate: (0.2, 0.1), rateStandardError: (0.02, 0.01))
    ])
    #expect(abs(result.rate.value - 900 * -0.1) < 1e-12)
    #expect(abs(result.populationSize.value - 200 * 0.15) < 1e-12)
    #expect(result.populationStructure.value == 0)
    #expect(result.definition.value == 0)
    let spread = 0.0005.squareRoot()
    #expect(close(try #require(result.rate.standardError), 900 * spread, relative: 1e-13))
    #expect(close(try #require(result.populationSize.standardError), 100 * spread, relative: 1e-13))
  }

  /// A change of definition alone is all definition.
  @Test func definitionAlone() throws {
    let result = try ChangeDecomposition([
      ChangeDecomposition.Cell(population: (100, 100), rate: (0.2, 0.2), definitionRatio: 0.5),
      ChangeDecomposition.Cell(population: (300, 300), rate: (0.1, 0.1), definitionRatio: 1.5),
    ])
    #expect(abs(result.definition.value - result.change.value) < 1e-12)
    #expect(abs(result.change.value - 5) < 1e-12)
  }

  /// A3: population × c multiplies every effect by c.
  @Test func populationScales() throws {
    let scaled = try ChangeDecomposition(
      ChangeDecompositionTests.cells.map {
        ChangeDecomposition.Cell(
          population: (7 * $0.population.first, 7 * $0.population.second), rate: $0.rate,
          rateStandardError: $0.rateStandardError, definitionRatio: $0.definitionRatio)
      })
    let plain = try ChangeDecomposition(ChangeDecompositionTests.cells)
    #expect(abs(scaled.rate.value - 7 * plain.rate.value) < 1e-10)
    #expect(
      close(
        try #require(scaled.rate.standardError), 7 * (try #require(plain.rate.standardError)), relative: 1e-13
      ))
    #expect(throws: GlobalEstimateError.self) {
      try ChangeDecomposition([ChangeDecomposition.Cell(population: (0, 1), rate: (0.1, 0.1))])
    }
  }
}

@Suite struct MeasurementSeriesTests {
  static let old = MeasurementSeries.Measure(definition: "child labour", vintage: "2006 report")
  static let new = MeasurementSeries.Measure(definition: "child labour", vintage: "2024 report")

  /// The figure of 2004 was published as 218 million and revised to 222.3.
  static func childLabour() throws -> MeasurementSeries {
    try MeasurementSeries([
      .init(year: 2004, measure: old, value: 218), .init(year: 2000, measure: old, value: 246),
      .init(year: 2000, measure: new, value: 245.5), .init(year: 2004, measure: new, value: 222.3),
      .init(year: 2012, measure: new, value: 168, standardError: 3),
    ])
  }

  @Test func changeStaysInsideOneEdition() throws {
    let series = try MeasurementSeriesTests.childLabour()
    let change = try series.change(from: 2004, to: 2012)
    #expect(abs(change.value - (168 - 222.3)) < 1e-12)
    // The figure of 2004 has no published error, so that the change has none.
    #expect(change.standardError == nil)
    #expect(change.measure == MeasurementSeriesTests.new)
  }

  @Test func refusesToCompareEditions() throws {
    let series = try MeasurementSeries([
      .init(year: 2004, measure: MeasurementSeriesTests.old, value: 218),
      .init(year: 2012, measure: MeasurementSeriesTests.new, value: 168),
    ])
    #expect(refusalCode { _ = try series.change(from: 2004, to: 2012) } == .aggregationMethodChanged)
    // F76: nothing links the two.
    let code = refusalCode {
      _ = try series.link(from: MeasurementSeriesTests.old, to: MeasurementSeriesTests.new)
    }
    #expect(code == .aggregationStockFlowMix)
  }

  @Test func overlappingYearsGiveALink() throws {
    let series = try MeasurementSeriesTests.childLabour()
    let link = try series.link(from: MeasurementSeriesTests.old, to: MeasurementSeriesTests.new)
    #expect(link.overlappingYears == 2)
    // The geometric mean of two ratios.
    #expect(abs(link.ratio - (245.5 / 246 * 222.3 / 218).squareRoot()) < 1e-14)
    let single = try MeasurementSeries([
      .init(year: 2004, measure: MeasurementSeriesTests.old, value: 218, standardError: 0),
      .init(year: 2012, measure: MeasurementSeriesTests.new, value: 168, standardError: 3),
    ]).onAxis(of: MeasurementSeriesTests.new, links: [link])
    let change = try single.change(from: 2004, to: 2012)
    #expect(abs(change.value - (168 - 218 * link.ratio)) < 1e-12)
    let error = 218 * link.ratio * link.relativeStandardError
    #expect(close(try #require(change.standardError), (9 + error * error).squareRoot(), relative: 1e-13))
  }

  @Test func oneYearHasOneFigureByAMeasure() {
    #expect(throws: GlobalEstimateError.self) {
      try MeasurementSeries([
        .init(year: 2004, measure: MeasurementSeriesTests.old, value: 218),
        .init(year: 2004, measure: MeasurementSeriesTests.old, value: 222.3),
      ])
    }
  }
}
