internal import Foundation
import Testing

@testable internal import NumericKernel

@Suite struct CountVariatesTests {
  static let draws = 20_000

  /// Both algorithms, their border at 10, and the squeezes of the second.
  @Test(arguments: [1e-3, 0.5, 3, 9.99, 10, 12.5, 40, 300]) func poissonFits(mean: Double) throws {
    var stream = RandomStream(seed: 11, purpose: .simulation, replicate: Int(mean * 1000))
    var counts = [Int](repeating: 0, count: 1000)
    var values: [Double] = []
    for _ in 0..<Self.draws {
      let count = try stream.poisson(mean: mean)
      counts[count] += 1
      values.append(Double(count))
    }
    let probabilities = (0..<1000).map { exp(Double($0) * log(mean) - mean - lgamma(Double($0) + 1)) }
    if mean > 0.01 {
      #expect(GoodnessOfFit.pearson(counts: counts, probabilities: probabilities) > GoodnessOfFit.smallest)
    }
    #expect(abs(GoodnessOfFit.meanScore(values, mean: mean, variance: mean)) < 4)
  }

  /// At these means the cumulative function is within 1/√mean of the normal one.
  @Test(arguments: [1e9, 1e15, 0x1p52]) func hugePoissonIsNormal(mean: Double) throws {
    var stream = RandomStream(seed: 12, purpose: .simulation)
    var scores: [Double] = []
    for _ in 0..<Self.draws {
      scores.append((Double(try stream.poisson(mean: mean)) - mean) / mean.squareRoot())
    }
    #expect(
      GoodnessOfFit.kolmogorov(scores) { GoodnessOfFit.upperNormal(-$0) } > GoodnessOfFit.smallest)
    #expect(abs(GoodnessOfFit.meanScore(scores, mean: 0, variance: 1)) < 4)
    #expect(abs(GoodnessOfFit.meanScore(scores.map { $0 * $0 }, mean: 1, variance: 2)) < 4)
  }

  @Test(
    arguments: [
      (1, 0.3), (20, 0.5), (7, 0.99), (1000, 0.002), (1000, 0.998), (20, 0.49), (25, 0.4), (25, 0.6),
      (60, 0.5),
      (400, 0.03), (400, 0.97), (2000, 0.25),
    ])
  func binomialFits(trials: Int, probability: Double) throws {
    var stream = RandomStream(seed: 13, purpose: .simulation, replicate: trials)
    var counts = [Int](repeating: 0, count: trials + 1)
    var values: [Double] = []
    for _ in 0..<Self.draws {
      let count = try stream.binomial(trials: trials, probability: probability)
      counts[count] += 1
      values.append(Double(count))
    }
    let n = Double(trials)
    let probabilities = (0...trials).map {
      let k = Double($0)
      let choices = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
      return exp(choices + k * log(probability) + (n - k) * log(1 - probability))
    }
    #expect(GoodnessOfFit.pearson(counts: counts, probabilities: probabilities) > GoodnessOfFit.smallest)
    let variance = n * probability * (1 - probability)
    #expect(abs(GoodnessOfFit.meanScore(values, mean: n * probability, variance: variance)) < 4)
  }

  @Test(arguments: [0.5, 0.01, 0.7]) func hugeBinomialIsNormal(probability: Double) throws {
    let trials = RandomStream.largestCount
    let mean = Double(trials) * probability
    let deviation = (mean * (1 - probability)).squareRoot()
    var stream = RandomStream(seed: 14, purpose: .simulation)
    var scores: [Double] = []
    for _ in 0..<Self.draws {
      scores.append(
        (Double(try stream.binomial(trials: trials, probability: probability)) - mean) / deviation)
    }
    #expect(
      GoodnessOfFit.kolmogorov(scores) { GoodnessOfFit.upperNormal(-$0) } > GoodnessOfFit.smallest)
    #expect(abs(GoodnessOfFit.meanScore(scores.map { $0 * $0 }, mean: 1, variance: 2)) < 4)
  }

  /// Rare successes in very many trials are Poisson.
  @Test func manyTrialsWithRareSuccess() throws {
    var stream = RandomStream(seed: 15, purpose: .simulation)
    let trials = RandomStream.largestCount
    var counts = [Int](repeating: 0, count: 60)
    for _ in 0..<Self.draws {
      counts[try stream.binomial(trials: trials, probability: 4 / Double(trials))] += 1
    }
    let probabilities = (0..<60).map { exp(Double($0) * log(4) - 4 - lgamma(Double($0) + 1)) }
    #expect(GoodnessOfFit.pearson(counts: counts, probabilities: probabilities) > GoodnessOfFit.smallest)
  }

  @Test func certainOutcomes() throws {
    var stream = RandomStream(seed: 16, purpose: .simulation)
    #expect(try stream.poisson(mean: 0) == 0)
    #expect(try stream.poisson(mean: .leastNonzeroMagnitude) == 0)
    #expect(try stream.binomial(trials: 0, probability: 0.5) == 0)
    #expect(try stream.binomial(trials: 9, probability: 0) == 0)
    #expect(try stream.binomial(trials: 9, probability: 1) == 9)
    #expect(try stream.binomial(trials: 1 << 52, probability: .leastNonzeroMagnitude) == 0)
    #expect(try stream.binomial(trials: 1 << 52, probability: 1 - 0x1p-53) > (1 << 52) - 10)
  }

  @Test func refuses() {
    var stream = RandomStream(seed: 17, purpose: .simulation)
    for mean in [-1, .nan, .infinity, 1e17] {
      #expect(throws: NumericError.self) { try stream.poisson(mean: mean) }
    }
    for probability in [-1e-9, 1.000001, .nan, .infinity] {
      #expect(throws: NumericError.self) { try stream.binomial(trials: 3, probability: probability) }
    }
    #expect(throws: NumericError.self) { try stream.binomial(trials: -1, probability: 0.5) }
    #expect(throws: NumericError.self) { try stream.binomial(trials: .max, probability: 0.5) }
  }
}
