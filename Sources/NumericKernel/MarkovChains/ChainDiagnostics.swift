internal import Glibc

/// How well several Markov chains of one quantity agree, and how many independent draws they are worth: Vehtari,
/// Gelman, Simpson, Carpenter and Bürkner, "Rank-normalization, folding, and localization: an improved R-hat for
/// assessing convergence of MCMC", Bayesian Analysis 16 (2021) 667-718.
package struct ChainDiagnostics: Sendable, Equatable {
  /// The larger of the split R-hats of the ranks and of the ranks of distances from the median; 1 for chains that
  /// agree, infinite for chains that each stand still in different places.
  package let rHat: Double
  /// The effective sample size of the normalised ranks: for means and medians.
  package let bulkSize: Double
  /// The smaller effective sample size of the shares below the 5 % and the 95 % quantile: for interval ends.
  package let tailSize: Double

  /// - Parameter chains: one array of draws for each chain, all of the same length.
  /// - Throws: `NumericError.shape` for no chain, chains of different length or of fewer than 4 draws, and
  ///   `NumericError.notFinite` for a draw that is not finite.
  package init(chains: [[Double]]) throws(NumericError) {
    let halves = try Self.halves(of: chains)
    let ranks = halves.normalisedRanks
    let pooled = chains.flatMap { $0 }.sorted()
    let median = Self.quantile(pooled, 0.5)
    let folded = SplitChains(
      draws: halves.draws.map { abs($0 - median) }, count: halves.count, length: halves.length)
    rHat = max(ranks.rHat, folded.normalisedRanks.rHat)
    bulkSize = ranks.effectiveSize
    tailSize = min(
      halves.below(Self.quantile(pooled, 0.05)).effectiveSize,
      halves.below(Self.quantile(pooled, 0.95)).effectiveSize)
  }

  /// The effective sample size of the share of draws up to a value, by which the Monte Carlo error of that quantile
  /// is judged.
  ///
  /// - Throws: as the initialiser does.
  package static func effectiveSize(
    ofSharesUpTo value: Double, chains: [[Double]]
  ) throws(NumericError) -> Double {
    try halves(of: chains).below(value).effectiveSize
  }

  /// The value below which a share of the sorted draws lies, between two draws by the straight line (Hyndman and
  /// Fan's type 7).
  ///
  /// - Precondition: at least one draw and a share between 0 and 1.
  package static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let lower = min(sorted.count - 1, Int(position))
    let upper = min(sorted.count - 1, lower + 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }

  private static func halves(of chains: [[Double]]) throws(NumericError) -> SplitChains {
    guard let length = chains.first?.count, length >= 4 else {
      throw .shape("a diagnostic needs at least one chain of 4 draws")
    }
    for chain in chains {
      guard chain.count == length else { throw .shape("all chains have the same number of draws") }
      for draw in chain where !draw.isFinite { throw .notFinite("a draw of a chain") }
    }
    // With an odd number of draws the middle one belongs to neither half.
    let half = length / 2
    var draws: [Double] = []
    draws.reserveCapacity(2 * half * chains.count)
    for chain in chains {
      draws += chain[..<half]
      draws += chain[(length - half)...]
    }
    return SplitChains(draws: draws, count: 2 * chains.count, length: half)
  }
}

/// The halves of the chains, one after the other.
private struct SplitChains {
  let draws: [Double]
  let count: Int
  let length: Int

  /// Normal quantiles of (rank − 3/8)/(S + 1/4), equal draws sharing their mean rank.
  var normalisedRanks: SplitChains {
    let order = draws.indices.sorted { draws[$0] < draws[$1] }
    var scores = [Double](repeating: 0, count: draws.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count && draws[order[last + 1]] == draws[order[first]] { last += 1 }
      let rank = Double(first + last) / 2 + 1
      let share = (rank - 0.375) / (Double(draws.count) + 0.25)
      let score = standardNormalQuantile(lower: share, upper: 1 - share)
      for i in first...last { scores[order[i]] = score }
      first = last + 1
    }
    return SplitChains(draws: scores, count: count, length: length)
  }

  /// 1 for a draw up to the value, otherwise 0.
  func below(_ value: Double) -> SplitChains {
    SplitChains(draws: draws.map { $0 <= value ? 1 : 0 }, count: count, length: length)
  }

  private func mean(of chain: Int) -> Double {
    var sum = 0.0
    for i in (chain * length)..<((chain + 1) * length) { sum += draws[i] }
    return sum / Double(length)
  }

  /// Σ (x_i − x̄)(x_{i+lag} − x̄)/length.
  private func autocovariance(of chain: Int, mean: Double, lag: Int) -> Double {
    var sum = 0.0
    draws.withUnsafeBufferPointer { draws in
      for i in (chain * length)..<((chain + 1) * length - lag) {
        sum += (draws[i] - mean) * (draws[i + lag] - mean)
      }
    }
    return sum / Double(length)
  }

  /// W, the mean variance within, and the variance between the means of the chains.
  private func variances(_ means: [Double]) -> (within: Double, between: Double) {
    var within = 0.0
    var grand = 0.0
    for chain in 0..<count {
      within += autocovariance(of: chain, mean: means[chain], lag: 0)
      grand += means[chain]
    }
    within *= Double(length) / Double(length - 1) / Double(count)
    grand /= Double(count)
    var between = 0.0
    for chain in 0..<count { between += (means[chain] - grand) * (means[chain] - grand) }
    return (within, between / Double(count - 1))
  }

  /// √(((L − 1)/L W + B/L) / W), where B/L is the variance of the means.
  var rHat: Double {
    let (within, between) = variances((0..<count).map { mean(of: $0) })
    if within == 0 { return between == 0 ? 1 : .infinity }
    let length = Double(length)
    return (((length - 1) / length * within + between) / within).squareRoot()
  }

  /// S/τ with τ = −1 + 2 Σ (ρ_{2t} + ρ_{2t+1}) over the pairs of autocorrelations up to the first negative pair, made
  /// non-increasing (Geyer's initial monotone sequence); a draw is never worth more than log₁₀ S independent ones.
  var effectiveSize: Double {
    let total = Double(count * length)
    let means = (0..<count).map { mean(of: $0) }
    let (within, between) = variances(means)
    let spread = Double(length - 1) / Double(length) * within + between
    if spread == 0 { return total }
    func correlation(_ lag: Int) -> Double {
      var sum = 0.0
      for chain in 0..<count { sum += autocovariance(of: chain, mean: means[chain], lag: lag) }
      return 1 - (within - sum / Double(count)) / spread
    }
    var time = -1.0
    var pair = 1 + (length > 1 ? correlation(1) : 0)
    var even = 1.0
    var lag = 0
    while true {
      if pair < 0 || lag + 4 >= length {
        // Half of the term at which the sum breaks off lessens its bias.
        time += max(0, even)
        break
      }
      time += 2 * pair
      lag += 2
      even = correlation(lag)
      let next = even + correlation(lag + 1)
      pair = next < 0 ? next : min(pair, next)
    }
    return total / max(time, 1 / log10(total))
  }
}
