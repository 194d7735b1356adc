internal import ArgumentParser
internal import DataLoaders
internal import Reporting
internal import Studies

struct DataConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a downloaded file as tidy CSV, one figure a row.",
    discussion: """
      Reads what 'prevalence data describe' knows. The columns are: dataset, the dimensions under their own names, \
      period, value, lower, upper, missing, unit, multiplier, status, source, note. A "<5" has no value but a lower \
      and an upper end; a missing figure says why. Values are not multiplied out: see the column multiplier.

      Files of cases (CTDC) are counted by --by, and counts of fewer than \(StatisticsDescription.threshold) people \
      become intervals.

      Examples:
        prevalence data convert CLD_XCHL_SEX_AGE_NB_A.csv.gz > child-labour.csv
        prevalence data convert data_glotip_1.csv --output glotip.csv
        prevalence data convert CTDC_synthetic.csv --by CountryOfExploitation,ageBroad
      """)

  enum Target: String, ExpressibleByArgument, CaseIterable {
    case tidy
  }

  @Argument(help: "A file, or - for standard input.", completion: .file(extensions: ["csv", "gz"]))
  var file: String

  @Option(help: "The form to write.")
  var to: Target = .tidy

  @Option(
    help: ArgumentHelp(
      "The variables by which cases are counted (default: \(TidyConversion.usualVariables.joined(separator: ","))).",
      valueName: "variables"))
  var by: NameList?

  @Option(
    help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var output: String?

  @Flag(help: "Replace the file that is in the way.")
  var overwrite = false

  @OptionGroup var reading: StatisticsReadingOptions

  func run() throws {
    let conversion = TidyConversion(
      ByteSource(argument: file), options: reading.options, variables: by?.names)
    guard let output else {
      _ = try conversion.run { try StandardOutput.write($0) }
      return
    }
    let target = try NewFile(output, replacing: overwrite, input: file == "-" ? nil : file)
    let outcome = try conversion.run { try target.write($0) }
    try target.finish()
    StandardError.write("Wrote \(outcome.rows) rows to \(PlainText.line(output)).\n")
  }
}
