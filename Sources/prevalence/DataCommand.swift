internal import ArgumentParser

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "The data sets in this program and how well they are known; checks of survey files.",
    subcommands: [DataListCommand.self, DataShowCommand.self, DataValidateCommand.self])
}
