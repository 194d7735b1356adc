import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Warnings about estimates from several lists")
struct SensitivityWarningsTests {
  /// Whether a rule speaks, and only with its own code and a sentence.
  private func speaks(_ diagnostic: Diagnostic?, _ code: WarningCode) -> Bool {
    guard let diagnostic else { return false }
    #expect(diagnostic.code == code)
    #expect(diagnostic.severity == code.entry.severity)
    #expect(!diagnostic.message.isEmpty)
    return true
  }

  @Test("shares of the table: each threshold and just beside it")
  func shares() {
    #expect(speaks(WarningRules.seenOnce(share: 0.901), .seenOnce))
    #expect(!speaks(WarningRules.seenOnce(share: 0.9), .seenOnce))
    #expect(speaks(WarningRules.sampleCoverage(0.549), .lowSampleCoverage))
    #expect(!speaks(WarningRules.sampleCoverage(0.55), .lowSampleCoverage))
    #expect(speaks(WarningRules.impliedCoverage(0.299), .lowImpliedCoverage))
    #expect(!speaks(WarningRules.impliedCoverage(0.3), .lowImpliedCoverage))
    #expect(speaks(WarningRules.interactions(perCell: 0.51), .overFitted))
    #expect(!speaks(WarningRules.interactions(perCell: 0.5), .overFitted))
  }

