internal import Glibc
internal import NumericKernel

/// The multinomial likelihood of the population, the rest of a model maximised out, and the interval from it.
extension ClosedPopulationFit {
  /// Where the profile is largest, and the ends at a level; `upper` is `nil` when the likelihood never falls far
  /// enough.
  public struct Profile: Sendable, Equatable {
    public let population: Double
    public let lower: Double
    public let upper: Double?
  }

  /// The profile at a number of people missed, log N! − log (N − n)! + Σ y log p̂(N) with the factorials as gamma
  /// functions (Cormack 1992 approximates them), and its derivative, ψ(N + 1) − ψ(N − n + 1) + log p̂₀, by the envelope
  /// theorem. `nil` where the model has no maximum with that many people added.
  func profile(missing: Double) -> (height: Double, slope: Double)? {
    guard let optimum = model.maximum(problem, unobserved: missing) else { return nil }
    let population = Double(observed) + missing
    // At the maximum the fitted counts add up to N, so that Σ y log p̂ is Σ θ s − N log N. All columns are 0 at k = 0.
    let statistics = problem.with(columns: optimum.columns).statistics(unobserved: missing)
    var sum = -population * log(population)
    for i in 0..<statistics.count { sum += optimum.theta[i] * statistics[i] }
    return (
      sum + lgamma(population + 1) - lgamma(missing + 1),
      digamma(population + 1) - digamma(missing + 1) + optimum.theta[0] - log(population)
    )
  }

  /// The profile likelihood interval at a level strictly between 0 and 1.
  ///
  /// - Returns: `nil` when the profile cannot be followed from the estimate to an end.
  public func profile(level: Double) -> Profile? {
    let n = Double(observed)
    let start = log(population - n)
    guard let top = peak(near: start), let height = profile(missing: exp(top))?.height else { return nil }
    let target = height - pow(normalMultiplier(level: level), 2) / 2
    func end(direction: Double, limit: Double) -> (found: Bool, at: Double)? {
      var inside = top
      var width = 0.1
      while true {
        let outside = inside + direction * width
        if (outside - limit) * direction > 0 { return (false, limit) }
        guard let there = profile(missing: exp(outside)) else { return nil }
        if there.height < target {
          return crossing(inside, outside) { profile(missing: exp($0)).map { $0.height - target } }
            .map { (true, $0) }
        }
        inside = outside
        width *= 1.6
      }
    }
    // A millionth of a person is nobody; e²⁵ times those seen is more than anybody.
    guard let low = end(direction: -1, limit: log(1e-6)), let high = end(direction: 1, limit: log(n) + 25)
    else { return nil }
    return Profile(
      population: n + exp(top), lower: low.found ? n + exp(low.at) : n,
      upper: high.found ? n + exp(high.at) : nil)
  }

  /// Where the slope of the profile over the logarithm of the number missed is 0. It is about one person below the
  /// Poisson estimate, which is far when few are missing.
  private func peak(near start: Double) -> Double? {
    func slope(_ at: Double) -> Double? { profile(missing: exp(at)).map(\.slope) }
    guard let here = slope(start) else { return nil }
    let direction: Double = here > 0 ? 1 : -1
    var inside = start
    var width = 0.05
    while true {
      let outside = inside + direction * width
      guard abs(outside - start) < 40, let there = slope(outside) else { return nil }
      if there * direction <= 0 { return crossing(inside, outside, slope) }
      inside = outside
      width *= 2
    }
  }

  /// Where a function changes its sign between two points, by the method of false position with halved weights
  /// (Illinois), to 1e-11 of the argument.
  private func crossing(_ first: Double, _ second: Double, _ function: (Double) -> Double?) -> Double? {
    var (a, b) = (first, second)
    guard var atA = function(a), var atB = function(b) else { return nil }
    for _ in 0..<200 {
      if atB == 0 || abs(b - a) < 1e-11 { return b }
      let next = (a * atB - b * atA) / (atB - atA)
      guard let value = function(next) else { return nil }
      if value * atB < 0 {
        (a, atA) = (b, atB)
      } else {
        atA /= 2
      }
      if abs(next - b) < 1e-11 { return next }
      (b, atB) = (next, value)
    }
    return nil
  }
}
