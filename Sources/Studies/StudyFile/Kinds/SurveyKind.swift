internal import DataLoaders
internal import Survey

/// `kind = "survey"`: means, shares, totals, ratios and quantiles of a complex survey.
struct SurveyKind: EstimationKind {
  static let name = "survey"
  static let summary =
    "Prevalence and magnitude from complex survey microdata, with design-based uncertainty."
  static let keys: [StudyKey] =
    [
      StudyKey("input", .input, required: true, "A row for each person asked: SPSS, Stata, SAS or CSV."),
      StudyKey(
        "imputed", .list(of: .input),
        "More inputs like it, with missing answers imputed, combined by Rubin's rules."),
      StudyKey(
        "profile", .choice(SurveyProfile.names), "What the columns mean; it brings the design with it."),
      StudyKey("profile-file", .input, "A profile of your own in place of one of the program."),
      StudyKey("indicators", .list(of: .text), "Indicators of the profile, such as child-labour."),
    ] + SurveyKeys.samplingKeys + [
      StudyKey("mean", .list(of: .text), "Means of columns, or of answers such as \"school=Yes\"."),
      StudyKey(
        "proportion", .list(of: .text), "Shares with an answer, such as \"school=Yes\", or of a 0/1 column."),
      StudyKey("total", .list(of: .text), "Sums over the population."),
      StudyKey("ratio", .list(of: .text), "Ratios of two sums, such as \"hours/days\"."),
      StudyKey("quantile", .list(of: .text), "Quantiles with Woodruff's interval, such as \"hours:0.5\"."),
      StudyKey(
        "quantile-rule", .choice(Quantile.Rule.allCases.map(\.rawValue)), standard: "inverse",
        "Which value a quantile is at a tie of the distribution."),
      StudyKey(
        "cross", .list(of: .text),
        "Row percentages of two columns, such as \"sex,work\", with Rao-Scott tests."
      ),
      StudyKey("by", .list(of: .text), "The columns by which it is broken down, each and all together."),
      StudyKey(
        "contrast", .list(of: .text),
        "Differences between domains of a column of 'by': of each from the first, or \"region=North/South\"."),
      StudyKey(
        "where", .list(of: .text),
        "The population of interest, such as \"age_group=5-11\"; other rows stay in the design."),
    ] + SurveyKeys.replicationKeys + SurveyKeys.adjustmentKeys + [
      StudyKey(
        "interval", .choice(ProportionInterval.allCases.map(\.rawValue)), standard: "logit",
        "The interval of a proportion."),
      StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
      StudyKey(
        "population", .text,
        "The number of people that a prevalence is multiplied by, such as \"4200000\", or \"4200000+-60000\" with a standard error."
      ),
      StudyKey(
        "population-file", .input,
        "The same by domain: the columns of 'by', population and standard_error."),
      StudyKey(
        "standard", .choice(PublicationStandard.allCases.map(\.rawValue)),
        standard: "the study's standard; else mics with a profile and none without",
        "Whose rules decide what is not published."),
      StudyKey(
        "missing", .choice(SurveyOptions.MissingAnswers.allCases.map(\.rawValue)), standard: "complete-case",
        "What is done with missing answers."),
      StudyKey("responded", .text, "What rows hold that responded, such as \"result=1\"."),
      StudyKey("response-rate", .number(0...1), "The share of those asked that responded."),
      StudyKey("draws", .whole(100...10_000_000), standard: "10000", "Draws of the interval of magnitudes."),
      StudyKey("seed", .seed, standard: "the study's seed", "Seed of the random numbers."),
    ] + SurveyKeys.fileKeys

  private static let statistics = ["mean", "proportion", "total", "ratio", "quantile"]

