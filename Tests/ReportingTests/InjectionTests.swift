import Foundation
import Testing

@testable import Reporting

/// Hostile text in every text field of the document model (F59): it arrives as text and acts nowhere.
@Suite("Injection")
struct InjectionTests {
  static let payloads = [
    "=cmd|' /C calc'!A0", "+1+cmd|'x'!A0", "-2+3", "@SUM(1+1)", "＝1+1", "\t=1", "\r=1", "\0=1",
    "<script>alert(1)</script>", "\"onerror=\"alert(1)", "' onmouseover='alert(1)",
    "<img src=x onerror=alert(1)>",
    "</style><script>x</script>", "</title></svg>", "<!-- ", "]]>", "&lt;script&gt;", "${7*7}", "{{7*7}}",
    "<%= 7*7 %>",
    "a|b|c", "[x](javascript:alert(1))", "![x](http://evil.example/p.png)", "`x` **b** _i_ ~~s~~",
    "# heading",
    "- item", "1. item", "> quote", "```\ncode", "| a | b |\n|---|---|", "<a id=\"x\"></a>",
    "https://evil.example",
    "\u{1B}[2J\u{1B}]0;title\u{7}", "\u{9B}2J", "\u{202E}gnp.exe\u{2066}", "\u{E0041}\u{200B}\u{FEFF}",
    "a\u{2028}b\u{85}c",
    "%0d%0aSet-Cookie:x", "../../etc/passwd", "日本\u{301}\u{301}\u{301}", "\\", "\\|", "\\`",
  ]

  /// A document with the payload, made recognisable by a number, in each of its text fields.
  private struct Hostile {
    private(set) var count = 0
    private let payload: String

    init(_ payload: String) { self.payload = payload }

    mutating func text() -> String {
      count += 1
      return payload + "¤\(count)¤"
    }

    mutating func mark() -> Mark { Mark(text(), text()) }

    mutating func rich() -> RichText {
      RichText([
        .plain(text()), .strong(text()), .emphasis(text()), .code(text()),
        .reference(text(), identifier: text()),
        .link(text(), address: text()), .link(text(), address: "https://example.org/" + text()),
      ])
    }

    mutating func table(_ identifier: String) -> Table {
      let style = NumberStyle(suffix: text())
      return Table(
        identifier, title: text(),
        columns: [
          TableColumn(text(), text(), unit: text(), .text), TableColumn(text(), text(), unit: text()),
          TableColumn("range", text()),
        ],
        rows: [
          TableRow(
            group: text(),
            [.text(text(), marks: [mark()]), .number(-5, style, marks: [mark()]), .range(1, nil, style)]),
          TableRow(group: text(), role: .total, [.text(text()), .absent(.dashInSource), .text(text())]),
        ], notes: [text()], source: text())
    }

