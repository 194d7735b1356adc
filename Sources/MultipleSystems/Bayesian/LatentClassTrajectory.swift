internal import Glibc
internal import NumericKernel

/// Hamiltonian trajectories (Duane et al. 1987; Neal 2011) through α and the weights and odds of all classes, with the
/// people's classes and the number missed integrated out.
///
/// Gibbs steps move a little at a time, because people stay with a class as long as it looks as it does, and it looks so
/// because they stay. Integrated out, the posterior is smooth, one evaluation of its gradient costs a small part of a sweep
/// of Gibbs steps, and a trajectory of some sixty steps crosses it.
///
/// A class k has b = log of its share missed and, for list j, u = b + log odds, the logarithm of the share that is on j
/// alone. The data hold the u of a large class and leave its b nearly free, so that b and the u of each list have scales of
/// their own, which are the same for all classes. A scale for each class would be that of the classes as they were in
/// the warm-up: where others are in use its steps are too long, and the chain stays there for thousands of sweeps.
/// In logarithms of odds and of shares, log w = b + Σ log(1 + odds) is b shifted, so that no Jacobian is needed but
/// those of the logarithms. The sum T of the shares, which is 1, gets a log-normal distribution of its own for the time of
/// a trajectory, so that all b are free.
struct LatentClassTrajectory: ~Copyable {
  /// Leapfrog steps of a trajectory on average.
  private static let meanSteps = 64
  /// The standard deviation of log T.
  private static let spreadOfTotal = 0.5
  /// The scale of log α.
  private static let concentrationScale = 0.3
  /// Shares below this have no logarithm that could be trusted; their classes stay as they are.
  private static let smallestShare = 1e-200

  private let classes: Int
  private let lists: Int
  /// `classes` rounded up to an even number: the distance of the rows of arrays by list and class.
  private let width: Int
  private let size: Int
  private let histories: LatentClassHistories
  private var stepSize = LatentClassStepSize()
  private var isAdapting = true

  /// Row 0 holds b, row 1 + j the u of list j; so do momenta, gradients and steps.
  private let place: UnsafeMutablePointer<Double>
  private let momentum: UnsafeMutablePointer<Double>
  private let gradient: UnsafeMutablePointer<Double>
  private let step: UnsafeMutablePointer<Double>
  /// The scales of b and of the u of each list.
  private let scale: UnsafeMutablePointer<Double>
  /// Row 0 holds the share missed, row 1 + j the odds of list j.
  private let parts: UnsafeMutablePointer<Double>
  /// Shares of the classes, what is seen of them, their tails Σ_{m ≥ k} w_m, and the slope of the prior in log w.
  private let shares: UnsafeMutablePointer<Double>
  private let seen: UnsafeMutablePointer<Double>
  private let tails: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Double>
  /// 1 for a class that moves and 0 for one that stays as it is.
  private let active: UnsafeMutablePointer<Double>
  /// What each class adds to the share of each history, by the histories' nodes, and on the way back the slopes.
  private let products: UnsafeMutablePointer<Double>
  private let returns: UnsafeMutablePointer<Double>
  private let totals: UnsafeMutablePointer<Double>
  /// log α and what belongs to it. It moves only while the last class, whose weight it needs, is active.
  private var concentration = Concentration()

  private struct Concentration {
    var place = 0.0
    var alpha = 1.0
    var momentum = 0.0
    var gradient = 0.0
    var step = 0.0
    var moves = false
  }

  init(classes: Int, lists: Int, histories: [ListSet], counts: [Int]) {
    self.classes = classes
    self.lists = lists
    self.histories = LatentClassHistories(histories, counts: counts)
    width = (classes + 1) & ~1
    size = width * (lists + 1)
    place = LatentClassChain.filled(0, size)
    momentum = LatentClassChain.filled(0, size)
    gradient = LatentClassChain.filled(0, size)
    step = LatentClassChain.filled(0, size)
    scale = self.histories.scales(lists: lists)
    parts = LatentClassChain.filled(0, size)
    shares = LatentClassChain.filled(0, width)
    seen = LatentClassChain.filled(0, width)
    tails = LatentClassChain.filled(0, width)
    slopes = LatentClassChain.filled(0, width)
    active = LatentClassChain.filled(0, width)
    products = LatentClassChain.filled(0, width * self.histories.count)
    returns = LatentClassChain.filled(0, width * self.histories.count)
    totals = LatentClassChain.filled(0, self.histories.count)
  }

