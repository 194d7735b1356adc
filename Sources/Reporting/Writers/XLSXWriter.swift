internal import CXLSXWriter
internal import Estimates
internal import Glibc

/// The tables of a document as one workbook: a sheet of contents, then one sheet for each table in reading
/// order, with title, unit, notes and source.
///
/// - Numbers are numbers with a format of their style; where the style rounds to significant figures the cell
///   holds the rounded number, because that is what the report shows (CSV and JSON hold all digits).
/// - A range takes two columns; an upper end that does not exist is words. Marks stand in a column of their
///   own, an absence is its word or sign, never a zero and never blank.
/// - Text is only ever written as a string: nothing in it is a formula or a link.
/// - The same document gives the same bytes: no time, no user, no folder is in the file.
///
/// Written by libxlsxwriter into memory (a file without a name), so that nothing is left behind anywhere.
package enum XLSXWriter {
  /// - Throws: `FileOutputError` where the library or the system cannot make the workbook.
  package static func bytes(_ document: Document) throws(FileOutputError) -> [UInt8] {
    let descriptor = memfd_create("report.xlsx", 1)  // closed on exec
    guard descriptor >= 0 else {
      throw FileOutputError("cannot make the workbook", path: "report.xlsx", errorNumber: errno)
    }
    defer { close(descriptor) }
    try write(document, to: "/proc/self/fd/\(descriptor)")
    return try contents(of: descriptor)
  }

  private static func write(_ document: Document, to path: String) throws(FileOutputError) {
    guard let book = workbook_new(path) else { throw fault("out of memory") }
    var sheets = Workbook(book, wording: document.wording)
    setProperties(book, title: PlainText.line(document.title))
    let names = sheetNames(
      [document.wording.text(.contents)] + document.tables.map(\.identifier))
    sheets.add(contents: document, names: Array(names.dropFirst()), name: names[0])
    for (table, name) in zip(document.tables, names.dropFirst()) { sheets.add(table, name: name) }
    let problem = sheets.problem
    let result = workbook_close(book)
    if let problem { throw fault(problem) }
    guard result == LXW_NO_ERROR else { throw fault(words(result)) }
  }

  private static func setProperties(_ book: UnsafeMutablePointer<lxw_workbook>, title: String) {
    let author = Program.name
    title.withCString { title in
      author.withCString { author in
        var properties = lxw_doc_properties()
        properties.title = UnsafeMutablePointer(mutating: title)
        properties.author = UnsafeMutablePointer(mutating: author)
        // The first day of 2000: any other would say when the report was made, and its bytes would differ.
        properties.created = 946_684_800
        workbook_set_properties(book, &properties)
      }
    }
  }

  /// Names that Excel takes: at most 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at an end, all
  /// different whatever their case, and not the name that Excel keeps for itself.
  static func sheetNames(_ texts: [String]) -> [String] {
    var taken: Set<String> = ["history"]
    return texts.map { text in
      var name = String(
        PlainText.line(text).map { "[]:*?/\\'".contains($0) ? "-" : $0 })
      if name.isEmpty { name = "table" }
      var candidate = clipped(name, to: 31)
      var number = 2
      while !taken.insert(candidate.lowercased()).inserted {
        let ending = "-\(number)"
        candidate = clipped(name, to: 31 - ending.utf16.count) + ending
        number += 1
      }
      return candidate
    }
  }

  static func clipped(_ text: String, to length: Int) -> String {
    guard text.utf16.count > length else { return text }
    var result = ""
    var used = 0
    for character in text {
      used += character.utf16.count
      if used > length { break }
      result.append(character)
    }
    return result
  }

  private static func contents(of descriptor: Int32) throws(FileOutputError) -> [UInt8] {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size > 0 else { throw fault("it is empty") }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    var start = 0
    while start < bytes.count {
      let count = bytes.count - start
      let got = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { pread(descriptor, $0 + start, count, off_t(start)) } ?? 0
      }
      guard got > 0 else { throw fault("it cannot be read back") }
      start += got
    }
    return bytes
  }

  private static func words(_ code: lxw_error) -> String {
    lxw_strerror(code).map { String(cString: $0) } ?? "libxlsxwriter gives error \(code.rawValue)"
  }

  private static func fault(_ words: String) -> FileOutputError {
    FileOutputError(
      .io, path: "report.xlsx", problem: "cannot make the workbook: \(words)",
      remedy: "make room in the folder for temporary files (TMPDIR), or leave xlsx out of --formats")
  }
}

/// A workbook under construction. The first call that fails is remembered.
private struct Workbook {
  private let book: UnsafeMutablePointer<lxw_workbook>
  private let wording: ReportWording
  private(set) var problem: String?
  private var formats: [FormatKey: UnsafeMutablePointer<lxw_format>] = [:]

