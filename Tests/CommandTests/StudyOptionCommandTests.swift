import Foundation
import TestSupport
import Testing

/// Cases on three lists, of whom nobody leaves.
private func cases(_ people: Int) -> String {
  var rows = ["person,list"]
  for person in 0..<people {
    // By a fixed pattern of which none repeats within the months' additions.
    let turn = person * 7 % 30
    if turn % 2 == 0 { rows.append("P\(person),police") }
    if turn % 3 != 1 { rows.append("P\(person),ngo") }
    if turn % 5 < 3 || turn % 2 == 1 && turn % 3 == 1 { rows.append("P\(person),hotline") }
  }
  return rows.joined(separator: "\n") + "\n"
}

private let monthly = """
  [study]
  name = "monthly"
  title = "Monthly"
  [[input]]
  name = "cases"
  file = "cases.csv"
  [[estimation]]
  name = "population"
  kind = "mse"
  input = "cases"
  id = "person"
  list = "list"
  method = "chao"
  [schedule]
  every = "month"
  [comparison]
  data = "cumulative"

  """

@Suite("What a study file can ask for")
struct StudyOptionCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(monthly, to: "study.toml")
    try folder.write(cases(400), to: "cases.csv")
  }

  private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> ProgramRun {
    try ProgramRun(arguments, in: folder.path, environment: environment)
  }

  private func writeKey(_ mode: Int = 0o600) throws {
    try folder.write("thirty-two bytes of a secret key", to: "rounding.key")
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: folder.path("rounding.key"))
  }

  /// F63. Each month adds 1 to 10 people, and nobody leaves.
  @Test("F63: a year of cumulative months is published with rounding and stopped at the second without")
  func cumulative() throws {
    var people = 400
    #expect(
      try run("run", "study.toml", "--scheduled", "2026-01", "--publish", "--reports", "plain").status == 0)
    try folder.write(cases(people + 3), to: "cases.csv")
    let stopped = try run("run", "study.toml", "--scheduled", "2026-02", "--publish", "--reports", "plain")
    #expect(stopped.status == 77 && stopped.messages.contains("stays closed"), "\(stopped.messages)")

    try writeKey()
    for base in [10, 20] {
      people = 400
      try folder.write(
        monthly + "[suppression]\nrounding = \(base)\nrounding-key = \"rounding.key\"\n", to: "rounded.toml")
      for month in 1...12 {
        try folder.write(cases(people), to: "cases.csv")
        let slot = month < 10 ? "2026-0\(month)" : "2026-\(month)"
        let made = try run("run", "rounded.toml", "--scheduled", slot, "--publish", "--reports", "r\(base)")
        #expect(made.status == 0, "\(slot): \(made.messages)")
        let written = try TemporaryFolder.contents(of: folder.path("r\(base)/monthly/\(slot)"))
        let seen = "\(people)"
        for (name, bytes) in written where people % base != 0 && !name.hasSuffix(".svg") {
          let text = String(decoding: bytes, as: UTF8.self)
          // The page's style sheet and the hashes hold such digits by chance.
          let isTold = text.contains("from \(seen) people") || text.contains("\"rowCount\" : \(seen)")
          #expect(!isTold, "\(name) tells the \(seen) people seen in \(slot)")
        }
        people += [3, 1, 10, 7, 2, 9, 1, 5, 8, 4, 6, 10][month - 1]
      }
    }
    let manifest = try folder.read("r10/monthly/2026-12/manifest.json")
    #expect(manifest.contains("\"rounding\" : 10"))
    #expect(!manifest.contains("secret"))
    #expect(try run("verify", "r10/monthly/2026-12").status == 65)
    #expect(try run("verify", "r10/monthly/2026-12").messages.contains("study changed"))
  }

  @Test("the key is a private file; without one nothing is made, and nothing of it is ever said")
  func keys() throws {
    try folder.write(monthly + "[suppression]\nrounding = 10\n", to: "study.toml")
    let none = try run("run", "study.toml", "--scheduled", "2026-01")
    #expect(none.status == 64 && none.messages.contains("PREVALENCE_ROUNDING_KEY"), "\(none.messages)")
    try writeKey(0o644)
    let environment = ["PREVALENCE_ROUNDING_KEY": folder.path("rounding.key")]
    let open = try run("run", "study.toml", "--scheduled", "2026-01", environment: environment)
    #expect(open.status == 77 && !open.messages.contains("thirty-two"), "\(open.messages)")
    try writeKey()
    #expect(try run("run", "study.toml", "--scheduled", "2026-01", environment: environment).status == 0)
    #expect(
      try run(
        "mse", "cases.csv", "--id", "person", "--list", "list", "--method", "chao", "--rounding", "10",
        environment: environment
      ).output.contains("from 400 people"))
    try folder.write("short", to: "rounding.key")
    #expect(try run("study", "check", "study.toml", environment: environment).status == 65)
  }

  @Test("what cannot be rounded is refused: a model of covariates, and a base that would tell small counts")
  func obstacles() throws {
    let covariates = monthly.replacing("method = \"chao\"", with: "covariates = [\"list\"]")
    try folder.write(covariates + "[suppression]\nrounding = 10\n", to: "study.toml")
    let model = try run("study", "check", "study.toml")
    #expect(model.status == 78 && model.messages.contains("cannot be rounded"), "\(model.messages)")
    try folder.write(monthly + "[suppression]\nrounding = 5\n", to: "study.toml")
    let base = try run("study", "check", "study.toml")
    #expect(base.status == 78 && base.messages.contains("of 1 to 9 people"), "\(base.messages)")
    #expect(base.messages.contains("write 10 or more"))
  }

  @Test("an office's style sheet is in the page and the manifest; one that could load something is refused")
  func style() throws {
    try folder.write(monthly + "[style]\nsheet = \"office.css\"\n", to: "study.toml")
    #expect(try run("run", "study.toml", "--scheduled", "2026-01").status == 66)
    try folder.write("h1 { color: #123456 }\n", to: "office.css")
    #expect(try run("run", "study.toml", "--scheduled", "2026-01").status == 0)
    #expect(try folder.read("reports/monthly/2026-01/report.html").contains("#123456"))
    #expect(try folder.read("reports/monthly/2026-01/manifest.json").contains("office.css"))
    #expect(try run("verify", "reports/monthly/2026-01").status == 0)
    try folder.write("h1 { background: url(https://example.org/x.png) }\n", to: "office.css")
    let refused = try run("study", "check", "study.toml")
    #expect(refused.status == 78 && refused.messages.contains("url("), "\(refused.messages)")
    #expect(try run("verify", "reports/monthly/2026-01").messages.contains("input changed: office.css"))
  }

  @Test("--dry says what would be done and does none of it")
  func dry() throws {
    let first = try run("run", "study.toml", "--scheduled", "2026-01", "--dry")
    #expect(
      first.status == 0 && first.output.hasPrefix("reports/monthly/2026-01: make it\n"), "\(first.output)")
    #expect(first.output.contains("input cases: "))
    #expect(!FileManager.default.fileExists(atPath: folder.path("reports")))
    #expect(try run("run", "study.toml", "--scheduled", "2026-01").status == 0)
    let before = try TemporaryFolder.contents(of: folder.path("reports"))
    let second = try run("run", "study.toml", "--scheduled", "2026-01", "--dry")
    #expect(second.output.contains("nothing: it is there already"))
    let third = try run("run", "study.toml", "--scheduled", "2026-02", "--dry")
    #expect(third.output.contains("compared with: 2026-01"))
    #expect(try TemporaryFolder.contents(of: folder.path("reports")) == before)
    try FileManager.default.removeItem(atPath: folder.path("cases.csv"))
    #expect(try run("run", "study.toml", "--scheduled", "2026-02", "--dry").status == 66)
  }

  /// Every kind that takes files takes those of the program; the numbers are those of the commands, tested elsewhere.
  @Test("files of the program stand in for files of one's own, and a series is fitted to its sums")
  func bundled() throws {
    try folder.write(
      "region,year,value,standard_error\nA,2020,10,1\nA,2021,12,1\nA,2022,15,1\nA,2023,16,1\n",
      to: "series.csv")
    try folder.write("region,from,to,total\nA,2020,2021,24\nA,2022,2023,30\n", to: "sums.csv")
    try folder.write(
      """
      [study]
      name = "all"
      title = "All kinds"
      edition = "2026"
      [[input]]
      name = "children"
      bundled = "synthetic-survey/children.csv"
      [[input]]
      name = "countries"
      bundled = "example-countries/countries.csv"
      [[input]]
      name = "people"
      bundled = "example-countries/population.csv"
      [[input]]
      name = "regions"
      bundled = "example-countries/regions.csv"
      [[input]]
      name = "series"
      file = "series.csv"
      [[input]]
      name = "sums"
      file = "sums.csv"
      [[estimation]]
      name = "tables"
      kind = "mics"
      input = "children"
      [[estimation]]
      name = "shares"
      kind = "survey"
      input = "children"
      profile = "mics6"
      indicators = ["child-labour"]
      [[estimation]]
      name = "countries"
      kind = "extrapolate"
      input = "countries"
      population = "people"
      method = "ratio"
      [[estimation]]
      name = "world"
      kind = "aggregate"
      input = "regions"
      draws = 1000
      [[estimation]]
      name = "fitted"
      kind = "aggregate"
      input = "series"
      sums = "sums"
      period = "year"
      benchmark = "denton"
      draws = 1000
      """, to: "all.toml")
    let result = try run("run", "all.toml")
    #expect(result.status == 0, "\(result.messages)")
    let record = try folder.read("reports/all/2026/estimates.json")
    let command = try run(
      "aggregate", "series.csv", "--sums", "sums.csv", "--period", "year", "--benchmark", "denton", "--draws",
      "1000", "--format", "json")
    let estimates = try command.json["estimates"] as? [[String: Any]] ?? []
    #expect(!estimates.isEmpty)
    let json = try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any]
    let fitted = (json?["estimations"] as? [[String: Any]])?.first { $0["name"] as? String == "fitted" }
    let found = fitted?["estimates"] as? [[String: Any]] ?? []
    #expect(found.map { $0["value"] as? Double } == estimates.map { $0["value"] as? Double })
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("reports/all/.state")).sorted()
        .contains("bundled") == false)
    #expect(try run("verify", "reports/all/2026").status == 0)
    #expect(
      try run("run", "all.toml", "--edition", "other-2026", "--dry").status == 78
        || FileManager.default.fileExists(atPath: folder.path("reports/all/2026")))
  }

  /// The numbers are those of the commands on the same files, which lie in the repository.
  @Test("cases, combine and series take files of the program too")
  func bundledOthers() throws {
    try folder.write(
      """
      [study]
      name = "others"
      title = "Other kinds"
      edition = "2026"
      [[input]]
      name = "first"
      bundled = "synthetic-cases/team-a.csv"
      [[input]]
      name = "second"
      bundled = "synthetic-cases/team-b.csv"
      [[input]]
      name = "lengths"
      bundled = "synthetic-cases/durations.csv"
      [[input]]
      name = "estimates"
      bundled = "example-countries/estimates.csv"
      [[input]]
      name = "labour"
      bundled = "child-labour-series/series.csv"
      [[estimation]]
      name = "cases"
      kind = "cases"
      first = "first"
      second = "second"
      strata = ["region", "type"]
      durations = "lengths"
      period = 2
      draws = 1000
      [[estimation]]
      name = "combined"
      kind = "combine"
      input = "estimates"
      only = "World"
      [[estimation]]
      name = "labour"
      kind = "series"
      input = "labour"
      indicator = "child-labour"
      """, to: "others.toml")
    let result = try run("run", "others.toml")
    #expect(result.status == 0, "\(result.messages)")
    let record = try folder.read("reports/others/2026/estimates.json")
    let json = try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any]
    func values(_ estimates: Any?) -> [Double?] {
      (estimates as? [[String: Any]] ?? []).map { $0["value"] as? Double }
    }
    let data = Repository.path("Data")
    let estimations = json?["estimations"] as? [[String: Any]] ?? []
    for (name, arguments) in [
      (
        "cases",
        [
          "cases", "\(data)/synthetic-cases/team-a.csv", "\(data)/synthetic-cases/team-b.csv", "--strata",
          "region,type", "--durations", "\(data)/synthetic-cases/durations.csv", "--period", "2", "--draws",
          "1000",
        ]
      ), ("combined", ["combine", "\(data)/example-countries/estimates.csv", "--only", "World"]),
      ("labour", ["series", "\(data)/child-labour-series/series.csv", "--indicator", "child-labour"]),
    ] {
      let found = values(estimations.first { $0["name"] as? String == name }?["estimates"])
      let command = try ProgramRun(arguments + ["--format", "json"], in: folder.path)
      #expect(command.status == 0, "\(command.messages)")
      let expected = values(try command.json["estimates"])
      #expect(!found.isEmpty && found == expected, "\(name)")
    }
    // What the program itself holds has a hash that anybody may know.
    #expect(try folder.read("reports/others/2026/manifest.json").contains("withheld") == false)
  }
}