  deinit {
    for numbers in [
      place, momentum, gradient, step, scale, parts, shares, seen, tails, slopes, active, products,
      returns, totals,
    ] { numbers.deallocate() }
  }

  /// From here on the step size stays as it is, as a Markov chain needs.
  mutating func stopAdapting() {
    if isAdapting { stepSize.settle() }
    isAdapting = false
  }

  /// The number seen and the state of the chain.
  struct Model {
    let observed: Double
    /// Of the prior of α.
    let shape: Double
    let rate: Double
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
    let start = end
    let startDensity = logDensity(model, start)
    drawMomentum(from: &stream)
    let startEnergy = kineticEnergy - startDensity
    setSteps(stepSize.value * (0.7 + 0.6 * stream.uniform()))
    end = travel(1 + stream.integer(below: 2 * Self.meanSteps - 1), model, from: start)
    var isAccepted = false
    var acceptance = 0.0
    if end.isUsable {
      var logRatio = startEnergy - (kineticEnergy - logDensity(model, end))
      if logRatio.isFinite, isSameSet(end) {
        logRatio += try logWithinBound(end.missed / end.total) - logWithinBound(start.missed / start.total)
        acceptance = min(1, exp(logRatio))
        isAccepted = logRatio >= 0 || log(stream.openUniform()) < logRatio
      }
    }
    if isAdapting { stepSize.adapt(acceptance) }
    if isAccepted {
      takeOver(model, end, shift)
      alpha = concentration.alpha
    }
  }

  private mutating func drawMomentum(from stream: inout RandomStream) {
    for i in 0..<size { momentum[i] = active[i % width] > 0 ? stream.standardNormal() : 0 }
    concentration.momentum = concentration.moves ? stream.standardNormal() : 0
  }

  private var kineticEnergy: Double {
    var sum = concentration.momentum * concentration.momentum
    for i in 0..<size { sum += momentum[i] * momentum[i] }
    return sum / 2
  }

  private mutating func setSteps(_ stepSize: Double) {
    for row in 0...lists {
      for k in 0..<width { step[row * width + k] = active[k] * stepSize * scale[row] }
    }
    concentration.step = concentration.moves ? stepSize * Self.concentrationScale : 0
  }

  /// Leapfrog steps, breaking off where the density cannot be worked out.
  private mutating func travel(_ steps: Int, _ model: Model, from start: Sums) -> Sums {
    var sums = start
    kick(0.5)
    for number in 1...steps {
      drift()
      sums = evaluate(model)
      if !sums.isUsable { break }
      kick(number == steps ? 0.5 : 1)
    }
    return sums
  }

  private mutating func layOut(_ model: Model, _ alpha: Double, _ shift: Double) {
    for k in 0..<width {
      var isActive =
        k < classes && model.weights[k] > Self.smallestShare && model.missedShares[k] > Self.smallestShare
      if isActive {
        place[k] = log(model.missedShares[k]) + shift
        for j in 0..<lists {
          let odds = model.odds[j * classes + k]
          if !(odds > 1e-100 && odds < 1e100) { isActive = false }
          place[(1 + j) * width + k] = place[k] + log(odds)
        }
      }
      active[k] = isActive ? 1 : 0
      if !isActive {
        for j in 0...lists { place[j * width + k] = 0 }
      }
    }
    concentration.moves = active[classes - 1] > 0
    concentration.place = log(alpha)
    concentration.alpha = alpha
  }

