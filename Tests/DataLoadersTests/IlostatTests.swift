@testable internal import DataLoaders
internal import Foundation
internal import Tables
internal import Testing

@Suite struct IlostatTests {
  /// The row of a bulk file that the field note quotes, and a row whose children are known.
  static let sample = """
    ref_area,source,indicator,sex,classif1,time,obs_value,obs_status,note_classif,note_indicator,note_source
    "JPN","BA:259","SDG_0852_SEX_AGE_RT","SEX_T","AGE_YTHADULT_YGE15","2025",2.5,,,,
    "AFG","BA:1","CLD_XCHL_SEX_AGE_NB","SEX_T","AGE_CLDVERSION_Y5-17","2014",1991.131,U,,,"R1:3513"

    """

  @Test func columnsAreFoundByName() throws {
    let read = try ReadStatistics(Self.sample)
    #expect(read.format == .ilostat)
    #expect(read.dimensions == ["ref_area", "indicator", "sex", "classif1"])
    let (rate, number) = (read.observations[0], read.observations[1])
    #expect(rate.codes == ["JPN", "SDG_0852_SEX_AGE_RT", "SEX_T", "AGE_YTHADULT_YGE15"])
    #expect((rate.value, rate.unit, rate.multiplier, rate.source) == (.number(2.5), "percent", 1, "BA:259"))
    #expect((number.unit, number.multiplier, number.status) == ("persons", 1_000, "U"))
    #expect(number.note == "R1:3513")
    #expect(number.numberInUnits == 1_991_131)
  }

  /// Columns are there only if used, in any order, and older files begin with a collection.
  @Test func otherHeaders() throws {
    let read = try ReadStatistics(
      """
      collection,time,obs_value,indicator,ref_area,best_source
      YI,2000,1,CLD_TPOP_NOC_NB,AFG,0
      YI,2001,2,CLD_TPOP_NOC_NB,AFG,1
      """)
    #expect(read.dimensions == ["collection", "indicator", "ref_area"])
    #expect(read.observations.map(\.note) == ["not the best source", nil])
  }

  @Test func missingIsNotZero() throws {
    let read = try ReadStatistics(
      "ref_area,indicator,time,obs_value,obs_status\nAFG,CLD_XCHL_NOC_RT,2000,,U\nAFG,CLD_XCHL_NOC_RT,2001,0,\n"
    )
    #expect(read.values == [.missing(.empty), .number(0)])
  }

