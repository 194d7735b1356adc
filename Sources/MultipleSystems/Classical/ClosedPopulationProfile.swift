internal import Glibc

/// The multinomial likelihood of the population, the rest of a model maximised out, and the interval from it.
extension ClosedPopulationFit {
  /// Where the profile is largest, and the ends at a level; `upper` is `nil` when the likelihood never falls far
  /// enough.
  public struct Profile: Sendable, Equatable {
    public let population: Double
    public let lower: Double
    public let upper: Double?
  }

  /// log N! − log (N − n)! + Σ y log p̂(N), with the factorials as gamma functions (Cormack 1992 approximates them).
  /// `nil` where the model has no maximum with that many people added.
  func profileLogLikelihood(missing: Double) -> Double? {
    guard let optimum = model.maximum(problem, unobserved: missing) else { return nil }
    let population = Double(observed) + missing
    // At the maximum the fitted counts add up to N, so that Σ y log p̂ is Σ θ s − N log N.
    let statistics = problem.with(columns: optimum.columns).statistics(unobserved: missing)
    var sum = -population * log(population)
    for i in 0..<statistics.count { sum += optimum.theta[i] * statistics[i] }
    return sum + lgamma(population + 1) - lgamma(missing + 1)
  }

  /// The profile likelihood interval at a level strictly between 0 and 1.
  ///
  /// - Returns: `nil` when the profile cannot be followed from the estimate to an end.
  public func profile(level: Double) -> Profile? {
    let drop = pow(normalQuantile(0.5 + level / 2), 2) / 2
    let n = Double(observed)
    func height(_ logMissing: Double) -> Double? { profileLogLikelihood(missing: exp(logMissing)) }
    guard let top = maximum(of: height, near: log(population - n)) else { return nil }
    func end(direction: Double, limit: Double) -> Double?? {
      var inside = top.at
      var width = 0.1
      while true {
        let outside = inside + direction * width
        if (outside - limit) * direction > 0 { return .some(nil) }
        guard let value = height(outside) else { return nil }
        if top.value - value > drop {
          return root(from: inside, to: outside, height: height, target: top.value - drop).map { .some($0) }
        }
        inside = outside
        width *= 1.6
      }
    }
    // A millionth of a person is nobody; e²⁵ times those seen is more than anybody.
    guard let low = end(direction: -1, limit: log(1e-6)),
      let high = end(direction: 1, limit: log(n) + 25)
    else { return nil }
    return Profile(
      population: n + exp(top.at), lower: low.map { n + exp($0) } ?? n, upper: high.map { n + exp($0) })
  }

  /// The top of a function with one peak, by golden section.
  private func maximum(
    of height: (Double) -> Double?, near start: Double
  ) -> (at: Double, value: Double)? {
    let ratio = (5.0.squareRoot() - 1) / 2
    var low = start - 0.5
    var high = start + 0.5
    // The profile's top and the Poisson estimate differ by about one person, which is far when few are missing.
    guard var middle = height(start), var left = height(low), var right = height(high) else { return nil }
    var centre = start
    while left > middle {
      (high, right) = (centre, middle)
      (centre, middle) = (low, left)
      low -= 1
      guard low > log(1e-9), let value = height(low) else { return nil }
      left = value
    }
    while right > middle {
      (low, left) = (centre, middle)
      (centre, middle) = (high, right)
      high += 1
      guard high < start + 40, let value = height(high) else { return nil }
      right = value
    }
    var a = high - ratio * (high - low)
    var b = low + ratio * (high - low)
    guard var atA = height(a), var atB = height(b) else { return nil }
    while high - low > 1e-8 {
      if atA > atB {
        (high, b, atB) = (b, a, atA)
        a = high - ratio * (high - low)
        guard let value = height(a) else { return nil }
        atA = value
      } else {
        (low, a, atA) = (a, b, atB)
        b = low + ratio * (high - low)
        guard let value = height(b) else { return nil }
        atB = value
      }
    }
    return atA > atB ? (a, atA) : (b, atB)
  }

  /// Where the profile crosses a height between two points, by bisection.
  private func root(
    from inside: Double, to outside: Double, height: (Double) -> Double?, target: Double
  ) -> Double? {
    var inside = inside
    var outside = outside
    while abs(outside - inside) > 1e-11 {
      let middle = 0.5 * (inside + outside)
      guard let value = height(middle) else { return nil }
      if value >= target { inside = middle } else { outside = middle }
    }
    return 0.5 * (inside + outside)
  }
}
