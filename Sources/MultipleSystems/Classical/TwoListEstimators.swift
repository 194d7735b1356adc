public import Estimates
internal import Glibc

/// What two lists say: how many are on each, and on both.
public struct TwoListCounts: Sendable, Equatable {
  public let first: Int
  public let second: Int
  public let both: Int

  /// - Precondition: no number is negative and `both` is at most the smaller list.
  public init(first: Int, second: Int, both: Int) {
    precondition(
      both >= 0 && both <= min(first, second), "the people on both lists are a part of either list")
    self.first = first
    self.second = second
    self.both = both
  }

  /// The number of different people, n = n₁ + n₂ − m.
  public var observed: Int { first + second - both }

  /// N̂ = n₁ n₂ / m, the largest likelihood when the lists are independent (Petersen 1896; Lincoln 1930); `nil`
  /// without overlap.
  public var lincolnPetersen: Double? {
    both == 0 ? nil : Double(first) * Double(second) / Double(both)
  }

  /// n₁ n₂ (n₁ − m)(n₂ − m) / m³ (Seber 1982, 3.1.1); `nil` without overlap.
  public var lincolnPetersenVariance: Double? {
    if both == 0 { return nil }
    let m = Double(both)
    return Double(first) / m * (Double(second) / m) * (Double(first - both) / m) * Double(second - both)
  }

  /// N̂ = (n₁ + 1)(n₂ + 1) / (m + 1) − 1, unbiased when n₁ + n₂ ≥ N (Chapman 1951).
  public var chapman: Double { Double(first + 1) * Double(second + 1) / Double(both + 1) - 1 }

  /// (n₁ + 1)(n₂ + 1)(n₁ − m)(n₂ − m) / ((m + 1)² (m + 2)), unbiased when n₁ + n₂ ≥ N (Seber 1970).
  public var chapmanVariance: Double {
    let m = Double(both)
    return Double(first + 1) / (m + 1) * (Double(second + 1) / (m + 1)) * Double(first - both)
      * (Double(second - both) / (m + 2))
  }

  /// The interval of Sadinle (2009): with a = m + ½, b = n₁ − m + ½ and c = n₂ − m + ½,
  /// n₁ + n₂ − m − ½ + (bc/a) exp(± z s), s² = 1/a + 1/b + 1/c + a/(bc); the lower end is at least n.
  public func transformedLogit(level: Double) -> (lower: Double, upper: Double) {
    let a = Double(both) + 0.5
    let b = Double(first - both) + 0.5
    let c = Double(second - both) + 0.5
    let s = (1 / a + 1 / b + 1 / c + a / (b * c)).squareRoot()
    let factor = exp(normalMultiplier(level: level) * s)
    let base = Double(observed) - 0.5
    return (max(Double(observed), base + b * c / a / factor), base + b * c / a * factor)
  }
}

/// How the ends of a two-list interval are made.
public enum TwoListInterval: Sendable, CaseIterable {
  case logNormal
  case transformedLogit
}

/// The estimator of Lincoln and Petersen from two lists taken to be independent.
public struct LincolnPetersen: Sendable {
  public let id = "lincoln-petersen"
  public let summary = "two independent lists: n1 n2 / m"
  public let reference = Citation(
    key: "Seber 1982",
    text:
      "Seber GAF. The estimation of animal abundance and related parameters. 2nd ed. London: Griffin; 1982.")
  public let interval: TwoListInterval

  public init(interval: TwoListInterval = .logNormal) {
    self.interval = interval
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try estimateFromTwoLists(
      table, level: level, interval: interval, method: "Lincoln-Petersen, two independent lists",
      reference: reference
    ) { ($0.lincolnPetersen ?? 0, $0.lincolnPetersenVariance ?? 0) }
  }
}

/// Chapman's nearly unbiased version of the two-list estimator.
public struct Chapman: Sendable {
  public let id = "chapman"
  public let summary = "two independent lists, nearly unbiased: (n1 + 1)(n2 + 1) / (m + 1) - 1"
  public let reference = Citation(
    key: "Chapman 1951",
    text: """
      Chapman DG. Some properties of the hypergeometric distribution with applications to zoological sample \
      censuses. University of California Publications in Statistics 1951;1:131-160.
      """)
  public let interval: TwoListInterval

  public init(interval: TwoListInterval = .logNormal) {
    self.interval = interval
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try estimateFromTwoLists(
      table, level: level, interval: interval, method: "Chapman, two independent lists", reference: reference
    ) {
      // One list inside the other gives a value below the number seen by rounding alone; n is certain.
      (max($0.chapman, Double($0.observed)), $0.chapmanVariance)
    }
  }
}

private func estimateFromTwoLists(
  _ table: CaptureTable, level: Double, interval: TwoListInterval, method: String, reference: Citation,
  _ formula: (TwoListCounts) -> (value: Double, variance: Double)
) throws -> Estimate {
  try PopulationEstimate.check(level: level)
  let (prepared, ground) = try EstimationGround.preparing(table)
  if let refusal = ground.refusal {
    return try PopulationEstimate.refused(refusal, method: method, ground: ground, reference: reference)
  }
  guard prepared.listCount == 2 else {
    throw EstimatorError.listCount(method: method, needed: 2...2, found: prepared.listCount)
  }
  let totals = prepared.listTotals
  let counts = TwoListCounts(first: totals[0], second: totals[1], both: prepared.overlap(0, 1))
  let (value, variance) = formula(counts)
  let uncertainty: Uncertainty
  switch interval {
  case .logNormal:
    uncertainty = try PopulationEstimate.logNormal(
      value, variance: variance, observed: counts.observed, level: level)
  case .transformedLogit:
    let ends = counts.transformedLogit(level: level)
    uncertainty = .sampling(
      standardError: variance.squareRoot(), degreesOfFreedom: nil,
      interval: try Interval(
        kind: .transformedLogit, level: level, lower: min(ends.lower, value), upper: max(ends.upper, value)))
  }
  return try PopulationEstimate.estimated(
    value, uncertainty, method: method, ground: ground, reference: reference)
}
