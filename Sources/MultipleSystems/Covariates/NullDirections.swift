/// The directions in parameter space that move no cell of a set, in whole numbers: what they do to every cell, to
/// the unobserved people of every combination, and to every column.
struct NullDirections {
  /// By direction: the change of log μ at history × cellCount + combination, up to a positive factor of its own for
  /// each cell.
  let values: [[Int]]
  /// By direction: the change of each column's parameter, up to a positive factor for each column.
  let parameters: [[Int]]

  var count: Int { values.count }

  /// The changes of one cell by all directions.
  func form(_ place: Int) -> [Int] { values.map { $0[place] } }
}

extension CovariateWorkspace {
  /// The largest denominator of a dependence between columns that is recognised from its rounded coefficients.
  private static let largestDenominator = 720

  /// The null directions of the active columns on the cells of a mask, which were found to be dependent there.
  ///
  /// The rounded dependences are turned into whole numbers and checked on every cell in whole numbers; where that
  /// fails, or where the rank was in doubt, the equations are solved in 128-bit arithmetic.
  /// - Throws: `FacialAnalysis.Failure` when those do not suffice, or when the rank differs from what it was found
  ///   to be.
  func nullDirections(
    _ independence: Independence, onCells mask: UnsafeMutablePointer<Double>
  ) throws(FacialAnalysis.Failure) -> NullDirections {
    if !independence.isDoubtful, let directions = recognised(independence, onCells: mask) {
      return directions
    }
    let solved: NullDirections
    do { solved = try self.solved(onCells: mask) } catch { throw .overflow }
    guard solved.count == independence.dropped.count else { throw .overflow }
    return solved
  }

  private func recognised(
    _ independence: Independence, onCells mask: UnsafeMutablePointer<Double>
  ) -> NullDirections? {
    var values: [[Int]] = []
    var parameters: [[Int]] = []
    for dependence in independence.dropped {
      let own = scales[columns[dependence.column].function]
      let ratios = dependence.coefficients.indices.map { k in
        dependence.coefficients[k] * own / scales[columns[independence.kept[k]].function]
      }
      guard
        let denominator = (1...Self.largestDenominator).first(where: { q in
          ratios.allSatisfy { ratio in
            let value = ratio * Double(q)
            return abs(value - value.rounded()) <= 1e-7 * max(1, abs(value)) && abs(value) < 1e9
          }
        })
      else { return nil }
      var parameter = [Int](repeating: 0, count: columns.count)
      parameter[dependence.column] = denominator
      for k in ratios.indices {
        parameter[independence.kept[k]] = -Int((ratios[k] * Double(denominator)).rounded())
      }
      guard let value = wholeChange(parameter) else { return nil }
      for history in 1..<historyCount {
        for c in 0..<cellCount where mask[history * width + c] > 0 && value[history * cellCount + c] != 0 {
          return nil
        }
      }
      values.append(value)
      parameters.append(parameter)
    }
    return NullDirections(values: values, parameters: parameters)
  }

  /// X γ in whole numbers, at history × cellCount + combination; `nil` when it overflows.
  private func wholeChange(_ parameter: [Int]) -> [Int]? {
    var values = [Int](repeating: 0, count: historyCount * cellCount)
    var isOverflown = false
    for i in parameter.indices where parameter[i] != 0 {
      for c in 0..<cellCount {
        let (product, overflow) = parameter[i].multipliedReportingOverflow(
          by: wholeFunctions[columns[i].function * cellCount + c])
        let (sum, sumOverflow) = values[columns[i].lists * cellCount + c].addingReportingOverflow(product)
        values[columns[i].lists * cellCount + c] = sum
        isOverflown = isOverflown || overflow || sumOverflow
      }
    }
    guard !isOverflown, values.allSatisfy({ abs($0) < 1 << 50 }) else { return nil }
    var half = 1
    while half < historyCount {
      for history in 0..<historyCount where history & half == 0 {
        for c in 0..<cellCount { values[(history + half) * cellCount + c] += values[history * cellCount + c] }
      }
      half *= 2
    }
    return values
  }

  /// The row of the design for a cell, in whole numbers.
  func wholeRow(history: Int, cell: Int) -> [Int] {
    columns.map { $0.lists & history == $0.lists ? wholeFunctions[$0.function * cellCount + cell] : 0 }
  }

