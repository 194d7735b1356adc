extension SignDictionary {
  /// Which of some variables can be positive on the cone, by variable; all are below `count`.
  mutating func positive(among variables: [Int], below count: Int) throws(Overflow) -> [Bool] {
    var isDecided = [Bool](repeating: false, count: count)
    var isPositive = [Bool](repeating: false, count: count)
    for variable in variables where !isDecided[variable] {
      if let column = columns.firstIndex(of: variable) {
        askAbout(column: column)
      } else if let row = rows.firstIndex(of: variable) {
        askAbout(row: row)
      }
      // An answer about one is an answer about those that were met on the way.
      var seen: [Int] = []
      let canBePositive = try canLastFormBePositive(isVariable: true) { seen.append($0) }
      for other in seen + [variable] {
        isDecided[other] = true
        if canBePositive { isPositive[other] = true }
      }
    }
    return isPositive
  }

  /// The signs that the form of a row takes on the cone.
  mutating func signs(ofRow row: Int) throws(Overflow) -> RecessionCone.Signs {
    askAbout(row: row)
    let canRise = try canLastFormBePositive(isVariable: false) { _ in }
    askAbout(row: row, negated: true)
    let canFall = try canLastFormBePositive(isVariable: false) { _ in }
    return RecessionCone.Signs(canRise: canRise, canFall: canFall)
  }
}
