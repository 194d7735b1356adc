internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

/// Against svytable and svychisq of R's survey 4.5.
@Suite struct CrossTableTests {
  @Test func cellsAgreeWithR() throws {
    for oracle in try OracleFiles.cases("tables_tests") where oracle.name.hasPrefix("svytable/") {
      let (table, design) = try OracleFiles.design(oracle.design)
      let names = oracle.name.split(separator: "/")[1].split(separator: "*").map(String.init)
      let cross = try design.crossTable(table.coded(names[0]), table.coded(names[1]))
      #expect(cross.rows == oracle.result.words("rows") && cross.columns == oracle.result.words("cols"))
      for (i, row) in oracle.result.matrix("cells").enumerated() {
        for (j, cell) in row.enumerated() {
          #expect(close(cross.proportion(i, j) * cross.populationSize, cell, relative: 1e-12), "\(oracle)")
        }
      }
    }
  }

  @Test func testsAgreeWithR() throws {
    let kinds: [String: AssociationTest] = [
      "F": .raoScottF, "Chisq": .raoScottChiSquared, "Wald": .wald, "adjWald": .adjustedWald,
    ]
    var checked = 0
    for oracle in try OracleFiles.cases("tables_tests") where oracle.name.hasPrefix("svychisq/") {
      let parts = oracle.name.split(separator: "/").map(String.init)
      let (table, design) = try OracleFiles.design(oracle.design)
      var names = ["sch.wide", "comp.imp"]
      var kind = AssociationTest.raoScottF
      var domain: SurveyDomain?
      if parts[1] == "subset" {
        domain = SurveyDomain([], members: try table.indicator("stype", "M").values.map { $0 == 0 })
      } else {
        guard let known = kinds[parts[2]] else { continue }
        kind = known
        names = parts[1].split(separator: "*").map(String.init)
      }
      // R keeps the degrees of freedom of PSUs without an answer.
      guard oracle.design != "clus2" || kind == .raoScottChiSquared else { continue }
      let result = try design.crossTable(table.coded(names[0]), table.coded(names[1]), in: domain).test(kind)
      let statistic = oracle.result.group("statistic")
      let expected = kind == .raoScottChiSquared ? statistic["X-squared"] : statistic["F"]
      #expect(close(result.statistic, expected[0], relative: 1e-9), "\(oracle)")
      #expect(close(result.pValue, oracle.result["p_value"][0], relative: 1e-8), "\(oracle)")
      let degrees = oracle.result.group("parameter")
      #expect(
        close(
          result.numeratorDegreesOfFreedom, (degrees.has("df") ? degrees["df"] : degrees["ndf"])[0],
          relative: 1e-9))
      if let denominator = result.denominatorDegreesOfFreedom {
        #expect(close(denominator, degrees["ddf"][0], relative: 1e-9), "\(oracle)")
      }
      checked += 1
    }
    #expect(checked >= 22)
  }

  @Test func refusesOneCategory() throws {
    let (table, design) = try OracleFiles.design("strat")
    let middle = SurveyDomain([], members: try table.indicator("stype", "M").values.map { $0 == 1 })
    #expect(throws: SurveyError.self) {
      try design.crossTable(table.coded("stype"), table.coded("awards"), in: middle)
    }
  }
}
