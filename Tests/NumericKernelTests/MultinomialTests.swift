import Testing

@testable internal import NumericKernel

@Suite struct MultinomialTests {
  /// The sum of multinomial draws is multinomial.
  @Test(arguments: [[1.0, 2, 3, 4], [0.5, 0, 0.5], [1e-200, 3e-200, 0], [7], [1e3, 1, 1, 1e3, 0.5]])
  func countsFit(weights: [Double]) throws {
    var stream = RandomStream(seed: 21, purpose: .parametricBootstrap)
    let cells = try Multinomial(weights: weights)
    #expect(cells.count == weights.count)
    var sums = [Int](repeating: 0, count: weights.count)
    for trials in 0..<200 {
      let counts = try cells.draw(trials: trials, from: &stream)
      #expect(counts.reduce(0, +) == trials)
      for i in counts.indices { sums[i] += counts[i] }
    }
    for i in weights.indices where weights[i] == 0 { #expect(sums[i] == 0) }
    let positive = weights.indices.filter { weights[$0] > 0 }
    if positive.count > 1 {
      let total = weights.reduce(0, +)
      let fit = GoodnessOfFit.pearson(
        counts: positive.map { sums[$0] }, probabilities: positive.map { weights[$0] / total })
      #expect(fit > GoodnessOfFit.smallest)
    }
  }

  /// The covariance of two cells is −n p q.
  @Test func cellsAreCorrelated() throws {
    var stream = RandomStream(seed: 22, purpose: .parametricBootstrap)
    let cells = try Multinomial(weights: [2, 3, 5])
    var products: [Double] = []
    for _ in 0..<20_000 {
      let counts = try cells.draw(trials: 100, from: &stream)
      products.append((Double(counts[0]) - 20) * (Double(counts[2]) - 50))
    }
    let mean = products.reduce(0, +) / 20_000
    let variance = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(GoodnessOfFit.meanScore(products, mean: -100 * 0.2 * 0.5, variance: variance)) < 4)
  }

  @Test func refuses() {
    var stream = RandomStream(seed: 23, purpose: .parametricBootstrap)
    for weights in [[], [0, 0], [1, -1], [1, .nan], [1, .infinity], [1e308, 1e308]] as [[Double]] {
      #expect(throws: NumericError.self) { try Multinomial(weights: weights) }
    }
    #expect(throws: NumericError.self) { try stream.multinomial(trials: -1, weights: [1]) }
    #expect(throws: NumericError.self) { try stream.multinomial(trials: (1 << 52) + 1, weights: [1]) }
  }
}
