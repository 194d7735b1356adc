internal import Tables

/// Reads CSV tables without a schema: what a column holds is decided by its cells.
enum SurveyCSV {
  /// Numbers are kept without their spelling. Where a column of a file turns out to be text after cells such as
  /// `01` or `2.50`, the file is read again for it; standard input, which cannot be, keeps them.
  static func read(
    _ source: ByteSource, columns: SurveyColumnChoice, options: CSVOptions, missingMarkers: [String],
    unmarked: (_ names: [String]) -> Set<String>
  ) throws(DataError) -> SurveyTable {
    let first = try pass(source, columns, options, missingMarkers, unmarked, texts: [:])
    guard !first.lost.isEmpty else { return first.table }
    let second = try pass(source, columns, options, missingMarkers, unmarked, texts: first.lost)
    guard second.table.record.sha256 == first.table.record.sha256 else {
      throw DataError(
        file: source.name, problem: "the file changed while it was being read",
        remedy: "wait until nothing writes to it, or read a copy")
    }
    return second.table
  }

  /// One reading.
  /// - Parameter texts: the columns that are known to be text, by their place, each with the line that shows it.
  /// - Returns: also the columns found to be text of which some cells are lost.
  private static func pass(
    _ source: ByteSource, _ columns: SurveyColumnChoice, _ options: CSVOptions, _ missingMarkers: [String],
    _ unmarked: (_ names: [String]) -> Set<String>, texts: [Int: Int]
  ) throws(DataError) -> (table: SurveyTable, lost: [Int: Int]) {
    var rows = try CSVRowStream(source, options: options)
    let names = rows.header.names
    let grammar = NumberGrammar(decimalMark: options.decimalMark)
    let markers = missingMarkers.map { Array($0.utf8) }
    let exempt = markers.isEmpty ? [] : unmarked(names)
    var builders = try columns.places(among: names, file: rows.name).map {
      SurveyCSVColumn(
        name: names[$0], field: $0, markers: exempt.contains(names[$0]) ? [] : markers,
        keepsSpelling: source == .standardInput, textFromLine: texts[$0])
    }
    var lines: [Int] = []
    while try rows.next() {
      guard lines.count < options.limits.tableRows else {
        throw DataError(
          file: rows.name, line: rows.row.line,
          problem: "the table has more than \(options.limits.tableRows) rows",
          remedy: "ask for what can be had in one pass, or split the file")
      }
      let row = rows.row
      for i in builders.indices { builders[i].append(row, grammar: grammar) }
      lines.append(row.line)
    }
    guard let record = rows.record else { preconditionFailure("a stream that has ended has its record") }
    let table = SurveyTable(
      record: ReadRecord(
        name: record.name, byteCount: record.byteCount, sha256: record.sha256, rowCount: record.rowCount,
        notes: record.notes + builders.flatMap(\.notes)),
      file: rows.name, rowCount: lines.count, columns: builders.map(\.column), names: names,
      lines: lines)
    let lost = builders.filter(\.hasLostSpelling).map { ($0.field, $0.firstTextLine) }
    return (table, Dictionary(uniqueKeysWithValues: lost))
  }
}

/// Collects the cells of one column: as numbers until a cell is none, and from then on as texts.
private struct SurveyCSVColumn {
  let name: String
  let field: Int
  private var numbers: [Double] = []
  private var texts: [String?] = []
  private var isText = false
  /// Cells that the number alone would not bring back, such as `01` and `2.50`: the end of each in `spelling`.
  private var spelt: [(row: Int, end: Int)] = []
  private var spelling: [UInt8] = []
  private(set) var firstTextLine = 0
  private let markers: [[UInt8]]
  private let keepsSpelling: Bool
  private var hasSpeltNumbers = false
  /// Whether cells came before the first text that the numbers do not bring back.
  private(set) var hasLostSpelling = false
  private var padded = (count: 0, line: 0)
  private var invisible = (count: 0, line: 0)

  /// - Parameter textFromLine: the line of the first cell that is no number, where that is known.
  init(name: String, field: Int, markers: [[UInt8]], keepsSpelling: Bool, textFromLine: Int?) {
    self.name = name
    self.field = field
    self.markers = markers
    self.keepsSpelling = keepsSpelling
    isText = textFromLine != nil
    firstTextLine = textFromLine ?? 0
  }

  mutating func append(_ row: CSVRow, grammar: NumberGrammar) {
    let cell = row[field]
    if cell.isEmpty || markers.contains(where: { $0.count == cell.count && $0.elementsEqual(cell) }) {
      if isText { texts.append(nil) } else { numbers.append(.nan) }
      return
    }
    if !isText {
      if let number = try? grammar.number(cell) {
        if !cell.isPlainInteger {
          hasSpeltNumbers = true
          if !keepsSpelling {
            numbers.append(number)
            return
          }
          spelling.append(contentsOf: cell)
          spelt.append((numbers.count, spelling.count))
        }
        numbers.append(number)
        return
      }
      turnIntoText(line: row.line)
    }
    let text = String(decoding: cell, as: UTF8.self)
    if !cell.isPlain { note(text, line: row.line) }
    texts.append(text)
  }

  private mutating func turnIntoText(line: Int) {
    isText = true
    firstTextLine = line
    if hasSpeltNumbers, !keepsSpelling {
      hasLostSpelling = true
      texts = numbers.map { _ in nil }
      numbers = []
      return
    }
    texts = numbers.map { $0.isNaN ? nil : String(Int($0.magnitude < 1e15 ? $0 : 0)) }
    var start = 0
    for (row, end) in spelt {
      texts[row] = String(decoding: spelling[start..<end], as: UTF8.self)
      start = end
    }
    (numbers, spelt, spelling) = ([], [], [])
  }

  /// Looks at a text for what a reader would not see.
  private mutating func note(_ text: String, line: Int) {
    let scalars = text.unicodeScalars
    if scalars.contains(where: { $0.isInvisible && $0 != "\n" }) {
      if invisible.count == 0 { invisible.line = line }
      invisible.count += 1
    }
    if let first = scalars.first, let last = scalars.last,
      first.properties.isWhitespace || last.properties.isWhitespace
    {
      if padded.count == 0 { padded.line = line }
      padded.count += 1
    }
  }

  var column: SurveyColumn {
    SurveyColumn(name: name, values: isText ? .texts(texts) : .numbers(numbers))
  }

  var notes: [String] {
    var notes: [String] = []
    if isText {
      notes.append(
        "column '\(name)' was read as text: its first cell that is no number is on line \(firstTextLine)")
    }
    if invisible.count > 0 {
      notes.append(
        "column '\(name)': control or invisible characters were kept in \(invisible.count) cells, first on line "
          + "\(invisible.line)")
    }
    if padded.count > 0 {
      notes.append(
        "column '\(name)': spaces around the text were kept in \(padded.count) cells, first on line \(padded.line)"
      )
    }
    return notes
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the cell is a whole number as it would be printed: digits without a leading zero, at most fifteen.
  fileprivate var isPlainInteger: Bool {
    let start = first == UInt8(ascii: "-") ? 1 : 0
    let digits = count - start
    guard digits >= 1, digits <= 15 else { return false }
    if self[start] == UInt8(ascii: "0"), count > 1 { return false }
    for i in start..<count where self[i] &- UInt8(ascii: "0") > 9 { return false }
    return true
  }

  /// Whether the text is ASCII without control characters, and begins and ends with more than a space.
  fileprivate var isPlain: Bool {
    first != 0x20 && last != 0x20 && allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }
}
