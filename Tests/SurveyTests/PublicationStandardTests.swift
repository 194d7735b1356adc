internal import Estimates
internal import NumericKernel
internal import Tables
internal import TestSupport
internal import Testing

@testable internal import Survey

@Suite struct PublicationStandardTests {
  private func proportion(_ value: Double, error: Double, n: Int, effect: Double = 1, df: Double = 100)
    -> SurveyEstimate
  {
    SurveyEstimate(
      label: "p", domain: [], value: value, standardError: error,
      detail: TermDetail(
        sampleSize: n, populationSize: Double(n), positiveCases: Int(value * Double(n)), missingShare: 0,
        designEffect: effect, degreesOfFreedom: df))
  }

  @Test(
    "SVY-06: an asterisk under 25 cases, parentheses under 50",
    arguments: [(24, Severity.refusal), (49, .warning)])
  func mics(cases: Int, severity: Severity) throws {
    let estimate = proportion(0.4, error: 0.05, n: cases)
    #expect(
      estimate.diagnostics(standard: .mics).contains {
        $0.code == .surveyUnweightedCases && $0.severity == severity
      })
    let report = try estimate.report(standard: .mics)
    #expect((report.refusal != nil) == (severity == .refusal))
    #expect((report.value == nil) == (severity == .refusal))
    #expect(proportion(0.4, error: 0.05, n: 50).diagnostics(standard: .mics).isEmpty)
  }

  @Test("SVY-01, SVY-02: the proportion rules of NCHS")
  func nchs() {
    func code(_ estimate: SurveyEstimate) -> WarningCode? {
      estimate.diagnostics(standard: .nchs).first { $0.severity == .refusal }?.code
    }
    #expect(code(proportion(0.4, error: 0.09, n: 29)) == .surveySampleSize)
    #expect(code(proportion(0.4, error: 0.09, n: 100, effect: 4)) == .surveySampleSize)
    #expect(code(proportion(0.4, error: 0.09, n: 100)) == .surveyIntervalWidth)
    #expect(code(proportion(0.4, error: 0.02, n: 600)) == nil)
    // 5 points wide or less is shown whatever the relative width; 1 % ± 3 points is not.
    #expect(code(proportion(0.01, error: 0.005, n: 400)) == nil)
    #expect(code(proportion(0.02, error: 0.015, n: 90)) == .surveyIntervalWidth)
  }

  @Test(
    "SVY-05: coefficients of variation", arguments: [(0.16, nil), (0.2, Severity.warning), (0.34, .refusal)])
  func statcan(variation: Double, severity: Severity?) {
    let found = proportion(0.4, error: 0.4 * variation, n: 500).diagnostics(standard: .statcan)
    #expect(found.first?.severity == severity)
  }

  @Test("SVY-03, SVY-04, SVY-08, SVY-12, SVY-20 hold under every standard")
  func general() throws {
    func codes(_ estimate: SurveyEstimate) -> [WarningCode] {
      estimate.diagnostics(standard: .none).map(\.code)
    }
    #expect(codes(proportion(0.4, error: 0.02, n: 500, df: 7)) == [.surveyDegreesOfFreedom])
    #expect(codes(proportion(0.4, error: 0.02, n: 500, effect: 5.5)) == [.surveyDesignEffect])
    #expect(codes(proportion(0.01, error: 0.02, n: 500)) == [.surveyRareOutcome])
    #expect(codes(proportion(0, error: 0, n: 500)) == [.surveyExtremeProportion])
    let report = try proportion(0, error: 0, n: 120, df: 30).report()
    #expect(report.uncertainty?.standardError == nil)
    #expect(close(report.uncertainty?.interval?.finiteUpper ?? 0, 0.0321724930, relative: 1e-8))
    let none = try proportion(0.3, error: 0.02, n: 50, df: 0).report()
    #expect(none.uncertainty?.interval == nil && none.value == 0.3)
  }

  @Test("Every survey code stands in the catalogue")
  func catalogue() {
    for code in WarningCode.allCases where code.rawValue.hasPrefix("SVY") {
      #expect(WarningCatalogue.all.filter { $0.code == code }.count == 1)
    }
  }

  @Test("The doubts of a design stand in every report, and none of them refuses")
  func designDoubts() throws {
    let table = try OracleFiles.table("apistrat_lonely")
    let design = try SurveyDesign(
      table,
      DesignVariables(weights: .column("pw"), stages: [.init(stratum: "stype", populationSize: "fpc")]),
      lonelyPSU: .certainty)
    let joint = try design.tabulate(
      .mean, of: SurveyVariable(table, "api00"), by: CodedColumn(#require(table.column(named: "sch.wide"))))
    for report in try design.reports(joint, standard: .statcan, unit: "points") {
      #expect(report.diagnostics.contains { $0.code == .surveyLonelyPSU })
      #expect(report.value != nil && report.uncertainty?.interval?.kind == .studentT)
    }
  }
}
