internal import CLAPACKE
internal import COpenBLAS

/// Householder QR with column pivoting of a matrix whose columns were first scaled to unit length:
/// A·N⁻¹·P = Q·R, with N the lengths of the columns.
///
/// The scaling makes every decision here independent of the units of a column: multiplying one by 1e12
/// changes neither the rank nor the columns named as dependent.
package struct PivotedQR: Sendable {
  package let rows: Int
  package let columns: Int
  /// Columns of A in the order in which they were eliminated; the first `rank` of them are independent.
  package let pivot: [Int]
  /// The Euclidean length of each column of A.
  package let columnNorms: [Double]
  /// The number of independent columns: those of which the ones eliminated before leave more than `tolerance`
  /// of their length.
  package let rank: Int
  package let tolerance: Double

  /// R of the scaled columns in the upper triangle, Householder vectors below it.
  private let factored: Matrix
  private let reflectorScales: [Double]

  /// 2⁻⁴⁰ ≈ 9.1e-13 of the length of a column.
  ///
  /// Rounding leaves at most some 50 ε ≈ 1e-14 of an exactly dependent column (sums of columns, complete sets
  /// of indicators, shares adding to 100, weighted or not, 10 to 100,000 rows); the most nearly dependent set
  /// that has an answer in NIST's collection, Filip, leaves 1.2e-9.
  package static let defaultTolerance = 0x1p-40

  /// - Throws: `NumericError.notFinite` when an entry or the length of a column is not finite.
  package init(_ matrix: Matrix, tolerance: Double = defaultTolerance) throws(NumericError) {
    try matrix.requireFinite("the matrix")
    rows = matrix.rows
    columns = matrix.columns
    self.tolerance = tolerance
    var work = matrix
    let norms = work.scaleColumnsToUnitLength()
    try requireFinite(norms, "the length of a column")
    columnNorms = norms

    let count = min(rows, columns)
    var order = [Int32](repeating: 0, count: columns)
    var scales = [Double](repeating: 0, count: count)
    if count > 0 {
      BLASThreads.requireSingle()
      let info = LAPACKE_dgeqp3(
        LAPACK.columnMajor, Int32(rows), Int32(columns), &work.storage, Int32(rows), &order, &scales)
      try LAPACK.check(info, "dgeqp3")
      pivot = order.map { Int($0) - 1 }
    } else {
      pivot = Array(0..<columns)
    }
    var rank = 0
    while rank < count, abs(work[rank, rank]) > tolerance { rank += 1 }
    self.rank = rank
    factored = work
    reflectorScales = scales
  }

  package var isFullRank: Bool { rank == columns }

  /// - Throws: `NumericError.rankDeficient` with the dependent columns when they are not all independent.
  package func requireFullRank() throws(NumericError) {
    if !isFullRank { throw .rankDeficient(rank: rank, columns: columns, dependent: dependentColumns) }
  }

  /// Q: orthonormal columns, as many as the smaller dimension of A.
  package func orthogonalFactor() throws(NumericError) -> Matrix {
    let count = min(rows, columns)
    guard count > 0 else { return Matrix(rows: rows, columns: count) }
    BLASThreads.requireSingle()
    var elements = Array(factored.elements[0..<rows * count])
    let info = LAPACKE_dorgqr(
      LAPACK.columnMajor, Int32(rows), Int32(count), Int32(count), &elements, Int32(rows), reflectorScales)
    try LAPACK.check(info, "dorgqr")
    return Matrix(rows: rows, columns: count, elements: elements)
  }

  /// R·N in pivot order, so that Q times it gives the columns `pivot` of A.
  package func upperTriangle() -> Matrix {
    var triangle = scaledTriangle(rows: min(rows, columns))
    triangle.scaleColumns(by: pivot.map { columnNorms[$0] })
    return triangle
  }

  /// The x that minimises ‖b − A·x‖₂. One pass, without refinement: see `LeastSquares`.
  /// - Throws: `NumericError.rankDeficient`, `.shape`, `.notFinite`.
  package func solve(_ rightSide: [Double]) throws(NumericError) -> [Double] {
    try requireFullRank()
    guard rightSide.count == rows else {
      throw .shape("the matrix has \(rows) rows and the right side \(rightSide.count)")
    }
    try NumericKernel.requireFinite(rightSide, "the right side")
    var rotated = rightSide
    applyQTransposed(to: &rotated)
    let solution = unscaled(solveTriangle(Array(rotated[0..<columns])))
    try NumericKernel.requireFinite(solution, "the solution")
    return solution
  }

  /// (AᵀA)⁻¹ = N⁻¹P·R⁻¹R⁻ᵀ·PᵀN⁻¹, formed without AᵀA; exactly symmetric.
  /// - Throws: `NumericError.rankDeficient`, `.notFinite` when it overflows.
  package func inverseCrossProduct() throws(NumericError) -> Matrix {
    try requireFullRank()
    // Rows of R⁻¹ belong to columns of A in pivot order; transposing first makes the product a cross-product.
    let inverse = try inverseScaledTriangle().transposed().crossProduct()
    var result = Matrix(rows: columns, columns: columns)
    for k in 0..<columns {
      for l in 0..<columns {
        let (i, j) = (pivot[k], pivot[l])
        result[i, j] = inverse[k, l] / columnNorms[i] / columnNorms[j]
      }
    }
    result.mirrorLowerTriangle()
    try result.requireFinite("the inverse of the cross-product")
    return result
  }

  /// An estimate of 1 / (‖R‖₁ ‖R⁻¹‖₁) for columns of unit length; 0 without full rank, 1 without columns.
  package func reciprocalCondition() throws(NumericError) -> Double {
    guard columns > 0 else { return 1 }
    guard isFullRank else { return 0 }
    BLASThreads.requireSingle()
    var reciprocal = 0.0
    let info = LAPACKE_dtrcon(
      LAPACK.columnMajor, LAPACK.oneNorm, LAPACK.upper, LAPACK.nonUnit, Int32(columns), factored.elements,
      Int32(rows), &reciprocal)
    try LAPACK.check(info, "dtrcon")
    return reciprocal
  }

  /// Indices of `columns − rank` columns that the others determine. Among equals the later ones are named, so
  /// that an intercept in front stays and the last indicator of a complete set goes.
  package var dependentColumns: [Int] {
    guard !isFullRank else { return [] }
    // R has the geometry of A: eliminate its columns from left to right, orthogonalising twice.
    let triangle = scaledTriangle(rows: rank)
    var position = [Int](repeating: 0, count: columns)
    for k in 0..<columns { position[pivot[k]] = k }
    var kept: [[Double]] = []
    var dependent: [Int] = []
    for j in 0..<columns {
      var rest = triangle.column(position[j])
      for _ in 0..<2 {
        for direction in kept { removeComponent(of: direction, from: &rest) }
      }
      let length = euclideanNorm(rest)
      if kept.count < rank, length > tolerance {
        kept.append(rest.map { $0 / length })
      } else {
        dependent.append(j)
      }
    }
    // At the edge of the tolerance the two orders of elimination may disagree; the rank is the pivoted one's.
    return dependent.count == columns - rank ? dependent : pivot[rank...].sorted()
  }
}

