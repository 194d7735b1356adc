internal import Glibc
internal import NumericKernel

/// One Markov chain of the latent class model: Gibbs steps on the table of distinct histories.
///
/// The people of a history are shared out among the classes by a multinomial draw, so that a sweep costs histories
/// times classes, however many people there are. Labels of neighbouring classes are exchanged by the two moves of
/// Papaspiliopoulos and Roberts (2008), because the sticks' order, which the likelihood does not know, otherwise
/// moves slowly.
struct LatentClassChain {
  private let classes: Int
  private let lists: Int
  private let observed: Double
  private let largestMissing: Double
  private let shape: Double
  private let rate: Double
  /// The lists of each history, one after the other, and where each history begins.
  private let members: [Int]
  private let begins: [Int]
  private let counts: [Int]

  private(set) var missing: Double
  private(set) var alpha: Double
  /// πₖ.
  private var weights: [Double]
  /// log(1 − Vₖ) for k < K − 1.
  private var logRest: [Double]
  /// λⱼₖ/(1 − λⱼₖ), list by list.
  private var odds: [Double]
  /// πₖ Πⱼ (1 − λⱼₖ): the share of all people that are of class k and missed.
  private var missedShares: [Double]
  /// The people of each class, and those of them seen by each list.
  private var sizes: [Double]
  private var captured: [Double]
  private var scratch: [Double]
  private var stream: RandomStream

  /// Starts from a draw of the prior, so that chains begin far apart.
  init(
    _ model: LatentClassModel, histories: [ListSet], counts: [Int], listCount: Int, stream: RandomStream
  ) throws(NumericError) {
    classes = model.classCount
    lists = listCount
    var total = 0
    for count in counts { total += count }
    observed = Double(total)
    largestMissing = Double(model.largestMultiple) * Double(total)
    shape = model.shape
    rate = model.rate
    members = histories.flatMap(\.lists)
    var begins = [0]
    for history in histories { begins.append(begins[begins.count - 1] + history.count) }
    self.begins = begins
    self.counts = counts
    missing = 0
    alpha = 0
    weights = [Double](repeating: 0, count: classes)
    logRest = [Double](repeating: 0, count: classes)
    odds = [Double](repeating: 0, count: classes * lists)
    missedShares = [Double](repeating: 0, count: classes)
    sizes = [Double](repeating: 0, count: classes)
    captured = [Double](repeating: 0, count: classes * lists)
    scratch = [Double](repeating: 0, count: classes)
    self.stream = stream
    // A concentration near 0 would start every chain in one class; the floor only concerns the start.
    alpha = max(0.05, try self.stream.gamma(shape: shape, scale: 1 / rate))
    try drawRates()
    try drawSticks()
  }

  /// The probability that a person is missed, ρ = Σ πₖ Π (1 − λⱼₖ).
  var missedShare: Double {
    var sum = 0.0
    for k in 0..<classes { sum += missedShares[k] }
    return sum
  }

  /// The number of classes that hold somebody.
  var occupiedClasses: Int {
    var count = 0
    for k in 0..<classes where sizes[k] > 0 { count += 1 }
    return count
  }

  /// One step of every part.
  mutating func sweep() throws(NumericError) {
    try drawMissing()
    try drawClasses()
    exchangeLabels()
    try drawRates()
    moveConcentration()
    try drawSticks()
  }

