public import Estimates

/// Population estimates from one log-linear model of lists by covariates: the total and every level of every
/// covariate, with intervals that repeat the choice of the model.
public struct CovariateEstimator: Sendable {
  public var rule: CovariateRule
  public var resampling: CovariateResampling
  public var plan: BootstrapPlan
  public var form: BootstrapForm
  /// Whether fewer than 7 people on two lists or more are a warning rather than a refusal.
  public var acceptsSmallOverlap: Bool

  public init(
    rule: CovariateRule, resampling: CovariateResampling = .nonparametric,
    plan: BootstrapPlan = BootstrapPlan(), form: BootstrapForm = .bca, acceptsSmallOverlap: Bool = false
  ) {
    self.rule = rule
    self.resampling = resampling
    self.plan = plan
    self.form = form
    self.acceptsSmallOverlap = acceptsSmallOverlap
  }

  public static let reference = Citation(
    key: "Cruyff, van Dijk and van der Heijden 2017",
    text: """
      Cruyff M, van Dijk J, van der Heijden PGM. The challenge of counting victims of human trafficking: not on the \
      record: a multiple systems estimation of the numbers of human trafficking victims in the Netherlands in 2010-2015 \
      by year, age, gender, and type of exploitation. Chance 2017;30(3):41-49.
      """)

  private static let method = "log-linear model of lists by covariates"

  /// The total, then the levels of each covariate in the order of the table; one refused estimate when there is no
  /// model or too little overlap.
  ///
  /// - Throws: when the request itself is wrong, as a level of 2 or a model of other covariates; never for what the
  ///   data say.
  public func estimates(_ table: CovariateTable, level: Double) throws -> [Estimate] {
    try PopulationEstimate.check(level: level)
    let ground = try EstimationGround.of(try table.pooled())
    if let refusal = ground.refusal, refusal.code != .smallOverlap || !acceptsSmallOverlap {
      return [try refused(refusal, ground)]
    }
    let bootstrap: CovariateBootstrap
    do throws(CovariateError) {
      bootstrap = try CovariateBootstrap(rule, of: table, resampling: resampling, plan: plan)
    } catch {
      guard let refusal = error.refusal(of: Self.method) else { throw error }
      return [try refused(refusal, ground)]
    }
    let fit = bootstrap.choice.fit
    var estimates = [
      try estimate(
        fit.total, bootstrap.total, bootstrap, level: level,
        diagnostics: ground.diagnostics + Self.doubts(bootstrap.choice, ground, table)
          + (try fitDoubts(bootstrap.choice, table)),
        notes: ground.notes + notes(bootstrap, table))
    ]
    for k in fit.margins.indices {
      for number in fit.margins[k].indices {
        estimates.append(
          try estimate(
            fit.margins[k][number], bootstrap.margins[k][number], bootstrap, level: level, diagnostics: [],
            notes: []))
      }
    }
    return estimates
  }

  private func refused(_ refusal: Refusal, _ ground: EstimationGround) throws(EstimateError) -> Estimate {
    try PopulationEstimate.refused(
      refusal, method: Self.method, ground: ground, reference: Self.reference)
  }

  private func estimate(
    _ group: CovariateFit.Group, _ replicates: CovariateBootstrap.Replicates, _ bootstrap: CovariateBootstrap,
    level: Double, diagnostics: [Diagnostic], notes: [String]
  ) throws(EstimateError) -> Estimate {
    let outcome: Estimate.Outcome
    var doubts = diagnostics
    var words = notes
    if group.darkFigure == 0 {
      outcome = .refused(
        Refusal(
          code: .nobodyUnobserved,
          reason: """
            the likelihood is highest where nobody in this group is unobserved, so that the model says nothing about \
            them; merge the level with another or leave out its interactions with lists
            """))
    } else {
      let report = try PartReport.uncertainty(
        replicates.distribution, failed: bootstrap.failedCount, form: form, level: level)
      outcome = .estimated(value: group.population, uncertainty: report.uncertainty)
      if group.boundaryCellCount > 0 {
        doubts.append(
          Diagnostic(
            .emptyOverlap,
            """
            in \(group.boundaryCellCount) combinations of covariates that hold people the estimate is that nobody is \
            unobserved
            """))
      }
      doubts += PartReport.impliedCoverage(observed: group.observed, population: group.population)
      doubts += report.diagnostics
      if let interval = report.uncertainty.interval {
        doubts += PartReport.width(of: interval)
        doubts += try selectionWidth(interval, group)
      }
      words += report.notes
    }
    return try Estimate(
      quantity: PopulationEstimate.quantity, unit: PopulationEstimate.unit, method: Self.method,
      domain: group.labels, outcome: outcome, diagnostics: doubts,
      provenance: Provenance(
        seed: plan.seed, draws: plan.replicates, notes: words, citations: [Self.reference]))
  }

