import Foundation
import TestSupport
import Testing

@Suite("prevalence data describe and convert")
struct PublishedDataCommandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      """
      ref_area,indicator,sex,classif1,time,obs_value
      AFG,CLD_XCHL_SEX_AGE_NB,SEX_T,AGE_CLDVERSION_Y5-17,2014,1991.131

      """, to: "ilo.csv")
  }

  private func run(_ arguments: String...) throws -> ProgramRun { try ProgramRun(arguments, in: folder.path) }

  @Test func describe() throws {
    let run = try run("data", "describe", "ilo.csv", "--format", "json")
    #expect(run.status == 0 && run.messages.isEmpty)
    #expect(try run.json["format"] as? String == "ilostat")
    #expect(try self.run("data", "describe", "ilo.csv").output.contains("ILOSTAT bulk CSV"))
    #expect(
      try self.run("data", "describe", "ilo.csv", "--format", "csv").output.hasPrefix("part,item,value\n"))
  }

  @Test func describesTheWorldCompressed() throws {
    let file = Oracle.path("gzip/table.csv.gz")
    let run = try run("data", "describe", file, "--format", "json")
    #expect(run.status == 0)
    #expect(try run.json["rows"] as? Int == 4_000)
    let bomb = try self.run("data", "describe", Oracle.path("gzip/bomb.csv.gz"))
    #expect(bomb.status == 65 && bomb.output.isEmpty)
  }

  @Test func convert() throws {
    let plain = try run("data", "convert", "ilo.csv")
    #expect(plain.status == 0 && plain.output.split(separator: "\n").count == 2)
    let written = try run("data", "convert", "ilo.csv", "--to", "tidy", "--output", "out.csv")
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(try folder.read("out.csv") == plain.output)
    #expect(try run("data", "convert", "ilo.csv", "--output", "out.csv").status == 73)
    #expect(try run("data", "convert", "ilo.csv", "--output", "out.csv", "--overwrite").status == 0)
    #expect(try run("data", "convert", "ilo.csv", "--output", "ilo.csv", "--overwrite").status == 73)
  }

  /// A fault in the middle leaves no file behind.
  @Test func faults() throws {
    try folder.write(folder.read("ilo.csv") + "AFG,X_RT,SEX_T,A,2015,abc\n", to: "bad.csv")
    let run = try run("data", "convert", "bad.csv", "--output", "bad-out.csv")
    #expect(run.status == 65 && run.messages.contains("bad.csv:3: column 'obs_value'"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["bad.csv", "ilo.csv"])
    #expect(try self.run("data", "describe", "nowhere.csv").status == 66)
    #expect(try self.run("data", "convert", "ilo.csv", "--by", "sex").status == 64)
    #expect(try self.run("data", "describe", "ilo.csv", "--decimal", "x").status == 64)
    try folder.write("", to: "empty.csv")
    #expect(try self.run("data", "describe", "empty.csv").status == 65)
  }
}

@Suite("prevalence series")
struct SeriesCommandTests {
  private func run(_ more: String...) throws -> ProgramRun {
    try ProgramRun(["series", "child-labour-series", "--indicator", "child-labour"] + more)
  }

  @Test func shows() throws {
    let run = try run()
    #expect(run.status == 0 && run.output.contains("2020 estimates") && run.output.contains("2024 report"))
    let folder = try ProgramRun([
      "series", Repository.path("Data/child-labour-series"), "--indicator", "child-labour",
    ])
    #expect(folder.output == run.output)
  }

  @Test func refusesAcrossEditions() throws {
    let refused = try run("--from", "2020", "--to", "2024", "--format", "json")
    #expect(refused.status == 3 && refused.messages.contains("AGG-10"))
    let estimates = try #require(try refused.json["estimates"] as? [[String: Any]])
    #expect(estimates[0]["refused"] != nil && estimates[0]["value"] == nil)
    #expect(try run("--from", "2020", "--to", "2024", "--across-vintages").status == 0)
  }

  @Test func writesAReport() throws {
    let folder = try TemporaryFolder()
    let run = try run("--from", "2000", "--to", "2012", "--output", folder.path("report"))
    #expect(run.status == 0)
    #expect(try folder.read("report/report.html").contains("trend"))
    #expect(try folder.read("report/figures/trend.svg").hasPrefix("<svg"))
  }

  @Test func usage() throws {
    #expect(try run("--from", "2000").status == 64)
    #expect(try run("--from", "2012", "--to", "2000").status == 64)
    #expect(try run("--region", "Atlantis").status == 64)
    #expect(try ProgramRun(["series", "nothing", "--indicator", "x"]).status == 66)
    #expect(try run("--links", "nothing.csv").status == 66)
  }
}
