import Estimates
import GlobalEstimates
import Studies
import TestSupport
import Testing

@Suite("Published populations from lists")
struct PublishedPopulationTests {
  private func result(_ name: String) throws -> StudyResult {
    try #require(Reproduction.named(name)).run(
      ReproductionRequest(errorModel: ErrorModelOptions(), threads: 2))
  }

  /// Values of SparseMSE 2.0.1 (`estimatepopulation.0`, threshold 0.02, and main effects), which stops its iteration at six
  /// digits (hence 5e-6),
  /// and of Rcapture 1.4-4 (`closedpCI.t(m, dfreq = TRUE, mX = "[123,14,34]")`) for Kosovo.
  @Test(
    "agree with other programs",
    arguments: [
      ("uk-2013", 11_312.990, 9_884.403, 13_027.397),
      ("netherlands-2010-2015", 52_823.46, 48_523.90, 57_581.85),
      ("new-orleans", 1_034.151, 658.258, 1_708.602),
    ])
  func otherPrograms(name: String, value: Double, lower: Double, upper: Double) throws {
    let headline = try #require(try result(name).estimates.first)
    let interval = try #require(headline.uncertainty?.interval)
    #expect(close(try #require(headline.value), value, relative: 5e-6))
    #expect(close(interval.lower, lower, relative: 5e-6))
    #expect(close(try #require(interval.finiteUpper), upper, relative: 5e-6))
  }

  @Test func kosovo() throws {
    let headline = try #require(try result("kosovo-1999").estimates.first)
    #expect(close(try #require(headline.value), 10_356.5189572519, relative: 1e-9))
  }

  @Test(
    "each published figure has a verdict",
    arguments: [
      ("uk-2013", [Verdict.exactly, .withinRounding, .withinRounding]),
      ("netherlands-2010-2015", [.exactly, .notReproduced, .withinRounding]),
      ("new-orleans", [.exactly, .withinRounding, .withinRounding]),
    ])
  func verdicts(name: String, verdicts: [Verdict]) throws {
    #expect(try result(name).verdicts.map(\.verdict) == verdicts)
  }
}
