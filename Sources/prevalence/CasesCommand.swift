internal import ArgumentParser
internal import GlobalEstimates
internal import Reporting
internal import Studies

struct CasesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cases",
    abstract: "Estimate victims of reported cases from two teams' lists.",
    discussion: """
      Reads two lists, a row for each reported case that a team found: its key (case, or the columns of --match), its \
      stratum, and the number of victims where the report gives one. Cases on both lists tell how many both teams \
      missed. With --duration and --period the victims of the whole period become those at one time.

      This is the textbook estimator, with the design of the ILO's estimates of 2005 and 2012. It is not the ILO's \
      formula. Counts of fewer than 11 cases are held back in every output, and nothing of a single case is printed.

      Examples:
        prevalence data show synthetic-cases --copy cases
        prevalence cases cases/team-a.csv cases/team-b.csv --strata region,type
        prevalence cases cases/team-a.csv cases/team-b.csv --strata region,type \
      --durations cases/durations.csv --period 10
        prevalence cases a.csv b.csv --match country,date,place --fold --resolve --victims people
        prevalence cases a.csv b.csv --victims-mean 3.2 --victims-error 0.4 --duration 1.5 --duration-error 0.3 --period 5
      """)

  enum Estimator: String, ExpressibleByArgument, CaseIterable {
    case chapman
    case lincolnPetersen = "lincoln-petersen"
  }

  @Argument(help: "The first team's list, a CSV file.", completion: .file(extensions: ["csv"]))
  var first: String

  @Argument(help: "The second team's list.", completion: .file(extensions: ["csv"]))
  var second: String

  @Option(help: ArgumentHelp("Estimate each combination of these columns on its own.", valueName: "columns"))
  var strata: NameList?

  @Option(
    help: ArgumentHelp(
      "The columns that are the same in two reports of one case (default: case, case_id or id).",
      valueName: "columns"))
  var match: NameList?

  @Flag(help: "Let letters differ in case, and runs of blanks in length, between keys.")
  var fold = false

  @Flag(
    help:
      "Count a repeated entry as one case, and a case with an incomplete key as found by one team alone (CAS-03)."
  )
  var resolve = false

  @Option(
    help: ArgumentHelp("The column with the number of victims (default: victims).", valueName: "column"))
  var victims: String?

  @Option(help: ArgumentHelp("Victims per case in all strata, in place of the lists'.", valueName: "number"))
  var victimsMean: Double?

  @Option(help: ArgumentHelp("The standard error of that.", valueName: "number"))
  var victimsError: Double?

  @Option(help: ArgumentHelp("Mean years in the situation, for all strata.", valueName: "years"))
  var duration: Double?

  @Option(help: ArgumentHelp("The standard error of that.", valueName: "years"))
  var durationError: Double?

  @Option(
    help: ArgumentHelp(
      "A file with the columns of the strata, duration and standard_error.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var durations: String?

  @Option(help: ArgumentHelp("Years over which the teams searched.", valueName: "years"))
  var period: Double?

  @Option(help: "The formula of the headline; the other is shown beside it.")
  var estimator: Estimator = .chapman

  @Option(help: ArgumentHelp("What is counted, in words.", valueName: "words"))
  var subject: String = "victims of reported cases"

  @Option(help: ArgumentHelp("Repetitions of the searches.", valueName: "number"))
  var draws: Int = CaseOptions.defaultDraws

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = CaseOptions.defaultSeed

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @Option(help: ArgumentHelp("Counts below this are not shown.", valueName: "number"))
  var smallCounts: Int = HistoryDisclosure.usualThreshold

  @Flag(help: "Allow --small-counts below 5, which may identify people; recorded in the report.")
  var iAcceptDisclosureRisk = false

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if victimsError != nil, victimsMean == nil {
      throw ValidationError("--victims-error goes with --victims-mean")
    }
    if durationError != nil, duration == nil {
      throw ValidationError("--duration-error goes with --duration")
    }
    if duration != nil, durations != nil { throw ValidationError("give --duration or --durations, not both") }
    if victims != nil, victimsMean != nil {
      throw ValidationError("give --victims or --victims-mean, not both")
    }
    if smallCounts < 5, !iAcceptDisclosureRisk {
      throw ValidationError(
        "--small-counts below 5 may identify people; choose 5 or more, or add --i-accept-disclosure-risk")
    }
  }

  func run() throws {
    let options = try CaseOptions(
      estimator: estimator == .chapman ? .chapman : .lincolnPetersen, folds: fold, resolves: resolve,
      victimsPerCase: try Self.mean(victimsMean, victimsError, "--victims-mean"),
      duration: try Self.mean(duration, durationError, "--duration"), period: period, subject: subject,
      draws: draws,
      seed: seed, level: level, threshold: smallCounts)
    let input = try CaseInput(
      first: first, second: second, strata: strata?.names ?? [], keys: match?.names ?? [], victims: victims,
      durations: durations, options: options, reading: reading.options)
    try finish(CaseStudy(input, options: options).result(), report: report, format: format)
  }

  private static func mean(_ value: Double?, _ error: Double?, _ name: String) throws -> UncertainMean? {
    guard let value else { return nil }
    guard value.isFinite, value > 0, (error ?? 0).isFinite, (error ?? 0) >= 0 else {
      throw ValidationError("\(name) has to be a positive number, with an error from 0 on")
    }
    return try UncertainMean(value: value, standardError: error ?? 0)
  }
}
