/// The primal simplex method with bounds on variables, on a dense tableau (Chvátal 1983, Linear Programming,
/// chapter 8), by Bland's rule, which cannot cycle (Bland 1977, Math. Oper. Res. 2:103).
///
/// Every statement lower <= a x <= upper becomes a x + s = upper with 0 <= s <= upper - lower. Numbers are
/// doubles: whoever uses a corner checks it in whole numbers (`IntegerSystem.holds`).
struct BoundedSimplex {
  struct Corner {
    let value: Double
    let point: [Double]
  }

  private let variables: Int
  private let columns: Int
  private let rowCount: Int
  /// Rows of the tableau, one after the other; the last number of a row is the value of its basic variable.
  private var tableau: [Double]
  private var basis: [Int]
  /// Whether a variable outside the basis stands at its upper bound.
  private var isAtUpper: [Bool]
  private var isBasic: [Bool]
  /// Upper bounds; lower bounds are 0 after a shift.
  private var upper: [Double]
  private let shift: [Double]
  private var pivots = 0
  private var work = 0

  private static let tolerance = 1e-9
  private static let feasibility = 1e-7

  /// The system at a corner that satisfies it; `nil` where there is none, or where it is too large or too
  /// long a search.
  init?(_ system: IntegerSystem) {
    variables = system.variableCount
    rowCount = system.rows.count
    // The variables, one slack for each statement, one artificial variable for each.
    columns = variables + 2 * rowCount
    guard rowCount * (columns + 1) <= DisclosureLimits.mostNumbers else { return nil }
    shift = system.lower.map(Double.init)
    upper = []
    for variable in 0..<variables {
      guard system.upper[variable] >= system.lower[variable] else { return nil }
      upper.append(Double(system.upper[variable] - system.lower[variable]))
    }
    let width = columns + 1
    tableau = [Double](repeating: 0, count: rowCount * width)
    basis = []
    isAtUpper = [Bool](repeating: false, count: columns)
    isBasic = [Bool](repeating: false, count: columns)
    var slackUppers: [Double] = []
    var artificialUppers: [Double] = []
    for (index, row) in system.rows.enumerated() {
      var activity = 0.0
      for term in row.terms { activity += Double(term.factor) * shift[term.variable] }
      // Without an upper end the statement is turned round: -a x + s = -lower.
      let sign = row.upper == nil ? -1.0 : 1.0
      let right = (row.upper.map(Double.init) ?? -Double(row.lower)) - sign * activity
      slackUppers.append(row.upper.map { Double($0 - row.lower) } ?? .infinity)
      let start = index * width
      for term in row.terms { tableau[start + term.variable] += sign * Double(term.factor) }
      tableau[start + variables + index] = 1
      let slack = variables + index
      let artificial = variables + rowCount + index
      let slackUpper = row.upper.map { Double($0 - row.lower) } ?? .infinity
      if right >= 0, right <= slackUpper {
        tableau[start + artificial] = 1
        tableau[start + columns] = right
        basis.append(slack)
        isBasic[slack] = true
        artificialUppers.append(0)
      } else {
        // The slack stands at the bound that is nearer, and the artificial variable takes the rest.
        let rest = right < 0 ? right : right - slackUpper
        if right >= 0 { isAtUpper[slack] = true }
        let factor = rest < 0 ? -1.0 : 1.0
        for column in 0..<variables + rowCount { tableau[start + column] *= factor }
        tableau[start + artificial] = 1
        tableau[start + columns] = rest.magnitude
        basis.append(artificial)
        isBasic[artificial] = true
        artificialUppers.append(.infinity)
      }
    }
    upper += slackUppers + artificialUppers
    guard reachFeasibility() else { return nil }
  }

  private mutating func reachFeasibility() -> Bool {
    let first = variables + rowCount
    guard basis.contains(where: { $0 >= first }) else { return true }
    var cost = [Double](repeating: 0, count: columns)
    for column in first..<columns { cost[column] = 1 }
    guard optimise(cost) else { return false }
    var rest = 0.0
    for row in 0..<rowCount where basis[row] >= first { rest += value(row).magnitude }
    guard rest <= BoundedSimplex.feasibility else { return false }
    // From here on no artificial variable may be anything but zero.
    for column in first..<columns { upper[column] = 0 }
    return true
  }

