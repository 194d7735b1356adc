internal import Estimates
internal import Glibc
internal import NumericKernel
internal import Survey

/// One number of the result with all that is printed beside it.
struct SurveyFigure: Sendable {
  /// How the publication standard lets it be shown.
  enum Status: String, Sendable {
    case published
    /// In parentheses, after MICS and DHS.
    case parentheses
    /// With a caution, after Statistics Canada.
    case caution
    case suppressed
  }

  /// The request's place, and the columns of the breakdown; empty for the whole.
  let request: Int
  let breakdown: [String]
  let quantity: String
  let isProportion: Bool
  let domain: [DomainLabel]
  let estimate: Estimate
  let status: Status
  /// Doubts about this number; those about the sample stand with the sample.
  let doubts: [Diagnostic]
  var sampleSize = 0
  var weightedSize: Double?
  var positiveCases: Int?
  var missingShare = 0.0
  var degreesOfFreedom: Double?
  var designEffect: Double?
  var effectiveSampleSize: Double?
  var variation: Double?

  var value: Double? { estimate.value }
  var standardError: Double? { estimate.uncertainty?.standardError }

  /// "North; male", or "Total".
  var domainName: String {
    domain.isEmpty ? "Total" : domain.map(\.value).joined(separator: ", ")
  }
}

/// What follows from results once a standard, a level and an interval are chosen.
struct SurveyFigures: Sendable {
  let options: SurveyOptions
  let sample: SurveyResults.Sample
  private(set) var figures: [SurveyFigure] = []
  private(set) var contrasts: [ContrastRow] = []
  private(set) var magnitudes: [MagnitudeRow] = []
  private(set) var bounds: [BoundsRow] = []

  struct ContrastRow: Sendable {
    let quantity: String
    let column: String
    let first: String
    let second: String
    let isProportion: Bool
    let estimate: Estimate
    let pValue: Double?
  }

  struct MagnitudeRow: Sendable {
    let quantity: String
    let domain: [DomainLabel]
    let population: SurveyPopulation.Size
    let prevalence: SurveyFigure
    let estimate: Estimate
    let simulated: Interval?
  }

  /// A proportion if none, and if all, of those without an answer had the attribute (Manski 1989).
  struct BoundsRow: Sendable {
    let quantity: String
    let domain: [DomainLabel]
    let completeCases: Double
    let lower: Double
    let upper: Double
    let answered: Double
  }

  /// SVY-11, where a response rate is known.
  let responseRate: Double?
  var sampleDiagnostics: [Diagnostic] {
    guard let responseRate, responseRate < SurveyThreshold.warnedResponseRate else {
      return sample.diagnostics
    }
    let percent = (responseRate * 1000).rounded() / 10
    return sample.diagnostics + [
      Diagnostic(
        .surveyResponseRate,
        "\(percent) % of those asked responded; the bounds say what the others could change")
    ]
  }

  init(_ results: SurveyResults, _ options: SurveyOptions, provenance: Provenance) throws(SurveyError) {
    self.options = options
    sample = results.sample
    responseRate =
      options.responseRate
      ?? results.sample.responded.map { $0.asked > 0 ? Double($0.count) / Double($0.asked) : 0 }
    let general = sampleDiagnostics
    for (place, statistic) in results.statistics.enumerated() {
      for breakdown in statistic.breakdowns {
        switch breakdown.values {
        case .joint(let joint):
          for index in joint.values.indices {
            let own = joint.estimate(index)
            let figure = try figure(
              own, place, breakdown.columns, statistic, general: general, provenance: provenance)
            figures.append(figure)
            addBounds(figure, own)
            try addMagnitude(figure, own, general: general, provenance: provenance)
          }
          try addContrasts(joint, breakdown.columns, statistic, general: general, provenance: provenance)
        case .quantiles(let outcomes):
          for outcome in outcomes {
            figures.append(
              try quantile(
                outcome, place, breakdown.columns, statistic, general: general, provenance: provenance))
          }
        }
      }
    }
  }

  private func unit(_ statistic: SurveyResults.Statistic) -> String {
    statistic.isProportion ? "proportion" : "units of the column"
  }

