internal import ArgumentParser

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract:
      "The data sets in this program, and files that others publish: what they are and hold; checks of survey files.",
    subcommands: [
      DataListCommand.self, DataShowCommand.self, DataDescribeCommand.self, DataConvertCommand.self,
      DataValidateCommand.self,
    ])
}
