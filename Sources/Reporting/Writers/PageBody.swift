/// The sections of a page, with the running numbers and the identifiers that are taken.
struct PageBody {
  private let anchors: Anchors
  private let wording: ReportWording
  private var numbering: Numbering

  init(_ document: Document) {
    anchors = Anchors(document)
    wording = document.wording
    numbering = Numbering(document.wording)
  }

  mutating func sections(_ document: Document) -> [Markup] {
    var result: [Markup] = []
    for section in document.sections {
      let identifier = Anchors.safe(section.identifier)
      let heading = Markup.inline("h2", [.init("id", identifier)], [wording.titleMarkup(section.title)])
      var blocks = [heading]
      for block in section.blocks { blocks.append(markup(block)) }
      result.append(.block("section", [.init("aria-labelledby", identifier)], blocks))
    }
    return result
  }

  private mutating func markup(_ block: Block) -> Markup {
    switch block {
    case .heading(let title): .inline("h3", [], [wording.titleMarkup(title)])
    case .paragraph(let text): .inline("p", wording.foreign(text.plain), rich(text))
    case .list(let items): .block("ul", [], items.map { .inline("li", wording.foreign($0.plain), rich($0)) })
    case .numberedList(let items):
      .block("ol", [], items.map { .inline("li", wording.foreign($0.plain), rich($0)) })
    case .keyFigures(let figures): .block("dl", [.init("class", "key-figures")], figures.map(keyFigure))
    case .callout(let callout): markup(callout)
    case .table(let table): TableMarkup(table, label: numbering.nextTable(), wording: wording).markup
    case .figure(let figure): markup(figure, label: numbering.nextFigure())
    }
  }

  private func keyFigure(_ figure: KeyFigure) -> Markup {
    .block(
      "div", [],
      [
        .inline("dt", [], [wording.titleMarkup(figure.label)]),
        .inline("dd", [.init("class", "value")], figure.value),
        figure.detail.isEmpty ? .empty : .inline("dd", [], [wording.titleMarkup(figure.detail)]),
      ])
  }

  private func markup(_ callout: Callout) -> Markup {
    let name = String(describing: callout.kind)
    return .block(
      "div", [.init("class", "callout " + name), .init("role", "note")],
      [
        .inline("p", [.init("class", "kind")], wording.word(callout.kind)),
        .inline("p", wording.foreign(callout.text.plain), rich(callout.text)),
      ])
  }

  private func markup(_ figure: Figure, label: String) -> Markup {
    let identifier = Anchors.safe(figure.identifier)
    let data = TableMarkup(
      figure.dataExcerpt(in: wording), label: label + " " + wording.text(.figureData), wording: wording
    ).markup
    return .block(
      "figure", [.init("id", identifier)],
      [
        .inline(
          "figcaption", [],
          [
            .inline("span", [.init("class", "label")], label), .text(" "),
            wording.titleMarkup(figure.title),
          ]),
        drawing(figure, .page, identifier), drawing(figure, .phone, identifier),
        FootnoteMarkup(
          figure.footnotes(in: wording), source: figure.source, identifier: identifier, wording: wording
        ).markup,
        .block("details", [], [.inline("summary", [], wording.text(.figureAsTable)), data]),
      ])
  }

  private func drawing(_ figure: Figure, _ format: FigureFormat, _ identifier: String) -> Markup {
    let name = String(describing: format)
    return .block(
      "div", [.init("class", "drawing for-" + name)] + wording.foreign(figure.title),
      [
        FigureWriter.svg(
          figure, format: format, identifier: identifier + "-" + name, wording: wording)
      ])
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

extension ReportWording {
  /// The language of the study's own text, where it is not that of the frame.
  func foreign(_ text: String) -> [Markup.Attribute] { isWorded(text) ? [] : [.init("lang", textLanguage)] }

  /// A title in the language of the frame where it has a translation, and marked as foreign where not.
  func titleMarkup(_ title: String) -> Markup {
    let shown = phrase(title)
    return isWorded(shown) ? .text(shown) : .inline("span", foreign(shown), shown)
  }
}
