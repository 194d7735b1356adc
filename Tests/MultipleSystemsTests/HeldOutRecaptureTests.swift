import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Recapture of held-out lists")
struct HeldOutRecaptureTests {
  // The stepwise rule in R, rounded to two decimals; 20 people of GP were seen elsewhere.
  static let unitedKingdom = ["NG": -0.48, "GO": -0.50, "PF": 0.22, "NCA": 0.26, "LA": 0.40]

  @Test("UK, six lists")
  func values() throws {
    let table = try PublishedTables.table("uk-2013")
    let result = try HeldOutRecapture(table, rule: .stepwise())
    #expect(result.lists.map(\.list) == table.lists)
    for held in result.lists {
      if let logRatio = Self.unitedKingdom[held.list] {
        let trial = try #require(held.outcome.trial)
        #expect(close(trial.logRatio, logRatio, absolute: 0.005))
        #expect(trial.truth == table.listTotals[table.index(of: held.list) ?? 0])
      } else {
        #expect(held.outcome == .skipped(seenElsewhere: 20))
      }
    }
    #expect(close(result.medianLogRatio ?? 0, 0.22, absolute: 0.005))
    #expect(result.shareCovered == 1)
    #expect(try result == HeldOutRecapture(table, rule: .stepwise(), threads: 2))
  }

  @Test("the interval and its level are chosen")
  func intervals() throws {
    let table = try PublishedTables.table("uk-2013")
    let profile = try HeldOutRecapture(
      table, rule: .stepwise(), interval: .profile(.multinomial), level: 0.5)
    let wald = try HeldOutRecapture(table, rule: .stepwise(), level: 0.5)
    #expect(
      profile.trials.allSatisfy { $0.interval?.kind == .multinomialProfile && $0.interval?.level == 0.5 })
    #expect(wald.trials.allSatisfy { $0.interval?.kind == .logNormalWald && $0.interval?.level == 0.5 })
    // Errors of 0.5 on the logarithm are outside intervals that hold one half.
    #expect((wald.shareCovered ?? 1) < 1)
    #expect(throws: SensitivityError.unusable(.invalidLevel)) {
      try HeldOutRecapture(table, rule: .stepwise(), level: 1)
    }
  }

  @Test("median and share of made-up trials")
  func summaries() throws {
    let interval = try Interval(kind: .logNormalWald, level: 0.95, lower: 90, upper: 110)
    #expect(interval.contains(90) && interval.contains(110))
    #expect(!interval.contains(89.9) && !interval.contains(110.1))
    let open = try Interval(
      kind: .logNormalWald, level: 0.95, lower: 90, upper: .unbounded(reason: "as an example"))
    #expect(open.contains(1e9) && !open.contains(89))
  }
}
