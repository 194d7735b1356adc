internal import Glibc
internal import NumericKernel

/// The Gibbs steps: everything is drawn from its distribution given the rest.
extension LatentClassChain {
  /// The number missed given all else is negative binomial, Γ(n + n₀)/(n₀! Γ(n)) ρ^n₀, up to the largest allowed.
  mutating func drawMissing() throws(NumericError) {
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
  mutating func drawClasses() throws(NumericError) {
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

  /// λⱼₖ ~ Beta(1 + seen, 1 + not seen), kept as odds.
  mutating func drawRates() throws(NumericError) {
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
  mutating func drawSticks() throws(NumericError) {
    var beyond = 0.0
    for k in 0..<classes { beyond += sizes[k] }
    var logLeft = 0.0
    for k in 0..<classes {
      beyond -= sizes[k]
      var logWeight = logLeft
      if k < classes - 1 {
        let (logTaken, logKept) = try stick(1 + sizes[k], alpha + max(0, beyond))
        logWeight += logTaken
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
}
