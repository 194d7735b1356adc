internal import Glibc

/// The number of events that come independently, at a given mean.
package struct PoissonDistribution: Sendable {
  package let mean: Double

  /// - Throws: `NumericError.domain` unless 0 ≤ mean ≤ 1e15.
  package init(mean: Double) throws(NumericError) {
    guard mean >= 0, mean <= 1e15 else {
      throw .domain("the mean of a Poisson distribution lies between 0 and 1e15, not \(mean)")
    }
    self.mean = mean
  }

  /// log P(X = count); minus infinity where that cannot be.
  package func logMass(_ count: Int) -> Double {
    if count < 0 { return -.infinity }
    if mean == 0 { return count == 0 ? 0 : -.infinity }
    return logPoissonProbability(Double(count), mean: mean)
  }

  /// P(X = count).
  package func mass(_ count: Int) -> Double { exp(logMass(count)) }

  /// P(X ≤ count) = Q(count + 1, mean).
  package func cumulative(_ count: Int) -> Double { count < 0 ? 0 : tails(count).upper }

  /// P(X > count) = P(count + 1, mean), not computed as 1 − P(X ≤ count) where that would lose digits.
  package func survival(_ count: Int) -> Double { count < 0 ? 1 : tails(count).lower }

  private func tails(_ count: Int) -> Tails {
    let shape = Double(count) + 1
    return gammaTails(shape, mean, excess: mean - shape)
  }
}
