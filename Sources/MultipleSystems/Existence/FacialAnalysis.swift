/// What maximum likelihood can say under one model from the histories that somebody has, decided in whole
/// numbers.
///
/// The likelihood may be highest only in a limit in which some cells' means vanish. The cells that stay
/// positive are the facial set (Fienberg and Rinaldo 2012, Annals of Statistics 40:996): those outside are
/// the cells in which some log-linear function η vanishes on all histories that somebody has, is nowhere
/// positive, and is negative there. On each such direction η the logarithm of the unobserved cell's mean
/// moves with η(∅).
///
/// A function of the model is fixed by its values on the cells that are terms. It has to be 0 on those that
/// somebody has, so what is unknown are its values at ∅ and at the terms whose cell is empty; histories that
/// are no terms give equations between them, and empty cells inequalities. Only the pattern of the empty
/// cells enters, never a count, so the numbers stay small.
struct FacialAnalysis {
  enum Population: Equatable {
    /// The estimate is finite.
    case estimable
    /// The likelihood rises for ever with the population.
    case infinite
    /// The likelihood is highest where nobody is unobserved.
    case nobodyUnobserved
    /// The likelihood is the same for different populations.
    case notIdentifiable
  }

  enum Failure: Error {
    /// The numbers outgrew 128 bits.
    case overflow
  }

  /// What happens to a parameter along the directions in which the likelihood does not fall.
  enum Parameter: Equatable {
    case finite
    case minusInfinity
    case plusInfinity
    case undetermined
  }

  let population: Population
  /// Terms with a zero margin; their parameters are at minus infinity and their cells empty.
  let emptyTerms: [Int]
  /// Terms with a positive margin.
  let terms: [Int]
  /// The facial set.
  let cells: [Int]
  /// Whether the facial set is all of the cells that zero margins leave, and all of `terms` are identified.
  let isRegular: Bool
  /// For each of `terms`, where asked for and not regular; otherwise empty.
  let parameters: [Parameter]

  /// - Parameters:
  ///   - terms: the masks of the terms of a hierarchical model, the intercept included.
  ///   - counts: by history.
  ///   - margins: by term, the superset sums of the counts.
  static func decide(
    listCount: Int, terms: [Int], counts: UnsafePointer<Double>, margins: UnsafePointer<Double>,
    parametersToo: Bool = false
  ) throws(Failure) -> FacialAnalysis {
    do {
      return try analyse(
        Int.self, listCount, terms, counts: counts, margins: margins, parametersToo: parametersToo)
    } catch {}
    do {
      return try analyse(
        Int128.self, listCount, terms, counts: counts, margins: margins, parametersToo: parametersToo)
    } catch {
      throw .overflow
    }
  }

  private static func analyse<Number: FixedWidthInteger & SignedInteger>(
    _: Number.Type, _ listCount: Int, _ allTerms: [Int], counts: UnsafePointer<Double>,
    margins: UnsafePointer<Double>, parametersToo: Bool
  ) throws(SignDictionary<Number>.Overflow) -> FacialAnalysis {
    let cellCount = 1 << listCount
    let terms = allTerms.filter { margins[$0] > 0 }
    let emptyTerms = allTerms.filter { margins[$0] == 0 }
    var isTerm = [Bool](repeating: false, count: cellCount)
    for term in terms { isTerm[term] = true }
    let cells = (1..<cellCount).filter { cell in !emptyTerms.contains { cell & $0 == $0 } }

    // Unknown: the values at ∅ and at the terms whose cell nobody has.
    let unknowns = [0] + terms.filter { $0 != 0 && counts[$0] == 0 }.sorted()
    let values = functions(Number.self, of: unknowns, terms, listCount: listCount)
    var solution = IntegerEquations<Number>(unknownCount: unknowns.count)
    for cell in cells where counts[cell] > 0 && !isTerm[cell] {
      try solution.require(values.map { $0[cell] })
    }
    let free = solution.freeUnknowns
    func result(
      _ population: Population, facial: [Int]? = nil, parameters: [Parameter] = []
    ) -> FacialAnalysis {
      FacialAnalysis(
        population: population, emptyTerms: emptyTerms, terms: terms, cells: facial ?? cells,
        isRegular: population == .estimable && (facial ?? cells).count == cells.count,
        parameters: parameters)
    }
    if free.isEmpty { return result(.estimable) }

    // The variables are s(ω) = −η(ω) ≥ 0 of the empty cells; s(∅) has either sign and is no column for long.
    var dictionary = SignDictionary<Number>(columns: free.map { $0 == 0 ? -1 : unknowns[$0] })
    let nobody = dictionary.appendForm(try solution.onFree(values.map { $0[0] }))
    var isFreeUnknown = [Bool](repeating: false, count: cellCount)
    for unknown in free { isFreeUnknown[unknowns[unknown]] = true }
    let emptyCells = cells.filter { counts[$0] == 0 }
    for cell in emptyCells where !isFreeUnknown[cell] {
      dictionary.append(cell, try solution.onFree(values.map { $0[cell] }))
    }
    var forms: [Int] = []
    if parametersToo {
      for term in terms {
        // β(S) is the alternating sum of η over the subsets of S.
        let coefficients = unknowns.map { unknown -> Number in
          if term & unknown != unknown { return 0 }
          return (term ^ unknown).nonzeroBitCount & 1 == 0 ? 1 : -1
        }
        forms.append(dictionary.appendForm(try solution.onFree(coefficients)))
      }
    }
    if isFreeUnknown[0] {
      guard
        let row = dictionary.rows.indices.first(where: { row in
          dictionary.rows[row] >= 0 && dictionary.coefficients(ofRow: row).first != 0
        })
      else {
        let parameters = parametersToo ? [Parameter](repeating: .undetermined, count: terms.count) : []
        return result(.notIdentifiable, parameters: parameters)
      }
      try dictionary.exchange(row: row, column: 0)
    }

    // A cell is outside the facial set when its variable can be positive.
    let isOutside = try dictionary.positive(among: emptyCells, below: cellCount)
    // The forms are of s = −η, so that η(∅) > 0 where the form is negative.
    let unobserved = try dictionary.signs(ofRow: nobody)
    let population: Population =
      switch (unobserved.canFall, unobserved.canRise) {
      case (false, false): .estimable
      case (true, false): .infinite
      case (false, true): .nobodyUnobserved
      case (true, true): .notIdentifiable
      }
    var parameters: [Parameter] = []
    for form in forms {
      let signs = try dictionary.signs(ofRow: form)
      switch (signs.canFall, signs.canRise) {
      case (false, false): parameters.append(.finite)
      case (true, false): parameters.append(.plusInfinity)
      case (false, true): parameters.append(.minusInfinity)
      case (true, true): parameters.append(.undetermined)
      }
    }
    return result(population, facial: cells.filter { !isOutside[$0] }, parameters: parameters)
  }

  /// For each unknown the function of the model that is 1 there and 0 at all other terms, by history.
  private static func functions<Number: FixedWidthInteger & SignedInteger>(
    _: Number.Type, of unknowns: [Int], _ terms: [Int], listCount: Int
  ) -> [[Number]] {
    unknowns.map { unknown in
      var function = [Number](repeating: 0, count: 1 << listCount)
      for term in terms where term & unknown == unknown {
        function[term] = (term ^ unknown).nonzeroBitCount & 1 == 0 ? 1 : -1
      }
      function.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { Cube.sumSubsets(base, lists: listCount) }
      }
      return function
    }
  }
}
