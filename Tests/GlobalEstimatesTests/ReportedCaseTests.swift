import Estimates
import Foundation
import GlobalEstimates
import NumericKernel
import TestSupport
import Testing

@Suite struct TwoListEstimatorTests {
  /// Worked by hand: (21·19)/7 − 1 = 56 and 21·19·14·12/(49·8) = 171; 20·18/6 = 60 and 20·18·14·12/216 = 280.
  @Test func formulas() throws {
    let chapman = try TwoListEstimator.chapman.estimate(first: 20, second: 18, common: 6)
    #expect(chapman.cases == 56)
    #expect(chapman.variance == 171)
    let petersen = try TwoListEstimator.lincolnPetersen.estimate(first: 20, second: 18, common: 6)
    #expect(petersen.cases == 60)
    #expect(petersen.variance == 280)
  }

  /// Chapman's estimator and Seber's variance are unbiased when n₁ + n₂ ≥ N: summed over the hypergeometric
  /// distribution of the common cases they give N and the variance itself.
  @Test(arguments: [(30, 18, 14), (50, 30, 25), (12, 6, 6)])
  func chapmanIsUnbiased(cases: Int, first: Int, second: Int) {
    func logChoose(_ n: Int, _ k: Int) -> Double {
      lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
    }
    var (mean, square, variance) = (0.0, 0.0, 0.0)
    for m in max(0, first + second - cases)...min(first, second) {
      let chance = exp(
        logChoose(first, m) + logChoose(cases - first, second - m) - logChoose(cases, second))
      // The formula itself, because the estimator refuses an empty overlap.
      let product = Double((first + 1) * (second + 1))
      let estimate = product / Double(m + 1) - 1
      let missed = Double((first - m) * (second - m))
      let seber = product * missed / (Double((m + 1) * (m + 1)) * Double(m + 2))
      if m > 0, let ours = try? TwoListEstimator.chapman.estimate(first: first, second: second, common: m) {
        #expect(close(ours.cases, estimate, relative: 1e-15))
        #expect(close(ours.variance, seber, relative: 1e-15))
      }
      mean += chance * estimate
      square += chance * estimate * estimate
      variance += chance * seber
    }
    // 1e-10 is what lgamma leaves.
    #expect(close(mean, Double(cases), relative: 1e-10))
    #expect(close(variance, square - mean * mean, relative: 1e-8))
  }

  @Test func refusesWithoutOverlap() {
    #expect(throws: GlobalEstimateError.self) {
      try TwoListEstimator.chapman.estimate(first: 20, second: 18, common: 0)
    }
    #expect(throws: GlobalEstimateError.self) {
      try TwoListEstimator.chapman.estimate(first: 5, second: 18, common: 6)
    }
  }
}

@Suite struct CaseMatchingTests {
  static let first = [
    ReportedCase(key: ["KH", "2003-05", "Report A"], stratum: "Asia", victims: 10),
    ReportedCase(key: ["NG", "2001-01", "Report B"], stratum: "Africa", victims: 4),
    ReportedCase(key: ["NG", "2002-02", "Report C"], stratum: "Africa"),
  ]
  static let second = [
    ReportedCase(key: ["kh", "2003-05", " report  a"], stratum: "Asia", victims: 14),
    ReportedCase(key: ["NG", "2001-01", "Report B"], stratum: "Africa", victims: 6),
  ]

  @Test func matchesExactlyAndByFoldedKeys() throws {
    let exact = try CaseMatching(CaseMatchingTests.first, CaseMatchingTests.second)
    #expect(exact.strata.map(\.name) == ["Africa", "Asia"])
    #expect(exact.strata.map(\.common) == [1, 0])
    let folded = try CaseMatching(
      CaseMatchingTests.first, CaseMatchingTests.second, comparison: .foldingCaseAndBlanks)
    #expect(folded.strata.map(\.common) == [1, 1])
    #expect(folded.strata.map(\.first) == [2, 1])
    // One case on both lists has the mean of its two numbers of victims.
    #expect(folded.strata.map(\.victims) == [[5], [12]])
    #expect(folded.strata.map(\.casesWithoutVictims) == [1, 0])
  }

