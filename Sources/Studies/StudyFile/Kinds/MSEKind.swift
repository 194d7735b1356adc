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
  private let question: PopulationQuestion
  private let options: MultipleSystemsOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    try Self.refuseConflicts(fields)
    input = try fields.required("input")
    let covariates = fields.texts("covariates")
    columns = CaptureColumns(
      lists: fields.texts("lists"), count: fields.text("count"), person: fields.text("id"),
      list: fields.text("list"), strata: fields.has("strata") ? fields.texts("strata") : covariates)
    people = fields.text("count")
    question = PopulationQuestion(
      method: fields.text("method"), model: fields.text("model"), order: fields.whole("order"),
      pValue: fields.number("p-value"), times: fields.text("times"), parts: Self.parts(fields))
    do {
      options = try MultipleSystemsOptions(
        method: question.headline, interval: Self.interval(fields) ?? .populationBCa,
        replicates: fields.whole("bootstrap") ?? BootstrapPlan.defaultReplicates,
        seed: fields.seed("seed") ?? defaults.seed ?? MultipleSystemsOptions.defaultSeed, threads: 1,
        level: fields.number("level") ?? defaults.level, threshold: defaults.suppression.threshold,
        acceptsSmallOverlap: fields.flag("accept-small-overlap") ?? false)
    } catch {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  var roundingObstacle: String? {
    if case .covariates = question.parts { return PopulationQuestion.covariatesObstacle }
    return nil
  }

  func check(_ context: EstimationContext) throws -> [String] {
    if question.times != nil { return [] }
    let input = try capture(context)
    return ["\(input.whole.listCount) lists", "\(input.record.rowCount) rows"]
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    var options = options
    options.threads = context.threads
    options.keeper = try context.checkpoint?.keeper()
    let file = try context.input(input)
    let counted = try question.result(
      counts: file.path(), people: people, reading: file.options, options: options,
      rounding: context.rounding,
      isEdition: true)
    return try counted
      ?? question.result(
        try capture(context), options: options, rounding: context.rounding, isEdition: true)
  }

  private func capture(_ context: EstimationContext) throws -> CaptureInput {
    let input = try context.input(input)
    return try CaptureInput(input.source, columns: columns, options: input.options)
  }

  private static func parts(_ fields: StudyFields) -> PopulationQuestion.Parts {
    if fields.has("covariates") {
      let degrees = Dictionary(
        fields.wholesByName("degree").map { ($0.name, $0.number) }, uniquingKeysWith: { $1 })
      return .covariates(
        criterion: fields.text("criterion"), formula: fields.text("covariate-model"), degrees: degrees)
    }
    return fields.has("strata")
      ? .strata(allowIncomplete: fields.flag("allow-incomplete") ?? false) : .none
  }

  private static func interval(_ fields: StudyFields) -> MultipleSystemsOptions.IntervalForm? {
    fields.text("interval").flatMap(MultipleSystemsOptions.IntervalForm.init(rawValue:))
  }

  private static func refuseConflicts(_ fields: StudyFields) throws(StudyFileError) {
    let given = Set(keys.map(\.name).filter { fields.has($0) })
    let conflict = PopulationQuestion.conflict(
      given: given, method: fields.text("method"), interval: interval(fields), spelled: { "'\($0)'" })
    if let conflict {
      throw fields.error(conflict.option, problem: conflict.problem, remedy: conflict.remedy)
    }
  }
}
