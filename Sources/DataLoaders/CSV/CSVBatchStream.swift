package import Tables

/// Reads some columns of a CSV file in batches of a few thousand rows, in constant memory and nearly as fast as the
/// bytes can be looked at. The others are skipped without being parsed.
///
///     var batches = try CSVBatchStream(source, columns: columns)
///     while try batches.next() {
///       let weights = batches.numbers(0)  // of column 0 of those asked for
///     }
///
/// What it takes, what it refuses and what it says then are those of `CSVRowStream` and `TypedRowStream`: pieces
/// in which rows are regular are read by `SeparatorIndex`; at the first that are not, `CSVTokenizer` takes over at
/// the row where the piece begins, and reads the rest of the file.
package struct CSVBatchStream: ~Copyable {
  package let name: String
  package let header: CSVHeader
  /// Rows in the present batch.
  package private(set) var count = 0
  /// Rows handed out so far, the present batch included.
  package private(set) var rowCount = 0
  /// What was read; nil until `next()` has returned `false`.
  package private(set) var record: ReadRecord?

  private var input: ByteInput
  private let options: CSVOptions
  private let delimiter: CSVDelimiter
  private let hasByteOrderMark: Bool
  private var readers: [BatchColumnReader]
  /// Bytes not yet handed out, from the start of a row.
  private let room: ByteRoom
  private let capacity: Int
  private var filled = 0
  private var hasEnded = false
  /// The rows of the present batch end there.
  private var consumed = 0
  /// The place in the file, and the physical line, of the first byte of the buffer.
  private var offset: Int
  private var line: Int
  private var index: SeparatorIndex
  /// Reads the rest, once rows were not regular.
  private var tokenizer: CSVTokenizer?
  /// The lines of the rows of a batch that the tokenizer made.
  private var tokenizedLines: [Int] = []

  /// Opens the source and finds the columns in its header.
  /// - Throws: `DataError` for what breaks the format, and for a column that is not there.
  package init(
    _ source: ByteSource, options: CSVOptions = CSVOptions(),
    columnsFor: (_ names: [String]) throws(DataError) -> [CSVBatchColumn]
  ) throws(DataError) {
    let rows = try CSVRowStream(source, options: options)
    let (name, header) = (rows.name, rows.header)
    let columns = try columnsFor(header.names)
    // A column may be asked for as numbers and as texts.
    let asked = columns.map { header.spelling(of: $0.name) }
    var rules: [ColumnRule] = []
    for name in asked where !rules.contains(where: { $0.name == name }) {
      rules.append(ColumnRule(name, .text))
    }
    let bound = try Schema(rules, allowsOtherColumns: true).bound(to: header, file: name)
    let places = Dictionary(uniqueKeysWithValues: bound.map { ($0.name, $0.field) })
    let grammar = NumberGrammar(decimalMark: options.decimalMark)
    let readers = zip(columns, asked).map {
      BatchColumnReader($0, field: places[$1] ?? -1, grammar: grammar)
    }
    self.init(name: name, header: header, rest: rows.handOver(), options: options, readers: readers)
  }

  package init(
    _ source: ByteSource, columns: [CSVBatchColumn], options: CSVOptions = CSVOptions()
  ) throws(DataError) {
    try self.init(source, options: options) { _ throws(DataError) in columns }
  }

  private init(
    name: String, header: CSVHeader, rest: consuming CSVTokenRows.Rest, options: CSVOptions,
    readers: [BatchColumnReader]
  ) {
    let tokenizer = rest.tokenizer
    self.name = name
    self.header = header
    self.input = rest.input
    self.options = options
    self.readers = readers
    delimiter = tokenizer.delimiterInUse ?? .comma
    hasByteOrderMark = tokenizer.hasByteOrderMark
    let skipsLineFeed = tokenizer.endsWithCarriageReturn
    let (bytes, start, firstLine) = tokenizer.withRest { (Array($0), $1, $2) }
    capacity = max(options.readSize, bytes.count) + Self.slack
    room = ByteRoom(capacity: capacity + Self.slack)
    for i in bytes.indices { room.bytes[i] = bytes[i] }
    filled = bytes.count
    offset = start
    line = firstLine
    index = SeparatorIndex(size: capacity)
    awaitsLineFeed = skipsLineFeed
  }

  private var buffer: UnsafeMutablePointer<UInt8> { room.bytes }

  /// Whether a line feed that comes next belongs to the end of the header line.
  private var awaitsLineFeed: Bool

  /// Bytes behind the text that can be read or written.
  private static let slack = 128

  /// The values of a column in the present batch; 0 where the answer is missing.
  package func numbers(_ column: Int) -> [Double] { readers[column].numbers }
  /// The codes of a column in the present batch; −1 where the answer is missing.
  package func codes(_ column: Int) -> [Int32] { readers[column].codes }
  /// Whether each row has an answer; nil when all have.
  package func present(_ column: Int) -> [Bool]? {
    readers[column].hasMissing ? readers[column].present : nil
  }
  /// The labels of a column that have codes so far.
  package func labels(_ column: Int) -> [String] { readers[column].labels.labels }
  /// The code of a text; −1 while no cell has held it.
  package func code(of text: String, column: Int) -> Int32 { readers[column].labels.code(of: text) }
  /// How many there are.
  package func labelCount(_ column: Int) -> Int { Int(readers[column].labels.count) }

  /// The place of a row of the present batch in the file.
  package func line(ofRow row: Int) -> Int {
    if tokenizer != nil { return tokenizedLines[row] }
    let end = row == 0 ? 0 : Int(index.ends[row * header.names.count - 1]) + 1
    return lines(before: end)
  }

  /// Appends the line of every row of the present batch.
  package func appendLines(to lines: inout [Int]) {
    if tokenizer != nil {
      lines += tokenizedLines
    } else if !index.hasQuotes {
      lines += line..<line + count
    } else {
      var next = line
      var place = 0
      for row in 0..<count {
        lines.append(next)
        let end = Int(index.ends[(row + 1) * header.names.count - 1])
        while place <= end {
          if buffer[place] == 0x0A { next += 1 }
          place += 1
        }
      }
    }
  }

  /// An error at a column of those asked for, in a row of the present batch.
  package func error(row: Int, column: Int?, _ problem: String, _ remedy: String) -> DataError {
    DataError(
      file: name, line: line(ofRow: row), column: column.map { readers[$0].name }, problem: problem,
      remedy: remedy)
  }

  private func lines(before end: Int) -> Int {
    var lines = line
    for i in 0..<end where buffer[i] == 0x0A { lines += 1 }
    return lines
  }

  /// Moves on to the next batch; `false` at the end of the file, which must hold one row at least.
  package mutating func next() throws(DataError) -> Bool {
    if record != nil { return false }
    if tokenizer == nil {
      try drop()
      if try fill() { return try readIndexed() }
      if tokenizer == nil { return try finish() }
    }
    return try readTokenized()
  }

  /// Lets the rows of the last batch go.
  private mutating func drop() throws(DataError) {
    guard consumed > 0 else { return }
    input.settle()
    line = index.hasQuotes ? lines(before: consumed) : line + index.rowCount
    offset += consumed
    filled -= consumed
    buffer.update(from: buffer + consumed, count: filled)
    consumed = 0
  }

  /// Reads until the buffer is full or the file has ended; `false` when there is nothing left for the index.
  private mutating func fill() throws(DataError) -> Bool {
    while !hasEnded, filled < capacity - Self.slack {
      let room = UnsafeMutableRawBufferPointer(start: buffer + filled, count: capacity - Self.slack - filled)
      let read = try input.read(into: room, limit: room.count, owing: true)
      if read == 0 { hasEnded = true }
      filled += read
    }
    if awaitsLineFeed, filled > 0 {
      awaitsLineFeed = false
      if buffer[0] == 0x0A {
        // The line was counted at the carriage return.
        input.settle()
        offset += 1
        filled -= 1
        buffer.update(from: buffer + 1, count: filled)
        return try fill()
      }
    }
    guard filled > 0 else { return false }
    var count = filled
    if hasEnded, buffer[filled - 1] != 0x0A {
      buffer[filled] = 0x0A
      count += 1
    }
    let longest = min(options.limits.fieldBytes, options.limits.rowBytes)
    guard
      index.find(
        buffer, count: count, delimiter: delimiter.byte, fieldCount: header.names.count, longestRow: longest,
        paying: &input.owed) == .rows, isText()
    else {
      resumeTokenizing()
      return false
    }
    consumed = min(filled, index.byteCount(fieldCount: header.names.count))
    // The end of the file within a row or a quote.
    if hasEnded, consumed < filled {
      resumeTokenizing()
      return false
    }
    return true
  }

  private func isText() -> Bool {
    guard index.hasOtherBytes else { return true }
    let end = min(filled, index.byteCount(fieldCount: header.names.count))
    let (checked, fault) = TextCheck.run(UnsafePointer(buffer), from: 0, to: end)
    return fault == nil && checked == end
  }

  private mutating func resumeTokenizing() {
    input.settle()
    consumed = 0
    var tokenizer = CSVTokenizer(
      resumingAt: offset, line: line, delimiter: delimiter, limits: options.limits)
    tokenizer.space(filled).copyMemory(from: UnsafeRawBufferPointer(start: buffer, count: filled))
    if filled > 0 { tokenizer.commit(filled) }
    self.tokenizer = consume tokenizer
  }

  private mutating func readIndexed() throws(DataError) -> Bool {
    count = index.rowCount
    let fields = header.names.count
    var limit = count
    var fault: (column: Int, fault: BatchFault)?
    // The first fault by row, and within a row by the order in which columns were asked for.
    for k in readers.indices {
      if let found = readers[k].read(buffer, index, rows: limit, fieldCount: fields) {
        limit = found.row
        fault = (k, found)
      }
    }
    if let fault {
      throw error(row: fault.fault.row, column: fault.column, fault.fault.problem, fault.fault.remedy)
    }
    for k in readers.indices where readers[k].notesLabels {
      for row in readers[k].rowsToNote { readers[k].note(row: row, line: line(ofRow: row)) }
    }
    rowCount += count
    return true
  }

  private mutating func readTokenized() throws(DataError) -> Bool {
    count = 0
    tokenizedLines.removeAll(keepingCapacity: true)
    for k in readers.indices { readers[k].begin() }
    while count < Self.tokenizedBatch {
      guard try advance() else { break }
      try takeRow()
      count += 1
    }
    for k in readers.indices { readers[k].end(rows: count) }
    rowCount += count
    return count > 0 ? true : try finish()
  }

  private static let tokenizedBatch = 4096

  /// Moves the tokenizer to the next row that is not blank; `false` at the end.
  private mutating func advance() throws(DataError) -> Bool {
    while true {
      let step: CSVTokenizer.Step
      do throws(CSVFault) {
        guard let next = try tokenizer?.next() else { return false }
        step = next
      } catch {
        let names = header.names
        throw DataError(
          error.kind, file: name, line: error.line,
          column: error.field.map { $0 < names.count ? names[$0] : "\($0 + 1)" },
          problem: error.problem, remedy: error.remedy)
      }
      switch step {
      case .end: return false
      case .needsBytes:
        guard !hasEnded, let room = tokenizer?.space(options.readSize) else {
          tokenizer?.commit(0)
          continue
        }
        let read = try input.read(into: room, limit: options.readSize)
        if read == 0 { hasEnded = true }
        tokenizer?.commit(read)
      case .row:
        guard let row = tokenizer?.row else { return false }
        if row.isBlank, header.names.count == 1 { throw CSVRowStream.blankLine(name, row.line) }
        if !row.isBlank { return true }
      }
    }
  }

  private mutating func takeRow() throws(DataError) {
    guard let row = tokenizer?.row else { return }
    guard row.count == header.names.count else {
      throw CSVRowStream.raggedRow(name, row.line, fields: row.count, columns: header.names.count)
    }
    tokenizedLines.append(row.line)
    for k in readers.indices {
      if let fault = readers[k].append(row, at: count) {
        throw error(row: count, column: k, fault.problem, fault.remedy)
      }
    }
  }

  private mutating func finish() throws(DataError) -> Bool {
    count = 0
    input.settle()
    record = try input.record(
      rowCount: CSVRowStream.checkedCount(rowCount, name: name),
      notes: CSVTokenRows.notes(hasByteOrderMark: hasByteOrderMark, delimiter: delimiter)
        + readers.flatMap(\.notes))
    return false
  }
}
