internal import GlobalEstimates

/// `kind = "aggregate"`: regional figures added up to totals and rates.
struct AggregateKind: EstimationKind {
  static let name = "aggregate"
  static let summary = "Regional figures added up to totals and rates, with errors that add up as stated."
  static let keys: [StudyKey] = [
    StudyKey("input", .input, required: true, "A row for each part of the whole."),
    StudyKey(
      "headline", .choice(["sum", "rate"]), standard: "sum", "Whether totals or rates are the headline."),
    StudyKey(
      "levels", .list(of: .text), standard: "world, region, country and the like",
      "The columns of the hierarchy."),
    StudyKey("name-column", .text, "The column with the name of a part, beside 'parent'."),
    StudyKey("parent", .text, "The column with the name of the whole of a part."),
    StudyKey("value", .text, standard: "value, total or number", "The column with the figure."),
    StudyKey("rate-column", .text, "The column with the rate, beside a population."),
    StudyKey("population", .text, "The column with the population."),
    StudyKey("standard-error", .text, "The column with the standard error."),
    StudyKey("identified", .text, "The column with people known for certain."),
    StudyKey("subject", .text, standard: "persons", "What is counted, in words."),
    StudyKey(
      "rates-per", .number(1e-9...1e12), standard: "1", "How many people the rates of the file are per."),
    StudyKey("per", .number(1e-9...1e12), standard: "100", "How many people printed rates are per."),
    StudyKey(
      "error", .choice(["log-normal", "truncated-normal"]), standard: "log-normal", "How a part may be off."),
    StudyKey("cv", .number(0...10), "A coefficient of variation for parts that give no error."),
    StudyKey(
      "correlation", .list(of: .number(0...1)), standard: "[0.5]",
      "Correlations of the errors of every two parts."),
    StudyKey(
      "benchmark", .choice(["none", "ratio", "least-squares", "raking", "denton"]), standard: "none",
      "How parts are made to agree with the figure of their whole; denton fits a series to sums over periods."
    ),
    StudyKey("period", .text, "The column with the period of a series, for denton."),
    StudyKey("sums", .input, "The sums to fit a series to: from, to, total and the levels, for denton."),
    StudyKey("significant", .whole(1...3), "Significant figures of the rounded figures."),
    StudyKey("round-to", .number(1e-9...1e12), "Round to multiples of this instead."),
    StudyKey(
      "draws", .whole(1...10_000_000), standard: "\(AggregationOptions.defaultDraws)", "Monte Carlo draws."),
    StudyKey("seed", .seed, standard: "the study's seed", "Seed of the random numbers."),
    StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
    StudyKey("input-level", .number(0.01...0.9999), standard: "0.95", "Level of the intervals in the file."),
  ]

  private let input: String
  private let inputLevel: Double
  private let columns: AggregationColumns
  private let options: AggregationOptions
  private let series: (period: String, sums: String)?

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    if fields.has("significant"), fields.has("round-to") {
      throw fields.error(
        "round-to", problem: "both 'significant' and 'round-to' are given", remedy: "give one of them")
    }
    if fields.has("name-column") != fields.has("parent") {
      throw fields.error(problem: "'name-column' and 'parent' go together", remedy: "give both or neither")
    }
    try Self.refuseConflicts(fields)
    series = fields.text("period").flatMap { period in fields.text("sums").map { (period, $0) } }
    input = try fields.required("input")
    inputLevel = fields.number("input-level") ?? 0.95
    columns = AggregationColumns(
      levels: fields.texts("levels"), name: fields.text("name-column"), parent: fields.text("parent"),
      value: fields.text("value"), rate: fields.text("rate-column"), population: fields.text("population"),
      standardError: fields.text("standard-error"), identified: fields.text("identified"))
    let correlations = fields.has("correlation") ? fields.numbers("correlation") : [0.5]
    do {
      options = try AggregationOptions(
        quantity: fields.text("headline") == "rate" ? .rate : .sum,
        subject: fields.text("subject") ?? "persons",
        shape: fields.text("error") == "truncated-normal" ? .truncatedNormal : .logNormal,
        correlations: correlations,
        benchmark: fields.text("benchmark").flatMap(HierarchicalTotal.Benchmark.init(rawValue:)) ?? .none,
        rounding: fields.number("round-to").map { .step($0) }
          ?? .significant(fields.whole("significant") ?? AggregationOptions.mostFigures),
        assumedVariation: fields.number("cv"), ratePer: fields.number("per") ?? 100,
        fileRatePer: fields.number("rates-per") ?? 1,
        draws: fields.whole("draws") ?? AggregationOptions.defaultDraws,
        seed: fields.seed("seed") ?? defaults.seed ?? AggregationOptions.defaultSeed, threads: 1,
        level: fields.number("level") ?? defaults.level)
    } catch {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  private static func refuseConflicts(_ fields: StudyFields) throws(StudyFileError) {
    let isSeries = fields.text("benchmark") == "denton"
    for key in ["period", "sums"] where fields.has(key) != isSeries {
      throw fields.error(
        fields.has(key) ? key : "benchmark",
        problem: "'period', 'sums' and benchmark = \"denton\" go together",
        remedy: "give all three or none")
    }
    guard isSeries else { return }
    for key in ["rate-column", "population", "identified", "name-column", "input-level"]
    where fields.has(key) {
      throw fields.error(key, problem: "it has no meaning for a series", remedy: "take it out")
    }
  }

  func check(_ context: EstimationContext) throws -> [String] {
    if series != nil {
      var options = options
      options.draws = 2
      _ = try benchmarked(context, options)
    } else {
      _ = try read(context, options)
    }
    return []
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    var options = options
    options.threads = context.threads
    if let found = try benchmarked(context, options) { return try found.result() }
    return try AggregationStudy(read(context, options), options: options).result()
  }

  /// `nil` where it is no series.
  private func benchmarked(
    _ context: EstimationContext, _ options: AggregationOptions
  ) throws -> SeriesBenchmarkStudy? {
    guard let series else { return nil }
    let input = try context.input(input)
    return try SeriesBenchmarkStudy(
      file: input.path(), sums: context.input(series.sums).path(), period: series.period, columns: columns,
      options: options, reading: input.options)
  }

  private func read(_ context: EstimationContext, _ options: AggregationOptions) throws -> AggregationInput {
    let input = try context.input(input)
    return try AggregationInput(
      file: input.path(), columns: columns, options: options, reading: input.options, inputLevel: inputLevel)
  }
}
