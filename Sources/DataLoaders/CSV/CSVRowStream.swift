package import Tables

/// Reads a CSV file row by row in constant memory.
///
///     var rows = try CSVRowStream(source, options: options)
///     while try rows.next() {
///       let row = rows.row  // the fields as bytes, good until the next call
///     }
///
/// The first line that is not blank is the header. Every row has as many fields as the header; a blank line is
/// no row, and in a file of one column, where it could be an empty cell, it is refused.
package struct CSVRowStream: ~Copyable {
  /// The file's name as the user gave it.
  package let name: String
  package let header: CSVHeader
  /// The rows handed out so far, without the header.
  package private(set) var rowCount = 0
  /// What was read; `nil` until `next()` has returned `false`.
  package private(set) var record: ReadRecord?
  private var rows: CSVTokenRows

  /// Opens the source and reads the header.
  package init(_ source: ByteSource, options: CSVOptions = CSVOptions()) throws(DataError) {
    try self.init(ByteInput(source, limits: options.limits), options: options)
  }

  init(_ input: consuming ByteInput, options: CSVOptions) throws(DataError) {
    var rows = CSVTokenRows(input, options: options)
    repeat {
      guard try rows.next() else {
        throw DataError(
          file: rows.name, problem: "the file holds no records",
          remedy: "check that the right file was exported")
      }
    } while rows.row.isBlank
    header = try CSVHeader(rows.row, file: rows.name, allowsNamesByCase: options.allowsNamesByCase)
    name = rows.name
    self.rows = rows
  }

  /// The row that `next()` found; it must not be kept beyond the next call.
  package var row: CSVRow { rows.row }

  /// The bytes the tokenizer holds room for.
  var bufferCapacity: Int { rows.bufferCapacity }

  /// Moves on to the next row; `false` at the end of the file, which must hold one row at least.
  /// - Throws: `DataError` for what breaks the format, and when the file changed while it was read.
  package mutating func next() throws(DataError) -> Bool {
    if record != nil { return false }
    repeat {
      guard try rows.next(names: header.names) else {
        try finish()
        return false
      }
      if rows.row.isBlank, header.names.count == 1 {
        throw Self.blankLine(name, rows.row.line)
      }
    } while rows.row.isBlank
    let row = rows.row
    guard row.count == header.names.count else {
      throw Self.raggedRow(name, row.line, fields: row.count, columns: header.names.count)
    }
    rowCount += 1
    return true
  }

  private mutating func finish() throws(DataError) {
    record = try rows.record(rowCount: Self.checkedCount(rowCount, name: name))
  }

  /// Gives up the rest of the file, of which no row was asked for yet.
  consuming func handOver() -> CSVTokenRows.Rest { rows.handOver() }
}

extension CSVRowStream {
  static func blankLine(_ name: String, _ line: Int) -> DataError {
    DataError(
      file: name, line: line,
      problem: "the line is blank, which in a file of one column could be an empty cell",
      remedy: "remove the line, or write \"\" for an empty cell")
  }

  static func raggedRow(_ name: String, _ line: Int, fields: Int, columns: Int) -> DataError {
    DataError(
      file: name, line: line,
      problem: "the row has \(fields) \(fields == 1 ? "field" : "fields"), the header \(columns)",
      remedy: "add or remove fields, and put a field that holds the delimiter in quotes")
  }

  static func checkedCount(_ rows: Int, name: String) throws(DataError) -> Int {
    guard rows > 0 else {
      throw DataError(
        file: name, problem: "the file holds a header but no records",
        remedy: "check that the right file was exported")
    }
    return rows
  }
}
