internal import ArgumentParser
internal import Estimates
internal import GlobalEstimates
internal import Reporting
internal import Studies

struct AggregateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aggregate",
    abstract: "Add regional figures up to totals and rates, with errors that add up as stated.",
    discussion: """
      Reads a row for each part: its place in the hierarchy (columns world, region, country and the like, or --name \
      and --parent), its figure (value, or rate and population), and its error (standard_error, \
      coefficient_of_variation, or lower and upper). A row of a whole, with the deeper levels empty, is compared with \
      its parts, and with --benchmark its parts are made to agree with it.

      Errors are independent (0), fully correlated (1) or in between; the total is shown under each. Columns \
      identified (people known for certain) and population bound a part, imputed (yes or no) marks what no data \
      stand behind, overlap the share of people who may be counted elsewhere too, and definition and year are checked.

      Examples:
        prevalence data show example-countries --copy example
        prevalence aggregate example/regions.csv --sum --correlation 0.5
        prevalence aggregate regions.csv --rate --per 1000 --correlation 0,0.3
        prevalence aggregate countries.csv --benchmark least-squares --error truncated-normal
        prevalence aggregate cells.csv --levels region,age --benchmark raking --draws 2000
        prevalence aggregate quarters.csv --benchmark denton --period quarter --sums years.csv
      """)

  enum BenchmarkMethod: String, ExpressibleByArgument, CaseIterable {
    case none, ratio
    case leastSquares = "least-squares"
    case raking, denton
  }

  enum ErrorShape: String, ExpressibleByArgument, CaseIterable {
    case logNormal = "log-normal"
    case truncatedNormal = "truncated-normal"
  }

  enum Headline: String, EnumerableFlag { case sum, rate }

  @Argument(help: "A CSV file, or - for standard input.", completion: .file(extensions: ["csv"]))
  var file: String

  @Flag(help: "Whether totals (default) or rates are the headline.")
  var headline: Headline = .sum

  @Option(
    help: ArgumentHelp(
      "The columns of the hierarchy, outermost first (default: world, region, country and the like).",
      valueName: "columns"))
  var levels: NameList?

  @Option(help: ArgumentHelp("The column with the name of a part, beside --parent.", valueName: "column"))
  var name: String?

  @Option(help: ArgumentHelp("The column with the name of the whole of a part.", valueName: "column"))
  var parent: String?

  @Option(
    help: ArgumentHelp("The column with the figure (default: value, total, number).", valueName: "column"))
  var value: String?

  @Option(help: ArgumentHelp("The column with the rate, beside a population.", valueName: "column"))
  var rateColumn: String?

  @Option(help: ArgumentHelp("The column with the population.", valueName: "column"))
  var population: String?

  @Option(help: ArgumentHelp("The column with the standard error.", valueName: "column"))
  var standardError: String?

  @Option(
    help: ArgumentHelp(
      "The column with people known for certain, of whom a part has at least so many.", valueName: "column"))
  var identified: String?

  @Option(help: ArgumentHelp("What is counted, in words.", valueName: "words"))
  var subject: String = "persons"

  @Option(help: ArgumentHelp("How many people the rates of the file are per.", valueName: "number"))
  var ratesPer: Double = 1

  @Option(help: ArgumentHelp("How many people printed rates are per.", valueName: "number"))
  var per: Double = 100

  @Option(help: "How a part may be off.")
  var error: ErrorShape = .logNormal

  @Option(
    help: ArgumentHelp("A coefficient of variation for parts that give no error.", valueName: "number"))
  var cv: Double?

  @Option(
    help: ArgumentHelp(
      "Correlation of the errors of every two parts, 0 to 1; several with commas, the first is the headline's (default: 0.5).",
      valueName: "numbers"))
  var correlation: NumberList?

  @Option(help: "How parts are made to agree with the figure of their whole.")
  var benchmark: BenchmarkMethod = .none

  @Option(help: ArgumentHelp("The column with the period of a series, for denton.", valueName: "column"))
  var period: String?

  @Option(
    help: ArgumentHelp(
      "A file with the sums to fit a series to: from, to, total and the levels, for denton.",
      valueName: "file"))
  var sums: String?

  @Option(help: ArgumentHelp("Significant figures of the rounded figures, 1 to 3.", valueName: "number"))
  var significant: Int?

  @Option(help: ArgumentHelp("Round to multiples of this instead, such as 1000.", valueName: "number"))
  var roundTo: Double?

  @Option(help: ArgumentHelp("Monte Carlo draws.", valueName: "number"))
  var draws: Int = AggregationOptions.defaultDraws

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = AggregationOptions.defaultSeed

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @Option(help: ArgumentHelp("Level of the intervals lower to upper in the file.", valueName: "level"))
  var inputLevel: Double = 0.95

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if significant != nil, roundTo != nil {
      throw ValidationError("give --significant or --round-to, not both")
    }
    if !(inputLevel > 0 && inputLevel < 1) {
      throw ValidationError("--input-level has to lie between 0 and 1")
    }
    if (name == nil) != (parent == nil) { throw ValidationError("--name and --parent go together") }
    if name != nil, levels != nil { throw ValidationError("give --levels, or --name and --parent") }
    if benchmark == .denton, period == nil || sums == nil {
      throw ValidationError("--benchmark denton needs --period and --sums")
    }
    if benchmark != .denton, period != nil || sums != nil {
      throw ValidationError("--period and --sums go with --benchmark denton")
    }
  }

  func run() throws {
    let options = try AggregationOptions(
      quantity: headline == .rate ? .rate : .sum, subject: subject,
      shape: error == .logNormal ? .logNormal : .truncatedNormal, correlations: correlation?.values ?? [0.5],
      benchmark: HierarchicalTotal.Benchmark(rawValue: benchmark.rawValue) ?? .none,
      rounding: roundTo.map { .step($0) } ?? .significant(significant ?? AggregationOptions.mostFigures),
      assumedVariation: cv, ratePer: per, fileRatePer: ratesPer, draws: draws, seed: seed,
      threads: threads.count, level: level)
    let columns = AggregationColumns(
      levels: levels?.names ?? [], name: name, parent: parent, value: value, rate: rateColumn,
      population: population, standardError: standardError, identified: identified)
    if let period, let sums {
      let study = try SeriesBenchmarkStudy(
        file: file, sums: sums, period: period, columns: columns, options: options, reading: reading.options)
      return try finish(try study.result(), report: report, format: format)
    }
    let input = try AggregationInput(
      file: file, columns: columns, options: options, reading: reading.options, inputLevel: inputLevel)
    try finish(try AggregationStudy(input, options: options).result(), report: report, format: format)
  }
}

/// Prints a result, writes its report where one was asked for, and ends with code 3 where the headline was refused.
func finish(_ result: StudyResult, report: ReportOptions, format: FormatOptions) throws {
  try format.print(result.summary, csv: result.estimateTable, json: JSONWriter.text(result.record))
  if let folder = report.output { try report.write(result, to: folder) }
  if let refusal = result.estimates.first?.refusal { throw RefusedEstimate(refusal: refusal) }
}