  /// The number missed given all else is negative binomial, Γ(n + n₀)/(n₀! Γ(n)) ρ^n₀, up to the largest allowed.
  private mutating func drawMissing() throws(NumericError) {
    var missed = 0.0
    var seen = 0.0
    // 1 − ρ adds up what is seen class by class, which keeps its digits when ρ is near 1.
    for k in 0..<classes {
      missed += missedShares[k]
      seen += weights[k] - missedShares[k]
    }
    if missed <= 0 {
      missing = 0
      return
    }
    let mean = seen > 0 ? observed * missed / seen : .infinity
    if mean < 3 * largestMissing {
      for _ in 0..<8 {
        let rate = try stream.gamma(shape: observed, scale: missed / seen)
        let count = Double(try stream.poisson(mean: rate))
        if count <= largestMissing {
          missing = count
          return
        }
      }
    }
    // The bound cuts off most of the distribution: its probabilities from the bound downward.
    let share = seen > 0 ? missed / (missed + seen) : 1
    var terms: [Double] = []
    var term = 1.0
    var total = 0.0
    var count = largestMissing
    while count >= 0 && term > 1e-17 * total {
      terms.append(term)
      total += term
      term *= count / ((observed + count - 1) * share)
      count -= 1
    }
    var left = stream.uniform() * total
    var index = 0
    while index + 1 < terms.count && left >= terms[index] {
      left -= terms[index]
      index += 1
    }
    missing = largestMissing - Double(index)
  }

  /// Shares out the people of each history, and those missed, among the classes.
  private mutating func drawClasses() throws(NumericError) {
    for i in 0..<captured.count { captured[i] = 0 }
    for k in 0..<classes { scratch[k] = missedShares[k] }
    for k in 0..<classes { sizes[k] = 0 }
    try share(Int(missing), among: classes, lists: 0..<0)
    for i in 0..<counts.count {
      for k in 0..<classes { scratch[k] = missedShares[k] }
      let range = begins[i]..<begins[i + 1]
      for m in range {
        let row = members[m] * classes
        for k in 0..<classes { scratch[k] *= odds[row + k] }
      }
      try share(counts[i], among: classes, lists: range)
    }
  }

  /// Adds a multinomial draw with the weights in `scratch` to the sizes, and to those captured by the given members.
  private mutating func share(_ people: Int, among classes: Int, lists range: Range<Int>) throws(NumericError)
  {
    var rest = 0.0
    for k in 0..<classes { rest += scratch[k] }
    var left = people
    var k = 0
    while left > 8 && k < classes - 1 {
      let part = scratch[k]
      if part > 0 {
        let probability = part < rest ? part / rest : 1
        let drawn = try drawBinomial(left, probability)
        if drawn > 0 {
          add(Double(drawn), to: k, lists: range)
          left -= drawn
        }
        rest -= part
      }
      k += 1
    }
    if left > 8 {
      add(Double(left), to: classes - 1, lists: range)
      return
    }
    // A handful is placed one by one; the weights from k on are added up anew, free of what was subtracted.
    rest = 0
    for l in k..<classes { rest += scratch[l] }
    while left > 0 {
      var point = stream.uniform() * rest
      var l = k
      while l < classes - 1 && point >= scratch[l] {
        point -= scratch[l]
        l += 1
      }
      add(1, to: l, lists: range)
      left -= 1
    }
  }

  /// A binomial draw that is quick where the answer is almost surely 0.
  private mutating func drawBinomial(_ trials: Int, _ probability: Double) throws(NumericError) -> Int {
    let mean = Double(trials) * probability
    if mean >= 0.5 { return try stream.binomial(trials: trials, probability: probability) }
    // P(0) ≥ 1 − mean; the inversion is spelt out only above that.
    var point = stream.uniform()
    if point < 1 - mean { return 0 }
    var term = exp(Double(trials) * log1p(-probability))
    let odds = probability / (1 - probability)
    var count = 0
    while point >= term && count < trials {
      point -= term
      term *= Double(trials - count) / Double(count + 1) * odds
      count += 1
      // Far beyond any probability that a uniform can reach, rounding alone leads.
      if count > 60 { return try stream.binomial(trials: trials, probability: probability) }
    }
    return count
  }

  private mutating func add(_ people: Double, to k: Int, lists range: Range<Int>) {
    sizes[k] += people
    for m in range { captured[members[m] * classes + k] += people }
  }