  private func figure(
    _ own: SurveyEstimate, _ place: Int, _ columns: [String], _ statistic: SurveyResults.Statistic,
    general: [Diagnostic], provenance: Provenance
  ) throws(SurveyError) -> SurveyFigure {
    let doubts = own.diagnostics(standard: options.standard, level: options.level)
    let estimate = try own.report(
      level: options.level, proportion: options.interval, standard: options.standard, unit: unit(statistic),
      diagnostics: general, provenance: provenance)
    let isShown = estimate.refusal == nil
    return SurveyFigure(
      request: place, breakdown: columns, quantity: statistic.name, isProportion: statistic.isProportion,
      domain: own.domain, estimate: estimate, status: status(doubts, isShown: isShown), doubts: doubts,
      sampleSize: own.detail.sampleSize, weightedSize: own.detail.populationSize,
      positiveCases: isShown ? own.detail.positiveCases : nil, missingShare: own.detail.missingShare,
      degreesOfFreedom: own.degreesOfFreedom, designEffect: isShown ? own.designEffect : nil,
      effectiveSampleSize: isShown ? own.effectiveSampleSize : nil,
      variation: isShown && estimate.uncertainty?.standardError != nil ? own.coefficientOfVariation : nil)
  }

  private func status(_ doubts: [Diagnostic], isShown: Bool) -> SurveyFigure.Status {
    if !isShown { return .suppressed }
    let warned = doubts.filter { $0.severity == .warning }.map(\.code)
    if warned.contains(.surveyUnweightedCases) { return .parentheses }
    if warned.contains(.surveyCoefficientOfVariation) { return .caution }
    return .published
  }

  private func quantile(
    _ outcome: SurveyResults.QuantileOutcome, _ place: Int, _ columns: [String],
    _ statistic: SurveyResults.Statistic, general: [Diagnostic], provenance: Provenance
  ) throws(SurveyError) -> SurveyFigure {
    do {
      switch outcome.result {
      case .success(let found):
        let doubts =
          SurveyFigures.caseRules(found.sampleSize, options.standard)
          + SurveyFigures.degreesRule(found.degreesOfFreedom)
        let refusal = doubts.first { $0.severity == .refusal }
        let estimate = try Estimate(
          quantity: statistic.name, unit: unit(statistic),
          method: found.interval.kind == .woodruff
            ? "design-based (Woodruff interval)" : "design-based (t interval, Woodruff standard errors)",
          domain: outcome.domain,
          outcome: refusal.map { .refused(Refusal(code: $0.code, reason: $0.message)) }
            ?? .estimated(
              value: found.value,
              uncertainty: .sampling(
                standardError: found.standardError, degreesOfFreedom: found.degreesOfFreedom,
                interval: found.interval)),
          diagnostics: general + doubts, provenance: provenance)
        return SurveyFigure(
          request: place, breakdown: columns, quantity: statistic.name, isProportion: false,
          domain: outcome.domain, estimate: estimate, status: status(doubts, isShown: refusal == nil),
          doubts: doubts, sampleSize: found.sampleSize, degreesOfFreedom: found.degreesOfFreedom)
      case .failure(let error):
        // A quantile whose interval runs out of the sample has no published value either.
        let estimate = try Estimate(
          quantity: statistic.name, unit: unit(statistic), method: "design-based (Woodruff interval)",
          domain: outcome.domain,
          outcome: .refused(Refusal(code: .surveySampleSize, reason: error.description)),
          diagnostics: general, provenance: provenance)
        return SurveyFigure(
          request: place, breakdown: columns, quantity: statistic.name, isProportion: false,
          domain: outcome.domain, estimate: estimate, status: .suppressed,
          doubts: [], sampleSize: outcome.sampleSize)
      }
    } catch {
      throw .estimate(error)
    }
  }

  /// SVY-03 for statistics that are no linear ones.
  private static func degreesRule(_ degreesOfFreedom: Double) -> [Diagnostic] {
    guard degreesOfFreedom < SurveyThreshold.reviewedDegreesOfFreedom else { return [] }
    return [Diagnostic(.surveyDegreesOfFreedom, "the domain has few degrees of freedom")]
  }

  /// SVY-06 for statistics that the other standards have no rule for.
  private static func caseRules(_ cases: Int, _ standard: PublicationStandard) -> [Diagnostic] {
    guard standard == .mics, cases < SurveyThreshold.parenthesesCases else { return [] }
    let isRefused = cases < SurveyThreshold.asteriskCases
    return [
      Diagnostic(
        .surveyUnweightedCases, severity: isRefused ? .refusal : .warning,
        isRefused
          ? "fewer than \(SurveyThreshold.asteriskCases) unweighted cases"
          : "\(cases) unweighted cases; printed in parentheses")
    ]
  }

  // MARK: differences

