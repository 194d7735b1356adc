@testable internal import DataLoaders
internal import Tables
internal import Testing

/// The examples of the SDMX-CSV field guides (sdmx-twg/sdmx-csv, v1.0 and 2.1), and what they leave open.
@Suite struct SDMXTests {
  @Test func version1() throws {
    let read = try ReadStatistics(
      """
      DATAFLOW,DIM_1,DIM_2,DIM_3,OBS_VALUE,ATTR_2,ATTR_3,ATTR_1,SERIESKEY
      ESTAT:NA_MAIN(1.6),A,B,2014-01,12.4,Y,"Normal, special and other values",N,A.B
      ESTAT:NA_MAIN(1.6),A,B,2014-02,10.8,Y,"Normal, special and other values",Y,A.B
      """)
    #expect(read.format == .sdmx1)
    #expect(read.dimensions == ["DIM_1", "DIM_2", "DIM_3"])
    #expect(read.values == [.number(12.4), .number(10.8)])
    #expect(read.datasets == ["ESTAT:NA_MAIN(1.6)", "ESTAT:NA_MAIN(1.6)"])
  }

  /// "<1" is 0 to 1 per cent and ">99" 99 to 100, and neither is a point; in a unit that may be negative it is nothing.
  @Test func censoredFigures() throws {
    func read(_ value: String, unit: String) throws -> Observation.Value {
      try ReadStatistics(
        "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE\nUNICEF:PT(1.0),AFG,2019,\(value),\(unit)\n"
      ).values[0]
    }
    #expect(try read("<1", unit: "PCNT") == .interval(lower: 0, upper: 1))
    #expect(try read("< 0.1", unit: "PCNT") == .interval(lower: 0, upper: 0.1))
    #expect(try read(">99", unit: "PCNT") == .interval(lower: 99, upper: 100))
    #expect(try read("<500", unit: "NUMBER") == .interval(lower: 0, upper: 500))
    #expect(try read(">500", unit: "NUMBER") == .interval(lower: 500, upper: nil))
    for (value, unit) in [("<1", "XDC"), ("<1", ""), (">101", "PCNT"), ("<0", "PCNT")] {
      #expect(throws: DataError.self) { try read(value, unit: unit) }
    }
    #expect(throws: DataError.self) { try read("<", unit: "PCNT") }
  }

  /// labels=both in French: semicolons, a decimal comma, names in the cells, quotes around some.
  @Test(arguments: [
    "DATAFLOW;DIM_1: Dimension 1;DIM_2: Dimension 2;TIME_PERIOD: T;OBS_VALUE;ATTR_2: Attribut 2\n"
      + "\"ESTAT:NA_MAIN(1.6): Principaux agrégats, des comptes\";A: Value: A;B: Value B;2014-01: 2014-01;12,4;Y: Oui\n",
    "STRUCTURE[|];STRUCTURE_ID;ACTION;SERIES_KEY;OBS_KEY;DIM_1: Dimension 1;DIM_2: Dimension 2;TIME_PERIOD: T;OBS_VALUE: Observation value;ATTR_2: Attribut 2\n"
      + "dataflow;ESTAT:NA_MAIN(1.6): Principaux agrégats, des comptes;M;A.B;A.B.2014-01;A: Value: A;B: Value B;2014-01: 2014-01;12,4;Y: Oui\n",
  ]) func labelsInCells(text: String) throws {
    let read = try ReadStatistics(text, decimalComma)
    #expect(read.observations.map(\.codes) == [["A", "B"]])
    #expect(read.observations[0].period == "2014-01")
    #expect(read.values == [.number(12.4)])
    #expect(read.datasets == ["ESTAT:NA_MAIN(1.6)"])
    var table = try StatisticsTable(.bytes(Array(text.utf8), name: "f"), options: decimalComma)
    _ = try table.next()
    let label = table.label(ofDimension: 0)
    #expect(label == "Value: A")
    // Without --decimal the comma is refused and never 124 (F13).
    #expect(statisticsRefusal(text)?.remedy.contains("--decimal=,") == true)
  }

