/// How much of the population, weighed by how easily they are seen, the lists hold, and the three estimates made
/// from it by Chao and Tsay.
///
/// For t lists, Ĉ = 1 − (1/t) Σ f₁ₖ/nₖ with f₁ₖ the people on list k only, and D = n − (1/t) Σ f₁ₖ. With dependence
/// measured by γᵢⱼ = N nᵢⱼ/(nᵢ nⱼ) − 1, N = D/C + (1/tC) Σ Aᵢⱼ γᵢⱼ, where Aᵢⱼ counts the people who are on i or j
/// and on no list besides these two, those on both twice (Chao, Tsay, Lin, Shau and Chao 2001, section 5; for three
/// lists A₁₂ = Z₁₊₀ + Z₊₁₀).
public struct SampleCoverage: Sendable, Equatable {
  /// Ĉ, between 0 and 1.
  public let coverage: Double
  /// D, the mean number of people found by all lists but one.
  public let meanFound: Double
  /// N̂₀ = D/Ĉ, for independent lists; `nil` when Ĉ is 0.
  public let independent: Double?
  /// N̂, the equation above solved for N, for a coverage of 55 % and more; `nil` when it has no positive solution.
  public let highCoverage: Double?
  /// N̂₁, one step of the equation with γ taken from a first step that starts at N̂₀, for a lower coverage.
  public let lowCoverage: Double?

  /// - Parameter table: at least two lists, none of them empty; both are preconditions.
  public init(_ table: CaptureTable) {
    self.init(listCount: table.listCount, histories: table.histories, counts: table.counts.map(Double.init))
  }

  /// The same with lists that are empty counted as overlapping with nobody.
  init(listCount t: Int, histories: [ListSet], counts: [Double]) {
    precondition(t >= 2, "sample coverage needs at least two lists")
    var totals = [Double](repeating: 0, count: t)
    var only = [Double](repeating: 0, count: t)
    var both = [Double](repeating: 0, count: t * t)
    var onlyBoth = [Double](repeating: 0, count: t * t)
    var observed = 0.0
    for i in 0..<histories.count {
      let members = histories[i].lists
      let count = counts[i]
      observed += count
      for a in 0..<members.count {
        totals[members[a]] += count
        for b in 0..<a { both[members[b] * t + members[a]] += count }
      }
      if members.count == 1 { only[members[0]] += count }
      if members.count == 2 { onlyBoth[members[0] * t + members[1]] += count }
    }
    var missed = 0.0
    for k in 0..<t { missed += totals[k] > 0 ? only[k] / totals[k] : 1 }
    let coverage = 1 - missed / Double(t)
    let meanFound = observed - only.reduce(0, +) / Double(t)
    self.coverage = coverage
    self.meanFound = meanFound
    // Rounding alone can leave a coverage of 0 a hair away from it.
    guard coverage > 1e-12 else {
      independent = nil
      highCoverage = nil
      lowCoverage = nil
      return
    }
    // N = D/C + (1/tC) Σ A (N r − 1) is linear in N: constant + slope N.
    var slope = 0.0
    var constant = meanFound / coverage
    let independent = constant
    for i in 0..<t {
      for j in (i + 1)..<max(t, i + 1) {
        let weight = (only[i] + only[j] + 2 * onlyBoth[i * t + j]) / (Double(t) * coverage)
        constant -= weight
        if totals[i] > 0, totals[j] > 0 { slope += weight * (both[i * t + j] / totals[i] / totals[j]) }
      }
    }
    self.independent = independent
    highCoverage = slope < 1 && constant > 0 ? constant / (1 - slope) : nil
    lowCoverage = constant + slope * (constant + slope * independent)
  }
}
