/// A table as text for a terminal or a log: a grid of fixed width, no colour unless asked, no control
/// characters from the data.
///
/// Digits of a column stand in line whatever marks follow them. Where the table is wider than the width,
/// first text columns and headers are wrapped; where that does not help, each row becomes a list of its
/// cells.
package struct TerminalWriter: Sendable {
  /// Columns of the terminal; at least 20.
  package let width: Int
  /// Whether titles, totals and groups are set in bold by ANSI sequences.
  package let isStyled: Bool

  package init(width: Int = 100, isStyled: Bool = false) {
    self.width = max(width, 20)
    self.isStyled = isStyled
  }

  package func text(_ table: Table) -> String {
    let title = DisplayWidth.wrapped(PlainText.line(table.title), width: width).map(strong)
    let foot = footLines(table)
    let body = table.rows.isEmpty ? [] : [""] + (grid(table) ?? list(table))
    let lines = title + body + (foot.isEmpty ? [] : [""] + foot)
    return lines.map(withoutTrailingSpace).joined(separator: "\n") + "\n"
  }

  // MARK: grid

  /// The grid, or `nil` where the columns do not fit.
  private func grid(_ table: Table) -> [String]? {
    let columns = table.columns.indices.map { GridColumn(of: $0, in: table) }
    guard let widths = fittedWidths(columns) else { return nil }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    var lines = header(columns, widths) + [rule]
    for group in table.groups {
      if !group.name.isEmpty {
        lines += DisplayWidth.wrapped(PlainText.line(group.name), width: width).map(strong)
      }
      for row in group.rows {
        if row.role == .total { lines.append(rule) }
        let cells = zip(zip(columns, widths), row.cells).map { pair, cell in pair.0.lines(cell, width: pair.1)
        }
        let joined = side(cells, columns, widths)
        lines += row.role == .total ? joined.map(strong) : joined
      }
    }
    return lines
  }

  private func header(_ columns: [GridColumn], _ widths: [Int]) -> [String] {
    let cells = zip(columns, widths).map { $0.headerLines(width: $1) }
    let height = cells.map(\.count).max() ?? 0
    // Heads stand on the rule.
    let sunk = cells.map { [String](repeating: "", count: height - $0.count) + $0 }
    return side(sunk, columns, widths).map(strong)
  }

  /// Cells of several lines side by side.
  private func side(_ cells: [[String]], _ columns: [GridColumn], _ widths: [Int]) -> [String] {
    let height = cells.map(\.count).max() ?? 0
    return (0..<height).map { line in
      cells.indices.map { index in
        let text = line < cells[index].count ? cells[index][line] : ""
        return DisplayWidth.padded(text, to: widths[index], right: columns[index].isNumber)
      }.joined(separator: "  ")
    }
  }

  /// Natural widths, or columns narrowed from the widest down until the grid fits: those of numbers first, in
  /// which only the head wraps.
  private func fittedWidths(_ columns: [GridColumn]) -> [Int]? {
    var widths = columns.map(\.widest)
    var excess = widths.reduce(2 * (columns.count - 1), +) - width
    while excess > 0 {
      let shrinkable = columns.indices.filter { widths[$0] > columns[$0].narrowest }
      let numbers = shrinkable.filter { columns[$0].isNumber }
      let candidates = numbers.isEmpty ? shrinkable : numbers
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  // MARK: list

  private func list(_ table: Table) -> [String] {
    let names = table.columns.map { column in
      PlainText.line(column.title) + (column.unit.isEmpty ? "" : " (\(PlainText.line(column.unit)))")
    }
    var lines: [String] = []
    for row in table.rows {
      if !lines.isEmpty { lines.append("") }
      if !row.group.isEmpty {
        lines += DisplayWidth.wrapped(PlainText.line(row.group), width: width).map(strong)
      }
      for (name, cell) in zip(names, row.cells) {
        let marks = cell.markSymbols
        lines += DisplayWidth.wrapped(
          "\(name): \(cell.text())\(marks.isEmpty ? "" : " " + marks)", width: width)
      }
    }
    return lines
  }

  // MARK: words

  private func footLines(_ table: Table) -> [String] {
    let notes = table.footnotes(in: .english).map { $0.symbol.isEmpty ? $0.text : $0.symbol + "  " + $0.text }
    let source = table.source.isEmpty ? [] : [ReportWording.english.text(.source, table.source)]
    return (notes + source).flatMap { DisplayWidth.wrapped(PlainText.line($0), width: width) }
  }

  private func strong(_ line: String) -> String {
    let line = withoutTrailingSpace(line)
    return isStyled && !line.isEmpty ? "\u{1B}[1m\(line)\u{1B}[0m" : line
  }

  private func withoutTrailingSpace(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}

/// One column of a grid.
private struct GridColumn {
  let isNumber: Bool
  /// The width without any wrapping, and the least that wrapping can reach.
  let widest: Int
  let narrowest: Int
  private let title: String
  private let unit: String
  /// Room kept behind every number for the marks of the column.
  private let markWidth: Int

  init(of index: Int, in table: Table) {
    let column = table.columns[index]
    isNumber = column.alignment == .number
    title = PlainText.line(column.title)
    unit = PlainText.line(column.unit)
    let cells = table.rows.map { $0.cells[index] }
    let marks = cells.map { DisplayWidth.of($0.markSymbols) }.max() ?? 0
    markWidth = marks == 0 ? 0 : marks + 1
    let content = cells.map { DisplayWidth.of($0.text()) }.max() ?? 0
    let headWords = (title + " " + unit).split(separator: " ").map { DisplayWidth.of(String($0)) }.max() ?? 0
    let head = max(DisplayWidth.of(title), DisplayWidth.of(unit))
    if isNumber {
      narrowest = max(content + markWidth, headWords, 1)
      // A long head wraps rather than widen a column of short numbers.
      widest = max(narrowest, min(head, 14))
    } else {
      widest = max(content + markWidth, min(head, 24), headWords, 1)
      // Names and codes up to this long are not broken.
      let words = cells.flatMap { $0.text().split(separator: " ") }.map { DisplayWidth.of(String($0)) }
      narrowest = min(widest, max(12, headWords, words.filter { $0 <= 24 }.max() ?? 0))
    }
  }

  func headerLines(width: Int) -> [String] {
    (title.isEmpty ? [] : DisplayWidth.wrapped(title, width: width))
      + (unit.isEmpty ? [] : DisplayWidth.wrapped(unit, width: width))
  }

  func lines(_ cell: Cell, width: Int) -> [String] {
    let marks = cell.markSymbols
    let text = cell.text()
    guard isNumber else {
      return DisplayWidth.wrapped(marks.isEmpty ? text : text + " " + marks, width: width)
    }
    let behind = markWidth == 0 ? "" : DisplayWidth.padded(marks.isEmpty ? "" : " " + marks, to: markWidth)
    return [text + behind]
  }
}
