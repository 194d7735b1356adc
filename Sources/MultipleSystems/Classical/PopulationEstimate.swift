internal import Estimates
internal import Glibc
internal import NumericKernel

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
      normalMultiplier(level: level) * log1p(variance / (missing * missing)).squareRoot())
    return .sampling(
      standardError: variance.squareRoot(), degreesOfFreedom: nil,
      interval: try Interval(
        kind: .logNormal, level: level, lower: Double(observed) + missing / factor,
        upper: Double(observed) + missing * factor))
  }
}

/// z such that a standard normal variable lies within ± z with the probability `level`, strictly between 0 and 1.
func normalMultiplier(level: Double) -> Double {
  NormalDistribution.standard.interiorQuantile(lower: 0.5 + level / 2, upper: 0.5 - level / 2)
}

/// The z below which a standard normal variable lies with the probability p; infinite at 0 and 1.
func normalQuantile(_ p: Double) -> Double {
  if !(p > 0) { return -.infinity }
  if !(p < 1) { return .infinity }
  return NormalDistribution.standard.interiorQuantile(lower: p, upper: 1 - p)
}
