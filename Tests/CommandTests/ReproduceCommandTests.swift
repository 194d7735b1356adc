import Foundation
import TestSupport
import Testing

private let quick = ["--draws", "2000"]

@Suite("prevalence reproduce")
struct ReproduceCommandTests {
  @Test("without a name lists what can be reproduced")
  func list() throws {
    let run = try ProgramRun(["reproduce"])
    #expect(run.status == 0)
    #expect(run.output.contains("every-child-counts"))
  }

  @Test("prints the result and leaves the report")
  func report() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun(["reproduce", "every-child-counts"] + quick, in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("1,200,000"))
    #expect(run.output.contains("exactly") && !run.output.contains("NOT REPRODUCED"))
    let files = try TemporaryFolder.contents(of: folder.path("reports/every-child-counts"))
    for name in ["report.html", "report.md", "estimates.json", "manifest.json", "tables/verdicts.csv"] {
      #expect(files[name] != nil, "\(name)")
    }
    #expect(files.keys.filter { $0.hasPrefix("tables/") }.count > 10)
    let html = String(decoding: try #require(files["report.html"]), as: UTF8.self)
    #expect(html.contains("<svg"))
    #expect(!html.contains("<script") && !html.contains("http-equiv=\"refresh\""))
  }

  @Test("the JSON is the contract")
  func json() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun(
      ["reproduce", "every-child-counts", "--correlation", "0.3", "--seed", "7", "--format", "json"] + quick,
      in: folder.path)
    #expect(run.status == 0)
    let json = try run.json
    #expect(json["schemaVersion"] as? Int == 1)
    let settings = try #require(json["settings"] as? [String: Any])
    #expect(settings["seed"] as? Int == 7)
    #expect(settings["correlations"] as? [Double] == [0.3])

    let estimates = try #require(json["estimates"] as? [[String: Any]])
    #expect(!estimates.isEmpty)
    for estimate in estimates {
      for key in [
        "quantity", "method", "unit", "value", "standardError", "interval", "diagnostics", "provenance",
      ] {
        #expect(estimate[key] != nil, "\(key)")
      }
      if let interval = estimate["interval"] as? [String: Any] {
        for key in ["kind", "level", "lower", "upper"] { #expect(interval[key] != nil, "\(key)") }
      } else {
        #expect(estimate["uncertaintyUnavailable"] is String)
      }
      for diagnostic in try #require(estimate["diagnostics"] as? [[String: Any]]) {
        #expect(Set(diagnostic.keys) == ["code", "severity", "message"])
      }
    }
    #expect(estimates[0]["value"] as? Double == 1_200_000)

