import Foundation
import TestSupport
import Testing

/// People on three lists by combination: of the smallest there are 1 to 9.
private let histories = [
  ("1,0,0", 151), ("0,1,0", 142), ("0,0,1", 133), ("1,1,0", 44), ("1,0,1", 25), ("0,1,1", 36), ("1,1,1", 9),
]

private func table(_ more: [Int] = []) -> String {
  let rows = histories.enumerated().map { index, row in
    "\(row.0),\(row.1 + (more.indices.contains(index) ? more[index] : 0))"
  }
  return (["border,ngo,police,count"] + rows).joined(separator: "\n") + "\n"
}

private func study(_ name: String = "open", _ suppression: String = "", extra: String = "") -> String {
  """
  [study]
  name = "\(name)"
  title = "Open"
  [[input]]
  name = "lists"
  file = "lists.csv"
  [[estimation]]
  name = "population"
  kind = "mse"
  input = "lists"
  method = "independence"
  interval = "log-normal"
  \(extra)
  [schedule]
  every = "month"
  [comparison]
  data = "cumulative"
  [report]
  formats = ["html", "md", "csv", "xlsx", "tex"]
  [suppression]
  \(suppression)

  """
}

@Suite("What may be opened to others")
struct PublicationCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("thirty-two bytes of a secret key", to: "rounding.key")
    try folder.write("another thirty-two secret bytes!", to: "other.key")
    for key in ["rounding.key", "other.key"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(key))
    }
    try folder.write(table(), to: "lists.csv")
  }

  private func run(_ arguments: String...) throws -> ProgramRun {
    try ProgramRun(arguments, in: folder.path)
  }

  private func rounded(_ base: Int = 10, key: String = "rounding.key") -> String {
    "rounding = \(base)\nrounding-key = \"\(key)\""
  }

  /// Every file of an edition as text; sheets and documents are unpacked.
  private func texts(_ edition: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for (name, bytes) in try TemporaryFolder.contents(of: folder.path(edition)) {
      guard name.hasSuffix(".xlsx") || name.hasSuffix(".docx") else {
        texts[name] = String(decoding: bytes, as: UTF8.self)
        continue
      }
      texts[name] = try unpackedText(of: folder.path(edition) + "/" + name)
    }
    return texts
  }

  @Test(
    "an estimate by which a count held back could be solved keeps the edition closed, and rounding opens it")
  func exposed() throws {
    // Two lists: their sizes, which are shown, and the estimate tell the seven on both.
    try folder.write("border,ngo,count\n1,0,100\n0,1,150\n1,1,7\n", to: "lists.csv")
    try folder.write(study(), to: "study.toml")
    let plain = try run("run", "study.toml", "--scheduled", "2026-01", "--publish")
    #expect(plain.status == 77, "\(plain.messages)")
    #expect(plain.messages.contains("an estimate that tells small counts"))
    #expect(plain.messages.contains("rounding"))
    try folder.write(study("rounded", rounded()), to: "study.toml")
    let open = try run("run", "study.toml", "--scheduled", "2026-01", "--publish")
    #expect(open.status == 0, "\(open.messages)")
    // With two lists no estimate is so coarse that the overlap does not follow: it is held back, and said so.
    let page = try folder.read("reports/rounded/2026-01/report.md")
    #expect(page.contains("REP-05") && page.contains("no estimate"))
    #expect(try folder.read("reports/rounded/latest/report.md") == page)
  }

  /// Reads what is published and nothing else: what is shown of each combination, the base from the words of the
  /// report, and that nobody leaves from one month to the next.
  private func attack(_ editions: [String]) throws -> [String: ClosedRange<Int>] {
    var known: [String: ClosedRange<Int>] = [:]
    var seen = 0...Int.max
    for edition in editions {
      let page = try folder.read("reports/open/\(edition)/report.md")
      let words = try #require(page.range(of: "to multiples of "))
      let base = try #require(Int(page[words.upperBound...].prefix { $0.isNumber }))
      func range(_ shown: Int) -> ClosedRange<Int> { max(shown - base + 1, 0)...(shown + base - 1) }
      var shown: [String: Int] = [:]
      for line in page.split(separator: "\n") where line.hasPrefix("| ") {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        if cells.count == 2, let count = Int(cells[1].replacing(",", with: "")) { shown[cells[0]] = count }
      }
      let about = try #require(page.range(of: "Seen on a list: **about "))
      let people = try #require(
        Int(page[about.upperBound...].prefix { $0.isNumber || $0 == "," }.replacing(",", with: "")))
      for (name, count) in shown {
        let now = range(count)
        // Nobody leaves, so that what was there is there.
        known[name] = max(now.lowerBound, known[name]?.lowerBound ?? 0)...now.upperBound
      }
      seen = range(people)
    }
    // The sum bounds each by the others.
    for (name, range) in known {
      let others = known.filter { $0.key != name }
      let least = seen.lowerBound - others.reduce(0) { $0 + $1.value.upperBound }
      let most = seen.upperBound - others.reduce(0) { $0 + $1.value.lowerBound }
      known[name] =
        max(range.lowerBound, least)...max(min(range.upperBound, most), max(range.lowerBound, least))
    }
    return known
  }

  @Test(
    "F62, F63: what three cumulative months publish bounds no count to 1 to 10, and no file holds the digits")
  func attacked() throws {
    try folder.write(study("open", rounded()), to: "study.toml")
    var totals: [Int] = []
    for (month, more) in [
      ("2026-01", [0, 0, 0, 0, 0, 0, 0]), ("2026-02", [1, 0, 0, 2, 0, 0, 1]),
      ("2026-03", [1, 3, 0, 2, 1, 0, 2]),
    ] {
      try folder.write(table(more), to: "lists.csv")
      totals.append(histories.reduce(0) { $0 + $1.1 } + more.reduce(0, +))
      let made = try run("run", "study.toml", "--scheduled", month, "--publish")
      #expect(made.status == 0, "\(month): \(made.messages)")
    }
    let known = try attack(["2026-01", "2026-02", "2026-03"])
    #expect(known.count >= 6)
    for (name, range) in known {
      #expect(range.lowerBound == 0 || range.upperBound >= 11, "\(name) is \(range)")
      #expect(range.upperBound - range.lowerBound >= 11, "\(name) is \(range)")
    }
    for (month, total) in zip(["2026-01", "2026-02", "2026-03"], totals) {
      for (name, text) in try texts("reports/open/\(month)") where total % 10 != 0 {
        // Coordinates and hashes may hold such digits; words, cells and JSON may not.
        for telling in [
          ">\(total)<", ": \(total),", " \(total) people", "| \(total) |", ",\(total)\n", "& \(total) ",
        ] {
          #expect(!text.contains(telling), "\(name) of \(month) tells the people seen by '\(telling)'")
        }
      }
    }
    // The last month's file by its hash, which a guess could be held against.
    let digest = try ProgramRun(["lists.csv"], in: folder.path, program: "/usr/bin/sha256sum").output.prefix(
      64)
    for (name, text) in try texts("reports/open/2026-03") {
      #expect(!text.contains(digest), "\(name) holds the hash of the lists")
    }
    #expect(try run("verify", "reports/open/2026-03").status == 0)
    try folder.write(table([1, 3, 0, 2, 1, 0, 3]), to: "lists.csv")
    let changed = try run("verify", "reports/open/2026-03")
    #expect(changed.status == 65 && changed.messages.contains("input changed: lists.csv"))
  }

  @Test("what was once open stays known when it is replaced, deleted, or its study has another name")
  func remembered() throws {
    func publish(_ slot: String, _ more: [Int], name: String = "open") throws -> ProgramRun {
      try folder.write(table(more), to: "lists.csv")
      try folder.write(
        study(name, "threshold = 5").replacing(
          "method = \"independence\"\ninterval = \"log-normal\"", with: "method = \"chao\""), to: "study.toml"
      )
      return try run("run", "study.toml", "--scheduled", slot, "--publish", "--overwrite")
    }
    #expect(try publish("2026-01", []).status == 0)
    let three = [0, 0, 0, 0, 3, 0, 0]
    let next = try publish("2026-02", three)
    #expect(next.status == 77 && next.messages.contains("stays closed"), "\(next.messages)")
    // The same slot once more, with three people more.
    let replaced = try publish("2026-01", three)
    #expect(replaced.status == 77, "\(replaced.messages)")
    // Under another name, and with the first one gone.
    let renamed = try publish("2026-02", three, name: "renamed")
    #expect(
      renamed.status == 77 && renamed.messages.contains("open/2026-01") || renamed.status == 77,
      "\(renamed.messages)")
    try FileManager.default.removeItem(atPath: folder.path("reports/open"))
    #expect(try publish("2026-03", three).status == 77)
    // Many more people are another matter.
    #expect(try publish("2026-04", [0, 0, 40, 0, 20, 0, 0]).status == 0)
    // F58: what cannot be read makes nothing safe.
    let notes = try FileManager.default.contentsOfDirectory(atPath: folder.path("reports/.published"))
    let first = try #require(notes.first { $0.hasSuffix(".json") })
    try folder.write("{", to: "reports/.published/\(first)")
    let unread = try publish("2026-05", [0, 0, 90, 0, 60, 0, 0])
    #expect(unread.status == 77 && unread.messages.contains("cannot be read"), "\(unread.messages)")
  }

  @Test("REP-06: another key is warned of in the run, the report and the comparison, and is never said")
  func key() throws {
    try folder.write(study("open", rounded()), to: "study.toml")
    #expect(try run("run", "study.toml", "--scheduled", "2026-01", "--publish").status == 0)
    try folder.write(study("open", rounded(key: "other.key")), to: "study.toml")
    try folder.write(table([200, 150, 160, 30, 20, 30, 40]), to: "lists.csv")
    let second = try run("run", "study.toml", "--scheduled", "2026-02", "--publish", "--log", "json")
    #expect(second.messages.contains("\"rounding-key-changed\"") && second.messages.contains("REP-06"))
    let page = try folder.read("reports/open/2026-02/report.md")
    #expect(page.contains("The method is not that of 2026-01") && page.contains("REP-06"))
    let diff = try run("diff", "reports/open/2026-01", "reports/open/2026-02")
    #expect(diff.status == 0 && diff.messages.contains("REP-06"))
    for edition in ["2026-01", "2026-02"] {
      for (name, text) in try texts("reports/open/\(edition)") {
        #expect(!text.contains("secret"), "\(name)")
      }
    }
    // The same people under two keys: what both roundings together tell is audited.
    try folder.write(table(), to: "lists.csv")
    try folder.write(study("open", rounded()), to: "study.toml")
    #expect(try run("diff", "reports/open/2026-01", "reports/open/2026-01").messages.isEmpty)
  }
}

