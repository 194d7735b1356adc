import Estimates
import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Log-linear estimators")
struct LogLinearEstimatorTests {
  private func plan(_ replicates: Int = 100) -> BootstrapPlan {
    BootstrapPlan(replicates: replicates, seed: 2)
  }

  private func table(_ histories: [UInt32], _ counts: [Int], lists: Int = 3) throws -> CaptureTable {
    try CaptureTable(
      lists: (1...lists).map { "L\($0)" }, histories: histories.map { ListSet(rawValue: $0) }, counts: counts)
  }

  @Test("the headline of UK 2013: stepwise with a BCa interval, and what is doubtful about it")
  func unitedKingdom() throws {
    let table = try PublishedTables.table("uk-2013")
    let estimate = try LogLinearEstimator(.stepwise(), interval: .bca(plan(300))).estimate(table, level: 0.95)
    #expect(close(estimate.value ?? 0, 11417.9910915046, relative: 1e-9))
    #expect(estimate.uncertainty?.interval?.kind == .bootstrapBCa)
    #expect(estimate.provenance.seed == 2 && estimate.provenance.draws == 300)
    #expect(estimate.provenance.notes.contains("the model is [LA*NG,LA*PF,NG*GO,NG*GP,PF*GP,PF*NCA,GO*GP]"))
    #expect(estimate.method.contains("p < 0.02"))
    let codes = Set(estimate.diagnostics.map(\.code))
    // f1/n is 0.91, the sample coverage 0.13 to 0.24, n/N 0.24: the standard's table 3.1.
    #expect(codes.isSuperset(of: [.seenOnce, .lowSampleCoverage, .lowImpliedCoverage]))
    #expect(!codes.contains(.emptyOverlap) && !codes.contains(.infiniteReplicates))
    let percentile = try LogLinearEstimator(.stepwise(), interval: .percentile(plan(200)))
      .estimate(table, level: 0.95)
    #expect(percentile.diagnostics.contains { $0.code == .selectionWidens })
    let wald = try LogLinearEstimator(.stepwise(), interval: .wald).estimate(table, level: 0.95)
    // Its interval stops below Chao's lower bound of 15,570.
    #expect(wald.diagnostics.contains { $0.code == .belowChaoBound })
    guard case .sampling(let standardError, nil, _) = wald.uncertainty else {
      Issue.record("a Wald interval comes with its standard error")
      return
    }
    #expect(standardError > 0)
    #expect(wald.provenance.seed == nil && wald.provenance.draws == nil)
  }

