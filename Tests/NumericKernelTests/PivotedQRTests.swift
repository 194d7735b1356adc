import NumericKernel
import TestSupport
import Testing

@Suite struct PivotedQRTests {
  @Test(arguments: shapes)
  func reconstructsWithOrthonormalColumns(rows: Int, columns: Int) throws {
    var numbers = PatternlessNumbers(seed: 3)
    let matrix = numbers.matrix(rows, columns)
    let qr = try PivotedQR(matrix)
    let q = try qr.orthogonalFactor()
    #expect(departureFromOrthonormality(q) < 1e-14)
    #expect(distance(q.multiplied(by: qr.upperTriangle()), matrix.selecting(columns: qr.pivot)) < 1e-14)
    #expect(qr.rank == min(rows, columns))
    #expect(qr.dependentColumns.count == columns - qr.rank)
  }

  @Test func triangleSquaredIsTheCrossProduct() throws {
    var numbers = PatternlessNumbers(seed: 4)
    let matrix = numbers.matrix(50, 6)
    let qr = try PivotedQR(matrix)
    let pivoted = matrix.selecting(columns: qr.pivot).crossProduct()
    #expect(distance(qr.upperTriangle().crossProduct(), pivoted) < 1e-13)
    #expect(try distance(qr.inverseCrossProduct(), Cholesky(matrix.crossProduct()).inverse()) < 1e-14)
  }

  /// Without refinement: the digits that Householder QR reaches on NIST's hard sets.
  @Test(arguments: [("Filip", 7.0), ("Longley", 10.5), ("Pontius", 11.5), ("Wampler1", 9), ("Wampler5", 5.5)])
  func certifiedDigitsOfOnePass(name: String, digits: Double) throws {
    let set = try ReferenceSet.named(name)
    #expect(try leastDigits(PivotedQR(set.design).solve(set.response), set.certified.coefficients) >= digits)
  }

  // MARK: Rank

  /// Designs with exactly or nearly dependent columns, their rank and the columns to leave out.
  static let designs: [(label: String, columns: [[Double]], dependent: [Int])] = {
    var numbers = PatternlessNumbers(seed: 5)
    let n = 60
    let one = [Double](repeating: 1, count: n)
    let (a, b, c) = (numbers.vector(n), numbers.vector(n), numbers.vector(n))
    let noise = numbers.vector(n)
    let groups = (0..<3).map { group in (0..<n).map { $0 % 3 == group ? 1.0 : 0 } }
    func sum(_ x: [Double], _ y: [Double], _ factor: Double) -> [Double] {
      zip(x, y).map { $0 + factor * $1 }
    }
    return [
      ("independent", [one, a, b, c], []),
      ("an intercept and every group", [one] + groups + [a], [3]),
      ("the groups before the intercept", groups + [a, one], [4]),
      ("a column twice", [a, b, a, c], [2]),
      ("a multiple", [a, b, a.map { -7 * $0 }], [2]),
      ("a sum", [one, a, b, sum(a, b, 1 / 3), c], [3]),
      ("a column of zeros", [one, one.map { _ in 0 }, a], [1]),
      ("nothing but zeros", [one.map { _ in 0 }], [0]),
      ("years and years since 1990", [one, a.map { 1990 + 10 * $0 }, a.map { 10 * $0 }, b], [2]),
      ("two dependencies", [one, a, sum(one, a, 2), b, sum(a, b, -1)], [2, 4]),
      ("a sum but for 1e-14", [a, b, sum(sum(a, b, 1), noise, 1e-14)], [2]),
      ("a sum but for 1e-10", [a, b, sum(sum(a, b, 1), noise, 1e-10)], []),
    ]
  }()

  /// The decision must not depend on units: each column in turn is multiplied by the factor.
  @Test(arguments: designs.indices, [1, 1e12, 1e-12, 1e150, 1e-150])
  func rankAndDependentColumns(design index: Int, factor: Double) throws {
    let design = Self.designs[index]
    for scaled in design.columns.indices {
      var columns = design.columns
      columns[scaled] = columns[scaled].map { $0 * factor }
      let qr = try PivotedQR(Matrix(columns: columns))
      #expect(qr.rank == columns.count - design.dependent.count, "\(design.label), column \(scaled)")
      #expect(qr.dependentColumns == design.dependent, "\(design.label), column \(scaled)")
      #expect(qr.isFullRank == design.dependent.isEmpty)
    }
  }

  @Test func refusesToSolveWithDependentColumns() throws {
    let qr = try PivotedQR(Matrix(columns: Self.designs[1].columns))
    let error = NumericError.rankDeficient(rank: 4, columns: 5, dependent: [3])
    #expect(throws: error) { try qr.solve([Double](repeating: 1, count: 60)) }
    #expect(throws: error) { try qr.inverseCrossProduct() }
    #expect(try qr.reciprocalCondition() == 0)
    #expect(
      error.description
        == "the 5 columns hold only 4 independent ones; leave out number 4 (counted from 1), which others determine"
    )
  }

  @Test(arguments: notFinite)
  func refusesWhatIsNotFinite(value: Double) throws {
    var numbers = PatternlessNumbers(seed: 6)
    let matrix = numbers.matrix(5, 2)
    #expect(throws: NumericError.notFinite("the matrix")) { try PivotedQR(spoiled(matrix, with: value)) }
    #expect(throws: NumericError.notFinite("the right side")) {
      try PivotedQR(matrix).solve([1, 2, 3, 4, value])
    }
    #expect(throws: NumericError.notFinite("the length of a column")) {
      try PivotedQR(Matrix(rows: 9, columns: 1, repeating: 1e308))
    }
  }

  @Test(arguments: emptyShapes)
  func emptyShapesHaveRankZero(rows: Int, columns: Int) throws {
    let qr = try PivotedQR(Matrix(rows: rows, columns: columns))
    #expect(qr.rank == 0)
    #expect(qr.dependentColumns == Array(0..<columns))
    #expect(try qr.orthogonalFactor().columns == 0)
    if columns == 0 {
      #expect(try qr.solve([Double](repeating: 1, count: rows)).isEmpty)
      #expect(try qr.inverseCrossProduct().columns == 0)
      #expect(try qr.reciprocalCondition() == 1)
    }
  }
}
