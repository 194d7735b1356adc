import NumericKernel
import Testing

@Suite struct MatrixTests {
  @Test func storesColumnByColumn() throws {
    let matrix = try Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(matrix.elements == [1, 4, 2, 5, 3, 6])
    #expect(matrix[1, 0] == 4 && matrix[0, 2] == 3)
    #expect(matrix.column(1) == [2, 5])
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(try matrix == Matrix(columns: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.diagonal == [1, 5])
  }

  @Test func transposesAndSelects() throws {
    let matrix = try Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(try matrix.transposed() == Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed().transposed() == matrix)
    #expect(try matrix.selecting(columns: [2, 0]) == Matrix(rows: [[3, 1], [6, 4]]))
    #expect(try matrix.selecting(rows: [1, 1]) == Matrix(rows: [[4, 5, 6], [4, 5, 6]]))
  }

  @Test func subscriptWritesOneEntry() {
    var matrix = Matrix(rows: 2, columns: 2, repeating: 7)
    matrix[0, 1] = 1
    #expect(matrix.elements == [7, 7, 1, 7])
    #expect(Matrix.identity(2).elements == [1, 0, 0, 1])
    #expect(Matrix.diagonal([2, 3]).elements == [2, 0, 0, 3])
  }

  @Test func refusesRaggedData() {
    #expect(throws: NumericError.shape("column 2 has 1 entries and the first has 2")) {
      try Matrix(columns: [[1, 2], [3]])
    }
    #expect(throws: NumericError.shape("row 2 has 3 entries and the first has 2")) {
      try Matrix(rows: [[1, 2], [3, 4, 5]])
    }
  }

  @Test(arguments: emptyShapes)
  func emptyMatricesHaveTransposes(rows: Int, columns: Int) {
    let transpose = Matrix(rows: rows, columns: columns).transposed()
    #expect(transpose.rows == columns && transpose.columns == rows)
  }
}
