internal import Glibc
internal import NumericKernel

/// One Markov chain of the latent class model: Gibbs steps on the table of distinct histories.
///
/// The people of a history are shared out among the classes by a multinomial draw, so that a sweep costs histories
/// times classes, however many people there are. Labels of neighbouring classes are exchanged by the two moves of
/// Papaspiliopoulos and Roberts (2008), because the sticks' order, which the likelihood does not know, otherwise
/// moves slowly.
struct LatentClassChain: ~Copyable {
  private let classes: Int
  private let lists: Int
  private let observed: Double
  private let largestMissing: Double
  private let shape: Double
  private let rate: Double
  /// The lists of each history, one after the other, and where each history begins.
  private let members: UnsafeMutablePointer<Int>
  private let begins: UnsafeMutablePointer<Int>
  private let counts: UnsafeMutablePointer<Int>
  private let historyCount: Int

  private(set) var missing: Double
  private(set) var alpha: Double
  /// πₖ.
  private let weights: UnsafeMutablePointer<Double>
  /// log(1 − Vₖ) for k < K − 1.
  private let logRest: UnsafeMutablePointer<Double>
  /// λⱼₖ/(1 − λⱼₖ), list by list.
  private let odds: UnsafeMutablePointer<Double>
  /// πₖ Πⱼ (1 − λⱼₖ): the share of all people that are of class k and missed.
  private let missedShares: UnsafeMutablePointer<Double>
  /// The people of each class, and those of them seen by each list.
  private let sizes: UnsafeMutablePointer<Double>
  private let captured: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>
  /// For each history the sum over classes of πₖ Πⱼ λ^ω (1 − λ)^(1 − ω), and the part of one class before and after a
  /// move.
  private let historyShares: UnsafeMutablePointer<Double>
  private let partBefore: UnsafeMutablePointer<Double>
  private let partAfter: UnsafeMutablePointer<Double>
  private let factors: UnsafeMutablePointer<Double>
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
    var places = [0]
    for history in histories { places.append(places[places.count - 1] + history.count) }
    members = Self.copy(histories.flatMap(\.lists))
    begins = Self.copy(places)
    self.counts = Self.copy(counts)
    historyCount = counts.count
    missing = 0
    alpha = 0
    weights = Self.filled(0, classes)
    logRest = Self.filled(0, classes)
    odds = Self.filled(0, classes * lists)
    missedShares = Self.filled(0, classes)
    sizes = Self.filled(0, classes)
    captured = Self.filled(0, classes * lists)
    scratch = Self.filled(0, classes)
    historyShares = Self.filled(0, counts.count)
    partBefore = Self.filled(0, counts.count)
    partAfter = Self.filled(0, counts.count)
    factors = Self.filled(1, lists)
    self.stream = stream
    // A concentration near 0 would start every chain in one class; the floor only concerns the start.
    alpha = max(0.05, try self.stream.gamma(shape: shape, scale: 1 / rate))
    try drawRates()
    try drawSticks()
  }

  deinit {
    for numbers in [members, begins, counts] { numbers.deallocate() }
    for numbers in [
      weights, logRest, odds, missedShares, sizes, captured, scratch, historyShares, partBefore, partAfter,
      factors,
    ] { numbers.deallocate() }
  }

  private static func copy(_ numbers: [Int]) -> UnsafeMutablePointer<Int> {
    let copy = UnsafeMutablePointer<Int>.allocate(capacity: max(1, numbers.count))
    for i in 0..<numbers.count { (copy + i).initialize(to: numbers[i]) }
    return copy
  }

  private static func filled(_ value: Double, _ count: Int) -> UnsafeMutablePointer<Double> {
    let numbers = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
    numbers.initialize(repeating: value, count: count)
    return numbers
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
    try moveClasses()
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
    for i in 0..<(classes * lists) { captured[i] = 0 }
    for k in 0..<classes { scratch[k] = missedShares[k] }
    for k in 0..<classes { sizes[k] = 0 }
    try share(Int(missing), among: classes, lists: 0..<0)
    for i in 0..<historyCount {
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
        exchange(logRest, k, l)
        // The weights are drawn anew from the sizes before they are used again.
      }
    }
  }

  private mutating func exchange(_ k: Int, _ l: Int) {
    exchange(sizes, k, l)
    for j in 0..<lists { exchange(captured, j * classes + k, j * classes + l) }
  }

  private func exchange(_ numbers: UnsafeMutablePointer<Double>, _ k: Int, _ l: Int) {
    let number = numbers[k]
    numbers[k] = numbers[l]
    numbers[l] = number
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

  /// Metropolis steps of single classes with the people's classes and the number missed integrated out, which are
  /// drawn anew after this: the likelihood of the histories is then Π p_h^count / (1 − ρ)^n.
  ///
  /// The odds of a class on all lists, or on one, are multiplied by e^δ and its share missed by e^ε. With all lists
  /// and ε = −δ those seen once stay as many as they were while those missed become fewer or more, the direction in
  /// which Gibbs steps are slowest. In the logarithms of odds and of the weight before it is normalised the move is a
  /// shift with a triangular matrix of ones, so that only the densities change.
  private mutating func moveClasses() throws(NumericError) {
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
    }
    sum -= log(product)
    return sum
  }

  /// log P(n₀ ≤ the largest allowed) given the share missed; 0 unless the bound is near.
  private func logWithinBound(_ share: Double) throws(NumericError) -> Double {
    let seen = 1 - share
    let mean = observed * share / seen
    if mean + 12 * (mean / seen).squareRoot() + 100 < largestMissing { return 0 }
    return log(
      max(1e-300, try BetaDistribution(alpha: observed, beta: largestMissing + 1).cumulative(seen)))
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
