/// Text as GitHub-flavoured Markdown that shows exactly that text: nothing in it is markup.
enum MarkdownText {
  /// The text on one line with every character escaped that could begin markup, HTML, an entity, a formula or
  /// a template expression; at the start of a line also what could begin a heading, a list or a rule.
  static func escaped(_ text: String, atLineStart: Bool = false) -> String {
    let scalars = Array(PlainText.line(text).unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let before = index > 0 ? scalars[index - 1] : nil
      let after = index + 1 < scalars.count ? scalars[index + 1] : nil
      if needsEscape(scalar, before: before, after: after)
        || atLineStart && startsBlock(scalars, at: index)
      {
        result.append("\\")
      }
      result.append(scalar)
    }
    return String(result)
  }

  /// A code span whose fence is longer than any run of backticks in the text.
  /// A pipe in it is escaped as in tables, because a paragraph may be taken for the start of one.
  static func code(_ text: String) -> String {
    let text = PlainText.line(text)
    var longest = 0
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let space = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
    return fence + space + text + space + fence
  }

  private static func needsEscape(
    _ scalar: Unicode.Scalar, before: Unicode.Scalar?, after: Unicode.Scalar?
  ) -> Bool {
    switch scalar {
    case "\\", "`", "*", "[", "]", "<", ">", "|", "$", "~", "{", "}", "&": true
    // An underscore within a word is never emphasis in this dialect.
    case "_": !(before.map(isWord) ?? false) || !(after.map(isWord) ?? false)
    case "!": after == "["
    default: false
    }
  }

  /// Whether the character would open a heading, list or rule at the start of a line.
  private static func startsBlock(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    switch scalars[index] {
    case "#", "-", "+", "=", ":":
      scalars[..<index].allSatisfy { $0 == " " }
    case ".", ")":
      index > 0 && index <= 9 && scalars[..<index].allSatisfy { "0"..."9" ~= $0 }
    default: false
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
