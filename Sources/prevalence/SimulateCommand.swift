internal import ArgumentParser
internal import Glibc
internal import MultipleSystems
internal import Reporting
internal import Studies

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Try methods on populations of known size.",
    discussion: """
      Example:
        prevalence simulate mse --scenario heterogeneity-1
      """,
    subcommands: [SimulateMSECommand.self])
}

struct SimulateMSECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mse",
    abstract: "Draw lists from known populations and tabulate bias, coverage and failure of each method.",
    discussion: """
      Every scenario is a population whose size is known and whose lists hang together in one stated way. Data sets \
      are drawn from it, each method estimates the population from each of them, and the table says how often it \
      answers, how far it is off, and how often its interval holds the truth. A data set that a method refuses is \
      counted under the code of its refusal. The result does not depend on the number of threads, and that of one \
      scenario not on which others are run.

      Read it before believing an interval: what your lists are like is not known, and the rows where lists depend \
      on each other show what an estimate is worth then.

      Examples:
        prevalence simulate mse
        prevalence simulate mse --scenario every-pair-positive heterogeneity-1
        prevalence simulate mse --method independence stepwise-bca --format csv
        prevalence simulate mse --population 500 --lists 3 --datasets 1000
        prevalence simulate mse --method latent-classes --datasets 10

      Scenarios:
      \(listed(Scenario.all.map { ($0.id, $0.summary) }))

      Methods:
      \(listed(TrialMethod.all.map { ($0.id, $0.summary + ($0.isOptional ? "; slow, only if named" : "")) }))
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The scenarios to try, by name (default: all).", valueName: "name"),
    completion: .list(Scenario.all.map(\.id)))
  var scenario: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The methods to try, by name (default: all but the slow).", valueName: "name"),
    completion: .list(TrialMethod.all.map(\.id)))
  var method: [String] = []

  @Option(help: ArgumentHelp("The size of each population.", valueName: "number"))
  var population: Int = Scenario.defaultSize

  @Option(help: ArgumentHelp("The number of lists, 3 to 8.", valueName: "number"))
  var lists: Int = Scenario.defaultListCount

  @Option(help: ArgumentHelp("Data sets drawn from each population.", valueName: "number"))
  var datasets: Int = SimulationOptions.defaultDatasets

  @Option(help: ArgumentHelp("Bootstrap replicates of the methods that have them.", valueName: "number"))
  var bootstrap: Int = SimulationOptions.defaultReplicates

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = SimulationOptions.defaultSeed

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let options = try SimulationOptions(
      scenarios: scenario, methods: method, population: population, lists: lists, datasets: datasets,
      replicates: bootstrap, seed: seed, threads: threads.count, level: level)
    let showsProgress = isatty(STDERR_FILENO) == 1
    let study = try SimulationStudy(options) { done, all in
      if showsProgress { StandardError.write("\r\(done) of \(all) scenarios\(done == all ? "\n" : "")") }
    }
    try format.print(study.tables, csv: study.csvTable, json: JSONWriter.text(study.record))
  }

  private static func listed(_ entries: [(name: String, words: String)]) -> String {
    entries.map { "  \($0.name): \($0.words)" }.joined(separator: "\n")
  }
}
