import Foundation
import Testing

@Suite("prevalence simulate mse")
struct SimulateCommandTests {
  static let small = [
    "simulate", "mse", "--scenario", "independent-sparse", "referral", "--method", "independence", "chao",
    "--population", "400", "--lists", "3", "--datasets", "20",
  ]

  @Test("JSON has a version, the settings, and every data set accounted for")
  func json() throws {
    let run = try ProgramRun(Self.small + ["--format", "json", "--threads", "1"])
    #expect(run.status == 0)
    #expect(run.messages.isEmpty)
    #expect(try run.json["schemaVersion"] as? Int == 1)
    let scenarios = try #require(try run.json["scenarios"] as? [[String: Any]])
    #expect(scenarios.map { $0["name"] as? String } == ["independent-sparse", "referral"])
    for scenario in scenarios {
      for method in try #require(scenario["methods"] as? [[String: Any]]) {
        let refused = try #require(method["refused"] as? [[String: Any]])
        let count = refused.reduce(0) { $0 + ($1["count"] as? Int ?? 0) }
        #expect(count + (method["answered"] as? Int ?? 0) == 20)
      }
    }
    #expect(try ProgramRun(Self.small + ["--format", "json", "--threads", "2"]).output == run.output)
  }

  @Test("table, Markdown and CSV", arguments: ["table", "markdown", "csv"])
  func formats(format: String) throws {
    let run = try ProgramRun(Self.small + ["--format", format])
    #expect(run.status == 0)
    #expect(run.output.contains("independent-sparse"))
    if format == "csv" { #expect(run.output.split(separator: "\n").count == 5) }
  }

  @Test("help teaches by example and lists scenarios and methods")
  func help() throws {
    let run = try ProgramRun(["simulate", "mse", "--help"])
    #expect(run.status == 0)
    #expect(run.output.contains("xample"))
    #expect(run.output.contains("heterogeneity-1.5"))
    #expect(run.output.contains("stepwise-bca"))
  }

  @Test(
    "F42: bad usage ends with 64 and leaves standard output clean",
    arguments: [
      ["--scenario", "heterogenity-1"], ["--method", "magic"], ["--population", "3"], ["--lists", "2"],
      ["--lists", "9"], ["--datasets", "0"], ["--bootstrap", "5"], ["--level", "95"], ["--threads", "0"],
      ["--format", "xml"], ["--lists", "6", "--method", "graphs"], ["--seed", "-1"],
    ])
  func usage(arguments: [String]) throws {
    let run = try ProgramRun(["simulate", "mse"] + arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(!run.messages.isEmpty)
  }
}
