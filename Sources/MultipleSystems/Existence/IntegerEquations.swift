/// Linear equations between unknowns in whole numbers, kept solved: each pivot unknown is a combination of
/// the free ones.
struct IntegerEquations<Number: FixedWidthInteger & SignedInteger> {
  let unknownCount: Int
  /// Reduced rows, each with a positive entry at its own pivot and 0 at the others'.
  private var rows: [[Number]] = []
  private var pivots: [Int] = []

  init(unknownCount: Int) {
    self.unknownCount = unknownCount
  }

  /// The unknowns that no equation fixes, ascending.
  var freeUnknowns: [Int] { (0..<unknownCount).filter { !pivots.contains($0) } }

  /// The number of independent equations.
  var rank: Int { rows.count }

  /// Adds the equation Σ coefficient × unknown = 0.
  /// - Returns: whether it is independent of the earlier ones.
  @discardableResult
  mutating func require(_ equation: [Number]) throws(SignDictionary<Number>.Overflow) -> Bool {
    var row = equation
    for i in rows.indices { row = try Self.eliminate(pivots[i], from: row, by: rows[i]) }
    guard let pivot = row.firstIndex(where: { $0 != 0 }) else { return false }
    if row[pivot] < 0 { for k in row.indices { row[k] = 0 &- row[k] } }
    for i in rows.indices { rows[i] = try Self.eliminate(pivot, from: rows[i], by: row) }
    rows.append(row)
    pivots.append(pivot)
    return true
  }

  /// The coefficients on the free unknowns of a positive multiple of a form that the equations allow to be
  /// written in them.
  func onFree(_ form: [Number]) throws(SignDictionary<Number>.Overflow) -> [Number] {
    var row = form
    for i in rows.indices { row = try Self.eliminate(pivots[i], from: row, by: rows[i]) }
    return freeUnknowns.map { row[$0] }
  }

  /// A positive multiple of `row` less the multiple of `other` that makes its entry at the pivot 0.
  private static func eliminate(
    _ pivot: Int, from row: [Number], by other: [Number]
  ) throws(SignDictionary<Number>.Overflow) -> [Number] {
    let factor = row[pivot]
    if factor == 0 { return row }
    let size = other[pivot]
    var result = row
    var isOverflown = false
    var divisor: Number.Magnitude = 0
    for k in row.indices {
      let (first, firstOverflow) = size.multipliedReportingOverflow(by: row[k])
      let (second, secondOverflow) = factor.multipliedReportingOverflow(by: other[k])
      let (difference, overflow) = first.subtractingReportingOverflow(second)
      isOverflown = isOverflown || firstOverflow || secondOverflow || overflow
      result[k] = difference
      var (a, b) = (divisor, difference.magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      divisor = a
    }
    if isOverflown { throw SignDictionary<Number>.Overflow() }
    if divisor > 1 { for k in result.indices { result[k] /= Number(truncatingIfNeeded: divisor) } }
    return result
  }
}
