internal import Glibc
internal import NumericKernel

/// Whether Markov chains agree, and how many independent draws they are worth (Vehtari, Gelman, Simpson,
/// Carpenter and Bürkner, Bayesian Analysis 16, 2021).
package enum ChainDiagnostics {
  /// The larger of the rank-normalised split R̂ and that of the folded draws, which sees chains that agree in
  /// place and not in spread. 1 for constant draws.
  ///
  /// - Parameter chains: as many draws in each, at least 4.
  package static func splitRHat(_ chains: [[Double]]) -> Double {
    let halves = split(chains)
    guard !isConstant(halves) else { return 1 }
    let all = halves.flatMap { $0 }.sorted()
    let median = sampleQuantile(all, 0.5)
    let folded = halves.map { $0.map { abs($0 - median) } }
    return max(rHat(rankNormalised(halves)), isConstant(folded) ? 1 : rHat(rankNormalised(folded)))
  }

  /// The effective number of draws for the mean: of the rank-normalised split chains, with Geyer's initial
  /// monotone sequence of autocorrelations.
  package static func effectiveSampleSize(_ chains: [[Double]]) -> Double {
    let halves = split(chains)
    guard !isConstant(halves) else { return Double(halves.count * (halves.first?.count ?? 0)) }
    return effectiveSize(rankNormalised(halves))
  }

  private static func split(_ chains: [[Double]]) -> [[Double]] {
    let half = (chains.first?.count ?? 0) / 2
    return chains.flatMap { [Array($0.prefix(half)), Array($0.suffix(half))] }
  }

  private static func isConstant(_ chains: [[Double]]) -> Bool {
    let first = chains.first?.first
    return chains.allSatisfy { $0.allSatisfy { $0 == first } }
  }

  /// Normal scores of the ranks in all chains together; ties share their mean rank.
  private static func rankNormalised(_ chains: [[Double]]) -> [[Double]] {
    let values = chains.flatMap { $0 }
    let order = values.indices.sorted { values[$0] < values[$1] }
    var scores = values
    let count = Double(values.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count && values[order[last + 1]] == values[order[first]] { last += 1 }
      let rank = 0.5 * Double(first + last) + 1
      // Blom's offsets keep the probability inside (0, 1).
      let p = (rank - 0.375) / (count + 0.25)
      let score = NormalDistribution.standard.interiorQuantile(lower: p, upper: 1 - p)
      for k in first...last { scores[order[k]] = score }
      first = last + 1
    }
    let length = chains.first?.count ?? 0
    return chains.indices.map { Array(scores[$0 * length..<($0 + 1) * length]) }
  }

  private static func moments(_ chains: [[Double]]) -> (within: Double, between: Double) {
    let n = Double(chains.first?.count ?? 0)
    var means: [Double] = []
    var within = 0.0
    for chain in chains {
      let mean = chain.reduce(0, +) / n
      means.append(mean)
      for value in chain { within += (value - mean) * (value - mean) / (n - 1) }
    }
    within /= Double(chains.count)
    let center = means.reduce(0, +) / Double(means.count)
    var between = 0.0
    for mean in means { between += (mean - center) * (mean - center) }
    return (within, n * between / Double(means.count - 1))
  }

  private static func rHat(_ chains: [[Double]]) -> Double {
    let n = Double(chains.first?.count ?? 0)
    let (within, between) = moments(chains)
    return (((n - 1) / n * within + between / n) / within).squareRoot()
  }

  private static func effectiveSize(_ chains: [[Double]]) -> Double {
    let n = chains.first?.count ?? 0
    let (within, between) = moments(chains)
    let total = Double(n - 1) / Double(n) * within + between / Double(n)
    let centred = chains.map { chain in
      let mean = chain.reduce(0, +) / Double(n)
      return chain.map { $0 - mean }
    }
    // The mean autocovariance of the chains at a lag, with the divisor n.
    func autocovariance(_ lag: Int) -> Double {
      var sum = 0.0
      for chain in centred {
        for t in 0..<n - lag { sum += chain[t] * chain[t + lag] }
      }
      return sum / Double(n) / Double(chains.count)
    }
    func correlation(_ lag: Int) -> Double {
      1 - (within - autocovariance(lag) * Double(n) / Double(n - 1)) / total
    }
    var time = -1.0
    var previous = Double.infinity
    var lag = 0
    while lag + 1 < n {
      let pair = (lag == 0 ? 1 : correlation(lag)) + correlation(lag + 1)
      guard pair > 0 else { break }
      previous = min(previous, pair)
      time += 2 * previous
      lag += 2
    }
    let draws = Double(n * chains.count)
    // Antithetic chains may be worth more than independent draws; the bound is that of the paper.
    return draws / max(time, 1 / log10(draws))
  }
}