    let verdicts = try #require(json["verdicts"] as? [[String: Any]])
    for verdict in verdicts {
      for key in ["figure", "published", "recomputed", "verdict", "status"] {
        #expect(verdict[key] != nil, "\(key)")
      }
    }
    // A machine-readable run leaves no report behind unless it is asked for.
    #expect(try TemporaryFolder.contents(of: folder.path).isEmpty)
  }

  @Test("CSV and Markdown", arguments: ["csv", "markdown"])
  func formats(format: String) throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun(
      ["reproduce", "every-child-counts", "--format", format] + quick, in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains(format == "csv" ? "1200000" : "1,200,000"))
  }

  @Test("F55, F56, F39: threads, folder, locale, time zone and a second run change no byte")
  func identical() throws {
    let folder = try TemporaryFolder()
    let arguments = ["reproduce", "every-child-counts", "--seed", "11", "--draws", "20000"]
    let runs = [
      try ProgramRun(arguments + ["--threads", "1", "--output", folder.path("one")], in: "/"),
      try ProgramRun(
        arguments + ["--threads", "2", "--output", "two"], in: folder.path,
        environment: [
          "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu", "HOME": "/nonexistent",
        ]),
      try ProgramRun(arguments + ["--threads", "8", "--output", "eight"], in: folder.path),
    ]
    #expect(runs.allSatisfy { $0.status == 0 })
    #expect(Set(runs.map(\.output)).count == 1)
    let one = try TemporaryFolder.contents(of: folder.path("one"))
    #expect(one.count > 10)
    #expect(try TemporaryFolder.contents(of: folder.path("two")) == one)
    #expect(try TemporaryFolder.contents(of: folder.path("eight")) == one)
  }

  @Test("F36: a report in the way is kept unless told otherwise, and the same report is no conflict")
  func inTheWay() throws {
    let folder = try TemporaryFolder()
    let arguments = ["reproduce", "every-child-counts", "--output", folder.path("report")] + quick
    #expect(try ProgramRun(arguments).status == 0)
    let first = try TemporaryFolder.contents(of: folder.path("report"))
    #expect(try ProgramRun(arguments).status == 0)
    let other = try ProgramRun(arguments + ["--seed", "5"])
    #expect(other.status == 73)
    #expect(other.messages.contains("--overwrite"))
    #expect(try TemporaryFolder.contents(of: folder.path("report")) == first)
    #expect(try ProgramRun(arguments + ["--seed", "5", "--overwrite"]).status == 0)
    #expect(try TemporaryFolder.contents(of: folder.path("report")) != first)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
  }

  @Test("files and folders are private")
  func modes() throws {
    let folder = try TemporaryFolder()
    _ = try ProgramRun(["reproduce", "every-child-counts", "--output", folder.path("report")] + quick)
    let manager = FileManager.default
    for (name, mode) in [("report", 0o700), ("report/tables", 0o700), ("report/report.html", 0o600)] {
      let attributes = try manager.attributesOfItem(atPath: folder.path(name))
      #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
    }
  }

  @Test("F43: a full disk is an error exit", arguments: ["table", "json", "csv", "markdown"])
  func fullDisk(format: String) throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun(
      ["reproduce", "every-child-counts", "--format", format] + quick, in: folder.path,
      outputPath: "/dev/full")
    #expect(run.status == 74)
    #expect(try ProgramRun(["--help"], outputPath: "/dev/full").status == 74)
  }

  @Test("F48: a reader that stops early ends the program without a trace")
  func brokenPipe() throws {
    let folder = try TemporaryFolder()
    let command =
      "'\(ProgramRun.program)' reproduce every-child-counts --format json | true; echo ${PIPESTATUS[0]}"
    let run = try ProgramRun(["-c", command], in: folder.path, program: "/bin/bash")
    #expect(["0", "141"].contains(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(run.messages.isEmpty)
  }

  @Test("an installed program finds its data without the source tree")
  func installed() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: ProgramRun.program, toPath: folder.path("prevalence"))
    let run = try ProgramRun(
      ["reproduce", "every-child-counts", "--format", "json"] + quick, in: "/",
      program: folder.path("prevalence"))
    #expect(run.status == 0)
  }
}

@Suite("prevalence reproduce with a user's own data")
struct OwnDataTests {
  private let folder: TemporaryFolder

  /// A folder `copy` with the bundled files, as a user would get it.
  init() throws {
    folder = try TemporaryFolder()
    let run = try ProgramRun(["data", "show", "every-child-counts", "--copy", folder.path("copy")])
    #expect(run.status == 0)
  }

  private func edit(_ file: String, _ change: (String) -> String) throws {
    let text = try folder.read("copy/" + file)
    let changed = change(text)
    #expect(changed != text)
    try folder.write(changed, to: "copy/" + file)
  }

  private func reproduce(_ more: [String] = []) throws -> ProgramRun {
    try ProgramRun(
      ["reproduce", "every-child-counts", "--data", folder.path("copy"), "--format", "json"] + quick + more)
  }

  private func verdicts(_ run: ProgramRun) throws -> [String: Set<String>] {
    var verdicts: [String: Set<String>] = [:]
    for verdict in try #require(run.json["verdicts"] as? [[String: Any]]) {
      let figure = try #require(verdict["figure"] as? String)
      verdicts[figure, default: []].insert(try #require(verdict["verdict"] as? String))
    }
    return verdicts
  }

  @Test("an untouched copy gives the same result")
  func untouched() throws {
    let bundled = try ProgramRun(["reproduce", "every-child-counts", "--format", "json"] + quick)
    #expect(try reproduce().output == bundled.output)
  }

  @Test("an edited regional cell turns exactly two verdicts, and --strict says so by its exit code")
  func editedCell() throws {
    let before = try verdicts(reproduce())
    try edit("figures.csv") {
      $0.replacingOccurrences(of: "trafficking,550,thousand", with: "trafficking,950,thousand")
    }
    let run = try reproduce()
    #expect(run.status == 0)
    let after = try verdicts(run)
    let changed = Set(after.keys.filter { after[$0] != before[$0] })
    #expect(changed == ["statement/trafficked", "worst-forms/world/trafficking"])
    #expect(changed.allSatisfy { after[$0] == ["not reproduced"] })
    #expect(try reproduce(["--strict"]).status == 1)
  }

