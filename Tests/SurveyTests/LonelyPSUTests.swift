internal import Estimates
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct LonelyPSUTests {
  private let variables = DesignVariables(
    weights: .column("pw"), stages: [.init(stratum: "stype", populationSize: "fpc")])

  @Test(
    "R's rules, survey 4.5",
    arguments: [(LonelyPSU.certainty, "certainty"), (.centreOnGrandMean, "adjust"), (.average, "average")])
  func agreesWithR(rule: LonelyPSU, name: String) throws {
    let table = try OracleFiles.table("apistrat_lonely")
    let design = try SurveyDesign(table, variables, lonelyPSU: rule)
    let oracle = try #require(try OracleFiles.cases("lonely").first { $0.name == name })
    let mean = try design.estimate(Mean(try SurveyVariable(table, "api00")))
    let total = try design.estimate(Total(try SurveyVariable(table, "enroll")))
    #expect(close(mean.standardError, oracle.result.group("mean")["se"][0], relative: 1e-9))
    #expect(close(total.standardError, oracle.result.group("total")["se"][0], relative: 1e-9))
    #expect(mean.degreesOfFreedom == 148)
    #expect(design.diagnostics.contains { $0.code == .surveyLonelyPSU && $0.severity == .warning })
  }

  @Test("F72: refused by default, naming the stratum and the remedies")
  func isRefused() throws {
    let table = try OracleFiles.table("apistrat_lonely")
    let error = #expect(throws: SurveyError.self) { try SurveyDesign(table, variables) }
    #expect(error?.code == .surveyLonelyPSU)
    #expect(error?.description.contains("'H'") == true)
    #expect(error?.description.contains("collapse") == true)
  }

  @Test("A collapsed stratum is that of a design in which the two are one")
  func collapses() throws {
    let values: [Double?] = [3, 5, 4, 8, 9, 2]
    func design(_ strata: [String?], _ rule: LonelyPSU) throws -> SurveyEstimate {
      let table = DataTable(
        name: "t", columns: [Column(name: "s", values: .text(strata))], lines: Array(1...6))
      let design = try SurveyDesign(
        table, DesignVariables(weights: .equal, stages: [.init(stratum: "s")]), lonelyPSU: rule)
      return try design.estimate(Mean(SurveyVariable("y", values)))
    }
    let joined = try design(["a", "a", "b", "b", "b", "b"], .fail)
    let collapsed = try design(["a", "a", "b", "b", "b", "c"], .collapse)
    let first = try design(["0", "a", "b", "b", "b", "b"], .collapse)
    #expect(collapsed == joined)
    #expect(first == joined)
  }

  @Test("A stratum taken whole is not lonely and adds nothing")
  func censusStratum() throws {
    let table = DataTable(
      name: "t",
      columns: [
        Column(name: "s", values: .text(["a", "b", "b"])), Column(name: "n", values: .number([1, 10, 10])),
      ], lines: [1, 2, 3])
    let design = try SurveyDesign(
      table,
      DesignVariables(weights: .fromPopulationSizes, stages: [.init(stratum: "s", populationSize: "n")]))
    let total = try design.estimate(Total(SurveyVariable("y", [7, 1, 3])))
    // 10² (1 − 2/10) s²/2 with s² = 2.
    #expect(close(total.standardError, 80.0.squareRoot(), relative: 1e-14))
    #expect(total.value == 27)
  }
}
