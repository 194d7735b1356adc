/// Text as LaTeX shows it and never runs it.
///
/// Every character that LaTeX gives a meaning is written as a command or in braces: also `[` and `*`, which
/// after a line end of a table would be its argument, and the hyphens, commas, quotes and angle brackets that
/// fonts join into one sign. Characters that 8-bit fonts lack are written by name; what has no name there is
/// printed as its code point, in engines with Unicode fonts as itself.
enum LaTeXText {
  static func escaped(_ text: String) -> String {
    var result = ""
    var previous: Unicode.Scalar?
    for scalar in PlainText.line(text).unicodeScalars {
      switch scalar {
      case "\\": result += "\\textbackslash{}"
      case "{": result += "\\{"
      case "}": result += "\\}"
      case "#", "$", "%", "&", "_": result += "\\" + String(scalar)
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "<": result += "\\textless{}"
      case ">": result += "\\textgreater{}"
      case "|": result += "\\textbar{}"
      case "\"": result += "\\textquotedbl{}"
      case "'": result += "\\textquotesingle{}"
      case "`": result += "\\textasciigrave{}"
      case "[", "]", "*": result += "{" + String(scalar) + "}"
      case "-", ",": result += (previous == scalar ? "{}" : "") + String(scalar)
      default: result += plain(scalar)
      }
      previous = scalar
    }
    return result
  }

  /// An address that `SafeAddress` has let through, as an argument of `\href`.
  static func address(_ address: String) -> String {
    address.map { "%#&_$~".contains($0) ? "\\" + String($0) : String($0) }.joined()
  }

  private static func plain(_ scalar: Unicode.Scalar) -> String {
    if scalar.isASCII { return String(scalar) }
    if let name = names[scalar] { return name }
    switch scalar.value {
    // Letters of the T1 encoding: Latin-1 and the letters of Latin Extended-A that it holds.
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0xFF: return String(scalar)
    case 0x102...0x107, 0x10C...0x111, 0x118...0x11B, 0x11E...0x11F, 0x130, 0x139...0x13A, 0x13D...0x144:
      return String(scalar)
    case 0x147...0x148, 0x150...0x155, 0x158...0x15B, 0x15E...0x165, 0x16E...0x171, 0x178...0x17E:
      return String(scalar)
    default: return "\\codepoint{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  private static let names: [Unicode.Scalar: String] = [
    "\u{A0}": "~", "\u{202F}": "\\,", "\u{2009}": "\\,", "–": "--", "—": "---", "‘": "\\textquoteleft{}",
    "’": "\\textquoteright{}", "“": "\\textquotedblleft{}", "”": "\\textquotedblright{}",
    "…": "\\textellipsis{}", "\u{2212}": "\\ensuremath{-}", "×": "\\ensuremath{\\times}",
    "±": "\\ensuremath{\\pm}", "≤": "\\ensuremath{\\leq}", "≥": "\\ensuremath{\\geq}",
    "≈": "\\ensuremath{\\approx}", "≠": "\\ensuremath{\\neq}", "√": "\\ensuremath{\\surd}",
    "→": "\\ensuremath{\\rightarrow}", "∞": "\\ensuremath{\\infty}", "²": "\\ensuremath{^{2}}",
    "³": "\\ensuremath{^{3}}", "α": "\\ensuremath{\\alpha}", "β": "\\ensuremath{\\beta}",
    "χ": "\\ensuremath{\\chi}", "Δ": "\\ensuremath{\\Delta}", "δ": "\\ensuremath{\\delta}",
    "λ": "\\ensuremath{\\lambda}", "μ": "\\ensuremath{\\mu}", "µ": "\\ensuremath{\\mu}",
    "ρ": "\\ensuremath{\\rho}", "σ": "\\ensuremath{\\sigma}", "τ": "\\ensuremath{\\tau}",
    "†": "\\textdagger{}",
    "‡": "\\textdaggerdbl{}", "§": "\\S{}", "¶": "\\P{}", "°": "\\textdegree{}",
    "·": "\\textperiodcentered{}",
    "«": "\\guillemotleft{}", "»": "\\guillemotright{}", "€": "\\texteuro{}", "£": "\\textsterling{}",
    "¿": "\\textquestiondown{}", "¡": "\\textexclamdown{}", "º": "\\textordmasculine{}",
    "ª": "\\textordfeminine{}", "½": "\\textonehalf{}", "\u{302}": "\\^{}", "©": "\\textcopyright{}",
  ]
}
