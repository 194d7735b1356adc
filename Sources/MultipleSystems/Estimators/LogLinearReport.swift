internal import Estimates
internal import Glibc

extension LogLinearEstimator {
  /// The estimate of a choice: its interval, and every doubt about it.
  func estimated(
    _ choice: ModelChoice, _ table: CaptureTable, _ ground: EstimationGround, level: Double
  ) throws -> (estimate: Estimate, bootstrap: SelectionBootstrap?) {
    let report = try interval(of: choice, table, level: level)
    var diagnostics = Self.diagnostics(of: choice, table) + report.diagnostics
    if let refusal = ground.refusal {
      diagnostics.insert(Diagnostic(refusal.code, severity: .warning, refusal.reason), at: 0)
    }
    if let interval = report.uncertainty.interval {
      diagnostics += Self.diagnostics(of: interval, choice, table)
    }
    let estimate = try PopulationEstimate.estimated(
      choice.fit.population, report.uncertainty, method: summary, ground: ground, diagnostics: diagnostics,
      reference: reference, seed: report.plan?.seed, draws: report.plan?.replicates,
      notes: Self.notes(choice, table) + report.notes)
    return (estimate, report.bootstrap)
  }

  private struct IntervalReport {
    let uncertainty: Uncertainty
    var diagnostics: [Diagnostic] = []
    var notes: [String] = []
    var plan: BootstrapPlan?
    var bootstrap: SelectionBootstrap?
  }

  private func interval(
    of choice: ModelChoice, _ table: CaptureTable, level: Double
  ) throws -> IntervalReport {
    switch interval {
    case .wald:
      return IntervalReport(
        uncertainty: .sampling(
          standardError: choice.fit.populationStandardError, degreesOfFreedom: nil,
          interval: try choice.fit.waldInterval(level: level)))
    case .logNormal:
      return IntervalReport(
        uncertainty: .sampling(
          standardError: choice.fit.populationStandardError, degreesOfFreedom: nil,
          interval: try choice.fit.logNormalInterval(level: level)))
    case .profile(let likelihood):
      do throws(LogLinearError) {
        let profile = try choice.fit.profileInterval(likelihood, of: table, level: level)
        return IntervalReport(uncertainty: .intervalOnly(profile.interval))
      } catch {
        return IntervalReport(uncertainty: .unavailable(reason: "\(error)"))
      }
    case .percentile(let plan), .bca(let plan):
      return try bootstrap(choice, table, plan, level: level)
    }
  }

  private func bootstrap(
    _ choice: ModelChoice, _ table: CaptureTable, _ plan: BootstrapPlan, level: Double
  ) throws -> IntervalReport {
    let bootstrap = try SelectionBootstrap(choice, of: table, plan: plan)
    var form = BootstrapForm.percentile
    if case .bca = interval { form = .bca }
    let report = try PartReport.uncertainty(
      bootstrap.distribution, failed: bootstrap.failedCount, form: form, level: level)
    return IntervalReport(
      uncertainty: report.uncertainty, diagnostics: report.diagnostics, notes: report.notes, plan: plan,
      bootstrap: bootstrap)
  }

  // MARK: Doubts

  private static func diagnostics(of choice: ModelChoice, _ table: CaptureTable) -> [Diagnostic] {
    var result: [Diagnostic] = []
    let fit = choice.fit
    if let words = fit.existence.words(lists: table.lists) { result.append(Diagnostic(.emptyOverlap, words)) }
    let once = Double(table.captureFrequencies[0]) / Double(table.total)
    if once > LogLinearThreshold.seenOnce {
      result.append(
        Diagnostic(.seenOnce, "\(percent(once)) % of the people observed are on one list only"))
    }
    let coverage = SampleCoverage(table).coverage
    if coverage < LogLinearThreshold.sampleCoverage {
      result.append(
        Diagnostic(
          .lowSampleCoverage,
          "the sample coverage is \(percent(coverage)) %; read the estimate as a lower bound"))
    }
    let implied = Double(table.total) / fit.population
    if implied < LogLinearThreshold.impliedCoverage {
      result.append(
        Diagnostic(
          .lowImpliedCoverage,
          "by this estimate \(percent(implied)) % of the population was observed, so that it rests on the dependence "
            + "of the lists and on their links"))
    }
    let interactions = Double(choice.model.interactions.count)
    if interactions > LogLinearThreshold.interactionShare * Double(table.histories.count) {
      result.append(
        Diagnostic(
          .overFitted,
          "the model has \(choice.model.interactions.count) interactions for \(table.histories.count) histories"
        ))
    }
    if fit.conditionNumber > LogLinearThreshold.conditionNumber {
      result.append(
        Diagnostic(.illConditioned, "the information matrix is close to singular; few digits are sure"))
    }
    if let words = choice.disagreement { result.append(Diagnostic(.modelsDisagree, words)) }
    return result
  }

