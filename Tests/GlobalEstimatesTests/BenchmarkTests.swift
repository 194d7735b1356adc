import GlobalEstimates
import Testing

@Suite struct BenchmarkTests {
  @Test func ratioKeepsProportionsAndMeetsTheParent() throws {
    let (values, factor) = try ParentBenchmark.ratio([1, 2, 0, 5], weights: [10, 20, 30, 40], parent: 500)
    #expect(factor == 2)
    #expect(values == [2, 4, 0, 10])
    #expect(throws: GlobalEstimateError.self) { try ParentBenchmark.ratio([0, 0], parent: 3) }
    #expect(throws: GlobalEstimateError.self) { try ParentBenchmark.ratio([-1, 2], parent: 3) }
  }

  /// Equal precisions share the gap equally; a child ten times as precise moves a tenth as far.
  @Test func leastSquaresMovesUncertainChildrenMost() throws {
    #expect(try ParentBenchmark.leastSquares([1, 2, 3], precisions: [1, 1, 1], parent: 9) == [2, 3, 4])
    let moved = try ParentBenchmark.leastSquares([10, 10], precisions: [1, 10], parent: 31)
    #expect(abs(moved[0] - 20) < 1e-13)
    #expect(abs(moved[1] - 11) < 1e-13)
    #expect(throws: GlobalEstimateError.self) {
      try ParentBenchmark.leastSquares([1, 100], precisions: [1, 1], parent: 3)
    }
  }

  /// 2000 rounds of proportional fitting with mpmath at 40 digits.
  @Test func rakingMeetsBothMargins() throws {
    let raked = try Raking(
      [10, 20, 30, 40, 5, 15],
      margins: [
        Raking.Margin(name: "region", classes: [0, 0, 0, 1, 1, 1], totals: [70, 50]),
        Raking.Margin(name: "age", classes: [0, 1, 2, 0, 1, 2], totals: [40, 35, 45]),
      ])
    let exact = [
      9.24369777357143, 28.974600394883854, 31.781701831544712, 30.75630222642857, 6.025399605116144,
      13.218298168455286,
    ]
    #expect(largestRelativeError(raked.values, exact) < 1e-11)
  }

  @Test func rakingNamesTheMarginThatCannotBeMet() throws {
    let rows = Raking.Margin(name: "region", classes: [0, 0, 1, 1], totals: [30, 10])
    #expect(throws: GlobalEstimateError.self) {
      try Raking(
        [1, 0, 0, 1], margins: [rows, Raking.Margin(name: "sex", classes: [0, 1, 0, 1], totals: [20, 21])])
    }
    do {
      let columns = Raking.Margin(name: "sex", classes: [0, 1, 0, 1], totals: [20, 20])
      _ = try Raking([1, 0, 0, 1], margins: [rows, columns], maximumIterations: 200)
      Issue.record("an infeasible table was raked (F73)")
    } catch {
      #expect(error.description.contains("margin '"))
    }
  }

  static let series = [98.2, 100.8, 102.2, 100.8, 99.0, 101.6, 102.7, 101.5, 100.5, 103.0, 103.5, 101.5]
  static let sums = [
    DentonBenchmark.Sum(periods: 0..<4, total: 400), DentonBenchmark.Sum(periods: 4..<8, total: 416.12),
  ]

  /// The same minimum found by eliminating the constraints with mpmath at 40 digits.
  @Test func dentonProportional() throws {
    let exact = [
      96.98038194441256, 99.8425873523276, 101.83436942178677, 101.34266128147306, 100.7170199451652,
      104.2800764096347, 106.02870549023827, 105.09419815496182, 104.05878733570111, 106.64731438385287,
      107.16501979348324, 105.09419815496182,
    ]
    let adjusted = try DentonBenchmark.adjust(BenchmarkTests.series, to: BenchmarkTests.sums)
    #expect(largestRelativeError(adjusted, exact) < 1e-12)
    #expect(abs(adjusted[0..<4].reduce(0, +) - 400) < 1e-10)
    // After the last sum the ratio is carried on.
    #expect(abs(adjusted[11] / 101.5 - adjusted[7] / 101.5) < 1e-12)
  }

  @Test func dentonAdditive() throws {
    let exact = [
      96.94318181818183, 99.84590909090909, 101.85136363636364, 101.35954545454545, 100.77045454545454,
      104.27863636363635, 105.98409090909091, 105.08681818181819, 104.08681818181819, 106.58681818181819,
      107.08681818181819, 105.08681818181819,
    ]
    let adjusted = try DentonBenchmark.adjust(BenchmarkTests.series, to: BenchmarkTests.sums, form: .additive)
    #expect(largestRelativeError(adjusted, exact) < 1e-12)
  }

  @Test func dentonLeavesASeriesThatAlreadyAddsUp() throws {
    let sum = BenchmarkTests.series[0..<4].reduce(0, +)
    let adjusted = try DentonBenchmark.adjust(
      BenchmarkTests.series, to: [DentonBenchmark.Sum(periods: 0..<4, total: sum)])
    #expect(largestRelativeError(adjusted, BenchmarkTests.series) < 1e-13)
    #expect(throws: GlobalEstimateError.self) {
      try DentonBenchmark.adjust([1, 0, 2], to: [DentonBenchmark.Sum(periods: 0..<3, total: 4)])
    }
  }
}
