internal import DataLoaders
package import Survey
package import Tables

/// What a user may choose of a survey analysis.
package struct SurveyOptions: Sendable {
  package enum MissingAnswers: String, Sendable, CaseIterable {
    /// Complete cases, with bounds where more than 5 % are missing.
    case completeCase = "complete-case"
    /// Complete cases, always with bounds.
    case bounds
    /// A missing answer is an error.
    case refuse
  }

  /// What the columns mean; the design, the breakdowns and the indicators are then those of the profile.
  var profile: SurveyProfile?
  package var sampling = SurveySampling()
  package var requests: [SurveyRequest] = []
  package var crosses: [SurveyCross] = []
  /// The columns by which the population is broken down, each alone and all together.
  package var by: [String] = []
  package var contrasts: [SurveyContrast] = []
  /// What a row has to hold to belong to the population of interest.
  package var conditions: [SurveyCondition] = []
  /// What a row holds that responded.
  package var responded: SurveyCondition?
  /// The share of those asked who responded, where the file holds respondents only.
  package var responseRate: Double?
  package var replication: SurveyReplication?
  package var adjustments: [SurveyAdjustment] = []
  package var interval: ProportionInterval = .logit
  package var level = 0.95
  package var population: SurveyPopulation?
  package var standard: PublicationStandard = .none
  package var missing: MissingAnswers = .completeCase
  /// Cell texts that mean "missing" beside the empty cell.
  package var missingMarkers: [String] = []
  package var quantileRule: Quantile.Rule = .inverse
  package var seed: UInt64 = 1
  package var draws = 10_000
  package var reading = InputOptions() {
    didSet { if !reading.allowsNamesByCase { reading.allowsNamesByCase = true } }
  }
  /// The character set of an SPSS, Stata or SAS file that states none or a wrong one, by its iconv name.
  package var encoding: String?

  package init() { reading.allowsNamesByCase = true }

  /// Takes the design, the breakdowns and the indicators from a bundled profile, or from a file that ends in `.toml`.
  package mutating func use(profile name: String) throws(DataError) { profile = try .chosen(name) }

  /// - Throws: `StudyOptionError` for choices that do not fit together.
  package func check() throws(StudyOptionError) {
    if requests.isEmpty, crosses.isEmpty {
      throw StudyOptionError(
        "nothing is asked for; give --mean, --proportion, --total, --ratio, --quantile or --cross")
    }
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    try sampling.check()
    if Set(by).count != by.count { throw StudyOptionError("a column stands twice in --by") }
    for contrast in contrasts where !by.contains(contrast.column) {
      throw StudyOptionError("--contrast compares domains of a column of --by; add --by \(contrast.column)")
    }
    if let same = crosses.first(where: { $0.rows == $0.columns }) {
      throw StudyOptionError("a cross table takes two columns, and '\(same.rows)' stands for both")
    }
    if let rate = responseRate, !(rate > 0 && rate <= 1) {
      throw StudyOptionError("a response rate lies above 0 and up to 1")
    }
    if responded != nil, responseRate != nil {
      throw StudyOptionError("give --responded or --response-rate, not both")
    }
  }

  /// Markers of a missing cell.
  var markers: [String] { [""] + missingMarkers.filter { !$0.isEmpty } }

  /// Whether one pass that keeps no row is enough, as far as the choices say; the format of the file decides too.
  var isOnePass: Bool {
    let hasOneStage = populationSizes.count <= 1 && (populationSizes.isEmpty || clusters.count <= 1)
    return profile == nil && hasOneStage && weight != .fromPopulationSizes && strata.count <= 1
      && crosses.isEmpty
      && requests.allSatisfy(\.isLinear) && replication == nil && adjustments.isEmpty
  }

  /// Columns that are read as numbers, each once.
  var numberColumns: [String] {
    unique(requests.flatMap(\.operands).filter { $0.answer == nil }.map(\.column))
  }

  /// Columns that are read as texts beside those of the design, each once.
  var labelColumns: [String] {
    unique(
      by + conditions.map(\.column) + (responded.map { [$0.column] } ?? [])
        + requests.flatMap(\.operands).filter { $0.answer != nil }.map(\.column)
        + crosses.flatMap { [$0.rows, $0.columns] } + adjustments.flatMap(\.columns))
  }

  private func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

// The parts of the design by their own names.
extension SurveyOptions {
  package typealias Weight = SurveySampling.Weight

  package var weight: Weight {
    get { sampling.weight }
    set { sampling.weight = newValue }
  }
  package var strata: [String] {
    get { sampling.strata }
    set { sampling.strata = newValue }
  }
  package var clusters: [String] {
    get { sampling.clusters }
    set { sampling.clusters = newValue }
  }
  package var populationSizes: [String] { sampling.populationSizes }
  package var isNested: Bool { sampling.isNested }
  package var lonelyPSU: LonelyPSU { sampling.lonelyPSU }
  var variables: DesignVariables { sampling.variables }
}
