package import Tables

/// The rows of a CSV file as they stand: with a header or without, of any number of fields.
///
/// `CSVRowStream` is for tables; this is for sheets that have something above their header.
package struct CSVTokenRows: ~Copyable {
  /// The file's name as the user gave it.
  package let name: String
  private var input: ByteInput
  private var tokenizer: CSVTokenizer
  private let readSize: Int

  package init(_ source: ByteSource, options: CSVOptions = CSVOptions()) throws(DataError) {
    self.init(try ByteInput(source, limits: options.limits), options: options)
  }

  init(_ input: consuming ByteInput, options: CSVOptions) {
    name = input.name
    tokenizer = CSVTokenizer(delimiter: options.delimiter, limits: options.limits)
    readSize = options.readSize
    self.input = input
  }

  /// Opens the source and finds the delimiter, unless the options say it, in the first 64 KiB.
  /// - Parameter delimiter: `nil` where the header line is to decide.
  init(
    _ source: ByteSource, options: CSVOptions,
    delimiter: (UnsafeBufferPointer<UInt8>) -> CSVDelimiter?
  ) throws(DataError) {
    guard options.delimiter == nil else {
      try self.init(source, options: options)
      return
    }
    var input = try ByteInput(source, limits: options.limits)
    let opening = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { opening.deallocate() }
    var count = 0
    while count < opening.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: opening[count...])
      let read = try input.read(into: room, limit: min(room.count, options.readSize))
      if read == 0 { break }
      count += read
    }
    let bytes = UnsafeRawBufferPointer(rebasing: opening.prefix(count))
    var options = options
    options.delimiter = delimiter(bytes.assumingMemoryBound(to: UInt8.self))
    self.init(input, options: options)
    if count > 0 {
      tokenizer.space(count).copyMemory(from: bytes)
      tokenizer.commit(count)
    }
  }

  /// The row that `next()` found; it must not be kept beyond the next call.
  package var row: CSVRow { tokenizer.row }

  /// The bytes the tokenizer holds room for.
  var bufferCapacity: Int { tokenizer.bufferCapacity }

  /// Moves on to the next row, a blank line among them; `false` at the end of the file.
  /// - Parameter names: the names of the columns, for messages.
  package mutating func next(names: [String] = []) throws(DataError) -> Bool {
    while true {
      let step: CSVTokenizer.Step
      do throws(CSVFault) {
        step = try tokenizer.next()
      } catch {
        throw DataError(
          error.kind, file: name, line: error.line,
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

  /// The record of all that was read, once the file has ended.
  /// - Throws: `DataError` when the file changed while it was read.
  func record(rowCount: Int, notes: [String] = []) throws(DataError) -> ReadRecord {
    let all = Self.notes(
      hasByteOrderMark: tokenizer.hasByteOrderMark, delimiter: tokenizer.delimiterInUse ?? .comma)
    return try input.record(rowCount: rowCount, notes: all + notes)
  }

  static func notes(hasByteOrderMark: Bool, delimiter: CSVDelimiter) -> [String] {
    var notes: [String] = []
    if hasByteOrderMark { notes.append("a UTF-8 byte order mark at the start was skipped") }
    if delimiter != .comma { notes.append("the delimiter is the \(delimiter)") }
    return notes
  }

  /// What another reader needs to read the rest of the file.
  struct Rest: ~Copyable {
    var input: ByteInput
    var tokenizer: CSVTokenizer
  }

  /// Gives up the rest of the file.
  consuming func handOver() -> Rest { Rest(input: input, tokenizer: tokenizer) }
}
