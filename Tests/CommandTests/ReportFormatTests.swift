import Foundation
import Testing

@Suite("Formats and languages of a report")
struct ReportFormatTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func report(_ arguments: [String], environment: [String: String] = [:]) throws -> ProgramRun {
    try ProgramRun(
      ["reproduce", "every-child-counts", "--draws", "2000", "--output", folder.path("out")] + arguments,
      in: folder.path, environment: environment)
  }

  @Test(arguments: [
    ["--formats", "word"], ["--formats", ""], ["--language", "de"], ["--language", "../fr"],
  ])
  func `a format or language that there is not is a wrong usage`(_ arguments: [String]) throws {
    let run = try report(arguments)
    #expect(run.status == 64 && run.output.isEmpty, "\(run.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
  }

  @Test func `a format whose program is absent is refused before anything is made`() throws {
    let run = try report(["--formats", "html,docx"], environment: ["PATH": "/nonexistent"])
    #expect(run.status == 69, "\(run.messages)")
    #expect(run.messages.contains("pandoc") && run.messages.contains("--formats"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
  }

  @Test func `workbook and LaTeX in Spanish, the same bytes twice`() throws {
    let arguments = ["--formats", "html,xlsx,tex,csv", "--language", "es"]
    let run = try report(arguments)
    #expect(run.status == 0, "\(run.messages)")
    let files = try TemporaryFolder.contents(of: folder.path("out"))
    #expect(files["report.md"] == nil && files["report.html"] != nil && files["estimates.json"] != nil)
    let page = String(decoding: files["report.html"] ?? Data(), as: UTF8.self)
    #expect(page.contains("<html lang=\"es\">") && page.contains("Cuadro 1.") && page.contains("Fuente: "))
    #expect(String(decoding: files["report.tex"] ?? Data(), as: UTF8.self).contains("Cuadro 1."))
    #expect((files["report.xlsx"] ?? Data()).starts(with: Data("PK".utf8)))
    let manifest = String(decoding: files["manifest.json"] ?? Data(), as: UTF8.self)
    #expect(manifest.contains("report.xlsx"))
    try FileManager.default.removeItem(atPath: folder.path("out"))
    #expect(try report(arguments).status == 0)
    #expect(try TemporaryFolder.contents(of: folder.path("out")) == files)
  }
}
