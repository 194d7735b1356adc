internal import Glibc
internal import NumericKernel

/// Hamiltonian trajectories (Duane et al. 1987; Neal 2011) through α and the weights and odds of all classes, with the
/// people's classes and the number missed integrated out.
///
/// Gibbs steps move a little at a time, because people stay with a class as long as it looks as it does, and it looks so
/// because they stay. Integrated out, the posterior is smooth, with one evaluation of its gradient costing less than a
/// sweep of Gibbs steps, and a trajectory crosses it.
///
/// A class k has b = log of its share missed and, for list j, u = b + log odds, the logarithm of the share that is on j
/// alone. The data hold the u of a large class and leave its b nearly free, so that each coordinate has a scale of its own
/// here. In logarithms of odds and of shares, log w = b + Σ log(1 + odds) is b shifted, so that no Jacobian is needed but
/// those of the logarithms. The sum T of the shares, which is 1, gets a log-normal distribution of its own for the time of
/// a trajectory, so that all b are free.
struct LatentClassTrajectory: ~Copyable {
  /// Leapfrog steps of a trajectory on average.
  private static let meanSteps = 12
  private static let wantedAcceptance = 0.8
  /// The standard deviation of log T.
  private static let spreadOfTotal = 0.5
  /// Shares below this have no logarithm that could be trusted; their classes stay as they are.
  private static let smallestShare = 1e-200

  private let classes: Int
  private let lists: Int
  private let historyCount: Int
  /// `classes` rounded up to an even number: the distance of the rows of arrays by list and class.
  private let width: Int
  private var stepSize = 0.2
  private(set) var isAdapting = true

  /// Row 0 holds b, row 1 + j the u of list j; so do momenta, gradients, scales and mean squares of gradients.
  private let place: UnsafeMutablePointer<Double>
  private let momentum: UnsafeMutablePointer<Double>
  private let gradient: UnsafeMutablePointer<Double>
  private let scale: UnsafeMutablePointer<Double>
  private let squares: UnsafeMutablePointer<Double>
  /// Row 0 holds the share missed, row 1 + j the odds of list j.
  private let parts: UnsafeMutablePointer<Double>
  /// Shares of the classes, what is seen of them, their tails Σ_{m ≥ k} w_m, and the slope of the prior in log w.
  private let shares: UnsafeMutablePointer<Double>
  private let seen: UnsafeMutablePointer<Double>
  private let tails: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Double>
  private let product: UnsafeMutablePointer<Double>
  private let totals: UnsafeMutablePointer<Double>
  private let isActive: UnsafeMutablePointer<Bool>
  /// log α and what belongs to it. It moves only while the last class, whose weight it needs, is active.
  private var concentration = Concentration()

  private struct Concentration {
    var place = 0.0
    var alpha = 1.0
    var momentum = 0.0
    var gradient = 0.0
    var scale = 0.0
    var squares = 10.0
    var moves = false
  }

  init(classes: Int, lists: Int, historyCount: Int) {
    self.classes = classes
    self.lists = lists
    self.historyCount = historyCount
    width = (classes + 1) & ~1
    let size = width * (lists + 1)
    place = LatentClassChain.filled(0, size)
    momentum = LatentClassChain.filled(0, size)
    gradient = LatentClassChain.filled(0, size)
    scale = LatentClassChain.filled(0, size)
    squares = LatentClassChain.filled(100, size)
    parts = LatentClassChain.filled(0, size)
    shares = LatentClassChain.filled(0, width)
    seen = LatentClassChain.filled(0, width)
    tails = LatentClassChain.filled(0, width)
    slopes = LatentClassChain.filled(0, width)
    product = LatentClassChain.filled(0, width)
    totals = LatentClassChain.filled(0, historyCount)
    isActive = .allocate(capacity: width)
    isActive.initialize(repeating: false, count: width)
  }

  deinit {
    for numbers in [
      place, momentum, gradient, scale, squares, parts, shares, seen, tails, slopes, product, totals,
    ] { numbers.deallocate() }
    isActive.deallocate()
  }

  /// From here on step size and scales stay as they are, as a Markov chain needs.
  mutating func stopAdapting() { isAdapting = false }

  /// The table of histories and the state of the chain.
  struct Model {
    let observed: Double
    /// Of the prior of α.
    let shape: Double
    let rate: Double
    let members: UnsafeMutablePointer<Int>
    let begins: UnsafeMutablePointer<Int>
    let counts: UnsafeMutablePointer<Int>
    let weights: UnsafeMutablePointer<Double>
    let odds: UnsafeMutablePointer<Double>
    let missedShares: UnsafeMutablePointer<Double>
  }

