/// What stands under a table or figure.
struct FootnoteMarkup {
  private let footnotes: [Footnote]
  private let source: String
  private let identifier: String
  private let wording: ReportWording

  init(_ footnotes: [Footnote], source: String, identifier: String, wording: ReportWording) {
    self.wording = wording
    self.footnotes = footnotes
    self.source = source
    self.identifier = identifier
  }

  var markup: Markup {
    let lines = footnotes.enumerated().map { index, note in
      Markup.inline(
        "p",
        note.symbol.isEmpty
          ? wording.foreign(note.text)
          : wording.foreign(note.text) + [
            .init("class", "signed"), .init("id", FootnoteMarkup.identifier(identifier, index)),
          ],
        note.symbol.isEmpty
          ? [.text(note.text)]
          : [
            .inline("span", [.init("class", "sign")], FootnoteMarkup.shown(note.symbol) + " "),
            .text(note.text),
          ])
    }
    let origin = source.isEmpty ? [] : [Markup.inline("p", [], wording.text(.source, wording.phrase(source)))]
    guard !(lines + origin).isEmpty else { return .empty }
    return .block("div", [.init("class", "notes")], lines + origin)
  }

  static func identifier(_ owner: String, _ index: Int) -> String { "\(owner)-note-\(index + 1)" }

  /// The dash of a source in its typographic form.
  static func shown(_ symbol: String) -> String {
    symbol == Absence.dashInSource.rawValue + ":" ? "–:" : symbol
  }
}
