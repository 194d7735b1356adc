/// The cells of a multinomial distribution, checked once and ready to be drawn from many times.
package struct Multinomial: Sendable {
  /// The probability of each cell given that no earlier one was met, and of its complement.
  private let conditional: [(success: Double, failure: Double)]

  /// - Parameter weights: proportional to the cells' probabilities. A weight of 0 makes a count that is always 0.
  /// - Throws: `NumericError.domain` when a weight is negative or not finite, when all are 0 or there is none, or
  ///   when their sum overflows.
  package init(weights: [Double]) throws(NumericError) {
    for weight in weights where !(weight >= 0 && weight.isFinite) {
      throw .domain("a weight of a multinomial is finite and not negative, not \(weight)")
    }
    // Sums from the end, so that a cell's share of what is left never exceeds 1 and loses no digits.
    var conditional = [(success: Double, failure: Double)](repeating: (0, 1), count: weights.count)
    var rest = 0.0
    for i in weights.indices.reversed() where weights[i] > 0 {
      let sum = rest + weights[i]
      conditional[i] = (weights[i] / sum, rest / sum)
      rest = sum
    }
    guard rest > 0, rest.isFinite else {
      throw .domain("the weights of a multinomial have a positive and finite sum, not \(rest)")
    }
    self.conditional = conditional
  }

  /// The number of cells.
  package var count: Int { conditional.count }

  /// The counts of the cells in `trials` independent trials, by binomials each conditional on the earlier cells
  /// (Davis, "The computer generation of multinomial random variates", CSDA 16 (1993) 205-217).
  ///
  /// - Throws: `NumericError.domain` unless 0 ≤ trials ≤ 2⁵².
  package func draw(trials: Int, from stream: inout RandomStream) throws(NumericError) -> [Int] {
    guard trials >= 0, trials <= RandomStream.largestCount else {
      throw .domain("the number of trials lies between 0 and 2^52, not \(trials)")
    }
    var counts = [Int](repeating: 0, count: conditional.count)
    var left = trials
    for i in 0..<conditional.count where left > 0 {
      let (success, failure) = conditional[i]
      counts[i] = stream.binomial(trials: left, success: success, failure: failure)
      left -= counts[i]
    }
    return counts
  }
}

extension RandomStream {
  /// One draw from `Multinomial(weights:)`, under its conditions.
  package mutating func multinomial(trials: Int, weights: [Double]) throws(NumericError) -> [Int] {
    try Multinomial(weights: weights).draw(trials: trials, from: &self)
  }
}