  /// Proposes the end of a trajectory and accepts it or not, leaving weights, odds and shares missed in the model.
  ///
  /// - Parameter logWithinBound: the logarithm of the probability that the number missed is allowed, by the share missed.
  mutating func run(
    _ model: Model, alpha: inout Double, from stream: inout RandomStream,
    logWithinBound: (Double) throws(NumericError) -> Double
  ) throws(NumericError) {
    if classes == 1 { return }
    let shift = Self.spreadOfTotal * stream.standardNormal()
    layOut(model, alpha, shift)
    var end = evaluate(model)
    guard end.isUsable else { return }
    if isAdapting { adaptScales() }
    let start = end
    var kinetic = 0.0
    for i in 0..<(width * (lists + 1)) where isActive[i % width] {
      momentum[i] = stream.standardNormal()
      kinetic += momentum[i] * momentum[i]
    }
    concentration.momentum = concentration.moves ? stream.standardNormal() : 0
    kinetic += concentration.momentum * concentration.momentum
    let startEnergy = kinetic / 2 - logDensity(model, start)
    let steps = 1 + stream.integer(below: 2 * Self.meanSteps - 1)
    let size = stepSize * (0.7 + 0.6 * stream.uniform())
    for _ in 0..<steps {
      kick(size / 2)
      drift(size)
      end = evaluate(model)
      if !end.isUsable { break }
      kick(size / 2)
    }
    var isAccepted = false
    var acceptance = 0.0
    if end.isUsable {
      kinetic = concentration.momentum * concentration.momentum
      for i in 0..<(width * (lists + 1)) where isActive[i % width] { kinetic += momentum[i] * momentum[i] }
      var logRatio = startEnergy - (kinetic / 2 - logDensity(model, end))
      if logRatio.isFinite, isSameSet(end) {
        logRatio += try logWithinBound(end.missed / end.total) - logWithinBound(start.missed / start.total)
        acceptance = min(1, exp(logRatio))
        isAccepted = logRatio >= 0 || log(stream.openUniform()) < logRatio
      }
    }
    if isAdapting {
      stepSize = min(1, max(0.01, stepSize * exp(0.05 * (acceptance - Self.wantedAcceptance))))
    }
    if isAccepted {
      takeOver(model, end, shift)
      alpha = concentration.alpha
    }
  }

  private mutating func layOut(_ model: Model, _ alpha: Double, _ shift: Double) {
    for k in 0..<width {
      isActive[k] =
        k < classes && model.weights[k] > Self.smallestShare && model.missedShares[k] > Self.smallestShare
    }
    for k in 0..<classes where isActive[k] {
      place[k] = log(model.missedShares[k]) + shift
      for j in 0..<lists {
        let odds = model.odds[j * classes + k]
        if !(odds > 1e-100 && odds < 1e100) { isActive[k] = false }
        place[(1 + j) * width + k] = place[k] + log(odds)
      }
    }
    for i in 0..<(width * (lists + 1)) {
      scale[i] = 1 / (1 + squares[i]).squareRoot()
      if !isActive[i % width] {
        place[i] = 0
        momentum[i] = 0
        gradient[i] = 0
      }
    }
    concentration.moves = isActive[classes - 1]
    concentration.place = log(alpha)
    concentration.alpha = alpha
    concentration.scale = concentration.moves ? 1 / (1 + concentration.squares).squareRoot() : 0
  }

  /// The sums of the shares of all classes, of what is missed and of what is seen.
  private struct Sums {
    var total = 0.0
    var missed = 0.0
    var seen = 0.0
    var isUsable: Bool { total.isFinite && seen > 0 && missed >= 0 && seen.isFinite }
  }

  /// Shares, odds and the gradient of the logarithm of the density at the place.
  private mutating func evaluate(_ model: Model) -> Sums {
    exponentiate()
    var sums = Sums()
    for k in 0..<width { product[k] = 0 }
    for j in 0..<lists {
      let row = parts + (1 + j) &* width
      // Π (1 + odds) − 1 without cancellation.
      for k in 0..<width { product[k] += row[k] + product[k] * row[k] }
    }
    for k in 0..<width {
      seen[k] = parts[k] * product[k]
      shares[k] = parts[k] + seen[k]
      sums.total += shares[k]
      sums.missed += parts[k]
      sums.seen += seen[k]
    }
    guard sums.isUsable else { return sums }
    if concentration.moves { concentration.alpha = exp(concentration.place) }
    fillSlopes(concentration.alpha, sums.total)
    // (K − 1 + shape) log α − rate α + α log π_K, in log α.
    if concentration.moves {
      concentration.gradient =
        Double(classes - 1) + model.shape
        + concentration.alpha * (log(shares[classes - 1] / sums.total) - model.rate)
    }
    let perSeen = model.observed / sums.seen
    for k in 0..<width { gradient[k] = slopes[k] - perSeen * seen[k] }
    for j in 0..<lists {
      let odds = parts + (1 + j) &* width
      let row = gradient + (1 + j) &* width
      for k in 0..<width {
        let rate = odds[k] / (1 + odds[k])
        row[k] = rate * (slopes[k] - perSeen * shares[k] - 2) + 1
      }
    }
    addHistories(model)
    // From log odds and b to u and b.
    for j in 0..<lists {
      let row = gradient + (1 + j) &* width
      for k in 0..<width { gradient[k] -= row[k] }
    }
    return sums
  }

