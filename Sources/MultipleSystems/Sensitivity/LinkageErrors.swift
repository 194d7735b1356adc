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

  /// The expected number of people with each history by mask, from 0 to 2^K − 1.
  ///
  /// - Precondition: a rate of at least 0 and less than 1, and at most ten lists.
  func expectedCounts(_ table: CaptureTable) -> [Double] {
    precondition(rate >= 0 && rate < 1, "a rate of errors of linkage is at least 0 and less than 1")
    precondition(table.listCount <= CaptureTable.denseListCount, "the cells are too many to be laid out")
    return switch self {
    case .missedLinks(let rate): Self.splitting(table, rate)
    case .falseLinks(let rate): Self.joining(table, rate)
    }
  }

  private static func splitting(_ table: CaptureTable, _ rate: Double) -> [Double] {
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
    var counts = [Double](repeating: 0, count: 1 << lists)
    for i in 0..<table.histories.count {
      let history = Int(table.histories[i].rawValue)
      let row = history.nonzeroBitCount * (lists + 1)
      var part = history
      while part != 0 {
        counts[part] += Double(table.counts[i]) * probabilities[row + part.nonzeroBitCount]
        part = (part - 1) & history
      }
    }
    return counts
  }

  private static func joining(_ table: CaptureTable, _ rate: Double) -> [Double] {
    let histories = table.histories.map { Int($0.rawValue) }
    let people = table.counts.map(Double.init)
    var partners = [Double](repeating: 0, count: histories.count)
    for i in 0..<histories.count {
      for j in 0..<histories.count where histories[i] & histories[j] == 0 { partners[i] += people[j] }
    }
    var counts = [Double](repeating: 0, count: 1 << table.listCount)
    for i in 0..<histories.count { counts[histories[i]] += people[i] }
    for i in 0..<histories.count {
      for j in 0..<i where histories[i] & histories[j] == 0 {
        let joined = rate * people[i] * people[j] / max(partners[i], partners[j])
        counts[histories[i]] -= joined
        counts[histories[j]] -= joined
        counts[histories[i] | histories[j]] += joined
      }
    }
    return counts
  }
}
