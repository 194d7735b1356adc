internal import ArgumentParser
internal import GlobalEstimates
internal import Reporting
internal import Studies

struct CombineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "combine",
    abstract: "Put estimates of one quantity by several methods side by side, and combine them when asked.",
    discussion: """
      Reads a row for each estimate: name (or method), value, and standard_error, coefficient_of_variation, or lower \
      and upper; and population where the file has several. Prints them side by side and tests whether they agree. \
      Nothing is combined unless --method says how, and then what is assumed and what each contributes is printed.

      inverse-variance  one true number, and nothing wrong but the stated errors
      random-effects    methods scatter around the truth; Hartung and Knapp's interval
      relative-bias     each method off by a factor of its own against --benchmark, over several populations

      Examples:
        prevalence data show example-countries --copy example
        prevalence combine example/estimates.csv --only World
        prevalence combine example/estimates.csv --only World --method random-effects
        prevalence combine example/estimates.csv --method relative-bias --benchmark 'household surveys'
      """)

  @Argument(help: "A CSV file, or - for standard input.", completion: .file(extensions: ["csv"]))
  var file: String

  @Option(help: "How to combine; none prints them side by side.")
  var method: CombinationOptions.Method = .none

  @Option(help: ArgumentHelp("The method that is taken to be without bias.", valueName: "name"))
  var benchmark: String?

  @Option(help: ArgumentHelp("The population to look at, where the file has several.", valueName: "name"))
  var only: String?

  @Option(help: "Whether errors are proportional to the estimates (log) or not.")
  var scale: CombinationOptions.CombinationScale = .log

  @Option(help: ArgumentHelp("What is estimated, in words.", valueName: "words"))
  var subject: String = "persons"

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @Option(help: ArgumentHelp("Level of the intervals lower to upper in the file.", valueName: "level"))
  var inputLevel: Double = 0.95

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if !(inputLevel > 0 && inputLevel < 1) {
      throw ValidationError("--input-level has to lie between 0 and 1")
    }
  }

  func run() throws {
    let options = try CombinationOptions(
      method: method, benchmark: benchmark, scale: scale, population: only, subject: subject, level: level)
    let input = try CombinationInput(file: file, reading: reading.options, inputLevel: inputLevel)
    try finish(CombinationStudy(input, options: options).result(), report: report, format: format)
  }
}

extension CombinationOptions.Method: ExpressibleByArgument {}
extension CombinationOptions.CombinationScale: ExpressibleByArgument {}
