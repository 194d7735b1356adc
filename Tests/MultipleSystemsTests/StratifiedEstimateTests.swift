import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Strata")
struct StratifiedEstimateTests {
  private static let plan = BootstrapPlan(replicates: 100, seed: 5)

  private static func strata() throws -> [CaptureStratum] {
    try CovariateData.strata("synthetic", lists: 4).filter {
      $0.labels[0].value == "18-24" && $0.labels[1].value == "f"
    }
  }

  private static func stratum(_ name: String, _ counts: [(Int, Int)]) throws -> CaptureStratum {
    CaptureStratum(
      labels: [DomainLabel(variable: "region", value: name)],
      table: try CaptureTable(
        lists: ["A", "B", "C"], histories: counts.map { ListSet(rawValue: UInt32($0.0)) },
        counts: counts.map(\.1)))
  }

  @Test("the total is the sum of the strata's own estimates, each by its own choice")
  func sum() throws {
    let strata = try Self.strata()
    let rule = ModelRule.stepwise()
    let estimate = try StratifiedEstimate(strata, rule: rule, plan: Self.plan)
    var sum = 0.0
    for (stratum, result) in zip(strata, estimate.strata) {
      let choice = try rule.choose(from: stratum.table)
      #expect(try result.result.get() == choice)
      sum += choice.fit.population
    }
    #expect(close(estimate.total.value ?? .nan, sum, relative: 1e-14))
    #expect(estimate.total.missing.isEmpty)
    #expect(estimate.observed == strata.reduce(0) { $0 + $1.table.total })
    let interval = try #require(try estimate.percentileInterval(level: 0.95))
    #expect(interval.lower < sum && (interval.finiteUpper ?? .infinity) > sum)
    for stratum in estimate.strata {
      let own = try #require(try stratum.percentileInterval(level: 0.95))
      #expect(own.lower >= Double(stratum.observed))
    }
  }

  // Strata are resampled independently, so the variance of the total is the sum of theirs, up to the Monte Carlo
  // error of 100 replicates: their correlations have a standard deviation of 0.1.
  @Test("replicates of strata are independent, and the same for any number of threads")
  func replicates() throws {
    let strata = try Self.strata()
    let rule = ModelRule.given(.independence(listCount: 4))
    let estimate = try StratifiedEstimate(strata, rule: rule, plan: Self.plan)
    var single = Self.plan
    single.threads = 1
    let again = try StratifiedEstimate(strata, rule: rule, plan: single)
    #expect(estimate.strata == again.strata)
    #expect(estimate.replicates == again.replicates)
    for first in estimate.strata.indices {
      for second in 0..<first {
        let correlation = Self.correlation(
          estimate.strata[first].replicates, estimate.strata[second].replicates)
        #expect(abs(correlation) < 0.4)
      }
    }
    // A stratum's replicates do not depend on the strata after it.
    let fewer = try StratifiedEstimate(Array(strata.prefix(2)), rule: rule, plan: Self.plan)
    #expect(fewer.strata == Array(estimate.strata.prefix(2)))
  }

