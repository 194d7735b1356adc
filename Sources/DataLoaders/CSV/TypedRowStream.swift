package import Tables

/// Reads a CSV file row by row against a schema, in constant memory and without parsing what is not asked for.
///
///     var rows = try TypedRowStream(source, schema: schema)
///     while try rows.next() {
///       let weight = try rows.number(0)  // column 0 of the schema
///     }
///
/// A column is named by its place in the schema. A cell is parsed when it is asked for; a missing one is `nil`,
/// and so is every cell of an optional column that the file does not have. Which cells are missing is decided
/// by the declared markers alone, byte for byte, before anything else.
package struct TypedRowStream: ~Copyable {
  package let schema: Schema
  private var rows: CSVRowStream
  private var columns: [BoundColumn]
  private let grammar: NumberGrammar

  /// Opens the source and finds the columns of the schema in its header.
  package init(_ source: ByteSource, schema: Schema, options: CSVOptions = CSVOptions()) throws(DataError) {
    try self.init(source, options: options) { _ throws(DataError) in schema }
  }

  /// Opens the source and finds the columns of the schema that is made from the names in its header.
  package init(
    _ source: ByteSource, options: CSVOptions = CSVOptions(),
    schemaFor: (_ names: [String]) throws(DataError) -> Schema
  ) throws(DataError) {
    let rows = try CSVRowStream(source, options: options)
    let schema = try schemaFor(rows.header.names)
    let columns = try schema.bound(to: rows.header, file: rows.name)
    self.columns = columns
    grammar = NumberGrammar(decimalMark: options.decimalMark)
    self.schema = schema
    self.rows = rows
  }

  /// The file's name as the user gave it.
  package var name: String { rows.name }
  /// The names in the header, in the order of the file.
  package var headerNames: [String] { rows.header.names }
  /// The physical line of the present row.
  package var line: Int { rows.row.line }
  /// The rows handed out so far.
  package var rowCount: Int { rows.rowCount }

  /// What was read; `nil` until `next()` has returned `false`. Its notes tell of text cells with invisible
  /// characters or with spaces around the text, which are kept as they are.
  package var record: ReadRecord? {
    guard let record = rows.record else { return nil }
    return ReadRecord(
      name: record.name, byteCount: record.byteCount, sha256: record.sha256, rowCount: record.rowCount,
      notes: record.notes + columns.flatMap(\.notes))
  }

  /// Moves on to the next row; `false` at the end of the file.
  package mutating func next() throws(DataError) -> Bool { try rows.next() }

  /// Whether the file has the column.
  package func has(_ column: Int) -> Bool { columns[column].field >= 0 }

  /// The number in a column of type `.number` or `.integer`.
  package func number(_ column: Int) throws(DataError) -> Double? {
    guard columns[column].kind == .number else { return try integer(column).map(Double.init) }
    guard let cell = cell(column) else { return nil }
    let value: Double
    do throws(NumberFault) { value = try grammar.number(cell) } catch { throw self.error(column, error) }
    let range = columns[column].numbers
    guard value >= range.lowerBound, value <= range.upperBound else {
      let bound = value < range.lowerBound ? range.lowerBound : range.upperBound
      throw outOfRange(column, isBelow: value < range.lowerBound, bound == 0 ? nil : shown(bound))
    }
    return value
  }

  /// The whole number in a column of type `.integer`.
  package func integer(_ column: Int) throws(DataError) -> Int? {
    precondition(columns[column].kind == .integer, "the column is declared to hold whole numbers")
    guard let cell = cell(column) else { return nil }
    let value: Int
    do throws(NumberFault) { value = try grammar.integer(cell) } catch { throw self.error(column, error) }
    let range = columns[column].integers
    guard value >= range.lowerBound, value <= range.upperBound else {
      let bound = value < range.lowerBound ? range.lowerBound : range.upperBound
      throw outOfRange(column, isBelow: value < range.lowerBound, bound == 0 ? nil : "\(bound)")
    }
    return value
  }

  /// The place of the cell's word among the words of a column of type `.category`.
  package func category(_ column: Int) throws(DataError) -> Int? {
    precondition(columns[column].kind == .category, "the column is declared to hold categories")
    guard let cell = cell(column) else { return nil }
    guard let word = columns[column].words.firstIndex(where: { $0.elementsEqual(cell) }) else {
      if cell.isEmpty { throw error(column, .empty) }
      throw error(
        column, "the cell holds none of the allowed words",
        "write one of \(columns[column].allowedWords) exactly, without spaces around it")
    }
    return word
  }

  /// The text in a column of type `.text` or `.category`, as it stands in the file.
  package mutating func text(_ column: Int) throws(DataError) -> String? {
    if columns[column].kind == .category { return try category(column).map { columns[column].wordTexts[$0] } }
    precondition(columns[column].kind == .text, "the column is declared to hold text")
    guard let cell = cell(column) else { return nil }
    if cell.isEmpty { throw error(column, .empty) }
    let text = String(decoding: cell, as: UTF8.self)
    if !cell.isPlainText { columns[column].note(text, line: line) }
    return text
  }

  /// An error at a column of the present row.
  package func error(_ column: Int, _ problem: String, _ remedy: String) -> DataError {
    DataError(file: name, line: line, column: columns[column].name, problem: problem, remedy: remedy)
  }

  private func error(_ column: Int, _ fault: NumberFault) -> DataError {
    error(column, fault.problem, fault.remedy)
  }

  /// - Parameter bound: the bound in words; `nil` for zero.
  private func outOfRange(_ column: Int, isBelow: Bool, _ bound: String?) -> DataError {
    let problem =
      switch (isBelow, bound) {
      case (true, nil): "the number is negative"
      case (true, let bound?): "the number is less than \(bound)"
      case (false, let bound): "the number is more than \(bound ?? "0")"
      }
    return error(column, problem, "correct the cell, or declare it as a missing marker if it stands for one")
  }

  /// The bytes of a cell; `nil` when it is missing.
  private func cell(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
    let field = columns[column].field
    guard field >= 0 else { return nil }
    let cell = rows.row[field]
    for marker in columns[column].markers where marker.count == cell.count {
      if marker.elementsEqual(cell) { return nil }
    }
    return cell
  }
}

/// A bound as a message shows it.
private func shown(_ bound: Double) -> String {
  bound == bound.rounded() && abs(bound) < 1e15 ? "\(Int(bound))" : "\(bound)"
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the text is ASCII without control characters, and begins and ends with more than a space.
  var isPlainText: Bool {
    first != 0x20 && last != 0x20 && allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }
}
