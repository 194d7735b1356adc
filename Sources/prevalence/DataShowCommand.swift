internal import ArgumentParser
internal import Reporting
internal import Studies

struct DataShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one data set with its source, licence and state of verification.",
    discussion: """
      Examples:
        prevalence data show every-child-counts
        prevalence data show every-child-counts --copy my-copy    write its files into a folder, to correct them
      """)

  @Argument(help: "The name of the data set.", completion: .list(BundledData.datasetNames))
  var name: String

  @Option(
    help: ArgumentHelp(
      "Write the files of the data set into this folder, which must not exist.", valueName: "folder"),
    completion: .directory)
  var copy: String?

  @OptionGroup var format: FormatOptions

  func run() throws {
    let dataset = try Dataset(name)
    if let copy {
      let files = try dataset.copy()
      try ReportDirectory.write(files: files, to: copy)
      return StandardError.write("Copied \(name) to \(PlainText.line(copy)).\n")
    }
    let description = DatasetDescription(dataset)
    try format.print(description.tables, csv: description.files, json: JSONWriter.text(description))
    if format.format == .table { try StandardOutput.write("\n" + PlainText.lines(dataset.source)) }
  }
}
