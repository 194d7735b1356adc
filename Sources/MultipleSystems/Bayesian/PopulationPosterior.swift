internal import Glibc

/// What is believed of the population before the lists are seen.
public enum PopulationPrior: Sendable, Hashable {
  /// P(N) proportional to 1/N.
  case reciprocal
  /// Every number of the grid alike.
  case uniform

  func logDensity(_ population: Double) -> Double {
    self == .reciprocal ? -log(population) : 0
  }

  /// Up to a factor that does not depend on the population.
  func density(_ population: Double) -> Double {
    self == .reciprocal ? 1 / population : 1
  }
}

/// The posterior distribution of the population on a grid of numbers of people missed.
public struct PopulationPosterior: Sendable {
  /// n, the number of people seen.
  public let observed: Int
  /// The numbers of people missed, ascending.
  public let missing: [Double]
  /// The posterior probability of each; they add up to 1.
  public let probabilities: [Double]
  public let prior: PopulationPrior

  /// Σ N P(N).
  public var mean: Double { Double(observed) + moment(1, about: 0) }
  public var standardDeviation: Double {
    moment(2, about: mean - Double(observed)).squareRoot()
  }

  private func moment(_ power: Int, about centre: Double) -> Double {
    var sum = 0.0
    for i in 0..<missing.count {
      let distance = missing[i] - centre
      sum += probabilities[i] * (power == 1 ? distance : distance * distance)
    }
    return sum
  }

  /// The most probable population of the grid.
  public var mode: Double {
    var best = 0
    for i in 1..<max(1, probabilities.count) where probabilities[i] > probabilities[best] { best = i }
    return Double(observed) + missing[best]
  }

  /// The least population of the grid up to which the probability is at least `share`.
  public func quantile(_ share: Double) -> Double {
    var sum = 0.0
    for i in 0..<probabilities.count {
      sum += probabilities[i]
      if sum >= share { return Double(observed) + missing[i] }
    }
    return Double(observed) + missing[missing.count - 1]
  }

  public var median: Double { quantile(0.5) }

  /// The interval with the same posterior probability, (1 − level)/2, on either side.
  public func equalTails(level: Double) -> (lower: Double, upper: Double) {
    (quantile(0.5 - level / 2), quantile(0.5 + level / 2))
  }

  /// The shortest interval of the grid that holds the probability `level`; the highest density interval if the
  /// posterior has one peak.
  public func shortest(level: Double) -> (lower: Double, upper: Double) {
    var best = (lower: 0, upper: missing.count - 1)
    var last = -1
    var mass = 0.0
    for first in 0..<missing.count {
      while mass < level, last + 1 < missing.count {
        last += 1
        mass += probabilities[last]
      }
      if mass < level { break }
      if missing[last] - missing[first] < missing[best.upper] - missing[best.lower] { best = (first, last) }
      mass -= probabilities[first]
    }
    return (Double(observed) + missing[best.lower], Double(observed) + missing[best.upper])
  }

  /// The probability of the last hundredth of the grid's points (at least one).
  public var shareAtEnd: Double {
    let first = missing.count - max(1, missing.count / 100)
    var sum = 0.0
    for i in first..<missing.count { sum += probabilities[i] }
    return sum
  }

  /// The standard deviation of log N after the lists were seen over that before, on the grid.
  public var remainingSpread: Double {
    // Relative to the number seen, which keeps the digits of the variance.
    let logs = missing.map { log1p($0 / Double(observed)) }
    var weights: [Double] = []
    weights.reserveCapacity(missing.count)
    var total = 0.0
    for number in missing {
      weights.append(prior.density(Double(observed) + number))
      total += weights[weights.count - 1]
    }
    let before = Self.spread(of: logs, weights, total: total)
    return before > 0 ? Self.spread(of: logs, probabilities, total: 1) / before : 0
  }

  private static func spread(of values: [Double], _ weights: [Double], total: Double) -> Double {
    var mean = 0.0
    var square = 0.0
    for i in 0..<values.count {
      let part = weights[i] * values[i]
      mean += part
      square += part * values[i]
    }
    mean /= total
    return max(0, square / total - mean * mean).squareRoot()
  }
}
