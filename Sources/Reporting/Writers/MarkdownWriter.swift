/// A document as GitHub-flavoured Markdown that also reads well as plain text. A figure is given as its
/// title, its description and the data it is drawn from.
package enum MarkdownWriter {
  package static func text(_ document: Document) -> String {
    var numbering = Numbering()
    let anchors = Anchors(document)
    var blocks = ["# " + MarkdownText.escaped(document.title)]
    if !document.subtitle.isEmpty { blocks.append(line(document.subtitle)) }
    for section in document.sections {
      blocks.append(anchor(section.identifier) + "## " + MarkdownText.escaped(section.title))
      for (block, previous) in zip(section.blocks, [nil] + section.blocks) {
        // Two lists in a row would be one.
        if isList(block), previous.map(isList) ?? false { blocks.append("<!-- -->") }
        blocks += text(block, &numbering, anchors)
      }
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// One table with its title, marks, notes and source, without a number.
  package static func text(_ table: Table) -> String {
    self.table(table, label: "").joined(separator: "\n\n") + "\n"
  }

  private static func text(_ block: Block, _ numbering: inout Numbering, _ anchors: Anchors) -> [String] {
    switch block {
    case .heading(let title): ["### " + MarkdownText.escaped(title)]
    case .paragraph(let text): [rich(text, anchors)]
    case .list(let items): [items.map { "- " + rich($0, anchors) }.joined(separator: "\n")]
    case .numberedList(let items):
      [items.enumerated().map { "\($0 + 1). " + rich($1, anchors) }.joined(separator: "\n")]
    case .keyFigures(let figures): [figures.map(keyFigure).joined(separator: "\n")]
    case .callout(let callout): ["> **\(callout.kind.rawValue).** " + rich(callout.text, anchors)]
    case .table(let table): self.table(table, label: numbering.nextTable() + " ")
    case .figure(let figure): self.figure(figure, label: numbering.nextFigure() + " ")
    }
  }

  private static func isList(_ block: Block) -> Bool {
    switch block {
    case .list, .numberedList, .keyFigures: true
    case .heading, .paragraph, .callout, .table, .figure: false
    }
  }

  private static func keyFigure(_ figure: KeyFigure) -> String {
    let detail = figure.detail.isEmpty ? "" : " (\(MarkdownText.escaped(figure.detail)))"
    return "- \(MarkdownText.escaped(figure.label)): **\(MarkdownText.escaped(figure.value))**\(detail)"
  }

  // MARK: tables and figures

  private static func table(_ table: Table, label: String) -> [String] {
    let title = anchor(table.identifier) + "**\(label)\(MarkdownText.escaped(table.title))**"
    return [title, grid(table)] + foot(table.footnotes, source: table.source)
  }

  private static func figure(_ figure: Figure, label: String) -> [String] {
    let title = anchor(figure.identifier) + "**\(label)\(MarkdownText.escaped(figure.title))**"
    let data = figure.dataTable
    return [title, line(figure.description), grid(data)]
      + foot(data.footnotes, source: figure.source)
  }

  /// Other bullets than those of the text, so that a list that follows is a list of its own.
  private static func foot(_ footnotes: [Footnote], source: String) -> [String] {
    var lines = footnotes.map { note in
      "* " + line(note.symbol.isEmpty ? note.text : note.symbol + " " + note.text)
    }
    if !source.isEmpty { lines.append("* Source: " + MarkdownText.escaped(source)) }
    return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
  }

  /// The pipe table, its columns padded to equal display width.
  private static func grid(_ table: Table) -> String {
    let header = table.columns.map { column in
      MarkdownText.escaped(column.title)
        + (column.unit.isEmpty ? "" : " (\(MarkdownText.escaped(column.unit)))")
    }
    var lines = [header]
    for group in table.groups {
      if !group.name.isEmpty {
        let blank = [String](repeating: "", count: max(0, table.columns.count - 1))
        lines.append([strong(MarkdownText.escaped(group.name))] + blank)
      }
      lines += group.rows.map { row in
        row.cells.map { row.role == .total ? strong(cell($0)) : cell($0) }
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

  private static func cell(_ cell: Cell) -> String {
    let marks = cell.markSymbols
    return MarkdownText.escaped(cell.text()) + (marks.isEmpty ? "" : " " + MarkdownText.escaped(marks))
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
