import Foundation
import TestSupport
import Testing

/// Cases on three lists, one of them a person whose name must never be seen again.
private func cases(_ extra: Int = 0) -> String {
  var rows = ["person,list"]
  for person in 0..<(400 + extra) {
    if person % 3 == 0 { rows.append("P\(person),police") }
    if person % 4 == 0 { rows.append("P\(person),ngo") }
    if person % 5 == 1 { rows.append("P\(person),hotline") }
  }
  return (rows + ["\(canary),police", "\(canary),ngo"]).joined(separator: "\n") + "\n"
}

private let canary = "Canary-Nguyen-7731"

private let study = """
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
  every = "day"
  at = "06:00"
  zone = "Europe/London"
  catch-up = "all"
  """

@Suite("prevalence run")
struct RunCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(study, to: "study.toml")
    try folder.write(cases(), to: "cases.csv")
  }

  private func run(_ arguments: [String], file: String = "study.toml", environment: [String: String] = [:])
    throws -> ProgramRun
  {
    try ProgramRun(["run", file] + arguments, in: folder.path, environment: environment)
  }

  private func editions(_ study: String = "monthly") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("reports/\(study)")).filter {
      !$0.hasPrefix(".")
    }
    .sorted()
  }

  private func latest() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("reports/monthly/latest"))
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(path))
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }

  @Test("F55: one slot, once: private, complete, and the same bytes anywhere and with any threads")
  func once() throws {
    let first = try run(["--scheduled", "2026-12-05"])
    #expect(first.status == 0 && first.output == "reports/monthly/2026-12-05\n")
    let written = try TemporaryFolder.contents(of: folder.path("reports/monthly/2026-12-05"))
    #expect(
      Set(written.keys).isSuperset(of: [
        "report.html", "report.md", "estimates.json", "manifest.json", "ro-crate-metadata.json", "study.toml",
        "tables/population-estimates.csv", "estimates/population.csv",
      ]))
    #expect(try latest() == "2026-12-05")
    #expect(try mode("reports") == 0o700 && mode("reports/monthly/2026-12-05") == 0o700)
    #expect(try mode("reports/monthly/2026-12-05/report.html") == 0o600)
    #expect(try mode("reports/monthly/.state/runs.jsonl") == 0o600)

    let second = try run(["--scheduled", "2026-12-05"])
    #expect(second.status == 0 && second.messages.contains("there already"))
    let elsewhere = try run(
      ["--scheduled", "2026-12-05", "--reports", "other", "--threads", "2", "--now", "2031-01-01"],
      environment: ["TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "HOME": "/nowhere"])
    #expect(elsewhere.status == 0)
    #expect(try TemporaryFolder.contents(of: folder.path("other/monthly/2026-12-05")) == written)
    let again = try run(["--scheduled", "2026-12-05", "--overwrite"])
    #expect(again.status == 0 && again.messages.contains("already this one"))
  }

  @Test(
    "a month of editions by a clock that is set, with a machine that was off, a clock that went back and a summer time"
  )
  func month() throws {
    var clock = 1_774_137_600  // 2026-03-22T00:00Z; London's clocks go forward on the 29th.
    var made: [String] = []
    for turn in 0..<(31 * 2) {
      clock += 12 * 3_600
      // Off for three days, and once a clock that is three days behind.
      if (20..<26).contains(turn) { continue }
      let now = turn == 35 ? clock - 3 * 86_400 : clock
      try folder.write(cases(turn), to: "cases.csv")
      let result = try run(
        ["--scheduled", "due", "--log", "json"], environment: ["SOURCE_DATE_EPOCH": "\(now)"])
      #expect(result.status == 0, "\(result.messages)")
      made += result.output.split(separator: "\n").map { String($0.suffix(10)) }
      if turn == 35 { #expect(result.messages.contains("clock-behind")) }
      if turn == 26 { #expect(result.messages.contains("slots-missed")) }
    }
    #expect(Set(made).count == made.count)
    #expect(made == made.sorted() && made.count == 31, "\(made)")
    #expect(try editions() == made + ["latest"])
    #expect(try latest() == made.last)
    let last = try folder.read("reports/monthly/\(made[made.count - 1])/report.md")
    #expect(last.contains("Since the edition \(made[made.count - 2])"))
    let verified = try ProgramRun(["verify", "reports/monthly/\(made[0])"], in: folder.path)
    #expect(verified.status == 65 && verified.messages.contains("input changed: cases.csv"))
    #expect(!verified.messages.contains("output"))
    // The link leads to what is on file of the newest edition, after which the cases changed again.
    let newest = try ProgramRun(["verify", "reports/monthly/latest"], in: folder.path)
    #expect(newest.status == 65 && newest.messages.contains("input changed: cases.csv"), "\(newest.output)")
  }

  @Test("F46: the second of two runs gives up at once with 75 and says who is at it")
  func contention() throws {
    #expect(try run(["--scheduled", "2026-12-01"]).status == 0)
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = [folder.path("reports/monthly/.state/lock"), "sleep", "30"]
    try holder.run()
    defer { holder.terminate() }
    usleep(300_000)
    let start = Date()
    let second = try run(["--scheduled", "2026-12-02"])
    #expect(second.status == 75 && second.messages.contains("process "))
    #expect(Date().timeIntervalSince(start) < 1)
    #expect(try editions() == ["2026-12-01", "latest"])
  }

  @Test("F45: killed at random times, editions are whole or absent, and the next run sweeps and goes on")
  func killed() throws {
    #expect(try run(["--scheduled", "2026-12-01"]).status == 0)
    let before = try TemporaryFolder.contents(of: folder.path("reports/monthly/2026-12-01"))
    var isMade = 0
    for attempt in 0..<25 {
      let slot = String(format: "2026-11-%02d", attempt % 28 + 1)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: ProgramRun.program)
      process.arguments = ["run", "study.toml", "--scheduled", slot]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32(4_000 + attempt * 2_500))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if try editions().contains(slot) {
        isMade += 1
        #expect(try ProgramRun(["verify", "reports/monthly/\(slot)"], in: folder.path).status == 0)
      }
    }
    #expect(try TemporaryFolder.contents(of: folder.path("reports/monthly/2026-12-01")) == before)
    let after = try run(["--scheduled", "2026-12-02"])
    #expect(after.status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("reports/monthly"))
    #expect(!names.contains { $0.hasSuffix(".partial") }, "\(names)")
    #expect(try latest() == "2026-12-02")
    _ = isMade
  }

  @Test(
    "F44 and F50: ended by a signal, a bootstrap goes on from its checkpoint to the same bytes; a damaged one is dropped"
  )
  func resumed() throws {
    // Two halves of one table, because strata are estimated without the panel of other methods.
    let bundled = try String(contentsOfFile: Repository.path("Data/mse/hav3.csv"), encoding: .utf8)
    let rows = bundled.split(whereSeparator: \.isNewline).map(String.init)
    let halves = ["a", "b"].flatMap { half in rows.dropFirst().map { "\(half),\($0)" } }
    try folder.write((["half,\(rows[0])"] + halves).joined(separator: "\n") + "\n", to: "lists.csv")
    try folder.write(
      """
      [study]
      name = "long"
      title = "Long"
      [[input]]
      name = "lists"
      file = "lists.csv"
      [[estimation]]
      name = "population"
      kind = "mse"
      input = "lists"
      strata = ["half"]
      method = "stepwise"
      bootstrap = 20000
      """, to: "long.toml")
    let arguments = ["--scheduled", "2026-12", "--threads", "1"]
    let whole = try run(arguments + ["--reports", "whole"], file: "long.toml")
    #expect(whole.status == 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ProgramRun.program)
    process.arguments = ["run", "long.toml"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(300_000)
    process.terminate()
    process.waitUntilExit()
    // On a fast machine the run may have ended before it was told to.
    if !FileManager.default.fileExists(atPath: folder.path("reports/long/2026-12")) {
      #expect(process.terminationStatus == 143)
      let checkpoint = "reports/long/.state/2026-12.population.checkpoint"
      #expect(try mode(checkpoint) == 0o600)
    }
    #expect(try run(arguments, file: "long.toml").status == 0)
    let resumed = try TemporaryFolder.contents(of: folder.path("reports/long/2026-12"))
    #expect(try TemporaryFolder.contents(of: folder.path("whole/long/2026-12")) == resumed)
    let state = try FileManager.default.contentsOfDirectory(atPath: folder.path("reports/long/.state"))
    #expect(state.sorted() == ["lock", "runs.jsonl"])

    try folder.write("damaged", to: "reports/long/.state/2026-11.population.checkpoint")
    let dropped = try run(["--scheduled", "2026-11", "--log", "json"], file: "long.toml")
    #expect(dropped.status == 0 && dropped.messages.contains("checkpoint-dropped"))
  }

  @Test("F61: a person in the case-level input is in nothing that is written or said")
  func canaryIsNowhere() throws {
    var said = ""
    for arguments in [
      ["--scheduled", "2026-12-01", "--log", "json"], ["--edition", "2026-12-02"],
      ["--scheduled", "2026-12-01", "--publish"],
    ] {
      let result = try run(arguments)
      // What is not rounded tells by its three figures that few are on all lists, and stays closed.
      #expect(result.status == (arguments.contains("--publish") ? 77 : 0))
      said += result.output + result.messages
    }
    // And what goes wrong with the row: a person twice on one list, then a row that is too short.
    for damage in ["\(canary),police\n", "\(canary)\n", "\"\(canary),ngo\n"] {
      try folder.write(cases() + damage, to: "cases.csv")
      let result = try run(["--edition", "2026-12-09", "--log", "json"])
      #expect(result.status == 65 || result.status == 0)
      said += result.output + result.messages
      said += try ProgramRun(["study", "check", "study.toml"], in: folder.path).messages
    }
    #expect(!said.contains("Canary"))
    for (name, bytes) in try TemporaryFolder.contents(of: folder.path("reports")) {
      #expect(bytes.range(of: Data("Canary".utf8)) == nil, "\(name)")
    }
  }

  @Test("only --publish opens an edition, and it opens that edition alone")
  func published() throws {
    try folder.write("thirty-two bytes of a secret key", to: "key")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("key"))
    try folder.write(
      study + "\n[suppression]\nrounding = 10\nrounding-key = \"key\"\n", to: "study.toml")
    #expect(try run(["--scheduled", "2026-12-01"]).status == 0)
    #expect(try run(["--scheduled", "2026-12-02", "--publish"]).status == 0)
    #expect(try mode("reports/monthly/2026-12-02") == 0o755)
    #expect(try mode("reports/monthly/2026-12-02/tables/population-estimates.csv") == 0o644)
    #expect(try mode("reports/monthly/2026-12-01") == 0o700)
    #expect(try mode("reports/monthly/.state") == 0o700)
    #expect(try mode("reports/monthly") == 0o711)
  }

  @Test("F43: no room is 74 and leaves nothing; F47: no right is said with the system's words")
  func noRoom() throws {
    let shell = try ProgramRun(
      ["-c", "ulimit -f 4; exec \"$0\" run study.toml --scheduled 2026-12-01", ProgramRun.program],
      in: folder.path,
      program: "/bin/sh")
    #expect(shell.status == 74, "\(shell.messages)")
    #expect(try editions() == [])
    try folder.write("", to: "file")
    #expect(try run(["--scheduled", "2026-12-01", "--reports", "file"]).status == 73)
  }

  @Test("F36: an edition by hand is not written over unless asked; F58: a broken earlier one is no obstacle")
  func overwriting() throws {
    #expect(try run(["--edition", "2026-12-01"]).status == 0)
    try folder.write(cases(40), to: "cases.csv")
    let refused = try run(["--edition", "2026-12-01"])
    #expect(refused.status == 73 && refused.messages.contains("--overwrite"))
    #expect(try run(["--edition", "2026-12-01", "--overwrite"]).status == 0)
    try folder.write("{}", to: "reports/monthly/2026-12-01/estimates.json")
    let next = try run(["--edition", "2026-12-02"])
    #expect(next.status == 0 && next.messages.contains("not compared"))
  }

  @Test("F51: a refused headline is exit 3: the edition is there, and 'latest' keeps the last good one")
  func refused() throws {
    #expect(try run(["--scheduled", "2026-12-01"]).status == 0)
    try folder.write("person,list\nA,police\nB,ngo\nC,hotline\n", to: "cases.csv")
    let result = try run(["--scheduled", "2026-12-02"])
    #expect(result.status == 3, "\(result.messages)")
    #expect(try editions().contains("2026-12-02"))
    #expect(try latest() == "2026-12-01")
  }

  @Test("F64: what was changed since is named; diff tells a change by its exit code")
  func verified() throws {
    #expect(try run(["--scheduled", "2026-12-01"]).status == 0)
    #expect(try ProgramRun(["verify", "reports/monthly/2026-12-01"], in: folder.path).status == 0)
    try folder.write(cases(200), to: "cases.csv")
    let changed = try run(["--scheduled", "2026-12-02", "--fail-on-change"])
    #expect(changed.status == 10)
    let diff = try ProgramRun(
      [
        "diff", "reports/monthly/2026-12-01", "reports/monthly/2026-12-02", "--fail-on-change", "--format",
        "json",
      ],
      in: folder.path)
    #expect(try diff.status == 10 && diff.json["isChanged"] as? Bool == true)
    #expect(
      try ProgramRun(
        ["diff", "reports/monthly/latest", "reports/monthly/2026-12-02", "--fail-on-change"], in: folder.path
      )
      .status == 0)

    let page = "reports/monthly/2026-12-02/report.md"
    try folder.write(try folder.read(page) + " ", to: page)
    try folder.write("x", to: "reports/monthly/2026-12-02/extra.csv")
    let verified = try ProgramRun(["verify", "reports/monthly/2026-12-02"], in: folder.path)
    #expect(verified.status == 65)
    #expect(
      verified.messages.contains("output changed: report.md")
        && verified.messages.contains("output added: extra.csv"))
    // A report that was carried elsewhere, made by another version of the program: that alone is no damage.
    try FileManager.default.copyItem(
      atPath: folder.path("reports/monthly/2026-12-01"), toPath: folder.path("copy"))
    let manifest = try folder.read("copy/manifest.json")
    try folder.write(
      manifest.replacing("\"version\" : \"", with: "\"version\" : \"0.0."), to: "copy/manifest.json")
    let older = try ProgramRun(["verify", "copy"], in: folder.path)
    #expect(older.status == 1 && older.messages.contains("program changed"), "\(older.messages)")
    #expect(try ProgramRun(["verify", "reports/monthly/1999-01-01"], in: folder.path).status == 66)
  }

  @Test("RO-Crate 1.1: the descriptor, the root with what it must have, every file as a part, and the run")
  func researchObject() throws {
    #expect(try run(["--scheduled", "2026-12-01"]).status == 0)
    let path = folder.path("reports/monthly/2026-12-01")
    let data = try Data(contentsOf: URL(fileURLWithPath: path + "/ro-crate-metadata.json"))
    let crate = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(crate["@context"] as? String == "https://w3id.org/ro/crate/1.1/context")
    let graph = try #require(crate["@graph"] as? [[String: Any]])
    let entities = Dictionary(grouping: graph) { $0["@id"] as? String ?? "" }
    #expect(entities.values.allSatisfy { $0.count == 1 })
    func entity(_ name: String) throws -> [String: Any] { try #require(entities[name]?.first) }
    func identifiers(_ value: Any?) -> [String] {
      ((value as? [[String: String]]) ?? [value as? [String: String] ?? [:]]).compactMap { $0["@id"] }
    }
    #expect(try identifiers(entity("ro-crate-metadata.json")["about"]) == ["./"])
    let root = try entity("./")
    for key in ["name", "description", "datePublished", "license", "hasPart"] {
      #expect(root[key] != nil, "\(key)")
    }
    #expect(root["datePublished"] as? String == "2026-12-01")
    let files = Set(try TemporaryFolder.contents(of: path).keys).subtracting(["ro-crate-metadata.json"])
    #expect(Set(identifiers(root["hasPart"])) == files)
    // Every reference within the crate leads to an entity.
    for entity in graph {
      for (key, value) in entity where key != "conformsTo" && key != "actionStatus" {
        for name in identifiers(value) { #expect(entities[name] != nil, "\(key) \(name)") }
      }
    }
    #expect(try identifiers(entity("#run")["object"]).contains("#input-cases"))
  }

  @Test("wrong arguments and files have the codes that a scheduler understands")
  func codes() throws {
    #expect(try run(["--scheduled", "2026-13"]).status == 64)
    #expect(try run(["--scheduled", "2026-12"]).status == 64)
    #expect(try run(["--edition", "../x"]).status == 64)
    #expect(try run([], file: "none.toml").status == 66)
    try folder.write(study + "\nx = 1", to: "wrong.toml")
    let wrong = try run(["--log", "json"], file: "wrong.toml")
    #expect(wrong.status == 78)
    let line = try #require(JSONSerialization.jsonObject(with: Data(wrong.messages.utf8)) as? [String: Any])
    #expect(line["level"] as? String == "error" && line["exitCode"] as? String == "78")
    #expect(try run(["--now", "soon"]).status == 64)
    #expect(try ProgramRun(["study", "new", "--from", "nothing"], in: folder.path).status == 64)
  }

  @Test(
    "--strict refuses a report in which GATHER items are not provided; without it they are printed as such")
  func strict() throws {
    let refused = try run(["--scheduled", "2026-12-01", "--strict"])
    #expect(refused.status == 1 && refused.messages.contains("funding"))
    #expect(try editions() == [])
    #expect(try run(["--scheduled", "2026-12-01"]).status == 0)
    #expect(try folder.read("reports/monthly/2026-12-01/report.md").contains("NOT PROVIDED (GATHER 2)"))
    let items = [
      "indicator", "funding", "access", "inclusion", "sources", "biases", "other-inputs", "availability",
      "limitations",
    ]
    try folder.write(
      study + "\n[gather]\n" + items.map { "\($0) = \"words\"\n" }.joined(), to: "complete.toml")
    #expect(try run(["--scheduled", "2026-12-02", "--strict"], file: "complete.toml").status == 0)
  }

  @Test(
    "F63: an edition that differs by one person from one that is open stays closed, and so does one beside a lost record"
  )
  func differencing() throws {
    try folder.write(
      try String(contentsOfFile: Repository.path("Data/mse/hav3.csv"), encoding: .utf8), to: "lists.csv")
    try folder.write(
      """
      [study]
      name = "lists"
      title = "Lists"
      [[input]]
      name = "lists"
      file = "lists.csv"
      [[estimation]]
      name = "population"
      kind = "mse"
      input = "lists"
      method = "chao"
      [comparison]
      data = "cumulative"
      """, to: "lists.toml")
    #expect(try run(["--scheduled", "2026-10", "--publish"], file: "lists.toml").status == 0)
    // The row of everybody on the first list alone gains the canary.
    let rows = try folder.read("lists.csv").split(separator: "\n").map(String.init)
    let counted = try #require(
      rows.indices.dropFirst().max {
        Int(rows[$0].split(separator: ",").last ?? "") ?? 0 < Int(rows[$1].split(separator: ",").last ?? "")
          ?? 0
      })
    var cells = rows[counted].split(separator: ",").map(String.init)
    cells[cells.count - 1] = "\((Int(cells[cells.count - 1]) ?? 0) + 1)"
    var changed = rows
    changed[counted] = cells.joined(separator: ",")
    try folder.write(changed.joined(separator: "\n") + "\n", to: "lists.csv")
    let closed = try run(["--scheduled", "2026-11", "--publish"], file: "lists.toml")
    #expect(closed.status == 77 && closed.messages.contains("stays closed"), "\(closed.messages)")
    #expect(try mode("reports/lists/2026-11") == 0o700)
    // Closed again after what was opened can no longer be read.
    try folder.write("{}", to: "reports/lists/2026-10/published-cells/population.json")
    let lost = try run(["--scheduled", "2026-11", "--publish"], file: "lists.toml")
    #expect(lost.status == 77 && lost.messages.contains("2026-10"), "\(lost.messages)")
  }

  @Test("an example is written, checks and runs")
  func example() throws {
    #expect(
      try ProgramRun(["study", "new", "--from", "every-child-counts", "new"], in: folder.path).status == 0)
    try folder.write(
      try folder.read("new/study.toml").replacing("draws = 100000", with: "draws = 1000"),
      to: "new/study.toml")
    #expect(try ProgramRun(["study", "check", "new/study.toml"], in: folder.path).status == 0)
    let result = try run([], file: "new/study.toml")
    #expect(result.status == 0, "\(result.messages)")
    #expect(try editions("every-child-counts") == ["latest", "published"])
    #expect(try folder.read("reports/every-child-counts/published/report.md").contains("Every Child Counts"))
  }
}