  @Test func orderOfCasesDoesNotMatter() throws {
    let plain = try CaseMatching(CaseMatchingTests.first, CaseMatchingTests.second)
    let turned = try CaseMatching(CaseMatchingTests.first.reversed(), CaseMatchingTests.second.reversed())
    #expect(plain.strata.map(\.common) == turned.strata.map(\.common))
  }

  @Test func duplicatesAndEmptyKeysAreRefusedUntilResolved() throws {
    let twice = CaseMatchingTests.first + [CaseMatchingTests.first[1]]
    #expect(throws: GlobalEstimateError.self) { try CaseMatching(twice, CaseMatchingTests.second) }
    let resolved = try CaseMatching(twice, CaseMatchingTests.second, rule: .resolve)
    #expect(resolved.duplicates == 1)
    #expect(resolved.strata.map(\.first) == [2, 1])
    let empty = CaseMatchingTests.first + [ReportedCase(key: ["", "2003-05", "Report A"], stratum: "Asia")]
    #expect(throws: GlobalEstimateError.self) { try CaseMatching(empty, CaseMatchingTests.second) }
    #expect(try CaseMatching(empty, CaseMatchingTests.second, rule: .resolve).unmatchable == 1)
  }

  @Test func oneCaseInTwoStrataIsRefused() {
    let moved = [ReportedCase(key: CaseMatchingTests.first[1].key, stratum: "Asia")]
    #expect(throws: GlobalEstimateError.self) { try CaseMatching(CaseMatchingTests.first, moved) }
  }
}

@Suite struct ReportedCaseEstimateTests {
  static func strata() throws -> [ReportedCaseEstimate.Stratum] {
    [
      .init(
        name: "Asia", first: 20, second: 18, common: 6,
        victimsPerCase: try UncertainMean(value: 30, standardError: 3)),
      .init(
        name: "Africa", first: 60, second: 50, common: 20,
        victimsPerCase: try UncertainMean(value: 12, standardError: 1)),
    ]
  }

  /// The delta method written out: Africa has N̂ = 61·51/21 − 1 and variance 61·51·40·30/(441·22).
  @Test func totalAndStandardErrorByHand() throws {
    let duration = try UncertainMean(value: 1.5, standardError: 0.3)
    let result = try ReportedCaseEstimate(
      try ReportedCaseEstimateTests.strata(), conversion: .stock(duration: duration, period: 10))
    let africa = 61.0 * 51 / 21 - 1
    let africaVariance = 61.0 * 51 * 40 * 30 / (441 * 22)
    let flow = 56 * 30 + africa * 12
    #expect(close(result.total, 0.15 * flow, relative: 1e-14))
    let asiaFlow: Double = 56 * 56 * 9 + 900 * 171 + 9 * 171
    let africaFlow: Double = africa * africa + 144 * africaVariance + africaVariance
    let variance = 0.15 * 0.15 * (asiaFlow + africaFlow) + 0.03 * 0.03 * flow * flow
    #expect(close(result.standardError, variance.squareRoot(), relative: 1e-13))
    #expect(result.diagnostics.map(\.code) == [.reportedCasesSmallOverlap, .reportedCasesOnly])
    let estimate = try result.estimate(quantity: "victims in reported cases")
    #expect(estimate.value == result.total)
    #expect(estimate.method.contains("not the ILO's"))
  }

  /// A7: a duration that strata share adds their standard errors; durations of their own add the variances.
  @Test func sharedDurationsAddStandardErrors() throws {
    let sure = try ReportedCaseEstimateTests.strata().map {
      ReportedCaseEstimate.Stratum(
        name: $0.name, first: 10, second: 10, common: 10,
        victimsPerCase: try UncertainMean(value: 5, standardError: 0))
    }
    let duration = try UncertainMean(value: 2, standardError: 0.5)
    let shared = try ReportedCaseEstimate(sure, conversion: .stock(duration: duration, period: 1))
    let own = try ReportedCaseEstimate(
      sure, conversion: .stockByStratum(durations: [duration, duration], period: 1))
    #expect(close(shared.standardError, 2 * 25, relative: 1e-14))
    #expect(close(own.standardError, 2.0.squareRoot() * 25, relative: 1e-14))
  }

