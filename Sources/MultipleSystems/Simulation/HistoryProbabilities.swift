internal import Glibc

/// The probability of each of the 2^K histories of one person, by mask; element 0 is that of being on no list.
///
/// Whatever the dependence, list j holds a person with probability p_j, so that populations differ in how the lists
/// hang together and in nothing else.
struct HistoryProbabilities: Sendable, Equatable {
  let cells: [Double]

  /// ∏ p_j or 1 − p_j.
  static func independent(_ captures: [Double]) -> Self {
    Self(cells: product(captures))
  }

  /// Each list is on its own, given the others, except for the pairs named: log odds ratio θ between the two lists,
  /// whatever the other lists say.
  ///
  /// Fitted to the margins p_j by iterative proportional fitting, which leaves odds ratios as they are (Deming and
  /// Stephan 1940).
  static func interacting(_ captures: [Double], _ pairs: [PairDependence]) -> Self {
    var cells = product(captures)
    for history in 0..<cells.count {
      for pair in pairs where ListSet(lists: [pair.first, pair.second]).isSubset(of: mask(history)) {
        cells[history] *= exp(pair.logOddsRatio)
      }
    }
    for _ in 0..<10_000 {
      var largest = 0.0
      for list in 0..<captures.count {
        let bit = 1 << list
        var on = 0.0
        var off = 0.0
        for history in 0..<cells.count {
          if history & bit == 0 { off += cells[history] } else { on += cells[history] }
        }
        largest = max(largest, abs(on - captures[list]), abs(off - (1 - captures[list])))
        for history in 0..<cells.count {
          cells[history] *= history & bit == 0 ? (1 - captures[list]) / off : captures[list] / on
        }
      }
      if largest < 1e-14 { break }
    }
    return Self(cells: cells)
  }

  /// The logit of every probability of a person is moved by the same normal number with mean 0; the mean probability
  /// of list j over people is p_j.
  ///
  /// The mixture is summed by the trapezoidal rule over ±8 standard deviations in steps of 1/16, whose error is below
  /// 1e-13 for standard deviations up to 2.
  static func heterogeneous(_ captures: [Double], standardDeviation: Double) -> Self {
    let nodes = (-128...128).map { Double($0) / 16 }
    var weights = nodes.map { exp(-$0 * $0 / 2) }
    var sum = 0.0
    for weight in weights { sum += weight }
    for i in 0..<weights.count { weights[i] /= sum }
    let centres = captures.map { capture in
      var low = -60.0
      var high = 60.0
      for _ in 0..<80 {
        let middle = (low + high) / 2
        var mean = 0.0
        for i in 0..<nodes.count { mean += weights[i] * logistic(middle + standardDeviation * nodes[i]) }
        if mean < capture { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
    var cells = [Double](repeating: 0, count: 1 << captures.count)
    for i in 0..<nodes.count {
      let person = product(centres.map { logistic($0 + standardDeviation * nodes[i]) })
      for history in 0..<cells.count { cells[history] += weights[i] * person[history] }
    }
    return Self(cells: cells)
  }

  /// List j sends a share r of its people to list j + 1, which finds others by itself, with probability
  /// (p_j − r p_(j−1)) / (1 − r p_(j−1)), so that it holds p_j in all.
  ///
  /// - Precondition: p_j > r p_(j−1).
  static func referring(_ captures: [Double], share: Double) -> Self {
    var cells = [Double](repeating: 0, count: 1 << captures.count)
    for history in 0..<cells.count {
      var probability = 1.0
      for list in 0..<captures.count {
        let sent = list == 0 ? 0 : share * captures[list - 1]
        precondition(captures[list] > sent, "a list that others send people to holds more than those")
        let own = (captures[list] - sent) / (1 - sent)
        let isReferred = list > 0 && history & (1 << (list - 1)) != 0
        let on = isReferred ? own + (1 - own) * share : own
        probability *= history & (1 << list) == 0 ? 1 - on : on
      }
      cells[history] = probability
    }
    return Self(cells: cells)
  }

  /// A share of the people leaves before the later half of the lists begins, and as many come only then; those who are
  /// there are held by list j with probability p_j / (1 − share).
  static func passing(_ captures: [Double], share: Double) -> Self {
    let present = captures.map { $0 / (1 - share) }
    let half = captures.count / 2
    let staying = product(present)
    let leaving = product(present.indices.map { $0 < half ? present[$0] : 0 })
    let coming = product(present.indices.map { $0 < half ? 0 : present[$0] })
    return Self(
      cells: staying.indices.map {
        (1 - 2 * share) * staying[$0] + share * (leaving[$0] + coming[$0])
      })
  }

  private static func product(_ captures: [Double]) -> [Double] {
    var cells = [1.0]
    for capture in captures { cells = cells.map { $0 * (1 - capture) } + cells.map { $0 * capture } }
    return cells
  }

  private static func mask(_ history: Int) -> ListSet { ListSet(rawValue: UInt32(history)) }
}

private func logistic(_ value: Double) -> Double {
  value < 0 ? exp(value) / (1 + exp(value)) : 1 / (1 + exp(-value))
}

/// Two lists, numbered from 0, that depend on each other.
package struct PairDependence: Sendable, Equatable {
  package let first: Int
  package let second: Int
  package let logOddsRatio: Double

  package init(_ first: Int, _ second: Int, logOddsRatio: Double) {
    self.first = first
    self.second = second
    self.logOddsRatio = logOddsRatio
  }
}
