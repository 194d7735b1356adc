import NumericKernel
import TestSupport
import Testing

@Suite struct SingularValueDecompositionTests {
  /// mpmath 1.3 at 40 digits: svd_r.
  @Test func knownValues() throws {
    let matrix = try Matrix(rows: [[1, 2, 3], [4, 5, 6], [7, 8, 10], [1, -1, 2], [0, 3, -5]])
    let expected = [17.568507068619752, 5.8464121222986377, 1.080289163186107]
    #expect(try distance(SingularValueDecomposition(matrix).values, expected) < 2e-14)
    #expect(try distance(SingularValueDecomposition(matrix.transposed()).values, expected) < 2e-14)
  }

  @Test(arguments: shapes)
  func reconstructsWithOrthonormalVectors(rows: Int, columns: Int) throws {
    var numbers = PatternlessNumbers(seed: 8)
    let matrix = numbers.matrix(rows, columns)
    let svd = try SingularValueDecomposition(matrix)
    #expect(departureFromOrthonormality(svd.left) < 1e-14)
    #expect(departureFromOrthonormality(svd.rightTransposed.transposed()) < 1e-14)
    let product = svd.left.multiplied(by: .diagonal(svd.values)).multiplied(by: svd.rightTransposed)
    #expect(distance(product, matrix) < 2e-14)
    #expect(svd.values == svd.values.sorted(by: >) && svd.values.allSatisfy { $0 >= 0 })
  }

  /// The squares of the singular values of A are the eigenvalues of AᵀA.
  @Test func squaresAreEigenvaluesOfTheCrossProduct() throws {
    var numbers = PatternlessNumbers(seed: 9)
    let matrix = numbers.matrix(20, 6)
    let squares = try SingularValueDecomposition(matrix).values.reversed().map { $0 * $0 }
    #expect(try distance(squares, SymmetricEigen(matrix.crossProduct()).values) < 2e-14)
  }

  @Test func rankCountsValues() throws {
    let svd = try SingularValueDecomposition(Matrix(rows: [[1, 2], [2, 4], [3, 6]]))
    #expect(svd.rank(tolerance: 1e-12) == 1)
    #expect(try SingularValueDecomposition(Matrix(rows: 2, columns: 2)).rank(tolerance: 1e-12) == 0)
  }

  @Test func refusals() throws {
    for value in notFinite {
      #expect(throws: NumericError.notFinite("the matrix")) {
        try SingularValueDecomposition(spoiled(.identity(3), with: value))
      }
    }
    for (rows, columns) in emptyShapes {
      let svd = try SingularValueDecomposition(Matrix(rows: rows, columns: columns))
      #expect(svd.values.isEmpty && svd.left.rows == rows && svd.rightTransposed.columns == columns)
    }
  }
}
