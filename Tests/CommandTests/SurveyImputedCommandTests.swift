import Foundation
import TestSupport
import Testing

/// Imputed files: R 4.2.2 and survey 4.1-1 give value and variance in each of the five, which are combined by hand in R
/// (T = W + (1 + 1/m)B, degrees of freedom by equation 3 of Barnard and Rubin 1999 with 235 of the complete data).
@Suite("prevalence survey --imputed")
struct SurveyImputedCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let wide = try String(contentsOfFile: Oracle.path("survey/data/mics_mi.csv"), encoding: .utf8)
    let lines = wide.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    for k in 1...5 {
      let names = ["HH1", "stratum", "fsweight", "HL4", "above_\(k)", "hrs_\(k)"]
      let places = names.compactMap { name in lines[0].firstIndex { $0 == name } }
      let rows = lines.dropFirst().map { line in places.map { String(line[$0]) }.joined(separator: ",") }
      try folder.write(
        "HH1,stratum,fsweight,HL4,above,hrs\n" + rows.joined(separator: "\n") + "\n", to: "imp\(k).csv")
    }
  }

  private func run(_ arguments: [String], files: [String]) throws -> ProgramRun {
    try ProgramRun(
      ["survey", files[0], "--weight", "fsweight", "--stratum", "stratum", "--cluster", "HH1"] + arguments
        + ["--imputed"] + files.dropFirst(), in: folder.path)
  }

  private let files = (1...5).map { "imp\($0).csv" }

  @Test(
    "a difference of domains, a ratio and a quantile have degrees of freedom of their own",
    arguments: [
      (
        "proportion of above", "HL4: 1 less 2", 0.04942328557807272, 0.01799954207987162, 221.2222664209576
      ),
      ("ratio of hrs to above", "", 24.36339889935087, 1.159473746407361, 226.5031376629412),
      ("quantile 0.9 of hrs", "", 16.4, 1.283829038442678, 57.41443759917122),
    ])
  func statistics(quantity: String, domain: String, value: Double, error: Double, df: Double) throws {
    let run = try run(
      [
        "--mean", "above", "--ratio", "hrs/above", "--quantile", "hrs:0.9", "--by", "HL4", "--contrast",
        "HL4=1/2", "--format", "json",
      ], files: files)
    try #require(run.status == 0, "\(run.messages)")
    let estimates = try #require(run.json["estimates"] as? [[String: Any]])
    let found = try #require(
      estimates.first {
        let name = $0["quantity"] as? String ?? ""
        let domains = $0["domain"] as? [[String: String]] ?? []
        return domain.isEmpty
          ? name == quantity && domains.isEmpty
          : name.contains(quantity) && name.contains("less")
      }, "\(estimates.map { $0["quantity"] ?? "" })")
    #expect(close(try #require(found["value"] as? Double), value, relative: 1e-12))
    #expect(close(try #require(found["standardError"] as? Double), error, relative: 1e-9))
    #expect(close(try #require(found["degreesOfFreedom"] as? Double), df, relative: 1e-9))
  }

  /// D₁ from `svytotal` of the four cells in each file, by the gradient of N₁₁ − N₁₊N₊₁/N.
  @Test("a cross table has combined shares and the adjusted Wald test as D1, and says why no other")
  func crossTable() throws {
    let run = try run(["--cross", "above,HL4"], files: files)
    #expect(run.status == 0, "\(run.messages)")
    for text in ["49.1", "7.3841", "235.00", "are not combined over imputed files"] {
      #expect(run.output.contains(text), "\(text)")
    }
    #expect(!run.output.contains("Rao-Scott, second order"))
  }

  @Test("copies of one file and files of other length are refused") func refused() throws {
    let twice = try run(["--mean", "above"], files: ["imp1.csv", "imp1.csv"])
    #expect(twice.status == 65 && twice.messages.contains("same bytes"), "\(twice.messages)")
    let text = try folder.read("imp2.csv")
    try folder.write(text.split(separator: "\n").dropLast(3).joined(separator: "\n") + "\n", to: "short.csv")
    let short = try run(["--mean", "above"], files: ["imp1.csv", "short.csv"])
    #expect(short.status == 65 && short.messages.contains("as many rows"), "\(short.messages)")
  }
}
