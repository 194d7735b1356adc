/// A table as comma-separated values, for machines first.
///
/// - The header holds the column keys. Rows that stand in groups have a first column `group`.
/// - Numbers have full precision, in the shortest digits that read back exactly, without grouping or suffix.
/// - A column of ranges, by its own word or by any of its cells, becomes `key_lower` and `key_upper`; an
///   upper end that does not exist is the word `unbounded`. A single number or word in such a column stands
///   in both.
/// - A column with a mark on any cell is followed by `key_mark`, which holds the symbols, or nothing.
/// - An absence is its word or sign, never a zero and never empty.
/// - A text that a spreadsheet could take for a formula has a leading `'` (see `guarded`); numbers never do.
/// - Quoting is RFC 4180's, lines end in LF, the encoding is UTF-8 without a byte order mark.
///
/// Notes, mark texts and the source are not part of the file.
package enum CSVWriter {
  package static let unboundedWord = "unbounded"

  package static func text(_ table: Table) -> String {
    let hasGroups = table.rows.contains { !$0.group.isEmpty }
    let columns = table.columns.indices.map { Layout(of: $0, in: table) }
    let groupKey = hasGroups ? ["group"] : []
    var result = record(unique(groupKey + columns.flatMap(\.keys)).map(field))
    for row in table.rows {
      let group = hasGroups ? [field(row.group)] : []
      result += record(group + zip(columns, row.cells).flatMap { $0.fields(of: $1) })
    }
    return result
  }

  /// How one column of the table is spread over columns of the file.
  private struct Layout {
    let key: String
    let isRange: Bool
    let hasMarks: Bool

    init(of index: Int, in table: Table) {
      key = table.columns[index].key
      let cells = table.rows.lazy.map { $0.cells[index] }
      isRange =
        table.columns[index].isRange
        || cells.contains { if case .range = $0.value { true } else { false } }
      hasMarks = cells.contains { !$0.marks.isEmpty }
    }

    var keys: [String] {
      (isRange ? [key + "_lower", key + "_upper"] : [key]) + (hasMarks ? [key + "_mark"] : [])
    }

    func fields(of cell: Cell) -> [String] {
      let values: [String]
      switch cell.value {
      case .text(let text): values = [field(text)]
      case .number(let number, _): values = [ShortestNumber.text(number)]
      case .absent(let absence): values = [absence.rawValue]
      case .range(let lower, let upper, _):
        values = [ShortestNumber.text(lower), upper.map(ShortestNumber.text) ?? unboundedWord]
      }
      let spread = isRange && values.count == 1 ? values + values : values
      return spread + (hasMarks ? [field(cell.markSymbols)] : [])
    }
  }

  /// Keys that no other column has, so that no reader meets the same header twice.
  private static func unique(_ keys: [String]) -> [String] {
    var taken: Set<String> = []
    return keys.map { key in
      var candidate = key
      var number = 2
      while !taken.insert(candidate).inserted {
        candidate = "\(key)_\(number)"
        number += 1
      }
      return candidate
    }
  }

  /// One line of texts and numbers, for a file that is too long to be a table in memory. Texts are guarded and
  /// quoted as those of a table; `nil` is an empty field.
  package static func line(_ cells: [LineCell]) -> String {
    record(
      cells.map { cell in
        switch cell {
        case .text(let text): text.map(field) ?? ""
        case .number(let number): number.map(ShortestNumber.text) ?? ""
        }
      })
  }

  package enum LineCell: Sendable {
    case text(String?)
    case number(Double?)
  }

  private static func record(_ fields: [String]) -> String {
    // A lone empty field would be an empty line, which readers skip.
    fields == [""] ? "\"\"\n" : fields.joined(separator: ",") + "\n"
  }

  /// A text field: cleaned, guarded, quoted where anything that separates fields in any common dialect is in
  /// it.
  private static func field(_ text: String) -> String {
    let safe = guarded(text)
    let special = safe.unicodeScalars.contains { ",;\"\n\t".unicodeScalars.contains($0) }
    guard special || safe.hasPrefix(" ") || safe.hasSuffix(" ") else { return safe }
    var quoted = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { quoted.append("\"") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// The text with a leading `'` where its first character could start a formula (OWASP CSV injection,
  /// CWE-1236): `= + - @`, their full-width twins, TAB, CR, LF and NUL.
  static func guarded(_ text: String) -> String {
    let clean = PlainText.lines(text)
    let starts = [text.unicodeScalars.first, clean.unicodeScalars.first]
    return starts.contains { $0.map(startsFormula) ?? false } ? "'" + clean : clean
  }

  private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠": true
    default: false
    }
  }
}
