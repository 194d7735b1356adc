internal import Glibc

/// A concave function h on [0, ∞) with h(0) = 0 that falls below every bound.
protocol LogConcave {
  /// h′(0).
  var slope: Double { get }
  /// −h″(0), not negative.
  var curvature: Double { get }
  func callAsFunction(_ v: Double) -> Double
}

extension LogConcave {
  /// ∫ exp h(v) dv over [0, ∞), to a relative error of some 1e-15.
  ///
  /// Tanh-sinh quadrature (Takahasi and Mori 1974) on [0, V], where V is at most 1.25 times the place where h
  /// reaches −40. By concavity less than e⁻⁴⁰ of the integral lies beyond V, and the integrand falls neither
  /// sooner than an exponential nor more sharply than the crowding of the nodes at V can follow. Each level has
  /// half the step of the one before and about the square of its error, so that two levels within 1e-8 end it.
  func integral() -> Double {
    let end = reach(-40)
    var sum = 0.0
    var previous = 0.0
    for level in TanhSinh.levels {
      sum *= 0.5
      for node in level { sum += node.weight * exp(self(end * node.place)) }
      if abs(sum - previous) <= 1e-8 * sum { break }
      previous = sum
    }
    return end * sum
  }

  private func reach(_ level: Double) -> Double {
    // Where the parabola with the same slope and curvature at 0 reaches the level.
    let bend = (-2 * level).squareRoot() * curvature.squareRoot()
    var far = -2 * level / (hypot(slope, bend) - slope)
    var near = 0.0
    // A slope near the largest `Double` makes this 0, and the integral with it.
    while far > 0 && far.isFinite && self(far) > level {
      near = far
      far *= 2
    }
    guard far.isFinite else { return near }
    var middle = 0.8 * far
    while near < 0.8 * far {
      if self(middle) > level {
        near = middle
      } else {
        far = middle
      }
      middle = 0.5 * (near + far)
    }
    return far
  }
}

private enum TanhSinh {
  /// Places in (0, 1) and weights: steps of 2/15 on [−3.2, 3.2], then the places halfway between, three times.
  static let levels: [[(place: Double, weight: Double)]] = (0..<4).map { level in
    let half = 24 << level
    let step = 3.2 / Double(half)
    let indices = level == 0 ? Array(-half...half) : Array(stride(from: 1 - half, to: half, by: 2))
    return indices.map { i in
      let t = Double(i) * step
      let s = Double.pi / 2 * sinh(t)
      return (1 / (1 + exp(-2 * s)), step * Double.pi / 4 * cosh(t) / (cosh(s) * cosh(s)))
    }
  }
}
