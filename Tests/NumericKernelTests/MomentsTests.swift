import NumericKernel
import TestSupport
import Testing

@Suite struct MomentsTests {
  /// NIST StRD NumAcc1 to NumAcc4, which are defined by a rule; certified mean and standard deviation. The
  /// floor of the last two is that of their inputs, which doubles cannot hold.
  static let accuracySets:
    [(name: String, values: [Double], mean: Double, deviation: Double, digits: Double)] = [
      ("NumAcc1", [10_000_001, 10_000_003, 10_000_002], 10_000_002, 1, 15),
      ("NumAcc2", alternating(1.2, 1.1, 1.3), 1.2, 0.1, 14.5),
      ("NumAcc3", alternating(1_000_000.2, 1_000_000.1, 1_000_000.3), 1_000_000.2, 0.1, 9.4),
      ("NumAcc4", alternating(10_000_000.2, 10_000_000.1, 10_000_000.3), 10_000_000.2, 0.1, 8.2),
    ]

  /// The first value once, then 500 pairs of the others.
  private static func alternating(_ first: Double, _ low: Double, _ high: Double) -> [Double] {
    [first] + (0..<500).flatMap { _ in [low, high] }
  }

  @Test(arguments: accuracySets)
  func certifiedDigits(name: String, values: [Double], mean: Double, deviation: Double, digits: Double) throws
  {
    let moments = try Moments(values)
    #expect(logRelativeError(moments.mean, certified: mean) >= 15)
    #expect(logRelativeError(try #require(moments.standardDeviation), certified: deviation) >= digits)
    #expect(moments.count == values.count)
  }

  @Test func shortSamples() throws {
    #expect(try Moments([3]).variance == nil)
    #expect(try Moments([3]).mean == 3)
    #expect(try Moments([3, 3, 3]).variance == 0)
    #expect(throws: NumericError.domain("no values have no mean")) { try Moments([]) }
  }

  @Test(arguments: notFinite)
  func refusesWhatIsNotFinite(value: Double) {
    #expect(throws: NumericError.notFinite("a value")) { try Moments([1, value]) }
    #expect(throws: NumericError.notFinite("a moment")) { try Moments([1.7e308, 1.7e308]) }
  }
}

@Suite struct CompensatedSumTests {
  /// Exact results known beforehand; a plain sum gives 0, 2 and 0.
  @Test func keepsWhatRoundingCutsOff() {
    #expect(CompensatedSum.of([1e100, 1, -1e100]) == 1)
    #expect(CompensatedSum.of([1, 1e100, 1, -1e100]) == 2)
    #expect(CompensatedSum.of([1e16, 1, 1, 1, -1e16]) == 3)
    #expect(CompensatedSum.of([Double](repeating: 0.1, count: 10)) == 1)
    #expect(CompensatedSum.of([]) == 0)
  }

  @Test func infinityPassesThrough() {
    #expect(CompensatedSum.of([1, .infinity, 2]) == .infinity)
    #expect(CompensatedSum.of([1e308, 1e308]) == .infinity)
    #expect(CompensatedSum.of([.infinity, -.infinity]).isNaN)
  }
}
