internal import Glibc

/// The number of successes in independent trials.
package struct BinomialDistribution: Sendable {
  package let trials: Int
  package let probability: Double

  /// - Throws: `NumericError.domain` unless 0 ≤ trials ≤ 2⁵² − 1 and 0 ≤ probability ≤ 1.
  package init(trials: Int, probability: Double) throws(NumericError) {
    guard trials >= 0, trials < 1 << 52 else {
      throw .domain("the number of trials lies between 0 and 2^52 - 1, not \(trials)")
    }
    guard probability >= 0, probability <= 1 else {
      throw .domain("a probability lies between 0 and 1, not \(probability)")
    }
    self.trials = trials
    self.probability = probability
  }

  /// log P(X = count); minus infinity where that cannot be.
  package func logMass(_ count: Int) -> Double {
    if count < 0 || count > trials { return -.infinity }
    if probability == 0 || probability == 1 || trials == 0 {
      return count == (probability == 1 ? trials : 0) ? 0 : -.infinity
    }
    return logBinomialProbability(
      Double(count), trials: Double(trials), success: probability, failure: 1 - probability)
  }

  /// P(X = count).
  package func mass(_ count: Int) -> Double { exp(logMass(count)) }

  /// P(X ≤ count).
  package func cumulative(_ count: Int) -> Double {
    if count < 0 { return 0 }
    if count >= trials || probability == 0 { return 1 }
    return probability == 1 ? 0 : point(count).tails.upper
  }

  /// P(X > count), not computed as 1 − P(X ≤ count) where that would lose digits.
  package func survival(_ count: Int) -> Double {
    if count < 0 { return 1 }
    if count >= trials || probability == 0 { return 0 }
    return probability == 1 ? 1 : point(count).tails.lower
  }

  /// P(X > count) = I_p(count + 1, trials − count).
  private func point(_ count: Int) -> BetaPoint {
    BetaPoint(Double(count + 1), Double(trials - count), x: probability)
  }
}
