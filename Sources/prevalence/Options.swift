internal import ArgumentParser
internal import NumericKernel
internal import Reporting
internal import Studies

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

  @Option(
    help: ArgumentHelp(
      "Formats of the report, with commas between: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "docx needs pandoc, pdf weasyprint or chromium, png rsvg-convert or chromium.", valueName: "names"))
  var formats: String = "html,md,csv,json"

  @Option(
    help: ArgumentHelp(
      "Language of the report's frame: en, fr or es. What a study itself says stays English.",
      valueName: "language"))
  var language: String = "en"

  func validate() throws {
    _ = try chosenFormats
    _ = try wording
  }

  var chosenFormats: ReportFormats {
    get throws {
      do {
        return try ReportFormats(names: formats)
      } catch {
        throw ValidationError(error.description)
      }
    }
  }

  var wording: ReportWording {
    get throws {
      guard let language = Language(rawValue: language) else {
        throw ValidationError(
          "'\(PlainText.line(language))' is not a language of reports; choose from "
            + Language.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return ReportWording(language)
    }
  }

  /// Writes the report of a study and says where it is.
  /// - Throws: `FileOutputError` when it cannot be written or another report is in the way.
  func write(_ result: StudyResult, to folder: String) throws {
    let outcome = try ReportDirectory.write(
      files: result.files(chosenFormats, wording: wording), to: folder, replacing: overwrite)
    StandardError.write(
      outcome == .unchanged
        ? "The report in \(PlainText.line(folder)) is already this one.\n"
        : "Report: \(PlainText.line(folder))/report.html\n")
  }
}

/// How a text file is written, where its header does not tell.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("comma, semicolon, tab or pipe (default: found from the header).", valueName: "name"))
  var delimiter: String?

  @Option(help: ArgumentHelp("The decimal mark of numbers, . or ,", valueName: "mark"))
  var decimal: String = "."

  var options: InputOptions { InputOptions(delimiter: delimiter, decimal: decimal) }
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
