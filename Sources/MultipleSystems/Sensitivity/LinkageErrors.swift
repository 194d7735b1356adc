/// What errors of linkage would do to a table of histories, in expected numbers. Every error leaves the number of
/// people on each list as it is.
public enum LinkageError: Sendable, Equatable {
  /// A person on k lists is held together by k − 1 links, which chain the records in random order; each is missed
  /// with probability φ independently of the others, so that the person falls apart into several.
  ///
  /// A set of b of the k lists is then a person of its own with probability (1 − φ)^(b−1) (2φ + (k − b − 1) φ²) /
  /// C(k, b) for b < k, and (1 − φ)^(k−1) for b = k: it stands at either end of the chain, one link being missed, or
  /// between two missed links at one of k − b − 1 places. On two lists m becomes (1 − φ) m, and N̂ is N̂ / (1 − φ)
  /// (Seber 1982; de Wolf, van der Laan and Zult 2019, Journal of Official Statistics 35:577).
  case missedLinks(Double)
  /// Two people with histories a and b that share no list are taken for one, with history a ∪ b. Each person is
  /// wrongly linked with probability at most ψ, and with probability ψ to a random possible partner where those
  /// partners have as many possible partners or fewer: y(a) y(b) ψ / max(S(a), S(b)) such links between a and b,
  /// S(a) being the number of people who are on no list of a. Nobody is in two false links. On two lists m becomes
  /// m + ψ min(n₁₀, n₀₁) (as in Ding and Fienberg 1994, Survey Methodology 20:149, who link one list to the other).
  case falseLinks(Double)

  public var rate: Double {
    switch self {
    case .missedLinks(let rate), .falseLinks(let rate): rate
    }
  }

  /// The most histories, or pairs of them, that are gone through.
  private static let largestWork = 1 << 24

  /// The expected number of people with each history that somebody may have, ascending.
  ///
  /// - Returns: `nil` where the histories are too many to go through.
  /// - Precondition: a rate of at least 0 and less than 1.
  func expectedCounts(_ table: CaptureTable) -> (histories: [ListSet], people: [Double])? {
    precondition(rate >= 0 && rate < 1, "a rate of errors of linkage is at least 0 and less than 1")
    var people: [ListSet: Double]
    switch self {
    case .missedLinks(let rate):
      var work = 0
      for history in table.histories { work += 1 << history.count }
      guard work <= Self.largestWork else { return nil }
      people = Self.splitting(table, rate)
    case .falseLinks(let rate):
      guard table.histories.count * table.histories.count <= Self.largestWork else { return nil }
      people = Self.joining(table, rate)
    }
    let histories = people.keys.sorted()
    return (histories, histories.map { people[$0] ?? 0 })
  }

  private static func splitting(_ table: CaptureTable, _ rate: Double) -> [ListSet: Double] {
    // By k and b the probability for one set.
    let lists = table.listCount
    var probabilities = [Double](repeating: 0, count: (lists + 1) * (lists + 1))
    for k in 1...lists {
      var unbroken = 1.0
      var sets = Double(k)
      for b in 1...k {
        let parts = b == k ? 1 : rate * (2 + Double(k - b - 1) * rate)
        probabilities[k * (lists + 1) + b] = unbroken * parts / sets
        unbroken *= 1 - rate
        sets = sets * Double(k - b) / Double(b + 1)
      }
    }
    var people: [ListSet: Double] = [:]
    for i in 0..<table.histories.count {
      let history = table.histories[i].rawValue
      let row = history.nonzeroBitCount * (lists + 1)
      var part = history
      while part != 0 {
        people[ListSet(rawValue: part), default: 0] +=
          Double(table.counts[i]) * probabilities[row + part.nonzeroBitCount]
        part = (part - 1) & history
      }
    }
    return people
  }

  private static func joining(_ table: CaptureTable, _ rate: Double) -> [ListSet: Double] {
    let histories = table.histories
    let counts = table.counts.map(Double.init)
    var partners = [Double](repeating: 0, count: histories.count)
    for i in 0..<histories.count {
      for j in 0..<histories.count where histories[i].isDisjoint(with: histories[j]) {
        partners[i] += counts[j]
      }
    }
    var people: [ListSet: Double] = [:]
    for i in 0..<histories.count { people[histories[i], default: 0] += counts[i] }
    for i in 0..<histories.count {
      for j in 0..<i where histories[i].isDisjoint(with: histories[j]) {
        let joined = rate * counts[i] * counts[j] / max(partners[i], partners[j])
        people[histories[i], default: 0] -= joined
        people[histories[j], default: 0] -= joined
        people[histories[i].union(histories[j]), default: 0] += joined
      }
    }
    return people
  }
}
