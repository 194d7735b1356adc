internal import Estimates
internal import NumericKernel
internal import Regression
internal import Reporting
internal import Survey
internal import Tables

/// A regression on one survey file, or on imputed copies of it combined by Rubin's rules.
package struct SurveyModelStudy: Sendable {
  let options: SurveyModelOptions
  let inputs: [InputRecord]
  let notes: [String]
  /// Whether a file says of itself that it is made up.
  let isSynthetic: Bool
  let outcome: Outcome

  enum Outcome: Sendable {
    case fitted(SurveyModelFit)
    /// Why there is no estimate; the result then holds no number.
    case refused(Refusal)
  }

  /// Reads the files and fits the model to each.
  /// - Throws: `StudyOptionError` for a formula that cannot be read, `DataError` for files that are not what the
  ///   model needs. What the data refuse is a refused estimate.
  package init(_ paths: [String], options: SurveyModelOptions) throws {
    let formula = try options.parsedFormula()
    for column in options.margins where !formula.terms.joined().contains(where: { $0.column == column }) {
      throw StudyOptionError(
        "marginal predictions are over a covariate, and '\(column)' is none of the formula")
    }
    self.options = options
    var fits: [SurveyModelFit.One] = []
    var records: [InputRecord] = []
    var notes: [String] = []
    var isSynthetic = false
    var refusal: Refusal?
    for path in paths {
      let input = try SurveyModelInput(path, formula: formula, options: options)
      records.append(input.record)
      if input.isSynthetic, !isSynthetic {
        isSynthetic = true
        notes.append(SyntheticSurvey.sentence)
      }
      try ImputedFiles.check(records)
      notes += paths.count > 1 ? input.notes.map { "\(input.record.name): \($0)" } : input.notes
      do {
        fits.append(try SurveyModelFit.One(input, formula: formula, options: options))
      } catch let error as SurveyError {
        let reason = try Self.refusal(error, file: path, hasReplicates: options.replication != nil)
        if refusal == nil { refusal = reason }
      }
    }
    inputs = records
    self.isSynthetic = isSynthetic
    if let refusal {
      self.notes = notes
      outcome = .refused(refusal)
      return
    }
    if options.sampling.weight == .equal { notes.append("there are no weights: every row counts alike") }
    if options.sampling.clusters.isEmpty, options.covariance == .design, options.replication == nil {
      notes.append("no cluster was named: rows are taken to be sampled one by one")
    }
    self.notes = notes
    do {
      outcome = .fitted(try SurveyModelFit(fits, options: options))
    } catch let error as SurveyError {
      outcome = .refused(
        try Self.refusal(error, file: paths[0], hasReplicates: options.replication != nil))
    }
  }

  /// Whether an error refuses an estimate; what else is wrong is wrong with the file.
  private static func refusal(
    _ error: SurveyError, file: String, hasReplicates: Bool
  ) throws -> Refusal {
    let place =
      hasReplicates
      ? " (in the sample or in one of its replicates, to each of which the model is fitted)" : ""
    switch error {
    case .data(let error), .regression(.data(let error)): throw error
    case .lonelyUnit(_, let strata):
      let named = strata.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + (strata.count > 8 ? " …" : "")
      return Refusal(
        code: .surveyLonelyPSU,
        reason:
          "\(strata.count) \(strata.count == 1 ? "stratum has" : "strata have") a single PSU (\(named)), so that the "
          + "variance within cannot be estimated; choose --lonely-psu certainty, centred, average or collapse"
      )
    case .calibration(let reason): return Refusal(code: .surveyCalibrationFailed, reason: reason)
    case .regression(.separation): return Refusal(code: .regressionSeparation, reason: "\(error)\(place)")
    case .regression(.rankDeficient):
      return Refusal(code: .regressionRankDeficient, reason: "\(error)\(place)")
    case .regression(.notConverged), .regression(.numeric), .numeric:
      return Refusal(code: .regressionNotConverged, reason: "\(error)\(place)")
    case .usage(let reason): return Refusal(code: .surveyDegreesOfFreedom, reason: reason)
    default:
      throw DataError(file: file, problem: "\(error)", remedy: "nothing was estimated")
    }
  }

  /// Stands before the title of what comes from an invented survey.
  var mark: String { isSynthetic ? SyntheticSurvey.titleMark : "" }

  package func result() throws -> StudyResult {
    let tables = SurveyModelTables(self)
    let estimates = try tables.estimates()
    return StudyResult(
      study: "regress", title: mark + "Regression: \(inputs.map(\.name).joined(separator: ", "))",
      settings: settings,
      inputs: inputs, estimates: estimates, verdicts: [], document: tables.document, summary: tables.summary)
  }

  private var settings: [StudyResult.Setting] {
    var settings: [StudyResult.Setting] = []
    func add(_ name: String, _ value: String?) {
      if let value { settings.append(StudyResult.Setting(name: name, value: .text(value))) }
    }
    let sampling = options.sampling
    add("adjustments", Self.list(options.adjustments.map(\.name)))
    add("cluster", Self.list(sampling.clusters))
    add("covariance", options.covariance.rawValue)
    add("family", options.family.rawValue)
    add("formula", options.formula)
    settings.append(StudyResult.Setting(name: "level", value: .number(options.level)))
    add("link", options.link?.rawValue)
    add("lonely-psu", sampling.lonelyPSU == .fail ? nil : sampling.lonelyPSU.rawValue)
    add("margins", Self.list(options.margins))
    add("missing-values", Self.list(options.missingMarkers))
    add("offset", options.offset)
    add("population-size", Self.list(sampling.populationSizes))
    add("replication", options.replication?.name)
    add("stratum", Self.list(sampling.strata))
    add("where", Self.list(options.conditions.map(\.name)))
    switch sampling.weight {
    case .column(let name): add("weight", name)
    case .fromPopulationSizes: add("weight", "from population sizes")
    case .equal: break
    }
    return settings
  }

  private static func list(_ names: [String]) -> String? {
    names.isEmpty ? nil : names.joined(separator: ",")
  }
}