  /// MSE-12, where the model was chosen.
  private func selectionWidth(
    _ interval: Interval, _ group: CovariateFit.Group
  ) throws(EstimateError) -> [Diagnostic] {
    guard case .stepwise = rule, let upper = interval.finiteUpper else { return [] }
    let alone =
      interval.kind == .populationBCa || interval.kind == .populationPercentile
      ? try? group.logNormalInterval(level: interval.level) : try? group.waldInterval(level: interval.level)
    guard let alone, let end = alone.finiteUpper,
      upper - interval.lower > LogLinearThreshold.selectionWidth * (end - alone.lower)
    else { return [] }
    return [
      Diagnostic(
        .selectionWidens,
        "the interval that repeats the choice is more than 1.5 times as wide as that of the chosen model alone"
      )
    ]
  }

  /// MSE-24.
  private func fitDoubts(_ choice: CovariateChoice, _ table: CovariateTable) throws -> [Diagnostic] {
    let fit = try CovariateGoodnessOfFit(choice.model, of: table, plan: plan)
    return [WarningRules.fit(pValue: fit.pValue, residual: fit.largestResidual)].compactMap { $0 }
  }

  private static func doubts(
    _ choice: CovariateChoice, _ ground: EstimationGround, _ table: CovariateTable
  ) -> [Diagnostic] {
    let fit = choice.fit
    var result: [Diagnostic] = []
    if let range = choice.nearbyPopulations,
      range.upperBound > LogLinearThreshold.populationRatio * range.lowerBound
    {
      result.append(
        Diagnostic(
          .modelsDisagree,
          """
          of the models that were compared, those within \(Int(LogLinearThreshold.criterionDistance)) of the best \
          criterion differ: the largest population is more than 1.5 times the smallest
          """))
    }
    let interactions = choice.model.terms.count { $0.order > 1 }
    if Double(interactions) > LogLinearThreshold.interactionShare * Double(table.entries.count) {
      result.append(
        Diagnostic(
          .overFitted,
          "the model has \(interactions) interactions for \(table.entries.count) combinations of history "
            + "and covariates that somebody has"))
    }
    if let refusal = ground.refusal {
      result.append(Diagnostic(refusal.code, severity: .warning, refusal.reason))
    }
    if fit.status != .ordinary {
      let labels = fit.parameters.filter {
        if case .finite = $0.estimate { return false }
        return true
      }.map(\.label)
      result.append(
        Diagnostic(
          .emptyOverlap,
          "the population has an estimate though not every parameter has a finite one"
            + (labels.isEmpty ? "" : ": " + labels.joined(separator: ", "))))
    }
    if fit.conditionNumber > LogLinearThreshold.conditionNumber {
      result.append(
        Diagnostic(.illConditioned, "the information matrix is close to singular; few digits are sure"))
    }
    return result
  }

  private func notes(_ bootstrap: CovariateBootstrap, _ table: CovariateTable) -> [String] {
    let choice = bootstrap.choice
    var notes = ["model: \(choice.model.formula(in: table))"]
    if case .stepwise(_, _, let criterion) = rule {
      notes.append("chosen in \(choice.steps.count) steps by \(criterion.rawValue)")
      notes.append(
        """
        \(choice.refusedModelCount) models on the way had no finite and unique estimate of the population and were not \
        taken
        """)
      if choice.failedModelCount > 0 {
        notes.append("\(choice.failedModelCount) models on the way could not be decided and were not taken")
      }
    }
    if choice.fit.emptyCellCount > 0 {
      notes.append(
        """
        \(choice.fit.emptyCellCount) combinations of covariates in which nobody was seen are estimated to hold nobody
        """)
    }
    if table.crossing == .observed {
      notes.append("combinations of covariates in which nobody was seen are taken to be impossible")
    }
    return notes
  }
}

extension CovariateTable {
  /// The people of all combinations in one table.
  func pooled() throws(CaptureTableError) -> CaptureTable {
    try CaptureTable(adding: lists, entries.map(\.history), entries.map(\.count), notes: [])
  }
}

extension CovariateError {
  /// What the data refuse, as a refusal; `nil` where the request was wrong.
  func refusal(of method: String) -> Refusal? {
    let code: WarningCode
    switch self {
    case .noEstimate(.infinitePopulation): code = .populationInfinite
    case .noEstimate(.nobodyUnobserved): code = .nobodyUnobserved
    case .noEstimate: code = .populationNotIdentifiable
    case .undecided, .notConverged: code = .fitFailed
    case .tooManyPeople, .tooManyCells, .tooManyColumns: code = .methodTooLarge
    default: return nil
    }
    return Refusal(code: code, reason: "\(method): \(self)")
  }
}
