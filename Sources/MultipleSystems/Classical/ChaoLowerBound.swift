public import Estimates

/// Chao's lower bound from those seen once and twice.
///
/// With people who differ in how easily they are seen, and every list equally likely to see a given person, the
/// number seen by none is at least A f₁² / (2 f₂), A = (t − 1)/t with t lists and 1 with counts of any size (Chao
/// 1987, 1989). Lists of very different size, links between lists that were missed, and people counted once who
/// could not have been counted twice push it up, so that it is then no bound.
public struct ChaoLowerBound: Sendable {
  /// How often a person could have been seen.
  public enum Occasions: Sendable, Equatable {
    /// Any number of times, A = 1: the form by which other estimates are checked.
    case unlimited
    /// Once by each list, A = (t − 1)/t; the smaller of the two.
    case lists
  }

  public let occasions: Occasions
  public let reference = Citation(
    key: "Chao 1987",
    text: """
      Chao A. Estimating the population size for capture-recapture data with unequal catchability. Biometrics \
      1987;43:783-791.
      """)

  public init(occasions: Occasions = .unlimited) {
    self.occasions = occasions
  }

  public var id: String { occasions == .unlimited ? "chao" : "chao-lists" }
  public var summary: String {
    occasions == .unlimited
      ? "lower bound from those seen once and twice, bias corrected: n + f1 (f1 - 1) / (2 (f2 + 1))"
      : "the same for t lists, each of which sees a person at most once: smaller by (t - 1)/t"
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let method = "Chao's lower bound, bias corrected"
    let (prepared, ground) = try EstimationGround.preparing(table)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: method, ground: ground, reference: reference)
    }
    let frequencies = prepared.captureFrequencies
    let bound = ChaoBound(
      observed: prepared.total, once: frequencies[0], twice: frequencies[1],
      occasions: occasions == .lists ? prepared.listCount : nil)
    return try PopulationEstimate.estimated(
      bound.biasCorrected,
      try PopulationEstimate.logNormal(
        bound.biasCorrected, variance: bound.biasCorrectedVariance, observed: bound.observed, level: level),
      method: method, ground: ground, reference: reference)
  }
}

/// The arithmetic of the bound, for lists and for counts alike.
public struct ChaoBound: Sendable, Equatable {
  public let observed: Int
  /// f₁ and f₂, the people seen once and twice.
  public let once: Int
  public let twice: Int
  /// A of the formulas.
  private let share: Double

  /// - Parameter occasions: t, or `nil` for counts of any size.
  public init(observed: Int, once: Int, twice: Int, occasions: Int? = nil) {
    self.observed = observed
    self.once = once
    self.twice = twice
    share = occasions.map { Double($0 - 1) / Double($0) } ?? 1
  }

  /// n + A f₁² / (2 f₂); `nil` when nobody was seen twice.
  public var classical: Double? {
    twice == 0 ? nil : Double(observed) + share * Double(once) / Double(2 * twice) * Double(once)
  }

  /// f̂₀ + f₁ (∂f̂₀/∂f₁)² + f₂ (∂f̂₀/∂f₂)² = f̂₀ + f̂₀² (4/f₁ + 1/f₂) (Chao 1987, equation 11).
  public var classicalVariance: Double? {
    guard let classical, once > 0 else { return nil }
    let missing = classical - Double(observed)
    return missing + missing * missing * (4 / Double(once) + 1 / Double(twice))
  }

  /// n + A f₁ (f₁ − 1) / (2 (f₂ + 1)) (Chao 1989).
  public var biasCorrected: Double {
    Double(observed) + share * Double(once) / 2 * (Double(once - 1) / Double(twice + 1))
  }

  /// f̂₀ + f₁ (∂f̂₀/∂f₁)² + f₂ (∂f̂₀/∂f₂)² for the bias-corrected f̂₀.
  public var biasCorrectedVariance: Double {
    let f1 = Double(once)
    let g = Double(twice + 1)
    let byOnce = share * (2 * f1 - 1) / (2 * g)
    let byTwice = share * f1 / g * ((f1 - 1) / (2 * g))
    return biasCorrected - Double(observed) + f1 * byOnce * byOnce + Double(twice) * byTwice * byTwice
  }
}
