import Foundation
import TestSupport
import Testing

/// `survey --profile` after a change of the weights: Tests/Oracles/mics/adjusted.csv, of R's survey 4.1-1.
@Suite("prevalence survey --profile")
struct SurveyProfileCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("variable,category,total\nsex,Male,2150000\nsex,Female,2050000\n", to: "one.csv")
    try folder.write(
      "variable,category,total\nsex,Male,2150000\nsex,Female,2050000\narea,Urban,1500000\narea,Rural,2700000\n",
      to: "two.csv")
  }

  private let children = Oracle.path("mics/children.csv")

  /// Value and standard error of child labour by sex, and of all under the empty name.
  private func labour(_ file: String, _ arguments: [String]) throws -> [String: (Double, Double)] {
    let run = try ProgramRun(
      [
        "survey", file, "--profile", "mics6", "--indicator", "child-labour", "--by", "sex", "--format",
        "json",
      ]
        + arguments, in: folder.path)
    try #require(run.status == 0, "\(run.messages)")
    var found: [String: (Double, Double)] = [:]
    for estimate in try #require(run.json["estimates"] as? [[String: Any]]) {
      let domain = (estimate["domain"] as? [[String: String]] ?? []).map { $0["value"] ?? "" }
      found[domain.joined()] = (
        try #require(estimate["value"] as? Double), try #require(estimate["standardError"] as? Double)
      )
    }
    return found
  }

  private func check(_ name: String, _ found: [String: (Double, Double)], relative: Double = 1e-11) throws {
    let rows = try String(contentsOfFile: Oracle.path("mics/adjusted.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .filter { $0[0] == name }
    try #require(rows.count == 3)
    for row in rows {
      let own = try #require(found[String(row[1])])
      #expect(close(own.0, try #require(Double(row[2])), relative: relative), "\(name) \(row[1]): \(own)")
      #expect(close(own.1, try #require(Double(row[3])), relative: relative), "\(name) \(row[1]): \(own)")
    }
  }

  @Test(
    "postStratify, rake, calibrate and replicates made of the design, by the groups of the profile",
    arguments: [
      ("poststratify", ["--poststratify", "one.csv"]), ("rake", ["--rake", "two.csv"]),
      ("calibrate", ["--calibrate", "two.csv"]),
      ("calibrate-raking", ["--calibrate", "two.csv", "--distance", "raking"]),
      ("jkn", ["--replication", "jkn", "--make"]),
      ("jkn-rake", ["--replication", "jkn", "--make", "--rake", "two.csv"]),
    ])
  func adjusted(name: String, arguments: [String]) throws {
    // R's raking of a replicate stops at 1e-10 of a count.
    try check(name, labour(children, arguments), relative: name == "jkn-rake" ? 1e-9 : 1e-11)
  }

  @Test("trimWeights(lower = 0.3, upper = 2.5, strict = TRUE)") func trimmed() throws {
    let all = try #require(try labour(children, ["--trim", "0.3,2.5"])[""])
    // R gives what a second round cuts off to rows that the first has cut too.
    #expect(close(all.0, 0.19941439958290333, relative: 1e-7))
    #expect(close(all.1, 0.01068277618865503, relative: 1e-5))
  }

  @Test("replicate weights of the file, of the rows that take part") func given() throws {
    let lines = try String(contentsOfFile: children, encoding: .utf8).split(separator: "\n").map(String.init)
    let names = lines[0].split(separator: ",").map(String.init)
    let (cluster, weight) = (
      try #require(names.firstIndex(of: "HH1")), try #require(names.firstIndex(of: "fsweight"))
    )
    var text = lines[0] + (0..<20).map { ",rep\($0)" }.joined() + "\n"
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let (own, w) = (try #require(Int(cells[cluster])), Double(cells[weight]) ?? 0)
      text += line + (0..<20).map { ",\(own % 20 == $0 ? 0 : w * 20 / 19)" }.joined() + "\n"
    }
    try folder.write(text, to: "given.csv")
    try check(
      "given",
      labour(folder.path("given.csv"), ["--replication", "jk1", "--replicate-weights", "rep*"]))
  }

  @Test("a cross table of groups and indicators, and what is asked in vain")
  func requests() throws {
    func run(_ arguments: [String]) throws -> ProgramRun {
      try ProgramRun(["survey", children, "--profile", "mics6"] + arguments, in: folder.path)
    }
    let cross = try run(["--cross", "area,child-labour"])
    #expect(cross.status == 0, "\(cross.messages)")
    for text in ["Urban", "no", "yes", "86.6", "Rao-Scott"] {
      #expect(cross.output.contains(text), "\(text)")
    }
    #expect(try run(["--indicator", "child-labour", "--mean", "CL3"]).status == 64)
    let near = try run(["--indicator", "child-labour", "--by", "regoin"])
    #expect(near.status == 64 && near.messages.contains("did you mean 'region'"), "\(near.messages)")
    // Codes of a column that the profile does not read as a group stand as they are.
    #expect(try run(["--indicator", "child-labour", "--by", "HH7"]).status == 0)
  }

  @Test("--missing-values are answers, not clusters: the 97th cluster stays") func markers() throws {
    let plain = try labour(children, [])
    let marked = try labour(children, ["--missing-values", "97,NA"])
    #expect(plain[""]?.1 == marked[""]?.1)
  }

  @Test(
    "what comes from the invented survey says so, in every table and on the page",
    arguments: [
      ["survey", "--profile", "mics6", "--indicator", "child-labour"],
      ["survey", "--weight", "fsweight", "--stratum", "stratum", "--cluster", "PSU", "--mean", "CB3"],
      ["regress", "--weight", "fsweight", "--formula", "CB3 ~ HL4"],
    ])
  func synthetic(arguments: [String]) throws {
    let run = try ProgramRun(
      [arguments[0], Repository.path("Data/synthetic-survey/children.csv")] + arguments.dropFirst()
        + ["--format", "markdown", "--output", folder.path("report")])
    #expect(run.status == 0, "\(run.messages)")
    let titles = run.output.split(separator: "\n").filter { $0.hasPrefix("**") }
    #expect(!titles.isEmpty && titles.allSatisfy { $0.contains("SYNTHETIC DATA") }, "\(titles)")
    let page = try folder.read("report/report.html")
    #expect(page.contains("callout synthetic") && page.contains("<title>SYNTHETIC DATA"))
  }
}
