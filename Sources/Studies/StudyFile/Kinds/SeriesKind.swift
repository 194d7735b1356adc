internal import GlobalEstimates

/// `kind = "series"`: published figures by definition and edition, and a change taken apart.
struct SeriesKind: EstimationKind {
  static let name = "series"
  static let summary = "Published figures by definition and edition, and a change taken apart."
  static let keys: [StudyKey] = [
    StudyKey("input", .input, "A file in the form of series.csv."),
    StudyKey(
      "dataset", .text, "A bundled data set with a series in place of a file, such as child-labour-series."),
    StudyKey("indicator", .text, required: true, "The indicator, such as child-labour."),
    StudyKey("region", .text, standard: "the world", "The region."),
    StudyKey("sex", .text, standard: "both", "The sex."),
    StudyKey("age", .text, standard: "5-17", "The age group."),
    StudyKey(
      "quantity", .choice(["number", "rate"]), standard: "number", "Whether numbers or rates are compared."),
    StudyKey("from", .whole(1900...2200), "The first year of a change."),
    StudyKey("to", .whole(1900...2200), "The second year of a change."),
    StudyKey("from-vintage", .text, "The edition of the first year's figure."),
    StudyKey("to-vintage", .text, "The edition of the second year's figure."),
    StudyKey("from-definition", .text, "The definition of the first year's figure."),
    StudyKey("to-definition", .text, "The definition of the second year's figure."),
    StudyKey(
      "across-vintages", .flag, standard: "false",
      "Show a change between figures that nothing links, marked so."),
    StudyKey("axis", .text, "Bring every year to this edition."),
    StudyKey("axis-definition", .text, "Bring every year to this definition."),
    StudyKey("links", .input, "Ratios between definitions or editions."),
    StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
  ]

  private let input: String?
  private let dataset: String
  private let links: String?
  private let options: SeriesOptions

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    guard fields.has("input") != fields.has("dataset") else {
      throw fields.error(problem: "a series has either 'input' or 'dataset'", remedy: "give one of them")
    }
    guard fields.has("from") == fields.has("to") else {
      throw fields.error(problem: "'from' and 'to' go together", remedy: "give both or neither")
    }
    input = fields.text("input")
    dataset = fields.text("dataset") ?? ""
    if input == nil, !BundledData.datasetNames.contains(dataset) {
      throw fields.error(
        "dataset", problem: "the program holds no such data set", remedy: "see 'prevalence data list'")
    }
    links = fields.text("links")
    var years: (first: Int, second: Int)?
    if let from = fields.whole("from"), let to = fields.whole("to") { years = (from, to) }
    do {
      options = try SeriesOptions(
        indicator: try fields.required("indicator"), region: fields.text("region"), sex: fields.text("sex"),
        ageGroup: fields.text("age"), quantity: fields.text("quantity") == "rate" ? .rate : .number,
        years: years,
        firstEnd: MeasureChoice(
          definition: fields.text("from-definition"), vintage: fields.text("from-vintage")),
        secondEnd: MeasureChoice(
          definition: fields.text("to-definition"), vintage: fields.text("to-vintage")),
        acrossVintages: fields.flag("across-vintages") ?? false,
        axis: MeasureChoice(definition: fields.text("axis-definition"), vintage: fields.text("axis")),
        level: fields.number("level") ?? defaults.level)
    } catch let error as StudyOptionError {
      throw fields.error(problem: error.description, remedy: "correct it in the study file")
    }
  }

  func check(_ context: EstimationContext) throws -> [String] {
    _ = try table(context)
    return []
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    var options = options
    if let links { options.links = try SeriesLinks.read(context.input(links).path()) }
    return try SeriesStudy(table(context), options: options).result()
  }

  private func table(_ context: EstimationContext) throws -> MeasurementTable {
    try MeasurementTable(input.map { try context.input($0).path() } ?? dataset)
  }
}
