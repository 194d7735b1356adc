import Reporting
import Testing

@Suite("File names from data (F38)")
struct SlugTests {
  static let hostile = [
    "../../x", "/etc/passwd", "CON", "con", "NUL", "com1", "LPT9", "", " ", "...", "a\0b", "a/b\\c", "%2e%2e",
    "~",
    String(repeating: "ab", count: 150), "😀", "日本", "Ünïcode", "\u{202E}x", "-", "--help", "Africa", "AFRICA",
  ]

  @Test(arguments: hostile) func `keeps to the letters and the length`(_ text: String) {
    let slug = Slug.slug(text)
    #expect((1...80).contains(slug.utf8.count))
    #expect(slug.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
    #expect(!slug.hasPrefix("-") && !slug.hasSuffix("-"))
    #expect(!["con", "nul", "com1", "lpt9"].contains(slug))
  }

  @Test func `plain names stay readable`() {
    #expect(Slug.slug("Latin America and the Caribbean") == "latin-america-and-the-caribbean")
    #expect(Slug.slug("Côte d’Ivoire") == "cote-d-ivoire")
    #expect(Slug.slug("Österreich (Wien)") == "oesterreich-wien")
    #expect(Slug.slug("Zone 3") == "zone-3")
  }

  @Test func `different texts never share a name`() {
    let slugs = Slug.distinct(Self.hostile)
    #expect(Set(slugs).count == slugs.count)
  }

  @Test func `case twins and equal texts are told apart, others are left alone`() {
    let slugs = Slug.distinct(["Africa", "AFRICA", "Asia", "Asia", "Europe"])
    #expect(Set(slugs).count == 5)
    #expect(slugs[4] == "europe")
    #expect(slugs[0].hasPrefix("africa-") && slugs[1].hasPrefix("africa-"))
    #expect(slugs[0] == Slug.distinct(["AFRICA", "Africa"])[1])
  }

  /// FNV-1a 64 of "a" is af63dc4c8601ec8c (the published test vector); folded by XOR its halves give
  /// af63dc4c ^ 8601ec8c = 296230c0.
  @Test func `the hash is FNV-1a`() {
    #expect(Slug.distinct(["a", "a"])[0] == "a-296230c0")
  }
}