  /// labels=name: a column of names behind each column of codes, called like it but for the case.
  @Test func labelsInColumns() throws {
    let text = """
      STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,SEX,Sex,AGE,Age,TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Status
      dataflow,ESTAT:NA_MAIN(1.6.0),Main,M,F,Female,Y5T17,5 to 17,2014,2014,12.4,,A,Normal
      """
    let read = try ReadStatistics(text)
    #expect(read.dimensions == ["SEX", "AGE"])
    #expect(read.observations[0].codes == ["F", "Y5T17"] && read.observations[0].status == "A")
    var table = try StatisticsTable(.bytes(Array(text.utf8), name: "f"))
    _ = try table.next()
    let label = table.label(ofDimension: 1)
    #expect(label == "5 to 17")
  }

  /// Rows that delete or carry attributes of part of a key are no observations.
  @Test func actions() throws {
    let read = try ReadStatistics(
      """
      STRUCTURE,STRUCTURE_ID,ACTION,DIM_1,DIM_2,TIME_PERIOD,OBS_VALUE,ATTR_1
      dataflow,E:N(1.0),M,A,B,2014-01,12.4,N
      dataflow,E:N(1.0),R,A,B,2014-02,10.8,Y
      dataflow,E:N(1.0),D,A,B,2014-03,-,
      dataflow,E:N(1.0),M,,B,,,Y
      dataflow,E:N(1.0),M,~,B,,,Y
      dataflow,E:N(1.0),I,A,B,2014-04,NaN,
      dataflow,E:N(1.0),A,A,B,2014-05,#N/A,
      dataflow,E:N(1.0),,A,B,2014-06,,
      """)
    #expect(read.format == .sdmx2)
    #expect(
      read.values == [
        .number(12.4), .number(10.8), .missing(.declared), .missing(.declared), .missing(.empty),
      ])
    #expect((read.deletions, read.partialKeys) == (1, 2))
    #expect(
      statisticsRefusal(
        "STRUCTURE,STRUCTURE_ID,ACTION,DIM_1,OBS_VALUE\ndataflow,E:N,X,A,1\n")?.column == "ACTION")
    let without = try ReadStatistics("STRUCTURE,STRUCTURE_ID,DIM_1,OBS_VALUE\ndataflow,E:N,A,1\n")
    #expect(without.remarks.contains { $0.contains("merge") })
  }

  /// Values first and dimensions last is allowed; what cannot be told apart is refused.
  @Test func columnsInAnyOrder() throws {
    let read = try ReadStatistics(
      """
      STRUCTURE[;],STRUCTURE_ID,ACTION,OBS_VALUE,ATTR_1[],OBS_STATUS,DIM_2,DIM_1,TIME_PERIOD
      dataflow,E:N(1.6.0),M,12.4,X;Y,A,B,A,2014-01
      """)
    #expect(read.dimensions == ["DIM_2", "DIM_1"])
    #expect(read.observations[0].period == "2014-01")
    #expect(
      statisticsRefusal(
        "STRUCTURE,STRUCTURE_ID,OBS_VALUE,SOMETHING,DIM_1\ndataflow,E:N,1,2,A\n")?.column == "SOMETHING")
    #expect(
      statisticsRefusal("DATAFLOW,DIM_1,OBS_VALUE,REF_AREA\nE:N(1),A,1,AFG\n")?.column == "REF_AREA")
    #expect(statisticsRefusal("STRUCTURE,STRUCTURE_ID,DIM_1,OBS_VALUE1\ndataflow,E:N,A,1\n") != nil)
  }

  @Test func multiValuedAttributes() throws {
    let read = try ReadStatistics(
      "STRUCTURE[;],STRUCTURE_ID,DIM_1,TIME_PERIOD,OBS_VALUE,DATA_SOURCE[],COMMENT_OBS[en;fr]\n"
        + "dataflow,E:N,A,2014,1,\"M, N & O;\"\"P;Q\"\"\",en:Any;fr:N'importe\n")
    #expect(read.observations[0].source == "M, N & O; P;Q")
    #expect(SDMXValues.split("\"a\"\"b;c\";d", by: ";") == ["a\"b;c", "d"])
  }

  /// UNIT_MULT is an exponent: 3 is thousands.
  @Test(arguments: [("0", 1), ("3", 1_000), ("6", 1e6), ("-2", 0.01), ("", nil)] as [(String, Double?)])
  func multipliers(exponent: String, multiplier: Double?) throws {
    let header =
      "DATAFLOW,REF_AREA,FREQ,MEASURE,SEX,AGE,DUR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE_TYPE,UNIT_MEASURE,UNIT_MULT,SOURCE,NOTE_SOURCE,NOTE_INDICATOR,NOTE_CLASSIF,DECIMALS,UPPER_BOUND,LOWER_BOUND"
    let row = "ILO:DF_X(1.0),AFG,A,M,SEX_T,A,D,2020,7,,NB,PERSONS,\(exponent),LFS,N1,,N2,3,9,6"
    let read = try ReadStatistics(header + "\n" + row + "\n")
    let observation = read.observations[0]
    #expect(read.dimensions == ["REF_AREA", "FREQ", "MEASURE", "SEX", "AGE", "DUR"])
    #expect(observation.multiplier == multiplier)
    #expect((observation.unit, observation.source, observation.note) == ("PERSONS", "LFS", "N1; N2"))
    #expect((observation.lowerBound, observation.upperBound) == (6, 9))
    #expect(
      statisticsRefusal(header + "\n" + row.replacing(",\(exponent),LFS", with: ",x,LFS"))?.column
        == "UNIT_MULT")
  }

  /// The UNICEF warehouse, with ids alone and with pairs of columns.
  @Test(arguments: [
    "DATAFLOW,REF_AREA,INDICATOR,SEX,AGE,WEALTH_QUINTILE,RESIDENCE,TIME_PERIOD,OBS_VALUE,UNIT_MULTIPLIER,UNIT_MEASURE,OBS_STATUS,DATA_SOURCE,LOWER_BOUND,UPPER_BOUND\n"
      + "UNICEF:PT(1.0),AFG,PT_CHLD_5-17_LBR_ECON,F,Y5T17,Q1,R,2019-06,13.4,0,PCNT,RA,MICS 2019-20,12.1,14.9\n",
    "DATAFLOW,REF_AREA,Geographic area,INDICATOR,Indicator,SEX,Sex,AGE,Age,WEALTH_QUINTILE,Wealth Quintile,RESIDENCE,Residence,TIME_PERIOD,OBS_VALUE,UNIT_MULTIPLIER,Unit multiplier,UNIT_MEASURE,Unit of measure,OBS_STATUS,Observation Status,DATA_SOURCE,LOWER_BOUND,UPPER_BOUND\n"
      + "UNICEF:PT(1.0),AFG,Afghanistan,PT_CHLD_5-17_LBR_ECON,Child labour,F,Female,Y5T17,5 to 17,Q1,Poorest,R,Rural,2019-06,13.4,0,Units,PCNT,%,RA,Reanalyzed,MICS 2019-20,12.1,14.9\n",
    "DATAFLOW,REF_AREA:Geographic area,INDICATOR:Indicator,SEX:Sex,AGE:Age,WEALTH_QUINTILE:Wealth,RESIDENCE:Residence,TIME_PERIOD:Time period,OBS_VALUE:Observation Value,UNIT_MULTIPLIER:Unit multiplier,UNIT_MEASURE:Unit,OBS_STATUS:Status,DATA_SOURCE:Source,LOWER_BOUND:Low,UPPER_BOUND:High\n"
      + "UNICEF:PT(1.0): Protection,AFG: Afghanistan,PT_CHLD_5-17_LBR_ECON: Child labour,F: Female,Y5T17: 5 to 17,Q1: Poorest,R: Rural,2019-06,13.4,0: Units,PCNT: %,RA: Reanalyzed,MICS 2019-20,12.1,14.9\n",
  ]) func unicef(text: String) throws {
    let read = try ReadStatistics(text)
    #expect(read.format == .unicef)
    #expect(read.dimensions == ["REF_AREA", "INDICATOR", "SEX", "AGE", "WEALTH_QUINTILE", "RESIDENCE"])
    let observation = read.observations[0]
    #expect(observation.codes == ["AFG", "PT_CHLD_5-17_LBR_ECON", "F", "Y5T17", "Q1", "R"])
    #expect(observation.period == "2019-06" && observation.value == .number(13.4))
    #expect((observation.unit, observation.multiplier, observation.status) == ("PCNT", 1, "RA"))
    #expect(observation.source == "MICS 2019-20")
    #expect((observation.lowerBound, observation.upperBound) == (12.1, 14.9))
  }
}
