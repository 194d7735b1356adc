import Foundation
import TestSupport
import Testing

/// Values of R 4.2.2 with survey 4.5 (Tests/Oracles/survey), where a call is named; the rest are identities.
@Suite("prevalence survey")
struct SurveyCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func data(_ name: String) -> String { Repository.path("Tests/Oracles/survey/data/\(name).csv") }

  private func survey(_ file: String, _ arguments: [String]) throws -> ProgramRun {
    try ProgramRun(["survey", file] + arguments, in: folder.path)
  }

  /// The estimates of a run by quantity and domain.
  private func estimates(_ file: String, _ arguments: [String]) throws -> [String: [String: Any]] {
    let run = try survey(file, arguments + ["--format", "json"])
    #expect(run.status == 0, "\(run.messages)")
    var found: [String: [String: Any]] = [:]
    for estimate in try #require(run.json["estimates"] as? [[String: Any]]) {
      let domain = (estimate["domain"] as? [[String: String]] ?? []).map { $0["value"] ?? "" }
      let name = ([estimate["quantity"] as? String ?? ""] + domain).joined(separator: "|")
      found[name] = estimate
    }
    return found
  }

  private func check(
    _ found: [String: [String: Any]], _ name: String, _ value: Double, _ error: Double,
    relative: Double = 1e-9,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let estimate = try #require(
      found[name], "\(name) among \(found.keys.sorted())", sourceLocation: sourceLocation)
    let own = try #require(estimate["value"] as? Double, sourceLocation: sourceLocation)
    let ownError = try #require(estimate["standardError"] as? Double, sourceLocation: sourceLocation)
    #expect(close(own, value, relative: relative), "\(own)", sourceLocation: sourceLocation)
    #expect(close(ownError, error, relative: relative), "\(ownError)", sourceLocation: sourceLocation)
  }

  private let stratified = ["--weight", "pw", "--stratum", "stype", "--fpc", "fpc"]
  private let clustered = ["--weight", "pw", "--cluster", "dnum", "--fpc", "fpc"]

  // MARK: values

  @Test(
    "a code for no answer may be the number of a cluster or stratum",
    arguments: [[], ["--replication", "jkn", "--make"]])
  func codesOfDesign(replicates: [String]) throws {
    let path = folder.path("codes.csv")
    try "w,s,c,y\n1,97,96,1\n1,97,96,97\n1,97,97,0\n1,97,97,1\n1,98,1,0\n1,98,97,1\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let found = try estimates(
      path,
      ["--weight", "w", "--stratum", "s", "--cluster", "c", "--mean", "y", "--missing-values", "97"]
        + replicates)
    #expect(found["proportion of y"]?["value"] as? Double == 0.6)
  }

  @Test("apistrat: svymean(~api00), SE 9.40894080278458 with 197 degrees of freedom")
  func stratifiedMean() throws {
    let found = try estimates(data("apistrat"), stratified + ["--mean", "api00"])
    try check(found, "mean of api00", 662.287363159321, 9.40894080278458)
    #expect(found["mean of api00"]?["degreesOfFreedom"] as? Double == 197)
  }

  @Test(
    "the rules for a stratum with one unit, as svymean and svytotal with lonely.psu",
    arguments: [
      ("certainty", 10.4833821077944, 91370.8329758429), ("centred", 10.4979456670911, 92537.9013569258),
      ("average", 12.8394684713595, 111905.959081941),
    ])
  func lonely(rule: String, mean: Double, total: Double) throws {
    let found = try estimates(
      data("apistrat_lonely"),
      stratified + ["--mean", "api00", "--total", "enroll", "--lonely-psu", rule])
    try check(found, "mean of api00", 666.794801764414, mean)
    try check(found, "total of enroll", 2722740.50807381, total)
  }

  @Test("F72 and SVY-07: a stratum with one unit is refused by name, with the remedies")
  func lonelyRefused() throws {
    for more in [["--mean", "api00"], ["--quantile", "api00:0.5"]] {
      let run = try survey(data("apistrat_lonely"), stratified + more)
      #expect(run.status == 3)
      for text in ["SVY-07", "'H'", "certainty", "collapse", "centred", "average"] {
        #expect(run.messages.contains(text), "\(text)")
      }
      #expect(run.output.isEmpty)
    }
  }

  private let small =
    (["h,u,g,x,y"] + (1...16).map { "\(($0 - 1) / 8),\(($0 - 1) / 2),\($0 % 2),\($0),\($0 % 2)" })
    .joined(separator: "\n") + "\n"

  @Test("SVY-04: a total of which nobody in the sample has any is not printed as 0 to 0")
  func zeroTotal() throws {
    try folder.write(small, to: "small.csv")
    let run = try survey(
      "small.csv",
      [
        "--equal-weights", "--stratum", "h", "--cluster", "u", "--total", "y", "--by", "g", "--format",
        "json",
      ])
    let estimates = try #require(run.json["estimates"] as? [[String: Any]])
    let zero = try #require(estimates.first { $0["value"] as? Double == 0 })
    #expect(zero["interval"] as? [String: Any] == nil)
    #expect(zero["standardError"] as? Double == nil)
  }

  @Test("a quantile without an interval keeps its cases, and few degrees of freedom are noted (SVY-03)")
  func openQuantile() throws {
    try folder.write(small, to: "small.csv")
    let run = try survey(
      "small.csv",
      [
        "--equal-weights", "--stratum", "h", "--cluster", "u", "--quantile", "x:0.5", "--quantile", "x:0.01",
        "--format", "json",
      ])
    let estimates = try #require(run.json["estimates"] as? [[String: Any]])
    #expect(estimates.map { $0["sampleSize"] as? Int } == [16, 16])
    let codes = (estimates[0]["diagnostics"] as? [[String: Any]] ?? []).map { $0["code"] as? String }
    #expect(codes.contains("SVY-03"))
    #expect(estimates[1]["refused"] != nil)
  }

  private let margins = """
    variable,category,total
    stype,E,4421
    stype,H,755
    stype,M,1018

    """

  @Test("postStratify, rake and calibrate of apiclus1, whose effect reaches the standard error")
  func calibrations() throws {
    try folder.write(margins, to: "one.csv")
    try folder.write(margins + "sch.wide,No,1072\nsch.wide,Yes,5122\n", to: "two.csv")
    try folder.write(
      "variable,category,total\n1,,6194\nstype,H,755\nstype,M,1018\nstype,E,4421\napi99,,3914069\n",
      to: "three.csv")
    let cases: [([String], Double, Double)] = [
      (["--poststratify", "one.csv"], 642.310788211582, 23.9204864450904),
      (["--rake", "two.csv"], 641.23032092682, 23.7036168879225),
      (["--calibrate", "three.csv"], 665.30907116578, 3.44175311640481),
      (["--calibrate", "three.csv", "--distance", "raking"], 665.39379600015, 3.43775353983484),
      (
        ["--calibrate", "three.csv", "--distance", "logit", "--bounds", "0.3,3"], 665.395956230682,
        3.43511703045381
      ),
      (
        ["--calibrate", "three.csv", "--distance", "bounded", "--bounds", "0.6,1.7"], 665.461209213965,
        3.41968985913803
      ),
    ]
    for (arguments, value, error) in cases {
      let found = try estimates(data("apiclus1"), clustered + ["--mean", "api00"] + arguments)
      try check(found, "mean of api00", value, error, relative: 1e-8)
    }
  }

  @Test("F73, F74 and SVY-15: margins that cannot hold are refused by name")
  func impossibleMargins() throws {
    try folder.write("variable,category,total\nstype,E,4421\nstype,H,2\nstype,M,1018\n", to: "small.csv")
    try folder.write("variable,category,total\nstype,E,4421\nstype,H,755\n", to: "short.csv")
    // 'H' has a total below the people sampled from it, 'M' none.
    for (file, category) in [("small.csv", "'H'"), ("short.csv", "'M'")] {
      let run = try survey(data("apiclus1"), clustered + ["--mean", "api00", "--rake", file])
      #expect(run.status == 3)
      #expect(run.messages.contains("(SVY-15)") && run.messages.contains("'stype'"))
      #expect(run.messages.contains(category))
      #expect(run.output.isEmpty)
    }
  }

  @Test("as.svrepdesign(type = JK1), and given weights with the same result")
  func replicates() throws {
    let made = try estimates(
      data("apiclus1"), clustered.dropLast(2) + ["--mean", "api00", "--replication", "jk1", "--make"])
    // JK1 without population sizes is the linearised error of a mean times 15/14-ish; R has it with them.
    #expect(made["mean of api00"] != nil)
    let known = try estimates(
      data("apiclus1"), clustered + ["--mean", "api00", "--replication", "jk1", "--make"])
    try check(known, "mean of api00", 644.169398907104, 26.3293605895276)
    // Two PSUs in each of two strata, with half-samples written out: BRR has variance Σ(θ_r − θ̄)²/4.
    try folder.write(
      "s,c,w,y,rep1,rep2,rep3,rep4\n1,1,1,3,2,0,2,0\n1,2,1,5,0,2,0,2\n2,1,1,4,2,2,0,0\n2,2,1,9,0,0,2,2\n",
      to: "brr.csv")
    let given = try estimates(
      folder.path("brr.csv"),
      ["--weight", "w", "--replicate-weights", "rep*", "--replication", "brr", "--mean", "y"])
    let linearised = try estimates(
      folder.path("brr.csv"), ["--weight", "w", "--stratum", "s", "--cluster", "c", "--mean", "y"])
    try check(
      given, "mean of y", 5.25, try #require(linearised["mean of y"]?["standardError"] as? Double),
      relative: 1e-12)
  }

  @Test("svychisq(~sch.wide + comp.imp): F, chi-squared and adjusted Wald")
  func associations() throws {
    let run = try survey(data("apiclus1"), clustered + ["--cross", "sch.wide,comp.imp"])
    #expect(run.status == 0)
    for text in ["236.8947", "69.9746", "18.2529", "0.00077"] {
      #expect(run.output.contains(text), "\(text)")
    }
  }

  @Test("svyquantile(qrule = math): the median of enroll in apisrs, 453 (413 to 531)")
  func quantiles() throws {
    let found = try estimates(
      data("apisrs"), ["--weights-from-fpc", "--fpc", "fpc", "--quantile", "enroll:0.5"])
    let interval = try #require(found["quantile 0.5 of enroll"]?["interval"] as? [String: Any])
    #expect(found["quantile 0.5 of enroll"]?["value"] as? Double == 453)
    #expect(interval["lower"] as? Double == 413 && interval["upper"] as? Double == 531)
  }

  @Test("svyciprop(~I(stype == 'H')), logit and arcsine intervals of apiclus1")
  func proportions() throws {
    for (kind, lower, upper) in [
      ("logit", 0.0354088346206712, 0.157501118284708),
      ("arcsine", 0.0293194971089835, 0.143428939706756),
    ] {
      let found = try estimates(
        data("apiclus1"), clustered + ["--proportion", "stype=H", "--interval", kind])
      let interval = try #require(found["proportion of stype = H"]?["interval"] as? [String: Any])
      // R's logit interval is iterated to 2e-9.
      #expect(close(try #require(interval["lower"] as? Double), lower, relative: 1e-8), "\(kind)")
      #expect(close(try #require(interval["upper"] as? Double), upper, relative: 1e-8), "\(kind)")
    }
    let wald = try survey(data("apiclus1"), clustered + ["--proportion", "stype=H", "--interval", "wald"])
    #expect(wald.status == 64)
  }

  @Test(
    "MIcombine with the degrees of freedom of Barnard and Rubin: 0.177683083982407, SE 0.0110959198438798, 229.907"
  )
  func imputed() throws {
    // One column holds each imputation: five files are made of it.
    let lines = try String(contentsOfFile: data("mics_mi"), encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let names = lines[0]
    let above = names.indices.filter { names[$0].hasPrefix("above") }
    try #require(above.count == 5, "\(names)")
    let design = ["HH1", "stratum", "fsweight"].compactMap { names.firstIndex(of: $0) }
    try #require(design.count == 3, "\(names)")
    var files: [String] = []
    for (k, place) in above.enumerated() {
      var text = "HH1,stratum,fsweight,above\n"
      for line in lines.dropFirst() {
        text += (design + [place]).map { line[$0] }.joined(separator: ",") + "\n"
      }
      try folder.write(text, to: "imp\(k).csv")
      files.append(folder.path("imp\(k).csv"))
    }
    let found = try estimates(
      files[0],
      ["--weight", "fsweight", "--stratum", "stratum", "--cluster", "HH1", "--mean", "above", "--imputed"]
        + files.dropFirst())
    try check(found, "proportion of above", 0.177683083982407, 0.0110959198438798)
    let df = try #require(found["proportion of above"]?["degreesOfFreedom"] as? Double)
    // mitools has another complete-data factor in equation 3 (RubinCombinationTests).
    #expect(close(df, 229.907194699136, relative: 2e-3))
  }

  // MARK: laws

  /// A survey with everything: strata, reused cluster ids, missing answers, rows of weight 0.
  private func made(end: String = "\n", quote: String = "", swapped: Bool = false) -> String {
    func row(_ cells: [String]) -> String {
      (swapped ? cells.reversed() : cells).map { quote + $0 + quote }.joined(separator: ",") + end
    }
    var text = row(["unused", "s", "c", "w", "y", "x", "sex", "region"])
    for i in 0..<1200 {
      let y = i % 31 == 0 ? "" : (i * i % 7 < 2 ? "1" : "0")
      text += row([
        "u\(i)", "\(i % 6)", "\(i / 6 % 5)", "\(1 + Double(i % 13) / 4)", y, "\(i % 17).5",
        i % 2 == 0 ? "male" : "female", i % 97 == 0 ? "" : ["north", "south", "east"][i * 7 % 3],
      ])
    }
    return text
  }

  private let design = ["--weight", "w", "--stratum", "s", "--cluster", "c"]

  @Test("one pass gives what rows in memory give, for every statistic and breakdown")
  func onePass() throws {
    try folder.write(made(), to: "a.csv")
    let asked =
      design + [
        "--mean", "y,x", "--total", "x", "--ratio", "y/x", "--by", "sex,region", "--contrast", "region",
      ]
    let streamed = try estimates(folder.path("a.csv"), asked)
    let held = try estimates(folder.path("a.csv"), asked + ["--quantile", "x:0.5"])
    #expect(streamed.count == 56)
    for (name, estimate) in streamed {
      let other = try #require(held[name], "\(name)")
      for key in [
        "value", "standardError", "designEffect", "missingShare", "degreesOfFreedom", "weightedSize",
      ] {
        #expect(
          close(
            estimate[key] as? Double ?? 0, other[key] as? Double ?? 0, relative: 1e-10, absolute: 1e-12),
          "\(name) \(key)")
      }
      #expect(estimate["sampleSize"] as? Int == other["sampleSize"] as? Int, "\(name)")
    }
  }

  @Test(
    "S25: line ends, quotes, order of columns and unused columns change nothing but the record of the file")
  func forms() throws {
    let asked = design + ["--mean", "y,x", "--by", "sex,region", "--format", "csv"]
    var outputs: [String] = []
    for (k, text) in [
      made(), made(end: "\r\n"), made(quote: "\""), made(swapped: true), "\u{FEFF}" + made(), made() + "\n",
    ].enumerated() {
      try folder.write(text, to: "form\(k).csv")
      let run = try survey(folder.path("form\(k).csv"), asked)
      #expect(run.status == 0, "\(run.messages)")
      outputs.append(run.output)
    }
    #expect(outputs.allSatisfy { $0 == outputs[0] })
  }

  @Test("S7 and S9: rows of weight 0 change nothing; domain totals add up; S13: equal weights are s/√n")
  func laws() throws {
    try folder.write(made(), to: "a.csv")
    var more = made()
    for i in 0..<50 { more += "v\(i),\(i % 6),\(i % 5),0,1,3.5,male,north\n" }
    try folder.write(more, to: "b.csv")
    let asked = design + ["--mean", "y", "--total", "x", "--by", "sex"]
    let (a, b) = (try estimates(folder.path("a.csv"), asked), try estimates(folder.path("b.csv"), asked))
    for (name, estimate) in a {
      try check(
        b, name, try #require(estimate["value"] as? Double),
        try #require(estimate["standardError"] as? Double),
        relative: 1e-12)
    }
    func value(_ name: String) throws -> Double { try #require(a[name]?["value"] as? Double) }
    #expect(
      close(
        try value("total of x|male") + value("total of x|female"), try value("total of x"), relative: 1e-12))
    try folder.write("y\n1.5\n4\n7\n9.25\n", to: "iid.csv")
    let mean = 21.75 / 4
    let squares = [1.5, 4, 7, 9.25].map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    try check(
      estimates(folder.path("iid.csv"), ["--equal-weights", "--mean", "y"]), "mean of y", mean,
      (squares / 12).squareRoot(), relative: 1e-12)
  }

  @Test("S11b: --where keeps the whole design, which rows deleted before do not")
  func domains() throws {
    try folder.write(made(), to: "a.csv")
    let whole = try estimates(folder.path("a.csv"), design + ["--mean", "x", "--by", "region"])
    let part = try estimates(folder.path("a.csv"), design + ["--mean", "x", "--where", "region=north"])
    try check(
      part, "mean of x", try #require(whole["mean of x|north"]?["value"] as? Double),
      try #require(whole["mean of x|north"]?["standardError"] as? Double), relative: 1e-12)
  }

  // MARK: saying when not to publish

  /// Twelve clusters; the smallest domains have 20 and 40 cases, and nobody in the last has the attribute.
  private func domainsOfSizes() throws -> String {
    var text = "s,c,w,y,z,d\n"
    for (name, size) in [("tiny", 20), ("small", 40), ("large", 600), ("none", 100)] {
      for i in 0..<size {
        let y = name == "none" ? 0 : (i * 13 % 5 == 0 ? 1 : 0)
        text += "\(i % 2),\(i % 12),1,\(y),\(i % 3 == 0 ? 100 * (i % 7) : 0),\(name)\n"
      }
    }
    try folder.write(text, to: "sizes.csv")
    return folder.path("sizes.csv")
  }

  @Test(
    "SVY-06 as MICS prints it: an asterisk under 25 unweighted cases, parentheses under 50, and the footnotes"
  )
  func mics() throws {
    let run = try survey(try domainsOfSizes(), design + ["--mean", "y", "--by", "d", "--standard", "mics"])
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n").map(String.init)
    let tiny = try #require(lines.first { $0.hasPrefix("tiny") })
    #expect(tiny.contains("*") && tiny.contains("20") && !tiny.contains("."))
    #expect(try #require(lines.first { $0.hasPrefix("small") }).contains("(20.0)"))
    for text in [
      "25 to 49 unweighted cases", "fewer than 25 unweighted cases have been suppressed", "SVY-04",
    ] {
      #expect(run.output.contains(text), "\(text)")
    }
    let json = try survey(
      try domainsOfSizes(), design + ["--mean", "y", "--by", "d", "--standard", "mics", "--format", "json"])
    let estimates = try #require(json.json["estimates"] as? [[String: Any]])
    let refused = estimates.filter { $0["refused"] != nil }
    #expect(refused.count == 1)
    for key in [
      "value", "standardError", "interval", "designEffect", "positiveCases", "coefficientOfVariation",
    ] {
      #expect(refused[0][key] == nil, "\(key) of a suppressed estimate")
    }
  }

  @Test("SVY-01, 02, 05: the rules of NCHS and of Statistics Canada")
  func otherStandards() throws {
    let nchs = try survey(try domainsOfSizes(), design + ["--mean", "y", "--by", "d", "--standard", "nchs"])
    #expect(nchs.status == 0)
    let lines = nchs.output.split(separator: "\n").map(String.init)
    for (domain, codes) in [
      ("large", "SVY-02"), ("none", "SVY-04"), ("small", "SVY-20 SVY-02"), ("tiny", "SVY-20 SVY-01"),
    ] {
      let line = try #require(lines.first { $0.hasPrefix("\(domain) ") })
      #expect(line.hasSuffix(" \(codes)") && line.contains("*") == (domain != "none"), "\(line)")
    }
    #expect(nchs.output.contains("SVY-01") && nchs.output.contains("NCHS"))
    let wide = try survey(
      try domainsOfSizes(),
      design + ["--mean", "y", "--standard", "nchs", "--where", "d=small"])
    #expect(wide.status == 3)
    #expect(wide.messages.contains("no estimate (SVY-02)") && wide.output.contains("SVY-02"))
    let canada = try survey(
      try domainsOfSizes(), design + ["--mean", "z", "--by", "d", "--standard", "statcan"])
    #expect(canada.output.contains("SVY-05"))
    #expect(canada.output.contains("F Too unreliable") || canada.output.contains("use with caution"))
  }

  @Test("when nothing may be published the exit code is 3, and no number is printed")
  func nothing() throws {
    let run = try survey(
      try domainsOfSizes(), design + ["--mean", "y", "--where", "d=tiny", "--standard", "mics"])
    #expect(run.status == 3)
    #expect(run.messages.contains("SVY-06"))
  }

  @Test("F71: nobody with the attribute has an exact upper limit and never 0 (0–0)")
  func zero() throws {
    let found = try estimates(try domainsOfSizes(), design + ["--mean", "y", "--by", "d"])
    let interval = try #require(found["proportion of y|none"]?["interval"] as? [String: Any])
    #expect(found["proportion of y|none"]?["value"] as? Double == 0)
    #expect(interval["lower"] as? Double == 0)
    #expect(try #require(interval["upper"] as? Double) > 0.02)
    #expect(found["proportion of y|none"]?["standardError"] is NSNull)
  }

  private func codes(_ file: String, _ arguments: [String]) throws -> Set<String> {
    let run = try survey(file, arguments + ["--format", "json"])
    #expect(run.status == 0, "\(run.messages)")
    let all = (try #require(run.json["estimates"] as? [[String: Any]])).flatMap {
      $0["diagnostics"] as? [[String: Any]] ?? []
    }
    return Set(all.compactMap { $0["code"] as? String })
  }

  @Test("SVY-03, 08, 09, 10, 11, 12, 16 and 20 are raised, and where a response rate is low there are bounds")
  func warnings() throws {
    var text = "s,c,w,y,r\n"
    for i in 0..<240 {
      // Clusters agree within themselves; one weight is huge, one is 0; a quarter of the answers are missing.
      let y = i % 4 == 0 ? "" : (i / 40 == 2 ? "1" : "0")
      text += "\(i / 120),\(i / 40 % 3),\(i == 5 ? 0 : i == 7 ? 90 : 1),\(y),\(i % 3 == 0 ? "yes" : "no")\n"
    }
    try folder.write(text, to: "w.csv")
    let found = try codes(folder.path("w.csv"), design + ["--mean", "y", "--responded", "r=yes"])
    for code in ["SVY-03", "SVY-09", "SVY-10", "SVY-11", "SVY-12", "SVY-16"] {
      #expect(found.contains(code), "\(code) in \(found.sorted())")
    }
    #expect(try codes(folder.path("w.csv"), design + ["--mean", "y"]).contains("SVY-08"))
    #expect(
      try codes(folder.path("w.csv"), design + ["--mean", "y", "--response-rate", "0.4"]).contains("SVY-11"))
    let run = try survey(folder.path("w.csv"), design + ["--mean", "y", "--responded", "r=yes"])
    #expect(run.output.contains("What those without an answer could change"))
    #expect(run.output.contains("80 of 240 asked"))
    var rare = "w,y\n"
    for i in 0..<300 { rare += "1,\(i < 4 ? 1 : 0)\n" }
    try folder.write(rare, to: "rare.csv")
    #expect(try codes(folder.path("rare.csv"), ["--weight", "w", "--mean", "y"]).contains("SVY-20"))
    try folder.write("variable,category,total\nk,a,1000\nk,b,100\n", to: "k.csv")
    try folder.write(
      "w,y,k\n" + (0..<40).map { "1,\($0 % 2),\($0 < 20 ? "a" : "b")\n" }.joined(), to: "k-rows.csv")
    #expect(
      try codes(
        folder.path("k-rows.csv"), ["--weight", "w", "--mean", "y", "--poststratify", folder.path("k.csv")]
      ).contains("SVY-14"))
  }

  // MARK: people, profiles, reports

  @Test("prevalence times a population: a number, one with an error, a file by domain")
  func magnitudes() throws {
    try folder.write(made(), to: "a.csv")
    try folder.write("sex,population,standard_error\nmale,1000,50\nfemale,2000,\n,3000,\n", to: "people.csv")
    let file = folder.path("a.csv")
    let known = try estimates(file, design + ["--mean", "y", "--population", "1000"])
    let p = try #require(known["proportion of y"]?["value"] as? Double)
    let error = try #require(known["proportion of y"]?["standardError"] as? Double)
    try check(known, "people: proportion of y", 1000 * p, 1000 * error, relative: 1e-12)
    let unsure = try estimates(file, design + ["--mean", "y", "--population", "1000+-50"])
    try check(
      unsure, "people: proportion of y", 1000 * p, (1e6 * error * error + p * p * 2500).squareRoot(),
      relative: 1e-12)
    let each = try estimates(
      file, design + ["--mean", "y", "--by", "sex", "--population", folder.path("people.csv")])
    #expect(each["people: proportion of y|male"] != nil && each["people: proportion of y|female"] != nil)
    #expect(each["people: proportion of y"] != nil)
  }

  @Test("a profile brings design, breakdowns and indicators; the tables are in MICS' conventions")
  func profile() throws {
    let file = Repository.path("Data/synthetic-survey/children.csv")
    let run = try survey(file, ["--profile", "mics6", "--indicator", "child-labour", "--by", "region,sex"])
    #expect(run.status == 0, "\(run.messages)")
    for text in ["region by sex", "Total", "3,277", "188", "mics6"] {
      #expect(run.output.contains(text), "\(text)")
    }
    let wrong = try survey(file, ["--profile", "mics6", "--indicator", "child-labor"])
    #expect(wrong.status == 64 && wrong.messages.contains("child-labour"))
    #expect(
      try survey(file, ["--profile", "mics6", "--indicator", "child-labour", "--weight", "w"]).status == 64)
  }

  @Test("F55: a report has a table and a plot for each statistic, and the same bytes each time")
  func report() throws {
    try folder.write(made(), to: "a.csv")
    let arguments = design + ["--mean", "y,x", "--by", "sex,region", "--population", "5000"]
    let first = try survey(folder.path("a.csv"), arguments + ["--output", folder.path("one")])
    #expect(first.status == 0, "\(first.messages)")
    _ = try survey(folder.path("a.csv"), arguments + ["--output", folder.path("two")])
    let files = try TemporaryFolder.contents(of: folder.path("one"))
    for name in [
      "report.html", "figures/intervals-1.svg", "tables/estimates-2.csv", "tables/magnitude.csv",
      "manifest.json",
    ] {
      #expect(files[name] != nil, "\(name)")
    }
    #expect(try TemporaryFolder.contents(of: folder.path("two")) == files)
  }

  // MARK: faults

  @Test(
    "F03 to F18: faults of the file end with 65, with line and column, and no cell is printed",
    arguments: [
      ("s,c,w,y\n1,1,1,1\n1,2,-3,0\n", "weight is negative", ":3: column 'w'"),
      ("s,c,w,y\n1,1,1,1\n1,2,,0\n", "the weight is missing", ":3: column 'w'"),
      ("s,c,w,y\n1,1,1,1\n,2,1,0\n", "a design variable is missing", ":3: column 's'"),
      ("s,c,w,y\n1,1,1,1\n1,,1,0\n", "a design variable is missing", ":3: column 'c'"),
      ("s,c,w,y\n1,1,1,1\n1,2,1,canary\n", "not a number", ":3: column 'y'"),
      ("s,c,w,y\n1,1,1,1\n1,2,1\n", "3 fields", ":3"),
      ("s,c,w,y\n1,1,0,1\n1,2,0,1\n", "no row has a positive weight", "column 'w'"),
      ("s,c,w,y\n", "no records", ""), ("", "no records", ""),
      ("s,c,w,q\n1,1,1,1\n", "no such column", "column 'y'"),
      ("s,c,w,y\n1,1,1,\n1,2,1,\n", "nobody", ""),
      ("s,c,w,y\n1,1,1e308,1e308\n1,2,1e308,1e308\n", "", ""),
    ])
  func faults(text: String, problem: String, place: String) throws {
    try folder.write(text, to: "bad.csv")
    for more in [[], ["--quantile", "y:0.5"]] as [[String]] {
      let run = try survey(folder.path("bad.csv"), design + ["--mean", "y", "--total", "y"] + more)
      #expect(run.status == 65, "\(run.status) \(run.messages) \(run.output)")
      #expect(problem.isEmpty || run.messages.contains(problem), "\(run.messages)")
      #expect(place.isEmpty || run.messages.contains(place), "\(run.messages)")
      #expect(!run.messages.contains("canary") && run.output.isEmpty)
    }
  }

  @Test(
    "arguments that do not fit together end with 64 and leave standard output clean",
    arguments: [
      ["--mean", "y"], ["--weight", "w"], ["--weight", "w", "--mean", "y", "--level", "95"],
      ["--weight", "w", "--mean", "y", "--contrast", "sex"], ["--weight", "w", "--mean", "y", "--make"],
      ["--weight", "w", "--equal-weights", "--mean", "y"], ["--weight", "w", "--ratio", "y"],
      ["--weight", "w", "--quantile", "y:2"], ["--weight", "w", "--stratum", "w", "--mean", "y"],
      ["--weight", "w", "--mean", "y", "--replication", "magic", "--make"],
      ["--weight", "w", "--mean", "y", "--standard", "mine"], ["--weight", "w", "--mean", ""],
      ["--weight", "w", "--mean", "y", "--indicator", "x"], ["--weight", "w", "--mean", "y", "--trim", "1"],
    ])
  func usage(arguments: [String]) throws {
    try folder.write("w,y\n1,0\n2,1\n3,1\n", to: "a.csv")
    let run = try survey(folder.path("a.csv"), arguments)
    #expect(run.status == 64, "\(run.messages)")
    #expect(run.output.isEmpty && !run.messages.isEmpty)
  }

  @Test("damaged files of every length end with a code of the list and never with a signal")
  func damaged() throws {
    let bytes = Array(made().utf8.prefix(4_000))
    var state: UInt64 = 7
    func below(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
    let asked = design + ["--mean", "y,x", "--total", "x", "--by", "sex,region", "--lonely-psu", "certainty"]
    for round in 0..<25 {
      var damaged = bytes
      for _ in 0..<1 + below(4) {
        let place = 30 + below(damaged.count - 30)
        switch below(4) {
        case 0: damaged[place] = UInt8(below(256))
        case 1: damaged.remove(at: place)
        case 2: damaged.insert(contentsOf: Array("\",\n\r9e300".utf8).prefix(1 + below(8)), at: place)
        default: damaged.removeLast(below(damaged.count / 2))
        }
      }
      try Data(damaged).write(to: URL(fileURLWithPath: folder.path("d.csv")))
      let run = try survey(folder.path("d.csv"), asked + (round % 2 == 0 ? ["--quantile", "x:0.5"] : []))
      #expect([0, 3, 64, 65].contains(run.status), "\(run.status) \(run.messages)")
    }
  }
}
