import Testing

@testable internal import NumericKernel

@Suite struct CategoricalTests {
  @Test(arguments: [[1.0, 2, 3, 4], [0, 1, 0, 0, 3, 0], [1e-300, 1e-300, 2e-300], [5e307, 5e307], [1]])
  func choicesFit(weights: [Double]) throws {
    var stream = RandomStream(seed: 61, purpose: .bootstrap)
    let categories = try Categorical(weights: weights)
    var counts = [Int](repeating: 0, count: weights.count)
    for _ in 0..<20_000 { counts[categories.draw(from: &stream)] += 1 }
    for i in weights.indices where weights[i] == 0 { #expect(counts[i] == 0) }
    let positive = weights.indices.filter { weights[$0] > 0 }
    if positive.count > 1 {
      let total = weights.reduce(0, +)
      let fit = GoodnessOfFit.pearson(
        counts: positive.map { counts[$0] }, probabilities: positive.map { weights[$0] / total })
      #expect(fit > GoodnessOfFit.smallest)
    }
  }

  @Test func refuses() {
    for weights in [[], [0, 0], [1, -1], [1, .nan], [1, .infinity], [1e308, 1e308]] as [[Double]] {
      #expect(throws: NumericError.self) { try Categorical(weights: weights) }
    }
  }
}
