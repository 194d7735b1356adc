import DataLoaders
import Foundation
import Reporting
import Studies
import Tables
import TestSupport
import Testing

@Suite("Files that others publish, described and converted")
struct PublishedDataTests {
  static let ilostat = """
    ref_area,source,indicator,sex,classif1,time,obs_value,obs_status
    AFG,BA:1,CLD_XCHL_SEX_AGE_NB,SEX_T,AGE_CLDVERSION_Y5-17,2014,1991.131,
    AFG,BA:1,CLD_XCHL_SEX_AGE_NB,SEX_T,AGE_CLDVERSION_Y05-11,2014,1254.495,B
    AFG,BA:1,CLD_XCHL_SEX_AGE_NB,SEX_T,AGE_CLDVERSION_Y5-17,2014,7,
    X01,XA:2198,CLD_XCHL_SEX_AGE_NB,SEX_M,AGE_CLDVERSION_Y5-17,2020,,U

    """

  func source(_ text: String) -> ByteSource { .bytes(Array(text.utf8), name: "file.csv") }

  func json(_ text: String) throws -> [String: Any] {
    let record = try JSONWriter.text(StatisticsDescription(source(text)))
    return try #require(try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])
  }

  func tidy(_ text: String, by variables: [String]? = nil) throws -> String {
    var bytes: [UInt8] = []
    _ = try TidyConversion(source(text), variables: variables).run { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func figuresAreCounted() throws {
    let record = try json(Self.ilostat)
    #expect(record["format"] as? String == "ilostat")
    #expect(record["observations"] as? Int == 4 && record["numbers"] as? Int == 3)
    #expect((record["missing"] as? [String: Int]) == ["empty": 1])
    #expect(record["repeatedRows"] as? Int == 1)
    let traps = try #require(record["traps"] as? [String])
    for word in [
      "thousands", "Y05-17", "X and two digits", "both sexes", "overlap (5-11 and 5-17)", "break", "line 4",
    ] {
      #expect(traps.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test func tidyKeepsValuesAndMultipliers() throws {
    let lines = try tidy(Self.ilostat).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0]
        == "dataset,ref_area,indicator,sex,classif1,period,value,lower,upper,missing,unit,multiplier,status,source,note"
    )
    #expect(
      lines[1]
        == "ILOSTAT,AFG,CLD_XCHL_SEX_AGE_NB,SEX_T,AGE_CLDVERSION_Y5-17,2014,1991.131,,,,persons,1000,,BA:1,")
    #expect(
      lines[4]
        == "ILOSTAT,X01,CLD_XCHL_SEX_AGE_NB,SEX_M,AGE_CLDVERSION_Y5-17,2020,,,,empty,persons,1000,U,XA:2198,")
  }

  /// What was converted is read again, and converting that gives the same bytes.
  @Test(arguments: [
    Self.ilostat,
    "DATAFLOW,UNIT,NOTE,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS,LOWER_BOUND,UPPER_BOUND\nE:N(1),=x,\"a,\"\"b\",2014,NaN,3,A,,\nE:N(1),u,n,2015,1.5,0,,1,2\n",
    "Iso3_code,Sex,Age,Year,Unit of measurement,VALUE\nALB,Total,Total,2010,Counts,<5\nALB,Total,Total,2011,Counts,\"1,234\"\n",
  ]) func tidyIsReadBack(text: String) throws {
    let once = try tidy(text)
    #expect(try tidy(once) == once)
    #expect(try json(once)["format"] as? String == "tidy")
  }

  @Test func intervalsStayIntervals() throws {
    let text = "Iso3_code,Sex,Age,Year,Unit of measurement,VALUE\nALB,Total,Total,2010,Counts,<5\n"
    #expect(try tidy(text).contains("2010,,1,4,,Counts,1,"))
    #expect(try json(text)["intervals"] as? Int == 1)
  }

  @Test func changesAreNoTable() throws {
    let text = "STRUCTURE,STRUCTURE_ID,ACTION,DIM_1,OBS_VALUE\ndataflow,E:N,M,A,1\ndataflow,E:N,D,B,-\n"
    #expect(throws: DataError.self) { try tidy(text) }
    #expect(try #require(json(text)["traps"] as? [String]).contains { $0.contains("delete") })
  }

  @Test func unknownTablesAreNamedAndNotConverted() throws {
    let record = try json("a,b\n1,2\n")
    #expect(record["format"] as? String == "other" && record["columns"] as? [String] == ["a", "b"])
    #expect(throws: DataError.self) { try tidy("a,b\n1,2\n") }
    #expect(throws: DataError.self) { try tidy(Self.ilostat, by: ["sex"]) }
  }
}

