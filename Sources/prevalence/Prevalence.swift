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
        prevalence reproduce every-child-counts     the 1.2 million of 2002, recomputed
        prevalence mse lists.csv                    a population from who is on which lists
        prevalence survey data.csv --weight w --stratum s --cluster psu --mean child_labour --by sex
        prevalence mics fs.sav                      the child labour tables of a MICS survey
        prevalence regress data.csv --weight w --formula 'child_labour ~ age + sex' --family logit
        prevalence extrapolate countries.csv --population population.csv --region region
        prevalence run study.toml                   the whole report that a study file declares
        prevalence data list                        the data in this program and how well they are known

      Results go to standard output, messages to standard error. Exit codes: 0 done, 1 a check failed under \
      --strict, 3 an estimate was refused, 10 editions differ, 64 usage, 65 bad data, 66 no input, 69 a program that \
      is needed is not installed, 70 a fault of this program, 73 cannot create output, 74 input or output failed, \
      75 another run is under way, 77 not permitted, 78 a study file is wrong.

      Shell completions: prevalence --generate-completion-script bash (or zsh, fish).
      """,
    version: "\(Program.name) \(Program.version)",
    groupedSubcommands: [
      CommandGroup(
        name: "Estimate",
        subcommands: [
          MSECommand.self, SurveyCommand.self, MICSCommand.self, RegressCommand.self, AggregateCommand.self,
          ExtrapolateCommand.self, CasesCommand.self, CombineCommand.self,
        ]),
      CommandGroup(
        name: "Check", subcommands: [ReproduceCommand.self, SeriesCommand.self, SimulateCommand.self]),
      CommandGroup(
        name: "Report",
        subcommands: [
          StudyCommand.self, RunCommand.self, VerifyCommand.self, DiffCommand.self, ScheduleCommand.self,
          PurgeCommand.self,
        ]),
      CommandGroup(name: "Data", subcommands: [DataCommand.self]),
    ])
}
