import Foundation
import TestSupport
import Testing

/// A victim whose name, number, notes and origin must never be seen again.
private let canaries = [
  "Canary-Nguyen-7731", "Zxqv Canaryname", "canary-free-text-4711", "canary-column-9023",
]

@Suite("A victim planted in the data is nowhere in what is written")
struct CanaryCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: [String]) throws -> ProgramRun { try ProgramRun(arguments, in: folder.path) }

  /// Every byte below the folder but what was put there: reports, private notes, checkpoints and locks; zip files are
  /// unpacked.
  private func expectNoCanary(_ runs: [ProgramRun], in folders: [String] = ["reports"]) throws {
    for run in runs {
      for canary in canaries {
        #expect(!run.output.contains(canary) && !run.messages.contains(canary), "\(canary) in the log")
      }
    }
    for name in folders {
      let root = folder.path(name)
      guard let paths = FileManager.default.enumerator(atPath: root) else { continue }
      for case let path as String in paths {
        var isFolder: ObjCBool = false
        let whole = root + "/" + path
        guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder), !isFolder.boolValue
        else { continue }
        var bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        if path.hasSuffix(".xlsx") || path.hasSuffix(".docx") {
          bytes += Data(try unpackedText(of: whole).utf8)
        }
        for canary in canaries {
          #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(path)")
        }
      }
    }
  }

  private func study(_ kind: String, _ inputs: [String], _ lines: String) -> String {
    let tables = inputs.map { "[[input]]\nname = \"\($0)\"\nfile = \"\($0).csv\"\n" }.joined()
    return """
      [study]
      name = "canary"
      title = "Canary"
      edition = "2026-01"
      \(tables)
      [[estimation]]
      name = "e"
      kind = "\(kind)"
      \(lines)
      [report]
      formats = ["html", "md", "csv", "svg", "xlsx", "tex"]

      """
  }

  private func mse(bootstrap: Int = 200) -> String {
    study(
      "mse", ["lists"],
      "input = \"lists\"\nid = \"person\"\nlist = \"list\"\nmethod = \"independence\"\ninterval = \"percentile\"\nbootstrap = \(bootstrap)\n"
    )
  }

  private func people() -> String {
    var rows = ["person,list,\(canaries[3]),notes"]
    for person in 0..<300 {
      if person % 3 != 0 { rows.append("P\(person),police,x,n") }
      if person % 2 == 0 { rows.append("P\(person),ngo,x,n") }
    }
    for list in ["police", "ngo"] { rows.append("\(canaries[0]),\(list),\(canaries[1]),\(canaries[2])") }
    return rows.joined(separator: "\n") + "\n"
  }

  @Test("F61: lists of people, with their checkpoint after a kill")
  func lists() throws {
    try folder.write(people(), to: "lists.csv")
    try folder.write(mse(), to: "study.toml")
    let done = try run(["run", "study.toml", "--log", "json", "--publish"])
    #expect([0, 77].contains(done.status), "\(done.messages)")
    let checked = try run(["study", "check", "study.toml"])
    let verified = try run(["verify", "reports/canary/2026-01", "--format", "json"])
    try expectNoCanary([done, checked, verified])

    try folder.write(mse(bootstrap: 500_000), to: "long.toml")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ProgramRun.program)
    process.arguments = ["run", "long.toml", "--reports", "killed"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(1_500_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try expectNoCanary([], in: ["killed"])
  }

  @Test(
    "F61: what is wrong with a file is said without its cells",
    arguments: [
      "\"\(canaries[1]),police\nP1,ngo\n", "\(canaries[0]),police,more,cells,than,columns\n",
      "\(canaries[0])\n", "\u{1}\u{0}\(canaries[0]),police\n", "\(canaries[0]),\n",
    ])
  func damaged(rows: String) throws {
    try folder.write("person,list\nP1,police\nP1,ngo\n" + rows, to: "lists.csv")
    try folder.write(mse(), to: "study.toml")
    let done = try run(["run", "study.toml", "--log", "json"])
    #expect(done.status != 0)
    try expectNoCanary([done, try run(["study", "check", "study.toml"])])
  }

  @Test("F61: reported cases")
  func cases() throws {
    func team(_ parity: Int) -> String {
      var rows = ["case,region,victims,\(canaries[3])"]
      for number in 0..<400 where number % 3 != parity {
        rows.append("C\(number),North,\(number % 5 + 1),x")
      }
      rows.append("\(canaries[0]),North,3,\(canaries[2])")
      return rows.joined(separator: "\n") + "\n"
    }
    try folder.write(team(0), to: "first.csv")
    try folder.write(team(1), to: "second.csv")
    let lines = "first = \"first\"\nsecond = \"second\"\nstrata = [\"region\"]\ndraws = 1000\n"
    try folder.write(study("cases", ["first", "second"], lines), to: "study.toml")
    let done = try run(["run", "study.toml", "--log", "json"])
    #expect(done.status == 0, "\(done.messages)")
    // The same case twice in one list, and a number that is none.
    try folder.write(team(0) + "\(canaries[0]),North,3,x\n", to: "first.csv")
    let repeated = try run(["run", "study.toml", "--overwrite"])
    try folder.write(team(0) + "C9999,North,\(canaries[0]),x\n", to: "first.csv")
    let wrong = try run(["run", "study.toml", "--overwrite"])
    #expect(repeated.status == 65 && wrong.status == 65, "\(repeated.messages) \(wrong.messages)")
    try expectNoCanary([done, repeated, wrong])
  }

  @Test("F61: a survey")
  func survey() throws {
    var rows = ["weight,psu,stratum,works,\(canaries[3])"]
    for child in 0..<240 { rows.append("1.5,\(child / 12),\(child / 60),\(child % 7 == 0 ? 1 : 0),free") }
    rows.append("1.5,19,3,1,\(canaries[2])")
    try folder.write(rows.joined(separator: "\n") + "\n", to: "children.csv")
    let lines =
      "input = \"children\"\nweight = \"weight\"\ncluster = [\"psu\"]\nstratum = [\"stratum\"]\nproportion = [\"works\"]\n"
    try folder.write(study("survey", ["children"], lines), to: "study.toml")
    let done = try run(["run", "study.toml", "--log", "json"])
    try folder.write(rows.joined(separator: "\n") + "\n1.5,19,3,\(canaries[0]),x\n", to: "children.csv")
    let wrong = try run(["run", "study.toml", "--overwrite"])
    #expect(done.status == 0 && wrong.status == 65, "\(done.messages) \(wrong.messages)")
    try expectNoCanary([done, wrong])
  }
}
