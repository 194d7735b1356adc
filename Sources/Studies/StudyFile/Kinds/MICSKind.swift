internal import DataLoaders
internal import Survey

/// `kind = "mics"`: the child labour tables of a MICS survey.
struct MICSKind: EstimationKind {
  static let name = "mics"
  static let summary = "The child labour tables of a MICS survey, with their sampling errors."
  static let keys: [StudyKey] =
    [
      StudyKey("input", .input, required: true, "The file of the children: SPSS, Stata, SAS or CSV."),
      StudyKey(
        "tables", .list(of: .text), standard: "all of the edition", "The tables to make, such as PR.3.1."),
      StudyKey(
        "edition", .choice(SurveyProfile.names.filter { $0.hasPrefix("mics") }), standard: "mics6",
        "The round of the survey."),
      StudyKey("profile", .input, "A profile of your own in place of an edition."),
      StudyKey(
        "population", .list(of: .text),
        "Numbers of children by age group, such as \"5-17=4200000\", or \"5-17=4200000+-60000\" with a standard error."
      ),
      StudyKey(
        "standard", .choice(PublicationStandard.allCases.map(\.rawValue)),
        standard: "the study's standard, or mics",
        "Whose rules decide what is not published."),
      SurveyKeys.lonelyPSU,
      StudyKey(
        "interval", .choice(ProportionInterval.allCases.map(\.rawValue)), standard: "logit",
        "The interval of a proportion."),
      StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
    ] + SurveyKeys.fileKeys

  private let input: String
  private let edition: String
  private let profile: String?
  private let options: MICSOptions
  private let missingMarkers: [String]
  private let encoding: String?

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    if fields.has("edition"), fields.has("profile") {
      throw fields.error("profile", problem: "'edition' is given too", remedy: "give one of them")
    }
    input = try fields.required("input")
    edition = fields.text("edition") ?? "mics6"
    profile = fields.text("profile")
    missingMarkers = fields.texts("missing-values")
    encoding = fields.text("encoding")
    var populations: [AgePopulation] = []
    for text in fields.texts("population") {
      guard let population = AgePopulation(argument: text) else {
        throw fields.error(
          "population", problem: "this is no age group with a number",
          remedy: "write one such as \"5-17=4200000\"")
      }
      populations.append(population)
    }
    let standard = (fields.text("standard") ?? defaults.suppression.standard).flatMap(
      PublicationStandard.init(rawValue:))
    do {
      options = try MICSOptions(
        tables: fields.texts("tables"), populations: populations, standard: standard ?? .mics,
        lonelyPSU: SurveyKeys.lonelyPSU(fields),
        interval: fields.text("interval").flatMap(ProportionInterval.init(rawValue:)) ?? .logit,
        level: fields.number("level") ?? defaults.level)
    } catch {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  var roundingObstacle: String? {
    "its tables show unweighted cases, which are not rounded"
  }

  func check(_ context: EstimationContext) throws -> [String] {
    let (profile, table) = try read(context)
    _ = try profile.apply(to: table)
    return ["\(table.record.rowCount) rows", profile.name]
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    let (profile, table) = try read(context)
    return try MICSStudy(table, profile: profile, options: options).result()
  }

  private func read(_ context: EstimationContext) throws -> (SurveyProfile, SurveyTable) {
    let input = try context.input(input)
    let chosen = try profile.map { try ProfileReader.read(context.input($0).source) } ?? .named(edition)
    let table = try SurveyInput.read(
      input.path(), profile: chosen, options: input.options, missingMarkers: missingMarkers,
      encoding: encoding)
    return (chosen, table)
  }
}
