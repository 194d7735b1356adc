internal import ArgumentParser
internal import DataLoaders
internal import Reporting
internal import Studies

struct DataDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what a downloaded file is, what it holds and what is easily misread.",
    discussion: """
      Knows the bulk files of ILOSTAT, SDMX-CSV 1.0 and 2.x, the UNICEF Data Warehouse, UNODC's workbook on \
      trafficking in persons saved as CSV, and the global and synthetic files of CTDC; plain or compressed (.gz) as \
      downloaded. In files of cases no number of people below \(StatisticsDescription.threshold) is shown.

      Examples:
        prevalence data describe CLD_XCHL_SEX_AGE_NB_A.csv.gz
        prevalence data describe unicef.csv --format json
      """)

  @Argument(help: "A file, or - for standard input.", completion: .file(extensions: ["csv", "gz"]))
  var file: String

  @OptionGroup var reading: StatisticsReadingOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let description = try StatisticsDescription(ByteSource(argument: file), options: reading.options)
    try format.print(description.tables, csv: description.csvTable, json: JSONWriter.text(description))
  }
}

/// How a downloaded file is written, where it does not tell.
struct StatisticsReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("comma, semicolon, tab or pipe (default: found from the file).", valueName: "name"))
  var delimiter: String?

  @Option(help: ArgumentHelp("The decimal mark of numbers, . or ,", valueName: "mark"))
  var decimal: String = "."

  @Option(
    help: ArgumentHelp(
      "Texts that mean a missing figure, with commas, beside the empty cell.", valueName: "texts"))
  var missing: NameList?

  func validate() throws {
    guard decimal == "." || decimal == "," else { throw ValidationError("--decimal is . or ,") }
    guard delimiter.map({ CSVDelimiter($0) != nil }) ?? true else {
      throw ValidationError("--delimiter is comma, semicolon, tab or pipe")
    }
  }

  var options: StatisticsOptions {
    StatisticsOptions(
      csv: CSVOptions(
        delimiter: delimiter.flatMap { CSVDelimiter($0) }, decimalMark: decimal == "," ? .comma : .point),
      missingMarkers: missing?.names ?? [])
  }
}
