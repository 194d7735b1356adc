import Estimates
import Foundation
import Testing

@Suite("Estimates as values and as JSON")
struct EstimateTests {
  private func encoded(_ estimate: Estimate) throws -> [String: Any] {
    let data = try JSONEncoder().encode(estimate)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func estimate(_ outcome: Estimate.Outcome, diagnostics: [Diagnostic] = []) throws -> Estimate {
    try Estimate(
      quantity: "q", unit: "persons", method: "m", outcome: outcome, diagnostics: diagnostics,
      provenance: Provenance())
  }

  @Test func valueWithStandardErrorAndInterval() throws {
    let interval = try Interval(kind: .monteCarloPercentile, level: 0.95, lower: 1, upper: 9)
    let json = try encoded(
      estimate(
        .estimated(
          value: 4, uncertainty: .sampling(standardError: 2, degreesOfFreedom: 7, interval: interval))))
    #expect(json["value"] as? Double == 4)
    #expect(json["standardError"] as? Double == 2)
    #expect(json["degreesOfFreedom"] as? Double == 7)
    let encodedInterval = try #require(json["interval"] as? [String: Any])
    #expect(encodedInterval["kind"] as? String == "Monte Carlo percentile")
    #expect(encodedInterval["upper"] as? Double == 9)
  }

  @Test("an interval without an upper end says null and why")
  func unbounded() throws {
    let interval = try Interval(
      kind: .monteCarloPercentile, level: 0.9, lower: 3, upper: .unbounded(reason: "replicates are infinite"))
    let json = try encoded(estimate(.estimated(value: 4, uncertainty: .intervalOnly(interval))))
    let encodedInterval = try #require(json["interval"] as? [String: Any])
    #expect(encodedInterval["upper"] is NSNull)
    #expect(encodedInterval["upperReason"] as? String == "replicates are infinite")
    #expect(json["standardError"] is NSNull)
  }

  @Test("where there is no uncertainty the reason is there")
  func unavailable() throws {
    let json = try encoded(estimate(.estimated(value: 4, uncertainty: .unavailable(reason: "no sample"))))
    #expect(json["interval"] is NSNull)
    #expect(json["uncertaintyUnavailable"] as? String == "no sample")
  }

  @Test("a refused estimate has a code and a reason and no number")
  func refused() throws {
    let json = try encoded(estimate(.refused(Refusal(code: .aggregationStockFlowMix, reason: "because"))))
    #expect(json["value"] == nil)
    #expect(json["interval"] == nil)
    let refused = try #require(json["refused"] as? [String: Any])
    #expect(refused["code"] as? String == "AGG-06")
    #expect(refused["reason"] as? String == "because")
  }

  @Test("what is not a number cannot become an estimate", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(number: Double) throws {
    #expect(throws: EstimateError.self) {
      try estimate(.estimated(value: number, uncertainty: .unavailable(reason: "")))
    }
    #expect(throws: EstimateError.self) {
      try Interval(kind: .roundingBounds, level: 1, lower: number, upper: 1)
    }
    #expect(throws: EstimateError.self) {
      try Interval(kind: .roundingBounds, level: 1, lower: 0, upper: number)
    }
  }

  @Test func crossedEndsAndLevels() {
    #expect(throws: EstimateError.crossedInterval) {
      try Interval(kind: .roundingBounds, level: 1, lower: 2, upper: 1)
    }
    for level in [0, -1, 1.5, Double.nan] {
      #expect(throws: EstimateError.self) {
        try Interval(kind: .roundingBounds, level: level, lower: 0, upper: 1)
      }
    }
  }

  @Test func negativeStandardErrorIsRefused() throws {
    let interval = try Interval(kind: .monteCarloPercentile, level: 0.95, lower: 1, upper: 9)
    #expect(throws: EstimateError.negativeStandardError) {
      try estimate(
        .estimated(
          value: 4, uncertainty: .sampling(standardError: -1, degreesOfFreedom: nil, interval: interval)))
    }
  }

  @Test("every code has one entry in the catalogue, with a condition and a basis")
  func catalogue() {
    #expect(
      WarningCatalogue.all.map(\.code.rawValue).sorted() == WarningCode.allCases.map(\.rawValue).sorted())
    for entry in WarningCatalogue.all {
      #expect(!entry.condition.isEmpty && !entry.basis.isEmpty)
      #expect(entry.code.entry == entry)
    }
  }
}
