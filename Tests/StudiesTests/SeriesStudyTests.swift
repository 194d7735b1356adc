import DataLoaders
import Estimates
import Foundation
import GlobalEstimates
import Studies
import Tables
import TestSupport
import Testing

@Suite("A series by definition and edition")
struct SeriesStudyTests {
  static let vintage2004 = MeasureChoice(vintage: "first publication of 2004")

  private func study(_ options: SeriesOptions, _ data: String = "child-labour-series") throws -> StudyResult {
    try SeriesStudy(MeasurementTable(data), options: options).result()
  }

  private func table(_ text: String) throws -> MeasurementTable {
    let folder = TemporarySeries(text)
    return try MeasurementTable(folder.path)
  }

  private func effect(_ result: StudyResult, _ part: String?) throws -> Estimate {
    try #require(result.estimates.first { $0.domain.first?.value == part })
  }

  /// Kitagawa by hand: 215.2 million at 13.6 % and 168.0 at 10.6 % imply 1,582.353 and 1,584.906 million children;
  /// population (1584.906 − 1582.353) · (0.136 + 0.106) / 2 = 0.3089, rate (0.106 − 0.136) · 1583.629 = −47.5089.
  @Test func withinOneEdition() throws {
    let result = try study(SeriesOptions(indicator: "child-labour", years: (2008, 2012)))
    let (change, population, rate) = (
      try effect(result, nil), try effect(result, "population"), try effect(result, "rate")
    )
    #expect(close(try #require(change.value), -47.2e6, relative: 1e-12))
    let (n0, n1, r0, r1) = (215.2e6, 168.0e6, 0.136, 0.106)
    #expect(close(try #require(population.value), (n1 / r1 - n0 / r0) * (r0 + r1) / 2, relative: 1e-9))
    #expect(close(try #require(rate.value), (r1 - r0) * (n1 / r1 + n0 / r0) / 2, relative: 1e-9))
    // Both ends rounded to 0.1 million.
    let bounds = try #require(change.uncertainty?.interval)
    #expect(bounds.kind == .roundingBounds)
    #expect(close(bounds.lower, -47.3e6, relative: 1e-9))
    #expect(close(try #require(bounds.finiteUpper), -47.1e6, relative: 1e-9))
    // The population effect rises with 1/r1 and r0: its ends are at the corners of the rounding.
    let ends = try #require(population.uncertainty?.interval)
    func corner(_ n0: Double, _ n1: Double, _ r0: Double, _ r1: Double) -> Double {
      (n1 / r1 - n0 / r0) * (r0 + r1) / 2
    }
    #expect(close(ends.lower, corner(215.25e6, 167.95e6, 0.1355, 0.1065), relative: 1e-9))
    #expect(
      close(try #require(ends.finiteUpper), corner(215.15e6, 168.05e6, 0.1365, 0.1055), relative: 1e-9))
    #expect(change.diagnostics.contains { $0.code == .figureUnverified && $0.severity == .note })
  }

  /// AGG-10: two editions are not compared.
  @Test func acrossEditionsIsRefused() throws {
    let result = try study(SeriesOptions(indicator: "child-labour", years: (2020, 2024)))
    #expect(result.estimates.first?.refusal?.code == .aggregationMethodChanged)
    #expect(result.estimates.first?.value == nil)
  }

  /// Asked for all the same, it is marked, and rate and definition are not told apart.
  @Test func acrossEditionsOnDemand() throws {
    let result = try study(
      SeriesOptions(indicator: "child-labour", years: (2020, 2024), acrossVintages: true))
    let change = try effect(result, nil)
    #expect(close(try #require(change.value), 138e6 - 159_986_191, relative: 1e-9))
    #expect(change.diagnostics.contains { $0.code == .aggregationMethodChanged && $0.severity == .warning })
    #expect(result.estimates.contains { $0.domain.first?.value.contains("together") == true })
    #expect(!result.estimates.prefix(3).contains { $0.domain.first?.value == "rate" })
  }

  /// 2004 was 218 and is 222.3: the revision is shown apart, and the parts add up to −50.
  @Test func aRevisionIsAPartOfItsOwn() throws {
    let result = try study(
      SeriesOptions(indicator: "child-labour", years: (2004, 2012), firstEnd: Self.vintage2004))
    let parts = try ["population", "rate", "definition and edition"].map {
      try #require(try effect(result, $0).value)
    }
    #expect(close(try #require(effect(result, nil).value), -50e6, relative: 1e-12))
    #expect(abs(parts.reduce(0, +) + 50e6) < 1)
    // d = 222.3/218 on average over the orders: between its effect on the first figure, 4.3, and on the second,
    // 168 − 168/d = 3.25.
    #expect(parts[2] > 3.2e6 && parts[2] < 4.4e6)
  }

  @Test func aStatedLinkBringsAllToOneAxis() throws {
    let old = MeasurementSeries.Measure(definition: "economic activity", vintage: "2020 estimates")
    let new = MeasurementSeries.Measure(definition: "economic activity", vintage: "2024 report")
    let others = [
      MeasurementSeries.Measure(definition: "economic activity", vintage: "2002 report"),
      MeasurementSeries.Measure(definition: "economic activity", vintage: "first publication of 2004"),
    ]
    let links =
      [MeasurementSeries.Link(from: old, to: new, ratio: 0.98, relativeStandardError: 0.01)]
      + others.map { MeasurementSeries.Link(from: $0, to: new, ratio: 1, relativeStandardError: 0) }
    let result = try study(
      SeriesOptions(indicator: "child-labour", axis: MeasureChoice(vintage: "2024 report"), links: links))
    let years = result.estimates.filter { $0.domain.first?.variable == "year" }
    #expect(
      years.compactMap { $0.domain.first?.value } == ["2000", "2004", "2008", "2012", "2016", "2020", "2024"])
    let linked = try #require(years.first { $0.domain.first?.value == "2020" })
    #expect(close(try #require(linked.value), 0.98 * 159_986_191, relative: 1e-12))
    #expect(linked.diagnostics.contains { $0.code == .aggregationMethodChanged })
    // Without a link there is no axis.
    let refused = try study(
      SeriesOptions(indicator: "child-labour", axis: MeasureChoice(vintage: "2024 report")))
    #expect(refused.estimates.first?.refusal?.code == .aggregationStockFlowMix)
  }

