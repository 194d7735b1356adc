internal import ArgumentParser
internal import DataLoaders
internal import Reporting
internal import Studies
internal import Tables

struct DataValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a survey file against a profile: what is missing or out of range.",
    discussion: """
      Says which columns are missing, and row by row which answers are missing although they were asked for, which \
      codes no rule knows, and which hours no week has. No answer is ever shown. Ends with exit code 65 when \
      anything is wrong; notes alone are not.

      Examples:
        prevalence data validate fs.sav --profile mics6
        prevalence data validate country.csv --profile country.toml --lines 100
        prevalence data validate fs.sav --profile mics6 --format json
      """)

  @Argument(
    help: "The survey file: .sav, .dta, .sas7bdat, .por or .csv, or - for CSV on standard input.",
    completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "A profile of this program (\(SurveyProfile.names.joined(separator: ", "))), or a file that ends in .toml.",
      valueName: "profile"))
  var profile: String

  @Option(help: ArgumentHelp("How many faults to show by row, at most.", valueName: "number"))
  var lines: Int = 20

  @OptionGroup var fileOptions: SurveyFileOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard (0...ProfileValidation.kept).contains(lines) else {
      throw ValidationError("--lines has to lie between 0 and \(ProfileValidation.kept)")
    }
  }

  func run() throws {
    let chosen = try SurveyProfile.chosen(profile)
    let table = try SurveyInput.read(
      file, profile: chosen, options: fileOptions.reading.options,
      missingMarkers: fileOptions.missingMarkers, encoding: fileOptions.encoding)
    let validation = try ProfileValidation(chosen, table)
    let report = ProfileValidationReport(
      validation, lines: lines, isSynthetic: SyntheticSurvey.isMarked(table.names))
    try format.print(report.tables, csv: report.summary, json: JSONWriter.text(report.record))
    guard validation.isFaultless else {
      throw DataError(
        file: table.file,
        problem: "the file does not fit the profile '\(chosen.name)' (\(validation.faultCount) faults)",
        remedy: "correct the file, or a copy of the profile")
    }
  }
}
