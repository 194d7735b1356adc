internal import Foundation

/// Tests of draws against the distribution they should come from. They use nothing of the library, so that a fault
/// in it cannot hide itself.
enum GoodnessOfFit {
  /// The smallest p-value that passes. Seeds are fixed, so a pass stays a pass.
  static let smallest = 1e-4

  /// The p-value of Pearson's statistic, by the cube-root approximation of Wilson and Hilferty (1931), good
  /// to two digits of p where it matters. Neighbouring cells are joined until each expects at least 5.
  static func pearson(counts: [Int], probabilities: [Double]) -> Double {
    let total = Double(counts.reduce(0, +))
    var cells: [(observed: Double, expected: Double)] = []
    var cell = (observed: 0.0, expected: 0.0)
    for (count, probability) in zip(counts, probabilities) {
      cell.observed += Double(count)
      cell.expected += total * probability
      if cell.expected >= 5 {
        cells.append(cell)
        cell = (0, 0)
      }
    }
    // What is left over, and the probability beyond the listed cells, joins the last cell.
    let last = cells.count - 1
    cells[last].observed += cell.observed
    cells[last].expected = total - cells[..<last].reduce(0) { $0 + $1.expected }
    let statistic = cells.reduce(0) {
      $0 + ($1.observed - $1.expected) * ($1.observed - $1.expected) / $1.expected
    }
    let freedom = Double(last)
    let spread = 2 / (9 * freedom)
    return upperNormal((cbrt(statistic / freedom) - (1 - spread)) / spread.squareRoot())
  }

  /// The p-value of the statistic of Kolmogorov and Smirnov, by Stephens' approximation (1970).
  static func kolmogorov(_ draws: [Double], cdf: (Double) -> Double) -> Double {
    let sorted = draws.sorted()
    let count = Double(sorted.count)
    var distance = 0.0
    for (i, draw) in sorted.enumerated() {
      let probability = cdf(draw)
      distance = max(distance, probability - Double(i) / count, Double(i + 1) / count - probability)
    }
    let scaled = distance * (count.squareRoot() + 0.12 + 0.11 / count.squareRoot())
    var sum = 0.0
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * scaled * scaled)
      sum += k % 2 == 1 ? term : -term
    }
    return scaled < 0.2 ? 1 : min(1, max(0, 2 * sum))
  }

  /// How many Monte Carlo standard errors the mean of the draws lies from the mean they should have.
  static func meanScore(_ draws: [Double], mean: Double, variance: Double) -> Double {
    let observed = draws.reduce(0, +) / Double(draws.count)
    return (observed - mean) / (variance / Double(draws.count)).squareRoot()
  }

  static func upperNormal(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }
}
