internal import ArgumentParser
internal import Glibc
internal import Reporting
internal import Studies
internal import Survey

struct SurveyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "survey",
    abstract:
      "Estimate prevalence and magnitude from complex survey microdata, with design-based uncertainty.",
    discussion: """
      Reads CSV, SPSS (.sav, .por), Stata (.dta) and SAS (.sas7bdat). Means of zeros and ones are proportions, with \
      logit intervals unless another is asked for. From CSV, means, proportions, totals and ratios come from one pass \
      over the file that keeps no row, however many there are; columns that are not asked for are not parsed.

      Examples:
        prevalence survey data.csv --weight w --stratum s --cluster psu --mean child_labour --by age_group
        prevalence survey data.csv --weight w --stratum s --cluster psu --total child_labour --ratio hours/days
        prevalence survey fs.sav --weight fsweight --stratum stratum --cluster HH1 --where FS17=1 \\
          --proportion child_labour --by region,sex --standard mics --population 4200000
        prevalence survey fs.sav --profile mics6 --indicator child-labour --by region,sex
        prevalence survey data.csv --weight w --replicate-weights 'rep*' --replication fay=0.5 --mean y
        prevalence survey data.csv --weight w --cluster psu --rake margins.csv --mean y --contrast sex=male/female --by sex

      A margins file has the columns variable, category and total; a population file those of --by, population and \
      standard_error.
      """)

  @Argument(
    help: "A file with a row for each person asked, or - for CSV on standard input.",
    completion: .file(extensions: ["csv", "sav", "zsav", "por", "dta", "sas7bdat"]))
  var file: String

  // MARK: what the columns mean

  @Option(
    help: ArgumentHelp(
      "What the columns mean: a profile such as mics6, or your own .toml; it brings the design with it.",
      valueName: "profile"))
  var profile: String?

  @Option(help: ArgumentHelp("Indicators of the profile, such as child-labour.", valueName: "names"))
  var indicator: [NameList] = []

  // MARK: the design

  @OptionGroup var sampling: SamplingOptions
  @OptionGroup var lonely: LonelyOptions

  // MARK: what to estimate

  @Option(help: ArgumentHelp("Means of columns, or of answers as school=Yes.", valueName: "columns"))
  var mean: [OperandList] = []

  @Option(help: ArgumentHelp("Shares with an answer, as school=Yes or a 0/1 column.", valueName: "columns"))
  var proportion: [OperandList] = []

  @Option(help: ArgumentHelp("Sums over the population.", valueName: "columns"))
  var total: [OperandList] = []

  @Option(help: ArgumentHelp("Ratios of two sums, such as hours/days.", valueName: "a/b,…"))
  var ratio: [NameList] = []

  @Option(
    help: ArgumentHelp("Quantiles with Woodruff's interval, such as hours:0.5.", valueName: "column:p,…"))
  var quantile: [NameList] = []

  @Option(help: ArgumentHelp("Which value a quantile is at a tie of the distribution.", valueName: "rule"))
  var quantileRule: Quantile.Rule = .inverse

  @Option(help: ArgumentHelp("Row percentages of two columns, with Rao-Scott tests.", valueName: "a,b"))
  var cross: [NameList] = []

  @Option(
    help: ArgumentHelp("Break down by these columns, each and all together.", valueName: "columns"))
  var by: NameList?

  @Option(
    help: ArgumentHelp(
      "Differences between domains of a column of --by: of each from the first, or region=North/South.",
      valueName: "column"))
  var contrast: [String] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "The population of interest, such as age_group=5-11; other rows stay in the design.",
      valueName: "column=value"))
  var conditions: [String] = []

  // MARK: weights

  @OptionGroup var replicates: ReplicationOptions

  @OptionGroup var adjustment: AdjustmentOptions

  // MARK: what is printed

  @OptionGroup var publication: PublicationOptions
  @OptionGroup var levels: LevelOptions

  @Option(
    help: ArgumentHelp(
      "Multiply prevalence by a population: N, N+-SE, or a file by domain.", valueName: "people"))
  var population: String?

  @Option(help: ArgumentHelp("What to do with missing answers.", valueName: "rule"))
  var missing: SurveyOptions.MissingAnswers = .completeCase

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "More files like the first, with missing answers imputed, combined by Rubin's rules.",
      valueName: "files"),
    completion: .file())
  var imputed: [String] = []

  @Option(
    help: ArgumentHelp(
      "What rows hold that responded, such as result=1; others count as asked.", valueName: "column=value"))
  var responded: String?

  @Option(
    help: ArgumentHelp(
      "The share of those asked that responded, where the file holds only these.", valueName: "rate"))
  var responseRate: Double?

  @Option(help: ArgumentHelp("Draws of the simulated interval of magnitudes.", valueName: "number"))
  var draws: Int = 10_000

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = 1

  @OptionGroup var fileOptions: SurveyFileOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if profile == nil {
      if !indicator.isEmpty { throw ValidationError("--indicator goes with --profile") }
      try sampling.requireWeight()
    } else {
      if sampling.isGiven {
        throw ValidationError(
          "a profile brings its weights, strata and clusters; change a copy of it instead")
      }
      if indicator.isEmpty, cross.isEmpty {
        throw ValidationError("name an indicator of the profile: --indicator child-labour")
      }
      if !mean.isEmpty || !proportion.isEmpty || !total.isEmpty || !ratio.isEmpty || !quantile.isEmpty {
        throw ValidationError("with --profile the statistics are its indicators: --indicator child-labour")
      }
    }
    if !(100...10_000_000).contains(draws) {
      throw ValidationError("--draws lies between 100 and 10,000,000")
    }
    for pair in cross where pair.names.count != 2 {
      throw ValidationError("--cross takes two columns, such as a,b")
    }
  }

  func run() throws {
    let showsProgress = isatty(STDERR_FILENO) == 1
    var progress: (@Sendable (Int) -> Void)?
    if showsProgress {
      progress = { rows in
        if rows >= 5_000_000 { StandardError.write("\r\(rows / 1_000_000) million rows") }
      }
    }
    let study = try SurveyStudy(files: [file] + imputed, options: options(), progress: progress)
    if showsProgress { StandardError.write("\r                    \r") }
    let result = study.result()
    try format.print(result.summary, csv: study.programTable, json: JSONWriter.text(study.record))
    if let folder = report.output { try report.write(result, to: folder) }
    if let refusal = study.refusal { throw RefusedEstimate(refusal: refusal) }
  }

  // MARK: from arguments to options

  private func options() throws -> SurveyOptions {
    var options = SurveyOptions()
    options.sampling = sampling.sampling(lonelyPSU: lonely.rule)
    options.requests = try requests()
    options.crosses = cross.map { SurveyCross(rows: $0.names[0], columns: $0.names[1]) }
    options.by = by?.names ?? []
    options.contrasts = try contrast.map { text in
      try parsed(SurveyContrast(text), "--contrast", text, "a column, or column=first/second")
    }
    options.conditions = try conditions.map { text in
      try parsed(SurveyCondition(text), "--where", text, "column=value")
    }
    options.responded = try responded.map {
      try parsed(SurveyCondition($0), "--responded", $0, "column=value")
    }
    options.responseRate = responseRate
    options.replication = try replicates.choice
    options.interval = publication.interval
    options.level = levels.level
    options.standard = publication.standard ?? (profile == nil ? .none : .mics)
    if let profile { try options.use(profile: profile) }
    options.missing = missing
    options.missingMarkers = fileOptions.missingMarkers
    options.quantileRule = quantileRule
    options.seed = seed
    options.draws = draws
    options.reading = reading
    options.encoding = fileOptions.encoding
    options.adjustments = try adjustment.adjustments(reading: reading)
    if let population {
      options.population =
        try SurveyPopulation(population)
        ?? SurveyPopulation(file: population, by: options.by, reading: reading)
    }
    return options
  }

  private var reading: InputOptions { fileOptions.reading.options }

  private func requests() throws -> [SurveyRequest] {
    var requests: [SurveyRequest] = indicator.flatMap(\.names).map { .proportion(SurveyOperand(column: $0)) }
    requests += mean.flatMap(\.operands).map { .mean($0) }
    requests += proportion.flatMap(\.operands).map { .proportion($0) }
    requests += total.flatMap(\.operands).map { .total($0) }
    requests += try ratio.flatMap(\.names).map {
      try parsed(SurveyRequest.ratio($0), "--ratio", $0, "two columns as a/b")
    }
    requests += try quantile.flatMap(\.names).map {
      try parsed(
        SurveyRequest.quantile($0), "--quantile", $0, "a column and a share between 0 and 1, as hours:0.5")
    }
    var seen: Set<SurveyRequest> = []
    return requests.filter { seen.insert($0).inserted }
  }

  private func parsed<Value>(_ value: Value?, _ option: String, _ text: String, _ form: String) throws
    -> Value
  {
    guard let value else {
      throw ValidationError("\(option) '\(PlainText.line(text))' is not \(form)")
    }
    return value
  }
}

/// Columns or answers separated by commas.
struct OperandList: ExpressibleByArgument {
  let operands: [SurveyOperand]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let found = parts.compactMap { SurveyOperand(String($0)) }
    guard found.count == parts.count else { return nil }
    operands = found
  }
}

extension Quantile.Rule: ExpressibleByArgument {}
extension SurveyOptions.MissingAnswers: ExpressibleByArgument {}
