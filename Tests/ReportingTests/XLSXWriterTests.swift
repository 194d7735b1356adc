import Foundation
import Testing

@testable import Reporting

@Suite("Workbook")
struct XLSXWriterTests {
  private static func sheet(_ number: Int, _ document: Document) throws -> ParsedXML.Node {
    let zip = try #require(SmallZip(try XLSXWriter.bytes(document)))
    return try zip.xml("xl/worksheets/sheet\(number).xml")
  }

  private static func document(_ table: Table) -> Document {
    Document(title: "t", subtitle: "s", sections: [Section("a", "A", [.table(table)])])
  }

  @Test func `the same document gives the same bytes, and no time is in them (F55)`() throws {
    let first = try XLSXWriter.bytes(SampleDocument.document)
    #expect(try XLSXWriter.bytes(SampleDocument.document) == first)
    let zip = try #require(SmallZip(first))
    #expect(Set(zip.times).count == 1)
    let core = try #require(zip.text("docProps/core.xml"))
    #expect(core.contains("2000-01-01T00:00:00Z"))
    if let copy = ProcessInfo.processInfo.environment["KEEP_WORKBOOK"] {
      try Data(first).write(to: URL(filePath: copy))
    }
  }

  @Test func `each table has a sheet, the contents come first`() throws {
    let zip = try #require(SmallZip(try XLSXWriter.bytes(SampleDocument.document)))
    let book = try zip.xml("xl/workbook.xml")
    let names = book.all("sheet").compactMap { $0.attributes["name"] }
    #expect(names == ["Contents"] + SampleDocument.document.tables.map(\.identifier))
  }

  @Test func `numbers are numbers, absences are words, ranges take two columns`() throws {
    let root = try Self.sheet(
      2,
      Self.document(
        Table(
          "t", title: "T",
          columns: [TableColumn("a", "A", .text), TableColumn("b", "B", unit: "%"), TableColumn("c", "C")],
          rows: [
            TableRow([.text("x"), .number(12.25, .percent), .range(1, nil, .count)]),
            TableRow([.text("y"), .absent(.suppressed), .range(-3, 7.5, .decimal(1))]),
            TableRow([.text("z"), .number(.nan, .count), .number(1_234_567, .estimatedCount)]),
          ], source: "s")))
    let cells = Dictionary(
      root.all("c").map { ($0.attributes["r"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    func number(_ place: String) -> Double? {
      cells[place].flatMap { $0.attributes["t"] == nil ? Double($0.all("v").first?.text ?? "") : nil }
    }
    #expect(number("B4") == 12.25 && number("C4") == 1 && number("C5") == -3 && number("D5") == 7.5)
    // The report shows three figures, and so does the sheet.
    #expect(number("C6") == 1_230_000 && number("D6") == 1_230_000)
    for place in ["A4", "B5", "B6", "D4"] { #expect(cells[place]?.attributes["t"] == "s", "\(place)") }
  }

  @Test(arguments: InjectionTests.payloads)
  func `text is a string and never a formula or link (F59)`(_ payload: String) throws {
    let zip = try #require(
      SmallZip(
        try XLSXWriter.bytes(
          Document(
            title: payload, subtitle: payload,
            sections: [
              Section(
                payload, payload,
                [
                  .table(
                    Table(
                      payload, title: payload,
                      columns: [TableColumn(payload, payload, unit: payload, .text), TableColumn("n", "N")],
                      rows: [
                        TableRow(
                          group: payload,
                          [
                            .text(payload, marks: [Mark(payload, payload)]),
                            .number(1, NumberStyle(suffix: payload)),
                          ])
                      ], notes: [payload], source: payload))
                ])
            ]))))
    #expect(zip.names.allSatisfy { !$0.contains("externalLink") && !$0.contains("hyperlink") })
    for name in zip.names {
      let root = try zip.xml(name)
      #expect(root.all("f").isEmpty && root.all("hyperlink").isEmpty, "\(name)")
    }
    let root = try zip.xml("xl/worksheets/sheet2.xml")
    for cell in root.all("c") where !cell.all("v").isEmpty {
      #expect(cell.attributes["t"] == "s" || Double(cell.all("v").first?.text ?? "") == 1)
    }
    let strings = try zip.xml("xl/sharedStrings.xml")
    #expect(strings.all("t").contains { $0.text.trimmingCharacters(in: .whitespaces).isEmpty == false })
  }

  @Test func `sheet names are ones that spreadsheets take`() {
    let long = String(repeating: "region", count: 8)
    let names = XLSXWriter.sheetNames(["a/b", "A-B", "history", "", long, long, "'x'", "日本語の表😀[1]"])
    #expect(names.count == 8 && Set(names.map { $0.lowercased() }).count == 8)
    for name in names {
      #expect(!name.isEmpty && name.utf16.count <= 31 && name.lowercased() != "history")
      #expect(!name.contains(where: { "[]:*?/\\'".contains($0) }), "\(name)")
    }
  }

  @Test func `a text longer than a cell is cut and says so, an escape is text`() throws {
    let zip = try #require(
      SmallZip(
        try XLSXWriter.bytes(
          Self.document(
            Table(
              "t", title: "_x0041_", columns: [TableColumn("a", "A", .text)],
              rows: [TableRow([.text(String(repeating: "ä", count: 40_000))])], source: "")))))
    let strings = try #require(zip.text("xl/sharedStrings.xml"))
    #expect(strings.contains("_x005F_x0041_") && strings.contains("ä…"))
  }

  @Test func `numbers are rounded and grouped by the format of the cell`() throws {
    let style = NumberStyle(decimals: 1, signed: true, suffix: " \"per\" 1\\%")
    let table = Table(
      "t", title: "T", columns: [TableColumn("a", "A")],
      rows: [
        TableRow([.number(1, .percent)]), TableRow([.number(1, style)]),
        TableRow([.number(4e-5, .decimal(3))]),
      ], source: "")
    let zip = try #require(SmallZip(try XLSXWriter.bytes(Self.document(table))))
    let formats = try zip.xml("xl/styles.xml").all("numFmt").map { $0.attributes["formatCode"] }
    #expect(formats.contains("#,##0.0\" %\""))
    #expect(formats.contains("+#,##0.0\" per 1%\";-#,##0.0\" per 1%\";#,##0.0\" per 1%\""))
    // What is not zero is not shown as zero; the cell still holds the number.
    #expect(formats.contains("\"<0.001\""))
  }
}
