internal import ArgumentParser

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "The data sets in this program: what they are and how well they are known.",
    subcommands: [DataListCommand.self, DataShowCommand.self])
}
