internal import GlobalEstimates

/// `kind = "extrapolate"`: from countries with a survey to countries without, regions and the world.
struct ExtrapolateKind: EstimationKind {
  static let name = "extrapolate"
  static let summary = "From countries with a survey to countries without, regions and the world."
  static let keys: [StudyKey] = [
    StudyKey("input", .input, required: true, "A row for each country with a survey."),
    StudyKey("population", .input, "The people of all countries, where they are in a file of their own."),
    StudyKey(
      "method", .choice(ExtrapolationOptions.Method.allCases.map(\.rawValue)), standard: "fay-herriot",
      "How to extrapolate."),
    StudyKey("country", .text, "The column with the country."),
    StudyKey("region", .text, "The column with the region."),
    StudyKey("rate", .text, standard: "rate or prevalence", "The column with the rate."),
    StudyKey("standard-error", .text, "The column with its standard error."),
    StudyKey("population-column", .text, "The column with the population."),
    StudyKey("covariates", .list(of: .text), "The columns that a model predicts from."),
    StudyKey("cells", .list(of: .text), "The columns that make population groups."),
    StudyKey(
      "cell-errors", .choice(ExtrapolationOptions.CellErrors.allCases.map(\.rawValue)), standard: "shared",
      "How the errors of one country go together over its groups."),
    StudyKey("definition", .text, "Use only rates with this definition."),
    StudyKey("map-definition", .dictionary(of: .text), "Take one definition for another."),
    StudyKey(
      "pool", .dictionary(of: .list(of: .text)),
      "Regions that share their countries with data (ratio), by a name."),
    StudyKey(
      "scale", .choice(scales.map(\.name)), standard: "logit", "The scale on which rates are modelled."),
    StudyKey(
      "variance", .choice(variances.map(\.name)), standard: "reml",
      "How the variance between countries is estimated."),
    StudyKey("subject", .text, standard: "persons", "What is counted, in words."),
    StudyKey(
      "rates-per", .number(1e-9...1e12), standard: "1", "How many people the rates of the file are per."),
    StudyKey("per", .number(1e-9...1e12), standard: "100", "How many people printed rates are per."),
    StudyKey(
      "draws", .whole(1...10_000_000), standard: "\(ExtrapolationOptions.defaultDraws)", "Draws of totals."),
    StudyKey(
      "bootstrap", .whole(0...1_000_000), standard: "\(ExtrapolationOptions.defaultBootstrap)",
      "Replicates of the bootstrap of mean squared errors (fay-herriot)."),
    StudyKey("chains", .whole(1...64), standard: "4", "Markov chains (hierarchical)."),
    StudyKey("warm-up", .whole(0...1_000_000), standard: "200", "Draws of each chain that are thrown away."),
    StudyKey("seed", .seed, standard: "the study's seed", "Seed of the random numbers."),
    StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
  ]

  private static let scales: [(name: String, scale: RateScale)] = [
    ("logit", .logit), ("log", .logarithm), ("arcsine", .arcsine),
  ]
  private static let variances: [(name: String, method: BetweenVarianceMethod)] = [
    ("reml", .restrictedLikelihood), ("ml", .maximumLikelihood), ("fh", .fayHerriotMoment),
    ("pr", .prasadRaoMoment), ("dl", .derSimonianLaird),
  ]

  private let input: String
  private let population: String?
  private let ratesPer: Double
  private let columns: ExtrapolationColumns
  private let options: ExtrapolationOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    input = try fields.required("input")
    population = fields.text("population")
    ratesPer = fields.number("rates-per") ?? 1
    columns = ExtrapolationColumns(
      country: fields.text("country"), region: fields.text("region"), rate: fields.text("rate"),
      standardError: fields.text("standard-error"), population: fields.text("population-column"),
      covariates: fields.texts("covariates"), cells: fields.texts("cells"),
      definition: fields.text("definition"),
      definitionMap: Dictionary(
        fields.textsByName("map-definition").map { ($0.name, $0.text) }, uniquingKeysWith: { $1 }))
    var pooling: [String: String] = [:]
    for (name, regions) in fields.textListsByName("pool") { for region in regions { pooling[region] = name } }
    let scale = Self.scales.first { $0.name == fields.text("scale") ?? "logit" }?.scale ?? .logit
    let variance = Self.variances.first { $0.name == fields.text("variance") ?? "reml" }?.method
    do {
      options = try ExtrapolationOptions(
        method: fields.text("method").flatMap(ExtrapolationOptions.Method.init(rawValue:)) ?? .fayHerriot,
        subject: fields.text("subject") ?? "persons", scale: scale,
        variance: variance ?? .restrictedLikelihood,
        cellErrors: fields.text("cell-errors").flatMap(ExtrapolationOptions.CellErrors.init(rawValue:))
          ?? .shared,
        pooling: pooling, ratePer: fields.number("per") ?? 100,
        draws: fields.whole("draws") ?? ExtrapolationOptions.defaultDraws,
        bootstrap: fields.whole("bootstrap") ?? ExtrapolationOptions.defaultBootstrap,
        chains: fields.whole("chains") ?? 4, warmUp: fields.whole("warm-up") ?? 200,
        seed: fields.seed("seed") ?? defaults.seed ?? ExtrapolationOptions.defaultSeed, threads: 1,
        level: fields.number("level") ?? defaults.level)
    } catch {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  func check(_ context: EstimationContext) throws -> [String] {
    _ = try read(context)
    return []
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    var options = options
    options.threads = context.threads
    return try ExtrapolationStudy(read(context), options: options).result()
  }

  private func read(_ context: EstimationContext) throws -> ExtrapolationInput {
    let input = try context.input(input)
    return try ExtrapolationInput(
      file: input.path(), populationFile: try population.map { try context.input($0).path() },
      columns: columns,
      ratePer: ratesPer, reading: input.options)
  }
}
