import Foundation
import TestSupport
import Testing

/// Designs of regressions: R 4.2.2 and survey 4.1-1, `glm.control(epsilon = 1e-15)`, with the calls named.
@Suite("designs of prevalence regress")
struct RegressDesignCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func data(_ name: String) -> String { Oracle.path("survey/data/\(name).csv") }

  private func estimates(_ file: String, _ arguments: [String]) throws -> [[String: Any]] {
    let run = try ProgramRun(["regress", file, "--format", "json"] + arguments, in: folder.path)
    try #require(run.status == 0, "\(run.messages)")
    return try #require(run.json["estimates"] as? [[String: Any]])
  }

  private func check(
    _ found: [[String: Any]], _ values: [Double], _ errors: [Double], df: Double, relative: Double = 1e-9
  ) throws {
    for j in values.indices {
      #expect(close(try #require(found[j]["value"] as? Double), values[j], relative: relative))
      #expect(close(try #require(found[j]["standardError"] as? Double), errors[j], relative: relative))
      #expect(found[j]["degreesOfFreedom"] as? Double == df)
    }
  }

  private let formula = ["--formula", "api00 ~ ell + meals + mobility"]

  @Test("svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2): both stages are in the covariance") func stages()
    throws
  {
    let found = try estimates(
      data("apiclus2"),
      formula + ["--weight", "pw", "--cluster", "dnum,snum", "--fpc", "fpc1,fpc2"])
    try check(
      found, [811.49072250217057, -2.0591641823838964, -1.7771813339210791, 0.3252517488191176],
      [30.2338302726172579, 1.3798436532552349, 1.0830020887996470, 0.6103138166093307], df: 36)
  }

  @Test("as.svrepdesign(type = JK1) and JKn: variance from refits") func jackknife() throws {
    let clusters = try estimates(
      data("apiclus1"),
      formula + ["--weight", "pw", "--cluster", "dnum", "--fpc", "fpc", "--replication", "jk1", "--make"])
    try check(
      clusters, [819.2790511391259543, -0.5167217796834822, -3.1232042648993512, -0.1689196821871699],
      [22.9779365217053559, 0.3517529747977926, 0.2974534447417415, 0.5382973990514758], df: 11)
    let strata = try estimates(
      data("apistrat"),
      formula + ["--weight", "pw", "--stratum", "stype", "--fpc", "fpc", "--replication", "jkn", "--make"])
    try check(
      strata, [820.8873159056194027, -0.4805866121719655, -3.1415353099845502, 0.2257132102296408],
      [10.5190385848853118, 0.4060322807573760, 0.2938568187098891, 0.4514739235035699], df: 194)
  }

  /// svrepdesign(type = "JK1", scale = 9/10) with replicate g (0 to 9) 0 where the row's number, from 1, mod 10 is g.
  @Test("replicate weights of the file, and what is wrong with them") func given() throws {
    let lines = try String(contentsOfFile: data("apiclus1"), encoding: .utf8).split(separator: "\n").map(
      String.init)
    let place = try #require(lines[0].split(separator: ",").firstIndex(of: "pw"))
    var text = lines[0] + (0..<10).map { ",rep\($0)" }.joined() + "\n"
    for (row, line) in lines.enumerated().dropFirst() {
      let w = try #require(Double(line.split(separator: ",", omittingEmptySubsequences: false)[place]))
      text += line + (0..<10).map { ",\(row % 10 == $0 ? 0 : w * 10 / 9)" }.joined() + "\n"
    }
    try folder.write(text, to: "given.csv")
    let asked = ["--weight", "pw", "--formula", "api00 ~ ell + meals", "--replication", "jk1"]
    let found = try estimates("given.csv", asked + ["--replicate-weights", "rep*"])
    try check(
      found, [817.1822885090789441, -0.5087966834164613, -3.1455892253306694],
      [11.2703036878771048, 0.2426838864695581, 0.2184400854673615], df: 7)
    for (more, status) in [
      (["--replicate-weights", "nothing*"], Int32(64)), (["--replicate-weights", "rep*", "--make"], 64),
      ([], 64), (["--replicate-weights", "rep*", "--covariance", "hc1"], 64),
    ] {
      #expect(try ProgramRun(["regress", "given.csv"] + asked + more, in: folder.path).status == status)
    }
    try folder.write(text.replacing(",0.0\n", with: ",-0.5\n", maxReplacements: 1), to: "negative.csv")
    let negative = try ProgramRun(
      ["regress", "negative.csv"] + asked + ["--replicate-weights", "rep*"], in: folder.path)
    #expect(negative.status == 65 && negative.messages.contains("replicate weight"), "\(negative.messages)")
    #expect(negative.output.isEmpty && !negative.messages.contains("0.5"))
  }

  /// `glm` and the weighted mean of its predictions in each of the 15 replicates of as.svrepdesign(type = "JK1").
  @Test("marginal predictions have the variance of the replicates too") func margins() throws {
    let found = try estimates(
      data("apiclus1"),
      [
        "--weight", "pw", "--cluster", "dnum", "--fpc", "fpc", "--replication", "jk1", "--make", "--formula",
        "(`sch.wide` == \"Yes\") ~ stype + meals", "--family", "logit", "--margins", "stype",
      ]
    ).filter { ($0["quantity"] as? String ?? "").hasPrefix("marginal") }
    try check(
      found, [0.9185739376091430, 0.7628312240397307, 0.6638568595371117],
      [0.0225303083155082, 0.1019062110833967, 0.1088103257756865], df: 14, relative: 1e-8)
  }

  /// svyglm(I(CL1A == 1) ~ CB3, subset(d, FS17 == 1 & HL4 == 1 & !is.na(CL1A)), quasibinomial).
  @Test("--where keeps the other rows in the design") func domain() throws {
    let found = try estimates(
      Oracle.path("mics/children.csv"),
      [
        "--weight", "fsweight", "--stratum", "stratum", "--cluster", "HH1", "--where", "FS17=1", "--where",
        "HL4=1", "--formula", "(CL1A == 1) ~ CB3", "--family", "logit",
      ])
    try check(
      found, [-1.94179933893029, 0.07213442862063], [0.27635277963655, 0.02197967274751], df: 233)
    let run = try ProgramRun(
      [
        "regress", Oracle.path("mics/children.csv"), "--equal-weights", "--formula", "CB3 ~ HL4", "--where",
        "HL4=7",
      ])
    #expect(run.status == 65 && run.messages.contains("no row holds the value"), "\(run.messages)")
  }

  /// svyglm of rake(d, list(~stype, ~sch.wide)), epsilon 1e-11, and of the raked as.svrepdesign(type = "JK1"), 1e-9.
  @Test("raked weights, whose effect reaches the covariance of coefficients, with replicates too")
  func raked() throws {
    try folder.write(
      "variable,category,total\nstype,E,4421\nstype,H,755\nstype,M,1018\nsch.wide,No,1072\nsch.wide,Yes,5122\n",
      to: "two.csv")
    let asked =
      formula + ["--weight", "pw", "--cluster", "dnum", "--fpc", "fpc", "--rake", folder.path("two.csv")]
    let values = [810.424073631072588, -0.393315474732253, -3.110059346303170, -0.226109325832588]
    try check(
      estimates(data("apiclus1"), asked), values,
      [21.066919604675753, 0.292045412713575, 0.300721709040212, 0.400720186911828], df: 11)
    // R's raking of a replicate stops at 1e-9 of a count.
    try check(
      estimates(data("apiclus1"), asked + ["--replication", "jk1", "--make"]), values,
      [22.907564796996006, 0.324421425780364, 0.326936269007603, 0.503682920061563], df: 11, relative: 1e-7)
    try folder.write("variable,category,total\nstype,E,4421\nstype,H,2\nstype,M,1018\n", to: "small.csv")
    let impossible = try ProgramRun(
      ["regress", data("apiclus1"), "--weight", "pw", "--rake", "small.csv"] + formula, in: folder.path)
    #expect(impossible.status == 3 && impossible.messages.contains("SVY-15"), "\(impossible.messages)")
  }

  /// With one factor alone a marginal mean is the mean of those who have the level, with the same error.
  @Test("margins of a part of the population, in which a level does not occur, are its means by level")
  func marginsOfDomain() throws {
    var text = "w,c,d,g,y\n"
    for i in 0..<90 {
      text += "\(1 + i % 4),\(i % 9),\(i % 3 == 2 ? 0 : 1),\(["a", "b", "c"][i % 3]),\(i * i % 17)\n"
    }
    try folder.write(text, to: "levels.csv")
    let asked = ["levels.csv", "--weight", "w", "--cluster", "c", "--where", "d=1", "--format", "json"]
    let margins = try estimates(
      asked[0], Array(asked.dropFirst()) + ["--formula", "y ~ g", "--margins", "g"]
    )
    .filter { ($0["quantity"] as? String ?? "").hasPrefix("marginal") }
    let run = try ProgramRun(["survey"] + asked + ["--mean", "y", "--by", "g"], in: folder.path)
    let means = try #require(run.json["estimates"] as? [[String: Any]])
      .filter { !($0["domain"] as? [Any] ?? []).isEmpty }
    #expect(margins.count == 2 && means.count == 2)
    for (margin, mean) in zip(margins, means) {
      for key in ["value", "standardError"] {
        #expect(
          close(
            try #require(margin[key] as? Double), try #require(mean[key] as? Double), relative: 1e-10),
          "\(key)")
      }
    }
  }
}
