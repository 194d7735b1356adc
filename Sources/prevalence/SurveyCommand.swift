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

  @Option(help: ArgumentHelp("The column with the sampling weight.", valueName: "column"))
  var weight: String?

  @Flag(help: "There are no weights: every row counts alike.")
  var equalWeights = false

  @Flag(help: "Weights are the population over the sample of every stage, from --fpc.")
  var weightsFromFpc = false

  @Option(help: ArgumentHelp("The stratum of each stage, with commas.", valueName: "columns"))
  var stratum: NameList?

  @Option(
    help: ArgumentHelp(
      "The cluster (sampling unit) of each stage, with commas; rows when left out.", valueName: "columns"))
  var cluster: NameList?

  @Option(
    help: ArgumentHelp(
      "For each stage the number of units in the stratum, or the sampled fraction.", valueName: "columns"))
  var fpc: NameList?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether a cluster id means another cluster in another stratum; --no-nest refuses such ids.")
  var nest = true

  @Option(
    help: ArgumentHelp("What a stratum with one sampling unit adds to the variance.", valueName: "rule"))
  var lonelyPsu: LonelyRule = .error

  // MARK: what to estimate

  @Option(help: ArgumentHelp("Means of columns, or of answers as school=Yes.", valueName: "columns"))
  var mean: [OperandList] = []

  @Option(help: ArgumentHelp("Shares with an answer, as school=Yes or a 0/1 column.", valueName: "columns"))
  var proportion: [OperandList] = []

  @Option(help: ArgumentHelp("Sums over the population.", valueName: "columns"))
  var total: [OperandList] = []

  @Option(help: ArgumentHelp("Ratios of two sums, such as hours/days.", valueName: "a/b"))
  var ratio: [String] = []

  @Option(help: ArgumentHelp("Quantiles with Woodruff's interval, such as hours:0.5.", valueName: "column:p"))
  var quantile: [String] = []

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

  @Option(help: ArgumentHelp("Columns of replicate weights, such as 'rep*'.", valueName: "columns"))
  var replicateWeights: NameList?

  @Option(
    help: ArgumentHelp(
      "How replicates were, or are to be, made: brr, fay=0.5, jk1, jkn, bootstrap, sdr.", valueName: "method")
  )
  var replication: String?

  @Flag(help: "Make the replicates from the design.")
  var make = false

  @Option(help: ArgumentHelp("Replicates to make by bootstrap or sdr.", valueName: "number"))
  var replicates: Int = 500

  @Option(
    help: ArgumentHelp(
      "The factor of the sum of squares, where it is not the usual one.", valueName: "number"))
  var replicateScale: Double?

  @Option(
    help: ArgumentHelp(
      "Whether replicates deviate from the estimate or from their mean.", valueName: "centre"))
  var replicateCentre: ReplicateCentre = .mean

  @Option(
    help: ArgumentHelp("Post-stratify to the totals of one margin.", valueName: "file"), completion: .file())
  var poststratify: String?

  @Option(
    help: ArgumentHelp("Rake to the totals of several margins.", valueName: "file"), completion: .file())
  var rake: String?

  @Option(
    help: ArgumentHelp("Calibrate to totals of categories and numbers.", valueName: "file"),
    completion: .file())
  var calibrate: String?

  @Option(help: ArgumentHelp("The distance of calibration.", valueName: "distance"))
  var distance: Distance = .linear

  @Option(help: ArgumentHelp("Bounds of the factors of calibration, such as 0.3,3.", valueName: "low,high"))
  var bounds: NumberList?

  @Option(help: ArgumentHelp("Cut weights at bounds, such as 0.2,5; the sum stays.", valueName: "low,high"))
  var trim: NumberList?

  // MARK: what is printed

  @Option(help: ArgumentHelp("The interval of proportions.", valueName: "kind"))
  var interval: ProportionKind = .logit

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @Option(
    help: ArgumentHelp(
      "Multiply prevalence by a population: N, N:SE, or a file by domain.", valueName: "people"))
  var population: String?

  @Option(
    help: "Whose rules say when a number is not to be published (default: mics with a profile, else none).")
  var standard: PublicationStandard?

  @Option(help: ArgumentHelp("What to do with missing answers.", valueName: "rule"))
  var missing: SurveyOptions.MissingAnswers = .completeCase

  @Option(
    help: ArgumentHelp(
      "Cell texts that mean a missing answer beside the empty cell, such as NA,97,98,99.", valueName: "texts")
  )
  var missingValues: NameList?

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

  @Option(
    help: ArgumentHelp(
      "The character set of a file that states none or a wrong one, such as WINDOWS-1252.", valueName: "name")
  )
  var encoding: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if profile != nil {
      if weight != nil || equalWeights || weightsFromFpc || stratum != nil || cluster != nil || fpc != nil {
        throw ValidationError(
          "a profile brings its weights, strata and clusters; change a copy of it instead")
      }
      if indicator.isEmpty {
        throw ValidationError("name an indicator of the profile: --indicator child-labour")
      }
      if !mean.isEmpty || !proportion.isEmpty || !total.isEmpty || !ratio.isEmpty || !quantile.isEmpty
        || !cross.isEmpty
        || poststratify != nil || rake != nil || calibrate != nil || replicateWeights != nil
      {
        throw ValidationError("with --profile the statistics are its indicators: --indicator child-labour")
      }
    } else if !indicator.isEmpty {
      throw ValidationError("--indicator goes with --profile")
    }
    let kinds = [weight != nil, equalWeights, weightsFromFpc].count { $0 }
    if kinds == 0, profile == nil {
      throw ValidationError(
        "name the column of the weights with --weight, or say --equal-weights when every row counts alike")
    }
    if kinds > 1 { throw ValidationError("give one of --weight, --equal-weights and --weights-from-fpc") }
    if weightsFromFpc, fpc == nil { throw ValidationError("--weights-from-fpc needs --fpc") }
    if [poststratify, rake, calibrate].count(where: { $0 != nil }) > 1 {
      throw ValidationError("give one of --poststratify, --rake and --calibrate")
    }
    if replicateWeights != nil, make { throw ValidationError("give --replicate-weights or --make, not both") }
    if replication == nil, replicateWeights != nil || make {
      throw ValidationError(
        "say how replicates are made: --replication brr, fay=0.5, jk1, jkn, bootstrap or sdr")
    }
    if replication != nil, replicateWeights == nil, !make {
      throw ValidationError("--replication goes with --replicate-weights COLUMNS or --make")
    }
    if let replicateScale, !(replicateScale > 0 && replicateScale.isFinite) {
      throw ValidationError("--replicate-scale is a positive number")
    }
    if !(2...100_000).contains(replicates) {
      throw ValidationError("--replicates lies between 2 and 100,000")
    }
    if !(100...10_000_000).contains(draws) {
      throw ValidationError("--draws lies between 100 and 10,000,000")
    }
    if let bounds, bounds.values.count != 2 {
      throw ValidationError("--bounds takes two numbers, such as 0.3,3")
    }
    if bounds == nil, distance == .bounded || distance == .logit {
      throw ValidationError("--distance \(distance.rawValue) needs --bounds, such as 0.3,3")
    }
    if bounds != nil, distance == .linear || distance == .raking {
      throw ValidationError("--bounds go with --distance bounded or logit")
    }
    if let trim, trim.values.count != 2 { throw ValidationError("--trim takes two numbers, such as 0.2,5") }
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
    options.weight = weight.map { .column($0) } ?? (weightsFromFpc ? .fromPopulationSizes : .equal)
    options.strata = stratum?.names ?? []
    options.clusters = cluster?.names ?? []
    options.populationSizes = fpc?.names ?? []
    options.isNested = nest
    options.lonelyPSU = lonelyPsu.rule
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
    options.replication = try replicationOptions()
    options.interval = interval.kind
    options.level = level
    options.standard = standard ?? (profile == nil ? .none : .mics)
    if let profile { try options.use(profile: profile) }
    options.missing = missing
    options.missingMarkers = missingValues?.names ?? []
    options.quantileRule = quantileRule
    options.seed = seed
    options.draws = draws
    options.reading = reading.options
    options.encoding = encoding
    options.adjustments = try adjustments()
    if let population {
      options.population =
        try SurveyPopulation(population)
        ?? SurveyPopulation(file: population, by: options.by, reading: reading.options)
    }
    return options
  }

  private func requests() throws -> [SurveyRequest] {
    var requests: [SurveyRequest] = indicator.flatMap(\.names).map { .proportion(SurveyOperand(column: $0)) }
    requests += mean.flatMap(\.operands).map { .mean($0) }
    requests += proportion.flatMap(\.operands).map { .proportion($0) }
    requests += total.flatMap(\.operands).map { .total($0) }
    requests += try ratio.map { try parsed(SurveyRequest.ratio($0), "--ratio", $0, "two columns as a/b") }
    requests += try quantile.map {
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

  private func replicationOptions() throws -> SurveyReplication? {
    guard let replication else { return nil }
    let method = try parsed(
      SurveyReplication.method(replication), "--replication", replication,
      "brr, fay=0.5, jk1, jkn, bootstrap or sdr")
    return SurveyReplication(
      method: method, columns: replicateWeights?.names, count: replicates,
      isCentredOnEstimate: replicateCentre == .estimate, scale: replicateScale)
  }

  private func adjustments() throws -> [SurveyAdjustment] {
    var adjustments: [SurveyAdjustment] = []
    if let trim {
      adjustments.append(SurveyAdjustment(kind: .trim(lower: trim.values[0], upper: trim.values[1])))
    }
    if let poststratify { adjustments.append(try adjustment(.postStratify, poststratify)) }
    if let rake { adjustments.append(try adjustment(.rake, rake)) }
    if let calibrate { adjustments.append(try adjustment(.calibrate(calibrationDistance), calibrate)) }
    return adjustments
  }

  private func adjustment(_ kind: SurveyAdjustment.Kind, _ file: String) throws -> SurveyAdjustment {
    SurveyAdjustment(kind: kind, margins: try PopulationMargins(file: file, reading: reading.options))
  }

  private var calibrationDistance: CalibrationDistance {
    let (low, high) = (bounds?.values.first ?? 0, bounds?.values.last ?? .infinity)
    switch distance {
    case .linear: return .linear
    case .raking: return .raking
    case .bounded: return .boundedLinear(lower: low, upper: high)
    case .logit: return .logit(lower: low, upper: high)
    }
  }

  enum LonelyRule: String, ExpressibleByArgument, CaseIterable {
    case error, certainty, centred, average, collapse

    var rule: LonelyPSU {
      switch self {
      case .error: .fail
      case .certainty: .certainty
      case .centred: .centreOnGrandMean
      case .average: .average
      case .collapse: .collapse
      }
    }
  }

  enum ReplicateCentre: String, ExpressibleByArgument, CaseIterable { case mean, estimate }

  enum Distance: String, ExpressibleByArgument, CaseIterable { case linear, bounded, raking, logit }

  /// There is no Wald interval, by design.
  enum ProportionKind: String, ExpressibleByArgument, CaseIterable {
    case logit, beta, wilson, arcsine, likelihood
    case kornGraubard = "korn-graubard"

    var kind: ProportionInterval {
      switch self {
      case .logit: .logit
      case .beta: .beta
      case .wilson: .wilson
      case .arcsine: .arcsine
      case .likelihood: .likelihood
      case .kornGraubard: .kornGraubard
      }
    }
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
