extension CovariateWorkspace {
  /// The columns that are independent on some cells, the first ones being kept, and for each other one how the kept
  /// ones combine to it.
  struct Independence {
    var kept: [Int] = []
    var dropped: [Dependence] = []
    /// Whether a pivot is so small, or so large for a dependent column, that rounding may have decided.
    var isDoubtful = false

    struct Dependence {
      let column: Int
      /// Over the columns kept before it, in their order.
      let coefficients: [Double]
    }
  }

  /// Decides by the Cholesky pivots of X'X over the cells whose mask is 1. Columns are scaled to at most 1, so that
  /// pivots of independent columns are at least about one over the number of cells, squared.
  func independence(onCells mask: UnsafeMutablePointer<Double>) -> Independence {
    sums.update(from: mask, count: historyCount * width)
    sumSupersets(sums)
    fillNormal(sums)
    let rowWidth = SmallCholesky.stride(columns.count)
    var result = Independence()
    // Row i of the factor, over the kept columns before it, replaces row i of the matrix. Entries at kept columns
    // are moved to the front, which never overtakes the reading.
    for i in 0..<columns.count {
      let row = normal + i * rowWidth
      let diagonal = row[i]
      var rest = diagonal
      for k in 0..<result.kept.count {
        let other = normal + result.kept[k] * rowWidth
        var value = row[result.kept[k]]
        for m in 0..<k { value -= row[m] * other[m] }
        row[k] = value / other[k]
        rest -= row[k] * row[k]
      }
      let share = diagonal > 0 ? rest / diagonal : 0
      if share > 1e-9 {
        if share < 1e-7 { result.isDoubtful = true }
        row[result.kept.count] = rest.squareRoot()
        result.kept.append(i)
        continue
      }
      if share > 1e-11 { result.isDoubtful = true }
      var coefficients = [Double](repeating: 0, count: result.kept.count)
      for k in coefficients.indices.reversed() {
        var value = row[k]
        for m in (k + 1)..<max(k + 1, coefficients.count) {
          value -= normal[result.kept[m] * rowWidth + k] * coefficients[m]
        }
        coefficients[k] = value / normal[result.kept[k] * rowWidth + k]
      }
      result.dropped.append(Independence.Dependence(column: i, coefficients: coefficients))
    }
    return result
  }
}
