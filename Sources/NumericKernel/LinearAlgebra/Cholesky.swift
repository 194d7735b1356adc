internal import CLAPACKE
internal import Glibc

/// The Cholesky factor of a symmetric positive definite matrix: A = L·Lᵀ.
package struct Cholesky: Sendable {
  /// L, with zeros above its diagonal.
  package let factor: Matrix
  private let oneNorm: Double

  package var order: Int { factor.rows }

  /// - Throws: `NumericError.shape` or `.domain` when the matrix is not square or not symmetric,
  /// `.notFinite`,
  ///   and `.notPositiveDefinite`, also when it is so only by rounding: when the square of a pivot, which is
  ///   the part of aᵢᵢ that the rows before leave unexplained, is below 10 n ε of aᵢᵢ. That rule does not
  ///   depend on the scale of any row.
  package init(_ matrix: Matrix) throws(NumericError) {
    try matrix.requireFinite("the matrix")
    try matrix.requireSymmetric("the matrix")
    let order = matrix.rows
    var factor = matrix
    if order > 0 {
      BLASThreads.requireSingle()
      let info = LAPACKE_dpotrf(LAPACK.columnMajor, LAPACK.lower, Int32(order), &factor.storage, Int32(order))
      if info > 0 { throw .notPositiveDefinite }
      try LAPACK.check(info, "dpotrf")
    }
    let tolerance = 10 * Double(order) * Double.ulpOfOne
    for j in 0..<order {
      guard factor[j, j] * factor[j, j] > tolerance * matrix[j, j] else { throw .notPositiveDefinite }
      for i in 0..<j { factor[i, j] = 0 }
    }
    try factor.requireFinite("the Cholesky factor")
    self.factor = factor
    self.oneNorm = matrix.oneNorm
  }

  /// x with A·x = b.
  package func solve(_ rightSide: [Double]) throws(NumericError) -> [Double] {
    try solve(Matrix(rows: rightSide.count, columns: 1, elements: rightSide)).elements
  }

  /// X with A·X = B.
  package func solve(_ rightSide: Matrix) throws(NumericError) -> Matrix {
    guard rightSide.rows == order else {
      throw .shape("the matrix has \(order) rows and the right side \(rightSide.rows)")
    }
    try rightSide.requireFinite("the right side")
    var solution = rightSide
    guard order > 0, rightSide.columns > 0 else { return solution }
    BLASThreads.requireSingle()
    let info = LAPACKE_dpotrs(
      LAPACK.columnMajor, LAPACK.lower, Int32(order), Int32(rightSide.columns), factor.storage, Int32(order),
      &solution.storage, Int32(order))
    try LAPACK.check(info, "dpotrs")
    try solution.requireFinite("the solution")
    return solution
  }

  /// L⁻¹·B, which turns a quadratic form bᵀA⁻¹b into a sum of squares.
  package func solveFactor(_ rightSide: Matrix) throws(NumericError) -> Matrix {
    guard rightSide.rows == order else {
      throw .shape("the matrix has \(order) rows and the right side \(rightSide.rows)")
    }
    try rightSide.requireFinite("the right side")
    var solution = rightSide
    guard order > 0, rightSide.columns > 0 else { return solution }
    BLASThreads.requireSingle()
    let info = LAPACKE_dtrtrs(
      LAPACK.columnMajor, LAPACK.lower, LAPACK.noTranspose, LAPACK.nonUnit, Int32(order),
      Int32(rightSide.columns), factor.storage, Int32(order), &solution.storage, Int32(order))
    try LAPACK.check(info, "dtrtrs")
    try solution.requireFinite("the solution")
    return solution
  }

  /// A⁻¹, exactly symmetric.
  package func inverse() throws(NumericError) -> Matrix {
    var inverse = factor
    guard order > 0 else { return inverse }
    BLASThreads.requireSingle()
    let info = LAPACKE_dpotri(LAPACK.columnMajor, LAPACK.lower, Int32(order), &inverse.storage, Int32(order))
    try LAPACK.check(info, "dpotri")
    inverse.mirrorLowerTriangle()
    try inverse.requireFinite("the inverse")
    return inverse
  }

  /// log |A| = 2 Σ log Lᵢᵢ.
  package var logDeterminant: Double {
    var sum = CompensatedSum()
    for i in 0..<order { sum.add(log(factor[i, i])) }
    return 2 * sum.value
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁); 1 for the empty matrix.
  package func reciprocalCondition() throws(NumericError) -> Double {
    guard order > 0 else { return 1 }
    BLASThreads.requireSingle()
    var reciprocal = 0.0
    let info = LAPACKE_dpocon(
      LAPACK.columnMajor, LAPACK.lower, Int32(order), factor.storage, Int32(order), oneNorm, &reciprocal)
    try LAPACK.check(info, "dpocon")
    return reciprocal
  }
}

extension Matrix {
  /// The largest sum of absolute values in a column.
  var oneNorm: Double {
    var largest = 0.0
    for j in 0..<columns {
      var sum = 0.0
      for i in j * rows..<(j + 1) * rows { sum += abs(storage[i]) }
      largest = max(largest, sum)
    }
    return largest
  }
}
