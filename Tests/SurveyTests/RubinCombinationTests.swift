internal import NumericKernel
internal import Regression
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

/// Against mitools' MIcombine. Its degrees of freedom with `df.complete` take the missing information as B/(W
/// + B); Barnard and Rubin have (1 + 1/m)B/T, which is 0.1 to 0.5 % less here, so that the paper's formula is
/// worked out from R's other figures.
@Suite struct RubinCombinationTests {
  private func design() throws -> (DataTable, SurveyDesign) {
    let table = try OracleFiles.table("mics_mi")
    let variables = DesignVariables(
      weights: .column("fsweight"), stages: [.init(stratum: "stratum", cluster: "HH1")])
    return (table, try SurveyDesign(table, variables))
  }

  private func oracle(_ id: String) throws -> OracleValues {
    try #require(try OracleFiles.cases("mi").first { $0.id == id }).result
  }

  /// Barnard & Rubin 1999, equation 3, from the large-sample degrees of freedom (m − 1)(1 + 1/r)².
  private func barnardRubin(_ large: Double, complete: Double) -> Double {
    let r = 1 / ((large / 4).squareRoot() - 1)
    let observed = (complete + 1) / (complete + 3) * complete / (1 + r)
    return 1 / (1 / large + 1 / observed)
  }

  @Test(arguments: ["svymean(~above)", "svytotal(~above)", "svymean(~hrs+above)"])
  func statisticsAgreeWithR(call: String) throws {
    let (table, design) = try design()
    let names = call.contains("hrs") ? ["hrs", "above"] : ["above"]
    let estimates = try (1...5).map { k in
      try design.estimate(
        names.map { name in
          let variable = try SurveyVariable(table, "\(name)_\(k)")
          return call.contains("total") ? SurveyTerm(Total(variable)) : SurveyTerm(Mean(variable))
        })
    }
    let combined = try RubinCombination(estimates)
    let (rubin, adjusted) = (try oracle("mi/\(call)"), try oracle("mi_barnard_rubin/\(call)"))
    for j in names.indices {
      #expect(close(combined.values[j], rubin["est"][j], relative: 1e-12))
      #expect(close(combined.standardErrors[j], rubin["se"][j], relative: 1e-9))
      #expect(
        close(combined.degreesOfFreedom[j], barnardRubin(rubin["df"][j], complete: 235), relative: 1e-8))
      #expect(close(combined.degreesOfFreedom[j], adjusted["df"][j], relative: 5e-3))
      #expect(close(combined.missingInformation[j], rubin["fmi"][j], relative: 1e-8))
    }
    #expect(combined.degreesOfFreedom.allSatisfy { $0 < 235 })
    #expect(combined.estimate(0, of: estimates).degreesOfFreedom == combined.degreesOfFreedom[0])
  }

  @Test func regressionAgreesWithR() throws {
    let (table, design) = try design()
    let fits = try (1...5).map { k in
      try design.regression(
        Formula("above_\(k) ~ CB3 + factor(HH6) + factor(HL4)"), table, family: .quasiBinomial)
    }
    // R takes the design's degrees of freedom as those of the complete data, without the coefficients.
    let combined = try RubinCombination(
      labels: fits[0].names, estimates: fits.map { ($0.coefficients, $0.covariance) },
      completeDegreesOfFreedom: [235, 235, 235, 235])
    let adjusted = try oracle("mi_barnard_rubin/svyglm(above~CB3+factor(HH6)+factor(HL4),quasibinomial)")
    for j in 0..<4 {
      // R's fits stop at a relative change of 1e-8 in deviance.
      #expect(close(combined.values[j], adjusted["est"][j], relative: 1e-6))
      #expect(close(combined.standardErrors[j], adjusted["se"][j], relative: 1e-6))
      #expect(close(combined.degreesOfFreedom[j], adjusted["df"][j], relative: 5e-3))
    }
    #expect(try RubinCombination(fits).degreesOfFreedom[0] < 232)
  }

  @Test("Equal imputations add nothing") func equalImputations() throws {
    let (table, design) = try design()
    let estimate = try design.estimate([SurveyTerm(Mean(try SurveyVariable(table, "above_1")))])
    let combined = try RubinCombination([estimate, estimate])
    #expect(close(combined.standardErrors[0], estimate.standardErrors[0], relative: 1e-14))
    #expect(close(combined.degreesOfFreedom[0], 235.0 * 236 / 238, relative: 1e-14))
    #expect(throws: SurveyError.self) { try RubinCombination([estimate]) }
  }
}
