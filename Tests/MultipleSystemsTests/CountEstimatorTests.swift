import Estimates
import Foundation
import MultipleSystems
import TestSupport
import Testing

@Suite("Estimators from one list's counts")
struct CountEstimatorTests {
  /// Arrests of illegal immigrants in four Dutch cities (van der Heijden et al. 2003, table 1).
  static let immigrants = [1645, 183, 37, 13, 1, 1]

  @Test("the truncated Poisson agrees with the published figures")
  func truncatedPoisson() throws {
    let counts = try CaptureCounts(frequencies: Self.immigrants)
    let estimator = ZeroTruncatedPoisson()
    let rate = try #require(estimator.rate(counts))
    // The likelihood equation.
    #expect(close(rate / (1 - exp(-rate)), counts.sum / Double(counts.total), relative: 1e-14))
    let formula = try #require(estimator.formula(counts))
    // Published: 7,080 (6,363-7,797), a symmetric 95 % interval.
    #expect(formula.population.rounded() == 7080)
    #expect((formula.population - 1.96 * formula.variance.squareRoot()).rounded() == 6363)
    #expect((formula.population + 1.96 * formula.variance.squareRoot()).rounded() == 7797)
    // Rcapture's M0 for any number of occasions, which stops at the largest count: 1e-4 of the population.
    #expect(close(formula.population, 7079.89716609293, relative: 1e-4))
    #expect(close(formula.variance.squareRoot(), 365.753184292144, relative: 1e-3))
  }

  @Test("Zelterman's variance is the delta method's, given how many were seen, plus the binomial")
  func zelterman() throws {
    let counts = try CaptureCounts(frequencies: Self.immigrants)
    let formula = try #require(Zelterman().formula(counts))
    func population(_ once: Double, _ twice: Double) -> Double { 1880 / (1 - exp(-2 * twice / once)) }
    let h = 1e-3
    let byOnce = (population(1645 + h, 183) - population(1645 - h, 183)) / (2 * h)
    let byTwice = (population(1645, 183 + h) - population(1645, 183 - h)) / (2 * h)
    let missed = exp(-2 * 183 / 1645.0)
    let expected = 1880 * missed / pow(1 - missed, 2) + 1645 * byOnce * byOnce + 183 * byTwice * byTwice
    #expect(close(formula.population, population(1645, 183), relative: 1e-14))
    #expect(close(formula.variance, expected, relative: 1e-7))
  }

  static let estimators: [any CountEstimator] = [ZeroTruncatedPoisson(), Zelterman(), ChaoFromCounts()]

  @Test("nobody counted twice means an infinite population", arguments: 0..<3)
  func infinite(index: Int) throws {
    let estimate = try Self.estimators[index].estimate(try CaptureCounts(frequencies: [40]), level: 0.95)
    #expect(estimate.refusal?.code == .populationInfinite)
    let few = try Self.estimators[index].estimate(try CaptureCounts(frequencies: [40, 6]), level: 0.95)
    #expect(few.refusal?.code == .smallOverlap)
  }

  @Test(
    "without anybody counted twice exactly Zelterman has no estimate, and without anybody once no interval")
  func edges() throws {
    let none = try Zelterman().estimate(try CaptureCounts(frequencies: [40, 0, 20]), level: 0.95)
    #expect(none.refusal?.code == .populationInfinite)
    let all = try Zelterman().estimate(try CaptureCounts(frequencies: [0, 20, 20]), level: 0.95)
    #expect(all.value == 40 && all.uncertainty?.interval == nil)
  }

  @Test("the bound is at most the truncated Poisson estimate times rounding when the counts are Poisson")
  func order() throws {
    // Expected counts of a Poisson law: both are consistent, so they nearly agree.
    let expected = (1...12).map { k in
      Int((1e7 * exp(-0.8) * pow(0.8, Double(k)) / tgamma(Double(k) + 1)).rounded())
    }
    let counts = try CaptureCounts(frequencies: expected)
    for estimator in Self.estimators {
      // Rounding to whole people and the bias correction are a few in ten million.
      #expect(
        close(try #require(estimator.formula(counts)).population, 1e7, relative: 2e-6), "\(estimator.id)")
    }
  }

  @Test("counts are checked at the door")
  func validation() throws {
    #expect(throws: CaptureCountsError.nobody) { try CaptureCounts(frequencies: []) }
    #expect(throws: CaptureCountsError.nobody) { try CaptureCounts(frequencies: [0, 0]) }
    #expect(throws: CaptureCountsError.negative(times: 2)) { try CaptureCounts(frequencies: [3, -1]) }
    #expect(throws: CaptureCountsError.notCounted(row: 2)) { try CaptureCounts(counts: [1, 0]) }
    #expect(throws: CaptureCountsError.tooOften) { try CaptureCounts(counts: [1, 2_000_000]) }
    #expect(throws: CaptureCountsError.tooLarge(times: 2)) {
      try CaptureCounts(frequencies: [1 << 52, 1 << 53])
    }
    #expect(try CaptureCounts(counts: [1, 2, 1, 4]).frequencies == [2, 1, 0, 1])
    #expect(try CaptureCounts(frequencies: [5, 1, 0]).largest == 2)
  }
}
