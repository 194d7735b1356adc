/// Homogeneous linear forms in non-negative variables, in whole numbers: which forms can be positive?
///
/// A form is known up to a positive factor, which is all that a question about signs needs; so each row is
/// divided by its greatest common divisor and stays small, and nothing is rounded. Exchanging a variable for
/// a form is the simplex method's pivot on a system whose constants are all zero, and Bland's rule makes it
/// end.
struct SignDictionary<Number: FixedWidthInteger & SignedInteger> {
  struct Overflow: Error {}

  /// The variables that are the columns, all non-negative.
  private(set) var columns: [Int]
  /// What each row stands for; a row whose variable is negative is a form of either sign.
  private(set) var rows: [Int]
  private var entries: [Number]
  private let width: Int
  private var isOverflown = false
  /// Columns whose variable is zero on the whole cone.
  private var isVanishing: [Bool]

  init(columns: [Int]) {
    self.columns = columns
    width = columns.count
    rows = []
    entries = []
    isVanishing = [Bool](repeating: false, count: columns.count)
  }

  mutating func append(_ variable: Int, _ coefficients: [Number]) {
    rows.append(variable)
    entries.append(contentsOf: coefficients)
    reduce(rows.count - 1)
  }

  /// A form of either sign, whose row is found again by the number that this returns.
  mutating func appendForm(_ coefficients: [Number]) -> Int {
    append(-1, coefficients)
    return rows.count - 1
  }

  func coefficients(ofRow row: Int) -> ArraySlice<Number> {
    entries[(row * width)..<((row + 1) * width)]
  }

  /// Divides a row by the greatest common divisor of its entries.
  private mutating func reduce(_ row: Int) {
    var divisor: Number.Magnitude = 0
    for k in (row * width)..<((row + 1) * width) {
      var a = divisor
      var b = entries[k].magnitude
      while b != 0 { (a, b) = (b, a % b) }
      divisor = a
      if divisor == 1 { return }
    }
    if divisor > 1 {
      for k in (row * width)..<((row + 1) * width) { entries[k] /= Number(truncatingIfNeeded: divisor) }
    }
  }

  /// a b + c d, noting an overflow.
  private mutating func combine(_ a: Number, _ b: Number, _ c: Number, _ d: Number) -> Number {
    let (first, firstOverflow) = a.multipliedReportingOverflow(by: b)
    let (second, secondOverflow) = c.multipliedReportingOverflow(by: d)
    let (sum, sumOverflow) = first.addingReportingOverflow(second)
    if firstOverflow || secondOverflow || sumOverflow { isOverflown = true }
    return sum
  }

  /// Lets the variable of a column and that of a row change places. The entry where they meet is not 0; the
  /// row's variable has to be non-negative. A positive entry makes a column of a variable that may be
  /// negative into one that is not.
  mutating func exchange(row pivotRow: Int, column pivotColumn: Int) throws(Overflow) {
    let pivot = entries[pivotRow * width + pivotColumn]
    let size = pivot < 0 ? 0 &- pivot : pivot
    let sign: Number = pivot < 0 ? -1 : 1
    for row in 0..<rows.count where row != pivotRow {
      let factor = entries[row * width + pivotColumn]
      if factor == 0 { continue }
      for k in 0..<width where k != pivotColumn {
        entries[row * width + k] = combine(
          size, entries[row * width + k], 0 &- sign * factor, entries[pivotRow * width + k])
      }
      entries[row * width + pivotColumn] = sign * factor
      reduce(row)
    }
    for k in 0..<width where k != pivotColumn {
      entries[pivotRow * width + k] = 0 &- sign * entries[pivotRow * width + k]
    }
    entries[pivotRow * width + pivotColumn] = sign
    swap(&columns[pivotColumn], &rows[pivotRow])
    if isOverflown { throw Overflow() }
  }

  /// Whether the form in the last row can be positive where all variables are non-negative. The row is
  /// removed.
  ///
  /// Where it can, `visit` is called with every variable that is positive on the way there; where it cannot
  /// and `isVariable`, so that it is non-negative too, `visit` is called with those that it forces to be
  /// zero.
  mutating func canLastFormBePositive(
    isVariable: Bool, _ visit: (Int) -> Void
  ) throws(Overflow) -> Bool {
    let form = rows.count - 1
    defer {
      rows.removeLast()
      entries.removeLast(width)
    }
    while true {
      var entering = -1
      for k in 0..<width where entries[form * width + k] > 0 && !isVanishing[k] {
        if entering < 0 || columns[k] < columns[entering] { entering = k }
      }
      if entering < 0 {
        if isVariable {
          for k in 0..<width where entries[form * width + k] < 0 && !isVanishing[k] {
            isVanishing[k] = true
            visit(columns[k])
          }
        }
        return false
      }
      var leaving = -1
      for row in 0..<form where rows[row] >= 0 && entries[row * width + entering] < 0 {
        if leaving < 0 || rows[row] < rows[leaving] { leaving = row }
      }
      if leaving < 0 {
        visit(columns[entering])
        for row in 0..<form where rows[row] >= 0 && entries[row * width + entering] > 0 {
          visit(rows[row])
        }
        return true
      }
      try exchange(row: leaving, column: entering)
    }
  }

  /// Appends a copy of a row, or its negative, as the form to ask about.
  mutating func askAbout(row: Int, negated: Bool = false) {
    let copy = coefficients(ofRow: row).map { negated ? 0 &- $0 : $0 }
    rows.append(-1)
    entries.append(contentsOf: copy)
  }

  /// Appends the variable of a column as the form to ask about.
  mutating func askAbout(column: Int) {
    rows.append(-1)
    for k in 0..<width { entries.append(k == column ? 1 : 0) }
  }
}
