import Foundation
import TestSupport
import Testing

@Suite("prevalence regress")
struct RegressCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func regress(_ files: [String], _ arguments: [String]) throws -> ProgramRun {
    try ProgramRun(["regress"] + files + arguments, in: folder.path)
  }

  private func estimates(_ run: ProgramRun) throws -> [[String: Any]] {
    try #require(run.json["estimates"] as? [[String: Any]])
  }

  private let api = Oracle.path("survey/data/apistrat.csv")

  /// svyglm(api00 ~ ell + meals + mobility) of R's survey 4.1-1 on apistrat: Tests/Oracles/survey/glm.json.
  @Test("coefficients and standard errors of R's svyglm")
  func published() throws {
    let run = try regress(
      [api],
      [
        "--weight", "pw", "--stratum", "stype", "--fpc", "fpc", "--formula", "api00 ~ ell + meals + mobility",
        "--format", "json",
      ])
    #expect(run.status == 0)
    let found = try estimates(run)
    let values = [820.887315905619, -0.480586612171967, -3.14153530998455, 0.22571321022964]
    let errors = [10.0777359498855, 0.391973403222534, 0.283946506416506, 0.393218362022531]
    for j in values.indices {
      #expect(close(try #require(found[j]["value"] as? Double), values[j], relative: 1e-9))
      #expect(close(try #require(found[j]["standardError"] as? Double), errors[j], relative: 1e-9))
    }
  }

  @Test(
    "a slip in a column of numbers is refused and not read as categories, and is not shown",
    arguments: ["secret-7", "NaN", "inf"])
  func strayText(cell: String) throws {
    let rows = (1...20).map { "\($0 % 2),\($0 == 7 ? cell : "\($0 * $0 % 13)")" }
    try folder.write((["y,x"] + rows).joined(separator: "\n") + "\n", to: "slip.csv")
    let run = try regress(["slip.csv"], ["--equal-weights", "--formula", "y ~ x"])
    #expect(run.status == 65)
    #expect(run.messages.contains("slip.csv:8: column 'x'"), "\(run.messages)")
    #expect(run.messages.contains("factor(x)"))
    #expect(!run.messages.contains("secret"))
    #expect(run.output.isEmpty)
  }

  @Test("odds ratios, margins and a report")
  func logit() throws {
    let run = try regress(
      [Oracle.path("survey/data/mics_syn.csv")],
      [
        "--weight", "fsweight", "--stratum", "stratum", "--cluster", "HH1", "--formula",
        "(childLabor == 100) ~ factor(ageGroup) + factor(HL4)", "--family", "logit", "--margins", "HL4",
        "--output",
        folder.path("report"),
      ])
    #expect(run.status == 0)
    for text in [
      "log odds", "0.544", "Tests of terms", "Working LR F", "Mean of the response", "235", "missing answer",
    ] {
      #expect(run.output.contains(text), "\(text)")
    }
    let files = try TemporaryFolder.contents(of: folder.path("report"))
    #expect(files.keys.contains("figures/coefficient-intervals.svg"))
  }

  @Test("F65 and F66: separated answers and dependent covariates are refused without a number")
  func refused() throws {
    var text = "y,x,z,w\n"
    for i in 0..<40 { text += "\(i < 20 ? 0 : 1),\(i),\(2 * i + 1),1.5\n" }
    try folder.write(text, to: "separated.csv")
    for (formula, code) in [("y ~ x", "REG-01"), ("x ~ z + y + w", "REG-02")] {
      let family = code == "REG-01" ? "logit" : "linear"
      let run = try regress(
        [folder.path("separated.csv")],
        ["--weight", "w", "--formula", formula, "--family", family, "--format", "json"])
      #expect(run.status == 3)
      let estimate = try #require(try estimates(run).first)
      #expect((estimate["refused"] as? [String: Any])?["code"] as? String == code)
      #expect(estimate["value"] == nil)
    }
  }

  @Test("F72: a stratum with one PSU is refused unless a rule is chosen")
  func lonely() throws {
    let file = Oracle.path("survey/data/apistrat_lonely.csv")
    let arguments = ["--weight", "pw", "--stratum", "stype", "--formula", "api00 ~ ell"]
    let run = try regress([file], arguments)
    #expect(run.status == 3 && run.messages.contains("--lonely-psu certainty"))
    #expect(try regress([file], arguments + ["--lonely-psu", "centred"]).status == 0)
  }

  /// mi_barnard_rubin/svyglm(above~CB3+factor(HH6)+factor(HL4),quasibinomial) of Tests/Oracles/survey/mi.json.
  @Test("imputed files are combined by Rubin's rules")
  func imputed() throws {
    let wide = try String(contentsOfFile: Oracle.path("survey/data/mics_mi.csv"), encoding: .utf8)
    let lines = wide.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    var files: [String] = []
    for k in 1...5 {
      let columns = ["HH1", "stratum", "fsweight", "HL4", "CB3", "HH6", "above_\(k)"].compactMap { name in
        lines[0].firstIndex { $0 == name }
      }
      let text = lines.enumerated().map { row in
        columns.map { row.offset == 0 && $0 == columns[6] ? "above" : String(row.element[$0]) }
          .joined(separator: ",")
      }.joined(separator: "\n")
      try folder.write(text, to: "imputed\(k).csv")
      files.append(folder.path("imputed\(k).csv"))
    }
    let arguments = [
      "--weight", "fsweight", "--stratum", "stratum", "--cluster", "HH1", "--formula",
      "above ~ CB3 + factor(HH6) + factor(HL4)", "--family", "logit", "--format", "json",
    ]
    let found = try estimates(try regress(files, arguments))
    let values = [-0.368545699766819, -0.138690027943877, 0.771850070094045, -0.4147535470008]
    let errors = [0.211265384039233, 0.0160732955349842, 0.166447865652112, 0.130463980917153]
    for j in values.indices {
      // R's glm stops earlier than this program, and takes the weights of the step before.
      #expect(close(try #require(found[j]["value"] as? Double), values[j], relative: 1e-6))
      #expect(close(try #require(found[j]["standardError"] as? Double), errors[j], relative: 1e-6))
      #expect(try #require(found[j]["degreesOfFreedom"] as? Double) < 235)
    }
    let twice = try regress([files[0], files[0]], arguments)
    #expect(twice.status == 65 && twice.messages.contains("same bytes"))
  }

  @Test(
    "SPSS files, and what is wrong with a request",
    arguments: [
      (["--formula", "hours ~ HH1"], 0), (["--formula", "hours ~ HH2"], 65), (["--formula", "hours ~"], 64),
      (["--formula", "region ~ HH1"], 65), (["--formula", "hours ~ HH1", "--level", "2"], 64),
      (["--formula", "hours ~ HH1", "--covariance", "cluster"], 64),
      (["--formula", "hours ~ HH1", "--margins", "region"], 64),
    ])
  func requests(_ arguments: [String], _ status: Int) throws {
    let run = try regress([Oracle.path("survey-files/plain.sav")], ["--equal-weights"] + arguments)
    #expect(run.status == Int32(status), "\(run.messages)")
    if status != 0 { #expect(run.output.isEmpty) }
  }

  @Test("F56: the same bytes with one thread and two")
  func threads() throws {
    var text = "y,x,w\n"
    var state: UInt32 = 1
    for i in 0..<20_000 {
      state = state &* 1_664_525 &+ 1_013_904_223
      text += "\(state >> 31),\(Double(i % 97) / 7),\(1 + i % 3)\n"
    }
    try folder.write(text, to: "large.csv")
    let arguments = ["--weight", "w", "--formula", "y ~ x", "--family", "logit", "--format", "json"]
    let one = try regress([folder.path("large.csv")], arguments + ["--threads", "1"])
    let two = try regress([folder.path("large.csv")], arguments + ["--threads", "2"])
    #expect(one.status == 0 && one.output == two.output)
  }
}