  private func solved(
    onCells mask: UnsafeMutablePointer<Double>
  ) throws(SignDictionary<Int128>.Overflow) -> NullDirections {
    var equations = IntegerEquations<Int128>(unknownCount: columns.count)
    var seen: Set<[Int]> = []
    for history in 1..<historyCount {
      for c in 0..<cellCount where mask[history * width + c] > 0 {
        let row = wholeRow(history: history, cell: c)
        if seen.insert(row).inserted { try equations.require(row.map { Int128($0) }) }
      }
    }
    let free = equations.freeUnknowns
    var values = [[Int]](repeating: [], count: free.count)
    var parameters = values
    func narrow(_ form: [Int128]) throws(SignDictionary<Int128>.Overflow) -> [Int] {
      var result: [Int] = []
      for value in form {
        guard let narrow = Int(exactly: value) else { throw SignDictionary<Int128>.Overflow() }
        result.append(narrow)
      }
      return result
    }
    for history in 0..<historyCount {
      for c in 0..<cellCount {
        let row = wholeRow(history: history, cell: c)
        let form = try narrow(try equations.onFree(row.map { Int128($0) }))
        for k in free.indices { values[k].append(form[k]) }
      }
    }
    for i in columns.indices {
      var unit = [Int128](repeating: 0, count: columns.count)
      unit[i] = 1
      let form = try narrow(try equations.onFree(unit))
      for k in free.indices { parameters[k].append(form[k]) }
    }
    return NullDirections(values: values, parameters: parameters)
  }

  /// Whether the rank of the active columns on the cells of a mask is at least their number, proved by the rank of
  /// X'X modulo a prime, which is never above it.
  func areIndependent(onCells mask: UnsafeMutablePointer<Double>) -> Bool {
    var sums = [Int](repeating: 0, count: historyCount * cellCount)
    for history in 1..<historyCount {
      for c in 0..<cellCount where mask[history * width + c] > 0 { sums[history * cellCount + c] = 1 }
    }
    var half = 1
    while half < historyCount {
      for history in 0..<historyCount where history & half == 0 {
        for c in 0..<cellCount { sums[history * cellCount + c] += sums[(history + half) * cellCount + c] }
      }
      half *= 2
    }
    let size = columns.count
    var matrix = [UInt64](repeating: 0, count: size * size)
    var weighted = [UInt64](repeating: 0, count: cellCount)
    for i in 0..<size {
      var lists = -1
      for j in 0...i {
        if columns[j].lists != lists {
          lists = columns[j].lists
          let place = (columns[i].lists | lists) * cellCount
          for c in 0..<cellCount {
            let product = wholeFunctions[columns[i].function * cellCount + c] * sums[place + c]
            weighted[c] = PrimeField.residue(product)
          }
        }
        var sum: UInt64 = 0
        for c in 0..<cellCount where weighted[c] != 0 {
          let value = wholeFunctions[columns[j].function * cellCount + c]
          if value != 0 {
            sum = PrimeField.add(sum, PrimeField.multiply(weighted[c], PrimeField.residue(value)))
          }
        }
        matrix[i * size + j] = sum
        matrix[j * size + i] = sum
      }
    }
    return PrimeField.rank(&matrix, size: size) == size
  }
}

/// Arithmetic modulo the prime 2⁶¹ − 1.
enum PrimeField {
  static let prime: UInt64 = (1 << 61) - 1

  static func residue(_ value: Int) -> UInt64 {
    let rest = value % Int(prime)
    return UInt64(rest < 0 ? rest + Int(prime) : rest)
  }

  static func add(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let sum = first + second
    return sum >= prime ? sum - prime : sum
  }

  static func multiply(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let (high, low) = first.multipliedFullWidth(by: second)
    return add(low & prime, add((low >> 61) | (high << 3) & prime, 0))
  }

  static func inverse(_ value: UInt64) -> UInt64 {
    var (result, base, exponent): (UInt64, UInt64, UInt64) = (1, value, prime - 2)
    while exponent > 0 {
      if exponent & 1 == 1 { result = multiply(result, base) }
      base = multiply(base, base)
      exponent >>= 1
    }
    return result
  }

  /// The rank of a square matrix, by elimination in place.
  static func rank(_ matrix: inout [UInt64], size: Int) -> Int {
    var rank = 0
    for column in 0..<size {
      guard let pivot = (rank..<size).first(where: { matrix[$0 * size + column] != 0 }) else { continue }
      if pivot != rank {
        for k in column..<size { matrix.swapAt(pivot * size + k, rank * size + k) }
      }
      let scale = inverse(matrix[rank * size + column])
      for row in (rank + 1)..<max(rank + 1, size) where matrix[row * size + column] != 0 {
        let factor = prime - multiply(matrix[row * size + column], scale)
        for k in column..<size {
          matrix[row * size + k] = add(matrix[row * size + k], multiply(factor, matrix[rank * size + k]))
        }
      }
      rank += 1
    }
    return rank
  }
}
