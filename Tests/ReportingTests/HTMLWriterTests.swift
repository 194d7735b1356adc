import Testing

@testable import Reporting

@Suite("HTML page")
struct HTMLWriterTests {
  private let page: ParsedXML.Node
  private let source: String

  init() throws {
    source = HTMLWriter.text(SampleDocument.document)
    page = try #require(ParsedXML.root(source), "the page is well-formed")
  }

  @Test func `nothing is loaded, run or sent`() throws {
    let policy = page.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    #expect(policy?.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    #expect(page.all.allSatisfy { $0.attributes["src"] == nil && $0.attributes["style"] == nil })
    #expect(
      !page.all.contains { ["script", "link", "img", "iframe", "object", "form", "base"].contains($0.name) })
    #expect(page.all.flatMap(\.attributes.keys).allSatisfy { !$0.hasPrefix("on") })
    #expect(!source.contains("@import") && !source.contains("url(http"))
  }

  @Test func `the page has its landmarks, its language and a way past the contents`() throws {
    #expect(page.attributes["lang"] == "en")
    for landmark in ["header", "nav", "main", "h1"] { #expect(page.all(landmark).count == 1) }
    let skip = try #require(page.all("a").first)
    #expect(skip.attributes["href"] == "#content")
    #expect(page.all("main")[0].attributes["id"] == "content")
    #expect(page.all("nav")[0].all("a").map(\.text) == SampleDocument.document.sections.map(\.title))
    #expect(page.all("main")[0].all("section").count == 5)
  }

  @Test func `headings go down one level at a time`() {
    let levels = page.all("main")[0].all.compactMap { ["h2": 2, "h3": 3][$0.name] }
    #expect(levels == [2, 2, 3, 2, 2, 2])
  }

  @Test func `identifiers are unique and every inner link and reference has its target`() {
    let identifiers = page.all.compactMap { $0.attributes["id"] }
    #expect(Set(identifiers).count == identifiers.count)
    let known = Set(identifiers)
    for node in page.all {
      if let target = node.attributes["href"], target.hasPrefix("#") {
        #expect(known.contains(String(target.dropFirst())))
      }
      for target in node.attributes["aria-labelledby"]?.split(separator: " ") ?? [] {
        #expect(known.contains(String(target)))
      }
      if let fill = node.attributes["fill"] { #expect(known.contains(String(fill.dropFirst(5).dropLast()))) }
    }
  }

  @Test func `outer links are safe ones`() {
    let outer = page.all("a").compactMap { $0.attributes["href"] }.filter { !$0.hasPrefix("#") }
    #expect(outer == ["https://doi.org/10.1234/example.5678", "https://example.org/method?part=2#page"])
  }

  @Test func `columns under one head have two lines of heads, and elsewhere their titles`() throws {
    let columns =
      [TableColumn("group", "", .text)]
      + ["less", "more"].map {
        TableColumn($0, "Age 12-14: \($0)", unit: "%", heading: .init(over: "Age 12-14", $0))
      } + [TableColumn("cases", "Cases")]
    let table = Table(
      "ages", title: "Ages", columns: columns,
      rows: [TableRow([.text("a")] + [1, 2, 3].map { .number($0, .count) })], source: "made up")
    let document = Document(title: "T", subtitle: "", sections: [Section("s", "S", [.table(table)])])
    let page = try #require(ParsedXML.root(HTMLWriter.text(document)))
    let heads = page.all("thead")[0].all("tr")
    #expect(heads.map { $0.all("th").map(\.text) } == [["", "Age 12-14", "Cases"], ["less%", "more%"]])
    #expect(heads[0].all("th").map { $0.attributes["colspan"] } == [nil, "2", nil])
    #expect(heads[0].all("th").map { $0.attributes["rowspan"] } == ["2", nil, "2"])
    #expect(MarkdownWriter.text(table).contains("Age 12-14: less"))
  }

  @Test func `a table says what heads what`() throws {
    let table = try #require(page.all("table").first)
    #expect(table.all("caption")[0].text.hasPrefix("Table 1. Children in trafficking"))
    #expect(table.all("thead")[0].all("th").allSatisfy { $0.attributes["scope"] == "col" })
    let rows = table.all("tbody").flatMap { $0.all("tr") }
    #expect(rows.count == 6)
    #expect(rows.allSatisfy { $0.children[0].name == "th" && $0.children[0].attributes["scope"] == "row" })
    #expect(rows.allSatisfy { $0.children.count == 6 })
    #expect(rows.last?.attributes["class"] == "total")
    let checks = try #require(page.all("table").last)
    let heads = checks.all("th").filter { $0.attributes["scope"] == "rowgroup" }
    #expect(heads.map(\.text) == ["Sums", "Sources"])
    #expect(heads.allSatisfy { $0.attributes["colspan"] == "4" })
  }

  @Test func `a wide table scrolls by keyboard in a region with a name`() {
    for scroll in page.all("div").filter({ $0.attributes["class"] == "scroll" }) {
      #expect(scroll.attributes["tabindex"] == "0")
      #expect(scroll.attributes["role"] == "region")
      #expect(scroll.attributes["aria-labelledby"] != nil)
    }
  }

  @Test func `marks lead to their sentence`() throws {
    let table = try #require(page.all("div").first { $0.attributes["id"] == "regions" })
    let marks = table.all("sup").flatMap { $0.all("a") }
    #expect(marks.map(\.text).joined() == "††‡†‡††‡")
    let notes = table.all("p").filter { $0.attributes["id"] != nil }
    #expect(
      notes.map(\.text).map { String($0.prefix(12)) } == ["† not checke", "‡ the source", "–: the sourc"])
    #expect(
      marks.allSatisfy { mark in
        notes.contains { "#" + ($0.attributes["id"] ?? "") == mark.attributes["href"] }
      })
  }

  @Test func `a dash is told to a listener`() throws {
    let cell = try #require(page.all("td").first { $0.text.hasPrefix("–") })
    #expect(cell.children[0].attributes["aria-hidden"] == "true")
    #expect(cell.children[1].text == "dash in the source")
  }

  @Test func `numbers have the typographic minus and never a bare zero`() {
    #expect(source.contains("−10,000"))
    #expect(source.contains("&lt;0.001"))
  }

  @Test func `callouts say their kind in words`() {
    let kinds = page.all("p").filter { $0.attributes["class"] == "kind" }.map(\.text)
    #expect(kinds == ["Warning", "Analysis by this program", "Note", "Synthetic data"])
  }

  @Test func `every figure has a name, a description and its data`() {
    #expect(page.all("figure").count == 7)
    for figure in page.all("figure") {
      #expect(figure.all("figcaption").count == 1)
      #expect(figure.all("svg").count == 2)
      for drawing in figure.all("svg") {
        #expect(drawing.attributes["role"] == "img")
        #expect(drawing.children[0].name == "title" && drawing.children[1].name == "desc")
        #expect(!drawing.children[1].text.isEmpty)
      }
      #expect(figure.all("details").first?.all("table").count == 1)
    }
  }

  @Test func `the page is the same each time (F55)`() {
    #expect(HTMLWriter.text(SampleDocument.document) == source)
  }

  @Test func `a document of one section has no contents`() throws {
    let document = Document(title: "T", subtitle: "", sections: [Section("a", "A", [])])
    let page = try #require(ParsedXML.root(HTMLWriter.text(document)))
    #expect(page.all("nav").isEmpty)
    #expect(page.all("p").isEmpty)
  }

  @Test func `a reference to nothing is text`() throws {
    let text = RichText([.reference("there", identifier: "nowhere")])
    let document = Document(title: "T", subtitle: "", sections: [Section("a", "A", [.paragraph(text)])])
    let page = try #require(ParsedXML.root(HTMLWriter.text(document)))
    #expect(page.all("p")[0].children.isEmpty && page.all("p")[0].text == "there")
    #expect(!MarkdownWriter.text(document).contains("nowhere"))
  }
}
