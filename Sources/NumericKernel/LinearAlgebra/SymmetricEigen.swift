internal import CLAPACKE

/// The eigenvalues and eigenvectors of a symmetric matrix: A·V = V·diag(values).
package struct SymmetricEigen: Sendable {
  /// In ascending order.
  package let values: [Double]
  /// Orthonormal, one column for each value. Their signs mean nothing.
  package let vectors: Matrix

  /// By divide and conquer (LAPACK's dsyevd).
  /// - Throws: `NumericError.shape` or `.domain` when the matrix is not square or not symmetric,
  /// `.notFinite`,
  ///   `.notConverged`.
  package init(_ matrix: Matrix) throws(NumericError) {
    try matrix.requireFinite("the matrix")
    try matrix.requireSymmetric("the matrix")
    let order = matrix.rows
    var values = [Double](repeating: 0, count: order)
    var vectors = matrix
    if order > 0 {
      BLASThreads.requireSingle()
      let info = LAPACKE_dsyevd(
        LAPACK.columnMajor, LAPACK.letter("V"), LAPACK.lower, Int32(order), &vectors.storage, Int32(order),
        &values)
      if info > 0 { throw .notConverged("the eigenvalue iteration", iterations: 30 * order) }
      try LAPACK.check(info, "dsyevd")
    }
    try requireFinite(values, "an eigenvalue")
    self.values = values
    self.vectors = vectors
  }
}
