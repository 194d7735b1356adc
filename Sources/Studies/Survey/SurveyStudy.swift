package import Estimates
package import Reporting
internal import Survey

/// A survey: what was asked for, from one file or several imputed ones, with design-based uncertainty.
package struct SurveyStudy: Sendable {
  private let options: SurveyOptions
  private let results: SurveyResults
  private let figures: SurveyFigures
  private let inputs: [InputRecord]

  /// - Parameters:
  ///   - files: one; or several with missing answers imputed, which are combined by Rubin's rules.
  ///   - progress: called now and then with the rows read so far, where a file is read in one pass.
  /// - Throws: `DataError`, `SurveyError`, `StudyOptionError`.
  package init(
    files: [String], options: SurveyOptions, progress: (@Sendable (Int) -> Void)? = nil
  ) throws {
    try options.check()
    var all: [SurveyResults] = []
    for file in files { all.append(try Self.results(of: file, options, progress)) }
    inputs = all.map(\.sample.record)
    try ImputedFiles.check(inputs)
    var results = try ImputedFiles.combined(all, level: options.level)
    if options.profile == nil { results.sample.diagnostics += options.sampling.diagnostics }
    if results.sample.isSynthetic { results.sample.notes.insert(SyntheticSurvey.sentence, at: 0) }
    self.results = results
    self.options = options
    figures = try SurveyFigures(
      results, options,
      provenance: Provenance(
        inputs: inputs, notes: results.sample.notes,
        citations: SurveySources.citations(options, isImputed: files.count > 1)))
    if options.population != nil, figures.magnitudes.isEmpty {
      throw StudyOptionError(
        "a population multiplies proportions, and none was asked for of a group whose population is given")
    }
  }

  private static func results(
    of file: String, _ options: SurveyOptions, _ progress: (@Sendable (Int) -> Void)?
  ) throws -> SurveyResults {
    if options.isOnePass, try SurveyReading.isCSV(file) {
      return try OnePassComputation(options: options, progress: progress).results(of: file)
    }
    let columns = try SurveyReading(options: options).columns(of: file)
    return try DesignComputation(columns, options).results()
  }

  package func result() -> StudyResult {
    StudyResult(
      study: "survey", title: title, settings: settings, inputs: inputs, estimates: figures.estimates,
      verdicts: [],
      document: SurveyDocument(tables: tables, figures: figures, results: results).document,
      summary: tables.all)
  }

  /// Every number with all that stands beside it, for programs.
  package var programTable: Table { tables.programTable(title: title) }

  /// The JSON of the study.
  package var record: SurveyRecord {
    SurveyRecord(
      study: result(), sample: figures.sample, diagnostics: figures.sampleDiagnostics, figures: figures)
  }

  /// The first refusal, when nothing at all may be published.
  package var refusal: Refusal? {
    let estimates = figures.figures.map(\.estimate)
    guard !estimates.isEmpty, estimates.allSatisfy({ $0.refusal != nil }) else { return nil }
    return estimates[0].refusal
  }

  private var title: String {
    (results.sample.isSynthetic ? SyntheticSurvey.titleMark : "") + "Survey estimates: \(inputs[0].name)"
  }

  private var tables: SurveyTables {
    SurveyTables(
      figures: figures, results: results, source: "computed by this program from \(inputs[0].name)")
  }

  private var settings: [StudyResult.Setting] {
    var settings: [(String, StudyResult.SettingValue)] = [
      ("by", .text(options.by.joined(separator: ","))), ("interval", .text(options.interval.rawValue)),
      ("level", .number(options.level)), ("lonelyPSU", .text(options.lonelyPSU.rawValue)),
      ("missing", .text(options.missing.rawValue)),
      ("missingValues", .text(options.missingMarkers.joined(separator: ","))),
      ("nested", .text(options.isNested ? "yes" : "no")), ("seed", .unsigned(options.seed)),
      ("standard", .text(options.standard.rawValue)),
      ("statistics", .text(results.statistics.map(\.name).joined(separator: "; "))),
      ("strata", .text(options.strata.joined(separator: ","))),
      ("clusters", .text(options.clusters.joined(separator: ","))),
      ("populationSizes", .text(options.populationSizes.joined(separator: ","))),
      ("where", .text(options.conditions.map(\.name).joined(separator: "; "))),
    ]
    if let encoding = options.encoding { settings.append(("encoding", .text(encoding))) }
    if let profile = options.profile { settings.append(("profile", .text(profile.name))) }
    switch options.weight {
    case _ where options.profile != nil: break
    case .column(let name): settings.append(("weight", .text(name)))
    case .equal: settings.append(("weight", .text("equal")))
    case .fromPopulationSizes: settings.append(("weight", .text("from population sizes")))
    }
    if !results.sample.methods.isEmpty {
      settings.append(("methods", .text(results.sample.methods.joined(separator: "; "))))
    }
    return settings.sorted { $0.0 < $1.0 }.map { StudyResult.Setting(name: $0.0, value: $0.1) }
  }
}

/// What the methods rest on.
enum SurveySources {
  static func citations(_ options: SurveyOptions, isImputed: Bool) -> [Citation] {
    var found = [
      Citation(
        key: "Särndal, Swensson and Wretman 1992",
        text: "Särndal, C.-E., Swensson, B. and Wretman, J. (1992), Model Assisted Survey Sampling, Springer."
      )
    ]
    if options.requests.contains(where: { if case .quantile = $0 { true } else { false } }) {
      found.append(
        Citation(
          key: "Woodruff 1952",
          text:
            "Woodruff, R. S. (1952), Confidence intervals for medians and other position measures, Journal of the "
            + "American Statistical Association 47."))
    }
    if options.interval == .kornGraubard || options.interval == .beta || options.standard == .nchs {
      found.append(
        Citation(
          key: "Korn and Graubard 1998",
          text:
            "Korn, E. L. and Graubard, B. I. (1998), Confidence intervals for proportions with small expected number "
            + "of positive counts estimated from survey data, Survey Methodology 24."))
    }
    if options.standard == .nchs {
      found.append(
        Citation(
          key: "Parker et al. 2017",
          text:
            "Parker, J. D. et al. (2017), National Center for Health Statistics data presentation standards for "
            + "proportions, Vital and Health Statistics 2 (175)."))
    }
    if !options.crosses.isEmpty {
      found.append(
        Citation(
          key: "Rao and Scott 1984",
          text:
            "Rao, J. N. K. and Scott, A. J. (1984), On chi-squared tests for multiway contingency tables, Annals of "
            + "Statistics 12."))
    }
    if isImputed {
      found.append(
        Citation(
          key: "Barnard and Rubin 1999",
          text:
            "Barnard, J. and Rubin, D. B. (1999), Small-sample degrees of freedom with multiple imputation, "
            + "Biometrika 86."))
    }
    if isImputed, !options.crosses.isEmpty {
      found.append(
        Citation(
          key: "Li, Raghunathan and Rubin 1991",
          text:
            "Li, K. H., Raghunathan, T. E. and Rubin, D. B. (1991), Large-sample significance levels from multiply "
            + "imputed data, Journal of the American Statistical Association 86."))
    }
    return found
  }
}