  private static func diagnostics(
    of interval: Interval, _ choice: ModelChoice, _ table: CaptureTable
  ) -> [Diagnostic] {
    var result: [Diagnostic] = []
    result += PartReport.width(of: interval)
    guard let upper = interval.finiteUpper else { return result }
    let frequencies = table.captureFrequencies
    let chao = ChaoBound(
      observed: table.total, once: frequencies[0], twice: frequencies.count > 1 ? frequencies[1] : 0)
    if upper < chao.biasCorrected {
      result.append(
        Diagnostic(
          .belowChaoBound,
          "the upper end is below Chao's lower bound: heterogeneity, positive dependence or missed links"))
    }
    if interval.kind.repeatsChoice,
      let conditional = try? choice.fit.interval(besides: interval.kind, level: interval.level),
      let end = conditional.finiteUpper,
      upper - interval.lower > LogLinearThreshold.selectionWidth * (end - conditional.lower)
    {
      result.append(
        Diagnostic(
          .selectionWidens,
          "the interval that repeats the choice is more than 1.5 times as wide as that of the chosen model alone"
        ))
    }
    return result
  }

  private static func notes(_ choice: ModelChoice, _ table: CaptureTable) -> [String] {
    var notes = ["the model is \(choice.model.formula(lists: table.lists))"]
    if !choice.leftOut.isEmpty {
      let pairs = choice.leftOut.map { $0.label(lists: table.lists) }.joined(separator: ", ")
      notes.append("left out though significant, because no estimate with them was found: \(pairs)")
    }
    if !choice.ranking.isEmpty {
      notes.append(
        "\(choice.ranking.count) models were compared; \(choice.refusedCount) more have no estimate of the population"
      )
    }
    notes.append("assumed: no interaction but those of the model, and none among all lists together")
    return notes
  }

  private static func percent(_ share: Double) -> Int { Int((100 * share).rounded()) }
}

extension Existence {
  /// What to say of parameters without a finite estimate; `nil` where all have one.
  fileprivate func words(lists: [String]) -> String? {
    func names(_ terms: [ListSet]) -> String { terms.map { $0.label(lists: lists) }.joined(separator: ", ") }
    var parts: [String] = []
    if !minusInfinity.isEmpty { parts.append("at minus infinity: \(names(minusInfinity))") }
    if !plusInfinity.isEmpty { parts.append("at plus infinity: \(names(plusInfinity))") }
    if !undetermined.isEmpty { parts.append("undetermined: \(names(undetermined))") }
    if parts.isEmpty { return nil }
    return "parameters without a finite estimate, while the population has one, are "
      + parts.joined(separator: "; ")
  }
}

extension ModelChoice {
  /// What to say where models within 4 of the best criterion disagree; `nil` where they do not.
  fileprivate var disagreement: String? {
    guard let best = ranking.first else { return nil }
    var smallest = best.population
    var largest = best.population
    for other in ranking {
      if other.criterion > best.criterion + LogLinearThreshold.criterionDistance { break }
      smallest = min(smallest, other.population)
      largest = max(largest, other.population)
    }
    guard largest > LogLinearThreshold.populationRatio * smallest else { return nil }
    return """
      models within \(Int(LogLinearThreshold.criterionDistance)) of the best criterion differ: the largest \
      population is more than 1.5 times the smallest
      """
  }
}