  /// The sums of the shares of all classes, of what is missed and of what is seen.
  private struct Sums {
    var total = 0.0
    var missed = 0.0
    var seen = 0.0
    /// Whether every history has a share.
    var isComplete = true
    var isUsable: Bool { isComplete && total.isFinite && seen > 0 && missed >= 0 && seen.isFinite }
  }

  @inline(__always)
  private func pair(_ numbers: UnsafeMutablePointer<Double>, _ i: Int) -> SIMD2<Double> {
    UnsafeRawPointer(numbers + i).loadUnaligned(as: SIMD2<Double>.self)
  }

  @inline(__always)
  private func put(_ value: SIMD2<Double>, _ numbers: UnsafeMutablePointer<Double>, _ i: Int) {
    UnsafeMutableRawPointer(numbers + i).storeBytes(of: value, as: SIMD2<Double>.self)
  }

  /// Shares, odds and the gradient of the logarithm of the density at the place.
  private mutating func evaluate(_ model: Model) -> Sums {
    var sums = sumShares()
    guard sums.isUsable else { return sums }
    let logTotal = log(sums.total)
    // (K − 1 + shape) log α − rate α + α log π_K, in log α.
    if concentration.moves {
      concentration.alpha = exp(concentration.place)
      concentration.gradient =
        Double(classes - 1) + model.shape
        + concentration.alpha * (log(shares[classes - 1]) - logTotal - model.rate)
    }
    fillSlopes(concentration.alpha, sums.total, logTotal)
    let perSeen = SIMD2(repeating: model.observed / sums.seen)
    let one = SIMD2<Double>(repeating: 1)
    let two = SIMD2<Double>(repeating: 2)
    var k = 0
    while k < width {
      let slope = pair(slopes, k)
      put(slope - perSeen * pair(seen, k), gradient, k)
      let inner = slope - perSeen * pair(shares, k) - two
      var i = k
      for _ in 0..<lists {
        i &+= width
        let odds = pair(parts, i)
        put(odds / (one + odds) * inner + one, gradient, i)
      }
      k &+= 2
    }
    sums.isComplete = addHistories()
    return sums
  }

  private func sumShares() -> Sums {
    var total = SIMD2<Double>()
    var missed = SIMD2<Double>()
    var seenTotal = SIMD2<Double>()
    var k = 0
    while k < width {
      let b = pair(place, k)
      let moves = pair(active, k)
      let share = fastExponential(b) * moves
      put(share, parts, k)
      // Π (1 + odds) − 1 without cancellation.
      var product = SIMD2<Double>()
      var i = k
      for _ in 0..<lists {
        i &+= width
        let odds = fastExponential(pair(place, i) - b) * moves
        put(odds, parts, i)
        product += odds + product * odds
      }
      let caught = share * product
      let whole = share + caught
      put(caught, seen, k)
      put(whole, shares, k)
      total += whole
      missed += share
      seenTotal += caught
      k &+= 2
    }
    return Sums(total: total[0] + total[1], missed: missed[0] + missed[1], seen: seenTotal[0] + seenTotal[1])
  }

  /// Σ_h c_h log P_h with P_h = Σ_k missed share × Π odds: the shares of each history, and the slopes; then from log odds
  /// and b to u and b. False where a history has no share.
  private func addHistories() -> Bool {
    var k = 0
    while k < width {
      put(pair(parts, k), products, k)
      put(SIMD2(), returns, k)
      k &+= 2
    }
    for node in 1..<histories.count {
      let from = products + histories.parents[node] &* width
      let odds = parts + (1 &+ histories.lists[node]) &* width
      let row = node &* width
      var total = SIMD2<Double>()
      k = 0
      while k < width {
        let product = pair(from, k) * pair(odds, k)
        put(product, products, row &+ k)
        put(SIMD2(), returns, row &+ k)
        total += product
        k &+= 2
      }
      totals[node] = total[0] + total[1]
    }
    var isComplete = true
    var node = histories.count - 1
    while node > 0 {
      let people = histories.people[node]
      if people > 0 && !(totals[node] > 0) { isComplete = false }
      let perShare = SIMD2(repeating: people > 0 ? people / totals[node] : 0)
      let to = returns + histories.parents[node] &* width
      let slope = gradient + (1 &+ histories.lists[node]) &* width
      let row = node &* width
      k = 0
      while k < width {
        let sum = pair(returns, row &+ k) + perShare * pair(products, row &+ k)
        put(pair(to, k) + sum, to, k)
        put(pair(slope, k) + sum, slope, k)
        k &+= 2
      }
      node &-= 1
    }
    k = 0
    while k < width {
      var sum = pair(gradient, k) + pair(returns, k)
      var i = k
      for _ in 0..<lists {
        i &+= width
        sum -= pair(gradient, i)
      }
      put(sum, gradient, k)
      k &+= 2
    }
    return isComplete
  }

