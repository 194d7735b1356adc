import Reporting
import Testing

@Suite("Golden files of the sample report")
struct GoldenTests {
  @Test func html() { Golden.expect(HTMLWriter.text(SampleDocument.document), is: "report.html") }
  @Test func markdown() { Golden.expect(MarkdownWriter.text(SampleDocument.document), is: "report.md") }

  @Test(arguments: ["regions", "checks"])
  func csv(_ name: String) throws {
    let table = try #require(SampleDocument.document.tables.first { $0.identifier == name })
    Golden.expect(CSVWriter.text(table), is: name + ".csv")
  }

  @Test func json() throws { Golden.expect(try JSONWriter.text(SampleDocument.regions), is: "regions.json") }

  @Test(arguments: ["intervals", "rates", "tornado", "overlap", "models", "replicates", "trend"])
  func figure(_ name: String) throws {
    let figure = try #require(SampleDocument.document.figures.first { $0.identifier == name })
    Golden.expect(FigureWriter.text(figure), is: name + ".svg")
  }

  @Test(arguments: ["regions", "checks"])
  func terminal(_ name: String) throws {
    let table = try #require(SampleDocument.document.tables.first { $0.identifier == name })
    Golden.expect(TerminalWriter(width: 100).text(table), is: name + ".txt")
  }

  @Test func narrowTerminal() {
    Golden.expect(TerminalWriter(width: 50).text(SampleDocument.regions), is: "regions-narrow.txt")
  }
}