  private static func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let means = (first.reduce(0, +) / Double(first.count), second.reduce(0, +) / Double(second.count))
    var sums = (0.0, 0.0, 0.0)
    for i in first.indices {
      let (a, b) = (first[i] - means.0, second[i] - means.1)
      sums = (sums.0 + a * a, sums.1 + b * b, sums.2 + a * b)
    }
    return sums.2 / (sums.0 * sums.1).squareRoot()
  }

  @Test("a stratum without an estimate refuses the total or marks it as incomplete")
  func missing() throws {
    let good = try Self.stratum("north", [(1, 40), (2, 30), (4, 20), (3, 9), (5, 6), (6, 5), (7, 2)])
    // Nobody is on two lists.
    let bad = try Self.stratum("south", [(1, 10), (2, 8), (4, 7)])
    let rule = ModelRule.given(.independence(listCount: 3))
    let few = try StratifiedEstimate([good, bad], rule: rule, plan: Self.plan)
    #expect(few.total == .refused(missing: [1]))
    guard case .failure(.figures(let refusal)) = few.strata[1].result else {
      Issue.record("the stratum is not refused for its figures")
      return
    }
    #expect(refusal.code == .smallOverlap)
    let refused = try StratifiedEstimate(
      [good, bad], rule: rule, acceptsSmallOverlap: true, plan: Self.plan)
    #expect(refused.total == .refused(missing: [1]))
    #expect(refused.replicates.isEmpty)
    #expect(try refused.percentileInterval(level: 0.95) == nil)
    #expect(refused.disagreement == nil)
    guard case .failure(.model(.noEstimate(let existence))) = refused.strata[1].result else {
      Issue.record("the stratum has an estimate")
      return
    }
    #expect(existence.status == .infinitePopulation)
    let incomplete = try StratifiedEstimate(
      [good, bad], rule: rule, whenMissing: .incomplete, plan: Self.plan)
    let own = try LogLinearModel.independence(listCount: 3).fit(to: good.table).population
    #expect(incomplete.total.missing == [1])
    #expect(close(incomplete.total.value ?? .nan, own + 25, relative: 1e-12))
    #expect(incomplete.disagreement == nil)
    let printed = try incomplete.estimates(level: 0.95)
    #expect(printed.map { $0.value == nil } == [false, false, true])
    #expect(printed[0].quantity == "population, incomplete")
    #expect(
      printed[0].diagnostics.contains { $0.code == .strataMissing && $0.message.contains("region south") })
    #expect(printed[2].refusal?.code == .smallOverlap)
    let none = try refused.estimates(level: 0.95)
    #expect(none[0].refusal?.code == .populationInfinite)
    #expect(none[0].refusal?.reason.contains("region south") == true)
    let nothing = try StratifiedEstimate([bad], rule: rule, whenMissing: .incomplete, plan: Self.plan)
    #expect(nothing.total == .refused(missing: [0]))
  }

  @Test("infinite replicates of a stratum make the total's infinite")
  func infinite() throws {
    let good = try Self.stratum("north", [(1, 40), (2, 30), (4, 20), (3, 9), (5, 6), (6, 5), (7, 2)])
    // One person on two lists: leaving out that one, with probability 0.36, leaves no overlap.
    let sparse = try Self.stratum("south", [(1, 10), (2, 8), (4, 7), (3, 1)])
    let estimate = try StratifiedEstimate(
      [good, sparse], rule: .given(.independence(listCount: 3)), acceptsSmallOverlap: true, plan: Self.plan)
    #expect(estimate.strata[0].infiniteCount == 0)
    #expect(estimate.strata[1].infiniteCount > 15)
    #expect(estimate.infiniteCount == estimate.strata[1].infiniteCount)
    #expect(try estimate.percentileInterval(level: 0.95)?.finiteUpper == nil)
  }

  // Two lists, independent within strata of very different coverage: the sums are 200 / 0.5 and so on by hand.
  @Test("MSE-32: strata and pooled estimate disagree when coverage differs between strata")
  func disagreement() throws {
    func twoLists(_ name: String, _ both: Int, _ first: Int, _ second: Int) throws -> CaptureStratum {
      CaptureStratum(
        labels: [DomainLabel(variable: "region", value: name)],
        table: try CaptureTable(
          lists: ["A", "B"], histories: [1, 2, 3].map { ListSet(rawValue: $0) },
          counts: [first, second, both]))
    }
    let strata = [try twoLists("north", 640, 160, 160), try twoLists("south", 10, 90, 90)]
    let estimate = try StratifiedEstimate(
      strata, rule: .given(.independence(listCount: 2)), plan: Self.plan)
    // 800 × 800 / 640 + 100 × 100 / 10 and 900 × 900 / 650.
    #expect(close(estimate.total.value ?? .nan, 2000, relative: 1e-9))
    #expect(close(try estimate.pooled.get(), 810_000.0 / 650, relative: 1e-9))
    #expect(close(estimate.disagreement ?? .nan, 2000 * 650 / 810_000.0 - 1, relative: 1e-8))
    #expect((estimate.disagreement ?? 0) > StratifiedEstimate.largestDisagreement)
    #expect(try estimate.estimates(level: 0.95)[0].diagnostics.contains { $0.code == .strataDisagree })
  }

  @Test("strata that do not belong together are refused")
  func shapes() throws {
    let good = try Self.stratum("north", [(1, 4), (2, 3), (4, 2), (7, 2)])
    let rule = ModelRule.given(.independence(listCount: 3))
    #expect(throws: CovariateError.noStrata) { try StratifiedEstimate([], rule: rule, plan: Self.plan) }
    #expect(throws: CovariateError.repeatedStratum) {
      try StratifiedEstimate([good, good], rule: rule, plan: Self.plan)
    }
    #expect(throws: CovariateError.differentLists) {
      try StratifiedEstimate([good] + Self.strata(), rule: rule, plan: Self.plan)
    }
    #expect(throws: CovariateError.constantCovariate("region")) { try CovariateTable([good]) }
  }
}
