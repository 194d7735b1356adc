import Testing

@testable import Reporting

@Suite("Markdown")
struct MarkdownWriterTests {
  @Test func `what could begin markup is escaped`() {
    #expect(
      MarkdownText.escaped("a|b [c](d) <e> \\f `g` *h* _i_ ~j~ $k$ {{l}} &lt;")
        == #"a\|b \[c\](d) \<e\> \\f \`g\` \*h\* \_i\_ \~j\~ \$k\$ \{\{l\}\} \&lt;"#)
    #expect(MarkdownText.escaped("snake_case stays") == "snake_case stays")
    #expect(MarkdownText.escaped("![x]") == "\\!\\[x\\]")
    #expect(MarkdownText.escaped("a\nb\u{1B}c") == "a bc")
  }

  @Test(arguments: [
    ("# x", "\\# x"), ("- x", "\\- x"), ("+ x", "\\+ x"), ("1. x", "1\\. x"), ("12) x", "12\\) x"),
    ("=== x", "\\=== x"), ("  # x", "  \\# x"), ("a # b", "a # b"), ("2002. x", "2002\\. x"),
    ("---", "\\---"),
  ])
  func `what could begin a block is escaped at the start of a line`(_ text: String, _ escaped: String) {
    #expect(MarkdownText.escaped(text, atLineStart: true) == escaped)
  }

  @Test func `code is fenced longer than what is in it`() {
    #expect(MarkdownText.code("a b") == "`a b`")
    #expect(MarkdownText.code("a`b``c") == "```a`b``c```")
    #expect(MarkdownText.code("`") == "`` ` ``")
  }

  @Test func `every row of a table has the same number of cells`() {
    let text = MarkdownWriter.text(SampleDocument.checks)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 7)
    for row in rows {
      let bare = row.replacing(#"\|"#, with: "")
      #expect(bare.filter { $0 == "|" }.count == 5)
    }
  }

  @Test func `two lists in a row stay two`() {
    let document = Document(
      title: "T", subtitle: "", sections: [Section("a", "A", [.list(["x"]), .list(["y"])])])
    #expect(MarkdownWriter.text(document).hasSuffix("- x\n\n<!-- -->\n\n- y\n"))
  }
}