  private struct FormatKey: Hashable {
    var number = ""
    var isStrong = false
    var isTitle = false
    var isHead = false
    var isRight = false
    var isMuted = false
    var wraps = false
  }

  init(_ book: UnsafeMutablePointer<lxw_workbook>, wording: ReportWording) {
    self.book = book
    self.wording = wording
  }

  mutating func add(contents document: Document, names: [String], name: String) {
    guard let sheet = addSheet(name) else { return }
    string(document.title, 0, 0, sheet, FormatKey(isTitle: true))
    string(document.subtitle, 1, 0, sheet, FormatKey())
    var row: lxw_row_t = 2
    for message in [Message.header, .otherLanguage, .footer] where !wording.text(message).isEmpty {
      string(wording.text(message), row, 0, sheet, FormatKey(isMuted: true))
      row += 1
    }
    row += 1
    for (table, name) in zip(document.tables, names) {
      string(name, row, 0, sheet, FormatKey())
      string(wording.phrase(table.title), row, 1, sheet, FormatKey())
      row += 1
    }
    keep(worksheet_set_column(sheet, 0, 0, 32, nil))
    keep(worksheet_set_column(sheet, 1, 1, 90, nil))
  }

  mutating func add(_ table: Table, name: String) {
    guard let sheet = addSheet(name) else { return }
    let hasGroups = table.rows.contains { !$0.group.isEmpty }
    let layouts = table.columns.indices.map { ColumnLayout(of: $0, in: table) }
    string(wording.phrase(table.title), 0, 0, sheet, FormatKey(isTitle: true))
    let headRow: lxw_row_t = 2
    var column: lxw_col_t = 0
    var row = headRow
    if hasGroups {
      string("", headRow, 0, sheet, FormatKey(isHead: true, wraps: true))
      keep(worksheet_set_column(sheet, 0, 0, 24, nil))
      column = 1
    }
    for (layout, source) in zip(layouts, table.columns) {
      for title in layout.titles(source, wording) {
        let isRight = source.alignment == .number
        string(title, headRow, column, sheet, FormatKey(isHead: true, isRight: isRight, wraps: true))
        keep(worksheet_set_column(sheet, column, column, layout.width(title), nil))
        column += 1
      }
    }
    row += 1
    for line in table.rows {
      column = 0
      let isStrong = line.role == .total
      if hasGroups {
        string(wording.phrase(line.group), row, 0, sheet, FormatKey(isStrong: isStrong))
        column = 1
      }
      for (layout, cell) in zip(layouts, line.cells) {
        put(cell, layout, row, &column, sheet, isStrong: isStrong)
      }
      row += 1
    }
    row += 1
    for note in table.footnotes(in: wording) {
      string(
        note.symbol.isEmpty ? note.text : note.symbol + " " + note.text, row, 0, sheet,
        FormatKey(isMuted: true))
      row += 1
    }
    if !table.source.isEmpty {
      string(wording.text(.source, wording.phrase(table.source)), row, 0, sheet, FormatKey(isMuted: true))
    }
    worksheet_freeze_panes(sheet, headRow + 1, 0)
    keep(worksheet_repeat_rows(sheet, headRow, headRow))
    worksheet_set_landscape(sheet)
    worksheet_set_paper(sheet, 9)  // A4
    worksheet_fit_to_pages(sheet, 1, 0)
  }

  private mutating func put(
    _ cell: Cell, _ layout: ColumnLayout, _ row: lxw_row_t, _ column: inout lxw_col_t,
    _ sheet: UnsafeMutablePointer<lxw_worksheet>, isStrong: Bool
  ) {
    let words = FormatKey(isStrong: isStrong, isRight: layout.isNumber)
    switch cell.value {
    case .number(let value, let style):
      number(value, style, row, column, sheet, isStrong: isStrong)
      if layout.isRange { number(value, style, row, column + 1, sheet, isStrong: isStrong) }
    case .range(let lower, let upper, let style):
      number(lower, style, row, column, sheet, isStrong: isStrong)
      if let upper {
        number(upper, style, row, column + 1, sheet, isStrong: isStrong)
      } else {
        string(wording.text(.noUpperEnd), row, column + 1, sheet, words)
      }
    case .text, .absent:
      let text = cell.text(in: wording)
      string(text, row, column, sheet, words)
      if layout.isRange { string(text, row, column + 1, sheet, words) }
    }
    column += layout.isRange ? 2 : 1
    if layout.hasMarks {
      string(cell.markSymbols, row, column, sheet, FormatKey(isStrong: isStrong))
      column += 1
    }
  }