  /// The slope in log w of log [α^(K−1) π_K^(α−1) / Π_{1 ≤ l ≤ K−2} R_l · Π π] and of the density of log T, with π = w/T
  /// and R_l = Σ_{m ≥ l} π_m.
  private func fillSlopes(_ alpha: Double, _ total: Double, _ logTotal: Double) {
    let last = classes - 1
    tails[last] = shares[last]
    for k in (0..<last).reversed() { tails[k] = tails[k + 1] + shares[k] }
    let perTotal = (alpha + 1 + logTotal / (Self.spreadOfTotal * Self.spreadOfTotal)) / total
    var perTail = 0.0
    for k in 0..<classes {
      if k >= 1, k <= classes - 2, tails[k] > 0 { perTail += 1 / tails[k] }
      slopes[k] = active[k] * (1 - shares[k] * (perTail + perTotal))
    }
    slopes[last] += active[last] * (alpha - 1)
  }

  /// The logarithm of the density, up to what the inactive classes give.
  private func logDensity(_ model: Model, _ sums: Sums) -> Double {
    let logTotal = log(sums.total)
    let spread = logTotal / Self.spreadOfTotal
    let alpha = concentration.alpha
    var value = -model.observed * log(sums.seen) - (alpha + 1) * logTotal - spread * spread / 2
    value += (Double(classes - 1) + model.shape) * concentration.place - model.rate * alpha
    for node in 1..<histories.count where histories.people[node] > 0 {
      value += histories.people[node] * log(totals[node])
    }
    for k in 0..<classes {
      if k >= 1, k <= classes - 2, tails[k] > 0 { value -= log(tails[k]) }
      guard active[k] > 0 else { continue }
      value += log(shares[k])
      for j in 0..<lists {
        let odds = parts[(1 + j) * width + k]
        value += place[(1 + j) * width + k] - place[k] - 2 * log1p(odds)
      }
    }
    if active[classes - 1] > 0 { value += (alpha - 1) * log(shares[classes - 1]) }
    return value
  }

  private mutating func kick(_ part: Double) {
    concentration.momentum += part * concentration.step * concentration.gradient
    let part = SIMD2(repeating: part)
    var i = 0
    while i < size {
      put(pair(momentum, i) + part * pair(step, i) * pair(gradient, i), momentum, i)
      i &+= 2
    }
  }

  private mutating func drift() {
    concentration.place += concentration.step * concentration.momentum
    var i = 0
    while i < size {
      put(pair(place, i) + pair(step, i) * pair(momentum, i), place, i)
      i &+= 2
    }
  }

  /// Whether the way back would start with the same classes.
  private func isSameSet(_ sums: Sums) -> Bool {
    guard concentration.alpha > 1e-30, concentration.alpha < 1e9 else { return false }
    for k in 0..<classes where active[k] > 0 {
      guard parts[k] / sums.total > Self.smallestShare else { return false }
      for j in 0..<lists {
        let odds = parts[(1 + j) * width + k]
        guard odds > 1e-100, odds < 1e100 else { return false }
      }
    }
    return true
  }

  private func takeOver(_ model: Model, _ sums: Sums, _ shift: Double) {
    let inactive = exp(shift) / sums.total
    for k in 0..<classes {
      if active[k] > 0 {
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