/// The parts from which a refined solution is made. All need full rank.
extension PivotedQR {
  /// Qᵀ·v, in place, by all the reflectors.
  func applyQTransposed(to vector: inout [Double]) {
    applyReflectors(Array(reflectorScales.indices), to: &vector)
  }

  /// Q·v, in place.
  func applyQ(to vector: inout [Double]) {
    applyReflectors(reflectorScales.indices.reversed(), to: &vector)
  }

  /// R⁻¹·v.
  func solveTriangle(_ vector: [Double]) -> [Double] { solveTriangle(vector, CblasNoTrans) }

  /// R⁻ᵀ·v.
  func solveTransposedTriangle(_ vector: [Double]) -> [Double] { solveTriangle(vector, CblasTrans) }

  /// N⁻¹·P·z: from unknowns of the scaled columns in pivot order to those of A.
  func unscaled(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: columns)
    for k in 0..<columns { result[pivot[k]] = vector[k] / columnNorms[pivot[k]] }
    return result
  }

  /// Pᵀ·N⁻¹·g: the transpose of `unscaled`.
  func scaled(_ vector: [Double]) -> [Double] { pivot.map { vector[$0] / columnNorms[$0] } }

  private func solveTriangle(_ vector: [Double], _ transpose: CBLAS_TRANSPOSE) -> [Double] {
    var solution = vector
    guard columns > 0 else { return solution }
    BLASThreads.requireSingle()
    cblas_dtrsv(
      CblasColMajor, CblasUpper, transpose, CblasNonUnit, Int32(columns), factored.elements, Int32(rows),
      &solution, 1)
    return solution
  }

  /// I − τ·v·vᵀ for each reflector, with v = (0, …, 0, 1, entries below the diagonal). Two vector operations
  /// each: LAPACK's dormqr builds blocks that cost more than they save for one vector.
  private func applyReflectors(_ indices: [Int], to vector: inout [Double]) {
    BLASThreads.requireSingle()
    factored.elements.withUnsafeBufferPointer { reflectors in
      vector.withUnsafeMutableBufferPointer { target in
        guard let reflectors = reflectors.baseAddress, let target = target.baseAddress else { return }
        for k in indices {
          let below = Int32(rows - k - 1)
          let reflector = reflectors + (k * rows + k + 1)
          let scale = reflectorScales[k] * (target[k] + cblas_ddot(below, reflector, 1, target + k + 1, 1))
          target[k] -= scale
          cblas_daxpy(below, -scale, reflector, 1, target + k + 1, 1)
        }
      }
    }
  }

  private func scaledTriangle(rows count: Int) -> Matrix {
    var triangle = Matrix(rows: count, columns: columns)
    for j in 0..<columns {
      for i in 0..<min(j + 1, count) { triangle[i, j] = factored[i, j] }
    }
    return triangle
  }

  private func inverseScaledTriangle() throws(NumericError) -> Matrix {
    var triangle = scaledTriangle(rows: columns)
    guard columns > 0 else { return triangle }
    BLASThreads.requireSingle()
    let info = LAPACKE_dtrtri(
      LAPACK.columnMajor, LAPACK.upper, LAPACK.nonUnit, Int32(columns), &triangle.storage, Int32(columns))
    try LAPACK.check(info, "dtrtri")
    return triangle
  }
}

extension Matrix {
  /// Divides each column by its Euclidean length, unless that is 0, and answers the lengths.
  fileprivate mutating func scaleColumnsToUnitLength() -> [Double] {
    var norms = [Double](repeating: 0, count: columns)
    for j in 0..<columns {
      let norm = euclideanNorm(storage[j * rows..<(j + 1) * rows])
      norms[j] = norm
      if norm > 0 {
        for i in j * rows..<(j + 1) * rows { storage[i] /= norm }
      }
    }
    return norms
  }
}

/// √Σx², without overflow or underflow on the way.
private func euclideanNorm(_ values: ArraySlice<Double>) -> Double {
  var largest = 0.0
  for value in values { largest = max(largest, abs(value)) }
  guard largest > 0 else { return 0 }
  var sum = 0.0
  for value in values {
    let ratio = value / largest
    sum += ratio * ratio
  }
  return largest * sum.squareRoot()
}

private func euclideanNorm(_ values: [Double]) -> Double { euclideanNorm(values[...]) }

private func removeComponent(of direction: [Double], from vector: inout [Double]) {
  var component = 0.0
  for i in 0..<vector.count { component += direction[i] * vector[i] }
  for i in 0..<vector.count { vector[i] -= component * direction[i] }
}
