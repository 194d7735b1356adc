import Testing

@testable import Reporting

@Suite("Plain text")
struct PlainTextTests {
  @Test func `controls, bidirectional controls and invisible characters go`() {
    #expect(PlainText.line("a\u{1B}[2Jb\u{0}c\u{7F}d\u{9B}e") == "a[2Jbcde")
    #expect(PlainText.line("\u{202E}evil\u{202C}\u{2066}x\u{2069}\u{200F}\u{FEFF}\u{200B}") == "evilx")
    #expect(PlainText.line("a\u{E0041}b\u{FFFE}c") == "abc")
  }

  @Test func `line ends become spaces or stay, CRLF being one`() {
    #expect(PlainText.line("a\r\nb\nc\rd\te\u{85}f\u{2028}g") == "a b c d e f g")
    #expect(PlainText.lines("a\r\nb\nc\rd\te") == "a\nb\nc\nd\te")
    #expect(PlainText.line("a\n\nb") == "a  b")
  }

  @Test func `letters of every script stay (F31)`() {
    let text = "Côte d’Ivoire, Türkiye, ایران, क्षेत्र, 日本, 👩‍👧"
    #expect(PlainText.line(text) == text)
  }

  @Test func `display width`() {
    #expect(DisplayWidth.of("abc") == 3)
    #expect(DisplayWidth.of("日本") == 4)
    #expect(DisplayWidth.of("e\u{301}") == 1)
    #expect(DisplayWidth.of("👩‍👧") == 2)
    #expect(DisplayWidth.of("−–†") == 3)
  }

  @Test func `wrapping keeps words whole where it can`() {
    #expect(DisplayWidth.wrapped("one two three", width: 7) == ["one two", "three"])
    #expect(DisplayWidth.wrapped("abcdefghij", width: 4) == ["abcd", "efgh", "ij"])
    #expect(DisplayWidth.wrapped("", width: 4) == [""])
    #expect(DisplayWidth.wrapped("日本語", width: 4) == ["日本", "語"])
  }

  @Test func `only https addresses and DOIs are links`() {
    #expect(SafeAddress.link("https://example.org/a?b=1&c=2#d") == "https://example.org/a?b=1&c=2#d")
    #expect(SafeAddress.link("10.1000/xyz") == "https://doi.org/10.1000/xyz")
    #expect(SafeAddress.link("doi:10.1000/xyz") == "https://doi.org/10.1000/xyz")
    for address in [
      "javascript:alert(1)", "http://example.org", "data:text/html,x", "//example.org", "https://",
      "https:///x",
      "https://user@example.org/", "https://example.org/\" onclick=\"x", "https://example.org/<b>",
      "https://example.org/a b", "HTTPS:javascript", "10.1/\u{202E}x", "ftp://example.org", "",
    ] {
      #expect(SafeAddress.link(address) == nil)
    }
  }
}
