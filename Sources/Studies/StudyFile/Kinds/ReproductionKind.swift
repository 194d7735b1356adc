internal import GlobalEstimates

/// `kind = "reproduce"`: a published figure made again from its data.
struct ReproductionKind: EstimationKind {
  static let name = "reproduce"
  static let summary = "A published figure made again from its data, with a verdict for each number."
  static let keys: [StudyKey] = [
    StudyKey("figure", .choice(Reproduction.all.map(\.identifier)), required: true, "What to reproduce."),
    StudyKey(
      "grades", .input, "Your own grades of reliability: region, grade, coefficient_of_variation, reason."),
    StudyKey(
      "correlation", .list(of: .number(0...1)), standard: "[0, 0.5, 1]",
      "Correlations between regions, each tried."),
    StudyKey(
      "draws", .whole(ErrorModelOptions.drawLimits), standard: "\(ErrorModelOptions.defaultDraws)",
      "Draws of the error model."),
    StudyKey("seed", .seed, standard: "the study's seed", "Seed of the random numbers."),
    StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
  ]

  private let reproduction: Reproduction
  private let grades: String?
  private let options: ErrorModelOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    guard let reproduction = Reproduction.named(try fields.required("figure")) else {
      throw fields.missing("figure")
    }
    if !reproduction.hasErrorModel {
      for key in ["grades", "correlation", "draws"] where fields.has(key) {
        throw fields.error(
          key, problem: "it belongs to reproductions with an error model of regions", remedy: "remove it")
      }
    }
    self.reproduction = reproduction
    grades = fields.text("grades")
    do {
      options = try ErrorModelOptions(
        correlations: fields.has("correlation")
          ? fields.numbers("correlation") : ErrorModelOptions.defaultCorrelations,
        draws: fields.whole("draws") ?? ErrorModelOptions.defaultDraws,
        seed: fields.seed("seed") ?? defaults.seed ?? ErrorModelOptions.defaultSeed,
        level: fields.number("level") ?? defaults.level)
    } catch {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  func check(_ context: EstimationContext) throws -> [String] {
    if let grades { _ = try DataFolder.file(context.input(grades).path(), schema: RegionalGrades.schema) }
    return []
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    try reproduction.run(
      ReproductionRequest(
        gradesFile: try grades.map { try context.input($0).path() }, errorModel: options,
        threads: context.threads))
  }
}
