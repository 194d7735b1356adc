import NumericKernel
import TestSupport
import Testing

@Suite struct SymmetricEigenTests {
  /// mpmath 1.3 at 40 digits: eigsy of the matrix of doubles.
  @Test func knownValues() throws {
    let small = try SymmetricEigen(Matrix(rows: [[4, 1, -2], [1, 3, 0.5], [-2, 0.5, 5]])).values
    #expect(distance(small, [1.5842066930926238, 3.8393364524664817, 6.5764568544408945]) < 1e-14)
    // The error of an eigenvalue is relative to the largest.
    let expected = [
      1.082799484481101e-7, 1.2570757122637029e-5, 0.00061574835418264524, 0.016321521319875826,
      0.24236087057520955, 1.6188998589243391,
    ]
    #expect(try distance(SymmetricEigen(hilbert(6)).values, expected) < 1e-15)
  }

  @Test(arguments: [1, 2, 5, 30])
  func reconstructs(order: Int) throws {
    var numbers = PatternlessNumbers(seed: 7)
    let half = numbers.matrix(order, order)
    var matrix = half
    for i in 0..<order {
      for j in 0..<order { matrix[i, j] = half[i, j] + half[j, i] }
    }
    let eigen = try SymmetricEigen(matrix)
    let vectors = eigen.vectors
    #expect(departureFromOrthonormality(vectors) < 1e-13)
    #expect(distance(vectors.transposed().crossProduct(weights: eigen.values), matrix) < 1e-13)
    #expect(eigen.values == eigen.values.sorted())
  }

  @Test func refusals() throws {
    for value in notFinite {
      #expect(throws: NumericError.notFinite("the matrix")) {
        try SymmetricEigen(spoiled(.identity(3), with: value))
      }
    }
    #expect(throws: NumericError.shape("the matrix has 1 rows and 2 columns; it must be square")) {
      try SymmetricEigen(Matrix(rows: 1, columns: 2))
    }
    #expect(throws: NumericError.domain("the matrix is not symmetric: entries (1, 2) and (2, 1) differ")) {
      try SymmetricEigen(Matrix(rows: [[1, 0], [1e-3, 1]]))
    }
    #expect(try SymmetricEigen(Matrix(rows: 0, columns: 0)).values.isEmpty)
  }
}
