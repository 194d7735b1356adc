internal import Foundation
internal import TestSupport
import Testing

@testable internal import NumericKernel

@Suite struct CountDistributionTests {
  /// mpmath at 780 digits, tails from 1e-300 on; the worst measured is 1.2e-13.
  @Test func binomialAgreesWithHighPrecision() throws {
    for row in try ReferenceTable("binomial").rows {
      let binomial = try BinomialDistribution(trials: Int(row["trials"]), probability: row["probability"])
      let count = Int(row["count"])
      #expect(close(binomial.cumulative(count), row["lower"], relative: 1e-12), "\(row)")
      #expect(close(binomial.survival(count), row["upper"], relative: 1e-12), "\(row)")
      #expect(close(binomial.mass(count), exp(row["log_mass"]), relative: 1e-12), "\(row)")
    }
  }

  @Test func poissonAgreesWithHighPrecision() throws {
    for row in try ReferenceTable("poisson").rows {
      let poisson = try PoissonDistribution(mean: row["mean"])
      let count = Int(row["count"])
      #expect(close(poisson.cumulative(count), row["lower"], relative: 1e-12), "\(row)")
      #expect(close(poisson.survival(count), row["upper"], relative: 1e-12), "\(row)")
      #expect(close(poisson.mass(count), exp(row["log_mass"]), relative: 1e-12), "\(row)")
    }
  }

  /// The cumulative function is the sum of the masses, which are a different computation.
  @Test func massesSumToTails() throws {
    let binomial = try BinomialDistribution(trials: 30, probability: 0.2)
    let poisson = try PoissonDistribution(mean: 8)
    var (binomialSum, poissonSum) = (0.0, 0.0)
    for count in 0...30 {
      binomialSum += binomial.mass(count)
      poissonSum += poisson.mass(count)
      #expect(close(binomial.cumulative(count), binomialSum, relative: 1e-13))
      #expect(close(poisson.cumulative(count), poissonSum, relative: 1e-13))
    }
  }

  @Test func ends() throws {
    let never = try BinomialDistribution(trials: 5, probability: 0)
    let always = try BinomialDistribution(trials: 5, probability: 1)
    let empty = try BinomialDistribution(trials: 0, probability: 0.5)
    let nothing = try PoissonDistribution(mean: 0)
    #expect((-1...6).map { never.mass($0) } == [0, 1, 0, 0, 0, 0, 0, 0])
    #expect((-1...6).map { always.mass($0) } == [0, 0, 0, 0, 0, 0, 1, 0])
    #expect((-1...1).map { empty.mass($0) } == [0, 1, 0])
    #expect((-1...1).map { nothing.mass($0) } == [0, 1, 0])
    for (count, lower) in [(-1, 0.0), (0, 1), (5, 1), (6, 1)] {
      #expect(never.cumulative(count) == lower && never.survival(count) == 1 - lower)
      #expect(nothing.cumulative(count) == lower && nothing.survival(count) == 1 - lower)
      #expect(empty.cumulative(count) == lower && empty.survival(count) == 1 - lower)
    }
    for (count, lower) in [(-1, 0.0), (0, 0), (4, 0), (5, 1), (6, 1)] {
      #expect(always.cumulative(count) == lower && always.survival(count) == 1 - lower)
    }
    #expect(try PoissonDistribution(mean: 1e15).cumulative(.max) == 1)
    #expect(try PoissonDistribution(mean: 1e15).survival(0) == 1)
  }

  @Test func refuses() {
    for mean in [-1, .nan, .infinity, 1e16] {
      #expect(throws: NumericError.self) { try PoissonDistribution(mean: mean) }
    }
    for probability in [-0.1, 1.1, .nan] {
      #expect(throws: NumericError.self) { try BinomialDistribution(trials: 3, probability: probability) }
    }
    #expect(throws: NumericError.self) { try BinomialDistribution(trials: -1, probability: 0.5) }
    #expect(throws: NumericError.self) { try BinomialDistribution(trials: .max, probability: 0.5) }
  }
}