  private mutating func addContrasts(
    _ joint: JointEstimate, _ columns: [String], _ statistic: SurveyResults.Statistic, general: [Diagnostic],
    provenance: Provenance
  ) throws(SurveyError) {
    guard columns.count == 1 else { return }
    for contrast in options.contrasts where contrast.column == columns[0] {
      let values = joint.domains.map { $0.first?.value ?? "" }
      if let pair = contrast.pair {
        guard let first = values.firstIndex(of: pair.first), let second = values.firstIndex(of: pair.second)
        else {
          throw .usage(
            "--contrast \(contrast.column)=\(pair.first)/\(pair.second): nobody belongs to one of the two; write them "
              + "as they stand in the file")
        }
        try addContrast(joint, first, second, contrast.column, statistic, general, provenance)
      } else {
        for index in values.indices.dropFirst() {
          try addContrast(joint, index, 0, contrast.column, statistic, general, provenance)
        }
      }
    }
  }

  private mutating func addContrast(
    _ joint: JointEstimate, _ first: Int, _ second: Int, _ column: String,
    _ statistic: SurveyResults.Statistic,
    _ general: [Diagnostic], _ provenance: Provenance
  ) throws(SurveyError) {
    let difference = joint.difference(first, second)
    // A difference of what may not be published gives it away.
    let refusing = [first, second].compactMap { index in
      joint.estimate(index).diagnostics(standard: options.standard, level: options.level)
        .first { $0.severity == .refusal }
    }.first
    let estimate = try difference.report(
      level: options.level, standard: .none, unit: unit(statistic),
      diagnostics: general + (refusing.map { [$0] } ?? []), provenance: provenance)
    var pValue: Double?
    if estimate.refusal == nil, difference.standardError > 0, difference.degreesOfFreedom > 0 {
      let t = abs(difference.value / difference.standardError)
      pValue = try? 2 * StudentTDistribution(degreesOfFreedom: difference.degreesOfFreedom).survival(t)
    }
    let (a, b) = (joint.domains[first].first?.value ?? "", joint.domains[second].first?.value ?? "")
    contrasts.append(
      ContrastRow(
        quantity: statistic.name, column: column, first: a, second: b, isProportion: statistic.isProportion,
        estimate: estimate, pValue: pValue))
  }

  // MARK: people

  private mutating func addMagnitude(
    _ figure: SurveyFigure, _ own: SurveyEstimate, general: [Diagnostic], provenance: Provenance
  ) throws(SurveyError) {
    guard figure.isProportion, let size = options.population?.size(of: figure.domain) else { return }
    let magnitude = try Magnitude(
      prevalence: own, population: size.people, populationStandardError: size.standardError)
    let outcome: Estimate.Outcome
    var simulated: Interval?
    if let refusal = figure.estimate.refusal {
      outcome = .refused(refusal)
    } else if let uncertainty = figure.estimate.uncertainty, case .unavailable = uncertainty {
      outcome = .estimated(value: magnitude.value, uncertainty: uncertainty)
    } else {
      let interval = try magnitude.interval(level: options.level, proportion: options.interval)
      outcome = .estimated(
        value: magnitude.value,
        uncertainty: own.value == 0 || own.value == 1
          ? .intervalOnly(interval)
          : .sampling(
            standardError: magnitude.standardError, degreesOfFreedom: own.degreesOfFreedom, interval: interval
          ))
      if own.value > 0, own.value < 1 {
        simulated = try magnitude.simulatedInterval(
          level: options.level, draws: options.draws, seed: options.seed)
      }
    }
    do {
      magnitudes.append(
        MagnitudeRow(
          quantity: figure.quantity, domain: figure.domain, population: size, prevalence: figure,
          estimate: try Estimate(
            quantity: "people: \(figure.quantity)", unit: "people", method: "prevalence times population",
            domain: figure.domain, outcome: outcome, diagnostics: figure.estimate.diagnostics,
            provenance: Provenance(
              inputs: provenance.inputs, seed: options.seed, draws: options.draws, notes: provenance.notes,
              citations: provenance.citations)), simulated: simulated))
    } catch {
      throw .estimate(error)
    }
  }

  // MARK: missing answers

  private mutating func addBounds(_ figure: SurveyFigure, _ own: SurveyEstimate) {
    guard figure.isProportion, figure.estimate.refusal == nil else { return }
    let answered = (1 - own.detail.missingShare) * (responseRate ?? 1)
    let isWarned =
      own.detail.missingShare > SurveyThreshold.warnedItemMissing
      || (responseRate ?? 1) < SurveyThreshold.warnedResponseRate
    guard answered < 1, isWarned || options.missing == .bounds else { return }
    bounds.append(
      BoundsRow(
        quantity: figure.quantity, domain: figure.domain, completeCases: own.value,
        lower: own.value * answered, upper: own.value * answered + 1 - answered, answered: answered))
  }

  // MARK: what a program reads

  /// Every estimate, in the order of the tables.
  var estimates: [Estimate] {
    figures.map(\.estimate) + contrasts.map(\.estimate) + magnitudes.map(\.estimate)
  }
}
