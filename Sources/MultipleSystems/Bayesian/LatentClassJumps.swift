internal import Glibc
internal import NumericKernel

/// Jumps of single classes, with the people's classes and the number missed integrated out.
extension LatentClassChain {
  /// Metropolis steps of single classes with the people's classes and the number missed integrated out, which are
  /// drawn anew after this: the likelihood of the histories is then Π p_h^count / (1 − ρ)^n.
  ///
  /// The odds of a class on all lists, or on one, are multiplied by e^δ and its share missed by e^ε. With all lists
  /// and ε = −δ those seen once stay as many as they were while those missed become fewer or more, the direction in
  /// which Gibbs steps are slowest. In the logarithms of odds and of the weight before it is normalised the move is a
  /// shift with a triangular matrix of ones, so that only the densities change.
  mutating func moveClasses() throws(NumericError) {
    for h in 0..<historyCount { historyShares[h] = 0 }
    for k in 0..<classes {
      fillParts(of: k, missed: missedShares[k], into: partBefore)
      for h in 0..<historyCount { historyShares[h] += partBefore[h] }
    }
    for l in 0..<lists { factors[l] = 1 }
    var missed = missedShare
    var within = try logWithinBound(missed)
    for _ in 0..<Self.moves {
      // Mostly the first classes, where the people are.
      let point = stream.uniform()
      let k = min(classes - 1, Int(Double(classes) * point * point))
      let size = Self.moveSizes[Int(stream.nextUInt32() & 3)]
      let delta = size * (2 * stream.uniform() - 1)
      let factor = exp(delta)
      // An even kind moves all lists, an odd one a list of its own.
      let kind = stream.nextUInt32() & 7
      let range = kind & 1 == 0 ? 0..<lists : oneOf(lists)
      let epsilon = kind < 4 ? -delta : kind < 6 ? 0 : size * (2 * stream.uniform() - 1)
      var change = 1.0
      for j in range {
        let before = odds[j * classes + k]
        change *= (1 + before * factor) / (1 + before)
      }
      // By how much the weight of the class grows, and what the uniform priors of its λ give.
      let logGrowth = epsilon + log(change)
      let logPrior = Double(range.count) * delta - 2 * log(change)
      let weight = weights[k] * exp(logGrowth)
      let missedAfter = missedShares[k] * exp(epsilon)
      let total = 1 + (weight - weights[k])
      guard total > 0, total.isFinite, missedShares[k] > 1e-290, missedAfter > 1e-290 else { continue }
      let allMissed = max(0, missed - missedShares[k]) + missedAfter
      let seenBefore = 1 - missed
      let seenAfter = total - allMissed
      guard seenBefore > 1e-9, seenAfter > 1e-9 * total else { continue }
      fillParts(of: k, missed: missedShares[k], into: partBefore)
      for j in range { factors[j] = factor }
      fillParts(of: k, missed: missedAfter, into: partAfter)
      for j in range { factors[j] = 1 }
      var logRatio =
        logPrior + logGrowth - Double(classes) * log(total) - observed * log(seenAfter / seenBefore)
      logRatio += logSticks(replacing: k, by: weight, total: total)
      for h in 0..<historyCount {
        let changed = max(0, historyShares[h] - partBefore[h]) + partAfter[h]
        logRatio += Double(counts[h]) * log(changed / historyShares[h])
        partAfter[h] = changed
      }
      let threshold = log(stream.openUniform())
      // The bound can only lower the new density, and takes long to work out.
      guard logRatio - within > threshold else { continue }
      let withinAfter = try logWithinBound(allMissed / total)
      guard logRatio + withinAfter - within > threshold else { continue }
      within = withinAfter
      for h in 0..<historyCount { historyShares[h] = partAfter[h] / total }
      for j in range { odds[j * classes + k] *= factor }
      weights[k] = weight
      missedShares[k] = missedAfter
      for l in 0..<classes {
        weights[l] /= total
        missedShares[l] /= total
      }
      missed = missedShare
    }
  }

  /// The moves of a sweep, and how far they go: mostly a little, sometimes to another order of magnitude.
  private static let moves = 10
  private static let moveSizes = [0.3, 0.3, 1.0, 3.0]

  private mutating func oneOf(_ count: Int) -> Range<Int> {
    let index = stream.integer(below: count)
    return index..<(index + 1)
  }

  /// What a class adds to the share of each history, given its share missed, with its odds times `factors`.
  private func fillParts(of k: Int, missed: Double, into parts: UnsafeMutablePointer<Double>) {
    for h in 0..<historyCount {
      var product = missed
      for m in begins[h]..<begins[h + 1] { product *= odds[members[m] * classes + k] * factors[members[m]] }
      parts[h] = product
    }
  }

  /// The logarithm of the ratio of the sticks' density, α^(K−1) π_K^(α−1) / Π_{k ≤ K−2} R_k with R_k the weight beyond
  /// class k, after the weight of a class is replaced and all are divided by their sum.
  private func logSticks(replacing k: Int, by weight: Double, total: Double) -> Double {
    if classes == 1 { return 0 }
    let last = classes - 1
    let endBefore = weights[last]
    let endAfter = (k == last ? weight : endBefore) / total
    var sum = (alpha - 1) * log(endAfter / endBefore)
    var before = endBefore
    var after = endAfter * total
    var product = 1.0
    for l in (1..<max(1, last)).reversed() {
      before += weights[l]
      after += l == k ? weight : weights[l]
      product *= after / (total * before)
      if product < 1e-100 || product > 1e100 {
        sum -= log(product)
        product = 1
      }
    }
    return sum - log(product)
  }

  func logWithinBound(_ share: Double) throws(NumericError) -> Double {
    try Self.logWithinBound(share, observed: observed, largest: largestMissing)
  }

  /// log P(n₀ ≤ the largest allowed) given the share missed; 0 unless the bound is near.
  static func logWithinBound(
    _ share: Double, observed: Double, largest: Double
  ) throws(NumericError) -> Double {
    let seen = 1 - share
    let mean = observed * share / seen
    if mean + 12 * (mean / seen).squareRoot() + 100 < largest { return 0 }
    return log(max(1e-300, try BetaDistribution(alpha: observed, beta: largest + 1).cumulative(seen)))
  }
}