  /// Bulk files write Y5-17, SDMX Y05-17; both are one code. Y0-4 is no padding.
  @Test func bothSpellingsOfAgeBands() throws {
    let read = try ReadStatistics(
      """
      ref_area,indicator,classif1,time,obs_value
      AFG,CLD_XCHL_SEX_AGE_RT,AGE_CLDVERSION_Y05-17,2000,1
      AFG,CLD_XCHL_SEX_AGE_RT,AGE_CLDVERSION_Y5-17,2001,1
      AFG,CLD_XCHL_SEX_AGE_RT,AGE_CLDVERSION_Y12-14,2001,1
      AFG,CLD_XCHL_SEX_AGE_RT,AGE_CLDVERSION_Y0-4,2001,1
      """)
    #expect(
      read.observations.map { $0.codes[2] } == [
        "AGE_CLDVERSION_Y5-17", "AGE_CLDVERSION_Y5-17", "AGE_CLDVERSION_Y12-14", "AGE_CLDVERSION_Y0-4",
      ])
    #expect(read.remarks.contains { $0.contains("both as in SDMX") })
  }

  /// With labels the file says whether a number is in thousands; without, only numbers of people are taken to be.
  @Test(
    arguments: [
      ("CLD_XCHL_SEX_AGE_NB", nil, "persons", 1_000), ("CLD_XCHL_SEX_AGE_NB_A", nil, "persons", 1_000),
      ("CLD_XCHL_SEX_AGE_NB", "Child labour (thousands)", "persons", 1_000),
      ("CLD_XCHL_SEX_AGE_NB", "Child labour", "persons", nil), ("CLD_XCHL_SEX_AGE_RT", nil, "percent", 1),
      ("INJ_FATL_SEX_MIG_NB", nil, nil, nil), ("HOW_TEMP_SEX_NB_Q", nil, nil, nil), ("XXX", nil, nil, nil),
    ] as [(String, String?, String?, Double?)])
  func units(indicator: String, label: String?, unit: String?, multiplier: Double?) {
    let read = IlostatUnit(indicator: indicator, label: label)
    #expect((read.unit, read.multiplier) == (unit, multiplier))
  }

  @Test func labels() throws {
    let text = """
      ref_area,ref_area.label,indicator,indicator.label,classif1,classif1.label,time,obs_value,obs_status,obs_status.label
      AFG,Afghanistan,CLD_XCHL_SEX_AGE_NB,Child labour (thousands),AGE_CLDVERSION_Y5-17,Age (Child labour bands): '5-17,2014,1,,
      """
    var table = try StatisticsTable(.bytes(Array(text.utf8), name: "f"))
    let observation = try #require(try table.next())
    #expect(observation.codes == ["AFG", "CLD_XCHL_SEX_AGE_NB", "AGE_CLDVERSION_Y5-17"])
    let labels = [table.label(ofDimension: 0), table.label(ofDimension: 2)]
    #expect(labels == ["Afghanistan", "Age (Child labour bands): 5-17"])
  }

  @Test func aBadCellIsRefusedAndNotShown() {
    let error = statisticsRefusal("ref_area,indicator,time,obs_value\nAFG,X_RT,2000,\(canary)\n")
    #expect(error?.line == 2 && error?.column == "obs_value")
    #expect(error?.description.contains(canary) == false)
    #expect(statisticsRefusal("ref_area,indicator,time,obs_value\n") != nil)
    #expect(statisticsRefusal("ref_area,indicator,time,obs_value\nAFG,X_RT\n")?.line == 2)
    #expect(statisticsRefusal("ref_area,indicator,time,obs_value,TIME\nAFG,X_RT,1,1,1\n") != nil)
  }

  /// A marker that nobody declared is refused; a declared one is missing (F15).
  @Test func declaredMarkers() throws {
    let text = "ref_area,indicator,time,obs_value\nAFG,X_RT,2000,..\n"
    #expect(statisticsRefusal(text)?.remedy.contains("--missing") == true)
    #expect(try ReadStatistics(text, StatisticsOptions(missingMarkers: [".."])).values == [.missing(.empty)])
  }

  /// The identities of ILOSTAT's table of 2020, through the reader: sexes to the last digit, and so
  /// ages and regions but for one sum each, which is off by 0.001 as subregions may be.
  @Test func worldOf2020AddsUp() throws {
    let read = try ReadStatistics(Array(Data(contentsOf: oracle("ilostat/world-2020.csv"))))
    #expect(read.observations.count == 48)
    func figure(_ area: String, _ sex: String, _ band: String) throws -> Int {
      let found = try #require(
        read.observations.first {
          $0.codes == [area, "CLD_XCHL_SEX_AGE_NB", sex, "AGE_CLDVERSION_Y\(band)"] && $0.period == "2020"
        })
      // In persons, so that the last digit is a whole number.
      return Int((try #require(found.numberInUnits)).rounded())
    }
    let bands = ["5-11", "12-14", "15-17"]
    let regions = ["X06", "X21", "X36", "X40", "X60"]
    #expect(try figure("X01", "SEX_T", "5-17") == 159_986_191)
    for (area, sex) in regions.map({ ($0, "SEX_T") }) + [
      ("X01", "SEX_T"), ("X01", "SEX_M"), ("X01", "SEX_F"),
    ] {
      let sum = try bands.map { try figure(area, sex, $0) }.reduce(0, +)
      #expect(abs(try figure(area, sex, "5-17") - sum) <= (area == "X40" ? 1 : 0), "\(area) \(sex)")
    }
    for band in bands + ["5-17"] {
      let sum = try regions.map { try figure($0, "SEX_T", band) }.reduce(0, +)
      #expect(abs(try figure("X01", "SEX_T", band) - sum) <= (band == "12-14" ? 1 : 0), "world \(band)")
      let sexes = try figure("X01", "SEX_M", band) + figure("X01", "SEX_F", band)
      #expect(try figure("X01", "SEX_T", band) == sexes, "sexes \(band)")
      for (whole, parts) in [("X06", ["X10", "X13"]), ("X21", ["X26", "X34"])] {
        let sum = try parts.map { try figure($0, "SEX_T", band) }.reduce(0, +)
        #expect(abs(try figure(whole, "SEX_T", band) - sum) <= 1, "\(whole) \(band)")
      }
    }
  }
}
