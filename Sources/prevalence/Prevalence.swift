internal import ArgumentParser

@main
struct Prevalence: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "prevalence")
}
