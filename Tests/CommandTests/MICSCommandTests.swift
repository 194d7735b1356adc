import Foundation
import Testing

@Suite("prevalence mics")
struct MICSCommandTests {
  private static func survey() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let run = try ProgramRun(["data", "show", "synthetic-survey", "--copy", folder.path("s")])
    #expect(run.status == 0)
    return folder
  }

  @Test("prints the official tables, with their conventions, marked as synthetic")
  func tables() throws {
    let folder = try Self.survey()
    let run = try ProgramRun([
      "mics", folder.path("s/children.csv"), "--tables", "PR.3.3", "--population", "5-17=4200000",
    ])
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains("SYNTHETIC DATA. Table PR.3.3: Child labour"))
    #expect(run.output.contains("(*) Figures that are based on fewer than 25 unweighted cases."))
    #expect(run.output.contains("Table PR.3.3: number of children"))
    #expect(run.output.contains("every child in this file is made up"))
  }

  @Test("writes every figure as CSV and JSON, and a report")
  func formats() throws {
    let folder = try Self.survey()
    let file = folder.path("s/children.csv")
    let csv = try ProgramRun(["mics", file, "--tables", "PR.3.2,PR.3.4", "--format", "csv"])
    #expect(csv.status == 0)
    #expect(
      csv.output.hasPrefix("table,indicator,title,ages,group,category,percent,standard_error,cv,deff,deft"))
    #expect(!csv.output.contains("PR.3.1"))
    let report = folder.path("report")
    let json = try ProgramRun(["mics", file, "--tables", "PR.3.3", "--format", "json", "--output", report])
    #expect(json.status == 0)
    let tables = try json.json["tables"] as? [[String: Any]]
    #expect(tables?.first?["name"] as? String == "PR.3.3")
    let names = try FileManager.default.contentsOfDirectory(atPath: report)
    #expect(names.contains("report.html") && names.contains("figures"))
    let html = try String(contentsOfFile: report + "/report.html", encoding: .utf8)
    #expect(html.contains("Synthetic data"))
  }

  @Test("leaves out what the file has no columns for, and says so")
  func missingColumns() throws {
    let folder = try Self.survey()
    let text = try String(contentsOfFile: folder.path("s/children.csv"), encoding: .utf8)
    // Neither hazards nor wealth.
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let drop = Set(lines[0].indices.filter { ["CL4", "CL5", "windex5"].contains(lines[0][$0]) })
    let less = lines.map { line in
      line.indices.filter { !drop.contains($0) }.map { String(line[$0]) }.joined(separator: ",")
    }
    let path = folder.path("less.csv")
    try Data((less.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    let run = try ProgramRun(["mics", path, "--tables", "PR.3.4"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains("Left out: Carrying heavy loads, because the file has no column CL4."))
    #expect(run.output.contains("Left out: Wealth index quintile, because the file has no column windex5."))
    #expect(!run.output.contains("Poorest"))
  }

  @Test("a stratum with one cluster is refused with 3, and takes a rule")
  func lonely() throws {
    let folder = try Self.survey()
    let text = try String(contentsOfFile: folder.path("s/children.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    let header = lines[0].split(separator: ",")
    let stratum = try #require(header.firstIndex(of: "stratum"))
    let changed = lines.enumerated().map { index, line -> String in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if index > 0, cells[0] == "1" { cells[stratum] = "99" }
      return cells.joined(separator: ",")
    }
    let path = folder.path("lonely.csv")
    try Data((changed.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    let refused = try ProgramRun(["mics", path, "--tables", "PR.3.3"])
    #expect(refused.status == 3)
    #expect(refused.messages.contains("'99'") && refused.messages.contains("--lonely-psu"))
    #expect(refused.output.isEmpty)
    let run = try ProgramRun(["mics", path, "--tables", "PR.3.3", "--lonely-psu", "centred"])
    #expect(run.status == 0)
    #expect(run.output.contains("SVY-07"))
  }

  @Test("takes a profile of the user's, and refuses a wrong key with its line")
  func ownProfile() throws {
    let folder = try Self.survey()
    #expect(try ProgramRun(["data", "show", "survey-profiles", "--copy", folder.path("p")]).status == 0)
    var text = try String(contentsOfFile: folder.path("p/mics6.toml"), encoding: .utf8)
    text = text.replacingOccurrences(of: "hours = 43 }", with: "hours = 40 }")
    let path = folder.path("own.toml")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let run = try ProgramRun(["mics", folder.path("s/children.csv"), "--profile", path, "--tables", "PR.3.3"])
    #expect(run.status == 0, "\(run.messages)")
    try Data(text.replacingOccurrences(of: "asked-when", with: "asked-wen").utf8).write(
      to: URL(fileURLWithPath: path))
    let wrong = try ProgramRun(["mics", folder.path("s/children.csv"), "--profile", path])
    #expect(wrong.status == 65)
    #expect(wrong.messages.contains("did you mean 'asked-when'?"))
  }

  @Test(
    "wrong arguments end with 64, a file that is not there with 66",
    arguments: [
      (["--tables", "PR.9.9"], 64), (["--population", "all"], 64), (["--edition", "mics9"], 64),
      (["--level", "2"], 64), (["--population", "5-17=1", "--population", "5-17=2"], 64),
      (["--edition", "mics6", "--profile", "x.toml"], 64), (["--profile", "x.toml"], 66),
    ])
  func usage(_ arguments: [String], _ status: Int) throws {
    let folder = try Self.survey()
    let run = try ProgramRun(["mics", folder.path("s/children.csv")] + arguments)
    #expect(run.status == Int32(status), "\(run.messages)")
    #expect(run.output.isEmpty)
  }

  @Test("data validate shows faults by row without answers, and ends with 65")
  func validate() throws {
    let folder = try Self.survey()
    let file = folder.path("s/children.csv")
    #expect(try ProgramRun(["data", "validate", file, "--profile", "mics6"]).status == 0)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let lines = text.split(separator: "\n")
    let column = try #require(lines[0].split(separator: ",").firstIndex(of: "CL1A"))
    let changed = lines.enumerated().map { index, line -> String in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if (1...40).contains(index), !cells[column].isEmpty { cells[column] = "7654321" }
      return cells.joined(separator: ",")
    }
    let path = folder.path("wrong.csv")
    try Data((changed.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    let run = try ProgramRun(["data", "validate", path, "--profile", "mics6", "--lines", "5"])
    #expect(run.status == 65)
    #expect(run.output.contains("the code is none that the profile knows"))
    #expect(run.output.contains("more are not shown"))
    #expect(!run.output.contains("7654321"))
    let json = try ProgramRun(["data", "validate", path, "--profile", "mics6", "--format", "json"])
    #expect(json.status == 65)
    #expect(try (json.json["places"] as? [Any])?.count == 20)
    #expect(try ProgramRun(["data", "validate", file, "--profile", "mics7"]).status == 64)
  }
}
