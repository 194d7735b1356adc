/// A document as GitHub-flavoured Markdown that also reads well as plain text. A figure is given as its
/// title, its description and the data it is drawn from.
package enum MarkdownWriter {
  package static func text(_ document: Document) -> String {
    let wording = document.wording
    var numbering = Numbering(wording)
    let anchors = Anchors(document)
    var blocks = ["# " + MarkdownText.escaped(document.title)]
    if !wording.text(.header).isEmpty { blocks.insert(line(wording.text(.header)), at: 0) }
    if !document.subtitle.isEmpty { blocks.append(line(wording.phrase(document.subtitle))) }
    if !wording.text(.otherLanguage).isEmpty { blocks.append(line(wording.text(.otherLanguage))) }
    for section in document.sections {
      blocks.append(anchor(section.identifier) + "## " + MarkdownText.escaped(wording.phrase(section.title)))
      for (block, previous) in zip(section.blocks, [nil] + section.blocks) {
        // Two lists in a row would be one.
        if isList(block), previous.map(isList) ?? false { blocks.append("<!-- -->") }
        blocks += text(block, &numbering, anchors, wording)
      }
    }
    if !wording.text(.footer).isEmpty { blocks.append(line(wording.text(.footer))) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// One table with its title, marks, notes and source, without a number.
  package static func text(_ table: Table, wording: ReportWording = .english) -> String {
    self.table(table, label: "", wording).joined(separator: "\n\n") + "\n"
  }

  private static func text(
    _ block: Block, _ numbering: inout Numbering, _ anchors: Anchors, _ wording: ReportWording
  ) -> [String] {
    switch block {
    case .heading(let title): ["### " + MarkdownText.escaped(wording.phrase(title))]
    case .paragraph(let text): [rich(text, anchors)]
    case .list(let items): [items.map { "- " + rich($0, anchors) }.joined(separator: "\n")]
    case .numberedList(let items):
      [items.enumerated().map { "\($0 + 1). " + rich($1, anchors) }.joined(separator: "\n")]
    case .keyFigures(let figures): [figures.map { keyFigure($0, wording) }.joined(separator: "\n")]
    case .callout(let callout):
      ["> **\(MarkdownText.escaped(wording.word(callout.kind))).** " + rich(callout.text, anchors)]
    case .table(let table): self.table(table, label: numbering.nextTable() + " ", wording)
    case .figure(let figure): self.figure(figure, label: numbering.nextFigure() + " ", wording)
    }
  }

  private static func isList(_ block: Block) -> Bool {
    switch block {
    case .list, .numberedList, .keyFigures: true
    case .heading, .paragraph, .callout, .table, .figure: false
    }
  }

  private static func keyFigure(_ figure: KeyFigure, _ wording: ReportWording) -> String {
    let detail = figure.detail.isEmpty ? "" : " (\(MarkdownText.escaped(wording.phrase(figure.detail))))"
    return
      "- \(MarkdownText.escaped(wording.phrase(figure.label))): **\(MarkdownText.escaped(figure.value))**\(detail)"
  }

  // MARK: tables and figures

  private static func table(_ table: Table, label: String, _ wording: ReportWording) -> [String] {
    let title = anchor(table.identifier) + "**\(label)\(MarkdownText.escaped(wording.phrase(table.title)))**"
    return [title, grid(table, wording)] + foot(table.footnotes(in: wording), source: table.source, wording)
  }

  private static func figure(_ figure: Figure, label: String, _ wording: ReportWording) -> [String] {
    let title =
      anchor(figure.identifier) + "**\(label)\(MarkdownText.escaped(wording.phrase(figure.title)))**"
    let data = figure.dataExcerpt(in: wording)
    return [title, line(figure.description), grid(data, wording)]
      + foot(data.footnotes(in: wording), source: figure.source, wording)
  }

  /// Other bullets than those of the text, so that a list that follows is a list of its own.
  private static func foot(
    _ footnotes: [Footnote], source: String, _ wording: ReportWording
  ) -> [String] {
    var lines = footnotes.map { note in
      "* " + line(note.symbol.isEmpty ? note.text : note.symbol + " " + note.text)
    }
    if !source.isEmpty { lines.append("* " + MarkdownText.escaped(wording.text(.source, wording.phrase(source)))) }
    return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
  }

  /// The pipe table, its columns padded to equal display width.
  private static func grid(_ table: Table, _ wording: ReportWording) -> String {
    let header = table.columns.map { column in
      MarkdownText.escaped(wording.phrase(column.title))
        + (column.unit.isEmpty ? "" : " (\(MarkdownText.escaped(wording.phrase(column.unit))))")
    }
    var lines = [header]
    for group in table.groups {
      if !group.name.isEmpty {
        let blank = [String](repeating: "", count: max(0, table.columns.count - 1))
        lines.append([strong(MarkdownText.escaped(wording.phrase(group.name)))] + blank)
      }
      lines += group.rows.map { row in
        row.cells.map { row.role == .total ? strong(cell($0, wording)) : cell($0, wording) }
      }
    }
    let widths = table.columns.indices.map { index in
      max(3, lines.map { DisplayWidth.of($0[index]) }.max() ?? 0)
    }
    let rule = zip(table.columns, widths).map { column, width in
      column.alignment == .number
        ? String(repeating: "-", count: width - 1) + ":" : String(repeating: "-", count: width)
    }
    return ([lines[0], rule] + lines.dropFirst()).map { line in
      let cells = zip(zip(line, widths), table.columns).map { pair, column in
        DisplayWidth.padded(pair.0, to: pair.1, right: column.alignment == .number)
      }
      return "| " + cells.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }

  private static func cell(_ cell: Cell, _ wording: ReportWording) -> String {
    let marks = cell.markSymbols
    return MarkdownText.escaped(cell.text(in: wording))
      + (marks.isEmpty ? "" : " " + MarkdownText.escaped(marks))
  }

  private static func strong(_ text: String) -> String {
    text.isEmpty ? text : "**\(text)**"
  }

  // MARK: running text

  /// Renderers make up their own link targets from headings, so ours is written out.
  private static func anchor(_ identifier: String) -> String {
    "<a id=\"\(Anchors.safe(identifier))\"></a>\n"
  }

  private static func rich(_ text: RichText, _ anchors: Anchors) -> String {
    text.runs.enumerated().map { index, run in
      switch run {
      case .plain(let text): MarkdownText.escaped(text, atLineStart: index == 0)
      case .strong(let text): "**\(MarkdownText.escaped(text))**"
      case .emphasis(let text): "*\(MarkdownText.escaped(text))*"
      case .code(let text): MarkdownText.code(text)
      case .reference(let text, let identifier):
        anchors.contains(identifier)
          ? "[\(MarkdownText.escaped(text))](#\(Anchors.safe(identifier)))" : MarkdownText.escaped(text)
      case .link(let text, let address):
        SafeAddress.link(address).map { "[\(MarkdownText.escaped(text))](<\($0)>)" }
          ?? MarkdownText.escaped(text)
      }
    }.joined()
  }

  private static func line(_ text: String) -> String { MarkdownText.escaped(text, atLineStart: true) }
}
