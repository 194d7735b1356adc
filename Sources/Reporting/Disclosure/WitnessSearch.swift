/// Whether what is published of some counts by numbers that are no sums of them (an estimate, the ends of its
/// interval) still lets a small count be a large one, or none.
///
/// `DisclosureAudit` answers that for sums and shares by linear programs. An estimate is another kind of function of
/// the counts, and the question is asked the other way round: a witness is looked for, another set of whole counts
/// that gives the same published numbers, digit by digit, and in which the small count is what it is not. A witness
/// that is found is a proof, because the published numbers were computed again from it; where none is found the
/// count is taken to be given away (fail closed).
package struct WitnessSearch {
  /// What a small count has to be able to be.
  package struct Goal: Sendable, Equatable {
    /// The counts whose sum is meant.
    package let members: [Int]
    package let target: Target

    package enum Target: Sendable, Equatable {
      case none
      case atLeast(Int)
    }

    package init(_ members: [Int], _ target: Target) {
      self.members = members
      self.target = target
    }
  }

  private let counts: [Int]
  private let bounds: [ClosedRange<Int>]
  /// The numbers before they are rounded, all positive, as a function of counts near a point, or `nil` where the point
  /// has no such numbers. Choices that a method makes from the counts, such as that of a model, are those of the point.
  private let numbers: ([Int]) -> (([Int]) -> [Double]?)?
  /// Whether a set of counts would have been published just so.
  private let isSamePublication: ([Int], [Double]) -> Bool
  /// Between which ends each number would have been published as it was.
  private let cells: [ClosedRange<Double>]

  /// How often the numbers are made linear anew for one goal.
  private static let rounds = 10
  private static let steps = 120
  private static let mostExchanges = 40

  /// - Parameters:
  ///   - bounds: within which a reader knows each count to lie; as many as counts.
  ///   - numbers: numbers computed from counts, that are published after rounding, near some counts.
  ///   - cells: between which ends each number is published as it was.
  ///   - isSamePublication: whether counts and their numbers would have been published as those of this release were;
  ///     asked of candidates only, so that it may be slow.
  /// - Returns: `nil` where the counts themselves have other numbers than there are cells.
  package init?(
    counts: [Int], bounds: [ClosedRange<Int>], cells: [ClosedRange<Double>],
    numbers: @escaping ([Int]) -> (([Int]) -> [Double]?)?,
    isSamePublication: @escaping ([Int], [Double]) -> Bool
  ) {
    guard bounds.count == counts.count, numbers(counts)?(counts)?.count == cells.count else { return nil }
    self.counts = counts
    self.bounds = bounds
    self.numbers = numbers
    self.isSamePublication = isSamePublication
    self.cells = cells
  }

  /// Counts that reach the goal and give the same publication; `nil` where none were found.
  package func witness(_ goal: Goal) -> [Int]? {
    starts(goal).lazy.compactMap { witness(goal, from: $0) }.first
  }

  private func witness(_ goal: Goal, from start: [Int]) -> [Int]? {
    var point = start
    var visited: Set<[Int]> = []
    for _ in 0..<Self.rounds {
      guard visited.insert(point).inserted, let numbers = numbers(point), let values = numbers(point) else {
        return nil
      }
      if isSamePublication(point, values) { return point }
      point = approached(from: point, values, numbers, goal)
    }
    guard let values = numbers(point)?(point), isSamePublication(point, values) else { return nil }
    return point
  }

  private func sum(_ point: [Int], _ members: [Int]) -> Int { members.reduce(0) { $0 + point[$1] } }

  private func reaches(_ point: [Int], _ goal: Goal) -> Bool {
    switch goal.target {
    case .none: sum(point, goal.members) == 0
    case .atLeast(let least): sum(point, goal.members) >= least
    }
  }

  /// The counts themselves with the goal reached at the least change: by the largest member, by the smallest, by all.
  private func starts(_ goal: Goal) -> [[Int]] {
    switch goal.target {
    case .none:
      guard goal.members.allSatisfy({ bounds[$0].contains(0) }) else { return [] }
      var point = counts
      for member in goal.members { point[member] = 0 }
      return [point]
    case .atLeast(let least):
      let ascending = goal.members.sorted { (counts[$0], $0) < (counts[$1], $1) }
      let missing = least - sum(counts, goal.members)
      let share = (missing + goal.members.count - 1) / goal.members.count
      var found: [[Int]] = []
      for (order, most) in [
        (ascending.reversed(), missing), (ascending, missing), (ascending.reversed(), share),
      ] {
        var point = counts
        var rest = missing
        for limit in [most, missing] {
          for member in order where rest > 0 {
            let room = min(rest, limit, bounds[member].upperBound - point[member])
            guard room > 0 else { continue }
            point[member] += room
            rest -= room
          }
        }
        if rest <= 0, !found.contains(point) { found.append(point) }
      }
      return found
    }
  }

  /// How far each number lies outside the middle of its cell, in half widths of it.
  private func residual(_ value: Double, _ index: Int) -> Double {
    let cell = cells[index]
    let half = max((cell.upperBound - cell.lowerBound) / 2, 1e-12)
    let (low, high) = (cell.lowerBound + 0.2 * half, cell.upperBound - 0.2 * half)
    return value < low ? (value - low) / half : value > high ? (value - high) / half : 0
  }

  private func loss(_ values: [Double]) -> Double {
    var sum = 0.0
    for index in values.indices {
      let residual = residual(values[index], index)
      sum += residual * residual
    }
    return sum
  }

  /// Steps of single counts that bring the numbers, made linear here, into their cells.
  private func approached(
    from point: [Int], _ values: [Double], _ numbers: ([Int]) -> [Double]?, _ goal: Goal
  ) -> [Int] {
    var slopes: [[Double]?] = []
    for index in point.indices {
      let change = max(1, point[index] / 20)
      var moved = point
      moved[index] += bounds[index].contains(point[index] + change) ? change : -change
      guard moved[index] >= 0, bounds[index].contains(moved[index]), let there = numbers(moved),
        there.count == values.count
      else {
        slopes.append(nil)
        continue
      }
      let by = Double(moved[index] - point[index])
      slopes.append(zip(there, values).map { ($0 - $1) / by })
    }
    var current = point
    var predicted = values
    var distance = loss(predicted)
    var exchanges = 0
    for _ in 0..<Self.steps where distance > 0 {
      var best: (index: Int, change: Int, distance: Double)?
      let outside = predicted.indices.map { residual(predicted[$0], $0) }
      for (index, slope) in slopes.enumerated() {
        guard let slope else { continue }
        // No count changes by more than half in one round, because the numbers are not linear.
        let most = max(2, current[index] / 2)
        for wish in wishes(slope, outside) {
          let change = min(max(wish, -most), most)
          let changed = current[index] + change
          guard change != 0, changed >= 0, bounds[index].contains(changed) else { continue }
          let found = loss(zip(predicted, slope).map { $0 + $1 * Double(change) })
          guard found < (best?.distance ?? distance) - 1e-12 else { continue }
          current[index] = changed
          let isReached = reaches(current, goal)
          current[index] = changed - change
          if isReached { best = (index, change, found) }
        }
      }
      guard let best, let slope = slopes[best.index] else {
        guard exchanges < Self.mostExchanges,
          let pair = exchange(current, predicted, slopes, below: distance, goal)
        else { break }
        exchanges += 1
        current = pair.point
        predicted = pair.values
        distance = pair.distance
        continue
      }
      current[best.index] += best.change
      predicted = zip(predicted, slope).map { $0 + $1 * Double(best.change) }
      distance = best.distance
    }
    return current
  }

  /// People moved from one count to another, where no single step helps: a published total then stays what it is.
  private func exchange(
    _ point: [Int], _ values: [Double], _ slopes: [[Double]?], below distance: Double, _ goal: Goal
  ) -> (point: [Int], values: [Double], distance: Double)? {
    var best: (point: [Int], values: [Double], distance: Double)?
    for (more, up) in slopes.enumerated() {
      guard let up else { continue }
      for (less, down) in slopes.enumerated() where less != more {
        guard let down else { continue }
        for change in [1, 3] {
          guard point[less] >= change, bounds[less].contains(point[less] - change),
            bounds[more].contains(point[more] + change)
          else { continue }
          var moved = values
          for index in moved.indices { moved[index] += Double(change) * (up[index] - down[index]) }
          let found = loss(moved)
          guard found < (best?.distance ?? distance) - 1e-12 else { continue }
          var changed = point
          changed[more] += change
          changed[less] -= change
          if reaches(changed, goal) { best = (changed, moved, found) }
        }
      }
    }
    return best
  }

  /// The step that is best for the numbers outside their cells, and small ones.
  private func wishes(_ slope: [Double], _ outside: [Double]) -> [Int] {
    var power = 0.0
    var gain = 0.0
    for index in slope.indices where outside[index] != 0 {
      let half = max((cells[index].upperBound - cells[index].lowerBound) / 2, 1e-12)
      power += slope[index] * slope[index] / (half * half)
      gain -= outside[index] * slope[index] / half
    }
    let ideal = power > 0 ? (gain / power).rounded() : 0
    return [1, -1, 4, -4] + (ideal != 0 && abs(ideal) < 1e12 ? [Int(ideal)] : [])
  }
}
