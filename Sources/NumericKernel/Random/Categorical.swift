/// A choice among categories with given weights, checked once and ready to be drawn from many times.
package struct Categorical: Sendable {
  private let cumulative: [Double]

  /// - Parameter weights: proportional to the categories' probabilities. A category of weight 0 is never drawn.
  /// - Throws: `NumericError.domain` when a weight is negative or not finite, when all are 0 or there is none, or
  ///   when their sum overflows.
  package init(weights: [Double]) throws(NumericError) {
    var sum = 0.0
    var cumulative: [Double] = []
    cumulative.reserveCapacity(weights.count)
    for weight in weights {
      guard weight >= 0, weight.isFinite else {
        throw .domain("the weight of a category is finite and not negative, not \(weight)")
      }
      sum += weight
      cumulative.append(sum)
    }
    guard sum > 0, sum.isFinite else {
      throw .domain("the weights of categories have a positive and finite sum, not \(sum)")
    }
    self.cumulative = cumulative
  }

  /// The index of a category: the first whose cumulative weight exceeds a uniform share of the whole.
  package func draw(from stream: inout RandomStream) -> Int {
    let total = cumulative[cumulative.count - 1]
    // Below the total, which the product may round up to.
    let target = min(stream.uniform() * total, total.nextDown)
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}
