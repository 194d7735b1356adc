internal import Estimates
internal import Glibc

/// Words and intervals that the estimators of a population share.
enum PopulationEstimate {
  static let quantity = "population"
  static let unit = "persons"

  static func check(level: Double) throws(EstimatorError) {
    guard level > 0, level < 1 else { throw .level(level) }
  }

  static func refused(
    _ refusal: Refusal, method: String, ground: EstimationGround, reference: Citation
  ) throws(EstimateError) -> Estimate {
    try Estimate(
      quantity: quantity, unit: unit, method: method, outcome: .refused(refusal),
      diagnostics: ground.diagnostics,
      provenance: Provenance(notes: ground.notes, citations: [reference]))
  }

  static func estimated(
    _ value: Double, _ uncertainty: Uncertainty, method: String, ground: EstimationGround,
    diagnostics: [Diagnostic] = [], reference: Citation, seed: UInt64? = nil, draws: Int? = nil,
    notes: [String] = []
  ) throws(EstimateError) -> Estimate {
    try Estimate(
      quantity: quantity, unit: unit, method: method,
      outcome: .estimated(value: value, uncertainty: uncertainty),
      diagnostics: ground.diagnostics + diagnostics,
      provenance: Provenance(
        seed: seed, draws: draws, notes: ground.notes + notes, citations: [reference]))
  }

  /// n + (N̂ − n) / C to n + (N̂ − n) C with C = exp(z √log(1 + σ²/(N̂ − n)²)): the number not seen is log-normal
  /// with the mean and variance of its estimate (Chao 1987, equation 12).
  static func logNormal(
    _ value: Double, variance: Double, observed: Int, level: Double
  ) throws(EstimateError) -> Uncertainty {
    let missing = value - Double(observed)
    guard missing > 0, variance > 0 else {
      return .unavailable(
        reason: "the estimate is the number of people seen, at which the method knows no sampling error")
    }
    let factor = exp(
      normalQuantile(0.5 + level / 2) * log1p(variance / (missing * missing)).squareRoot())
    return .sampling(
      standardError: variance.squareRoot(), degreesOfFreedom: nil,
      interval: try Interval(
        kind: .logNormal, level: level, lower: Double(observed) + missing / factor,
        upper: Double(observed) + missing * factor))
  }
}

/// The normal quantile by Newton's method on the complementary error function, for 0 < p < 1.
func normalQuantile(_ p: Double) -> Double {
  let upper = min(p, 1 - p)
  var z = (-2 * log(upper)).squareRoot() * 0.9
  for _ in 0..<60 {
    let tail = 0.5 * erfc(z / 2.0.squareRoot())
    let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    // Halley's step, in the logarithm of the tail's ratio to the target.
    let error = (tail - upper) / density
    let step = error / (1 - z * error / 2)
    z += step
    if abs(step) < 1e-15 * max(1, abs(z)) { break }
  }
  return p < 0.5 ? -z : z
}
