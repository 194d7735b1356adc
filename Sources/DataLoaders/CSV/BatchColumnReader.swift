internal import Tables

/// A cell that the rule of its column refuses.
struct BatchFault {
  let row: Int
  let problem: String
  let remedy: String
}

/// Turns the cells of one column into the values of a batch.
struct BatchColumnReader {
  let name: String
  private let field: Int
  private let isNumber: Bool
  private let markers: [[UInt8]]
  /// Whether only the empty cell is missing.
  private let onlyEmptyIsMissing: Bool
  private let whenMissing: CSVBatchColumn.Refusal?
  private let whenNegative: CSVBatchColumn.Refusal?
  private let grammar: NumberGrammar
  private let mark: UInt8

  private(set) var numbers: [Double] = []
  private(set) var codes: [Int32] = []
  private(set) var present: [Bool] = []
  private(set) var hasMissing = false
  private(set) var labels = LabelCodes()
  /// By label: whether it hides something that a reader would not see, which is noted.
  private var isUnseen: [Bool] = []
  private(set) var notesLabels = false
  private var sightings: BoundColumn
  /// A cell without its quotes, or a copy of one behind which bytes can be read.
  private let scratch = ByteRoom(capacity: 256)

  init(_ column: CSVBatchColumn, field: Int, grammar: NumberGrammar) {
    name = column.name
    self.field = field
    isNumber = column.kind == .number
    markers = column.missingMarkers.map { Array($0.utf8) }
    onlyEmptyIsMissing = column.missingMarkers == [""]
    whenMissing = column.whenMissing
    whenNegative = column.whenNegative
    self.grammar = grammar
    mark = grammar.decimalMark == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")
    sightings = BoundColumn(.init(column.name, .text), field: field)
  }

  var notes: [String] { sightings.notes }

  // MARK: Regular rows

  /// Reads the column of the first `rows` rows of the index; the first fault ends it.
  mutating func read(
    _ base: UnsafePointer<UInt8>, _ index: borrowing SeparatorIndex, rows: Int, fieldCount: Int
  ) -> BatchFault? {
    begin()
    let places = CellPlaces(
      base: base, ends: UnsafePointer(index.ends), fieldCount: fieldCount, field: field,
      mayBeQuoted: index.hasQuotes,
      mayEndWithReturn: index.hasCarriageReturns && field == fieldCount - 1)
    let fault = isNumber ? readNumbers(places, rows) : readLabels(places, rows)
    end(rows: rows)
    return fault
  }

  private mutating func readNumbers(_ places: CellPlaces, _ rows: Int) -> BatchFault? {
    var values = numbers
    numbers = []
    values.resize(to: rows, with: 0)
    let (mark, simple, refusesNegative) = (mark, onlyEmptyIsMissing, whenNegative != nil)
    let stopped: Int? = values.withUnsafeMutableBufferPointer { values in
      for row in 0..<rows {
        let (start, end) = places.cell(row)
        if simple {
          let value = simpleNumber(places.base, start, end, mark: mark)
          // What is not simple is NaN and stops here too.
          if value >= 0 || (value < 0 && !refusesNegative) {
            values[row] = value
            continue
          }
        }
        var cell = 0.0
        if let fault = number(places, row, into: &cell) {
          problem = fault
          return row
        }
        values[row] = cell
      }
      return nil
    }
    numbers = values
    return stopped.flatMap { row in
      problem.map { BatchFault(row: row, problem: $0.problem, remedy: $0.remedy) }
    }
  }

  private var problem: CSVBatchColumn.Refusal?

  /// The number of a cell by the whole grammar; a missing one is 0 and marked.
  private mutating func number(_ places: CellPlaces, _ row: Int, into value: inout Double)
    -> CSVBatchColumn.Refusal?
  {
    let (start, end) = places.cell(row)
    return number(unquoted(places.base, start, end), row, into: &value)
  }

  private mutating func number(
    _ cell: UnsafeBufferPointer<UInt8>, _ row: Int, into value: inout Double
  ) -> CSVBatchColumn.Refusal? {
    if isMissing(cell) {
      value = 0
      return miss(row)
    }
    do throws(NumberFault) {
      value = try grammar.number(cell)
    } catch {
      return .init(error.problem, error.remedy)
    }
    return value < 0 ? whenNegative : nil
  }

  private mutating func readLabels(_ places: CellPlaces, _ rows: Int) -> BatchFault? {
    var values = codes
    codes = []
    values.resize(to: rows, with: -1)
    var labels = self.labels
    self.labels = LabelCodes()
    let (simple, isUnquoted) = (onlyEmptyIsMissing, !places.mayBeQuoted)
    var known = labels.count
    let stopped: Int? = values.withUnsafeMutableBufferPointer { values in
      for row in 0..<rows {
        let (start, end) = places.cell(row)
        if simple, end > start, isUnquoted || places.base[start] != 0x22 {
          let code = labels.code(places.base, start, end)
          values[row] = code
          if code == known {
            look(at: UnsafeBufferPointer(start: places.base + start, count: end - start))
            known += 1
          }
          continue
        }
        var code: Int32 = -1
        if let fault = label(unquoted(places.base, start, end), row, &labels, into: &code) {
          problem = fault
          return row
        }
        values[row] = code
        known = labels.count
      }
      return nil
    }
    codes = values
    self.labels = labels
    return stopped.flatMap { row in
      problem.map { BatchFault(row: row, problem: $0.problem, remedy: $0.remedy) }
    }
  }

