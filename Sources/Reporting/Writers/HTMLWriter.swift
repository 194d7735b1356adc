internal import Estimates

/// A document as one HTML file that needs nothing else: no script, no font, no picture from anywhere.
///
/// It reads on a desk, on a phone, on paper, in the dark, by keyboard and by ear. Every text is escaped where
/// it enters (`Markup`), and the page forbids itself all loading by its content security policy.
package enum HTMLWriter {
  package static func text(_ document: Document) -> String {
    var page = PageBody(document)
    let content = page.sections(document)
    let language = Anchors.safe(document.language)
    return Markup.lines([
      .htmlDocumentType,
      .block("html", [.init("lang", language)], [head(document), body(document, content)]),
    ]).source + "\n"
  }

  private static func head(_ document: Document) -> Markup {
    .block(
      "head", [],
      [
        .void("meta", [.init("charset", "utf-8")]),
        .void(
          "meta",
          [
            .init("http-equiv", "Content-Security-Policy"),
            .init("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
          ]),
        .void("meta", [.init("name", "viewport"), .init("content", "width=device-width, initial-scale=1")]),
        .void("meta", [.init("name", "color-scheme"), .init("content", "light dark")]),
        .void("meta", [.init("name", "referrer"), .init("content", "no-referrer")]),
        .void("meta", [.init("name", "generator"), .init("content", Program.name)]),
        .inline("title", [], document.title),
        .style([PageSheet.base, PageSheet.dark, PageSheet.print, FigureSheet.light, FigureSheet.dark]),
      ])
  }

  private static func body(_ document: Document, _ content: [Markup]) -> Markup {
    .block(
      "body", [],
      [
        .inline("a", [.init("class", "skip"), .init("href", "#content")], "Skip to the content"),
        .block(
          "header", [],
          [
            .block(
              "div", [.init("class", "masthead")],
              [
                .inline("h1", [], document.title),
                document.subtitle.isEmpty
                  ? .empty : .inline("p", [.init("class", "subtitle")], document.subtitle),
              ])
          ]),
        .block(
          "div", [.init("class", "columns")],
          [
            contents(document),
            .block("main", [.init("id", "content"), .init("tabindex", "-1")], content),
          ]),
      ])
  }

  private static func contents(_ document: Document) -> Markup {
    guard document.sections.count > 1 else { return .empty }
    let entries = document.sections.map { section in
      Markup.inline(
        "li", [],
        [.inline("a", [.init("href", "#" + Anchors.safe(section.identifier))], section.title)])
    }
    return .block(
      "nav", [.init("aria-labelledby", "contents-title")],
      [
        .inline("h2", [.init("id", "contents-title")], "Contents"), .block("ol", [], entries),
      ])
  }
}

/// The sections of a page, with the running numbers and the identifiers that are taken.
private struct PageBody {
  private let anchors: Anchors
  private var numbering = Numbering()

  init(_ document: Document) { anchors = Anchors(document) }

  mutating func sections(_ document: Document) -> [Markup] {
    var result: [Markup] = []
    for section in document.sections {
      let identifier = Anchors.safe(section.identifier)
      let heading = Markup.inline("h2", [.init("id", identifier)], section.title)
      var blocks = [heading]
      for block in section.blocks { blocks.append(markup(block)) }
      result.append(.block("section", [.init("aria-labelledby", identifier)], blocks))
    }
    return result
  }

  private mutating func markup(_ block: Block) -> Markup {
    switch block {
    case .heading(let title): .inline("h3", [], title)
    case .paragraph(let text): .inline("p", [], rich(text))
    case .list(let items): .block("ul", [], items.map { .inline("li", [], rich($0)) })
    case .numberedList(let items): .block("ol", [], items.map { .inline("li", [], rich($0)) })
    case .keyFigures(let figures): .block("dl", [.init("class", "key-figures")], figures.map(keyFigure))
    case .callout(let callout): markup(callout)
    case .table(let table): TableMarkup(table, label: numbering.nextTable()).markup
    case .figure(let figure): markup(figure, label: numbering.nextFigure())
    }
  }

  private func keyFigure(_ figure: KeyFigure) -> Markup {
    .block(
      "div", [],
      [
        .inline("dt", [], figure.label), .inline("dd", [.init("class", "value")], figure.value),
        figure.detail.isEmpty ? .empty : .inline("dd", [], figure.detail),
      ])
  }

  private func markup(_ callout: Callout) -> Markup {
    let name = String(describing: callout.kind)
    return .block(
      "div", [.init("class", "callout " + name), .init("role", "note")],
      [
        .inline("p", [.init("class", "kind")], callout.kind.rawValue), .inline("p", [], rich(callout.text)),
      ])
  }

  private func markup(_ figure: Figure, label: String) -> Markup {
    let identifier = Anchors.safe(figure.identifier)
    let data = TableMarkup(figure.dataTable, label: label + " Data:").markup
    return .block(
      "figure", [.init("id", identifier)],
      [
        .inline(
          "figcaption", [], [.inline("span", [.init("class", "label")], label), .text(" " + figure.title)]),
        drawing(figure, .page, identifier), drawing(figure, .phone, identifier),
        Footnotes(figure.footnotes, source: figure.source, identifier: identifier).markup,
        .block("details", [], [.inline("summary", [], "The figure as a table"), data]),
      ])
  }

  private func drawing(_ figure: Figure, _ format: FigureFormat, _ identifier: String) -> Markup {
    let name = String(describing: format)
    return .block(
      "div", [.init("class", "drawing for-" + name)],
      [FigureWriter.svg(figure, format: format, identifier: identifier + "-" + name)])
  }

  private func rich(_ text: RichText) -> [Markup] {
    text.runs.map { run in
      switch run {
      case .plain(let text): .text(text)
      case .strong(let text): .inline("strong", [], text)
      case .emphasis(let text): .inline("em", [], text)
      case .code(let text): .inline("code", [], text)
      case .reference(let text, let identifier):
        anchors.contains(identifier)
          ? .inline("a", [.init("href", "#" + Anchors.safe(identifier))], text) : .text(text)
      case .link(let text, let address):
        SafeAddress.link(address).map {
          .inline("a", [.init("href", $0), .init("rel", "noopener noreferrer")], text)
        } ?? .text(text)
      }
    }
  }
}

/// What stands under a table or figure.
private struct Footnotes {
  private let footnotes: [Footnote]
  private let source: String
  private let identifier: String

  init(_ footnotes: [Footnote], source: String, identifier: String) {
    self.footnotes = footnotes
    self.source = source
    self.identifier = identifier
  }

  var markup: Markup {
    let lines = footnotes.enumerated().map { index, note in
      Markup.inline(
        "p",
        note.symbol.isEmpty
          ? [] : [.init("class", "signed"), .init("id", Footnotes.identifier(identifier, index))],
        note.symbol.isEmpty
          ? [.text(note.text)]
          : [.inline("span", [.init("class", "sign")], Footnotes.shown(note.symbol) + " "), .text(note.text)])
    }
    let origin = source.isEmpty ? [] : [Markup.inline("p", [], "Source: " + source)]
    guard !(lines + origin).isEmpty else { return .empty }
    return .block("div", [.init("class", "notes")], lines + origin)
  }

  static func identifier(_ owner: String, _ index: Int) -> String { "\(owner)-note-\(index + 1)" }

  /// The dash of a source in its typographic form.
  static func shown(_ symbol: String) -> String {
    symbol == Absence.dashInSource.rawValue + ":" ? "–:" : symbol
  }
}

/// One table with its caption, groups, row and column heads and notes.
private struct TableMarkup {
  private let table: Table
  private let label: String
  private let identifier: String
  private let footnotes: [Footnote]
  /// Columns with a mark on any cell keep room for it beside the number, so that digits stay in line.
  private let markedColumns: Set<Int>

  init(_ table: Table, label: String) {
    self.table = table
    self.label = label
    identifier = Anchors.safe(table.identifier)
    footnotes = table.footnotes
    markedColumns = Set(
      table.columns.indices.filter { index in table.rows.contains { !$0.cells[index].marks.isEmpty } })
  }

  var markup: Markup {
    let caption = Markup.inline(
      "caption", [.init("id", identifier + "-caption")],
      [.inline("span", [.init("class", "label")], label), .text(" " + table.title)])
    let groups = table.groups.map { markup(group: $0.name, rows: $0.rows) }
    return .block(
      "div", [.init("class", "table"), .init("id", identifier)],
      [
        .block(
          "div",
          [
            .init("class", "scroll"), .init("role", "region"),
            .init("aria-labelledby", identifier + "-caption"), .init("tabindex", "0"),
          ],
          [.block("table", [], [caption, head] + groups)]),
        Footnotes(footnotes, source: table.source, identifier: identifier).markup,
      ])
  }

  private var head: Markup {
    let cells = table.columns.enumerated().map { index, column in
      Markup.inline(
        "th", [.init("scope", "col"), .init("class", style(of: index))],
        [
          .text(column.title),
          column.unit.isEmpty ? .empty : .inline("span", [.init("class", "unit")], column.unit),
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
              [.inline("span", [.init("class", "group-name")], group)])
          ])
      ]
    return .block("tbody", [], heading + rows.map(markup))
  }

  private func markup(_ row: TableRow) -> Markup {
    let cells = row.cells.enumerated().map { index, cell in
      let isHeader = index == table.headerColumn
      let attributes: [Markup.Attribute] = [.init("class", style(of: index) + style(of: cell))]
      return isHeader
        ? Markup.inline("th", [.init("scope", "row")] + attributes, content(cell))
        : .inline("td", attributes, content(cell))
    }
    return .block("tr", row.role == .total ? [.init("class", "total")] : [], cells)
  }

  private func style(of column: Int) -> String {
    let alignment = table.columns[column].alignment == .number ? "number" : "words"
    return alignment + (markedColumns.contains(column) ? " marked" : "")
  }

  private func style(of cell: Cell) -> String { cell.absence == nil ? "" : " absent" }

  private func content(_ cell: Cell) -> [Markup] {
    var result: [Markup]
    if cell.absence == .dashInSource {
      result = [
        .inline("span", [.init("aria-hidden", "true")], "–"),
        .inline("span", [.init("class", "spoken")], "dash in the source"),
      ]
    } else {
      result = [.text(cell.text(minus: .typographic))]
    }
    if !cell.marks.isEmpty { result.append(.inline("sup", [], cell.marks.map(markup))) }
    return result
  }

  private func markup(_ mark: Mark) -> Markup {
    let index = footnotes.firstIndex(of: Footnote(symbol: mark.symbol, text: mark.text)) ?? 0
    return .inline(
      "a", [.init("href", "#" + Footnotes.identifier(identifier, index)), .init("title", mark.text)],
      mark.symbol)
  }
}
