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
        prevalence aggregate regions.csv            totals of regions, with errors that add up
        prevalence extrapolate countries.csv        from countries with a survey to regions and the world
        prevalence cases team-a.csv team-b.csv      victims of reported cases, from two searches for them
        prevalence combine estimates.csv            estimates by several methods, side by side
        prevalence mics fs.sav                      child labour tables of a survey, with sampling errors
        prevalence simulate mse                     how far methods can be trusted, on known populations
        prevalence run study.toml                   the whole report that a study file declares
        prevalence series child-labour-series --indicator child-labour   figures by definition and edition
        prevalence data list                        the data sets in this program and how well they are known
        prevalence data show every-child-counts     one data set with its source
        prevalence data describe FILE               what a downloaded file of statistics is and holds

      Results go to standard output, messages to standard error. Exit codes: 0 done, 1 a check failed under \
      --strict, 3 an estimate was refused, 64 usage, 65 bad data, 66 no input, 70 a fault of this program, \
      73 cannot create output, 74 input or output failed, 75 another run is under way, 77 not permitted, 78 a study \
      file is wrong.

      Shell completions: prevalence --generate-completion-script bash (or zsh, fish).
      """,
    version: "\(Program.name) \(Program.version)",
    subcommands: [
      ReproduceCommand.self, MSECommand.self, MICSCommand.self, RegressCommand.self,
      AggregateCommand.self, ExtrapolateCommand.self, CasesCommand.self, CombineCommand.self,
      SeriesCommand.self, SimulateCommand.self, DataCommand.self, StudyCommand.self, RunCommand.self,
      VerifyCommand.self, DiffCommand.self, ScheduleCommand.self,
    ])
}