/// People in files of cases: counts below 11, and what would give them away, are in no output (F62).
@Suite("Files of cases")
struct CaseDisclosureTests {
  /// 100 cases: 60 in POL, 37 in DEU, 3 in FRA; one citizenship of 9 and one of 91.
  static let text: String = {
    var rows =
      "yearOfRegistration,gender,ageBroad,citizenship,CountryOfExploitation,traffickMonths,isForcedLabour\n"
    for place in 0..<100 {
      let country = place < 60 ? "POL" : place < 97 ? "DEU" : "FRA"
      rows += "2015,\(place % 2 == 0 ? "Woman" : "Man"),9--17,\(place < 9 ? "ALB" : "UKR"),\(country),,1\n"
    }
    return rows
  }()

  var source: ByteSource { .bytes(Array(Self.text.utf8), name: "cases.csv") }

  @Test func smallCountsAreHeldBack() throws {
    let description = try StatisticsDescription(source)
    let outputs =
      [
        try JSONWriter.text(description), CSVWriter.text(description.csvTable),
        description.tables.map { MarkdownWriter.text($0) }.joined(),
      ] + description.tables.map { TerminalWriter(width: 100).text($0) }
    for output in outputs {
      // Neither the word nor the count of three cases in France; nor that of the next smallest, which with the total
      // would give it away.
      #expect(!output.contains("FRA"))
      #expect(!output.contains("ALB"))
    }
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(outputs[0].utf8)) as? [String: Any])
    let variables = try #require(record["variables"] as? [[String: Any]])
    for variable in variables {
      let words = try #require(variable["words"] as? [[String: Any]])
      let counts = words.compactMap { $0["count"] as? Int } + [variable["missing"] as? Int].compactMap { $0 }
      #expect(counts.allSatisfy { $0 == 0 || $0 >= 11 })
      // What is left over is not a number below the threshold.
      let rest = 100 - counts.reduce(0, +)
      #expect(rest == 0 || rest >= 11, "\(variable["name"] ?? "")")
    }
  }

  @Test func fewCasesHaveNoNumber() throws {
    let few = Self.text.split(separator: "\n").prefix(6).joined(separator: "\n") + "\n"
    let record = try JSONWriter.text(StatisticsDescription(.bytes(Array(few.utf8), name: "f")))
    #expect(record.contains("\"rows\": null") || record.contains("\"rows\" : null"))
    #expect(!record.contains("\"count\" : 5") && !record.contains("\"missing\" : 5"))
  }

  @Test func convertedCasesAreCounts() throws {
    var bytes: [UInt8] = []
    let outcome = try TidyConversion(source, variables: ["CountryOfExploitation"]).run { bytes += $0 }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(outcome.rows == 3)
    // Germany goes with France, because the total would tell.
    #expect(
      lines.dropFirst().map { String($0) } == [
        "ctdc-synthetic,DEU,,,,,suppressed,persons,1,held back,,",
        "ctdc-synthetic,FRA,,,1,10,,persons,1,held back,,",
        "ctdc-synthetic,POL,,60,,,,persons,1,,,",
      ])
    #expect(throws: DataError.self) {
      _ = try TidyConversion(source, variables: ["gendr"]).run { _ in }
    }
  }
}
