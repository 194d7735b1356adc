internal import ArgumentParser
internal import Estimates

/// The root command. One command a file; each parses, calls one function, prints.
struct Prevalence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Program.name,
    abstract:
      "Prevalence and magnitude of child trafficking and child labour, with uncertainty that can be defended.",
    discussion: """
      Examples:
        prevalence reproduce                        list what can be reproduced
        prevalence reproduce every-child-counts     the 1.2 million of 2002, recomputed; report in reports/
        prevalence mse lists.csv                    a population from who is on which lists
        prevalence survey data.csv --weight w --stratum s --cluster psu --mean child_labour --by sex
                                                    prevalence from a survey, with design-based uncertainty
        prevalence mics fs.sav                      child labour tables of a survey, with sampling errors
        prevalence simulate mse                     how far methods can be trusted, on known populations
        prevalence data list                        the data sets in this program and how well they are known
        prevalence data show every-child-counts     one data set with its source

      Results go to standard output, messages to standard error. Exit codes: 0 done, 1 a check failed under \
      --strict, 3 an estimate was refused, 64 usage, 65 bad data, 66 no input, 70 a fault of this program, \
      73 cannot create output, 74 input or output failed, 77 not permitted.

      Shell completions: prevalence --generate-completion-script bash (or zsh, fish).
      """,
    version: "\(Program.name) \(Program.version)",
    subcommands: [
      ReproduceCommand.self, MSECommand.self, SurveyCommand.self, MICSCommand.self, SimulateCommand.self,
      DataCommand.self,
    ])
}
