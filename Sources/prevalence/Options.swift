internal import ArgumentParser
internal import NumericKernel
internal import Reporting

/// How a result is written to standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv, markdown
}

struct FormatOptions: ParsableArguments {
  @Option(help: "How to write the result to standard output.")
  var format: OutputFormat = .table

  /// Writes a result: `tables` for people, `csv` and `json` for programs.
  /// - Throws: `FileOutputError` when standard output cannot take it.
  func print(_ tables: [Table], csv: @autoclosure () -> Table, json: @autoclosure () throws -> String) throws
  {
    switch format {
    case .table:
      let writer = TerminalWriter(width: StandardOutput.terminalWidth ?? 100)
      try StandardOutput.write(tables.map(writer.text).joined(separator: "\n"))
    case .json: try StandardOutput.write(json())
    case .csv: try StandardOutput.write(CSVWriter.text(csv()))
    case .markdown: try StandardOutput.write(tables.map { MarkdownWriter.text($0) }.joined(separator: "\n"))
    }
  }
}

struct ReportOptions: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("Folder for the report.", valueName: "folder"), completion: .directory)
  var output: String?

  @Flag(help: "Replace a report of this program that is in the way.")
  var overwrite = false
}

struct ThreadOptions: ParsableArguments {
  @Option(help: "Threads to use, at most (default: one for each processor); results do not depend on it.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads has to lie between 1 and 1024")
    }
  }

  var count: Int { threads ?? onlineCores }
}