  private mutating func number(
    _ value: Double, _ style: NumberStyle, _ row: lxw_row_t, _ column: lxw_col_t,
    _ sheet: UnsafeMutablePointer<lxw_worksheet>, isStrong: Bool
  ) {
    // The file format has no way to write what is not finite.
    guard value.isFinite else {
      string(style.marks.notANumber, row, column, sheet, FormatKey(isStrong: isStrong, isRight: true))
      return
    }
    let shown = style.significantFigures.map { Headline.rounded(value, figures: $0) } ?? value
    let key = FormatKey(number: Workbook.numberFormat(style, value), isStrong: isStrong, isRight: true)
    keep(worksheet_write_number(sheet, row, column, shown, format(key)))
  }

  /// `#,##0.0" %"`; the suffix is quoted text without quotation marks or backslashes.
  private static func numberFormat(_ style: NumberStyle, _ value: Double) -> String {
    let text = style.text(value)
    // What is too small for its decimals: the words `<0.1` as the format, so that no zero is shown.
    if text.hasPrefix("<") || text.hasPrefix(">") { return "\"\(text.filter { $0 != "\"" && $0 != "\\" })\"" }
    let decimals = min(max(style.decimals, 0), 15)
    let digits =
      (style.grouped ? "#,##0" : "0") + (decimals > 0 ? "." + String(repeating: "0", count: decimals) : "")
    let suffix = String(PlainText.line(style.suffix).filter { $0 != "\"" && $0 != "\\" }.prefix(40))
    let plain = digits + (suffix.isEmpty ? "" : "\"\(suffix)\"")
    return style.signed ? "+\(plain);-\(plain);\(plain)" : plain
  }

  private mutating func string(
    _ text: String, _ row: lxw_row_t, _ column: lxw_col_t, _ sheet: UnsafeMutablePointer<lxw_worksheet>,
    _ key: FormatKey
  ) {
    let clean = PlainText.line(text)
    guard !clean.isEmpty || key.isHead else { return }
    // A cell holds at most 32,767 UTF-16 units.
    let short = clean.utf16.count > 32_767 ? XLSXWriter.clipped(clean, to: 32_766) + "…" : clean
    keep(worksheet_write_string(sheet, row, column, Workbook.unescapable(short), format(key)))
  }

  /// Readers take `_x0041_` for the letter A; an escaped underscore keeps it the text that it is.
  private static func unescapable(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    var result = ""
    let bytes = Array(text.unicodeScalars)
    for (index, scalar) in bytes.enumerated() {
      let tail = bytes[index...].prefix(7)
      let isEscape =
        scalar == "_" && tail.count == 7 && tail.dropFirst().first == "x" && tail.last == "_"
        && tail.dropFirst(2).dropLast().allSatisfy { $0.properties.isASCIIHexDigit }
      if isEscape { result += "_x005F_" } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  private mutating func addSheet(_ name: String) -> UnsafeMutablePointer<lxw_worksheet>? {
    let sheet = workbook_add_worksheet(book, name)
    if sheet == nil, problem == nil { problem = "a sheet cannot be added" }
    return sheet
  }

  private mutating func keep(_ code: lxw_error) {
    if code != LXW_NO_ERROR, problem == nil {
      problem = lxw_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    }
  }

  private mutating func format(_ key: FormatKey) -> UnsafeMutablePointer<lxw_format>? {
    if let known = formats[key] { return known }
    guard let format = workbook_add_format(book) else { return nil }
    if !key.number.isEmpty { format_set_num_format(format, key.number) }
    if key.isStrong || key.isTitle || key.isHead { format_set_bold(format) }
    if key.isTitle { format_set_font_size(format, 14) }
    if key.isHead { format_set_bottom(format, 1) }
    if key.isRight { format_set_align(format, 3) }
    if key.wraps { format_set_text_wrap(format) }
    if key.isMuted { format_set_font_color(format, 0x55616C) }
    formats[key] = format
    return format
  }
}

/// How one column of a table is spread over columns of a sheet.
private struct ColumnLayout {
  let isRange: Bool
  let hasMarks: Bool
  let isNumber: Bool
  private let longest: Int

  init(of index: Int, in table: Table) {
    let cells = table.rows.map { $0.cells[index] }
    isNumber = table.columns[index].alignment == .number
    isRange =
      table.columns[index].isRange || cells.contains { if case .range = $0.value { true } else { false } }
    hasMarks = cells.contains { !$0.marks.isEmpty }
    longest = cells.map { $0.isNumeric ? 10 : DisplayWidth.of($0.text()) }.max() ?? 0
  }

  func titles(_ column: TableColumn, _ wording: ReportWording) -> [String] {
    let unit = column.unit.isEmpty ? "" : " (\(wording.phrase(column.unit)))"
    let title = wording.phrase(column.title) + unit
    return (isRange ? [wording.text(.lowerEnd, title), wording.text(.upperEnd, title)] : [title])
      + (hasMarks ? [wording.text(.marks)] : [])
  }

  func width(_ title: String) -> Double {
    Double(min(max(longest + 2, min(DisplayWidth.of(title) + 2, 18), 9), 60))
  }
}
