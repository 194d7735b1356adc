/// Makes figures of children agree with a figure of their parent.
package enum ParentBenchmark {
  /// Every child times the same factor: b·xᵢ with b = T/Σwᵢxᵢ, which keeps zeros, signs and proportions.
  ///
  /// - Parameter weights: what a child counts in the parent, 1 for totals and population for rates.
  /// - Throws: `GlobalEstimateError.invalidInput` when lengths differ, a number is not finite or negative, or
  ///   the children sum to 0 and the parent does not.
  package static func ratio(
    _ values: [Double], weights: [Double]? = nil, parent: Double
  ) throws(GlobalEstimateError) -> (values: [Double], factor: Double) {
    let weights = try checked(values, weights, parent)
    var sum = 0.0
    for i in 0..<values.count { sum += weights[i] * values[i] }
    guard sum > 0 || parent == 0 else {
      throw .invalidInput(
        "the children sum to 0 and their parent does not; a common factor cannot make them agree")
    }
    let factor = sum > 0 ? parent / sum : 1
    return (values.map { $0 * factor }, factor)
  }

  /// The closest figures to the given ones that add up, in the sense of Σφᵢ(x̃ᵢ − xᵢ)²: each takes a share of
  /// the gap in proportion to wᵢ/φᵢ (Wang, Fuller and Qu, Survey Methodology 34, 2008, equation 12). With φ
  /// the inverse mean squared error, uncertain children move most.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` as `ratio` does, when a precision is not positive, or when
  ///   a child would become negative.
  package static func leastSquares(
    _ values: [Double], weights: [Double]? = nil, precisions: [Double], parent: Double
  ) throws(GlobalEstimateError) -> [Double] {
    let weights = try checked(values, weights, parent)
    guard precisions.count == values.count, precisions.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw .invalidInput("each child needs a positive precision to share the gap by")
    }
    var gap = parent
    var scale = 0.0
    for i in 0..<values.count {
      gap -= weights[i] * values[i]
      scale += weights[i] * weights[i] / precisions[i]
    }
    guard scale > 0 else { throw .invalidInput("no child counts in the parent; all weights are 0") }
    var result = values
    for i in 0..<values.count { result[i] += weights[i] / precisions[i] * gap / scale }
    guard result.allSatisfy({ $0 >= 0 }) else {
      throw .invalidInput(
        "sharing the gap by precision makes a child negative; use the ratio, or check the parent")
    }
    return result
  }

  private static func checked(
    _ values: [Double], _ weights: [Double]?, _ parent: Double
  ) throws(GlobalEstimateError) -> [Double] {
    let weights = weights ?? [Double](repeating: 1, count: values.count)
    guard !values.isEmpty, weights.count == values.count else {
      throw .invalidInput("\(values.count) children and \(weights.count) weights do not belong together")
    }
    guard (values + weights + [parent]).allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw .invalidInput("benchmarking needs finite figures, none of them negative")
    }
    return weights
  }
}