  /// The corner at which the objective is smallest; `nil` where the search was too long.
  mutating func minimum(_ objective: [(variable: Int, factor: Int)]) -> Corner? {
    minimum(weights: objective.map { ($0.variable, Double($0.factor)) })
  }

  mutating func minimum(weights: [(variable: Int, factor: Double)]) -> Corner? {
    var cost = [Double](repeating: 0, count: columns)
    for term in weights { cost[term.variable] += term.factor }
    guard optimise(cost) else { return nil }
    var point = [Double](repeating: 0, count: variables)
    for column in 0..<variables where !isBasic[column] {
      point[column] = isAtUpper[column] ? upper[column] : 0
    }
    for row in 0..<rowCount where basis[row] < variables { point[basis[row]] = value(row) }
    var result = 0.0
    for column in 0..<variables {
      point[column] += shift[column]
      result += cost[column] * point[column]
    }
    return Corner(value: result, point: point)
  }

  private func value(_ row: Int) -> Double { tableau[row * (columns + 1) + columns] }

  private mutating func optimise(_ cost: [Double]) -> Bool {
    let width = columns + 1
    // Reduced costs: those of the objective less what the basis takes over.
    var reduced = cost
    for row in 0..<rowCount where cost[basis[row]] != 0 {
      let factor = cost[basis[row]]
      for column in 0..<columns { reduced[column] -= factor * tableau[row * width + column] }
    }
    while true {
      var entering = -1
      for column in 0..<columns where !isBasic[column] && upper[column] > 0 {
        let gain = isAtUpper[column] ? reduced[column] : -reduced[column]
        if gain > BoundedSimplex.tolerance {
          entering = column
          break
        }
      }
      if entering < 0 { return true }
      pivots += 1
      work += rowCount * width
      guard pivots <= DisclosureLimits.mostPivots, work <= DisclosureLimits.mostWork else { return false }
      // The entering variable moves up from its lower bound or down from its upper one.
      let direction = isAtUpper[entering] ? -1.0 : 1.0
      var step = upper[entering]
      var leaving = -1
      var leavesAtUpper = false
      for row in 0..<rowCount {
        let slope = tableau[row * width + entering] * direction
        let current = tableau[row * width + columns]
        let room: Double
        let toUpper: Bool
        if slope > BoundedSimplex.tolerance {
          room = max(current, 0) / slope
          toUpper = false
        } else if slope < -BoundedSimplex.tolerance, upper[basis[row]].isFinite {
          room = max(upper[basis[row]] - current, 0) / -slope
          toUpper = true
        } else {
          continue
        }
        let isTie = leaving >= 0 && abs(room - step) <= BoundedSimplex.tolerance
        if room < step - BoundedSimplex.tolerance || isTie && basis[row] < basis[leaving]
          || leaving < 0 && room <= step
        {
          step = min(room, step)
          leaving = row
          leavesAtUpper = toUpper
        }
      }
      // Without any bound the objective falls for ever; every variable of ours has a cap, so this is a fault.
      guard step.isFinite else { return false }
      for row in 0..<rowCount {
        tableau[row * width + columns] -= tableau[row * width + entering] * direction * step
      }
      guard leaving >= 0 else {
        isAtUpper[entering].toggle()
        continue
      }
      let entered = (isAtUpper[entering] ? upper[entering] : 0) + direction * step
      pivot(leaving, entering, entered, &reduced, leavesAtUpper: leavesAtUpper)
    }
  }

  private mutating func pivot(
    _ leaving: Int, _ entering: Int, _ entered: Double, _ reduced: inout [Double], leavesAtUpper: Bool
  ) {
    let width = columns + 1
    let start = leaving * width
    let factor = 1 / tableau[start + entering]
    for column in 0..<columns { tableau[start + column] *= factor }
    for row in 0..<rowCount where row != leaving {
      let multiple = tableau[row * width + entering]
      if multiple == 0 { continue }
      for column in 0..<columns { tableau[row * width + column] -= multiple * tableau[start + column] }
      tableau[row * width + entering] = 0
    }
    let multiple = reduced[entering]
    for column in 0..<columns { reduced[column] -= multiple * tableau[start + column] }
    reduced[entering] = 0
    isBasic[basis[leaving]] = false
    isAtUpper[basis[leaving]] = leavesAtUpper
    basis[leaving] = entering
    isBasic[entering] = true
    isAtUpper[entering] = false
    tableau[start + columns] = entered
  }
}
