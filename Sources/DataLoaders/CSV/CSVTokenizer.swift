/// Cuts UTF-8 text into rows and fields by RFC 4180, from pieces of any size and in constant memory.
///
/// The caller fills `space(_:)`, says how much with `commit(_:)`, and asks `next()` until it wants more bytes.
/// A row is never copied: its fields are slices of the buffer, where doubled quotes have been made single.
/// The result does not depend on how the text was cut into pieces, and neither does the fault.
///
/// - A line ends with CRLF, LF or CR; the last may lack its end. Inside quotes each of the three is read as LF,
///   so that a table saved on another system reads the same.
/// - A quote inside an unquoted field and text after a closing quote are faults. Spaces belong to the field.
/// - A UTF-8 byte order mark is skipped; UTF-16, NUL and what is not UTF-8 are faults.
package struct CSVTokenizer: ~Copyable {
  package enum Step {
    /// There is a row in `row`.
    case row
    case needsBytes
    case end
  }

  private enum State {
    case lineStart
    case fieldStart
    case unquoted
    case quoted
    /// After a quote inside a quoted field, which ends the field or is the first of two.
    case quoteInQuoted
  }

  private let limits: CSVLimits
  private var delimiter: UInt8?
  package private(set) var hasByteOrderMark = false

  /// Bytes up to `checked` are whole UTF-8 characters; `fault` stands at `checked`.
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var filled = 0
  private var checked = 0
  private var position = 0
  private var textFault: TextCheck.Fault?
  /// The place in the file of the first byte of the buffer.
  private var bufferOffset = 0
  private var hasStarted = false
  private var hasEnded = false

  private var state = State.lineStart
  /// The physical line at `position`.
  private var line = 1
  private var rowStart = 0
  private var rowLine = 1
  private var rowIsBlank = false
  private var fieldStart = 0
  private var fieldLine = 1
  /// Whether the quoted field holds doubled quotes or line ends to be rewritten.
  private var fieldNeedsRewriting = false
  private var followsCarriageReturn = false
  private var fieldCount = 0
  private let slices: UnsafeMutablePointer<CSVRow.Slice>
  /// 1 for the bytes at which an unquoted field stops.
  private let stops: UnsafeMutablePointer<UInt8>

  private var sniffPosition = 0
  private var sniffIsQuoted = false
  private var sniffHasText = false
  private var sniffed: Set<CSVDelimiter> = []

  /// - Parameter delimiter: `nil` takes it from the header line: the one of comma, semicolon and tab that
  ///   stands there outside quotes, the comma when none does. When two do, `next()` throws a usage fault.
  package init(delimiter: CSVDelimiter?, limits: CSVLimits = CSVLimits()) {
    precondition(
      limits.rowBytes > 0 && limits.rowBytes < 1 << 30 && limits.columns > 0 && limits.fieldBytes > 0)
    self.limits = limits
    capacity = 1 << 16
    buffer = .allocate(capacity: capacity)
    slices = .allocate(capacity: limits.columns)
    stops = .allocate(capacity: 256)
    stops.initialize(repeating: 0, count: 256)
    for byte in [quote, lineFeed, carriageReturn] { stops[Int(byte)] = 1 }
    if let delimiter { use(delimiter) }
  }

  /// Goes on at the start of a row within a text, whose earlier bytes were read otherwise.
  /// - Parameters:
  ///   - offset: the place in the file of the first byte that it will be given.
  ///   - line: the physical line there.
  init(resumingAt offset: Int, line: Int, delimiter: CSVDelimiter, limits: CSVLimits) {
    self.init(delimiter: delimiter, limits: limits)
    bufferOffset = offset
    self.line = line
    hasStarted = true
  }

  deinit {
    buffer.deallocate()
    slices.deallocate()
    stops.deallocate()
  }

  /// The bytes behind the row that `next()` found, which it has not looked at as rows yet.
  func withRest<Result>(_ body: (_ rest: UnsafeRawBufferPointer, _ offset: Int, _ line: Int) -> Result)
    -> Result
  {
    body(
      UnsafeRawBufferPointer(start: buffer + position, count: filled - position), bufferOffset + position,
      line)
  }

  /// Whether the row that `next()` found ended with a carriage return, to which a line feed may belong that comes
  /// next.
  var endsWithCarriageReturn: Bool { followsCarriageReturn }

  /// How many bytes the buffer holds room for; bounded by the row limit and the size of the pieces.
  package var bufferCapacity: Int { capacity }

  /// The delimiter in use, once known.
  package var delimiterInUse: CSVDelimiter? {
    delimiter.flatMap { b in CSVDelimiter.allCases.first { $0.byte == b } }
  }

  /// The row that `next()` found; its slices are good until the next call of a mutating method.
  package var row: CSVRow {
    CSVRow(
      base: UnsafePointer(buffer + rowStart), slices: UnsafePointer(slices), count: fieldCount, line: rowLine,
      isBlank: rowIsBlank)
  }

  /// Room for at least `count` bytes, to be filled from its start.
  package mutating func space(_ count: Int) -> UnsafeMutableRawBufferPointer {
    let kept = state == .lineStart ? position : rowStart
    if kept > 0 {
      buffer.update(from: buffer + kept, count: filled - kept)
      bufferOffset += kept
      filled -= kept
      checked -= kept
      position -= kept
      fieldStart -= kept
      sniffPosition -= kept
      rowStart = 0
    }
    if capacity - filled < count {
      let larger = max(2 * capacity, filled + count)
      let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
      moved.update(from: buffer, count: filled)
      buffer.deallocate()
      buffer = moved
      capacity = larger
    }
    return UnsafeMutableRawBufferPointer(start: buffer + filled, count: capacity - filled)
  }

  /// Takes the first `count` bytes of the space as the next ones of the text; none means that it has ended.
  package mutating func commit(_ count: Int) {
    filled += count
    if count == 0 { hasEnded = true }
  }

  /// Moves on to the next row.
  package mutating func next() throws(CSVFault) -> Step {
    guard try start() else { return .needsBytes }
    checkText()
    guard try findDelimiter() else { return .needsBytes }
    if try scan() { return .row }
    if state == .fieldStart { fieldStart = position }
    if state != .lineStart { try checkLimits(at: position) }
    switch textFault {
    case .nul: throw .nul(line: line, offset: bufferOffset + checked)
    case .notUTF8: throw .notUTF8(line: line, offset: bufferOffset + checked)
    case nil: break
    }
    return hasEnded ? try scanEnd() : .needsBytes
  }

  /// Looks for a byte order mark; `false` while too few bytes are there.
  private mutating func start() throws(CSVFault) -> Bool {
    if hasStarted { return true }
    guard filled >= 3 || hasEnded else { return false }
    hasStarted = true
    if filled >= 2, (buffer[0], buffer[1]) == (0xFF, 0xFE) || (buffer[0], buffer[1]) == (0xFE, 0xFF) {
      throw .utf16
    }
    if filled >= 3, (buffer[0], buffer[1], buffer[2]) == (0xEF, 0xBB, 0xBF) {
      hasByteOrderMark = true
      (position, checked, sniffPosition) = (3, 3, 3)
    }
    return true
  }

  private mutating func checkText() {
    guard textFault == nil, checked < filled else { return }
    (checked, textFault) = TextCheck.run(UnsafePointer(buffer), from: checked, to: filled)
    if hasEnded, textFault == nil, checked < filled { textFault = .notUTF8 }
  }

  private mutating func use(_ chosen: CSVDelimiter) {
    delimiter = chosen.byte
    stops[Int(chosen.byte)] = 1
  }

  /// Cuts the row at `position` as far as the bytes go; `true` when it is complete.
  private mutating func scan() throws(CSVFault) -> Bool {
    let base = UnsafePointer(buffer)
    let stops = UnsafePointer(self.stops)
    let delimiter = self.delimiter ?? CSVDelimiter.comma.byte
    let end = checked
    var p = position
    var state = self.state
    defer {
      position = p
      self.state = state
    }
    while p < end {
      switch state {
      case .lineStart:
        if followsCarriageReturn {
          followsCarriageReturn = false
          if base[p] == lineFeed {
            p += 1
            continue
          }
        }
        rowStart = p
        rowLine = line
        fieldCount = 0
        state = .fieldStart

      case .fieldStart:
        fieldStart = p
        fieldLine = line
        if base[p] == quote {
          p += 1
          fieldNeedsRewriting = false
          state = .quoted
        } else {
          state = .unquoted
        }

      case .unquoted:
        while p < end, stops[Int(base[p])] == 0 { p += 1 }
        if p == end { break }
        let byte = base[p]
        if byte == quote {
          try checkLimits(at: p)
          throw .quoteInText(line: line, field: fieldCount)
        }
        try endField(from: fieldStart, to: p, at: p)
        p += 1
        state = .fieldStart
        if byte != delimiter {
          endRow(isBlank: p - 1 == rowStart, with: byte)
          state = .lineStart
          return true
        }

      case .quoted:
        while p < end {
          let byte = base[p]
          if byte == quote { break }
          if byte == carriageReturn {
            line += 1
            fieldNeedsRewriting = true
          } else if byte == lineFeed, base[p - 1] != carriageReturn {
            line += 1
          }
          p += 1
        }
        if p == end { break }
        p += 1
        state = .quoteInQuoted

      case .quoteInQuoted:
        let byte = base[p]
        if byte == quote {
          p += 1
          fieldNeedsRewriting = true
          state = .quoted
          continue
        }
        try endQuotedField(at: p)
        guard stops[Int(byte)] != 0 else { throw .textAfterQuote(line: line, field: fieldCount - 1) }
        p += 1
        state = .fieldStart
        if byte != delimiter {
          endRow(isBlank: false, with: byte)
          state = .lineStart
          return true
        }
      }
    }
    return false
  }

  /// Closes the last row, which has no line end.
  private mutating func scanEnd() throws(CSVFault) -> Step {
    switch state {
    case .lineStart: return .end
    case .fieldStart, .unquoted: try endField(from: fieldStart, to: position, at: position)
    case .quoted: throw .openQuote(line: fieldLine, field: fieldCount)
    case .quoteInQuoted: try endQuotedField(at: position)
    }
    rowIsBlank = false
    state = .lineStart
    return .row
  }

  @inline(__always)
  private mutating func endField(from start: Int, to end: Int, at p: Int) throws(CSVFault) {
    if p - fieldStart > limits.fieldBytes || p - rowStart > limits.rowBytes { try checkLimits(at: p) }
    if fieldCount == limits.columns { throw .tooManyColumns(line: rowLine, limit: limits.columns) }
    slices[fieldCount] = CSVRow.Slice(
      start: UInt32(truncatingIfNeeded: start - rowStart), end: UInt32(truncatingIfNeeded: end - rowStart))
    fieldCount += 1
  }

  /// Ends the quoted field whose closing quote stands before `p`.
  private mutating func endQuotedField(at p: Int) throws(CSVFault) {
    let start = fieldStart + 1
    try endField(from: start, to: fieldNeedsRewriting ? rewrite(from: start, to: p - 1) : p - 1, at: p)
  }

  private mutating func endRow(isBlank: Bool, with byte: UInt8) {
    rowIsBlank = isBlank
    line += 1
    followsCarriageReturn = byte == carriageReturn
  }

  /// Makes doubled quotes single and line ends LF, in place; returns the new end.
  private func rewrite(from start: Int, to end: Int) -> Int {
    var from = start
    var to = start
    while from < end {
      var byte = buffer[from]
      from += 1
      if byte == quote {
        from += 1
      } else if byte == carriageReturn {
        byte = lineFeed
        if from < end, buffer[from] == lineFeed { from += 1 }
      }
      buffer[to] = byte
      to += 1
    }
    return to
  }

  /// Throws when the bytes before `p` go beyond a limit: the one that was reached first, so that it does not
  /// matter how often this is called.
  private func checkLimits(at p: Int) throws(CSVFault) {
    let fieldEnd = fieldStart + limits.fieldBytes
    let rowEnd = rowStart + limits.rowBytes
    guard p > min(fieldEnd, rowEnd) else { return }
    if rowEnd <= fieldEnd { throw .rowTooLong(line: rowLine, limit: limits.rowBytes) }
    throw .fieldTooLong(
      line: fieldLine, field: fieldCount, isQuoted: buffer[fieldStart] == quote, limit: limits.fieldBytes)
  }
}

extension CSVTokenizer {
  /// Looks for the delimiter in the header line; `false` while the line is not complete.
  private mutating func findDelimiter() throws(CSVFault) -> Bool {
    if delimiter != nil { return true }
    while sniffPosition < checked, sniffPosition - position <= limits.rowBytes {
      let byte = buffer[sniffPosition]
      if byte == quote { sniffIsQuoted.toggle() }
      let isLineEnd = byte == lineFeed || byte == carriageReturn
      if isLineEnd, sniffHasText, !sniffIsQuoted { return try chooseDelimiter() }
      if !isLineEnd { sniffHasText = true }
      if !sniffIsQuoted { sniffed.formUnion(CSVDelimiter.detectable.filter { $0.byte == byte }) }
      sniffPosition += 1
    }
    if textFault != nil || sniffPosition - position > limits.rowBytes {
      // The fault stands in the header line, and the scan says so.
      use(.comma)
      return true
    }
    return hasEnded ? try chooseDelimiter() : false
  }

  private mutating func chooseDelimiter() throws(CSVFault) -> Bool {
    if sniffed.count > 1 {
      throw .ambiguousDelimiter(CSVDelimiter.detectable.filter(sniffed.contains))
    }
    use(sniffed.first ?? .comma)
    return true
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
