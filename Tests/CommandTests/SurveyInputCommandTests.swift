import Foundation
import TestSupport
import Testing

/// How survey files are read by `survey` and `regress`: one spelling of every option, and places of faults.
@Suite("options and faults of survey files")
struct SurveyInputCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: [String]) throws -> ProgramRun { try ProgramRun(arguments, in: folder.path) }

  /// Format 115 has no place for the character set; this file is in UTF-8.
  @Test("--encoding, where a Stata file says nothing of it") func encoding() throws {
    let file = Oracle.path("survey-files/stata12.dta")
    let asked = ["survey", file, "--equal-weights", "--proportion", "region=süd", "--format", "json"]
    let without = try run(asked)
    #expect(without.status == 65 && without.output.isEmpty)
    let with = try run(asked + ["--encoding", "UTF-8"])
    #expect(with.status == 0, "\(with.messages)")
    // Two of the six who answered.
    let estimates = try #require(with.json["estimates"] as? [[String: Any]])
    #expect(close(try #require(estimates[0]["value"] as? Double), 1.0 / 3, relative: 1e-15))
    #expect(try run(asked + ["--encoding", "no-such-set"]).status == 65)
  }

  @Test("a fault behind quoted line ends is named by its physical line")
  func lines() throws {
    var text = "w,s,y,x,note\n"
    for i in 0..<12 { text += "1,a,\(i % 2),\(i == 9 ? "k9" : "\(i * i % 7)"),\"one\ntwo\"\n" }
    try folder.write(text, to: "notes.csv")
    let stray = try run(["regress", "notes.csv", "--weight", "w", "--formula", "y ~ x"])
    #expect(stray.status == 65 && stray.messages.contains("notes.csv:20: column 'x'"), "\(stray.messages)")
    #expect(!stray.messages.contains("k9"))
    for command in [["regress", "--formula", "y ~ s"], ["survey", "--mean", "y"]] {
      let negative = text.replacing("1,a,1,2,\"", with: "-1,a,1,2,\"")
      try folder.write(negative, to: "negative.csv")
      let refused = try run([command[0], "negative.csv", "--weight", "w"] + command.dropFirst())
      #expect(refused.status == 65 && refused.messages.contains("the weight is negative"))
      #expect(refused.messages.contains("negative.csv:8: column 'w'"), "\(refused.messages)")
    }
  }

  @Test("columns that differ in capitals alone are asked for as they are spelled")
  func capitals() throws {
    var text = "W,y,Y,x\n"
    for i in 0..<40 { text += "1,\(i % 2),\(i % 5),\(i * i % 11)\n" }
    try folder.write(text, to: "case.csv")
    for (name, value) in [("y", 0.5), ("Y", 2)] {
      for more in [[], ["--quantile", "X:0.5"]] {
        let found = try run(
          ["survey", "case.csv", "--weight", "w", "--mean", name, "--format", "json"] + more)
        try #require(found.status == 0, "\(found.messages)")
        let estimates = try #require(found.json["estimates"] as? [[String: Any]])
        #expect(estimates[0]["value"] as? Double == value, "\(name)")
      }
      #expect(try run(["regress", "case.csv", "--weight", "w", "--formula", "\(name) ~ X"]).status == 0)
    }
    try folder.write(text.replacing("W,y,Y,x", with: "w,Yes,yEs,x"), to: "ambiguous.csv")
    for command in [["survey", "--mean", "yes"], ["regress", "--formula", "yes ~ x"]] {
      let refused = try run([command[0], "ambiguous.csv", "--weight", "w"] + command.dropFirst())
      #expect(refused.status == 65 && refused.messages.contains("could be meant"), "\(refused.messages)")
    }
    try folder.write(text.replacing("W,y,Y,x", with: "W,y,y,x"), to: "twice.csv")
    #expect(try run(["survey", "twice.csv", "--weight", "w", "--mean", "x"]).status == 65)
  }

  @Test("codes, texts and labels of missing answers, in every format and by every command")
  func missing() throws {
    var text = "w,c,y,x\n"
    for i in 0..<60 {
      text += "1,\(i % 2 == 0 ? 97 : i % 10),\(i % 6 == 0 ? "97" : "\(i % 2)"),\(i * i % 13)\n"
    }
    try folder.write(text, to: "codes.csv")
    let asked = ["--weight", "w", "--cluster", "c", "--missing-values", "97,NA"]
    // The cluster 97 is no missing answer.
    let means = try run(
      ["survey", "codes.csv", "--mean", "y", "--quantile", "x:0.5", "--format", "json"] + asked)
    try #require(means.status == 0, "\(means.messages)")
    let estimates = try #require(means.json["estimates"] as? [[String: Any]])
    #expect(close(try #require(estimates[0]["value"] as? Double), 0.6, relative: 1e-15))
    let model = try run(["regress", "codes.csv", "--formula", "y ~ x", "--format", "json"] + asked)
    #expect(model.status == 0, "\(model.messages)")
    let labelled = try run([
      "survey", Oracle.path("survey-files/plain.sav"), "--equal-weights", "--mean", "weight", "--by",
      "region",
      "--missing-values", "süd", "--format", "json",
    ])
    #expect(labelled.status == 0, "\(labelled.messages)")
    let domains = try #require(labelled.json["estimates"] as? [[String: Any]]).flatMap {
      ($0["domain"] as? [[String: String]] ?? []).compactMap { $0["value"] }
    }
    #expect(domains == ["north", "Ωmega"])
  }

  @Test(
    "one spelling everywhere: the rules of single clusters in the words of R and Stata too",
    arguments: [
      ("fail", Int32(3)), ("certainty", 0), ("centred", 0), ("average", 0), ("collapse", 0), ("adjust", 0),
      ("centered", 0), ("scaled", 0), ("remove", 0), ("error", 64),
    ])
  func lonely(rule: String, status: Int32) throws {
    let file = Oracle.path("survey/data/apistrat_lonely.csv")
    let design = ["--weight", "pw", "--stratum", "stype", "--lonely-psu", rule]
    #expect(try run(["survey", file, "--mean", "api00"] + design).status == status)
    #expect(try run(["regress", file, "--formula", "api00 ~ ell"] + design).status == status)
  }

  @Test("population sizes of one of two stages are warned of by SVY-21") func stageSizes() throws {
    let file = Oracle.path("survey/data/apiclus2.csv")
    let both = ["--weight", "pw", "--cluster", "dnum,snum", "--lonely-psu", "certainty"]
    for command in [["survey", "--mean", "api00"], ["regress", "--formula", "api00 ~ ell"]] {
      let some = try run(
        [command[0], file] + command.dropFirst() + both + ["--fpc", "fpc1", "--format", "json"])
      #expect(some.status == 0 && some.output.contains("SVY-21"), "\(some.messages)")
      let all = try run(
        [command[0], file] + command.dropFirst() + both + ["--fpc", "fpc1,fpc2", "--format", "json"])
      #expect(all.status == 0 && !all.output.contains("SVY-21"), "\(all.messages)")
    }
  }

  /// In `stata15.dta` the clusters 1 and 2 of `HH1` have labels; two of the seven rows are of the first.
  @Test("an answer is asked for by its label or by its code") func labels() throws {
    for answer in ["first cluster", "1"] {
      for arguments in [
        ["--proportion", "HH1=\(answer)"], ["--mean", "weight", "--where", "HH1=\(answer)"],
      ] {
        let found = try run(
          ["survey", Oracle.path("survey-files/stata15.dta"), "--equal-weights", "--format", "json"]
            + arguments)
        try #require(found.status == 0, "\(found.messages)")
        let value = try #require(found.json["estimates"] as? [[String: Any]])[0]["value"] as? Double
        #expect(close(try #require(value), arguments.count == 2 ? 2.0 / 7 : 0.875, relative: 1e-15))
      }
    }
  }

  @Test(
    "what would be passed over in silence is refused",
    arguments: [
      ["--total", "x", "--population", "100"], ["--cross", "y,y"], ["--mean", "y", "--replicate-scale", "2"],
      ["--mean", "y", "--trim", "5,2"], ["--mean", "y", "--bounds", "0.3,3"],
      ["--mean", "y", "--distance", "raking"], ["--quantile", "x:0.5,x:2"], ["--quantile", "x:0.5,"],
    ])
  func silence(arguments: [String]) throws {
    try folder.write("w,y,x\n" + (0..<20).map { "1,\($0 % 2),\($0)\n" }.joined(), to: "a.csv")
    let found = try run(["survey", "a.csv", "--weight", "w"] + arguments)
    #expect(found.status == 64 && found.output.isEmpty, "\(found.messages)")
  }

  @Test("quantiles and ratios are lists, as other statistics are") func lists() throws {
    try folder.write("w,y,x\n" + (0..<20).map { "1,\($0 % 2 + 1),\($0)\n" }.joined(), to: "a.csv")
    let found = try run([
      "survey", "a.csv", "--weight", "w", "--quantile", "x:0.5,y:0.25", "--ratio", "x/y,y/x", "--format",
      "json",
    ])
    let names = try #require(found.json["estimates"] as? [[String: Any]]).compactMap {
      $0["quantity"] as? String
    }
    #expect(
      names == ["ratio of x to y", "ratio of y to x", "quantile 0.5 of x", "quantile 0.25 of y"], "\(names)")
  }
}