  private func exponentiate() {
    for k in 0..<width { parts[k] = place[k] }
    for j in 0..<lists {
      let row = (1 + j) &* width
      for k in 0..<width { parts[row + k] = place[row + k] - place[k] }
    }
    let raw = UnsafeMutableRawPointer(parts)
    var offset = 0
    while offset < 8 &* width &* (lists + 1) {
      raw.storeBytes(
        of: fastExponential(raw.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)),
        toByteOffset: offset, as: SIMD2<Double>.self)
      offset &+= 16
    }
    for k in 0..<width where !isActive[k] {
      for j in 0...lists { parts[j &* width + k] = 0 }
    }
  }

  /// Σ_h c_h log P_h with P_h = Σ_k missed share × Π odds: the shares of each history, and the slopes.
  private func addHistories(_ model: Model) {
    for h in 0..<historyCount {
      let range = model.begins[h]..<model.begins[h + 1]
      for k in 0..<width { product[k] = parts[k] }
      for m in range {
        let row = parts + (1 + model.members[m]) &* width
        for k in 0..<width { product[k] *= row[k] }
      }
      var total = 0.0
      for k in 0..<width { total += product[k] }
      totals[h] = total
      let perShare = Double(model.counts[h]) / total
      for k in 0..<width {
        product[k] *= perShare
        gradient[k] += product[k]
      }
      for m in range {
        let row = gradient + (1 + model.members[m]) &* width
        for k in 0..<width { row[k] += product[k] }
      }
    }
  }

  /// The slope in log w of log [α^(K−1) π_K^(α−1) / Π_{1 ≤ l ≤ K−2} R_l · Π π] and of the density of log T, with π = w/T
  /// and R_l = Σ_{m ≥ l} π_m.
  private func fillSlopes(_ alpha: Double, _ total: Double) {
    let last = classes - 1
    tails[last] = shares[last]
    for k in (0..<last).reversed() { tails[k] = tails[k + 1] + shares[k] }
    let perTotal = (alpha + 1 + log(total) / (Self.spreadOfTotal * Self.spreadOfTotal)) / total
    var perTail = 0.0
    for k in 0..<classes {
      if k >= 1, k <= classes - 2, tails[k] > 0 { perTail += 1 / tails[k] }
      slopes[k] = isActive[k] ? 1 - shares[k] * (perTail + perTotal) : 0
    }
    if isActive[last] { slopes[last] += alpha - 1 }
  }

  /// The logarithm of the density, up to what the inactive classes give.
  private func logDensity(_ model: Model, _ sums: Sums) -> Double {
    let logTotal = log(sums.total)
    let spread = logTotal / Self.spreadOfTotal
    let alpha = concentration.alpha
    var value = -model.observed * log(sums.seen) - (alpha + 1) * logTotal - spread * spread / 2
    value += (Double(classes - 1) + model.shape) * concentration.place - model.rate * alpha
    for h in 0..<historyCount { value += Double(model.counts[h]) * log(totals[h]) }
    for k in 0..<classes {
      if k >= 1, k <= classes - 2, tails[k] > 0 { value -= log(tails[k]) }
      guard isActive[k] else { continue }
      value += log(shares[k])
      for j in 0..<lists {
        let odds = parts[(1 + j) * width + k]
        value += place[(1 + j) * width + k] - place[k] - 2 * log1p(odds)
      }
    }
    if isActive[classes - 1] { value += (alpha - 1) * log(shares[classes - 1]) }
    return value
  }

  private mutating func kick(_ size: Double) {
    concentration.momentum += size * concentration.scale * concentration.gradient
    for i in 0..<(width * (lists + 1)) { momentum[i] += size * scale[i] * gradient[i] }
    for k in 0..<width where !isActive[k] {
      for j in 0...lists { momentum[j &* width + k] = 0 }
    }
  }

  private mutating func drift(_ size: Double) {
    concentration.place += size * concentration.scale * concentration.momentum
    for i in 0..<(width * (lists + 1)) { place[i] += size * scale[i] * momentum[i] }
  }

  /// Whether the way back would start with the same classes.
  private func isSameSet(_ sums: Sums) -> Bool {
    guard concentration.alpha > 1e-30, concentration.alpha < 1e9 else { return false }
    for k in 0..<classes where isActive[k] {
      guard parts[k] / sums.total > Self.smallestShare else { return false }
      for j in 0..<lists {
        let odds = parts[(1 + j) * width + k]
        guard odds > 1e-100, odds < 1e100 else { return false }
      }
    }
    return true
  }

  /// A running mean square of each coordinate's gradient, which under the posterior is the mean curvature.
  private func adaptScales() {
    for i in 0..<(width * (lists + 1)) where isActive[i % width] {
      squares[i] += 0.02 * (min(gradient[i] * gradient[i], 1e8) - squares[i])
    }
  }

  private func takeOver(_ model: Model, _ sums: Sums, _ shift: Double) {
    let inactive = exp(shift) / sums.total
    for k in 0..<classes {
      if isActive[k] {
        model.weights[k] = shares[k] / sums.total
        model.missedShares[k] = parts[k] / sums.total
        for j in 0..<lists { model.odds[j * classes + k] = parts[(1 + j) * width + k] }
      } else {
        model.weights[k] *= inactive
        model.missedShares[k] *= inactive
      }
    }
  }
}
