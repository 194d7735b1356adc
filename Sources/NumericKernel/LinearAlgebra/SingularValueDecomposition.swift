internal import CLAPACKE

/// The thin singular value decomposition: A = U·diag(values)·Vᵀ.
package struct SingularValueDecomposition: Sendable {
  /// In descending order, as many as the smaller dimension; none is negative.
  package let values: [Double]
  /// U: one orthonormal column for each value, with the rows of A. The signs of a pair of vectors mean
  /// nothing.
  package let left: Matrix
  /// Vᵀ: one orthonormal row for each value, with the columns of A.
  package let rightTransposed: Matrix

  /// By divide and conquer (LAPACK's dgesdd).
  /// - Throws: `NumericError.notFinite`, `.notConverged`.
  package init(_ matrix: Matrix) throws(NumericError) {
    try matrix.requireFinite("the matrix")
    let (rows, columns) = (matrix.rows, matrix.columns)
    let count = min(rows, columns)
    var values = [Double](repeating: 0, count: count)
    var left = Matrix(rows: rows, columns: count)
    var right = Matrix(rows: count, columns: columns)
    if count > 0 {
      BLASThreads.requireSingle()
      var work = matrix
      let info = LAPACKE_dgesdd(
        LAPACK.columnMajor, LAPACK.letter("S"), Int32(rows), Int32(columns), &work.storage, Int32(rows),
        &values, &left.storage, Int32(rows), &right.storage, Int32(count))
      if info > 0 { throw .notConverged("the singular value iteration", iterations: 6 * count) }
      try LAPACK.check(info, "dgesdd")
    }
    try requireFinite(values, "a singular value")
    self.values = values
    self.left = left
    self.rightTransposed = right
  }

  /// The number of values above `tolerance` times the largest. Singular values depend on the scale of each
  /// column: to decide which columns of a design are independent use `PivotedQR`, which does not.
  package func rank(tolerance: Double) -> Int {
    guard let largest = values.first, largest > 0 else { return 0 }
    return values.count { $0 > tolerance * largest }
  }
}