  /// Two definitions in one year are two series, and no change.
  @Test func twoDefinitions() throws {
    let result = try study(SeriesOptions(indicator: "child-labour", sex: "female", ageGroup: "5-14"))
    #expect(result.estimates.isEmpty)
    #expect(result.document.figures.count == 1)
  }

  @Test func choicesThatAreNotThere() {
    for options in [
      try? SeriesOptions(indicator: "child-labor"),
      try? SeriesOptions(indicator: "child-labour", region: "Atlantis"),
      try? SeriesOptions(indicator: "child-labour", years: (1999, 2012)),
      try? SeriesOptions(
        indicator: "child-labour", years: (2004, 2008), firstEnd: MeasureChoice(vintage: "none")),
    ].compactMap({ $0 }) {
      #expect(throws: StudyOptionError.self) { _ = try study(options) }
    }
    #expect(throws: StudyOptionError.self) { _ = try SeriesOptions(indicator: "x", years: (2012, 2000)) }
    #expect(throws: StudyOptionError.self) { _ = try SeriesOptions(indicator: "x", acrossVintages: true) }
  }

  /// A user's own file, with populations and standard errors: √(4² + 3²) = 5 for the change; the rate part moves by
  /// the mean population over each year's.
  @Test func ownFileWithErrors() throws {
    let own = try table(
      """
      indicator,age_group,definition,vintage,year,quantity,value,unit,standard_error
      x,5-17,d,v,2000,number,100,thousand,4
      x,5-17,d,v,2000,population,1000,thousand,
      x,5-17,d,v,2010,number,90,thousand,3
      x,5-17,d,v,2010,population,1200,thousand,
      """)
    let result = try SeriesStudy(own, options: SeriesOptions(indicator: "x")).result()
    let change = try effect(result, nil)
    #expect(close(try #require(change.value), -10_000, relative: 1e-12))
    #expect(close(try #require(change.uncertainty?.standardError), 5_000, relative: 1e-12))
    let rate = try effect(result, "rate")
    #expect(close(try #require(rate.value), (90.0 / 1200 - 0.1) * 1_100_000, relative: 1e-9))
    let expected = ((1.1 * 4_000) * (1.1 * 4_000) + (1.1 / 1.2 * 3_000) * (1.1 / 1.2 * 3_000)).squareRoot()
    #expect(close(try #require(rate.uncertainty?.standardError), expected, relative: 1e-9))
  }

  @Test(arguments: [
    "x,5-17,d,v,2000,rate,100,thousand", "x,5-17,d,v,2000,number,10,percent",
    "x,5-17,d,v,2000,rate,101,percent",
    "x,5-17,d,v,2000,number,1,thousand\nx,5-17,d,v,2000,number,1,thousand",
    "x,5-17,d,v,20000,number,1,thousand",
    "x,5-17,d,,2000,number,1,thousand", "x,5-17,d,v,2000,number,-1,thousand",
  ]) func brokenFilesAreRefused(rows: String) {
    #expect(throws: DataError.self) {
      _ = try table("indicator,age_group,definition,vintage,year,quantity,value,unit\n" + rows + "\n")
    }
  }
}

/// A file that goes away with the value that holds it.
private final class TemporarySeries {
  let path: String

  init(_ text: String) {
    path = NSTemporaryDirectory() + "series-" + UUID().uuidString + ".csv"
    try? text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