  private let inputs: [String]
  private let profileFile: String?
  private let populationFile: String?
  private let adjustment: (kind: SurveyAdjustment.Kind, input: String)?
  private let options: SurveyOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    try Self.refuseConflicts(fields)
    inputs = [try fields.required("input")] + fields.texts("imputed")
    profileFile = fields.text("profile-file")
    populationFile = fields.text("population-file")
    do {
      adjustment = try SurveyKeys.adjustment(fields)
      options = try Self.options(fields, defaults)
      // What an input brings is there when it is read.
      if profileFile == nil { try options.check() }
    } catch let error as StudyOptionError {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  var roundingObstacle: String? {
    "its tables show unweighted cases, which are not rounded"
  }

  func check(_ context: EstimationContext) throws -> [String] {
    let options = try completed(context)
    var notes: [String] = []
    for name in inputs {
      let columns = try SurveyReading(options: options).columns(of: context.input(name).path())
      notes.append("\(columns.rowCount) rows")
    }
    if let profile = options.profile { notes.append(profile.name) }
    return notes
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    let paths = try inputs.map { try context.input($0).path() }
    return try SurveyStudy(files: paths, options: completed(context)).result()
  }

  /// The options with what stands in other inputs.
  private func completed(_ context: EstimationContext) throws -> SurveyOptions {
    var options = options
    let reading = try context.input(inputs[0]).options
    for name in inputs.dropFirst() where try context.input(name).options != reading {
      throw StudyOptionError(
        "imputed inputs have to be written alike; give each the same 'delimiter' and 'decimal'")
    }
    options.reading = reading
    if let profileFile { options.profile = try ProfileReader.read(context.input(profileFile).source) }
    if let populationFile {
      let input = try context.input(populationFile)
      options.population = try SurveyPopulation(file: input.path(), by: options.by, reading: input.options)
    }
    options.adjustments += try SurveyKeys.adjustments(adjustment, context)
    return options
  }

  private static func options(_ fields: StudyFields, _ defaults: StudyDefaults) throws -> SurveyOptions {
    var options = SurveyOptions()
    let hasProfile = fields.has("profile") || fields.has("profile-file")
    if let profile = fields.text("profile") { options.profile = try .named(profile) }
    options.sampling = SurveyKeys.sampling(fields)
    options.requests = try requests(fields)
    options.crosses = try parsed(fields, "cross", "two columns, such as \"sex,work\"") { text in
      let columns = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return columns.count == 2 && !columns.contains("")
        ? SurveyCross(rows: columns[0], columns: columns[1]) : nil
    }
    options.by = fields.texts("by")
    options.contrasts = try parsed(
      fields, "contrast", "a column, or one such as \"region=North/South\"", SurveyContrast.init)
    options.conditions = try parsed(fields, "where", "one such as \"age_group=5-11\"", SurveyCondition.init)
    options.responded = try parsed(fields, one: "responded", "one such as \"result=1\"", SurveyCondition.init)
    options.responseRate = fields.number("response-rate")
    options.replication = try SurveyKeys.replication(fields)
    options.interval = fields.text("interval").flatMap(ProportionInterval.init(rawValue:)) ?? .logit
    options.level = fields.number("level") ?? defaults.level
    options.population = try parsed(
      fields, one: "population", "a number of people, such as \"4200000\"", SurveyPopulation.init)
    options.standard =
      (fields.text("standard") ?? defaults.suppression.standard).flatMap(PublicationStandard.init(rawValue:))
      ?? (hasProfile ? .mics : .none)
    options.missing =
      fields.text("missing").flatMap(SurveyOptions.MissingAnswers.init(rawValue:)) ?? .completeCase
    options.missingMarkers = fields.texts("missing-values")
    options.encoding = fields.text("encoding")
    options.quantileRule = fields.text("quantile-rule").flatMap(Quantile.Rule.init(rawValue:)) ?? .inverse
    options.adjustments = try SurveyKeys.trimming(fields)
    options.seed = fields.seed("seed") ?? defaults.seed ?? options.seed
    options.draws = fields.whole("draws") ?? options.draws
    return options
  }

  private static func requests(_ fields: StudyFields) throws(StudyFileError) -> [SurveyRequest] {
    let operand = "a column, or one such as \"school=Yes\""
    var requests = fields.texts("indicators").map { SurveyRequest.proportion(SurveyOperand(column: $0)) }
    requests += try parsed(fields, "mean", operand, SurveyOperand.init).map { .mean($0) }
    requests += try parsed(fields, "proportion", operand, SurveyOperand.init).map { .proportion($0) }
    requests += try parsed(fields, "total", operand, SurveyOperand.init).map { .total($0) }
    requests += try parsed(fields, "ratio", "two columns, such as \"hours/days\"", SurveyRequest.ratio)
    requests += try parsed(
      fields, "quantile", "a column and a share, such as \"hours:0.5\"", SurveyRequest.quantile)
    var seen: Set<SurveyRequest> = []
    return requests.filter { seen.insert($0).inserted }
  }

  private static func parsed<Value>(
    _ fields: StudyFields, _ key: String, _ form: String, _ read: (String) -> Value?
  ) throws(StudyFileError) -> [Value] {
    var values: [Value] = []
    for text in fields.texts(key) {
      guard let value = read(text) else {
        throw fields.error(key, problem: "this is not what it takes", remedy: "write \(form)")
      }
      values.append(value)
    }
    return values
  }

  private static func parsed<Value>(
    _ fields: StudyFields, one key: String, _ form: String, _ read: (String) -> Value?
  ) throws(StudyFileError) -> Value? {
    guard let text = fields.text(key) else { return nil }
    guard let value = read(text) else {
      throw fields.error(key, problem: "this is not what it takes", remedy: "write \(form)")
    }
    return value
  }

  private static func refuseConflicts(_ fields: StudyFields) throws(StudyFileError) {
    func first(_ keys: [String]) -> String? { keys.first { fields.has($0) } }
    try SurveyKeys.atMostOne(["profile", "profile-file"], in: fields)
    try SurveyKeys.atMostOne(["population", "population-file"], in: fields)
    if fields.has("profile") || fields.has("profile-file") {
      if let key = first(SurveyKeys.design) {
        throw fields.error(
          key, problem: "a profile brings its weights, strata and clusters",
          remedy: "change a copy of the profile instead")
      }
      if let key = first(statistics) {
        throw fields.error(
          key, problem: "with a profile the statistics are its indicators", remedy: "name 'indicators'")
      }
    } else {
      if fields.has("indicators") {
        throw fields.error(
          "indicators", problem: "indicators are those of a profile", remedy: "add 'profile'")
      }
      try SurveyKeys.requireWeight(fields)
    }
    try SurveyKeys.checkReplication(fields)
    try SurveyKeys.checkAdjustments(fields)
  }
}
