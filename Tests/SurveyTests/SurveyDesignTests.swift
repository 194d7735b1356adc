internal import Estimates
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct SurveyDesignTests {
  private func table(
    weights: [Double?] = [1, 2, 1, 2], strata: [String?] = ["a", "a", "b", "b"],
    clusters: [Double?] = [1, 2, 1, 2], sizes: [Double?] = [10, 10, 20, 20]
  ) -> DataTable {
    DataTable(
      name: "survey.csv",
      columns: [
        Column(name: "w", values: .number(weights)), Column(name: "s", values: .text(strata)),
        Column(name: "c", values: .number(clusters)), Column(name: "n", values: .number(sizes)),
      ], lines: [2, 3, 4, 5])
  }

  private let variables = DesignVariables(
    weights: .column("w"), stages: [.init(stratum: "s", cluster: "c", populationSize: "n")])

  private func fault(_ table: DataTable, _ variables: DesignVariables? = nil) throws -> DataError {
    let error = #expect(throws: SurveyError.self) { try SurveyDesign(table, variables ?? self.variables) }
    guard case .data(let data)? = error else { throw error ?? SurveyError.usage("no error") }
    return data
  }

  @Test(
    "SVY-10: missing and negative weights are refused by line", arguments: [nil, -1, .infinity] as [Double?])
  func refusesWeights(weight: Double?) throws {
    let error = try fault(table(weights: [1, 2, weight, 2]))
    #expect(error.line == 4)
    #expect(error.column == "w")
  }

  @Test func notesZeroWeights() throws {
    let design = try SurveyDesign(table(weights: [1, 0, 1, 2]), variables)
    #expect(design.diagnostics.contains { $0.code == .surveyWeightRefused && $0.severity == .note })
    #expect(throws: SurveyError.self) { try SurveyDesign(table(weights: [0, 0, 0, 0]), variables) }
  }

  @Test("S6 and SVY-16: ids that start again in every stratum are nested, with a warning")
  func nestsClusters() throws {
    let reused = try SurveyDesign(table(), variables)
    let distinct = try SurveyDesign(table(clusters: [1, 2, 3, 4]), variables)
    #expect(reused.structure.unitCount == 4)
    #expect(reused.diagnostics.contains { $0.code == .surveyClusterCrossesStrata })
    #expect(!distinct.diagnostics.contains { $0.code == .surveyClusterCrossesStrata })
    let variable = SurveyVariable("y", [1, 5, 2, 4])
    #expect(try reused.estimate(Mean(variable)) == distinct.estimate(Mean(variable)))
    let unnested = DesignVariables(weights: .column("w"), stages: variables.stages, isNested: false)
    #expect(try fault(table(), unnested).column == "c")
  }

  @Test func refusesDesignVariables() throws {
    #expect(try fault(table(strata: ["a", nil, "b", "b"])).line == 3)
    #expect(try fault(table(clusters: [1, 2, 1, nil])).line == 5)
    #expect(try fault(table(sizes: [10, 11, 20, 20])).line == 3)
    #expect(try fault(table(sizes: [10, 10, 0, 20])).line == 4)
    #expect(try fault(table(sizes: [10, 10, 0.5, 0.5])).problem.contains("mixed"))
    #expect(try fault(table(sizes: [1.5, 1.5, 20, 20])).problem.contains("smaller"))
    #expect(throws: SurveyError.self) {
      try SurveyDesign(
        table(), DesignVariables(weights: .column("w"), stages: [.init(), .init(cluster: "c")]))
    }
    #expect(throws: SurveyError.self) {
      try SurveyDesign(table(), DesignVariables(weights: .fromPopulationSizes, stages: [.init(cluster: "c")]))
    }
  }

  @Test func readsFractions() throws {
    let counts = try SurveyDesign(table(), variables)
    let fractions = try SurveyDesign(table(sizes: [0.2, 0.2, 0.1, 0.1]), variables)
    let variable = SurveyVariable("y", [1, 5, 2, 4])
    #expect(
      close(
        try counts.estimate(Total(variable)).standardError,
        try fractions.estimate(Total(variable)).standardError, relative: 1e-14))
  }

  @Test func degreesOfFreedomCountMembers() throws {
    let design = try SurveyDesign(table(), variables)
    let variable = SurveyVariable("y", [1, 5, 2, 4])
    let domain = SurveyDomain([], members: [true, true, true, false])
    #expect(try design.estimate(Mean(variable)).degreesOfFreedom == 2)
    #expect(try design.estimate(Mean(variable), in: domain).degreesOfFreedom == 1)
    #expect(throws: SurveyError.emptyDomain("mean of y")) {
      try design.estimate(Mean(variable), in: SurveyDomain([], members: [false, false, false, false]))
    }
  }

  @Test("MICS synthetic survey: percentages, standard errors, design effects of PR.3.3 against R")
  func micsTable() throws {
    let (table, design) = try OracleFiles.design("mics_syn")
    let completed = SurveyDomain([], members: try table.indicator("FS17", "1").values.map { $0 == 1 })
    let labour = try SurveyVariable(
      "child labour", try table.numbers("childLabor").map { $0.map { $0 / 100 } })
    let statistic = try Proportion(labour)
    var checked = 0
    for oracle in try OracleFiles.cases("mics_tables") {
      guard let by = oracle.result.words("by").first?.split(separator: "="), by.count == 2,
        oracle.result.words("var") == ["childLabor"]
      else { continue }
      var domain = completed
      if by[0] != "total" {
        guard table.column(named: String(by[0])) != nil else { continue }
        let group = try table.indicator(String(by[0]), String(by[1]))
        domain = completed.intersection(SurveyDomain([], members: group.values.map { $0 == 1 }))
      }
      let estimate = try design.estimate(statistic, in: domain)
      let expected = oracle.result
      #expect(close(100 * estimate.value, expected["percent"][0], relative: 1e-12), "\(oracle)")
      #expect(close(100 * estimate.standardError, expected["se_percent"][0], relative: 1e-9), "\(oracle)")
      #expect(close(estimate.designEffect ?? .nan, expected["deff"][0], relative: 1e-9), "\(oracle)")
      #expect(estimate.degreesOfFreedom == expected["df"][0], "\(oracle)")
      #expect(Double(estimate.detail.sampleSize) == expected["unweighted_n"][0], "\(oracle)")
      checked += 1
    }
    #expect(checked > 15)
  }
}
