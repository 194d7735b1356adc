import NumericKernel
import TestSupport
import Testing

@Suite struct CholeskyTests {
  let matrix: Matrix

  init() throws { matrix = try Matrix(rows: [[4, 1, -2], [1, 3, 0.5], [-2, 0.5, 5]]) }

  /// Exact in rationals: |A| = 40.
  @Test func knownMatrix() throws {
    let cholesky = try Cholesky(matrix)
    let inverse = try Matrix(rows: [[0.36875, -0.15, 0.1625], [-0.15, 0.4, -0.1], [0.1625, -0.1, 0.275]])
    #expect(try distance(cholesky.inverse(), inverse) < 1e-15)
    #expect(try distance(cholesky.solve([1, 2, 3]), [0.55625, 0.35, 0.7875]) < 1e-15)
    #expect(close(cholesky.logDeterminant, 3.6888794541139363, relative: 1e-15))
    #expect(try distance(cholesky.solve(.identity(3)), inverse) < 1e-15)
  }

  @Test func reconstructs() throws {
    var numbers = PatternlessNumbers(seed: 2)
    let square = numbers.matrix(30, 8).crossProduct()
    let factor = try Cholesky(square).factor
    #expect(distance(factor.multiplied(by: factor.transposed()), square) < 1e-14)
    #expect((0..<8).allSatisfy { i in (i + 1..<8).allSatisfy { factor[i, $0] == 0 } })
  }

  @Test func solvesWithTheFactorAlone() throws {
    let cholesky = try Cholesky(matrix)
    let half = try cholesky.solveFactor(Matrix(rows: 3, columns: 1, elements: [1, 2, 3]))
    // bᵀA⁻¹b = 0.55625 + 2 · 0.35 + 3 · 0.7875
    #expect(close(half.crossProduct()[0, 0], 3.61875, relative: 1e-14))
  }

  /// Condition number 1.5e7 (mpmath): log determinant by mpmath at 40 digits, to the digits that leaves.
  @Test func hilbertMatrix() throws {
    let cholesky = try Cholesky(hilbert(6))
    #expect(close(cholesky.logDeterminant, -39.76620670617473, relative: 1e-11))
    // ‖H‖₁ ‖H⁻¹‖₁ = 29070279.00279… for order 6.
    #expect(close(try cholesky.reciprocalCondition(), 1 / 29070279, relative: 1e-6))
  }

  @Test(arguments: [[[1.0, 2], [2, 1]], [[0, 0], [0, 1]], [[-1]], [[1, 1], [1, 1]]])
  func refusesWhatIsNotPositiveDefinite(rows: [[Double]]) throws {
    let matrix = try Matrix(rows: rows)
    #expect(throws: NumericError.notPositiveDefinite) { try Cholesky(matrix) }
  }

  /// XᵀX of dependent columns is positive definite by rounding about every other time.
  @Test(arguments: 1...20, [1, 1e12, 1e-12])
  func refusesWhatIsPositiveDefiniteByRounding(seed: UInt64, scale: Double) throws {
    var numbers = PatternlessNumbers(seed: seed)
    let (a, b) = (numbers.vector(50), numbers.vector(50))
    let design = try Matrix(columns: [a.map { $0 * scale }, b, zip(a, b).map { $0 / 3 + $1 }])
    let square = design.crossProduct()
    #expect(throws: NumericError.notPositiveDefinite) { try Cholesky(square) }
  }

  @Test func refusesOtherShapesAndAsymmetry() throws {
    #expect(throws: NumericError.shape("the matrix has 2 rows and 3 columns; it must be square")) {
      try Cholesky(Matrix(rows: 2, columns: 3))
    }
    #expect(throws: NumericError.domain("the matrix is not symmetric: entries (1, 2) and (2, 1) differ")) {
      try Cholesky(Matrix(rows: [[2, 1], [1.001, 2]]))
    }
    #expect(throws: NumericError.shape("the matrix has 3 rows and the right side 2")) {
      try Cholesky(matrix).solve([1, 2])
    }
  }

  @Test(arguments: notFinite)
  func refusesWhatIsNotFinite(value: Double) throws {
    #expect(throws: NumericError.notFinite("the matrix")) { try Cholesky(spoiled(matrix, with: value)) }
    #expect(throws: NumericError.notFinite("the right side")) { try Cholesky(matrix).solve([1, value, 2]) }
  }

  @Test func emptyMatrix() throws {
    let cholesky = try Cholesky(Matrix(rows: 0, columns: 0))
    #expect(cholesky.logDeterminant == 0)
    #expect(try cholesky.solve([]).isEmpty)
    #expect(try cholesky.inverse().rows == 0)
    #expect(try cholesky.reciprocalCondition() == 1)
  }
}
