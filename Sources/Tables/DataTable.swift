/// Typed columns of equal length, read from one file and checked against a schema.
public struct DataTable: Sendable, Equatable {
  /// The file's name as the user gave it, for messages.
  public let name: String
  public let columns: [Column]
  /// The physical line on which each row starts, counted from 1, for messages.
  public let lines: [Int]

  /// - Precondition: all columns have `lines.count` values and their names differ.
  public init(name: String, columns: [Column], lines: [Int]) {
    precondition(columns.allSatisfy { $0.count == lines.count }, "columns of one table have equal lengths")
    precondition(Set(columns.map(\.name)).count == columns.count, "columns of one table have different names")
    self.name = name
    self.columns = columns
    self.lines = lines
  }

  public var rowCount: Int { lines.count }

  public func column(named name: String) -> Column? {
    columns.first { $0.name == name }
  }
}

/// One column: its name and its values, where a missing value is `nil` and never a sentinel.
public struct Column: Sendable, Equatable {
  public let name: String
  public let values: Values

  public enum Values: Sendable, Equatable {
    case text([String?])
    case number([Double?])
    case integer([Int?])
  }

  public init(name: String, values: Values) {
    self.name = name
    self.values = values
  }

  public var count: Int {
    switch values {
    case .text(let values): values.count
    case .number(let values): values.count
    case .integer(let values): values.count
    }
  }
}

extension DataTable {
  /// The values of a text column, `nil` where missing.
  /// - Throws: `DataError` when there is no such column or it is not text.
  public func text(_ name: String) throws(DataError) -> [String?] {
    guard case .text(let values) = try required(name).values else { throw wrongType(name, "text") }
    return values
  }

  /// The values of a number column, `nil` where missing; whole numbers are numbers too.
  /// - Throws: `DataError` when there is no such column or it is not numeric.
  public func numbers(_ name: String) throws(DataError) -> [Double?] {
    switch try required(name).values {
    case .number(let values): return values
    case .integer(let values): return values.map { $0.map(Double.init) }
    case .text: throw wrongType(name, "a number")
    }
  }

  /// The values of a whole-number column, `nil` where missing.
  /// - Throws: `DataError` when there is no such column or it is not whole.
  public func integers(_ name: String) throws(DataError) -> [Int?] {
    guard case .integer(let values) = try required(name).values else {
      throw wrongType(name, "a whole number")
    }
    return values
  }

  /// An error at a row of this table.
  public func error(row: Int, column: String?, problem: String, remedy: String) -> DataError {
    DataError(file: name, line: lines[row], column: column, problem: problem, remedy: remedy)
  }

  private func required(_ name: String) throws(DataError) -> Column {
    guard let column = column(named: name) else {
      throw DataError(
        file: self.name, column: name, problem: "there is no such column",
        remedy: "the columns are \(columns.map { "'\($0.name)'" }.joined(separator: ", "))")
    }
    return column
  }

  private func wrongType(_ name: String, _ expected: String) -> DataError {
    DataError(
      file: self.name, column: name, problem: "the column is not \(expected)",
      remedy: "declare its type in the schema")
  }
}
