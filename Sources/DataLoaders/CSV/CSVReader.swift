public import Tables

/// Reads CSV files into typed, checked tables. What is doubtful is refused, never repaired.
///
/// **Rows and fields** follow RFC 4180 (see `CSVTokenizer`): quotes with doubled quotes inside, line ends CRLF,
/// LF or CR, the last one optional. Blank lines are no rows. Every row has as many fields as the header.
///
/// **Names** in the header lose the spaces around them and are compared without case and by canonical
/// equivalence. Each rule finds its column by name, in any order.
///
/// **Cells** keep every byte. A number with spaces around it is refused, a text with spaces around it is
/// kept and noted in the record, and so are invisible characters in texts. Whether a cell was quoted makes no
/// difference. Markers of missing values are those that the schema declares, exactly; an empty cell without
/// such a marker is refused.
///
/// Errors name the file, the physical line and the column, and never show a cell.
public enum CSVReader {
  /// Reads a table.
  /// - Throws: `DataError` at the first fault.
  public static func read(
    _ source: ByteSource, schema: Schema, options: CSVOptions = CSVOptions()
  ) throws(DataError) -> DataTable {
    try readRecorded(source, schema: schema, options: options).table
  }

  /// Reads a table, with the record of what was read.
  /// - Throws: `DataError` at the first fault.
  public static func readRecorded(
    _ source: ByteSource, schema: Schema, options: CSVOptions = CSVOptions()
  ) throws(DataError) -> (table: DataTable, record: ReadRecord) {
    try readRecorded(source, options: options) { _ throws(DataError) in schema }
  }

  /// Reads a table whose schema depends on the names in the header, such as a table with one column per list.
  /// - Throws: `DataError` at the first fault, and what `schemaFor` throws.
  public static func readRecorded(
    _ source: ByteSource, options: CSVOptions = CSVOptions(),
    schemaFor: (_ names: [String]) throws(DataError) -> Schema
  ) throws(DataError) -> (table: DataTable, record: ReadRecord) {
    var rows = try TypedRowStream(source, options: options, schemaFor: schemaFor)
    let rules = rows.schema.columns
    var builders = rules.indices.filter { rows.has($0) }.map { ColumnBuilder(place: $0, rule: rules[$0]) }
    var lines: [Int] = []
    while try rows.next() {
      guard lines.count < options.limits.tableRows else {
        throw DataError(
          file: rows.name, line: rows.line,
          problem: "the table has more than \(options.limits.tableRows) rows",
          remedy: "aggregate it first, or split it")
      }
      lines.append(rows.line)
      for i in builders.indices { try builders[i].append(from: &rows) }
    }
    let table = DataTable(name: rows.name, columns: builders.map(\.column), lines: lines)
    guard let record = rows.record else { preconditionFailure("a stream that has ended has its record") }
    return (table, record)
  }
}

/// Collects the values of one column; only the array of its type is used.
private struct ColumnBuilder {
  let place: Int
  let rule: ColumnRule
  private var texts: [String?] = []
  private var numbers: [Double?] = []
  private var integers: [Int?] = []

  init(place: Int, rule: ColumnRule) {
    self.place = place
    self.rule = rule
  }

  mutating func append(from rows: inout TypedRowStream) throws(DataError) {
    switch rule.type {
    case .text, .category: texts.append(try rows.text(place))
    case .number: numbers.append(try rows.number(place))
    case .integer: integers.append(try rows.integer(place))
    }
  }

  var column: Column {
    switch rule.type {
    case .text, .category: Column(name: rule.name, values: .text(texts))
    case .number: Column(name: rule.name, values: .number(numbers))
    case .integer: Column(name: rule.name, values: .integer(integers))
    }
  }
}
