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
    try self.init(ByteInput(source, limits: options.limits), options: options)
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
        throw error(
          tokenizer.row.line, "the line is blank, which in a file of one column could be an empty cell",
          "remove the line, or write \"\" for an empty cell")
      }
    } while tokenizer.row.isBlank
    let row = tokenizer.row
    guard row.count == header.names.count else {
      throw error(
        row.line,
        "the row has \(row.count) \(row.count == 1 ? "field" : "fields"), the header \(header.names.count)",
        "add or remove fields, and put a field that holds the delimiter in quotes")
    }
    rowCount += 1
    return true
  }

  private mutating func finish() throws(DataError) {
    guard rowCount > 0 else {
      throw DataError(
        file: name, problem: "the file holds a header but no records",
        remedy: "check that the right file was exported")
    }
    var notes: [String] = []
    if tokenizer.hasByteOrderMark { notes.append("a UTF-8 byte order mark at the start was skipped") }
    if let delimiter = tokenizer.delimiterInUse, delimiter != .comma {
      notes.append("the delimiter is the \(delimiter)")
    }
    record = try input.record(rowCount: rowCount, notes: notes)
  }

  private func error(_ line: Int, _ problem: String, _ remedy: String) -> DataError {
    DataError(file: name, line: line, problem: problem, remedy: remedy)
  }

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
