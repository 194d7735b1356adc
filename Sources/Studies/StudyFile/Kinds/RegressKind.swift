internal import Regression
internal import Survey

/// `kind = "regress"`: a regression on survey data.
struct RegressKind: EstimationKind {
  static let name = "regress"
  static let summary = "A regression on survey data, with design-based standard errors."
  static let keys: [StudyKey] =
    [
      StudyKey("input", .input, required: true, "A row for each person asked: SPSS, Stata, SAS or CSV."),
      StudyKey(
        "imputed", .list(of: .input),
        "More inputs like it, with missing answers imputed, combined by Rubin's rules."),
      StudyKey("formula", .text, required: true, "The model, such as \"y ~ age + factor(sex)\"."),
      StudyKey(
        "family", .choice(SurveyModelOptions.FamilyName.allCases.map(\.rawValue)), standard: "linear",
        "The kind of response."),
      StudyKey(
        "link", .choice(Link.allCases.map(\.rawValue)), standard: "the canonical one of the family",
        "The link."
      ),
    ] + SurveyKeys.samplingKeys + SurveyKeys.replicationKeys + SurveyKeys.adjustmentKeys + [
      StudyKey(
        "where", .list(of: .text),
        "The population of interest, such as \"age_group=5-11\"; other rows stay in the design."),
      StudyKey("offset", .text, "A column added to the linear predictor with coefficient 1."),
      StudyKey("margins", .list(of: .text), "Covariates to predict over."),
      StudyKey(
        "covariance", .choice(SurveyModelOptions.CovarianceName.allCases.map(\.rawValue)), standard: "design",
        "Where standard errors come from."),
      StudyKey(
        "wald-only", .flag, standard: "false",
        "Leave out the working likelihood ratio tests, which fit the model again for every term."),
      StudyKey("level", .number(0.5...1), standard: "the study's level", "Level of the intervals."),
      StudyKey(
        "seed", .seed, standard: "the study's seed", "Seed of the random numbers of a bootstrap."),
    ] + SurveyKeys.fileKeys

  private let inputs: [String]
  private let options: SurveyModelOptions
  private let adjustment: SurveyKeys.NamedAdjustment?

  init(_ fields: StudyFields, defaults: StudyDefaults) throws {
    inputs = [try fields.required("input")] + fields.texts("imputed")
    try SurveyKeys.requireWeight(fields)
    try SurveyKeys.checkReplication(fields)
    try SurveyKeys.checkAdjustments(fields)
    do {
      adjustment = try SurveyKeys.adjustment(fields)
      var options = try SurveyModelOptions(
        formula: try fields.required("formula"),
        family: fields.text("family").flatMap(SurveyModelOptions.FamilyName.init(rawValue:)) ?? .linear,
        link: fields.text("link").flatMap(Link.init(rawValue:)), sampling: SurveyKeys.sampling(fields),
        replication: try SurveyKeys.replication(fields), seed: fields.seed("seed") ?? defaults.seed ?? 1,
        offset: fields.text("offset"), margins: fields.texts("margins"),
        covariance: fields.text("covariance").flatMap(SurveyModelOptions.CovarianceName.init(rawValue:))
          ?? .design,
        level: fields.number("level") ?? defaults.level,
        hasLikelihoodRatioTests: fields.flag("wald-only") != true)
      for text in fields.texts("where") {
        guard let condition = SurveyCondition(text) else {
          throw fields.error(
            "where", problem: "this is not what it takes", remedy: "write one such as \"age_group=5-11\"")
        }
        options.conditions.append(condition)
      }
      options.adjustments = try SurveyKeys.trimming(fields)
      options.missingMarkers = fields.texts("missing-values")
      options.encoding = fields.text("encoding")
      _ = try options.parsedFormula()
      self.options = options
    } catch let error as StudyOptionError {
      throw fields.error("formula", problem: error.description, remedy: "correct it in the study file")
    }
  }

  var roundingObstacle: String? {
    "its tables show unweighted cases, which are not rounded"
  }

  func check(_ context: EstimationContext) throws -> [String] {
    let options = try completed(context)
    let formula = try options.parsedFormula()
    return try inputs.map { name in
      let input = try SurveyModelInput(context.input(name).path(), formula: formula, options: options)
      return "\(input.table.rowCount) rows"
    }
  }

  func result(_ context: EstimationContext) throws -> StudyResult {
    let paths = try inputs.map { try context.input($0).path() }
    return try SurveyModelStudy(paths, options: completed(context)).result()
  }

  private func completed(_ context: EstimationContext) throws -> SurveyModelOptions {
    var options = options
    options.threads = context.threads
    options.adjustments += try SurveyKeys.adjustments(adjustment, context)
    options.reading = try context.input(inputs[0]).options
    for name in inputs.dropFirst() where try context.input(name).options != options.reading {
      throw StudyOptionError(
        "imputed inputs have to be written alike; give each the same 'delimiter' and 'decimal'")
    }
    return options
  }
}