  @Test("each method and interval gives the numbers of the rule behind it")
  func methods() throws {
    let table = try PublishedTables.table("kosovo-1999")
    for (method, value) in [
      (LogLinearEstimator.Method.independence, 7394.58666307745), (.stepwise(), 14341.6638004267),
      (.best(by: .bic), 10356.5189572519), (.formula("[EXH*ABA*OSCE,EXH*HRW,OSCE*HRW]"), 10356.5189572519),
      (.formula("[123,14,34]"), 10356.5189572519),
    ] {
      for interval in [
        LogLinearEstimator.IntervalMethod.wald, .profile(.poisson), .profile(.multinomial),
        .percentile(plan()),
        .bca(plan()),
      ] {
        let estimate = try LogLinearEstimator(method, interval: interval).estimate(table, level: 0.9)
        #expect(close(estimate.value ?? 0, value, relative: 1e-9))
        #expect(estimate.uncertainty?.interval?.level == 0.9)
        #expect(estimate.uncertainty?.interval?.lower ?? 0 >= 4400)
      }
    }
    let aic = try LogLinearEstimator(.best(by: .aic, maximumOrder: 2), interval: .wald)
    let estimate = try aic.estimate(table, level: 0.9)
    #expect(
      estimate.provenance.notes.contains("64 models were compared; 0 more have no estimate of the population")
    )
  }

  @Test("F65, F66, F68: what has no estimate is refused with its code, and no number stands anywhere")
  func refusals() throws {
    let artificial = try PublishedTables.table("artificial-non-existence")
    let cases: [(CaptureTable, LogLinearEstimator.Method, WarningCode)] = [
      (artificial, .formula("[12,3]"), .populationInfinite),
      (artificial, .formula("[12,13,23]"), .populationNotIdentifiable),
      (artificial, .independence, .smallOverlap),
      (try table([1, 2, 4], [50, 60, 70]), .stepwise(), .populationInfinite),
      (try table([1, 2, 4], [50, 60, 70]), .best(by: .bic), .populationInfinite),
      (try table([1, 3, 5, 7], [50, 60, 70, 9]), .independence, .nobodyUnobserved),
      (try table([1], [50], lists: 1), .independence, .fewLists),
      (try table([1, 2, 3], [40, 50, 3], lists: 2), .independence, .smallOverlap),
      (try table([1, 2, 3], [40, 50, 30], lists: 2), .formula("[12]"), .populationNotIdentifiable),
    ]
    for (table, method, code) in cases {
      let estimate = try LogLinearEstimator(method, interval: .bca(plan())).estimate(table, level: 0.95)
      #expect(estimate.refusal?.code == code, "\(method)")
      let json = String(decoding: try JSONEncoder().encode(estimate.outcomeOnly), as: UTF8.self)
      #expect(!json.contains("value") && !json.contains("interval"))
    }
    // By request the small overlap is a warning.
    let accepted = try LogLinearEstimator(.independence, interval: .wald, acceptsSmallOverlap: true)
      .estimate(artificial, level: 0.95)
    #expect(close(accepted.value ?? 0, 539.093929428605, relative: 1e-8))
    #expect(accepted.diagnostics.contains { $0.code == .smallOverlap && $0.severity == .warning })
  }

  @Test("M13: a list and its exact copy are refused by every estimator, and never make an interval shorter")
  func duplicate() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let copied = try CaptureTable(
      lists: table.lists + ["copy"],
      histories: table.histories.map { $0.contains(ListSet(list: 1)) ? $0.union(ListSet(list: 4)) : $0 },
      counts: table.counts)
    let others: [any PopulationEstimator] = [ChaoLowerBound(), SampleCoverageEstimator(.low)]
    for estimator in LogLinearEstimator.all as [any PopulationEstimator] + others {
      let refusal = try estimator.estimate(copied, level: 0.95).refusal
      #expect(refusal?.code == .populationNotIdentifiable)
      #expect(refusal?.reason.contains("ABA and copy hold the same people") == true)
    }
  }

  @Test("M8: a list that holds nobody is left out with a note")
  func emptyList() throws {
    let four = try CaptureTable(
      lists: ["A", "none", "B", "C"],
      histories: [1, 4, 5, 8, 9, 12, 13].map { ListSet(rawValue: $0) }, counts: [69, 55, 21, 63, 17, 18, 28])
    let three = try four.restricted(to: [0, 2, 3])
    for (wide, narrow) in [("[A*B,C,none]", "[A*B,C]"), ("[A,B,C,none]", "[A,B,C]")] {
      let first = try LogLinearEstimator(.formula(wide), interval: .wald).estimate(four, level: 0.95)
      let second = try LogLinearEstimator(.formula(narrow), interval: .wald).estimate(three, level: 0.95)
      #expect(first.outcome == second.outcome)
      #expect(first.diagnostics.contains { $0.code == .listWithoutOverlap && $0.severity == .note })
    }
  }

  @Test("F67, F69: empty overlaps, population-only models and infinite replicates are said")
  func doubts() throws {
    let kingdom = try PublishedTables.table("uk-2013-five")
    let empty = try LogLinearEstimator(.formula("[15,2,3,4]"), interval: .wald).estimate(kingdom, level: 0.95)
    let words = empty.diagnostics.first { $0.code == .emptyOverlap }?.message
    #expect(words?.hasSuffix("are at minus infinity: LA*GP") == true)
    let australia = try PublishedTables.table("australia-2015-2017")
    let only = try LogLinearEstimator(.formula("[234,12]"), interval: .percentile(plan()))
      .estimate(australia, level: 0.95)
    #expect(close(only.value ?? 0, 2440.4, relative: 1e-9))
    #expect(
      only.diagnostics.first { $0.code == .emptyOverlap }?.message.hasSuffix(
        "are at minus infinity: C*D; at plus infinity: B*C*D") == true)
    let thin = try table([1, 2, 3, 4, 5, 6], [70, 60, 2, 50, 2, 4])
    let estimate = try LogLinearEstimator(.formula("[12,3]"), interval: .bca(plan(200))).estimate(
      thin, level: 0.95)
    // The overlaps with the third list are six; some e⁻⁶ of the replicates have none.
    #expect(estimate.value != nil)
    #expect(estimate.diagnostics.contains { $0.code == .smallOverlap })
    let thinner = try table([1, 2, 3, 4, 5], [70, 60, 6, 50, 2])
    let open = try LogLinearEstimator(.formula("[12,3]"), interval: .percentile(plan(200)))
      .estimate(thinner, level: 0.95)
    #expect(open.diagnostics.contains { $0.code == .infiniteReplicates })
    guard case .unbounded = open.uncertainty?.interval?.upper else {
      Issue.record("an end is given though an eighth of the replicates are infinite")
      return
    }
    #expect(open.diagnostics.contains { $0.code == .wideInterval })
  }

  @Test("two lists are estimated with the warning that independence is assumed")
  func twoLists() throws {
    let two = try table([1, 2, 3], [70, 41, 35], lists: 2)
    for estimator in LogLinearEstimator.all {
      let method = LogLinearEstimator(estimator.method, interval: .bca(plan(60)))
      let estimate = try method.estimate(two, level: 0.9)
      #expect(close(estimate.value ?? 0, 105.0 * 76 / 35, relative: 1e-12))
      #expect(estimate.diagnostics.contains { $0.code == .fewLists })
    }
  }

  @Test("wrong requests throw, and are no refusal")
  func requests() throws {
    let table = try PublishedTables.table("hav3")
    #expect(throws: EstimatorError.level(2)) {
      try LogLinearEstimator(.independence).estimate(table, level: 2)
    }
    #expect(throws: ModelError.self) {
      try LogLinearEstimator(.formula("[14,2,3]")).estimate(table, level: 0.9)
    }
    #expect(throws: EstimatorError.self) {
      try LogLinearEstimator(.stepwise(threshold: 2)).estimate(table, level: 0.9)
    }
    #expect(throws: LogLinearError.invalidPlan) {
      try LogLinearEstimator(.independence, interval: .bca(BootstrapPlan(replicates: 0))).estimate(
        table, level: 0.9)
    }
  }

  @Test("ids are unique and thresholds are those of the catalogue's words")
  func catalogue() {
    let ids = LogLinearEstimator.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    func says(_ code: WarningCode, _ words: String) -> Bool { code.entry.condition.contains(words) }
    #expect(says(.seenOnce, "0.9") && LogLinearThreshold.seenOnce == 0.9)
    #expect(says(.lowSampleCoverage, "0.55") && LogLinearThreshold.sampleCoverage == 0.55)
    #expect(says(.lowImpliedCoverage, "0.30") && LogLinearThreshold.impliedCoverage == 0.3)
    #expect(says(.wideInterval, "3 times") && LogLinearThreshold.endRatio == 3)
    #expect(says(.wideInterval, "10 times") && LogLinearThreshold.endRatioForRange == 10)
    #expect(says(.selectionWidens, "1.5 times") && LogLinearThreshold.selectionWidth == 1.5)
    #expect(says(.modelsDisagree, "within 4") && LogLinearThreshold.criterionDistance == 4)
    #expect(says(.modelsDisagree, "1.5 times") && LogLinearThreshold.populationRatio == 1.5)
    #expect(says(.overFitted, "0.5") && LogLinearThreshold.interactionShare == 0.5)
    #expect(says(.infiniteReplicates, "1 %") && LogLinearThreshold.infiniteShare == 0.01)
    #expect(says(.infiniteReplicates, "5 %") && LogLinearThreshold.infiniteShareForUnbounded == 0.05)
    #expect(says(.endPointError, "2 %") && LogLinearThreshold.endPointError == 0.02)
    #expect(says(.illConditioned, "1e12") && LogLinearThreshold.conditionNumber == 1e12)
  }
}

extension Estimate {
  /// The estimate without its provenance and doubts, whose words may say "value".
  fileprivate var outcomeOnly: Estimate {
    get throws {
      try Estimate(quantity: "q", unit: "u", method: "m", outcome: outcome, provenance: Provenance())
    }
  }
}
