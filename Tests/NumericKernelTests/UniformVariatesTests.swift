import Testing

@testable internal import NumericKernel

@Suite struct UniformVariatesTests {
  @Test func uniformIsFiftyThreeHighBits() {
    var words = RandomStream(seed: 5, purpose: .simulation)
    var uniforms = words
    for _ in 0..<100 {
      #expect(uniforms.uniform() * 0x1p53 == Double(words.nextUInt64() / 2048))
    }
  }

  @Test func openUniformStaysInside() {
    var stream = RandomStream(seed: 6, purpose: .simulation)
    let draws = (0..<20_000).map { _ in stream.openUniform() }
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(GoodnessOfFit.kolmogorov(draws) { $0 } > GoodnessOfFit.smallest)
    // The upper end of its range, exactly.
    #expect((Double(UInt64.max >> 12) + 0.5) * 0x1p-52 == 1 - 0x1p-53)
  }

  @Test(arguments: [1, 2, 7, 100]) func integersAreUniform(bound: Int) {
    var stream = RandomStream(seed: 7, purpose: .simulation, replicate: bound)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<20_000 { counts[stream.integer(below: bound)] += 1 }
    if bound == 1 {
      #expect(counts == [20_000])
    } else {
      let probabilities = [Double](repeating: 1 / Double(bound), count: bound)
      #expect(GoodnessOfFit.pearson(counts: counts, probabilities: probabilities) > GoodnessOfFit.smallest)
    }
  }

  /// With a bound of three quarters of 2⁶³, a generator without rejection favours some thirds of the range.
  @Test func largeBoundsAreNotBiased() {
    let bound = 3 << 61
    var stream = RandomStream(seed: 8, purpose: .simulation)
    var counts = [0, 0, 0]
    for _ in 0..<20_000 { counts[stream.integer(below: bound) >> 61] += 1 }
    let third = 1.0 / 3
    #expect(
      GoodnessOfFit.pearson(counts: counts, probabilities: [third, third, third]) > GoodnessOfFit.smallest)
  }

  @Test func shufflesReachAllOrdersAlike() {
    var stream = RandomStream(seed: 9, purpose: .permutation)
    var counts: [Int: Int] = [:]
    for _ in 0..<12_000 {
      var order = [0, 1, 2, 3]
      stream.shuffle(&order)
      counts[order.reduce(0) { 10 * $0 + $1 }, default: 0] += 1
    }
    #expect(counts.count == 24)
    let probabilities = [Double](repeating: 1.0 / 24, count: 24)
    let ordered = counts.sorted { $0.key < $1.key }.map(\.value)
    #expect(GoodnessOfFit.pearson(counts: ordered, probabilities: probabilities) > GoodnessOfFit.smallest)
    var empty: [Int] = []
    stream.shuffle(&empty)
    #expect(empty.isEmpty)
  }
}
