/// The directions in which a likelihood does not fall: a cone {u : s(u) ≥ 0 for every constraint s} in whole
/// numbers, the questions being which constraints can be positive on it and which signs further forms take.
struct RecessionCone {
  struct Signs: Equatable {
    var canRise = false
    var canFall = false
  }

  /// For each constraint, whether it is positive somewhere on the cone.
  let canBePositive: [Bool]
  /// The signs of the forms on the cone.
  let signs: [Signs]

  /// - Parameters:
  ///   - constraints: coefficients of forms that are at least 0; a positive multiple is as good.
  ///   - forms: coefficients of the forms asked about.
  /// - Throws: `FacialAnalysis.Failure` when the numbers outgrow 128 bits.
  init(dimension: Int, constraints: [[Int]], forms: [[Int]]) throws(FacialAnalysis.Failure) {
    do {
      self = try Self.decide(Int.self, dimension, constraints, forms)
      return
    } catch {}
    do { self = try Self.decide(Int128.self, dimension, constraints, forms) } catch { throw .overflow }
  }

  private init(canBePositive: [Bool], signs: [Signs]) {
    self.canBePositive = canBePositive
    self.signs = signs
  }

  private static func decide<Number: FixedWidthInteger & SignedInteger>(
    _: Number.Type, _ dimension: Int, _ constraints: [[Int]], _ forms: [[Int]]
  ) throws(SignDictionary<Number>.Overflow) -> RecessionCone {
    // Constraints that are multiples of each other are one.
    var number: [[Int]: Int] = [:]
    var distinct: [[Int]] = []
    var numberOf: [Int] = []
    for constraint in constraints {
      let reduced = withoutCommonDivisor(constraint)
      if reduced.allSatisfy({ $0 == 0 }) {
        numberOf.append(-1)
      } else if let known = number[reduced] {
        numberOf.append(known)
      } else {
        number[reduced] = distinct.count
        numberOf.append(distinct.count)
        distinct.append(reduced)
      }
    }

    // Every direction is of either sign at first; each changes places with a constraint on which it has a part. Those
    // on which no constraint has a part are lines of the cone.
    var free = SignDictionary<Number>(columns: [Int](repeating: -1, count: dimension))
    for i in distinct.indices { free.append(i, distinct[i].map { Number($0) }) }
    let firstForm = distinct.count
    for form in forms { _ = free.appendForm(form.map { Number($0) }) }
    var isLine = [Bool](repeating: false, count: dimension)
    for column in 0..<dimension {
      let pivot = distinct.indices.first { row in
        guard free.rows[row] >= 0 else { return false }
        let coefficients = free.coefficients(ofRow: row)
        return coefficients[coefficients.startIndex + column] != 0
      }
      if let pivot {
        try free.exchange(row: pivot, column: column)
      } else {
        isLine[column] = true
      }
    }
    let kept = (0..<dimension).filter { !isLine[$0] }
    func part(ofRow row: Int, _ columns: [Int]) -> [Number] {
      let coefficients = free.coefficients(ofRow: row)
      return columns.map { coefficients[coefficients.startIndex + $0] }
    }
    var cone = SignDictionary<Number>(columns: kept.map { free.columns[$0] })
    for row in distinct.indices where free.rows[row] >= 0 {
      cone.append(free.rows[row], part(ofRow: row, kept))
    }
    var rowOfForm: [Int?] = []
    let lines = (0..<dimension).filter { isLine[$0] }
    for form in forms.indices {
      let hasLine = part(ofRow: firstForm + form, lines).contains { $0 != 0 }
      rowOfForm.append(hasLine ? nil : cone.appendForm(part(ofRow: firstForm + form, kept)))
    }

    let isPositive = try cone.positive(among: Array(distinct.indices), below: distinct.count)
    var signs: [Signs] = []
    for row in rowOfForm {
      if let row {
        signs.append(try cone.signs(ofRow: row))
      } else {
        signs.append(Signs(canRise: true, canFall: true))
      }
    }
    return RecessionCone(canBePositive: numberOf.map { $0 >= 0 && isPositive[$0] }, signs: signs)
  }

  /// The form divided by the greatest common divisor of its coefficients.
  static func withoutCommonDivisor(_ form: [Int]) -> [Int] {
    var divisor = 0
    for value in form {
      var (a, b) = (divisor, abs(value))
      while b != 0 { (a, b) = (b, a % b) }
      divisor = a
    }
    return divisor > 1 ? form.map { $0 / divisor } : form
  }
}
