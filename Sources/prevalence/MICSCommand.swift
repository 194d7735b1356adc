internal import ArgumentParser
internal import DataLoaders
internal import Reporting
internal import Studies
internal import Survey

struct MICSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mics",
    abstract: "The child labour tables of a MICS survey, with their sampling errors.",
    discussion: """
      Reads the children's file as it is (SPSS, Stata, SAS or CSV), recodes the answers by UNICEF's rules, and prints \
      the official tables with standard errors, design effects, counts and intervals. Figures from 25 to 49 \
      unweighted cases stand in parentheses, and those from fewer are not shown. Weights of MICS add up to the \
      sample: give the population for numbers of children.

      Examples:
        prevalence mics fs.sav --tables PR.3.1,PR.3.2,PR.3.3,PR.3.4 --population 5-17=4200000
        prevalence mics hh.sav --edition mics5
        prevalence mics country.csv --profile country.toml --output report
        prevalence data show synthetic-survey --copy s && prevalence mics s/children.csv
        prevalence data show survey-profiles --copy profiles      profiles to correct for a country
      """)

  @Argument(
    help: "The file of the children: .sav, .dta, .sas7bdat, .por or .csv, or - for CSV on standard input.",
    completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "The tables to print, with commas (default: all of the edition).", valueName: "names"))
  var tables: NameList?

  @Option(
    help: ArgumentHelp(
      "The round of the survey: \(SurveyProfile.names.filter { $0.hasPrefix("mics") }.joined(separator: ", ")) (default: mics6).",
      valueName: "name"))
  var edition: String?

  @Option(
    help: ArgumentHelp(
      "A profile of your own, a file that ends in .toml, in place of an edition.", valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "The number of children of an age group, such as 5-17=4200000, or 5-17=4200000+-60000 with its standard error; may be repeated.",
      valueName: "ages=number"))
  var population: [PopulationOption] = []

  @OptionGroup var publication: PublicationOptions
  @OptionGroup var lonely: LonelyOptions
  @OptionGroup var levels: LevelOptions

  @Flag(help: "Print the sampling errors of every figure, not of the totals only; a report always has all.")
  var allErrors = false

  @OptionGroup var fileOptions: SurveyFileOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if edition != nil, profile != nil { throw ValidationError("give --edition or --profile, not both") }
  }

  func run() throws {
    let options = try MICSOptions(
      tables: tables?.names ?? [], populations: population.map(\.value),
      standard: publication.standard ?? .mics, lonelyPSU: lonely.rule, interval: publication.interval,
      level: levels.level)
    let chosen = try profile.map { try ProfileReader.read(.file($0)) } ?? .named(edition ?? "mics6")
    let table = try SurveyInput.read(
      file, profile: chosen, options: fileOptions.reading.options,
      missingMarkers: fileOptions.missingMarkers, encoding: fileOptions.encoding)
    let study = try MICSStudy(table, profile: chosen, options: options, showsAllErrors: allErrors)
    let result = study.result()
    try format.print(result.summary, csv: study.figures, json: JSONWriter.text(study.record))
    if let folder = report.output { try report.write(result, to: folder) }
  }
}

/// The number of children of an age group.
struct PopulationOption: ExpressibleByArgument {
  let value: AgePopulation

  init?(argument: String) {
    guard let value = AgePopulation(argument: argument) else { return nil }
    self.value = value
  }
}