  @Test("a confirmed cell loses its mark, and the report lists what differs")
  func verified() throws {
    try edit("figures.csv") {
      $0.replacingOccurrences(
        of: "trafficking,200,thousand,1,unverified", with: "trafficking,200,thousand,1,verified")
    }
    let run = try reproduce(["--output", folder.path("report")])
    #expect(run.status == 0)
    let corrections = try folder.read("report/tables/corrections.csv")
    #expect(corrections.contains("worst-forms/africa/trafficking"))
    #expect(corrections.contains("verified"))
    let table = try folder.read("report/tables/worst-forms-by-region.csv")
    let africa = try #require(table.split(separator: "\n").first { $0.hasPrefix("Africa") })
    let asia = try #require(table.split(separator: "\n").first { $0.hasPrefix("Asia") })
    #expect(africa.hasPrefix("Africa,200,,"))
    #expect(asia.hasPrefix("Asia and the Pacific,250,†,"))
  }

  @Test("grades are the user's to edit, and reach the interval")
  func grades() throws {
    func deviation(_ run: ProgramRun) throws -> Double {
      let estimates = try #require(run.json["estimates"] as? [[String: Any]])
      return try #require(estimates.compactMap { $0["standardError"] as? Double }.first)
    }
    let usual = try deviation(reproduce())
    try folder.write(
      """
      region,grade,coefficient_of_variation
      Asia and the Pacific,A,0.1
      Latin America and the Caribbean,A,0.1
      Africa,A,0.1
      Transition economies,A,0.1

      """, to: "grades.csv")
    let sharp = try deviation(reproduce(["--grades", folder.path("grades.csv")]))
    // Independent relative errors of 10 %: 0.1 √(250² + 550² + 200² + 200²) thousand.
    #expect(close(sharp, 66_708.32, relative: 1e-6))
    #expect(sharp < usual)
  }

  @Test(
    "bad input ends with its code, a place and a remedy, and prints no cell",
    arguments: [
      ("figures.csv", ",550,thousand", ",5S0xyz,thousand", Int32(65), "figures.csv:"),
      ("figures.csv", ",550,thousand", ",-550,thousand", 65, "value"),
      ("figures.csv", ",550,thousand", ",nan,thousand", 65, "value"),
      ("figures.csv", ",550,thousand", ",1e400,thousand", 65, "value"),
      ("figures.csv", ",550,thousand", ",,thousand", 65, "value"),
      ("figures.csv", ",550,thousand", ",550,lakh-canary", 65, "unit"),
      ("figures.csv", "worst-forms/africa/trafficking,", "worst-forms/afrika/trafficking,", 65, "figure"),
      ("figures.csv", "worst-forms/africa/trafficking,", "worst-forms/africa/forced-bonded,", 65, "figure"),
      ("figures.csv", "figure,table", "figure,figure", 65, "figure"),
      ("figures.csv", "recalled", "\"recalled", 65, "quot"),
      ("grades.csv", "Africa,", "Africca,", 65, "region"),
      ("grades.csv", "Africa,C,0.5", "Africa,C,0.6", 65, "coefficient_of_variation"),
      ("grades.csv", "Africa,C,0.5", "Africa,E,50", 65, "coefficient_of_variation"),
    ])
  func badInput(file: String, old: String, new: String, status: Int32, place: String) throws {
    try edit(file) { text in
      guard let range = text.range(of: old) else { return text }
      return text.replacingCharacters(in: range, with: new)
    }
    let run = try reproduce()
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains(file))
    #expect(run.messages.contains(place))
    #expect(!run.messages.contains("5S0xyz") && !run.messages.contains("lakh-canary"))
    #expect(run.messages.split(separator: "\n").count == 1)
  }

  @Test("F29: a folder that is not there ends with 66")
  func absent() throws {
    let run = try ProgramRun(["reproduce", "every-child-counts", "--data", folder.path("nowhere")])
    #expect(run.status == 66)
    #expect(run.output.isEmpty)
  }

  @Test("every region a dash leaves nothing to reproduce, and says so")
  func nothingLeft() throws {
    try edit("figures.csv") { text in
      var text = text
      for value in ["250", "550", "200"] {
        text = text.replacingOccurrences(of: "trafficking,\(value),thousand", with: "trafficking,-,thousand")
      }
      return text
    }
    let run = try reproduce()
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
  }
}
