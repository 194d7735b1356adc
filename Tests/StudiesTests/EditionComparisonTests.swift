import Studies
import TestSupport
import Testing

/// Wilson's score interval of a proportion, from its formula.
private func wilson(_ x: Double, _ n: Double) -> EstimateRecord {
  let z = 1.959_963_984_540_054
  let p = x / n
  let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
  let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
  return EstimateRecord(
    quantity: "proportion", unit: "share", method: "Wilson", value: p,
    interval: EstimateRecord.Span(level: 0.95, lower: centre - half, upper: centre + half))
}

private func estimate(_ value: Double?, _ lower: Double = 0, _ upper: Double? = 0, method: String = "m")
  -> EstimateRecord
{
  EstimateRecord(
    quantity: "population", unit: "persons", method: method, value: value,
    interval: value == nil ? nil : EstimateRecord.Span(level: 0.95, lower: lower, upper: upper),
    refusal: value == nil ? "MSE-01" : nil)
}

@Suite("One edition against another")
struct EditionComparisonTests {
  /// Newcombe 1998, Statistics in Medicine 17:873, table II, method 10, printed to four digits.
  @Test(
    "the interval of a difference is Newcombe's for two proportions",
    arguments: [
      (56.0, 70.0, 48.0, 80.0, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062),
      (5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 10, 0.6075, 1.0000),
    ])
  func newcombe(a: Double, m: Double, b: Double, n: Double, lower: Double, upper: Double) throws {
    let interval = try #require(DifferenceInterval(from: wilson(b, n), to: wilson(a, m)))
    #expect(close(try #require(interval.lower), lower, absolute: 5.1e-5))
    #expect(close(try #require(interval.upper), upper, absolute: 5.1e-5))
  }

  private func verdict(
    _ before: EstimateRecord?, _ after: EstimateRecord?, data: ComparisonRule.Data = .unknown,
    sameInput: Bool = false, sameMethod: Bool = true
  ) -> EstimateChange.Verdict {
    EstimateChange(
      "e", before, after,
      EstimateChange.Ground(data: data, isSameInput: sameInput, isSameMethod: sameMethod)
    ).verdict
  }

  @Test("independent data allow a test, other data only intervals that do not overlap")
  func readings() {
    let low = estimate(100, 90, 110)
    let near = estimate(118, 108, 128)
    let high = estimate(200, 180, 220)
    #expect(verdict(low, high, data: .independent) == .real)
    // Each holds the other's end, and the difference is still significant: √(10² + 10²) < 18.
    #expect(verdict(low, near, data: .independent) == .real)
    #expect(verdict(low, near) == .cannotTell)
    #expect(verdict(low, near, data: .overlapping) == .cannotTell)
    #expect(verdict(low, high) == .beyondIntervals && verdict(high, low) == .beyondIntervals)
    #expect(verdict(low, estimate(105, 95, 115), data: .independent) == .notShown)
  }

  @Test("a change of method, program or nothing but the seed is not read as a change of the world")
  func notTheWorld() {
    let old = estimate(100, 90, 110)
    let new = estimate(200, 180, 220)
    #expect(verdict(old, old, data: .independent) == .same)
    #expect(verdict(old, new, data: .independent, sameMethod: false) == .methodChanged)
    #expect(verdict(old, estimate(200, 180, 220, method: "n"), data: .independent) == .methodChanged)
    #expect(verdict(old, new, data: .independent, sameInput: true) == .sameData)
    #expect(verdict(old, estimate(nil)) == .refusedNow && verdict(estimate(nil), old) == .refusedBefore)
    #expect(verdict(nil, old) == .appeared && verdict(old, nil) == .disappeared)
  }

  @Test("an interval without upper end leaves the difference open on the side that it reaches")
  func unbounded() throws {
    let open = estimate(100, 90, nil)
    let high = estimate(300, 280, 320)
    let difference = try #require(DifferenceInterval(from: open, to: high))
    #expect(difference.lower == nil && difference.upper != nil && !difference.excludesZero)
    #expect(verdict(open, high) == .cannotTell)
    #expect(verdict(high, estimate(500, 400, nil), data: .independent) == .real)
  }
}
