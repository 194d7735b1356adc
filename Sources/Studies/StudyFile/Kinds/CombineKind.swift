/// `kind = "combine"`: estimates of one quantity by several methods, side by side.
struct CombineKind: EstimationKind {
  static let name = "combine"
  static let summary = "Estimates of one quantity by several methods side by side, combined only when asked."
  static let keys: [StudyKey] = [
    StudyKey("input", .input, required: true, "A row for each estimate."),
    StudyKey(
      "method", .choice(CombinationOptions.Method.allCases.map(\.rawValue)), standard: "none",
      "How to combine; none shows them side by side."),
    StudyKey("benchmark", .text, "The method that is taken to be without bias (relative-bias)."),
    StudyKey("only", .text, "The population to look at, where the file has several."),
    StudyKey(
      "scale", .choice(CombinationOptions.CombinationScale.allCases.map(\.rawValue)), standard: "log",
      "Whether errors are proportional to the estimates."),
    StudyKey("subject", .text, standard: "persons", "What is estimated, in words."),
    StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
    StudyKey("input-level", .number(0.01...0.9999), standard: "0.95", "Level of the intervals in the file."),
  ]

  private let input: String
  private let inputLevel: Double
  private let options: CombinationOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    input = try fields.required("input")
    inputLevel = fields.number("input-level") ?? 0.95
    do {
      options = try CombinationOptions(
        method: fields.text("method").flatMap(CombinationOptions.Method.init(rawValue:)) ?? .none,
        benchmark: fields.text("benchmark"),
        scale: fields.text("scale").flatMap(CombinationOptions.CombinationScale.init(rawValue:)) ?? .log,
        population: fields.text("only"), subject: fields.text("subject") ?? "persons",
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
    try CombinationStudy(read(context), options: options).result()
  }

  private func read(_ context: EstimationContext) throws -> CombinationInput {
    let input = try context.input(input)
    return try CombinationInput(file: input.path(), reading: input.options, inputLevel: inputLevel)
  }
}