    mutating func figures() -> [Figure] {
      let axis = Axis(text(), style: NumberStyle(suffix: text()))
      let contents: [Figure.Content] = [
        .intervals(
          .init(
            axis: axis,
            entries: [
              .init(
                group: text(), label: text(), point: 1, interval: .init(0, 2), isPublished: true,
                marks: [mark()]),
              .init(label: text(), point: 1, interval: nil, note: text(), isPublished: false),
            ], referenceLine: .init(1, text()))),
        .bars(.init(axis: axis, bars: [.init(group: text(), label: text(), value: 1, marks: [mark()])])),
        .tornado(
          .init(
            axis: axis, baseline: .init(1, text()),
            bars: [.init(label: text(), low: 0, high: 2, marks: [mark()])])),
        .overlap(
          .init(
            label: text(),
            lists: [.init(text(), total: 3, marks: [mark()]), .init(text(), absence: .suppressed)],
            combinations: [.init([0, 1], count: 2), .init([1], absence: .suppressed)])),
        .density(
          .init(
            axis: axis, histogram: .init(edges: [0, 1, 3], counts: [2, 1], above: 1), drawsName: text(),
            estimate: .init(1, text()), interval: .init(0.5, 2), intervalLabel: text(),
            observed: .init(0.2, text()))),
        .dots(
          .init(
            criterionAxis: axis, estimateAxis: axis,
            dots: [
              .init(
                label: text(), criterion: 0, estimate: 2, interval: .init(1, nil), isChosen: true,
                marks: [mark()]), .init(label: text(), criterion: 4, estimate: 3),
              .init(label: text(), criterion: 9, estimate: 3),
            ], criterionLimit: 5, referenceLine: .init(1, text()))),
        .trend(
          .init(
            yearAxis: axis, axis: axis,
            series: [
              .init(
                text(),
                points: [
                  .init(2012, 1, .init(0, nil), marks: [mark()]), .init(2016, nil, note: text()),
                  .init(2020, 1, nil, note: text()),
                ])
            ], referenceLine: .init(1, text()), breaks: [.init(2014, text())])),
      ]
      return contents.enumerated().map { index, content in
        Figure(
          "f\(index)", title: text(), description: text(), content: content, notes: [text()], source: text())
      }
    }

    mutating func document() -> Document {
      Document(
        title: text(), subtitle: text(), language: text(),
        sections: [
          Section(
            "a" + text(), text(),
            [
              .heading(text()), .paragraph(rich()), .list([rich()]), .numberedList([rich()]),
              .keyFigures([KeyFigure(label: text(), value: text(), detail: text())]),
              .callout(Callout(.warning, rich())), .table(table("t" + text())),
            ] + figures().map(Block.figure)),
          Section("b", text(), []),
        ])
    }
  }

  private func document(_ payload: String) -> Document {
    var hostile = Hostile(payload)
    return hostile.document()
  }

  /// No control character but the line end, none that reorders a line, none that cannot be seen.
  private func expectCalm(
    _ text: String, _ payload: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let loud = text.unicodeScalars.filter { $0 != "\n" && $0 != "\t" && PlainText.isRemoved($0) }
    #expect(loud.isEmpty, "\(payload.debugDescription)", sourceLocation: sourceLocation)
  }

