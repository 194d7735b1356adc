internal import Glibc
internal import NumericKernel

/// Moves of the labels of classes and of the concentration, which the order of the sticks ties together.
extension LatentClassChain {
  /// Exchanges the labels of neighbouring classes, with their people and λ (which are drawn anew after this): once
  /// leaving the weights where they are, accepted with (π_l/π_k)^(n_k − n_l), once with the sticks, accepted with
  /// (1 − V_l)^n_k/(1 − V_k)^n_l.
  mutating func exchangeLabels() {
    for k in 0..<max(0, classes - 1) {
      let l = k + 1
      if sizes[k] == sizes[l] { continue }
      let logRatio = (sizes[k] - sizes[l]) * log(weights[l] / weights[k])
      if logRatio >= 0 || log(stream.openUniform()) < logRatio { exchange(k, l) }
    }
    // From the weights, because moves of single classes changed them after the sticks were drawn.
    var beyond = 0.0
    for k in (0..<classes).reversed() {
      let reached = beyond + weights[k]
      logRest[k] = log(beyond / reached)
      beyond = reached
    }
    for k in 0..<max(0, classes - 2) {
      let l = k + 1
      let logRatio = sizes[k] * logRest[l] - sizes[l] * logRest[k]
      if logRatio >= 0 || log(stream.openUniform()) < logRatio {
        exchange(k, l)
        exchange(logRest, k, l)
        // The weights are drawn anew from the sizes before they are used again.
      }
    }
  }

  mutating func exchange(_ k: Int, _ l: Int) {
    exchange(sizes, k, l)
    for j in 0..<lists { exchange(captured, j * classes + k, j * classes + l) }
  }

  func exchange(_ numbers: UnsafeMutablePointer<Double>, _ k: Int, _ l: Int) {
    let number = numbers[k]
    numbers[k] = numbers[l]
    numbers[l] = number
  }

  /// Metropolis steps of log α given the sizes alone, the sticks integrated out, before these are drawn given α:
  /// given the sticks of empty classes, α could only creep, and it has to cross many powers of ten.
  ///
  /// P(α | n) ∝ α^(shape + K − 2) exp(−rate α) Γ(α + n_K) / Γ(1 + α + N) Π_{k ≤ K−2} 1/(α + Σ_{l>k} n_l).
  mutating func moveConcentration() {
    var beyond = 0.0
    for k in (1..<max(1, classes)).reversed() {
      beyond += sizes[k]
      scratch[k - 1] = beyond
    }
    let total = beyond + sizes[0]
    let last = sizes[classes - 1]
    var height = logConcentration(alpha, total, last)
    for scale in Self.concentrationScales {
      let candidate = alpha * exp(scale * (2 * stream.uniform() - 1))
      // Below this the prior's shape alone decides, and classes beyond the first are never used.
      guard candidate > 1e-30 && candidate < 1e9 else { continue }
      let there = logConcentration(candidate, total, last)
      if there >= height || log(stream.openUniform()) < there - height {
        alpha = candidate
        height = there
      }
    }
  }

  private static let concentrationScales = [1.0, 3, 10]

  /// The logarithm of the density of log α above, with the sizes beyond each class in `scratch`.
  func logConcentration(_ alpha: Double, _ total: Double, _ last: Double) -> Double {
    if classes == 1 { return shape * log(alpha) - rate * alpha }
    var product = 1.0
    var sum =
      (shape + Double(classes - 1)) * log(alpha) - rate * alpha + logGamma(alpha + last)
      - logGamma(1 + alpha + total)
    for k in 0..<(classes - 2) {
      product *= alpha + scratch[k]
      if product < 1e-200 || product > 1e200 {
        sum -= log(product)
        product = 1
      }
    }
    sum -= log(product)
    return sum
  }

  /// Exchanges the labels of two classes together with a new α, the sticks integrated out: with nearly everybody in the
  /// first class α is small and with nearly everybody in the last, which takes what the others leave, large, and no
  /// step of labels or of α alone leads from one to the other.
  ///
  /// The new α is drawn from an approximation to its distribution given the new sizes, constant over cells of log α, so
  /// that the exchange is accepted about as often as the two orders are probable.
  mutating func exchangeWithConcentration() {
    if classes == 1 { return }
    let isOuter = stream.nextUInt32() & 1 == 0
    var k = isOuter ? 0 : stream.integer(below: classes)
    var l = isOuter ? classes - 1 : stream.integer(below: classes)
    if k > l { (k, l) = (l, k) }
    let cell = Int(((log(alpha) - Self.firstCell) / Self.cellWidth).rounded(.down))
    if sizes[k] == sizes[l] || cell < 0 || cell >= Self.cells { return }
    let before = concentrationCells()
    var logRatio = before.logs[cell] - before.logSum - jointLog(alpha)
    exchange(k, l)
    let after = concentrationCells()
    var point = stream.uniform()
    var chosen = 0
    while chosen < Self.cells - 1 {
      point -= exp(after.logs[chosen] - after.logSum)
      if point < 0 { break }
      chosen += 1
    }
    let candidate = exp(Self.firstCell + Self.cellWidth * (Double(chosen) + stream.uniform()))
    logRatio += jointLog(candidate) - (after.logs[chosen] - after.logSum)
    if logRatio >= 0 || log(stream.openUniform()) < logRatio {
      alpha = candidate
    } else {
      exchange(k, l)
    }
  }

  private static let cells = 24
  private static let firstCell = -28.0
  private static let cellWidth = 1.4

  /// The logarithm of the density of log α at the middle of each cell, and of their sum; the sizes beyond each class are
  /// left in `scratch`.
  private func concentrationCells() -> (logs: [Double], logSum: Double) {
    var beyond = 0.0
    for k in (1..<classes).reversed() {
      beyond += sizes[k]
      scratch[k - 1] = beyond
    }
    var logs: [Double] = []
    logs.reserveCapacity(Self.cells)
    var largest = -Double.infinity
    for cell in 0..<Self.cells {
      logs.append(jointLog(exp(Self.firstCell + Self.cellWidth * (Double(cell) + 0.5))))
      largest = max(largest, logs[cell])
    }
    var sum = 0.0
    for value in logs { sum += exp(value - largest) }
    return (logs, largest + log(sum))
  }

  /// The logarithm of the joint density of log α and the sizes in their order, Π_{k < K} n_k! being all that the order
  /// changes besides.
  private func jointLog(_ alpha: Double) -> Double {
    logConcentration(alpha, scratch[0] + sizes[0], sizes[classes - 1]) - logGamma(1 + sizes[classes - 1])
  }
}
