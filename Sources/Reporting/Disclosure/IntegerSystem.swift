/// Limits beyond which a disclosure audit gives up and calls the cell unsafe. They count work and not time, so
/// that the answer does not depend on the machine.
enum DisclosureLimits {
  static let largestCount = 1_000_000_000_000
  /// Numbers in the tableau.
  static let mostNumbers = 8_000_000
  static let mostPivots = 20_000
  /// Numbers that all pivots of one question may touch together.
  static let mostWork = 4_000_000_000
  static let mostBranches = 60
}

/// Whole numbers within bounds that satisfy linear statements: what a reader of a report knows.
struct IntegerSystem: Sendable {
  struct Row: Sendable {
    /// Variable and coefficient; each variable once.
    let terms: [(variable: Int, factor: Int)]
    let lower: Int
    /// `nil` where there is no upper end.
    let upper: Int?
  }

  private(set) var lower: [Int]
  private(set) var upper: [Int]
  private(set) var rows: [Row] = []

  /// Variables from 0 to `cap` each.
  init(variableCount: Int, cap: Int) {
    lower = [Int](repeating: 0, count: variableCount)
    upper = [Int](repeating: cap, count: variableCount)
  }

  var variableCount: Int { lower.count }

  mutating func add(_ row: Row) { rows.append(row) }

  mutating func bound(_ variable: Int, from low: Int, to high: Int) {
    lower[variable] = max(lower[variable], low)
    upper[variable] = min(upper[variable], high)
  }

  /// Whether whole numbers satisfy every statement, by whole-number arithmetic: the proof behind every answer
  /// of the audit that something is safe.
  func holds(_ point: [Int]) -> Bool {
    guard point.count == variableCount else { return false }
    for variable in 0..<variableCount
    where point[variable] < lower[variable] || point[variable] > upper[variable] {
      return false
    }
    for row in rows {
      var sum = 0
      for term in row.terms {
        let (product, overflow) = term.factor.multipliedReportingOverflow(by: point[term.variable])
        let (next, overflowed) = sum.addingReportingOverflow(product)
        if overflow || overflowed { return false }
        sum = next
      }
      if sum < row.lower { return false }
      if let upper = row.upper, sum > upper { return false }
    }
    return true
  }

  /// A point of whole numbers at which `objective` is as small as the search finds it, or `nil` where none was
  /// found: none exists, or the search gave up.
  ///
  /// The linear program without whole numbers is solved first. Where its corner is not of whole numbers, the
  /// program is split on the first fraction (branch and bound, depth first).
  ///
  /// - Parameter root: the system at a corner, found once for many questions.
  /// - Returns: the point, and the bound of the linear program, below which no point can lie.
  func smallest(
    _ objective: [(variable: Int, factor: Int)], from root: BoundedSimplex
  ) -> (point: [Int], bound: Double)? {
    var best: (value: Int, point: [Int])?
    var bound = Double.infinity
    var stack: [(system: IntegerSystem, isRoot: Bool)] = [(self, true)]
    var branches = 0
    while let (system, isRoot) = stack.popLast(), branches < DisclosureLimits.mostBranches {
      branches += 1
      var simplex = isRoot ? root : BoundedSimplex(system)
      guard let corner = simplex?.minimum(objective) else { continue }
      if isRoot { bound = corner.value }
      if let best, corner.value > Double(best.value) - 1 + 1e-6 { continue }
      let whole = corner.point.map { Int($0.rounded()) }
      guard
        let fraction = corner.point.indices.first(where: {
          abs(corner.point[$0].rounded() - corner.point[$0]) > 1e-6
        })
      else {
        guard holds(whole) else { continue }
        var value = 0
        for term in objective { value += term.factor * whole[term.variable] }
        if best.map({ value < $0.value }) ?? true { best = (value, whole) }
        continue
      }
      var below = system
      below.bound(fraction, from: Int.min, to: Int(corner.point[fraction].rounded(.down)))
      var above = system
      above.bound(fraction, from: Int(corner.point[fraction].rounded(.up)), to: Int.max)
      stack.append((above, false))
      stack.append((below, false))
    }
    return best.map { ($0.point, bound) }
  }
}