  private static let elements: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "a", "header", "div", "h1", "h2", "h3", "p", "nav",
    "ol", "ul", "li",
    "main", "section", "strong", "em", "code", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr",
    "th", "td", "span",
    "sup", "figure", "figcaption", "svg", "desc", "defs", "pattern", "rect", "line", "circle", "polyline",
    "polygon",
    "text", "g",
    "details", "summary",
  ]

  private static let attributes: Set<String> = [
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "rel", "id", "tabindex", "role",
    "scope", "colspan",
    "title", "aria-labelledby", "aria-hidden", "xmlns", "viewBox", "width", "height", "x", "y", "x1", "x2",
    "y1", "y2", "cx",
    "cy", "r", "points", "fill", "text-anchor", "transform", "patternUnits", "patternTransform",
  ]

  private func expectInert(_ root: ParsedXML.Node, _ payload: String) {
    #expect(root.all.allSatisfy { Self.elements.contains($0.name) }, "\(payload.debugDescription)")
    #expect(
      root.all.flatMap(\.attributes.keys).allSatisfy(Self.attributes.contains), "\(payload.debugDescription)")
    for address in root.all.compactMap({ $0.attributes["href"] }) {
      #expect(address.hasPrefix("#") || address.hasPrefix("https://"), "\(payload.debugDescription)")
    }
  }

  @Test(arguments: payloads.indices) func `in a page`(_ index: Int) throws {
    let payload = Self.payloads[index]
    let source = HTMLWriter.text(document(payload))
    expectCalm(source, payload)
    let root = try #require(ParsedXML.root(source), "\(payload.debugDescription)")
    expectInert(root, payload)
    // What is left of the payload is there to be read, in the title as everywhere.
    #expect(root.all("h1")[0].text == PlainText.line(payload) + "¤1¤")
    #expect(root.all("style").count == 1)
  }

  @Test(arguments: payloads.indices) func `in a figure`(_ index: Int) throws {
    let payload = Self.payloads[index]
    for figure in document(payload).figures {
      let source = FigureWriter.text(figure)
      expectCalm(source, payload)
      let root = try #require(ParsedXML.root(source), "\(payload.debugDescription)")
      expectInert(root, payload)
      #expect(root.all("title")[0].text.hasPrefix(PlainText.line(payload)))
    }
  }

  @Test(arguments: payloads.indices) func `in Markdown`(_ index: Int) throws {
    let payload = Self.payloads[index]
    let source = MarkdownWriter.text(document(payload))
    expectCalm(source, payload)
    #expect(source.split(separator: "\n").allSatisfy { !$0.unicodeScalars.contains("\t") })
    for line in source.split(separator: "\n") where line != "<!-- -->" {
      // Without what the writer itself puts in: anchors, link targets, code spans, escaped characters.
      var bare = String(line).replacing(/^<a id="[A-Za-z0-9_-]+"><\/a>$/, with: "")
        .replacing(/\]\((<https:\/\/[!-;=?-~]+>|#[A-Za-z0-9_-]+)\)/, with: "]")
        .replacing(/(?<fence>`+)( ?)[^\n]*?¤\d+¤ ?\k<fence>(?!`)/, with: "")
        .replacing(/\\[!-\/:-@\[-`{-~]/, with: "")
      if line.hasPrefix("|") {
        // A table row: as many bars as columns and one.
        #expect(
          [3, 4, 5, 6].contains(bare.filter { $0 == "|" }.count), "\(payload.debugDescription): \(line)")
        bare = bare.replacing("|", with: "")
      }
      if bare.hasPrefix("> **") { bare = String(bare.dropFirst(2)) }
      #expect(!bare.contains(/[<>|$`{}~&]/), "\(payload.debugDescription): \(bare)")
      #expect(!bare.contains("]("), "\(payload.debugDescription): \(bare)")
    }
  }

  @Test(arguments: payloads.indices) func `in CSV`(_ index: Int) throws {
    let payload = Self.payloads[index]
    for table in document(payload).tables {
      let source = CSVWriter.text(table)
      expectCalm(source, payload)
      let records = try #require(ParsedCSV.records(source), "\(payload.debugDescription)")
      #expect(records.count == 3)
      #expect(Set(records.map(\.count)).count == 1)
      for field in records.joined() where Double(field) == nil && field != "-" {
        let first = field.unicodeScalars.first.map(String.init) ?? ""
        #expect(
          !"=+-@\t\r\n\0＝＋－＠".unicodeScalars.map(String.init).contains(first), "\(field.debugDescription)")
      }
      // The guard is the only change to a text.
      let cell = records[1][1]
      #expect(cell.hasPrefix(PlainText.lines(payload)) || cell.hasPrefix("'" + PlainText.lines(payload)))
    }
  }

  @Test(arguments: payloads.indices) func `on a terminal`(_ index: Int) {
    let payload = Self.payloads[index]
    for table in document(payload).tables {
      for width in [24, 80, 200] { expectCalm(TerminalWriter(width: width).text(table), payload) }
    }
  }

  @Test(arguments: payloads.indices) func `in JSON`(_ index: Int) throws {
    let payload = Self.payloads[index]
    for table in document(payload).tables {
      let bytes = try JSONWriter.bytes(table)
      expectCalm(String(decoding: bytes, as: UTF8.self), payload)
      let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      #expect(object?["title"] as? String == table.title)
    }
  }

  @Test(arguments: payloads.indices) func `in a file name`(_ index: Int) {
    #expect(ReportPath.components(Slug.slug(Self.payloads[index]) + ".csv")?.count == 1)
  }
}
