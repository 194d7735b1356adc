/// The sections of a page, with the running numbers and the identifiers that are taken.
struct PageBody {
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
        FootnoteMarkup(figure.footnotes, source: figure.source, identifier: identifier).markup,
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
