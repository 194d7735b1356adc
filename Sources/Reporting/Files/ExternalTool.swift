/// A program of the system that makes a format this program does not make itself.
package enum ExternalTool: Sendable, Equatable, CaseIterable {
  /// Word documents, by pandoc.
  case pandoc
  /// PDF, by weasyprint or else by a Chromium browser.
  case pdfMaker
  /// PNG of figures, by rsvg-convert or else by a Chromium browser.
  case pictureMaker

  /// The programs that can do it, the best first.
  package var programs: [String] {
    switch self {
    case .pandoc: ["pandoc"]
    case .pdfMaker: ["weasyprint", "chromium", "chromium-browser", "google-chrome"]
    case .pictureMaker: ["rsvg-convert", "chromium", "chromium-browser", "google-chrome"]
    }
  }

  /// The format as its users name it, and the Debian packages that bring the programs.
  var names: (format: String, packages: String) {
    switch self {
    case .pandoc: ("docx", "pandoc")
    case .pdfMaker: ("pdf", "weasyprint or chromium")
    case .pictureMaker: ("png", "librsvg2-bin or chromium")
    }
  }

  /// The first of the programs that `PATH` holds, with its place.
  /// - Throws: `FileOutputError` of the kind `unavailable` (exit code 69) where there is none.
  package func located(in path: String? = Environment.path) throws(FileOutputError) -> LocatedTool {
    for program in programs {
      if let place = Environment.executable(program, in: path) {
        return LocatedTool(tool: self, program: program, place: place)
      }
    }
    throw FileOutputError(
      .unavailable, path: names.format, problem: "this format needs \(programs.joined(separator: " or "))",
      remedy: "install \(names.packages), or leave \(names.format) out of --formats")
  }
}

/// A program that is there.
package struct LocatedTool: Sendable, Equatable {
  let tool: ExternalTool
  package let program: String
  let place: String

  private var isBrowser: Bool { program.hasPrefix("chrom") || program.hasPrefix("google") }

  /// A Word document from Markdown. Our Markdown names no file and no picture, so that pandoc reads nothing
  /// else; its `--sandbox` would say so, but Debian's pandoc 2.17 cannot write Word documents with it.
  package func docx(markdown: String) throws(FileOutputError) -> [UInt8] {
    let call = ToolCall(
      place: place,
      arguments: ["--from=gfm", "--to=docx", "--output=-"], input: Array(markdown.utf8))
    return try checked(call, starts: Array("PK".utf8))
  }

  /// A PDF of a page.
  package func pdf(html: String) throws(FileOutputError) -> [UInt8] {
    let start = Array("%PDF-".utf8)
    guard isBrowser else {
      return try checked(
        ToolCall(
          place: place, arguments: ["--quiet", "--encoding=utf-8", "-", "-"], input: Array(html.utf8)),
        starts: start)
    }
    let bytes = try throughFolder(input: "page.html", Array(html.utf8), output: "page.pdf", starts: start) {
      ["--no-pdf-header-footer", "--print-to-pdf=\($0)/page.pdf", "file://\($0)/page.html"]
    }
    return LocatedTool.timeless(bytes)
  }

  /// A picture of a figure, at two points to the unit.
  package func png(svg: String, width: Int, height: Int) throws(FileOutputError) -> [UInt8] {
    let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47]
    guard isBrowser else {
      return try checked(
        ToolCall(place: place, arguments: ["--format=png", "--zoom=2"], input: Array(svg.utf8)), starts: start
      )
    }
    return try throughFolder(input: "figure.svg", Array(svg.utf8), output: "figure.png", starts: start) {
      [
        "--force-device-scale-factor=2", "--window-size=\(width),\(height)", "--hide-scrollbars",
        "--screenshot=\($0)/figure.png", "file://\($0)/figure.svg",
      ]
    }
  }

  /// Browsers read and write files: they get a folder of their own that is gone afterwards.
  private func throughFolder(
    input: String, _ bytes: [UInt8], output: String, starts: [UInt8], arguments: (String) -> [String]
  ) throws(FileOutputError) -> [UInt8] {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    try folder.write(bytes, to: input)
    var options = [
      "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", "--no-default-browser-check",
      // No name resolves, so that nothing is ever fetched.
      "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.path)/profile",
    ]
    if Environment.isSuperuser { options.append("--no-sandbox") }
    let call = ToolCall(
      place: place, arguments: options + arguments(folder.path), input: [], home: folder.path)
    _ = try run(call)
    guard let result = folder.read(output), result.starts(with: starts) else { throw failed("made nothing") }
    return result
  }

  private func checked(_ call: ToolCall, starts: [UInt8]) throws(FileOutputError) -> [UInt8] {
    let output = try run(call)
    guard output.starts(with: starts) else { throw failed("made nothing") }
    return output
  }

  private func run(_ call: ToolCall) throws(FileOutputError) -> [UInt8] {
    switch try call.run() {
    case .finished(let output): return output
    case .failed(let status): throw failed("ended with status \(status)")
    case .timedOut: throw failed("did not end within \(ToolCall.mostSeconds) seconds")
    }
  }

  private func failed(_ words: String) -> FileOutputError {
    FileOutputError(
      .unavailable, path: tool.names.format, problem: "\(program) \(words)",
      remedy: "try \(program) by hand, or leave \(tool.names.format) out of --formats")
  }

  /// The PDF with the times of its making set to the first day of 2000, in as many bytes.
  static func timeless(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
      let pattern = Array(key.utf8)
      var start = 0
      while let place = result[start...].firstRange(of: pattern) {
        let fixed = Array("20000101000000".utf8)
        let first = place.upperBound
        guard first + fixed.count <= result.count else { break }
        result.replaceSubrange(first..<first + fixed.count, with: fixed)
        start = first
      }
    }
    return result
  }
}
