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
  private var input: ByteInput
  private var tokenizer: CSVTokenizer
  private let readSize: Int

  /// Opens the source and reads the header.
  package init(_ source: ByteSource, options: CSVOptions = CSVOptions()) throws(DataError) {
    try self.init(ByteInput(source), options: options)
  }

  init(_ input: consuming ByteInput, options: CSVOptions) throws(DataError) {
    var tokenizer = CSVTokenizer(delimiter: options.delimiter, limits: options.limits)
    var input = input
    repeat {
      guard try Self.advance(&tokenizer, &input, options.readSize, names: []) else {
        throw DataError(
          file: input.name, problem: "the file holds no records",
          remedy: "check that the right file was exported")
      }
    } while tokenizer.row.isBlank
    let header = try CSVHeader(tokenizer.row, file: input.name)
    name = input.name
    self.header = header
    readSize = options.readSize
    self.tokenizer = tokenizer
    self.input = input
  }

  /// The row that `next()` found; it must not be kept beyond the next call.
  package var row: CSVRow { tokenizer.row }

  /// The bytes the tokenizer holds room for.
  var bufferCapacity: Int { tokenizer.bufferCapacity }

  /// Moves on to the next row; `false` at the end of the file, which must hold one row at least.
  /// - Throws: `DataError` for what breaks the format, and when the file changed while it was read.
  package mutating func next() throws(DataError) -> Bool {
    if record != nil { return false }
    repeat {
      guard try Self.advance(&tokenizer, &input, readSize, names: header.names) else {
        try finish()
        return false
      }
      if tokenizer.row.isBlank, header.names.count == 1 {
        throw Self.blankLine(name, tokenizer.row.line)
      }
    } while tokenizer.row.isBlank
    let row = tokenizer.row
    guard row.count == header.names.count else {
      throw Self.raggedRow(name, row.line, fields: row.count, columns: header.names.count)
    }
    rowCount += 1
    return true
  }

  private mutating func finish() throws(DataError) {
    record = try input.record(
      rowCount: Self.checkedCount(rowCount, name: name),
      notes: Self.notes(
        hasByteOrderMark: tokenizer.hasByteOrderMark, delimiter: tokenizer.delimiterInUse ?? .comma))
  }

  /// What another reader needs to read the rest of the file.
  struct Rest: ~Copyable {
    var input: ByteInput
    var tokenizer: CSVTokenizer
  }

  /// Gives up the rest of the file, of which no row was asked for yet.
  consuming func handOver() -> Rest { Rest(input: input, tokenizer: tokenizer) }

  /// Moves the tokenizer to the next row, reading as needed; `false` at the end.
  private static func advance(
    _ tokenizer: inout CSVTokenizer, _ input: inout ByteInput, _ readSize: Int, names: [String]
  ) throws(DataError) -> Bool {
    while true {
      let step: CSVTokenizer.Step
      do throws(CSVFault) {
        step = try tokenizer.next()
      } catch {
        throw DataError(
          error.kind, file: input.name, line: error.line,
          column: error.field.map { $0 < names.count ? names[$0] : "\($0 + 1)" },
          problem: error.problem, remedy: error.remedy)
      }
      switch step {
      case .row: return true
      case .end: return false
      case .needsBytes: tokenizer.commit(try input.read(into: tokenizer.space(readSize), limit: readSize))
      }
    }
  }
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

  static func notes(hasByteOrderMark: Bool, delimiter: CSVDelimiter) -> [String] {
    var notes: [String] = []
    if hasByteOrderMark { notes.append("a UTF-8 byte order mark at the start was skipped") }
    if delimiter != .comma { notes.append("the delimiter is the \(delimiter)") }
    return notes
  }
}
