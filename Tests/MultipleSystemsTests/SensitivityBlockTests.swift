import Estimates
import NumericKernel
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Sensitivity block")
struct SensitivityBlockTests {
  /// Left out because a build for debugging takes seconds for their 32,768 models, which other tests fit.
  static let sixLists = ["uk-2013", "netherlands-2010-2015", "hare6"]
  static let plan = BootstrapPlan(replicates: 100, threads: 1)

  static func table(_ lists: [String], _ histories: [[Int]], _ counts: [Int]) throws -> CaptureTable {
    try CaptureTable(lists: lists, histories: histories.map(ListSet.init(lists:)), counts: counts)
  }

  static func refusal(_ table: CaptureTable, _ rule: ModelRule = .stepwise()) -> WarningCode? {
    do {
      _ = try SensitivityBlock(table, rule: rule, plan: plan)
      return nil
    } catch {
      guard case .refused(let refusal) = error else { return nil }
      return refusal.code
    }
  }

  @Test("its parts are what they are alone, and coverage is as published")
  func parts() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let rule = ModelRule.best(by: .aic, maximumOrder: 3)
    let block = try SensitivityBlock(table, rule: rule, plan: Self.plan)
    #expect(try block.leaveOneListOut == LeaveOneListOut(table, rule: rule))
    #expect(try block.mergeTwoLists == MergeTwoLists(table, rule: rule))
    #expect(try block.heldOutRecapture == HeldOutRecapture(table, rule: rule))
    #expect(try block.nearbyModels == NearbyModels(table, rule: rule))
    #expect(try block.linkage == LinkageSensitivity(table, rule: rule))
    #expect(try block.goodnessOfFit == GoodnessOfFit(table, rule: rule, plan: Self.plan))
    #expect(try block.multipliers == DependenceMultipliers(table, rule: rule))
    let coverage = try CoverageNumbers(PublishedTables.table("uk-2013"), rule: .stepwise())
    // §3.1 of the standard: Chao's bound of the six lists, 15,570, and 0.91 seen once.
    #expect(close(coverage.chaoBound, 15_570, absolute: 0.5))
    #expect(close(coverage.shareSeenOnce, 0.91, absolute: 0.005))
    #expect(close(coverage.impliedCoverage, 2744 / 11417.9910915046, relative: 1e-9))
    #expect(coverage.sampleCoverage > 0.13 && coverage.sampleCoverage <= 0.24)
  }

  @Test("F56: the same for any number of threads", arguments: ["kosovo-1999", "new-orleans"])
  func threads(name: String) throws {
    let table = try PublishedTables.table(name)
    func block(_ threads: Int) throws -> SensitivityBlock {
      try SensitivityBlock(table, rule: .stepwise(), plan: BootstrapPlan(replicates: 60, threads: threads))
    }
    let one = try block(1)
    #expect(try one.nearbyModels == block(2).nearbyModels)
    #expect((one.nearbyModels == nil) == (name == "new-orleans"))
    for other in [try block(2), try block(3)] {
      #expect(one.leaveOneListOut == other.leaveOneListOut)
      #expect(one.mergeTwoLists == other.mergeTwoLists)
      #expect(one.heldOutRecapture == other.heldOutRecapture)
      #expect(one.linkage == other.linkage)
      #expect(one.goodnessOfFit == other.goodnessOfFit)
    }
  }

  @Test("F65: without an estimate there is no block, and the reason holds no number")
  func nonExistence() throws {
    // Six people on two lists would be refused before anything is fitted, so the example is taken ten times.
    let small = try PublishedTables.table("artificial-non-existence")
    let table = try CaptureTable(
      lists: small.lists, histories: small.histories, counts: small.counts.map { 10 * $0 })
    let model = try LogLinearModel(formula: "[12,3]", lists: table.lists)
    #expect(Self.refusal(table, .given(model)) == .populationInfinite)
    #expect(Self.refusal(small, .given(model)) == .smallOverlap)
    #expect(throws: SensitivityError.self) {
      try SensitivityBlock(small, rule: .given(model), plan: Self.plan, acceptsSmallOverlap: true)
    }
    do {
      _ = try SensitivityBlock(table, rule: .given(model), plan: Self.plan)
    } catch {
      let digits = error.description.filter(\.isNumber)
      #expect(digits.isEmpty)
    }
    let pairs = LogLinearModel.allPairs(listCount: 3)
    #expect(Self.refusal(table, .given(pairs)) == .populationNotIdentifiable)
  }

  @Test("F66: one list, no overlap, an empty list, identical lists")
  func degenerate() throws {
    #expect(Self.refusal(try Self.table(["a"], [[0]], [50])) == .fewLists)
    #expect(Self.refusal(try Self.table(["a", "b"], [[0], [1]], [50, 50])) == .smallOverlap)
    // M13: a list and its copy are perfectly dependent.
    let copied = try Self.table(["a", "copy", "c"], [[0, 1], [2], [0, 1, 2]], [60, 40, 20])
    #expect(Self.refusal(copied) == .populationNotIdentifiable)
    let twins = try Self.table(["a", "b"], [[0, 1]], [60])
    #expect(Self.refusal(twins) == .populationNotIdentifiable)

    // M8: a list that holds nobody changes nothing.
    let table = try PublishedTables.table("kosovo-1999")
    let wider = try CaptureTable(
      lists: ["idle"] + table.lists,
      histories: table.histories.map { ListSet(rawValue: $0.rawValue << 1) }, counts: table.counts)
    for rule in [ModelRule.stepwise(), .best(by: .bic, maximumOrder: 2)] {
      let block = try SensitivityBlock(table, rule: rule, plan: Self.plan)
      #expect(try SensitivityBlock(wider, rule: rule, plan: Self.plan) == block)
    }
    let model = try LogLinearModel(formula: "[12,34]", lists: table.lists)
    let widerModel = try LogLinearModel(formula: "[1,23,45]", lists: wider.lists)
    #expect(
      try SensitivityBlock(wider, rule: .given(widerModel), plan: Self.plan)
        == SensitivityBlock(table, rule: .given(model), plan: Self.plan))
    #expect(throws: SensitivityError.unusable(.listCountMismatch(model: 4, table: 5))) {
      try SensitivityBlock(wider, rule: .given(model), plan: Self.plan)
    }
  }

  @Test("above ten lists every part is there but that of all models, and agrees with ten")
  func manyLists() throws {
    // The UK's five lists, and seven more that each share people with two of them; or four more, which are laid out.
    func wide(_ more: Int) throws -> CaptureTable {
      let table = try PublishedTables.table("uk-2013-five")
      var histories = table.histories
      var counts = table.counts
      for list in 5..<(5 + more) {
        histories += [ListSet(list: list), ListSet(lists: [list, 1]), ListSet(lists: [list, 2])]
        counts += [40, 9, 8]
      }
      return try CaptureTable(
        lists: table.lists + (5..<(5 + more)).map { "list \($0)" }, histories: histories, counts: counts)
    }
    let table = try wide(7)
    let rule = ModelRule.given(.independence(listCount: 12))
    let block = try SensitivityBlock(table, rule: rule, plan: Self.plan)
    #expect(block.nearbyModels == nil)
    #expect(block.leaveOneListOut.omissions.count == 12 && block.mergeTwoLists.mergers.count == 66)
    let codes = Set(MultipleSystemsWarnings(block).diagnostics.map(\.code))
    #expect(codes.isSuperset(of: [.dependenceUntestable, .missedLinks, .falseLinks]))
    // What holds on average of any table (the standard's MSE-18): 1.05, 1.11 and 1.25.
    let factors = try #require(block.linkage).scenarios.compactMap(\.factor)
    for (factor, expected) in zip(factors, [1.05, 1.11, 1.25]) {
      #expect(close(factor, expected, relative: 0.03))
    }
    #expect(try #require(block.goodnessOfFit).pValue < 0.05)
    #expect(close(try #require(block.goodnessOfFit).deviance, block.choice.fit.deviance, relative: 1e-12))
    let profile = try block.choice.fit.profileInterval(.multinomial, of: table, level: 0.95).interval
    let wald = try block.choice.fit.logNormalInterval(level: 0.95)
    #expect(close(profile.lower, wald.lower, relative: 0.01))
    #expect(close(try #require(profile.finiteUpper), try #require(wald.finiteUpper), relative: 0.01))

    // Of ten lists both ways of fitting: the same maximum and the same slope.
    let ten = try wide(5)
    let model = try LogLinearModel(
      listCount: 10,
      generators: [ListSet(lists: [0, 1]), ListSet(lists: [1, 2])] + (3..<10).map { ListSet(list: $0) })
    let dense = try model.fit(to: ten).profileInterval(.multinomial, of: ten, level: 0.9)
    let factorised = FactorisedFit(listCount: 10)
    factorised.load(histories: ten.histories, counts: ten.counts)
    #expect(factorised.fit(interactions: model.interactions) == .regular)
    let dark = dense.population - Double(ten.total)
    let (value, slope) = try #require(factorised.completeLogLikelihood(dark: dark))
    #expect(close(value - ten.logFactorials, dense.logLikelihood, relative: 1e-11))
    #expect(abs(slope * dark) < 1e-6)
  }

  @Test("people drawn from a factorised fit have its means")
  func drawnPeople() throws {
    let table = try PublishedTables.table("uk-2013-five")
    let model = try LogLinearModel(formula: "[12,25,3,4]", lists: table.lists)
    let fit = FactorisedFit(listCount: 5)
    fit.load(histories: table.histories, counts: table.counts)
    #expect(fit.fit(interactions: model.interactions) == .regular)
    var stream = RandomStream(seed: 2, purpose: .goodnessOfFit)
    let count = 40_000
    let drawn = FactorisedPeople(fit).draw(count, from: &stream)
    #expect(drawn.counts.reduce(0, +) == count && !drawn.histories.contains(ListSet()))
    var statistic = 0.0
    for mask in 1..<32 {
      let history = ListSet(rawValue: UInt32(mask))
      let mean = fit.mean(of: history) * Double(count) / fit.observed
      let people = drawn.histories.firstIndex(of: history).map { Double(drawn.counts[$0]) } ?? 0
      statistic += (people - mean) * (people - mean) / mean
    }
    // Chi-squared on 30 degrees of freedom: 59.7 has the tail 0.001.
    #expect(statistic < 59.7)
  }
}
