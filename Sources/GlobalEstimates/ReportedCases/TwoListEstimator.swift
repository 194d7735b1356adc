internal import Estimates

/// The number of reported cases in a stratum from two independent searches for them.
package enum TwoListEstimator: String, Sendable, CaseIterable {
  /// N̂ = n₁n₂/m, the maximum-likelihood estimator; biased upwards in small samples.
  case lincolnPetersen = "Lincoln-Petersen"
  /// N̂ = (n₁ + 1)(n₂ + 1)/(m + 1) − 1, unbiased when n₁ + n₂ ≥ N (Chapman 1951).
  case chapman = "Chapman"

  /// - Parameters:
  ///   - first: n₁, the cases on the first list.
  ///   - second: n₂, the cases on the second list.
  ///   - common: m, the cases on both.
  /// - Returns: N̂ and its variance: n₁n₂(n₁ − m)(n₂ − m)/m³ for Lincoln and Petersen (Sekar and Deming
  ///   1949), (n₁ + 1)(n₂ + 1)(n₁ − m)(n₂ − m)/((m + 1)²(m + 2)) for Chapman (Seber 1970).
  /// - Throws: `GlobalEstimateError.refused` (CAS-01) when m is 0; `.invalidInput` for counts that cannot be.
  package func estimate(
    first: Int, second: Int, common: Int
  ) throws(GlobalEstimateError) -> (cases: Double, variance: Double) {
    guard first >= 0, second >= 0, common >= 0, common <= min(first, second) else {
      throw .invalidInput(
        "a list has at least the cases that it shares with the other, and counts are from 0 on")
    }
    guard common > 0 else {
      throw .refused(
        .reportedCasesWithoutOverlap,
        "the two lists have no case in common, so that nothing bounds the number of cases; merge strata or "
          + "search on"
      )
    }
    return value(Double(first), Double(second), Double(common))
  }

  /// The formulas, for any counts; infinite for Lincoln and Petersen without overlap.
  func value(_ n1: Double, _ n2: Double, _ m: Double) -> (cases: Double, variance: Double) {
    let missed = (n1 - m) * (n2 - m)
    switch self {
    case .lincolnPetersen:
      return (n1 * n2 / m, n1 * n2 * missed / (m * m * m))
    case .chapman:
      let product = (n1 + 1) * (n2 + 1)
      return (product / (m + 1) - 1, product * missed / ((m + 1) * (m + 1) * (m + 2)))
    }
  }
}
