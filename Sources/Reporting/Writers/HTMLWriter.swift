internal import Estimates

/// A document as one HTML file that needs nothing else: no script, no font, no picture from anywhere.
///
/// It reads on a desk, on a phone, on paper, in the dark, by keyboard and by ear. Every text is escaped where
/// it enters (`Markup`), and the page forbids itself all loading by its content security policy.
package enum HTMLWriter {
  package static func text(_ document: Document) -> String {
    var page = PageBody(document)
    let content = page.sections(document)
    let wording = document.wording
    let language = Anchors.safe(
      wording.language == .english ? document.language : wording.language.rawValue)
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
        document.style.map(Markup.style) ?? .empty,
      ])
  }

  private static func body(_ document: Document, _ content: [Markup]) -> Markup {
    .block(
      "body", [],
      [
        .inline("a", [.init("class", "skip"), .init("href", "#content")], document.wording.text(.skipLink)),
        .block(
          "header", [],
          [
            line("office", .header, document),
            .block(
              "div", [.init("class", "masthead")],
              [
                .inline("h1", [], [document.wording.titleMarkup(document.title)]),
                document.subtitle.isEmpty
                  ? .empty
                  : .inline(
                    "p", [.init("class", "subtitle")], [document.wording.titleMarkup(document.subtitle)]),
                line("other-language", .otherLanguage, document),
              ]),
          ]),
        .block(
          "div", [.init("class", "columns")],
          [
            contents(document),
            .block("main", [.init("id", "content"), .init("tabindex", "-1")], content),
          ]),
        document.wording.text(.footer).isEmpty
          ? .empty : .block("footer", [], [line("office", .footer, document)]),
      ])
  }

  /// A line of the frame; nothing where its text is empty.
  private static func line(_ style: String, _ message: Message, _ document: Document) -> Markup {
    let text = document.wording.text(message)
    return text.isEmpty ? .empty : .inline("p", [.init("class", style)], text)
  }

  private static func contents(_ document: Document) -> Markup {
    guard document.sections.count > 1 else { return .empty }
    let entries = document.sections.map { section in
      Markup.inline(
        "li", [],
        [
          .inline(
            "a", [.init("href", "#" + Anchors.safe(section.identifier))],
            [document.wording.titleMarkup(section.title)])
        ])
    }
    return .block(
      "nav", [.init("aria-labelledby", "contents-title")],
      [
        .inline("h2", [.init("id", "contents-title")], document.wording.text(.contents)),
        .block("ol", [], entries),
      ])
  }
}
