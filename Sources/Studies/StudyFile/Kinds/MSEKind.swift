internal import MultipleSystems

/// `kind = "mse"`: a population from who is on which lists.
struct MSEKind: EstimationKind {
  static let name = "mse"
  static let summary = "A population from who is on which lists (multiple systems estimation)."
  static let keys: [StudyKey] = [
    StudyKey(
      "input", .input, required: true, "The lists: histories, cases, or a row for each person and list."),
    StudyKey(
      "lists", .list(of: .text), standard: "all columns with no other role", "The columns that are lists."),
    StudyKey(
      "count", .text, standard: "one called count or frequency", "The column with the number of people."),
    StudyKey(
      "id", .text, "The column that identifies the person, in a file with a row for each person and list."),
    StudyKey("list", .text, "The column that names the list, in such a file."),
    StudyKey(
      "strata", .list(of: .text), "Estimate each combination of these columns on its own, and the total."),
    StudyKey(
      "allow-incomplete", .flag, standard: "false",
      "Let a stratum without estimate count only its people seen; the total is then marked incomplete."),
    StudyKey("covariates", .list(of: .text), "Model the lists by these columns in one model."),
    StudyKey(
      "criterion", .choice(["bic", "aic"]), standard: "bic",
      "By what the terms of the model of covariates are chosen."),
    StudyKey("covariate-model", .text, "The model of covariates, such as 'lists*lists + lists*sex'."),
    StudyKey(
      "degree", .dictionary(of: .whole(1...9)),
      "The degree of a numeric covariate's polynomial: { year = 2 }."),
    StudyKey(
      "method", .choice(PopulationMethods.names),
      standard: "stepwise, or independence with two lists", "The method of the headline."),
    StudyKey(
      "times", .text, "The column that says how often one list counted a person, for methods that count."),
    StudyKey("model", .text, "A model of your own, such as '[12,3]' or '[police*ngo,border]'."),
    StudyKey("order", .whole(1...20), "The largest number of lists in one interaction, for aic and bic."),
    StudyKey(
      "p-value", .number(0.0...1.0), standard: "\(ModelRule.stepwiseThreshold)",
      "The p-value below which the stepwise method adds an interaction."),
    StudyKey(
      "interval", .choice(MultipleSystemsOptions.IntervalForm.allCases.map(\.rawValue)),
      standard: "population-bca",
      MultipleSystemsOptions.IntervalForm.help),
    StudyKey(
      "bootstrap", .whole(MultipleSystemsOptions.replicateLimits),
      standard: "\(BootstrapPlan.defaultReplicates)", "Bootstrap replicates."),
    StudyKey("seed", .seed, standard: "the study's seed", "Seed of the random numbers."),
    StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
    StudyKey(
      "accept-small-overlap", .flag, standard: "false",
      "Estimate although fewer than 7 people are on two lists or more."),
  ]

