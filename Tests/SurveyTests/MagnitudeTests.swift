internal import Estimates
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct MagnitudeTests {
  private func prevalence() throws -> SurveyEstimate {
    let (table, design) = try OracleFiles.design("strat")
    return try design.estimate(Proportion(table.indicator("awards", "Yes")))
  }

  @Test("A known population multiplies the interval of the prevalence")
  func knownPopulation() throws {
    let own = try prevalence()
    let interval = try own.interval()
    let magnitude = try Magnitude(prevalence: own, population: 6194)
    #expect(close(magnitude.value, 6194 * own.value, relative: 1e-15))
    #expect(close(magnitude.standardError, 6194 * own.standardError, relative: 1e-14))
    #expect(close(try magnitude.interval().lower, 6194 * interval.lower, relative: 1e-12))
    #expect(
      close(try magnitude.interval().finiteUpper ?? 0, 6194 * (interval.finiteUpper ?? 0), relative: 1e-12))
  }

  /// The Monte Carlo error of an end from 10,000 draws is 2 to 3 % of the half-width.
  @Test("Draws agree with the delta method", arguments: [0.0, 600.0])
  func simulation(error: Double) throws {
    let magnitude = try Magnitude(prevalence: prevalence(), population: 6194, populationStandardError: error)
    let exact = try magnitude.interval()
    let simulated = try magnitude.simulatedInterval(seed: 5)
    let halfWidth = 2 * magnitude.standardError
    #expect(close(simulated.lower, exact.lower, absolute: 0.1 * halfWidth))
    #expect(close(simulated.finiteUpper ?? 0, exact.finiteUpper ?? 0, absolute: 0.1 * halfWidth))
    #expect(try magnitude.simulatedInterval(seed: 5) == simulated)
    // Independent errors: relative variances add.
    let own = try prevalence()
    let variation = own.standardError / own.value
    let expected = magnitude.value * (variation * variation + (error / 6194) * (error / 6194)).squareRoot()
    #expect(close(magnitude.standardError, expected, relative: 1e-14))
  }

  @Test func refuses() throws {
    let own = try prevalence()
    #expect(throws: SurveyError.self) { try Magnitude(prevalence: own, population: 0) }
    let (table, design) = try OracleFiles.design("strat")
    let mean = try design.estimate(Mean(SurveyVariable(table, "api00")))
    #expect(throws: SurveyError.self) { try Magnitude(prevalence: mean, population: 10) }
  }

  @Test("SVY-12: bounds enclose the complete cases and are shares of those asked")
  func bounds() throws {
    let (_, design) = try OracleFiles.design("strat")
    let answers = (0..<design.rowCount).map { row -> Double? in row % 10 == 3 ? nil : row % 3 == 0 ? 1 : 0 }
    let variable = try SurveyVariable("answer", answers)
    let bounds = try design.missingAnswerBounds(of: variable)
    #expect(
      bounds.lower.value < bounds.completeCases.value && bounds.completeCases.value < bounds.upper.value)
    let missing = bounds.completeCases.detail.missingShare
    #expect(close(bounds.upper.value - bounds.lower.value, missing, relative: 1e-12))
    #expect(bounds.completeCases.diagnostics(standard: .none).contains { $0.code == .surveyItemMissing })
  }
}