  @Test("intervals: each threshold and just beside it")
  func intervals() throws {
    #expect(speaks(WarningRules.chaoBound(15_570, upper: .finite(13_146)), .belowChaoBound))
    #expect(!speaks(WarningRules.chaoBound(13_146, upper: .finite(13_146)), .belowChaoBound))
    #expect(!speaks(WarningRules.chaoBound(15_570, upper: .unbounded(reason: "")), .belowChaoBound))
    #expect(speaks(WarningRules.intervalRatio(3.01), .wideInterval))
    #expect(!speaks(WarningRules.intervalRatio(3), .wideInterval))
    #expect(speaks(WarningRules.intervalRatio(.infinity), .wideInterval))
    #expect(WarningRules.isRangeOnly(intervalRatio: 10.1) && !WarningRules.isRangeOnly(intervalRatio: 10))
    let open = try Interval(
      kind: .bootstrapPercentile, level: 0.95, lower: 10, upper: .unbounded(reason: "no end"))
    #expect(WarningRules.ratio(of: open) == .infinity)
    #expect(
      WarningRules.ratio(of: try Interval(kind: .logNormalWald, level: 0.95, lower: 10, upper: 25)) == 2.5)
  }

  @Test("variations: each threshold and just beside it")
  func variations() {
    #expect(speaks(WarningRules.nearbyModels(ratio: 1.51), .modelsDisagree))
    #expect(!speaks(WarningRules.nearbyModels(ratio: 1.5), .modelsDisagree))
    func omission(_ ratio: Double?, _ refused: [String] = []) -> Diagnostic? {
      WarningRules.leaveOneListOut(ratio: ratio, worst: "P", refused: refused)
    }
    #expect(speaks(omission(1.51), .oneListDecides))
    #expect(!speaks(omission(1.5), .oneListDecides))
    #expect(speaks(omission(nil, ["K"]), .oneListDecides))
    #expect(!speaks(omission(nil), .oneListDecides))
    #expect(omission(3.01)?.message.contains("do not publish a single number") == true)
    #expect(omission(3)?.message.contains("do not publish") == false)
    #expect(speaks(WarningRules.merging("a", "b", change: -0.251), .mergingMatters))
    #expect(speaks(WarningRules.merging("a", "b", change: 0.251), .mergingMatters))
    #expect(!speaks(WarningRules.merging("a", "b", change: -0.25), .mergingMatters))
    #expect(speaks(WarningRules.heldOut(median: -0.301, shareCovered: 1), .heldOutMissed))
    #expect(speaks(WarningRules.heldOut(median: 0, shareCovered: 0.79), .heldOutMissed))
    #expect(!speaks(WarningRules.heldOut(median: 0.3, shareCovered: 0.8), .heldOutMissed))
    #expect(speaks(WarningRules.strata(sum: 79.9, pooled: 100), .strataDisagree))
    #expect(speaks(MultipleSystemsWarnings.strata(sum: 120.1, pooled: 100), .strataDisagree))
    #expect(!speaks(WarningRules.strata(sum: 119.9, pooled: 100), .strataDisagree))
  }

  @Test("fit: each threshold and just beside it")
  func fit() {
    func poor(_ p: Double, _ residual: Double) -> Diagnostic? {
      WarningRules.fit(pValue: p, residual: residual)
    }
    #expect(speaks(poor(0.049, 0), .poorFit))
    #expect(speaks(poor(1, -3.01), .poorFit))
    #expect(!speaks(poor(0.05, 3), .poorFit))
  }

  @Test("facts: links, referrals, periods, subgroups, a ceiling")
  func facts() {
    #expect(speaks(WarningRules.missedLinks(areAssessed: false, factor: 1.1, rate: 0.1), .missedLinks))
    #expect(!speaks(WarningRules.missedLinks(areAssessed: true, factor: 1.1, rate: 0.1), .missedLinks))
    #expect(speaks(WarningRules.falseLinks(areAssessed: false, factor: nil, rate: 0.01), .falseLinks))
    #expect(!speaks(WarningRules.falseLinks(areAssessed: true, factor: nil, rate: 0.01), .falseLinks))
    #expect(speaks(WarningRules.referrals([.init(from: "a", to: "b")]), .referral))
    #expect(!speaks(WarningRules.referrals([]), .referral))
    func window(_ list: String, _ first: Int, _ last: Int) -> CaptureFacts.Window {
      CaptureFacts.Window(
        list: list, first: .init(year: 2013 + (first - 1) / 12, month: (first - 1) % 12 + 1),
        last: .init(year: 2013 + (last - 1) / 12, month: (last - 1) % 12 + 1))
    }
    #expect(!speaks(WarningRules.windows([window("a", 1, 12), window("b", 1, 12)]), .openPopulation))
    #expect(speaks(WarningRules.windows([window("a", 1, 13), window("b", 1, 13)]), .openPopulation))
    #expect(speaks(WarningRules.windows([window("a", 1, 12), window("b", 2, 12)]), .openPopulation))
    #expect(!speaks(WarningRules.windows([]), .openPopulation))
    #expect(speaks(WarningRules.subgroups(["girls"]), .listOfSubgroup))
    #expect(!speaks(WarningRules.subgroups([]), .listOfSubgroup))
    #expect(speaks(WarningRules.ceiling(population: 1001, ceiling: 1000), .aboveCeiling))
    #expect(!speaks(WarningRules.ceiling(population: 1000, ceiling: 1000), .aboveCeiling))
  }

  @Test("parameters at infinity are named; of an ordinary estimate nothing is said")
  func parameters() throws {
    let lists = ["a", "b", "c"]
    let empty = Existence(.extended, minusInfinity: [ListSet(lists: [0, 2])])
    let diagnostic = WarningRules.parameters(empty, lists: lists)
    #expect(speaks(diagnostic, .emptyOverlap))
    #expect(diagnostic?.message.contains("a*c") == true)
    #expect(!speaks(WarningRules.parameters(Existence(.ordinary), lists: lists), .emptyOverlap))
  }

  @Test("UK, five lists, stepwise: what the panel says, once for each code")
  func unitedKingdom() throws {
    let table = try PublishedTables.table("uk-2013-five")
    let block = try SensitivityBlock(
      table, rule: .stepwise(), plan: BootstrapPlan(replicates: 200, threads: 1))
    let estimate = try LogLinearEstimator(.stepwise(), interval: .wald).estimate(table, level: 0.95)
    let warnings = MultipleSystemsWarnings(block, estimate: estimate)
    let codes = warnings.diagnostics.map(\.code.rawValue)
    let expected = [7, 8, 9, 10, 13, 14, 15, 17, 18, 19].map { $0 < 10 ? "MSE-0\($0)" : "MSE-\($0)" }
    #expect(codes == expected)
    #expect(warnings.refusal == nil && !warnings.isRangeOnly)
    // Without the estimate the block says the same but for the interval.
    #expect(
      Set(MultipleSystemsWarnings(block).diagnostics.map(\.code.rawValue))
        == Set(codes).subtracting(["MSE-09"]))
    let measured = MultipleSystemsWarnings(
      block, estimate: estimate,
      facts: CaptureFacts(areMissedLinksAssessed: true, areFalseLinksAssessed: true, ceiling: 10_000))
    #expect(!measured.diagnostics.contains { $0.code == .missedLinks || $0.code == .falseLinks })
    #expect(measured.refusal?.code == .aboveCeiling)
  }

  @Test("Netherlands, five lists: a range and no number")
  func netherlands() throws {
    let table = try PublishedTables.table("netherlands-2010-2015-five")
    let block = try SensitivityBlock(
      table, rule: .stepwise(), plan: BootstrapPlan(replicates: 200, threads: 1))
    let warnings = MultipleSystemsWarnings(block)
    #expect(warnings.isRangeOnly)
    let codes = Set(warnings.diagnostics.map(\.code))
    #expect(codes.isSuperset(of: [.oneListDecides, .mergingMatters, .modelsDisagree, .poorFit]))
  }

  @Test("the catalogue has every code once")
  func catalogue() {
    #expect(
      WarningCatalogue.all.map(\.code.rawValue).sorted() == WarningCode.allCases.map(\.rawValue).sorted())
  }

  @Test("figures in sentences")
  func figures() {
    #expect(WarningFigure.percent(0.914) == "91 %")
    #expect(WarningFigure.percent(0.0031) == "0.3 %")
    #expect(WarningFigure.percent(-0.31) == "-31 %")
    #expect(WarningFigure.decimal(-1.978, 1) == "-2.0")
    #expect(WarningFigure.decimal(0.009, 3) == "0.009")
    #expect(WarningFigure.decimal(-0.001, 2) == "0.00")
    #expect(WarningFigure.ratio(10.16) == "10")
    #expect(WarningFigure.ratio(1.896) == "1.9")
    #expect(WarningFigure.ratio(.infinity) == "more than a thousand")
    #expect(WarningFigure.people(15_569.6) == "15,600")
    #expect(WarningFigure.people(999.6) == "1,000")
    #expect(WarningFigure.people(1_234_567) == "1,230,000")
    #expect(WarningFigure.people(12) == "12")
  }

  @Test("figures beyond every size, as of tables of a million million people, are words and no trap")
  func hugeFigures() {
    for value in [1e300, .infinity, .nan] {
      #expect(WarningFigure.percent(value) == "more than 10^12 %")
      #expect(WarningFigure.decimal(value, 1) == "more than 10^12")
      #expect(WarningFigure.people(value) == "more than 10^15")
    }
    #expect(WarningFigure.decimal(-1e300, 1) == "less than -10^12")
  }
}
