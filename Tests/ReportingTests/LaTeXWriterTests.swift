import Foundation
import Testing

@testable import Reporting

@Suite("LaTeX")
struct LaTeXWriterTests {
  @Test func `the sample report`() {
    let text = LaTeXWriter.text(SampleDocument.document)
    Golden.expect(text, is: "report.tex")
    #expect(LaTeXWriter.text(SampleDocument.document) == text)
  }

  @Test(arguments: [
    ("50 % & more_of #1", "50 \\% \\& more\\_of \\#1"),
    ("\\input{/etc/passwd}", "\\textbackslash{}input\\{/etc/passwd\\}"),
    ("$x^2~y$", "\\$x\\textasciicircum{}2\\textasciitilde{}y\\$"), ("[3mm] *", "{[}3mm{]} {*}"),
    ("a -- b --- c", "a -{}- b -{}-{}- c"), ("<a|b>", "\\textless{}a\\textbar{}b\\textgreater{}"),
    (
      "'x' \"y\" `z`",
      "\\textquotesingle{}x\\textquotesingle{} \\textquotedbl{}y\\textquotedbl{} \\textasciigrave{}z\\textasciigrave{}"
    ),
    ("1–2 ≥ 3\u{2212}4", "1--2 \\ensuremath{\\geq} 3\\ensuremath{-}4"), ("日", "\\codepoint{65E5}"),
    ("\u{1B}[2Jx\u{202E}", "{[}2Jx"), ("Côte d’Ivoire", "Côte d\\textquoteright{}Ivoire"),
    ("a\n\nb", "a  b"),
  ])
  func `characters with a meaning lose it`(_ text: String, _ latex: String) {
    #expect(LaTeXText.escaped(text) == latex)
  }

  /// Commands and environments in the text, other than those that this program writes, would have to be made
  /// of a backslash and letters.
  @Test(
    arguments: InjectionTests.payloads + [
      "\\input{x}", "\\write18{ls}", "}\\end{document}", "^^5cinput", "%x",
    ])
  func `nothing in the data is a command (F59)`(_ payload: String) {
    let known: Set<String> = [
      "textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar",
      "textquotedbl",
      "textquotesingle", "textasciigrave", "codepoint", "ensuremath", "textquoteleft", "textquoteright",
    ]
    var rest = Substring(LaTeXText.escaped(payload))
    while let backslash = rest.firstIndex(of: "\\") {
      let tail = rest[rest.index(after: backslash)...]
      let name = tail.prefix { $0.isLetter && $0.isASCII }
      if name.isEmpty {
        #expect(tail.first.map { "{}#$%&_,^".contains($0) } ?? false, "\(payload)")
        rest = tail.dropFirst()
      } else {
        #expect(known.contains(String(name)), "\(payload)")
        rest = tail.dropFirst(name.count)
      }
    }
    let escaped = LaTeXText.escaped(payload)
    #expect(!escaped.contains("^^") && !escaped.contains("\n"))
    // No braces are left open or closed too early.
    var depth = 0
    var previous: Character?
    for character in escaped {
      if previous != "\\" { depth += character == "{" ? 1 : character == "}" ? -1 : 0 }
      #expect(depth >= 0, "\(payload)")
      previous = previous == "\\" && character == "\\" ? nil : character
    }
    #expect(depth == 0, "\(payload)")
  }
}
