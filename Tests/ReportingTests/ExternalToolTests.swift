import Foundation
import Testing

@testable import Reporting

@Suite("Formats that other programs make")
struct ExternalToolTests {
  private static func isThere(_ tool: ExternalTool) -> Bool { (try? tool.located()) != nil }

  @Test(arguments: ExternalTool.allCases)
  func `a program that is absent is an error that names it, with code 69`(_ tool: ExternalTool) {
    do {
      _ = try tool.located(in: "relative:/nonexistent")
      Issue.record("found \(tool)")
    } catch {
      #expect(error.kind.exitCode == 69)
      #expect(error.description.contains(tool.programs[0]) && error.description.contains("--formats"))
    }
  }

  @Test func `formats are read from their names`() throws {
    #expect(try ReportFormats(names: "html,md,csv,json") == .usual)
    #expect(try ReportFormats(names: " XLSX, tex").all == [.json, .svg, .xlsx, .tex])
    #expect(throws: ReportFormatError(name: "word")) { try ReportFormats(names: "html,word") }
    #expect(throws: ReportFormatError(name: "")) { try ReportFormats(names: "html,") }
  }

  @Test func `a program gets only what it is given, and an end`() throws {
    let path = ToolCall(place: "/usr/bin/env", arguments: [], input: [])
    guard case .finished(let bytes) = try path.run() else {
      Issue.record("env did not run")
      return
    }
    let names = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap {
      $0.split(separator: "=").first.map(String.init)
    }
    #expect(
      Set(names) == [
        "PATH", "HOME", "LANG", "LC_ALL", "TZ", "SOURCE_DATE_EPOCH", "PYTHONHASHSEED",
        "PYTHONDONTWRITEBYTECODE",
      ])
    let input = Array("Zwölf Boxkämpfer".utf8)
    #expect(try ToolCall(place: "/bin/cat", arguments: [], input: input).run() == .finished(input))
    #expect(try ToolCall(place: "/bin/false", arguments: [], input: []).run() == .failed(1))
    let sleeper = ToolCall(place: "/bin/sleep", arguments: ["60"], input: [], seconds: 1)
    #expect(try sleeper.run() == .timedOut)
    #expect(throws: FileOutputError.self) {
      try ToolCall(place: "/nonexistent/x", arguments: [], input: []).run()
    }
  }

  private static let document = Document(
    title: "Title", subtitle: "Subtitle",
    sections: [
      Section("a", "A", [.table(SampleDocument.regions), .figure(SampleDocument.trend)])
    ])

  /// Run only where the program is installed: the same bytes twice, and the document's words in them.
  @Test(.enabled(if: isThere(.pandoc))) func `pandoc makes the same document twice`() throws {
    let formats = ReportFormats([.docx])
    let files = try ReportFiles(Self.document, formats).files
    #expect(try ReportFiles(Self.document, formats).files == files)
    let file = try #require(files.first { $0.path == "report.docx" })
    let zip = try #require(SmallZip(file.bytes))
    #expect(try zip.xml("word/document.xml").all("w:t").contains { $0.text.contains("Subtitle") })
  }

  @Test(.enabled(if: isThere(.pdfMaker))) func `a page becomes the same PDF twice`() throws {
    let tool = try ExternalTool.pdfMaker.located()
    let html = HTMLWriter.text(Self.document)
    let bytes = try tool.pdf(html: html)
    #expect(bytes.starts(with: Array("%PDF-".utf8)) && bytes.count > 5_000)
    #expect(try tool.pdf(html: html) == bytes)
  }

  @Test(.enabled(if: isThere(.pictureMaker))) func `a figure becomes a picture`() throws {
    let files = try ReportFiles(Self.document, ReportFormats([.png])).files
    let picture = try #require(files.first { $0.path == "figures/trend.png" })
    #expect(picture.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // Width and height stand in the header, big-endian, at bytes 16 and 20.
    let width = picture.bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
    #expect(width == 1_600)
  }
}
