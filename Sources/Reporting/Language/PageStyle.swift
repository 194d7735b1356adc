/// An office's own style sheet, which follows that of this program in every page.
///
/// It can only change looks: nothing in it may load, run, or leave the element that it stands in.
package struct PageStyle: Sendable, Equatable {
  let sheet: String

  /// - Throws: `PageStyleError` where the text could do more than style: `<` and `&`, backslashes (which hide
  ///   names), `@import`, `url(...)`, `image-set`, `expression` and `behavior`, or more than 100,000 bytes.
  package init(_ sheet: String) throws(PageStyleError) {
    let clean = PlainText.lines(sheet)
    guard clean.utf8.count <= 100_000 else { throw PageStyleError(found: "more than 100,000 bytes") }
    // Comments could part a forbidden word, and white space may stand within functions.
    let squeezed = PageStyle.withoutComments(clean).lowercased().filter { !$0.isWhitespace }
    let forbidden = [
      "<", "&", "\\", "@import", "@charset", "@namespace", "url(", "src(", "image(", "image-set(",
      "expression(", "behavior:", "-moz-binding", "javascript:", "]]>",
    ]
    for word in forbidden where squeezed.contains(word) || clean.lowercased().contains(word) {
      throw PageStyleError(found: "'\(word)'")
    }
    self.sheet = clean
  }

  private static func withoutComments(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstRange(of: "/*") {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: "*/") else { return result }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }
}

package struct PageStyleError: Error, Equatable, Sendable, CustomStringConvertible {
  package let found: String

  package var description: String {
    "the style sheet has \(found), with which it could do more than style a page; take it out"
  }
}
