/// A run of text with emphasis, code and links. Every writer escapes it; nothing in it is markup.
package struct RichText: Sendable, Equatable, ExpressibleByStringInterpolation {
  package enum Run: Sendable, Equatable {
    case plain(String)
    case strong(String)
    case emphasis(String)
    case code(String)
    /// A link within the document, to a section, table or figure identifier.
    case reference(String, identifier: String)
    /// A link to the outside; only `https` addresses and DOIs are written as links.
    case link(String, address: String)
  }

  package let runs: [Run]

  package init(_ runs: [Run]) {
    self.runs = runs
  }

  package init(stringLiteral value: String) {
    runs = [.plain(value)]
  }

  package init(_ value: String) {
    runs = [.plain(value)]
  }

  package static func + (first: RichText, second: RichText) -> RichText {
    RichText(first.runs + second.runs)
  }

  package static func strong(_ text: String) -> RichText { RichText([.strong(text)]) }
  package static func emphasis(_ text: String) -> RichText { RichText([.emphasis(text)]) }
  package static func code(_ text: String) -> RichText { RichText([.code(text)]) }

  /// The text without any emphasis.
  package var plain: String {
    runs.map { run in
      switch run {
      case .plain(let text), .strong(let text), .emphasis(let text), .code(let text): text
      case .reference(let text, _), .link(let text, _): text
      }
    }.joined()
  }
}
