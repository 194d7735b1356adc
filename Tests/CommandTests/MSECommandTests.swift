import Foundation
import TestSupport
import Testing

/// The five lists of the United Kingdom, as rows of a file.
private func unitedKingdom() throws -> String {
  try String(contentsOfFile: Repository.path("Data/mse/uk-2013-five.csv"), encoding: .utf8)
}

@Suite("prevalence mse")
struct MSECommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(try unitedKingdom(), to: "uk.csv")
  }

  private func mse(_ arguments: [String], file: String = "uk.csv") throws -> ProgramRun {
    try ProgramRun(["mse", folder.path(file)] + arguments, in: folder.path)
  }

  private func headline(_ run: ProgramRun) throws -> [String: Any] {
    let estimates = try #require(run.json["estimates"] as? [[String: Any]])
    return try #require(estimates.first)
  }

  @Test("with no options prints the headline, other methods, and what it rests on")
  func panel() throws {
    let run = try mse(["--bootstrap", "200"])
    #expect(run.status == 0)
    for text in ["11,31", "How far the population moves", "one list left out", "links missed", "MSE-09"] {
      #expect(run.output.contains(text), "\(text)")
    }
  }

  /// SparseMSE 2.0.1: 11312.990 (9884.403 to 13027.397), stepwise at p < 0.02, five lists; printed to seven digits.
  @Test("the published stepwise estimate")
  func published() throws {
    let estimate = try headline(mse(["--method", "stepwise", "--interval", "wald", "--format", "json"]))
    let interval = try #require(estimate["interval"] as? [String: Any])
    #expect(close(try #require(estimate["value"] as? Double), 11_312.990, relative: 1e-6))
    #expect(close(try #require(interval["lower"] as? Double), 9_884.403, relative: 5e-6))
    #expect(close(try #require(interval["upper"] as? Double), 13_027.397, relative: 5e-6))
    #expect(interval["kind"] as? String == "log-normal Wald")
  }

  @Test("F56 and F55: the same bytes with one and two threads, and as a report")
  func threads() throws {
    let arguments = ["--bootstrap", "300", "--seed", "4"]
    let one = try mse(arguments + ["--threads", "1", "--output", folder.path("one")])
    let two = try mse(arguments + ["--threads", "2", "--output", folder.path("two")])
    #expect(one.status == 0)
    #expect(one.output == two.output)
    let files = try TemporaryFolder.contents(of: folder.path("one"))
    #expect(files.keys.contains("figures/overlap.svg") && files.keys.contains("report.html"))
    #expect(try TemporaryFolder.contents(of: folder.path("two")) == files)
  }

  @Test(
    "--rounding shows a log-linear estimate with the figures that tell no small count, and nothing beside it")
  func rounding() throws {
    try folder.write(String(repeating: "0123456789abcdef", count: 4) + "\n", to: "key")
    #expect(chmod(folder.path("key"), 0o600) == 0)
    let key = ["--rounding-key", folder.path("key")]
    let run = try mse(["--rounding", "10", "--bootstrap", "200"] + key)
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains("Population, from about 2,7") && !run.output.contains("2,744"))
    #expect(!run.output.contains("How far the population moves") && !run.output.contains("11,31"))
    let fine = try mse(["--rounding", "5"] + key)
    #expect(fine.status == 64 && fine.messages.contains("choose 10 or more"))
    let covariates = try mse(["--rounding", "10", "--covariates", "LA"] + key)
    #expect(covariates.status == 64 && covariates.messages.contains("--covariates"))
  }

  @Test("M11: rows in another order, split counts, case rows and the long form give the same answer")
  func forms() throws {
    var cases = "LA,NG,PFNCA,GO,GP\n"
    var long = "person,list\n"
    var split = "GP,LA,NG,PFNCA,GO,Count\n"
    var person = 0
    let lines = try unitedKingdom().split(separator: "\n")
    let names = lines[0].split(separator: ",").dropLast().map(String.init)
    for line in lines.dropFirst().reversed() {
      let cells = line.split(separator: ",").map(String.init)
      let history = cells.dropLast().joined(separator: ",")
      let count = try #require(Int(cells[5]))
      for _ in 0..<count {
        person += 1
        cases += history + "\n"
        for (name, cell) in zip(names, cells) where cell == "1" { long += "p\(person),\(name)\n" }
      }
      let turned = [cells[4]] + cells[0..<4]
      split += turned.joined(separator: ",") + ",\(count - count / 2)\n"
      split += turned.joined(separator: ",") + ",\(count / 2)\n"
    }
    try folder.write(cases, to: "cases.csv")
    try folder.write(long, to: "long.csv")
    try folder.write(split, to: "split.csv")
    let options = ["--interval", "wald", "--format", "json"]
    let value = try #require(try headline(mse(options))["value"] as? Double)
    for (file, more) in [
      ("cases.csv", []), ("split.csv", []), ("long.csv", ["--id", "person", "--list", "list"]),
    ] {
      let run = try mse(options + more, file: file)
      #expect(run.status == 0, "\(file): \(run.messages)")
      // Another order of lists is another order of sums.
      #expect(close(try #require(try headline(run)["value"] as? Double), value, relative: 1e-9), "\(file)")
    }
  }

  @Test(
    "F16 to F20: impossible input is refused with its row, and no cell is printed",
    arguments: [
      ("A,B,C,count\n1,0,0,5\n0,0,0,7\n1,1,0,9\n", ":3"),
      ("A,B,C,count\n1,0,0,5\n1,1,0,-7\n", ":3"),
      ("A,B,C,count\n1,0,0,5\n1,1,0,7.5\n", ":3"),
      ("A,B,C,count\n1,0,0,5\n1,2,0,7\n", ":3"),
      ("A,B,C,count\n1,0,0,5\n1,x-canary,0,7\n", ":3"),
      ("A,B,C,count\n1,0,0,5\n1,1,0,9007199254740993\n", ":3"),
      ("A,B,C,count\n1,0,0,5\n1,1,0\n", ":3"),
    ])
  func impossible(text: String, place: String) throws {
    try folder.write(text, to: "bad.csv")
    let run = try mse([], file: "bad.csv")
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains("bad.csv" + place))
    #expect(!run.messages.contains("canary") && !run.messages.contains("7.5"))
  }

  @Test("histories without their counts are not taken for people")
  func withoutCounts() throws {
    let rows = (1...7).map { "\($0 & 1),\($0 >> 1 & 1),\($0 >> 2)" }
    try folder.write((["a,b,c"] + rows).joined(separator: "\n") + "\n", to: "bare.csv")
    let run = try mse([], file: "bare.csv")
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.messages.contains("column of counts is missing"))
  }

  @Test("F20: a person twice on one list, and F23: more than twenty lists")
  func personsAndLists() throws {
    try folder.write("id,source\nann,A\nbob,B\nann,A\n", to: "twice.csv")
    let twice = try mse(["--id", "id", "--list", "source"], file: "twice.csv")
    #expect(twice.status == 65)
    #expect(twice.messages.contains("twice.csv:4") && !twice.messages.contains("ann"))

    let names = (1...21).map { "L\($0)" }.joined(separator: ",")
    try folder.write(names + ",count\n" + String(repeating: "1,", count: 21) + "5\n", to: "wide.csv")
    let wide = try mse([], file: "wide.csv")
    #expect([64, 65].contains(wide.status))
    #expect(wide.output.isEmpty)
  }

  @Test("F65: where the population is infinite there is code 3, MSE-01 and no number anywhere")
  func noEstimate() throws {
    try folder.write("A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n", to: "none.csv")
    for format in ["table", "json", "csv", "markdown"] {
      let run = try mse(
        [
          "--model", "[A*B,C]", "--accept-small-overlap", "--format", format, "--output", folder.path(format),
        ],
        file: "none.csv")
      #expect(run.status == 3)
      #expect(run.messages.contains("MSE-01"))
      for (name, data) in try TemporaryFolder.contents(of: folder.path(format)) where name != "manifest.json"
      {
        let text = String(decoding: data, as: UTF8.self)
        #expect(!text.contains("e+13") && !text.contains("13900000000000"), "\(name)")
      }
    }
    let estimate = try headline(
      mse(["--model", "[A*B,C]", "--accept-small-overlap", "--format", "json"], file: "none.csv"))
    #expect(estimate["value"] == nil && estimate["interval"] == nil)
    #expect((estimate["refused"] as? [String: Any])?["code"] as? String == "MSE-01")
  }

  @Test("F62: no count below eleven is in any output")
  func smallCounts() throws {
    let run = try mse(["--bootstrap", "100", "--output", folder.path("report")])
    #expect(run.status == 0)
    let histories = try folder.read("report/tables/histories.csv")
    for line in histories.split(separator: "\n").dropFirst() {
      let last = try #require(line.split(separator: ",").last)
      #expect(last == "[c]" || (Int(last) ?? 0) >= 11, "\(line)")
    }
    #expect(histories.contains("[c]"))
    #expect(try mse(["--small-counts", "3"]).status == 64)
  }

  @Test("strata and covariates give the total first")
  func parts() throws {
    var text = "sex,A,B,C,count\n"
    for (sex, scale) in [("f", 3), ("m", 2)] {
      for (history, count) in [
        ("1,0,0", 60), ("0,1,0", 50), ("0,0,1", 40), ("1,1,0", 15), ("1,0,1", 12), ("0,1,1", 10),
        ("1,1,1", 4),
      ] {
        text += "\(sex),\(history),\(count * scale)\n"
      }
    }
    try folder.write(text, to: "parts.csv")
    for option in ["--strata", "--covariates"] {
      let run = try mse([option, "sex", "--bootstrap", "100", "--format", "json"], file: "parts.csv")
      #expect(run.status == 0, "\(run.messages)")
      let estimates = try #require(run.json["estimates"] as? [[String: Any]])
      let values = estimates.compactMap { $0["value"] as? Double }
      #expect(values.count == 3)
      // The two parts are proportional, so that both approaches have the whole as their sum.
      #expect(close(values[0], values[1] + values[2], relative: 1e-8))
      #expect(close(values[1] / values[2], 1.5, relative: 1e-6))
    }
  }

  @Test(
    "every method by its name answers or refuses",
    arguments: [
      "graphs", "latent-classes", "chao", "chao-lists", "coverage-independent", "coverage-high",
      "coverage-low", "m0",
      "mt", "mh-chao", "mh-poisson", "mh-darroch", "mh-gamma", "mth-chao", "mth-poisson", "mth-darroch",
      "mth-gamma",
      "mb", "truncated-poisson", "zelterman", "chao-counts",
    ])
  func methods(name: String) throws {
    let run = try mse(["--method", name, "--format", "json", "--bootstrap", "100"])
    #expect([0, 3].contains(run.status), "\(run.messages)")
    let estimate = try headline(run)
    #expect((estimate["value"] == nil) == (run.status == 3))
    #expect(try mse(["--method", "chapman"]).status == 64)
  }

  /// Van der Heijden, Cruyff and van Houwelingen (2003, Statistica Neerlandica 57:289, table 1): 1,645 immigrants
  /// arrested once, 183 twice, and so on; zero-truncated Poisson 7,080 (6,363 to 7,797).
  @Test("how often one list counted people")
  func countsOfOneList() throws {
    try folder.write("arrests,people\n1,1645\n2,183\n3,37\n4,13\n5,1\n6,1\n", to: "arrests.csv")
    let run = try mse(
      ["--times", "arrests", "--count", "people", "--method", "truncated-poisson", "--format", "json"],
      file: "arrests.csv")
    #expect(run.status == 0, "\(run.messages)")
    let value = try #require(try headline(run)["value"] as? Double)
    #expect(value.rounded() == 7080)
    #expect(try mse(["--times", "arrests"], file: "arrests.csv").status == 64)
  }

  @Test(
    "bad options end with 64",
    arguments: [
      ["--method", "magic"], ["--model", "[A*"], ["--model", "[LA*Nowhere]"], ["--bootstrap", "3"],
      ["--order", "2"], ["--strata", "LA", "--covariates", "LA"], ["--level", "2"], ["--list", "LA"],
      ["--method", "bic", "--model", "[12]"], ["--degree", "year"], ["--delimiter", "mud"],
      // What would have no effect is not passed over.
      ["--method", "aic", "--p-value", "0.01"], ["--criterion", "aic"],
      ["--strata", "LA", "--interval", "profile"],
      ["--covariates", "LA", "--method", "aic"], ["--allow-incomplete"], ["--id", "LA"],
      ["--method", "bic", "--order", "0"], ["--method", "stepwise", "--p-value", "2"],
    ])
  func badOptions(arguments: [String]) throws {
    let run = try mse(arguments)
    #expect(run.status == 64, "\(run.messages)")
    #expect(run.output.isEmpty)
  }

  @Test("reproductions of published populations")
  func reproductions() throws {
    let run = try ProgramRun(["reproduce", "uk-2013", "--format", "json"])
    #expect(run.status == 0)
    let verdicts = try #require(run.json["verdicts"] as? [[String: Any]])
    #expect(
      verdicts.map { $0["verdict"] as? String } == [
        "reproduced exactly", "reproduced within the printed rounding",
        "reproduced within the printed rounding",
      ])
    #expect(try ProgramRun(["reproduce", "uk-2013", "--correlation", "0.5"]).status == 64)
  }
}
