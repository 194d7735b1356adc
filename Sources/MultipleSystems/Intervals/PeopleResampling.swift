internal import NumericKernel

/// The people of a bootstrap replicate, and the jackknife that goes with how they are drawn.
struct PeopleResampling: Sendable {
  private let multinomial: Multinomial
  private let counts: [Int]
  private let total: Int
  private let estimate: Double
  /// The people that are drawn, missed ones among them, and the probability that one was seen; `nil` when as many are
  /// drawn as were seen.
  private let population: (size: Int, seen: Double)?

  /// - Parameter estimate: the population.
  /// - Throws: `tooManyPeople` where the population cannot be drawn.
  init(_ table: CaptureTable, estimate: Double, _ plan: BootstrapPlan) throws(LogLinearError) {
    counts = table.counts
    total = table.total
    self.estimate = estimate
    do { multinomial = try Multinomial(weights: counts.map(Double.init)) } catch { throw .tooManyPeople }
    switch plan.draw {
    case .seen: population = nil
    case .population:
      guard estimate <= Double(RandomStream.largestCount) else { throw .tooManyPeople }
      let size = max(total, Int(estimate.rounded()))
      population = (size, min(1, Double(total) / max(estimate, Double(total))))
    }
  }

  /// The count of each history of the table.
  func draw(from stream: inout RandomStream) throws(NumericError) -> [Int] {
    var trials = total
    if let population {
      trials = try stream.binomial(trials: population.size, probability: population.seen)
      // Nobody seen is no table; with 7 people on two lists, the fewest allowed, its probability is below e^−7.
      if trials == 0 { trials = 1 }
    }
    return try multinomial.draw(trials: trials, from: &stream)
  }

  /// The acceleration of BCa by the jackknife (Efron 1987, JASA 82:171), from the estimates without one person of
  /// each history; without a person that is missed the estimate stays as it is.
  /// - Returns: `nil` when leaving one person out makes the estimate infinite.
  func acceleration(leavingOut values: [Double]) -> Double? {
    let weights = counts.map(Double.init)
    guard population != nil else { return Self.acceleration(values: values, weights: weights) }
    return Self.acceleration(
      values: values + [estimate], weights: weights + [max(0, estimate - Double(total))])
  }

  /// Σ w d³ / (6 (Σ w d²)^{3/2}) with d the mean less the value.
  static func acceleration(values: [Double], weights: [Double]) -> Double? {
    var sum = 0.0
    var weight = 0.0
    for i in 0..<values.count {
      guard values[i].isFinite else { return nil }
      sum += weights[i] * values[i]
      weight += weights[i]
    }
    let mean = sum / weight
    var squares = 0.0
    var cubes = 0.0
    for i in 0..<values.count {
      let difference = mean - values[i]
      squares += weights[i] * difference * difference
      cubes += weights[i] * difference * difference * difference
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }
}
