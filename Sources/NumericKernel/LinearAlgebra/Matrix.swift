/// A dense matrix of `Double`, stored column by column: entry (i, j) is `elements[i + j * rows]`.
///
/// Either dimension may be 0. Shapes that do not fit in arithmetic are a fault of the caller and stop the
/// program; `init(columns:)` and `init(rows:)` take data and throw.
///
/// The type and its entries are public, `@frozen` and `@inlinable` for the sake of loops in other targets:
/// through an opaque accessor an entry costs 5 ns and inlined 0.5. On `package` declarations Swift 6.3
/// accepts `@inlinable` and ignores it.
@frozen
public struct Matrix: Equatable, Sendable {
  public let rows: Int
  public let columns: Int
  @usableFromInline var storage: [Double]

  /// The entries, column by column.
  @inlinable public var elements: [Double] { storage }

  /// A matrix with every entry equal to `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(rows: rows, columns: columns, elements: [Double](repeating: value, count: rows * columns))
  }

  /// A matrix from its entries, column by column; there must be `rows * columns` of them.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(rows >= 0 && columns >= 0, "A matrix has no negative dimension.")
    precondition(
      rows <= Int(Int32.max) && columns <= Int(Int32.max), "LAPACK counts rows and columns in 32 bits.")
    precondition(elements.count == rows * columns, "The entries do not fill the matrix.")
    self.rows = rows
    self.columns = columns
    self.storage = elements
  }

  /// - Throws: `NumericError.shape` when the columns have different lengths.
  package init(columns: [[Double]]) throws(NumericError) {
    let rows = columns.first?.count ?? 0
    for (index, column) in columns.enumerated() where column.count != rows {
      throw .shape("column \(index + 1) has \(column.count) entries and the first has \(rows)")
    }
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns.count)
    for column in columns { elements += column }
    self.init(rows: rows, columns: columns.count, elements: elements)
  }

  /// - Throws: `NumericError.shape` when the rows have different lengths.
  package init(rows: [[Double]]) throws(NumericError) {
    let columns = rows.first?.count ?? 0
    self.init(rows: rows.count, columns: columns)
    for (index, row) in rows.enumerated() {
      guard row.count == columns else {
        throw .shape("row \(index + 1) has \(row.count) entries and the first has \(columns)")
      }
      for j in 0..<columns { self[index, j] = row[j] }
    }
  }

  package static func identity(_ order: Int) -> Matrix {
    diagonal([Double](repeating: 1, count: order))
  }

  package static func diagonal(_ entries: [Double]) -> Matrix {
    var matrix = Matrix(rows: entries.count, columns: entries.count)
    for (index, entry) in entries.enumerated() { matrix[index, index] = entry }
    return matrix
  }

  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(UInt(bitPattern: row) < UInt(bitPattern: rows), "Row outside the matrix.")
      return storage[row + column * rows]
    }
    set {
      precondition(UInt(bitPattern: row) < UInt(bitPattern: rows), "Row outside the matrix.")
      storage[row + column * rows] = newValue
    }
  }

  /// A copy of one column.
  package func column(_ index: Int) -> [Double] {
    precondition(index >= 0 && index < columns, "Column outside the matrix.")
    return Array(storage[index * rows..<(index + 1) * rows])
  }

  /// A copy of one row.
  package func row(_ index: Int) -> [Double] {
    precondition(index >= 0 && index < rows, "Row outside the matrix.")
    return (0..<columns).map { storage[index + $0 * rows] }
  }

  /// The columns with the given indices, in that order; an index may come twice.
  package func selecting(columns indices: [Int]) -> Matrix {
    precondition(indices.allSatisfy { $0 >= 0 && $0 < columns }, "Column outside the matrix.")
    var elements: [Double] = []
    elements.reserveCapacity(rows * indices.count)
    for index in indices { elements += storage[index * rows..<(index + 1) * rows] }
    return Matrix(rows: rows, columns: indices.count, elements: elements)
  }

  /// The rows with the given indices, in that order; an index may come twice.
  package func selecting(rows indices: [Int]) -> Matrix {
    precondition(indices.allSatisfy { $0 >= 0 && $0 < rows }, "Row outside the matrix.")
    var chosen = Matrix(rows: indices.count, columns: columns)
    for j in 0..<columns {
      for i in 0..<indices.count {
        chosen.storage[i + j * indices.count] = storage[indices[i] + j * rows]
      }
    }
    return chosen
  }

  package func transposed() -> Matrix {
    var transpose = Matrix(rows: columns, columns: rows)
    for j in 0..<columns {
      for i in 0..<rows { transpose.storage[j + i * columns] = storage[i + j * rows] }
    }
    return transpose
  }

  /// The entries (i, i), as many as the smaller dimension.
  package var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }
}

extension Matrix {
  /// Copies the lower triangle onto the upper one.
  mutating func mirrorLowerTriangle() {
    for j in 0..<columns {
      for i in 0..<j { storage[i + j * rows] = storage[j + i * rows] }
    }
  }

  /// Multiplies column j by `factors[j]`.
  mutating func scaleColumns(by factors: [Double]) {
    precondition(factors.count == columns, "One factor for each column.")
    for j in 0..<columns {
      let factor = factors[j]
      for i in j * rows..<(j + 1) * rows { storage[i] *= factor }
    }
  }

  /// - Throws: `NumericError.notFinite` when an entry is NaN or infinite.
  func requireFinite(_ name: String) throws(NumericError) {
    try NumericKernel.requireFinite(storage, name)
  }

  /// - Throws: `NumericError.shape` unless the matrix is square, `NumericError.domain` when two mirrored
  /// entries
  ///   differ by more than 1e-8 of the larger of themselves and √(aᵢᵢ aⱼⱼ), which is beyond rounding.
  func requireSymmetric(_ name: String) throws(NumericError) {
    guard rows == columns else {
      throw .shape("\(name) has \(rows) rows and \(columns) columns; it must be square")
    }
    for j in 0..<columns {
      for i in 0..<j {
        let upper = self[i, j]
        let lower = self[j, i]
        let geometric = abs(self[i, i]).squareRoot() * abs(self[j, j]).squareRoot()
        if abs(upper - lower) > 1e-8 * max(abs(upper), abs(lower), geometric) {
          throw .domain(
            "\(name) is not symmetric: entries (\(i + 1), \(j + 1)) and (\(j + 1), \(i + 1)) differ")
        }
      }
    }
  }
}

/// - Throws: `NumericError.notFinite` when a value is NaN or infinite.
func requireFinite(_ values: [Double], _ name: String) throws(NumericError) {
  for i in 0..<values.count where !values[i].isFinite { throw .notFinite(name) }
}