  /// Exchanges the labels of neighbouring classes, with their people and λ (which are drawn anew after this): once
  /// leaving the weights where they are, accepted with (π_l/π_k)^(n_k − n_l), once with the sticks, accepted with
  /// (1 − V_l)^n_k/(1 − V_k)^n_l.
  private mutating func exchangeLabels() {
    for k in 0..<max(0, classes - 1) {
      let l = k + 1
      if sizes[k] == sizes[l] { continue }
      let logRatio = (sizes[k] - sizes[l]) * log(weights[l] / weights[k])
      if logRatio >= 0 || log(stream.openUniform()) < logRatio { exchange(k, l) }
    }
    for k in 0..<max(0, classes - 2) {
      let l = k + 1
      let logRatio = sizes[k] * logRest[l] - sizes[l] * logRest[k]
      if logRatio >= 0 || log(stream.openUniform()) < logRatio {
        exchange(k, l)
        logRest.swapAt(k, l)
        // The weights are drawn anew from the sizes before they are used again.
      }
    }
  }

  private mutating func exchange(_ k: Int, _ l: Int) {
    sizes.swapAt(k, l)
    for j in 0..<lists { captured.swapAt(j * classes + k, j * classes + l) }
  }

  /// λⱼₖ ~ Beta(1 + seen, 1 + not seen), kept as odds.
  private mutating func drawRates() throws(NumericError) {
    for j in 0..<lists {
      for k in 0..<classes {
        let seen = captured[j * classes + k]
        let size = sizes[k]
        if size == 0 {
          let u = stream.openUniform()
          odds[j * classes + k] = u / (1 - u)
        } else {
          let above = try stream.gamma(shape: 1 + seen)
          odds[j * classes + k] = above / (try stream.gamma(shape: 1 + size - seen))
        }
      }
    }
  }

  /// Vₖ ~ Beta(1 + n_k, α + Σ_{l>k} n_l), then the weights and the shares missed.
  private mutating func drawSticks() throws(NumericError) {
    var beyond = 0.0
    for k in 0..<classes { beyond += sizes[k] }
    var logLeft = 0.0
    for k in 0..<classes {
      beyond -= sizes[k]
      var logWeight = logLeft
      if k < classes - 1 {
        let (logTaken, logKept) = try stick(1 + sizes[k], alpha + max(0, beyond))
        logWeight += logTaken
        logRest[k] = logKept
        logLeft += logKept
      }
      weights[k] = exp(logWeight)
    }
    for k in 0..<classes { missedShares[k] = weights[k] }
    for j in 0..<lists {
      for k in 0..<classes { missedShares[k] /= 1 + odds[j * classes + k] }
    }
  }

  /// log V and log(1 − V) of a beta variate with a first shape of at least 1.
  private mutating func stick(
    _ first: Double, _ second: Double
  ) throws(NumericError) -> (taken: Double, kept: Double) {
    if first == 1 {
      let kept = log(stream.openUniform()) / second
      return (log(-expm1(kept)), kept)
    }
    let taken = try stream.gamma(shape: first)
    if second >= 1 {
      let kept = try stream.gamma(shape: second)
      return (-log1p(kept / taken), -log1p(taken / kept))
    }
    // G(a) = G(a + 1) U^(1/a) for a shape below 1, in logarithms because it may be below the smallest Double.
    let ratio = log(try stream.gamma(shape: second + 1)) + log(stream.openUniform()) / second - log(taken)
    return (-log1p(exp(ratio)), ratio - log1p(exp(ratio)))
  }

  /// Metropolis steps of log α given the sizes alone, the sticks integrated out, before these are drawn given α:
  /// given the sticks of empty classes, α could only creep, and it has to cross many powers of ten.
  ///
  /// P(α | n) ∝ α^(shape + K − 2) exp(−rate α) Γ(α + n_K) / Γ(1 + α + N) Π_{k ≤ K−2} 1/(α + Σ_{l>k} n_l).
  private mutating func moveConcentration() {
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
  private func logConcentration(_ alpha: Double, _ total: Double, _ last: Double) -> Double {
    if classes == 1 { return shape * log(alpha) - rate * alpha }
    var product = 1.0
    var sum =
      (shape + Double(classes - 1)) * log(alpha) - rate * alpha + lgamma(alpha + last)
      - lgamma(1 + alpha + total)
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
}
