internal import Glibc

/// The maximum likelihood estimate of the population when lists are independent, from the list totals: the
/// root N > n of N ∏ (1 − n_j / N) = N − n (Darroch 1958, Biometrika 45:343).
///
/// - Returns: `nil` where there is no finite root above n: nobody is on two lists, or one list holds
///   everybody.
func independencePopulation(total n: Double, listTotals: UnsafeBufferPointer<Double>) -> Double? {
  var sum = 0.0
  var squares = 0.0
  var largest = 0.0
  for total in listTotals {
    sum += total
    squares += total * total
    largest = max(largest, total)
  }
  guard sum > n, largest < n else { return nil }
  func excess(_ population: Double) -> (value: Double, slope: Double) {
    var product = 1.0
    var slope = 1.0
    for total in listTotals {
      product *= 1 - total / population
      slope += total / (population - total)
    }
    return (population * product - (population - n), product * slope - 1)
  }
  var lower = n
  var upper = Double.infinity
  // The root of the first terms in powers of 1 / N.
  var population = max((sum * sum - squares) / 2 / (sum - n), n * (1 + 1e-9))
  for _ in 0..<200 {
    let (value, slope) = excess(population)
    if value > 0 { lower = population } else { upper = population }
    var next = population - value / slope
    if !(next > lower && next < upper) { next = upper.isFinite ? (lower + upper) / 2 : 2 * population }
    if abs(next - population) <= 1e-15 * population { return next }
    population = next
  }
  return population
}

extension PoissonWorkspace {
  /// Sets β to the maximum under independence of the lists that hold somebody, and to values from which
  /// Newton's method can start where there is none.
  /// - Returns: whether β is the maximum.
  @discardableResult
  mutating func startAtIndependence() -> Bool {
    beta.update(repeating: 0, count: cellCount)
    let n = margins[0]
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: listCount) { totals in
      for list in 0..<listCount { totals.initializeElement(at: list, to: margins[1 << list]) }
      let root = independencePopulation(total: n, listTotals: UnsafeBufferPointer(totals))
      let population = root ?? 2 * n
      beta[0] = log(population)
      for list in 0..<listCount where totals[list] > 0 {
        let share = min(totals[list] / population, 1 - 1e-6)
        beta[0] += log1p(-share)
        beta[1 << list] = log(share) - log1p(-share)
      }
      return root != nil
    }
  }
}
