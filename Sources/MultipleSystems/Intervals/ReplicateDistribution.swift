internal import Estimates
internal import Glibc
internal import NumericKernel

/// The estimates of bootstrap replicates about that of the table, and intervals from them.
struct ReplicateDistribution: Sendable, Equatable {
  /// The resamples of the replicates from which Monte Carlo errors are.
  static let errorResamples = 200

  let estimate: Double
  /// Ascending; those without a finite estimate stand at the end as infinity.
  let replicates: [Double]
  /// `nil` when leaving one person out makes the estimate infinite.
  let acceleration: Double?
  let draw: BootstrapPlan.Draw
  let seed: UInt64

  init(estimate: Double, drawn: [Double], acceleration: Double?, plan: BootstrapPlan) {
    self.estimate = estimate
    replicates = drawn.sorted()
    self.acceleration = acceleration
    draw = plan.draw
    seed = plan.seed
  }

  /// The normal quantile of the share of replicates below the estimate; infinite where none or all are.
  var biasCorrection: Double {
    let below = replicates.count(where: { $0 < estimate })
    return normalQuantile(Double(below) / Double(replicates.count))
  }

  var infiniteCount: Int { replicates.count { !$0.isFinite } }

  /// Quantiles of the replicates at (1 ∓ level) / 2.
  /// - Returns: `nil` when even the lower end is infinite.
  func percentileInterval(level: Double) throws(EstimateError) -> BootstrapInterval? {
    try interval(kind: draw == .seen ? .bootstrapPercentile : .populationPercentile, level: level) { _ in
      { tail in tail }
    }
  }

  /// Quantiles corrected for bias and acceleration (Efron 1987, JASA 82:171).
  /// - Returns: `nil` when the lower end is infinite, when all replicates lie on one side of the estimate, or without
  ///   an acceleration.
  func bcaInterval(level: Double) throws(EstimateError) -> BootstrapInterval? {
    guard let acceleration else { return nil }
    return try interval(kind: draw == .seen ? .bootstrapBCa : .populationBCa, level: level) { shareBelow in
      let correction = normalQuantile(shareBelow)
      guard correction.isFinite else { return nil }
      return { tail in
        let z = correction + normalQuantile(tail)
        // Where the acceleration turns the scale round the end is the extreme one.
        let denominator = 1 - acceleration * z
        guard denominator > 0 else { return z > 0 ? 1 : 0 }
        return NormalDistribution.standard.cumulative(correction + z / denominator)
      }
    }
  }

  /// - Parameter map: from the share of replicates below the estimate to the map of tails to quantiles.
  private func interval(
    kind: IntervalKind, level: Double, _ map: (Double) -> ((Double) -> Double)?
  ) throws(EstimateError) -> BootstrapInterval? {
    guard level > 0, level < 1 else { throw .invalidLevel(level) }
    let count = replicates.count
    let below = replicates.count(where: { $0 < estimate })
    guard let quantiles = map(Double(below) / Double(count)) else { return nil }
    let tail = (1 - level) / 2
    let lower = Self.quantile(quantiles(tail), of: replicates)
    let upper = Self.quantile(quantiles(1 - tail), of: replicates)
    guard lower.isFinite else { return nil }
    let errors = errors { share, value in
      guard let quantiles = map(share) else { return nil }
      return (value(quantiles(tail)), value(quantiles(1 - tail)))
    }
    let end: UpperEnd =
      upper.isFinite
      ? .finite(upper)
      : .unbounded(reason: "\(infiniteCount) of \(count) replicates have no finite estimate")
    return BootstrapInterval(
      interval: try Interval(kind: kind, level: level, lower: lower, upper: end),
      lowerError: errors.lower, upperError: upper.isFinite ? errors.upper : nil)
  }

  /// The quantile of ascending values by linear interpolation at (B + 1/3) p + 1/3 (Hyndman and Fan 1996,
  /// type 8).
  static func quantile(_ p: Double, of values: [Double]) -> Double {
    quantile(p, count: values.count) { values[$0] }
  }

  private static func quantile(_ p: Double, count: Int, _ value: (Int) -> Double) -> Double {
    let position = (Double(count) + 1.0 / 3) * p + 1.0 / 3
    let whole = min(max(position.rounded(.down), 1), Double(count))
    let fraction = min(max(position - whole, 0), 1)
    let low = value(Int(whole) - 1)
    // Close to a whole position the neighbour, which may be infinite, has no part.
    if fraction < 1e-12 || Int(whole) == count { return low }
    return low + fraction * (value(Int(whole)) - low)
  }

  /// The standard deviations of both ends over resamples of the replicates.
  private func errors(
    _ ends: (_ shareBelow: Double, _ quantile: (Double) -> Double) -> (Double, Double)?
  ) -> (lower: Double?, upper: Double?) {
    let count = replicates.count
    let boundary = replicates.firstIndex { $0 >= estimate } ?? count
    var lows: [Double] = []
    var highs: [Double] = []
    var times = [Int32](repeating: 0, count: count)
    for resample in 0..<Self.errorResamples {
      var stream = RandomStream(seed: seed, purpose: .endpointError, replicate: resample)
      for k in 0..<count { times[k] = 0 }
      for _ in 0..<count { times[stream.integer(below: count)] += 1 }
      var below = 0
      for k in 0..<boundary { below += Int(times[k]) }
      let result = ends(Double(below) / Double(count)) { p in
        Self.quantile(p, count: count) { rank in
          var seen = 0
          for k in 0..<count {
            seen += Int(times[k])
            if seen > rank { return replicates[k] }
          }
          return replicates[count - 1]
        }
      }
      guard let result else { return (nil, nil) }
      lows.append(result.0)
      highs.append(result.1)
    }
    return (Self.deviation(lows), Self.deviation(highs))
  }

  private static func deviation(_ values: [Double]) -> Double? {
    var sum = 0.0
    for value in values { sum += value }
    let mean = sum / Double(values.count)
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    let deviation = (squares / Double(values.count - 1)).squareRoot()
    return deviation.isFinite ? deviation : nil
  }
}

extension RandomPurpose {
  /// Resampling the replicates of a bootstrap, for the Monte Carlo error of its ends.
  static let endpointError = RandomPurpose(rawValue: 1280)
}
