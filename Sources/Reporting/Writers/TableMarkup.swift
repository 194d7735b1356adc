/// One table with its caption, groups, row and column heads and notes.
struct TableMarkup {
  private let table: Table
  private let label: String
  private let identifier: String
  private let footnotes: [Footnote]
  /// Columns with a mark on any cell keep room for it beside the number, so that digits stay in line.
  private let markedColumns: Set<Int>
  private let wording: ReportWording

  init(_ table: Table, label: String, wording: ReportWording = .english) {
    self.table = table
    self.label = label
    self.wording = wording
    identifier = Anchors.safe(table.identifier)
    footnotes = table.footnotes(in: wording)
    markedColumns = Set(
      table.columns.indices.filter { index in table.rows.contains { !$0.cells[index].marks.isEmpty } })
  }

  var markup: Markup {
    let caption = Markup.inline(
      "caption", [.init("id", identifier + "-caption")],
      [
        .inline("span", [.init("class", "label")], label), .text(" "), wording.titleMarkup(table.title),
      ])
    let groups = table.groups.map { markup(group: $0.name, rows: $0.rows) }
    return .block(
      "div", [.init("class", table.rows.count > 12 ? "table tall" : "table"), .init("id", identifier)],
      [
        .block(
          "div",
          [
            .init("class", "scroll"), .init("role", "region"),
            .init("aria-labelledby", identifier + "-caption"), .init("tabindex", "0"),
          ],
          [.block("table", [], [caption, head] + groups)]),
        FootnoteMarkup(footnotes, source: table.source, identifier: identifier, wording: wording).markup,
      ])
  }

  private var head: Markup {
    let cells = table.columns.enumerated().map { index, column in
      Markup.inline(
        "th", [.init("scope", "col"), .init("class", style(of: index))],
        (wording.phrase(column.title) == column.title
          ? Self.unbroken(column.title) : [wording.titleMarkup(column.title)]) + [
            column.unit.isEmpty
              ? .empty
              : .inline(
                "span", [.init("class", "unit")] + wording.foreign(wording.phrase(column.unit)),
                wording.phrase(column.unit))
          ])
    }
    return .block("thead", [], [.block("tr", [], cells)])
  }

  private func markup(group: String, rows: ArraySlice<TableRow>) -> Markup {
    let columns = String(table.columns.count)
    let heading: [Markup] =
      group.isEmpty
      ? []
      : [
        .inline(
          "tr", [.init("class", "group")],
          [
            .inline(
              "th", [.init("scope", "rowgroup"), .init("colspan", columns)],
              [
                .inline(
                  "span", [.init("class", "group-name")] + wording.foreign(wording.phrase(group)),
                  wording.phrase(group))
              ])
          ])
      ]
    return .block("tbody", [], heading + rows.map(markup))
  }

  private func markup(_ row: TableRow) -> Markup {
    let cells = row.cells.enumerated().map { index, cell in
      let isHeader = index == table.headerColumn
      var attributes: [Markup.Attribute] = [.init("class", style(of: index) + style(of: cell))]
      if case .text(let text) = cell.value { attributes += wording.foreign(wording.phrase(text)) }
      return isHeader
        ? Markup.inline("th", [.init("scope", "row")] + attributes, content(cell))
        : .inline("td", attributes, content(cell))
    }
    return .block("tr", row.role == .total ? [.init("class", "total")] : [], cells)
  }

  private func style(of column: Int) -> String {
    let alignment = table.columns[column].alignment == .number ? "number" : "words"
    return alignment + length(of: column) + (markedColumns.contains(column) ? " marked" : "")
  }

  /// A column of sentences keeps a width at which they can be read, and one of codes takes no more than it needs.
  private func length(of column: Int) -> String {
    guard table.columns[column].alignment != .number else { return "" }
    let longest =
      table.rows.map { row in
        if case .text(let text) = row.cells[column].value { text.count } else { 0 }
      }.max() ?? 0
    return longest > 48 ? " long" : longest <= 10 ? " short" : ""
  }

  private func style(of cell: Cell) -> String { cell.absence == nil ? "" : " absent" }

  /// Codes and ranges such as AGG-05 and 12-14 stay on one line: browsers break a line after a hyphen.
  private static func unbroken(_ text: String) -> [Markup] {
    var result: [Markup] = []
    var plain = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let isWhole = word.count <= 12 && word.contains("-") && word.contains(where: \.isNumber)
      if !plain.isEmpty || !result.isEmpty { plain += " " }
      guard isWhole else {
        plain += word
        continue
      }
      if !plain.isEmpty { result.append(.text(plain)) }
      plain = ""
      result.append(.inline("span", [.init("class", "whole")], String(word)))
    }
    if !plain.isEmpty || result.isEmpty { result.append(.text(plain)) }
    return result
  }

  private func content(_ cell: Cell) -> [Markup] {
    var result: [Markup]
    if cell.absence == .dashInSource {
      result = [
        .inline("span", [.init("aria-hidden", "true")], "–"),
        .inline("span", [.init("class", "spoken")], wording.text(.dashSpoken)),
      ]
    } else {
      let text = cell.text(minus: .typographic, in: wording)
      if case .text = cell.value { result = Self.unbroken(text) } else { result = [.text(text)] }
    }
    if !cell.marks.isEmpty { result.append(.inline("sup", [], cell.marks.map(markup))) }
    return result
  }

  private func markup(_ mark: Mark) -> Markup {
    let index = footnotes.firstIndex(of: Footnote(symbol: mark.symbol, text: wording.phrase(mark.text))) ?? 0
    return .inline(
      "a", [.init("href", "#" + FootnoteMarkup.identifier(identifier, index)), .init("title", mark.text)],
      mark.symbol)
  }
}
