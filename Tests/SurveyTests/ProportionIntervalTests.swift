internal import Estimates
internal import Foundation
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct ProportionIntervalTests {
  private let names: [(ProportionInterval, String)] = [
    (.logit, "logit"), (.beta, "beta_R"), (.kornGraubard, "korn_graubard_NCHS"), (.wilson, "wilson_R45"),
    (.arcsine, "asin_unclipped"),
  ]

  @Test("F71 and the formulas, at 50 digits")
  func agreesWithFormulas() throws {
    for oracle in try OracleFiles.cases("interval_formulas") {
      let result = oracle.result
      for (method, name) in names where result.has(name) {
        let interval = try method.interval(
          proportion: result["p"][0], standardError: result["se"][0], sampleSize: Int(result["n"][0]),
          degreesOfFreedom: result["df"][0], level: result["level"][0])
        #expect(close(interval.lower, result[name][0], relative: 1e-12), "\(name) \(result["p"])")
        #expect(
          close(interval.finiteUpper ?? .nan, result[name][1], relative: 1e-12), "\(name) \(result["p"])")
      }
    }
  }

  /// xlogit is R's exact logit interval. R's likelihood interval comes from a spline through a profile, and
  /// widens the bound by the dispersion n/(n − 1) of its quasi-binomial fit.
  @Test func agreesWithR() throws {
    let methods: [String: (ProportionInterval, Double)] = [
      "xlogit": (.logit, 1e-9), "beta": (.beta, 1e-9), "wilson": (.wilson, 1e-9), "asin": (.arcsine, 1e-9),
      "likelihood": (.likelihood, 4e-3),
    ]
    var checked = 0
    for oracle in try OracleFiles.cases("ciprop") {
      let parts = oracle.id.split(separator: "/").map(String.init)
      guard parts.count == 4, let (method, tolerance) = methods[parts[2]] else { continue }
      let sides = parts[1].components(separatedBy: "==")
      guard sides.count == 2, !parts[0].contains(" ") else { continue }
      let (table, design) = try OracleFiles.design(parts[0])
      let variable = try table.indicator(sides[0], sides[1].trimmingCharacters(in: ["'"]))
      let estimate = try design.estimate(Proportion(variable))
      let level = try #require(Double(parts[3]))
      let n = Double(estimate.detail.sampleSize)
      let interval = try method.interval(
        proportion: estimate.value,
        standardError: estimate.standardError * (method == .likelihood ? (n / (n - 1)).squareRoot() : 1),
        sampleSize: estimate.detail.sampleSize, degreesOfFreedom: oracle.result["degf"][0], level: level)
      let angle = asin(estimate.value.squareRoot())
      let isClipped =
        method == .arcsine && estimate.standardError > 0
        && interval.lower < 1e-12 && angle < 1
      if !isClipped {
        #expect(close(interval.lower, oracle.result["ci"][0], relative: tolerance), "\(oracle)")
      }
      #expect(close(interval.finiteUpper ?? .nan, oracle.result["ci"][1], relative: tolerance), "\(oracle)")
      checked += 1
    }
    #expect(checked > 60)
  }

  @Test(
    "S19, S20: the interval of 1 − p mirrors that of p; S23: a higher level encloses",
    arguments: ProportionInterval.allCases)
  func laws(method: ProportionInterval) throws {
    for p in [0, 0.003, 0.2, 0.5, 0.97, 1] {
      func interval(_ p: Double, _ level: Double) throws -> Interval {
        try method.interval(
          proportion: p, standardError: (p * (1 - p) / 150).squareRoot(), sampleSize: 200,
          degreesOfFreedom: 20,
          level: level)
      }
      let own = try interval(p, 0.95)
      let mirrored = try interval(1 - p, 0.95)
      let wider = try interval(p, 0.99)
      let upper = try #require(own.finiteUpper)
      #expect(close(own.lower, 1 - (mirrored.finiteUpper ?? .nan), absolute: 1e-12))
      #expect(close(upper, 1 - mirrored.lower, absolute: 1e-12))
      #expect(wider.lower <= own.lower && upper <= wider.finiteUpper ?? .nan)
      #expect(own.lower >= 0 && own.lower <= p && p <= upper && upper <= 1)
    }
  }

  @Test("The ends of the likelihood interval are where the scaled likelihood ratio is t²")
  func likelihoodEnds() throws {
    let (p, se, df) = (0.1, 0.02, 40.0)
    let interval = try ProportionInterval.likelihood.interval(
      proportion: p, standardError: se, sampleSize: 500, degreesOfFreedom: df, level: 0.95)
    let t = try StudentTDistribution(degreesOfFreedom: df).quantile(0.975)
    for q in [interval.lower, interval.finiteUpper ?? .nan] {
      let ratio = 2 * p * (1 - p) / (se * se) * (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)))
      #expect(close(ratio, t * t, relative: 1e-12))
    }
  }

  @Test func refusesWithoutDegreesOfFreedom() {
    #expect(throws: SurveyError.self) {
      try ProportionInterval.logit.interval(
        proportion: 0.2, standardError: 0.1, sampleSize: 10, degreesOfFreedom: 0, level: 0.95)
    }
  }
}
