/// A document in every format that was asked for, as the files of a report.
package struct ReportFiles: Sendable {
  /// `report.html`, `report.md`, `report.xlsx`, `report.tex`, `report.docx`, `report.pdf`, `tables/<name>.csv`,
  /// `figures/<name>.svg` and `figures/<name>.png`, as far as they were asked for, sorted by path.
  package let files: [ReportFile]

  /// - Parameter document: in the wording in which it is to be read (`Document.worded`).
  /// - Throws: `FileOutputError`; of the kind `unavailable`, before anything is made, where a format needs a
  ///   program that is not there.
  package init(_ document: Document, _ formats: ReportFormats) throws(FileOutputError) {
    var tools: [ReportFormat: LocatedTool] = [:]
    for format in formats.all {
      if let tool = format.tool { tools[format] = try tool.located() }
    }
    var files: [ReportFile] = []
    let html = formats.contains(.html) || formats.contains(.pdf) ? HTMLWriter.text(document) : ""
    let markdown = formats.contains(.md) || formats.contains(.docx) ? MarkdownWriter.text(document) : ""
    if formats.contains(.html) { files.append(ReportFile(path: "report.html", text: html)) }
    if formats.contains(.md) { files.append(ReportFile(path: "report.md", text: markdown)) }
    if formats.contains(.tex) {
      files.append(ReportFile(path: "report.tex", text: LaTeXWriter.text(document)))
    }
    if formats.contains(.xlsx) {
      files.append(ReportFile(path: "report.xlsx", bytes: try XLSXWriter.bytes(document)))
    }
    if let tool = tools[.docx] {
      files.append(ReportFile(path: "report.docx", bytes: try tool.docx(markdown: markdown)))
    }
    if let tool = tools[.pdf] {
      files.append(ReportFile(path: "report.pdf", bytes: try tool.pdf(html: html)))
    }
    if formats.contains(.csv) {
      for table in document.tables {
        files.append(ReportFile(path: "tables/\(table.identifier).csv", text: CSVWriter.text(table)))
      }
    }
    for figure in document.figures {
      let picture = FigureWriter.picture(figure, wording: document.wording)
      if formats.contains(.svg) {
        files.append(ReportFile(path: "figures/\(figure.identifier).svg", text: picture.text))
      }
      if let tool = tools[.png] {
        let bytes = try tool.png(svg: picture.text, width: picture.width, height: picture.height)
        files.append(ReportFile(path: "figures/\(figure.identifier).png", bytes: bytes))
      }
    }
    self.files = files.sorted { $0.path < $1.path }
  }
}