  private let input: String
  private let columns: CaptureColumns
  private let people: String?
  private let times: String?
  private let approach: PartsStudy.Approach?
  private let method: String?
  private let options: MultipleSystemsOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    try Self.refuseConflicts(fields)
    input = try fields.required("input")
    let covariates = fields.texts("covariates")
    columns = CaptureColumns(
      lists: fields.texts("lists"), count: fields.text("count"), person: fields.text("id"),
      list: fields.text("list"), strata: fields.has("strata") ? fields.texts("strata") : covariates)
    people = fields.text("count")
    times = fields.text("times")
    method = fields.text("method")
    if fields.has("covariates") {
      let degrees = Dictionary(
        fields.wholesByName("degree").map { ($0.name, $0.number) }, uniquingKeysWith: { $1 })
      approach =
        fields.text("covariate-model").map { .formula($0, numeric: degrees.keys.sorted()) }
        ?? .covariates(criterion: fields.text("criterion") == "aic" ? .aic : .bic, degrees: degrees)
    } else if fields.has("strata") {
      approach = .separate(whenMissing: fields.flag("allow-incomplete") ?? false ? .incomplete : .refuse)
    } else {
      approach = nil
    }
    let interval = fields.text("interval").flatMap(MultipleSystemsOptions.IntervalForm.init(rawValue:))
    do {
      options = try MultipleSystemsOptions(
        method: Self.headline(fields), interval: interval ?? .populationBCa,
        replicates: fields.whole("bootstrap") ?? BootstrapPlan.defaultReplicates,
        seed: fields.seed("seed") ?? defaults.seed ?? MultipleSystemsOptions.defaultSeed, threads: 1,
        level: fields.number("level") ?? defaults.level, threshold: defaults.suppression.threshold,
        acceptsSmallOverlap: fields.flag("accept-small-overlap") ?? false)
    } catch {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  var roundingObstacle: String? {
    switch approach {
    case .covariates, .formula:
      "one model of lists by covariates makes every part from all counts at once, and no audit can say what its parts "
        + "tell together; strata are estimated one by one and can be rounded"
    case .separate, nil: nil
    }
  }

  func check(_ context: EstimationContext) throws -> [String] {
    if times != nil { return [] }
    let input = try capture(context)
    return ["\(input.whole.listCount) lists", "\(input.record.rowCount) rows"]
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    var options = options
    options.threads = context.threads
    options.keeper = try context.checkpoint?.keeper()
    if let times, let method {
      let input = try context.input(input)
      return try OneMethodStudy(
        counts: input.path(), times: times, people: people, method: method, reading: input.options,
        options: options
      ).result(rounding: context.rounding, isEdition: true)
    }
    let input = try capture(context)
    if let approach {
      return try PartsStudy(input, approach: approach, options: options).result(rounding: context.rounding)
    }
    if let method, !Self.isLogLinear(method) {
      return try OneMethodStudy(input, method: method, options: options).result(
        rounding: context.rounding, isEdition: true)
    }
    return try MultipleSystemsStudy(
      input, name: "mse", options: options, isAlone: context.rounding != nil
    ).result(rounding: context.rounding)
  }

  private func capture(_ context: EstimationContext) throws -> CaptureInput {
    let input = try context.input(input)
    return try CaptureInput(input.source, columns: columns, options: input.options)
  }

  private static func isLogLinear(_ method: String) -> Bool {
    LogLinearEstimator.all.contains { $0.id == method }
  }

  private static func headline(_ fields: StudyFields) -> LogLinearEstimator.Method? {
    if let model = fields.text("model") { return .formula(model) }
    switch fields.text("method") {
    case "independence": return .independence
    case "stepwise": return .stepwise(threshold: fields.number("p-value") ?? ModelRule.stepwiseThreshold)
    case "aic": return .best(by: .aic, maximumOrder: fields.whole("order"))
    case "bic": return .best(by: .bic, maximumOrder: fields.whole("order"))
    default: return nil
    }
  }

  private static func refuseConflicts(_ fields: StudyFields) throws(StudyFileError) {
    func refuse(_ key: String, _ problem: String, _ remedy: String) -> StudyFileError {
      fields.error(key, problem: problem, remedy: remedy)
    }
    func has(_ keys: String...) -> Bool { keys.contains { fields.has($0) } }
    let method = fields.text("method")
    if has("model"), has("method") {
      throw refuse("model", "both 'method' and 'model' are given", "give one of them")
    }
    if has("order"), method != "aic", method != "bic" {
      throw refuse("order", "it goes with method \"aic\" or \"bic\"", "remove it or choose one of them")
    }
    if has("strata"), has("covariates") {
      throw refuse("covariates", "both 'strata' and 'covariates' are given", "give one of them")
    }
    if let method, !isLogLinear(method), has("strata", "covariates") {
      throw refuse(
        "method", "strata and covariates go with a log-linear method", "choose stepwise, aic or bic")
    }
    if !has("covariates"), has("covariate-model", "degree", "criterion") {
      throw refuse("covariate-model", "it goes with 'covariates'", "remove it or name the covariates")
    }
    if has("allow-incomplete"), !has("strata") {
      throw refuse("allow-incomplete", "it goes with 'strata'", "remove it or name the strata")
    }
    let counts = PopulationMethods.countNames
    if has("times"), has("strata", "covariates", "id", "list", "lists") || !counts.contains(method ?? "") {
      throw refuse(
        "times", "it is for one list, and goes with 'count' and a method that counts",
        "choose a method among " + counts.joined(separator: ", "))
    }
    if has("id") != has("list") {
      throw refuse(
        has("id") ? "id" : "list", "a file with a row for each person and list needs both columns",
        "give 'id' and 'list'")
    }
  }
}
