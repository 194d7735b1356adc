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
