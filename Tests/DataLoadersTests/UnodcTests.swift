@testable internal import DataLoaders
internal import Tables
internal import Testing

@Suite struct UnodcTests {
  static let header =
    "Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source\n"
  static let banner = "Data portal,,,,,,,,,,,,\n\"Detected, victims\",,,,,,,,,,,,\n"

  func row(_ value: String, unit: String = "Counts") -> String {
    "ALB,Albania,Europe,South,Detected trafficking victims,Total,Total,Total,0 to 17 years,2010,\(unit),\(value),CTS\n"
  }

  func value(_ cell: String, unit: String = "Counts") throws -> Observation.Value? {
    try ReadStatistics(Self.header + row(cell, unit: unit)).values.first
  }

  /// "<5" is 1 to 4 people and never a point.
  @Test func fewerThanFiveIsAnInterval() throws {
    #expect(try value("<5") == .interval(lower: 1, upper: 4))
    #expect(try value(" < 5 ") == .interval(lower: 1, upper: 4))
    #expect(
      try value("<5", unit: "Rate per 100,000 population".replacing(",", with: ""))
        == .interval(lower: 0, upper: 5))
    #expect(try ReadStatistics(Self.header + row("<5")).observations[0].numberInUnits == nil)
  }

  @Test(
    arguments: [
      ("12", 12), ("0", 0), ("\"1,234\"", 1_234), ("\"12,345,678\"", 12_345_678), ("1.5", 1.5),
    ] as [(String, Double)]) func numbers(cell: String, number: Double) throws
  {
    #expect(try value(cell) == .number(number))
  }

  @Test(arguments: [
    "\"1,23\"", "\"1,2345\"", "\",123\"", "\"1,,234\"", "<1", "<0", "<", "<x", "5-9", ">5", "n/a",
    "\"1.234,5\"",
    "999999999999999999999999<", "<99999999999999999999",
  ]) func doubtfulIsRefused(cell: String) {
    let error = statisticsRefusal(Self.header + row(cell))
    #expect(error?.column == "txtVALUE" && error?.line == 2, "\(cell)")
  }

  /// As spreadsheets with a decimal comma export it; a blank behind a name, and no banner and no source, occur too.
  @Test func exportsWithSemicolons() throws {
    let text =
      "Iso3_code ;Country;Region;Subregion;Indicator;Dimension;Category;Sex;Age;Year;Unit of measurement;VALUE\n"
      + "ALB;Albania;Europe;South;Detected;Total;Total;Total;Total;2010;Rate;0,35\n"
      + "ALB;Albania;Europe;South;Detected;Total;Total;Total;Total;2011;Counts;<5\n"
    let read = try ReadStatistics(
      text, decimalComma)
    #expect(read.format == .unodc && read.values == [.number(0.35), .interval(lower: 1, upper: 4)])
  }

  @Test func bannerRowsArePassedOver() throws {
    let read = try ReadStatistics(Self.banner + Self.header + row("7"))
    #expect(read.format == .unodc && read.bannerRows == 2)
    #expect(read.observations[0].line == 4 && read.observations[0].period == "2010")
    #expect(read.dimensions.count == 9)
    let semicolons = (Self.banner + Self.header + row("7")).replacing(",", with: ";")
    #expect(try ReadStatistics(semicolons).values == [.number(7)])
    // A banner over something else is no header.
    #expect(statisticsRefusal("title,,\na,b,c\n1,2,3\n") != nil)
  }

  @Test func twoColumnsOfValuesMustAgree() throws {
    let header = Self.header.replacing("txtVALUE", with: "VALUE,txtVALUE")
    #expect(try ReadStatistics(header + row("7,7")).values == [.number(7)])
    #expect(try ReadStatistics(header + row(",<5")).values == [.interval(lower: 1, upper: 4)])
    #expect(statisticsRefusal(header + row("3,<5")) != nil)
    #expect(try ReadStatistics(header + row(",")).values == [.missing(.empty)])
  }
}
