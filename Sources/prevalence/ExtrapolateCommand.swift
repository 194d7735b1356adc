internal import ArgumentParser
internal import Estimates
internal import GlobalEstimates
internal import Reporting
internal import Studies

struct ExtrapolateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extrapolate",
    abstract: "From countries with a survey to countries without, regions and the world.",
    discussion: """
      Reads a row for each country with a survey (country, region, rate, standard_error; sample, year and definition \
      where there are) and a file with the people of all countries (country, region, population; covariates for a \
      model). With --cells both have a row for each country and population group.

      ratio        countries without data have the rate of those with data in their region and group
      regression   weighted regression on covariates, with predictive intervals
      fay-herriot  the area model: surveys drawn towards the regression, the others predicted (default)
      hierarchical country in region in world, Bayesian

      Each prints country, region and world, how well countries are predicted from the others, and what rests on \
      countries without data. Rates by different definitions are refused unless --definition or --map-definition says \
      what to do. Regions with fewer than 3 countries with data have no number of their own.

      Examples:
        prevalence data show example-countries --copy example
        prevalence extrapolate example/countries.csv --population example/population.csv --method ratio
        prevalence extrapolate example/countries.csv --population example/population.csv \
      --covariates log_income,farming
        prevalence extrapolate example/countries-by-age-sex.csv \
      --population example/population-by-age-sex.csv --cells age,sex --method ratio
        prevalence extrapolate countries.csv --population pop.csv --method hierarchical --per 1000 --output report
      """)

  enum Scale: String, ExpressibleByArgument, CaseIterable { case logit, log, arcsine }

  enum Variance: String, ExpressibleByArgument, CaseIterable { case reml, ml, fh, pr, dl }

  @Argument(
    help: "A CSV file of countries with a survey, or - for standard input.",
    completion: .file(extensions: ["csv"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      "A CSV file with the people of all countries (default: they stand in the first file, with empty rates).",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var population: String?

  @Option(help: "How to extrapolate.")
  var method: ExtrapolationOptions.Method = .fayHerriot

  @Option(help: ArgumentHelp("The column with the country.", valueName: "column"))
  var country: String?

  @Option(help: ArgumentHelp("The column with the region.", valueName: "column"))
  var region: String?

  @Option(help: ArgumentHelp("The column with the rate (default: rate, prevalence).", valueName: "column"))
  var rate: String?

  @Option(help: ArgumentHelp("The column with its standard error.", valueName: "column"))
  var standardError: String?

  @Option(help: ArgumentHelp("The column with the population.", valueName: "column"))
  var populationColumn: String?

  @Option(help: ArgumentHelp("The columns that a model predicts from.", valueName: "columns"))
  var covariates: NameList?

  @Option(
    help: ArgumentHelp("The columns that make population groups, such as age,sex.", valueName: "columns"))
  var cells: NameList?

  @Option(help: "How the errors of one country go together over its groups.")
  var cellErrors: ExtrapolationOptions.CellErrors = .shared

  @Option(help: ArgumentHelp("Use only rates with this definition.", valueName: "words"))
  var definition: String?

  @Option(help: ArgumentHelp("Take one definition for another; may be given again.", valueName: "from=to"))
  var mapDefinition: [PairOption] = []

  @Option(
    help: ArgumentHelp(
      "Regions that share their countries with data (ratio), such as 'Americas=North America,Latin America'; may be given again.",
      valueName: "name=regions"))
  var pool: [PairOption] = []

  @Option(help: "The scale on which rates are modelled.")
  var scale: Scale = .logit

  @Option(help: "How the variance between countries is estimated.")
  var variance: Variance = .reml

  @Option(help: ArgumentHelp("What is counted, in words.", valueName: "words"))
  var subject: String = "persons"

  @Option(help: ArgumentHelp("How many people the rates of the file are per.", valueName: "number"))
  var ratesPer: Double = 1

  @Option(help: ArgumentHelp("How many people printed rates are per.", valueName: "number"))
  var per: Double = 100

  @Option(help: ArgumentHelp("Draws of totals.", valueName: "number"))
  var draws: Int = ExtrapolationOptions.defaultDraws

  @Option(
    help: ArgumentHelp(
      "Replicates of the bootstrap of mean squared errors (fay-herriot).", valueName: "number"))
  var bootstrap: Int = ExtrapolationOptions.defaultBootstrap

  @Option(help: ArgumentHelp("Markov chains (hierarchical).", valueName: "number"))
  var chains: Int = 4

  @Option(help: ArgumentHelp("Draws of each chain that are thrown away (hierarchical).", valueName: "number"))
  var warmUp: Int = 200

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = ExtrapolationOptions.defaultSeed

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if !(ratesPer.isFinite && ratesPer > 0) {
      throw ValidationError("--rates-per has to be a positive number")
    }
  }

  func run() throws {
    var pooling: [String: String] = [:]
    for pair in pool {
      for region in pair.value.split(separator: ",") { pooling[String(region)] = pair.name }
    }
    let options = try ExtrapolationOptions(
      method: method, subject: subject, scale: chosenScale, variance: chosenVariance, cellErrors: cellErrors,
      pooling: pooling, ratePer: per, draws: draws, bootstrap: bootstrap, chains: chains, warmUp: warmUp,
      seed: seed,
      threads: threads.count, level: level)
    let columns = ExtrapolationColumns(
      country: country, region: region, rate: rate, standardError: standardError,
      population: populationColumn,
      covariates: covariates?.names ?? [], cells: cells?.names ?? [], definition: definition,
      definitionMap: Dictionary(mapDefinition.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
    let input = try ExtrapolationInput(
      file: file, populationFile: population, columns: columns, ratePer: ratesPer, reading: reading.options)
    try finish(try ExtrapolationStudy(input, options: options).result(), report: report, format: format)
  }

  private var chosenScale: RateScale {
    switch scale {
    case .logit: .logit
    case .log: .logarithm
    case .arcsine: .arcsine
    }
  }

  private var chosenVariance: BetweenVarianceMethod {
    switch variance {
    case .reml: .restrictedLikelihood
    case .ml: .maximumLikelihood
    case .fh: .fayHerriotMoment
    case .pr: .prasadRaoMoment
    case .dl: .derSimonianLaird
    }
  }
}

extension ExtrapolationOptions.Method: ExpressibleByArgument {}
extension ExtrapolationOptions.CellErrors: ExpressibleByArgument {}

/// Two words around the first equals sign.
struct PairOption: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
    if value.isEmpty { return nil }
  }
}
