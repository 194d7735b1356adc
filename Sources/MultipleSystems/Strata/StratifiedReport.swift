public import Estimates

extension StratifiedEstimate {
  static let reference = Citation(
    key: "Sekar and Deming 1949",
    text: """
      Sekar CC, Deming WE. On a method of estimating birth and death rates and the extent of registration. Journal of \
      the American Statistical Association 1949;44:101-115.
      """)

  /// The total and then each stratum, as estimates with intervals from the replicates or as refusals.
  ///
  /// - Throws: `EstimateError` when the level is no probability.
  public func estimates(
    level: Double, form: BootstrapForm = .bca
  ) throws(EstimateError) -> [Estimate] {
    guard level > 0, level < 1 else { throw .invalidLevel(level) }
    var estimates = [try totalEstimate(form, level: level)]
    for stratum in strata { estimates.append(try estimate(of: stratum, form, level: level)) }
    return estimates
  }

  private func totalEstimate(_ form: BootstrapForm, level: Double) throws(EstimateError) -> Estimate {
    let method = "sum of strata, a log-linear model chosen in each"
    let names = total.missing.map { Self.name(strata[$0].labels) }.joined(separator: "; ")
    guard let value = total.value, let distribution else {
      let first = strata[total.missing.first ?? 0]
      let refusal = Self.refusal(of: first)
      return try make(
        method,
        .refused(
          Refusal(
            code: refusal?.code ?? .strataMissing,
            reason: """
              the total is refused because these strata have no estimate: \(names); merge strata, choose a simpler \
              model, or ask for an incomplete total
              """)), [])
    }
    let failed = strata.reduce(0) { $0 + $1.failedCount }
    var report = try PartReport.uncertainty(distribution, failed: failed, form: form, level: level)
    var diagnostics: [Diagnostic] = []
    if case .incomplete = total {
      diagnostics.append(
        Diagnostic(
          .strataMissing,
          "incomplete: of these strata only the people observed are counted, because they have no estimate: \(names)"
        ))
      report.notes.append("the interval says nothing of the strata that have no estimate")
    }
    if let disagreement, abs(disagreement) > Self.largestDisagreement {
      diagnostics.append(
        Diagnostic(
          .strataDisagree,
          """
          the sum of the strata is \(disagreement > 0 ? "above" : "below") the estimate from all people together by \
          more than 20 % of it
          """))
    }
    diagnostics += PartReport.impliedCoverage(observed: observed, population: value)
    let quantity = total.missing.isEmpty ? PopulationEstimate.quantity : "population, incomplete"
    return try make(
      method, .estimated(value: value, uncertainty: report.uncertainty),
      diagnostics + report.diagnostics
        + (report.uncertainty.interval.map(PartReport.width) ?? []), quantity: quantity, notes: report.notes)
  }

  private func estimate(
    of stratum: Stratum, _ form: BootstrapForm, level: Double
  ) throws(EstimateError) -> Estimate {
    let method = "log-linear model chosen in the stratum"
    guard let population = stratum.population, let distribution = stratum.distribution(plan) else {
      let refusal = Self.refusal(of: stratum)
      return try make(
        method,
        .refused(refusal ?? Refusal(code: .fitFailed, reason: "the rule does not suit this stratum's lists")),
        stratum.diagnostics, domain: stratum.labels)
    }
    let report = try PartReport.uncertainty(
      distribution, failed: stratum.failedCount, form: form, level: level)
    return try make(
      method, .estimated(value: population, uncertainty: report.uncertainty),
      stratum.diagnostics + PartReport.impliedCoverage(observed: stratum.observed, population: population)
        + report.diagnostics + (report.uncertainty.interval.map(PartReport.width) ?? []),
      domain: stratum.labels, notes: report.notes)
  }

  private func make(
    _ method: String, _ outcome: Estimate.Outcome, _ diagnostics: [Diagnostic],
    quantity: String = PopulationEstimate.quantity, domain: [DomainLabel] = [], notes: [String] = []
  ) throws(EstimateError) -> Estimate {
    try Estimate(
      quantity: quantity, unit: PopulationEstimate.unit, method: method, domain: domain, outcome: outcome,
      diagnostics: diagnostics,
      provenance: Provenance(
        seed: plan.seed, draws: plan.replicates, notes: notes, citations: [Self.reference]))
  }

  private static func name(_ labels: [DomainLabel]) -> String {
    labels.map { "\($0.variable) \($0.value)" }.joined(separator: ", ")
  }

  private static func refusal(of stratum: Stratum) -> Refusal? {
    guard case .failure(let problem) = stratum.result else { return nil }
    switch problem {
    case .figures(let refusal): return refusal
    case .model(let error): return error.refusal(of: "log-linear model")
    }
  }
}
