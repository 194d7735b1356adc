internal import CInstructions

/// How deviates become values of a part, in the form that takes least time for many of them.
enum PartTransform: Sendable {
  case constant(Double)
  case linear(center: Double, spread: Double)
  case exponential(center: Double, spread: Double)
  case tabulated(PartDistribution, DeviateTable)

  init(_ part: PartDistribution) {
    guard part.standardDeviation > 0 else {
      self = .constant(part.value)
      return
    }
    let (center, spread) = (part.center, part.spread)
    if part.isCut || abs(center) + 9 * spread > 650 {
      self = .tabulated(part, DeviateTable(part.value(at:)))
    } else if part.shape == .logNormal {
      self = .exponential(center: center, spread: spread)
    } else {
      self = .linear(center: center, spread: spread)
    }
  }

  /// Adds the part at each deviate.
  func add(_ deviates: SplitDeviates, to sums: UnsafeMutablePointer<Double>) {
    switch self {
    case .constant(let value):
      for d in 0..<deviates.count { sums[d] += value }
    case .linear(let center, let spread):
      for d in 0..<deviates.count {
        sums[d] += center + spread * (deviates.factor * deviates.own[d] + deviates.shared[d])
      }
    case .exponential(let center, let spread):
      prevalence_add_exponentials(
        sums, deviates.own, deviates.shared, deviates.count, deviates.factor, center, spread)
    case .tabulated(let part, let table):
      table.add(deviates, to: sums, beyond: part.value(at:))
    }
  }
}