  private mutating func label(
    _ cell: UnsafeBufferPointer<UInt8>, _ row: Int, _ labels: inout LabelCodes, into code: inout Int32
  ) -> CSVBatchColumn.Refusal? {
    if isMissing(cell) {
      code = -1
      return miss(row)
    }
    if cell.isEmpty { return .init(NumberFault.empty.problem, NumberFault.empty.remedy) }
    let known = labels.count
    // The bytes behind a short cell of the scratch or the tokenizer may be anything, but must be there.
    if let start = cell.baseAddress, start != UnsafePointer(scratch.bytes) {
      scratch.reserve(cell.count + 16)
      scratch.bytes.update(from: start, count: cell.count)
    }
    code = labels.code(scratch.bytes, 0, cell.count)
    if code == known { look(at: cell) }
    return nil
  }

  // MARK: Rows of the tokenizer

  mutating func begin() {
    hasMissing = false
    problem = nil
  }

  /// Everybody behind the last missing answer has one.
  mutating func end(rows: Int) {
    while hasMissing, present.count < rows { present.append(true) }
  }

  /// Appends the cell of a row that the tokenizer found; the first row of a batch starts anew.
  mutating func append(_ row: CSVRow, at place: Int) -> CSVBatchColumn.Refusal? {
    let cell = row[field]
    if isNumber {
      if place == 0 { numbers.removeAll(keepingCapacity: true) }
      numbers.append(0)
      var value = 0.0
      let fault = number(cell, place, into: &value)
      numbers[place] = value
      return fault
    }
    if place == 0 { codes.removeAll(keepingCapacity: true) }
    codes.append(-1)
    var labels = self.labels
    self.labels = LabelCodes()
    var code: Int32 = -1
    let fault = label(cell, place, &labels, into: &code)
    self.labels = labels
    codes[place] = code
    if code >= 0, isUnseen[Int(code)] { note(row: place, line: row.line) }
    return fault
  }

  // MARK: What both share

  private func isMissing(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    for marker in markers where marker.count == cell.count {
      if marker.elementsEqual(cell) { return true }
    }
    return false
  }

  private mutating func miss(_ row: Int) -> CSVBatchColumn.Refusal? {
    if let whenMissing { return whenMissing }
    if !hasMissing {
      hasMissing = true
      present.removeAll(keepingCapacity: true)
    }
    while present.count <= row { present.append(true) }
    present[row] = false
    return nil
  }

  /// A cell without the quotes around it, inner quotes made single.
  private mutating func unquoted(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> UnsafeBufferPointer<UInt8> {
    guard end - start >= 2, base[start] == 0x22 else {
      return UnsafeBufferPointer(start: base + start, count: end - start)
    }
    let inner = UnsafeBufferPointer(start: base + start + 1, count: end - start - 2)
    guard inner.contains(0x22) else { return inner }
    scratch.reserve(inner.count + 16)
    var count = 0
    var isSecond = false
    for byte in inner {
      isSecond = byte == 0x22 && !isSecond
      if !isSecond {
        scratch.bytes[count] = byte
        count += 1
      }
    }
    return UnsafeBufferPointer(start: scratch.bytes, count: count)
  }

  /// Looks at a new label for what a reader would not see.
  private mutating func look(at cell: UnsafeBufferPointer<UInt8>) {
    let isUnseen = !cell.isPlainText
    self.isUnseen.append(isUnseen)
    notesLabels = notesLabels || isUnseen
  }

  /// The rows of the batch whose labels are to be noted.
  var rowsToNote: [Int] { codes.indices.filter { codes[$0] >= 0 && isUnseen[Int(codes[$0])] } }

  mutating func note(row: Int, line: Int) { sightings.note(labels.label(codes[row]), line: line) }
}

/// Where the cells of a column stand.
struct CellPlaces {
  let base: UnsafePointer<UInt8>
  let ends: UnsafePointer<UInt32>
  let fieldCount: Int
  let field: Int
  let mayBeQuoted: Bool
  let mayEndWithReturn: Bool

  /// The start and the end of a cell, with its quotes.
  @inline(__always)
  func cell(_ row: Int) -> (start: Int, end: Int) {
    let place = row &* fieldCount &+ field
    let start = Int(ends[place &- 1] &+ 1)
    var end = Int(ends[place])
    if mayEndWithReturn, end > start, base[end &- 1] == 0x0D { end &-= 1 }
    return (start, end)
  }
}

/// The number in bytes `start` to `end` when it has a sign at most, digits that an exact integer holds, and a decimal
/// mark between digits: what `NumberGrammar` gives. NaN for all else, which that has to decide.
@inline(__always)
private func simpleNumber(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, mark: UInt8) -> Double {
  if end &- start == 1 {
    let digit = base[start] &- 0x30
    return digit < 10 ? Double(digit) : .nan
  }
  // Fifteen digits and a mark, or sixteen characters of which one is a mark.
  guard end > start, end &- start <= 16 else { return .nan }
  var mantissa: UInt64 = 0
  var i = start
  while i < end {
    let digit = base[i] &- 0x30
    if digit >= 10 { break }
    mantissa = mantissa &* 10 &+ UInt64(digit)
    i &+= 1
  }
  let whole = i &- start
  if whole == 0 { return .nan }
  if i == end { return whole <= 15 ? Double(mantissa) : .nan }
  if base[i] != mark { return .nan }
  i &+= 1
  let fraction = i
  while i < end {
    let digit = base[i] &- 0x30
    if digit >= 10 { return .nan }
    mantissa = mantissa &* 10 &+ UInt64(digit)
    i &+= 1
  }
  let scale = i &- fraction
  if scale == 0 { return .nan }
  return Double(mantissa) / powersOfTen[scale]
}
