internal import ArgumentParser
internal import Reporting
internal import Studies

struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the bundled data sets.",
    discussion: """
      Example:
        prevalence data list --format json
      """)

  @OptionGroup var format: FormatOptions

  func run() throws {
    let datasets = try Dataset.all()
    let list = DatasetDescription.list(datasets)
    try format.print(
      [DatasetDescription.names(datasets)], csv: list,
      json: JSONWriter.text(datasets.map(DatasetDescription.init)))
  }
}
