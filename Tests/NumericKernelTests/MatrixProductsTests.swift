import NumericKernel
import Testing

/// Against sums written out here; small integers make BLAS exact, so that equality can be asked for.
@Suite struct MatrixProductsTests {
  let a: Matrix
  let b: Matrix

  init() throws {
    a = try Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    b = try Matrix(rows: [[7, -1], [8, 0], [9, 2]])
  }

  @Test func matrixByMatrix() throws {
    #expect(try a.multiplied(by: b) == Matrix(rows: [[50, 5], [122, 8]]))
    #expect(try a.transposeMultiplied(by: a) == Matrix(rows: [[17, 22, 27], [22, 29, 36], [27, 36, 45]]))
  }

  @Test func matrixByVector() {
    #expect(a.multiplied(by: [1, -1, 2]) == [5, 11])
    #expect(a.transposeMultiplied(by: [1, -1]) == [-3, -3, -3])
  }

  @Test func crossProducts() throws {
    #expect(a.crossProduct() == a.transposeMultiplied(by: a))
    // 2 · (1 2 3)ᵀ(1 2 3) − 1 · (4 5 6)ᵀ(4 5 6)
    #expect(
      try a.crossProduct(weights: [2, -1])
        == Matrix(rows: [[-14, -16, -18], [-16, -17, -18], [-18, -18, -18]]))
  }

  /// More rows than one block; the tolerance is that of a sum of 1500 products below 1.
  @Test func crossProductsOfManyRowsAgreeWithPlainSums() {
    var numbers = PatternlessNumbers(seed: 1)
    let matrix = numbers.matrix(1500, 3)
    let weights = numbers.vector(1500)
    var expected = Matrix(rows: 3, columns: 3)
    for i in 0..<1500 {
      for j in 0..<3 {
        for k in 0..<3 { expected[j, k] += weights[i] * matrix[i, j] * matrix[i, k] }
      }
    }
    let product = matrix.crossProduct(weights: weights)
    #expect(distance(product, expected) < 1e-12)
    #expect(product == product.transposed())
  }

  @Test func emptyProductsAreZero() {
    #expect(
      Matrix(rows: 2, columns: 0).multiplied(by: Matrix(rows: 0, columns: 3)) == Matrix(rows: 2, columns: 3))
    #expect(Matrix(rows: 2, columns: 0).multiplied(by: []) == [0, 0])
    #expect(Matrix(rows: 0, columns: 2).transposeMultiplied(by: []) == [0, 0])
    #expect(Matrix(rows: 0, columns: 2).crossProduct() == Matrix(rows: 2, columns: 2))
    #expect(Matrix(rows: 0, columns: 2).crossProduct(weights: []) == Matrix(rows: 2, columns: 2))
    #expect(Matrix(rows: 3, columns: 0).crossProduct() == Matrix(rows: 0, columns: 0))
  }

  @Test func oneThreadIsInForce() { #expect(BLASThreads.current == 1) }
}