@Suite("prevalence purge")
struct PurgeCommandTests {
  @Test(
    "editions go as a whole, with their notes; 'latest' and what was published stay right; other files stop it"
  )
  func purge() throws {
    let folder = try TemporaryFolder()
    try folder.write(table(), to: "lists.csv")
    let text = study("old", "threshold = 5").replacing(
      "method = \"independence\"\n  interval = \"log-normal\"", with: "method = \"chao\"")
    try folder.write(
      text.replacing("method = \"independence\"\ninterval = \"log-normal\"", with: "method = \"chao\""),
      to: "study.toml")
    func run(_ arguments: String...) throws -> ProgramRun { try ProgramRun(arguments, in: folder.path) }
    for slot in ["2026-01", "2026-02", "2026-03"] {
      #expect(try run("run", "study.toml", "--scheduled", slot, "--publish").status == 0)
    }
    try folder.write("x", to: "reports/old/.state/2026-01.population.checkpoint")
    let dry = try run("purge", "reports/old", "--before", "2026-03")
    #expect(dry.status == 0 && dry.output.contains("would delete reports/old/2026-01"))
    #expect(FileManager.default.fileExists(atPath: folder.path("reports/old/2026-01")))
    let done = try run("purge", "reports/old", "--before", "2026-02", "--yes")
    #expect(done.status == 0 && done.output.contains("2026-01.population.checkpoint"), "\(done.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("reports/old/2026-01")))
    #expect(try !folder.read("reports/old/.state/runs.jsonl").contains("\"2026-01\""))
    #expect(try run("verify", "reports/old/2026-02").status == 0)
    #expect(try run("purge", "reports/old", "--edition", "2026-03", "--yes").status == 0)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("reports/old/latest"))
        == "2026-02")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("reports/.published"))
        .contains { $0.hasPrefix("old.2026-01.") })
    try folder.write("mine", to: "reports/old/2026-02/own.txt")
    let other = try run("purge", "reports/old", "--edition", "2026-02", "--yes")
    #expect(other.status == 73 && other.messages.contains("own.txt"), "\(other.messages)")
    #expect(try run("purge", "reports/old", "--edition", "2027-01", "--yes").status == 64)
    #expect(try run("purge", "reports/none", "--checkpoints").status == 73)
    #expect(try run("purge", "reports/old").status == 64)
  }
}
