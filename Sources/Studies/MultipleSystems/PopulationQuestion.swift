package import MultipleSystems
package import Reporting

/// Which estimate is asked for, in the words of the command and of a study file: the method and the parts. Both decide
/// here what the words mean, which of them exclude each other, and which study answers.
package struct PopulationQuestion: Sendable, Equatable {
  /// How the population is parted.
  package enum Parts: Sendable, Equatable {
    case none
    case strata(allowIncomplete: Bool)
    /// One model by covariates: chosen by a criterion, or given as a formula; with the degrees of numeric covariates.
    case covariates(criterion: String?, formula: String?, degrees: [String: Int])
  }

  /// A name of `PopulationMethods.names`.
  package let method: String?
  /// A formula of a log-linear model.
  package let model: String?
  package let order: Int?
  package let pValue: Double?
  /// The column that says how often one list counted a person.
  package let times: String?
  package let parts: Parts

  package init(
    method: String? = nil, model: String? = nil, order: Int? = nil, pValue: Double? = nil,
    times: String? = nil,
    parts: Parts = .none
  ) {
    self.method = method
    self.model = model
    self.order = order
    self.pValue = pValue
    self.times = times
    self.parts = parts
  }

  /// Whether the panel and the sensitivity block can stand around a method.
  package static func isLogLinear(_ method: String) -> Bool {
    LogLinearEstimator.all.contains { $0.id == method }
  }

  /// Whether the report shows the people seen and no other count, so that it can be rounded.
  package var showsPeopleSeenAlone: Bool {
    times != nil || parts == .none && method.map { !Self.isLogLinear($0) } ?? false
  }

  /// Why counts of a model by covariates cannot be rounded.
  package static let covariatesObstacle =
    "one model of lists by covariates makes every part from all counts at once, and no audit can say what its "
    + "parts tell together; strata are estimated one by one and can be rounded"

  /// How the headline's model is found; `nil` leaves it to the number of lists. A p-value alone asks for the stepwise
  /// method.
  package var headline: LogLinearEstimator.Method? {
    if let model { return .formula(model) }
    switch method ?? (pValue == nil ? nil : "stepwise") {
    case "independence": return .independence
    case "stepwise": return .stepwise(threshold: pValue ?? ModelRule.stepwiseThreshold)
    case "aic": return .best(by: .aic, maximumOrder: order)
    case "bic": return .best(by: .bic, maximumOrder: order)
    default: return nil
    }
  }

  private var approach: PartsStudy.Approach? {
    switch parts {
    case .none: nil
    case .strata(let allowIncomplete): .separate(whenMissing: allowIncomplete ? .incomplete : .refuse)
    case .covariates(_, let formula?, let degrees): .formula(formula, numeric: degrees.keys.sorted())
    case .covariates(let criterion, nil, let degrees):
      .covariates(criterion: criterion == "aic" ? .aic : .bic, degrees: degrees)
    }
  }

  /// The answer from who is on which lists.
  /// - Parameters:
  ///   - rounding: how counts are rounded; `nil` leaves them as they are.
  ///   - isEdition: whether the answer may be opened to others, so that the audit is told what it gives away.
  /// - Throws: as the study does; what the data refuse is a refused estimate and no error.
  package func result(
    _ input: CaptureInput, options: MultipleSystemsOptions, rounding: KeyedRounding?, isEdition: Bool = false
  ) throws -> StudyResult {
    let isAudited = isEdition || rounding != nil
    if let approach {
      let study = try PartsStudy(input, approach: approach, options: options)
      return isAudited ? try study.result(rounding: rounding) : study.result()
    }
    if let method, !Self.isLogLinear(method) {
      return try OneMethodStudy(input, method: method, options: options).result(
        rounding: rounding, isEdition: isEdition)
    }
    let study = try MultipleSystemsStudy(input, name: "mse", options: options, isAlone: rounding != nil)
    return isAudited ? try study.result(rounding: rounding) : study.result()
  }

  /// The answer from how often one list counted each person; `nil` where lists were asked about.
  /// - Throws: as the study does; what the data refuse is a refused estimate and no error.
  package func result(
    counts file: String, people: String?, reading: InputOptions, options: MultipleSystemsOptions,
    rounding: KeyedRounding?, isEdition: Bool = false
  ) throws -> StudyResult? {
    guard let times, let method else { return nil }
    return try OneMethodStudy(
      counts: file, times: times, people: people, method: method, reading: reading, options: options
    ).result(rounding: rounding, isEdition: isEdition)
  }

  /// Two words that do not go together.
  package struct Conflict: Error, Equatable {
    /// The one to be changed.
    package let option: String
    package let problem: String
    package let remedy: String
  }

  /// The first conflict among the options that were given, by their names as the command has them without hyphens.
  ///
  /// - Parameter spelled: how an option's name is written where the user gave it.
  package static func conflict(
    given: Set<String>, method: String?, interval: MultipleSystemsOptions.IntervalForm?,
    spelled: (String) -> String
  ) -> Conflict? {
    func has(_ names: String...) -> Bool { names.contains(where: given.contains) }
    func conflict(_ option: String, _ problem: String, _ remedy: String) -> Conflict {
      Conflict(option: option, problem: problem, remedy: remedy)
    }
    func both(_ one: String, _ other: String) -> Conflict {
      conflict(other, "both \(spelled(one)) and \(spelled(other)) are given", "give one of them")
    }
    let counts = PopulationMethods.countNames
    let isForCounts = method.map(counts.contains) ?? false
    if has("times") {
      if has("strata", "covariates", "id", "list", "lists", "model") {
        return conflict(
          "times",
          "\(spelled("times")) is for one list, and goes with \(spelled("count")) and a method alone",
          "remove the others")
      }
      if !isForCounts {
        return conflict(
          "times", "\(spelled("times")) goes with a method that counts",
          "choose \(spelled("method")) among \(counts.joined(separator: ", "))")
      }
    }
    if has("model"), has("method") { return both("method", "model") }
    if has("strata"), has("covariates") { return both("strata", "covariates") }
    if has("order"), method != "aic", method != "bic" {
      return conflict(
        "order", "\(spelled("order")) goes with \(spelled("method")) aic or bic",
        "choose one of them or remove it")
    }
    if has("p-value"), method ?? "stepwise" != "stepwise" || has("model", "covariates", "times") {
      return conflict(
        "p-value", "\(spelled("p-value")) is of the stepwise method",
        "remove it, or choose \(spelled("method")) stepwise"
      )
    }
    if let method, !isLogLinear(method), has("strata", "covariates") {
      return conflict(
        "method", "strata and covariates go with a log-linear method",
        "choose stepwise, aic, bic or independence")
    }
    if has("covariates"), has("method", "model") {
      return conflict(
        has("model") ? "model" : "method",
        "with \(spelled("covariates")) there is one model of lists by covariates",
        "choose its terms by \(spelled("criterion")), or give them as \(spelled("covariate-model"))")
    }
    if let interval, has("strata", "covariates"), !interval.isBootstrap {
      return conflict(
        "interval", "strata and covariates have intervals by bootstrap",
        "choose population-bca, population-percentile, bca or percentile")
    }
    for option in ["covariate-model", "degree", "criterion"] where has(option) && !has("covariates") {
      return conflict(
        option, "\(spelled(option)) goes with \(spelled("covariates"))", "remove it or name the covariates")
    }
    if has("criterion"), has("covariate-model") { return both("covariate-model", "criterion") }
    if has("allow-incomplete"), !has("strata") {
      return conflict(
        "allow-incomplete", "\(spelled("allow-incomplete")) goes with \(spelled("strata"))",
        "remove it or name the strata")
    }
    if has("id") != has("list") {
      return conflict(
        has("id") ? "id" : "list", "a file with a row for each person and list needs both columns",
        "give \(spelled("id")) and \(spelled("list"))")
    }
    return nil
  }
}
