import GlobalEstimates
import Studies
import TestSupport
import Testing

@Suite("Published tables that add up")
struct PublishedTableTests {
  private func result(_ name: String) throws -> StudyResult {
    try #require(Reproduction.named(name)).run(ReproductionRequest(errorModel: ErrorModelOptions()))
  }

  /// Worked out by hand from the figures: everything of 2020 agrees, all but four sums to the last digit.
  @Test func childLabour2020() throws {
    let verdicts = try result("child-labour-2020").verdicts.filter { $0.verdict != .notRebuildable }
    #expect(verdicts.allSatisfy { $0.verdict == .exactly || $0.verdict == .withinRounding })
    let inexact = verdicts.filter { $0.verdict == .withinRounding }.map { $0.figure.identifier }
    #expect(
      Set(inexact) == [
        "asia-pacific/total/5-17", "northern-africa/total/5-17", "world/total/12-14", "africa/total/12-14",
      ])
    let world = try #require(verdicts.first { $0.figure.identifier == "world/total/5-17" })
    #expect(close(try #require(world.recomputed).value, 159_986.191, relative: 1e-12))
  }

  /// 91.0 + 61.8 + 62.4 = 215.2; 73.0 + 47.5 + 47.5 = 168.0; 170.5 · 16.0 / 245.5 = 11.112; 159.986 − 8.4 = 151.586.
  @Test(arguments: [
    ("child-labour/report-2024/2008/number", 215.2), ("child-labour/report-2024/2012/number", 168.0),
    ("hazardous-work/report-2024/2000/rate", 11.112_016_3),
    ("child-labour/estimates-2020/2016/number", 151.586_191),
  ]) func series(figure: String, recomputed: Double) throws {
    let verdict = try #require(
      try result("child-labour-series").verdicts.first { $0.figure.identifier == figure })
    #expect(verdict.verdict != .notReproduced)
    #expect(close(try #require(verdict.recomputed).value, recomputed, relative: 1e-6))
  }

  /// Sums: 20.9 three times, 18.7; 1.6 of 20.9 million is 7.66 %, printed as 7: 1.55 of 20.95 is 7.4.
  @Test func forcedLabour2012() throws {
    let verdicts = try result("forced-labour-2012").verdicts.filter { $0.verdict != .notRebuildable }
    #expect(verdicts.count { $0.verdict == .exactly } == 4)
    #expect(verdicts.allSatisfy { $0.verdict != .notReproduced })
    let share = try #require(
      verdicts.first { $0.figure.identifier == "central-south-eastern-europe/share" })
    #expect(close(try #require(share.recomputed).value, 100 * 1.6 / 20.9, relative: 1e-12))
    #expect(share.verdict == .withinRounding)
  }

  /// The names of figures are those of the data, and every status goes into the verdict.
  @Test func unverifiedFiguresMarkWhatTheyReach() throws {
    let verdict = try #require(
      try result("child-labour-series").verdicts.first {
        $0.figure.identifier == "hazardous-work/estimates-2020/2020/rate"
      })
    #expect(verdict.status == .unverified)
  }
}
