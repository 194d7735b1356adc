internal import GlobalEstimates

/// `kind = "cases"`: victims of reported cases from two teams' lists.
struct CasesKind: EstimationKind {
  static let name = "cases"
  static let summary = "Victims of reported cases, from two teams' lists of them."
  static let keys: [StudyKey] = [
    StudyKey("first", .input, required: true, "The first team's list."),
    StudyKey("second", .input, required: true, "The second team's list."),
    StudyKey("strata", .list(of: .text), "Estimate each combination of these columns on its own."),
    StudyKey(
      "match", .list(of: .text), standard: "case, case_id or id",
      "The columns that are the same in two reports of one case."),
    StudyKey(
      "fold", .flag, standard: "false",
      "Let letters differ in case, and runs of blanks in length, between keys."),
    StudyKey(
      "resolve", .flag, standard: "false",
      "Count a repeated entry as one case, and an incomplete key as found by one team."),
    StudyKey("victims", .text, standard: "victims", "The column with the number of victims."),
    StudyKey("victims-mean", .number(1e-9...1e9), "Victims per case in all strata, in place of the lists'."),
    StudyKey("victims-error", .number(0...1e9), "The standard error of that."),
    StudyKey("duration", .number(1e-9...1e9), "Mean years in the situation, for all strata."),
    StudyKey("duration-error", .number(0...1e9), "The standard error of that."),
    StudyKey("durations", .input, "A file with the columns of the strata, duration and standard_error."),
    StudyKey("period", .number(1e-9...1e9), "Years over which the teams searched."),
    StudyKey(
      "estimator", .choice(["chapman", "lincoln-petersen"]), standard: "chapman",
      "The formula of the headline."),
    StudyKey("subject", .text, standard: "victims of reported cases", "What is counted, in words."),
    StudyKey(
      "draws", .whole(1...10_000_000), standard: "\(CaseOptions.defaultDraws)", "Repetitions of the searches."
    ),
    StudyKey("seed", .seed, standard: "the study's seed", "Seed of the random numbers."),
    StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
  ]

  private let first: String
  private let second: String
  private let strata: [String]
  private let match: [String]
  private let victims: String?
  private let durations: String?
  private let options: CaseOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    for (key, other) in [("victims-error", "victims-mean"), ("duration-error", "duration")]
    where fields.has(key) && !fields.has(other) {
      throw fields.error(key, problem: "it goes with '\(other)'", remedy: "give both or neither")
    }
    for (key, other) in [("durations", "duration"), ("victims-mean", "victims")]
    where fields.has(key) && fields.has(other) {
      throw fields.error(key, problem: "'\(other)' is given too", remedy: "give one of them")
    }
    first = try fields.required("first")
    second = try fields.required("second")
    strata = fields.texts("strata")
    match = fields.texts("match")
    victims = fields.text("victims")
    durations = fields.text("durations")
    do {
      options = try CaseOptions(
        estimator: fields.text("estimator") == "lincoln-petersen" ? .lincolnPetersen : .chapman,
        folds: fields.flag("fold") ?? false, resolves: fields.flag("resolve") ?? false,
        victimsPerCase: try Self.mean(fields, "victims-mean", "victims-error"),
        duration: try Self.mean(fields, "duration", "duration-error"), period: fields.number("period"),
        subject: fields.text("subject") ?? "victims of reported cases",
        draws: fields.whole("draws") ?? CaseOptions.defaultDraws,
        seed: fields.seed("seed") ?? defaults.seed ?? CaseOptions.defaultSeed,
        level: fields.number("level") ?? defaults.level, threshold: defaults.suppression.threshold)
    } catch {
      throw fields.error(problem: "\(error)", remedy: "correct it in the study file")
    }
  }

  private static func mean(_ fields: StudyFields, _ key: String, _ error: String) throws -> UncertainMean? {
    try fields.number(key).map { try UncertainMean(value: $0, standardError: fields.number(error) ?? 0) }
  }

  func check(_ context: EstimationContext) throws -> [String] {
    _ = try read(context)
    return []
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    try CaseStudy(read(context), options: options).result(rounding: context.rounding)
  }

  private func read(_ context: EstimationContext) throws -> CaseInput {
    let input = try context.input(first)
    return try CaseInput(
      first: input.path(), second: context.input(second).path(), strata: strata, keys: match,
      victims: victims,
      durations: try durations.map { try context.input($0).path() }, options: options, reading: input.options)
  }
}