  /// A1 and A3: the order of strata does not matter, and victims per case × c multiplies total and error by
  /// c.
  @Test func permutationAndScale() throws {
    let strata = try ReportedCaseEstimateTests.strata()
    let plain = try ReportedCaseEstimate(strata, conversion: .flow)
    let turned = try ReportedCaseEstimate(strata.reversed(), conversion: .flow)
    #expect(close(turned.total, plain.total, relative: 1e-15))
    let scaled = try ReportedCaseEstimate(
      strata.map {
        ReportedCaseEstimate.Stratum(
          name: $0.name, first: $0.first, second: $0.second, common: $0.common,
          victimsPerCase: try UncertainMean(
            value: 1000 * $0.victimsPerCase.value, standardError: 1000 * $0.victimsPerCase.standardError))
      }, conversion: .flow)
    #expect(close(scaled.total, 1000 * plain.total, relative: 1e-14))
    #expect(close(scaled.standardError, 1000 * plain.standardError, relative: 1e-14))
  }

  /// The simulated spread is that of the delta method, to the 8 % by which a skewed total and it may differ.
  @Test func simulationAgreesWithTheDeltaMethod() throws {
    let big = [
      ReportedCaseEstimate.Stratum(
        name: "all", first: 400, second: 300, common: 100,
        victimsPerCase: try UncertainMean(value: 8, standardError: 0.4))
    ]
    let duration = try UncertainMean(value: 1.5, standardError: 0.1)
    let result = try ReportedCaseEstimate(big, conversion: .stock(duration: duration, period: 10))
    let draws = try result.draws(4000, seed: 7)
    let mean = draws.reduce(0, +) / 4000
    let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 3999
    #expect(close(mean, result.total, relative: 0.01))
    #expect(close(variance.squareRoot(), result.standardError, relative: 0.08))
    #expect(try result.draws(4000, seed: 7) == draws)
    let delta = try result.deltaInterval()
    let simulated = try result.simulationInterval(draws: 4000, seed: 7)
    #expect(close(simulated.lower, delta.lower, relative: 0.03))
    #expect(close(try #require(simulated.finiteUpper), try #require(delta.finiteUpper), relative: 0.03))
  }

  /// Repetitions without a common case are infinite, and with enough of them so is the upper end (F69).
  @Test func petersenWithLittleOverlapIsUnbounded() throws {
    let scarce = [
      ReportedCaseEstimate.Stratum(
        name: "all", first: 10, second: 10, common: 1,
        victimsPerCase: try UncertainMean(value: 8, standardError: 0.4))
    ]
    let result = try ReportedCaseEstimate(scarce, estimator: .lincolnPetersen, conversion: .flow)
    let interval = try result.simulationInterval(draws: 1000, seed: 3)
    #expect(interval.finiteUpper == nil)
  }

  /// Two teams search 400 cases; the interval covers the true number of victims within three Monte Carlo
  /// errors of 95 %.
  @Test func deltaIntervalsCover() throws {
    let replicates = 600
    var covered = 0
    for replicate in 0..<replicates {
      var stream = RandomStream(seed: 20, purpose: .simulation, replicate: replicate)
      var counts = (first: 0, second: 0, common: 0)
      var victims: [Double] = []
      for _ in 0..<400 {
        let (a, b) = (stream.uniform() < 0.45, stream.uniform() < 0.4)
        let size = Double(1 + stream.integer(below: 9))
        if a { counts.first += 1 }
        if b { counts.second += 1 }
        if a && b { counts.common += 1 }
        if a || b { victims.append(size) }
      }
      let stratum = ReportedCaseEstimate.Stratum(
        name: "all", first: counts.first, second: counts.second, common: counts.common,
        victimsPerCase: try UncertainMean(sample: victims, of: "all"))
      let interval = try ReportedCaseEstimate([stratum], conversion: .flow).deltaInterval()
      // The mean of 1 ... 9 is 5.
      if interval.lower <= 2000, 2000 <= (try #require(interval.finiteUpper)) { covered += 1 }
    }
    let error = (0.95 * 0.05 / Double(replicates)).squareRoot()
    #expect(abs(Double(covered) / Double(replicates) - 0.95) < 3 * error)
  }
}
