internal import Estimates
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct CalibrationTests {
  private let stypes = ["E": 4421.0, "H": 755, "M": 1018]
  private let wide = ["No": 1072.0, "Yes": 5122]

  private func targets(_ table: DataTable, _ names: [String]) throws -> CalibrationTargets {
    let known = ["1": 6194, "H": 755, "M": 1018, "api99": 3_914_069, "enroll": 3_811_472.0]
    let columns: [[Double]] = try names.map { name in
      switch name {
      case "1": [Double](repeating: 1, count: table.rowCount)
      case "H", "M": try table.indicator("stype", name).values
      default: try SurveyVariable(table, name).values
      }
    }
    return try CalibrationTargets(
      names: names, auxiliary: Matrix(columns: columns), totals: names.map { known[$0] ?? .nan })
  }

  private func calibrated(_ name: String, _ table: DataTable, _ design: SurveyDesign) throws -> SurveyDesign?
  {
    func full() throws -> CalibrationTargets { try targets(table, ["1", "H", "M", "api99"]) }
    func raked() throws -> SurveyDesign {
      try design.raked(
        to: [
          PopulationMargin(table.coded("stype"), totals: stypes),
          PopulationMargin(table.coded("sch.wide"), totals: wide),
        ])
    }
    switch name {
    case "postStratify_stype", "postStratify":
      return try design.postStratified(to: PopulationMargin(table.coded("stype"), totals: stypes))
    case "rake": return try raked()
    case "trim_after_rake": return try raked().trimmed(lower: 20, upper: 45)
    case "calibrate_linear": return try design.calibrated(to: full())
    case "calibrate_raking": return try design.calibrated(to: full(), distance: .raking)
    case "calibrate_logit": return try design.calibrated(to: full(), distance: .logit(lower: 0.3, upper: 3))
    case "calibrate_linear_bounded":
      return try design.calibrated(to: full(), distance: .boundedLinear(lower: 0.6, upper: 1.7))
    case "greg_api99": return try design.calibrated(to: targets(table, ["1", "api99"]))
    case "ratio_calibration":
      return try design.calibrated(
        to: targets(table, ["enroll"]), variances: SurveyVariable(table, "enroll").values)
    default: return nil
    }
  }

  @Test("Values and residual-based standard errors of R's survey")
  func agreesWithR() throws {
    var checked = 0
    for oracle in try OracleFiles.cases("calibration") {
      let isReplicated = oracle.design == "clus1_JK1"
      let name = isReplicated ? "clus1" : oracle.design
      guard name != "mics_syn" else { continue }
      let (table, plain) = try OracleFiles.design(name)
      let base = isReplicated ? try plain.replicated(.jackknife) : plain
      guard let design = try calibrated(oracle.name, table, base) else { continue }
      func check(_ group: String, _ terms: [SurveyTerm]) throws {
        guard oracle.result.has(group) else { return }
        let expected = oracle.result.group(group)
        let joint = try design.estimate(terms)
        for k in expected["est"].indices {
          #expect(close(joint.values[k], expected["est"][k], relative: 1e-9), "\(oracle) \(group) \(k)")
          let slack = 1e-9 * abs(expected["est"][k])
          #expect(
            close(joint.standardErrors[k], expected["se"][k], relative: 1e-9, absolute: slack),
            "\(oracle) \(group) \(k): \(joint.standardErrors[k]) \(expected["se"][k])")
          checked += 1
        }
      }
      func variable(_ name: String) throws -> SurveyVariable { try SurveyVariable(table, name) }
      try check("mean", ["api00", "enroll"].map { SurveyTerm(Mean(try variable($0))) })
      let total = oracle.name == "ratio_calibration" ? "api.stu" : "enroll"
      try check("total", [SurveyTerm(Total(try variable(total)))])
      try check("prop", ["E", "H", "M"].map { SurveyTerm(try Proportion(try table.indicator("stype", $0))) })
      let mean = Mean(try variable("api00"))
      try check("by", SurveyDomain.each(of: try table.coded("stype")).map { SurveyTerm(mean, in: $0) })
      try check("ratio", [SurveyTerm(Ratio(try variable("api.stu"), over: try variable("enroll")))])
    }
    #expect(checked > 200)
  }

  @Test("S14, S15: post-stratified margins are exact and doing it again changes nothing")
  func postStratification() throws {
    let (table, design) = try OracleFiles.design("clus1")
    let margin = try PopulationMargin(table.coded("stype"), totals: stypes)
    let once = try design.postStratified(to: margin)
    let twice = try once.postStratified(to: margin)
    for (stype, total) in stypes {
      let estimate = try once.estimate(Total(table.indicator("stype", stype)))
      #expect(close(estimate.value, total, relative: 1e-12) && estimate.standardError < 1e-9 * total)
    }
    let mean = Mean(try SurveyVariable(table, "api00"))
    #expect(zip(once.weights, twice.weights).allSatisfy { close($0, $1, relative: 1e-14) })
    #expect(
      close(try once.estimate(mean).standardError, try twice.estimate(mean).standardError, relative: 1e-12))
  }

  @Test("Raking with residuals weighted before raking is calibration by the raking distance")
  func rakingIsCalibration() throws {
    let (table, design) = try OracleFiles.design("strat")
    let raked = try design.raked(
      to: [
        PopulationMargin(table.coded("stype"), totals: stypes),
        PopulationMargin(table.coded("sch.wide"), totals: wide),
      ], residual: .baseWeighted)
    let columns = try [
      [Double](repeating: 1, count: table.rowCount), table.indicator("stype", "H").values,
      table.indicator("stype", "M").values, table.indicator("sch.wide", "Yes").values,
    ]
    let calibrated = try design.calibrated(
      to: CalibrationTargets(
        names: ["1", "H", "M", "wide"], auxiliary: Matrix(columns: columns), totals: [6194, 755, 1018, 5122]),
      distance: .raking)
    let mean = Mean(try SurveyVariable(table, "enroll"))
    let (first, second) = (try raked.estimate(mean), try calibrated.estimate(mean))
    #expect(close(first.value, second.value, relative: 1e-12))
    #expect(close(first.standardError, second.standardError, relative: 1e-10))
    // JKn over raked replicates says 18.592, R's unweighted residuals 18.712.
    #expect(close(first.standardError, 18.48610855747084, relative: 1e-9))
  }

  @Test("S16, S17: raked margins hold, in any order")
  func raking() throws {
    let (table, design) = try OracleFiles.design("clus1")
    let margins = [
      try PopulationMargin(table.coded("stype"), totals: stypes),
      try PopulationMargin(table.coded("sch.wide"), totals: wide),
    ]
    let forward = try design.raked(to: margins)
    let backward = try design.raked(to: margins.reversed())
    #expect(zip(forward.weights, backward.weights).allSatisfy { close($0, $1, relative: 1e-11) })
    #expect(
      close(try forward.estimate(Total(table.indicator("sch.wide", "Yes"))).value, 5122, relative: 1e-12))
  }

  @Test("F73, F74, SVY-15: what cannot be met is refused by name")
  func refusals() throws {
    let (table, design) = try OracleFiles.design("clus1")
    let stype = try table.coded("stype")
    func message(_ body: () throws -> Void) -> String {
      let error = #expect(throws: SurveyError.self) { try body() }
      #expect(error?.code == .surveyCalibrationFailed)
      return error?.description ?? ""
    }
    #expect(message { _ = try PopulationMargin(stype, totals: ["E": 4421, "H": 755]) }.contains("'M'"))
    #expect(
      message { _ = try PopulationMargin(stype, totals: ["E": 4421, "H": 755, "M": 9, "X": 5]) }.contains(
        "'X'"))
    let small = try PopulationMargin(stype, totals: ["E": 4421, "H": 3, "M": 1018])
    #expect(message { _ = try design.postStratified(to: small) }.contains("'H'"))
    let other = try PopulationMargin(table.coded("sch.wide"), totals: ["No": 1072, "Yes": 6000])
    let margin = try PopulationMargin(stype, totals: stypes)
    #expect(message { _ = try design.raked(to: [margin, other]) }.contains("sch.wide"))
    #expect(
      message {
        _ = try design.calibrated(
          to: targets(table, ["1", "api99"]), distance: .boundedLinear(lower: 0.999, upper: 1.001))
      }.contains("bounds"))
    #expect(message { _ = try design.trimmed(lower: 40, upper: 50) }.contains("bounds"))
    #expect(throws: SurveyError.self) {
      try design.calibrated(to: targets(table, ["1", "api99"]), distance: .logit(lower: 1.2, upper: 3))
    }
  }

  @Test("SVY-14: a distorted weight is told of")
  func warnsOfFactors() throws {
    let (table, design) = try OracleFiles.design("clus1")
    let skewed = try PopulationMargin(table.coded("stype"), totals: ["E": 1000, "H": 4194, "M": 1000])
    let result = try design.postStratified(to: skewed)
    #expect(result.diagnostics.contains { $0.code == .surveyCalibrationWeights })
  }

  /// R's call: weights of the completed interviews scaled to the population, raked to region by area and age
  /// by sex.
  @Test("A synthetic MICS survey with unequal weights, raked among its completed interviews")
  func respondents() throws {
    let oracle = try #require(try OracleFiles.cases("calibration").first { $0.design == "mics_syn" }).result
    let table = try OracleFiles.table("mics_syn")
    let totals = try OracleFiles.table("mics_totals")
    func numbers(_ table: DataTable, _ name: String) throws -> [Double] {
      try table.numbers(name).map { $0 ?? -1 }
    }
    let population = try numbers(totals, "N")
    let all = population.reduce(0, +)
    let completed = try numbers(table, "FS17").map { $0 == 1 }
    let own = zip(try numbers(table, "fsweight"), completed).map { $1 ? $0 : 0 }
    let scale = all / own.reduce(0, +)
    let columns =
      table.columns.filter { $0.name != "fsweight" }
      + [Column(name: "fsweight", values: .number(own.map { $0 * scale }))]
    let scaled = DataTable(name: "mics", columns: columns, lines: table.lines)
    let design = try SurveyDesign(
      scaled,
      DesignVariables(weights: .column("fsweight"), stages: [.init(stratum: "stratum", cluster: "HH1")]))

    func margin(_ first: String, _ second: String) throws -> PopulationMargin {
      func keys(_ table: DataTable) throws -> [String] {
        zip(try numbers(table, first), try numbers(table, second)).map { "\($0) \($1)" }
      }
      var sums: [String: Double] = [:]
      for (key, count) in zip(try keys(totals), population) { sums[key, default: 0] += count }
      let labels = sums.keys.sorted()
      let codes = zip(try keys(table), completed).map { key, isCompleted in
        isCompleted ? Int32(labels.firstIndex(of: key) ?? -1) : -1
      }
      return try PopulationMargin(CodedColumn(name: first, codes: codes, labels: labels), totals: sums)
    }
    let margins = [try margin("HH7", "HH6"), try margin("ageGroup", "HL4")]
    let ea = try SurveyVariable(table, "ea")
    let base = try design.estimate(Mean(ea))
    #expect(close(base.standardError, oracle.group("base_mean")["se"][0], relative: 1e-9))
    let raked = try design.raked(to: margins)
    let mean = try raked.estimate(Mean(ea))
    #expect(close(mean.value, oracle.group("mean")["est"][0], relative: 1e-9))
    #expect(close(mean.standardError, oracle.group("mean")["se"][0], relative: 1e-9))
    let total = try raked.estimate(Total(ea))
    #expect(close(total.standardError, oracle.group("total")["se"][0], relative: 1e-9))
    #expect(total.degreesOfFreedom == 235)
    // The jackknife of raked replicates says 0.014770.
    let weighted = try design.raked(to: margins, residual: .baseWeighted).estimate(Mean(ea))
    #expect(weighted.standardError < mean.standardError)
    #expect(
      close(weighted.standardError, 0.014770, relative: 0.04)
        && close(mean.standardError, 0.014770, relative: 0.02))
  }
}
