internal import Estimates
internal import GlobalEstimates

/// The changes of a series in the shape that every writer prints: what was asked for first.
struct SeriesEstimates {
  let study: SeriesStudy

  func all() throws -> [Estimate] {
    var estimates: [Estimate] = []
    switch study.asked {
    case .success(let change): estimates += try self.estimates(change)
    case .failure(let error): estimates.append(try refused(error, quantity: askedWords, method: "difference"))
    case nil: break
    }
    if let axis = study.axis { estimates += try onAxis(axis) }
    for change in study.within where !isAsked(change) { estimates += try self.estimates(change) }
    return estimates
  }

  private func isAsked(_ change: SeriesChange) -> Bool {
    guard case .success(let asked) = study.asked else { return false }
    return asked.first.year == change.first.year && asked.second.year == change.second.year
      && asked.first.measure == change.first.measure && asked.second.measure == change.second.measure
  }

  private var askedWords: String {
    study.options.years.map { "change of \(study.selection.words) from \($0.first) to \($0.second)" } ?? ""
  }

  private var scale: Double { study.selection.quantity == .rate ? 100 : 1 }
  private var unit: String { study.selection.quantity == .rate ? "percentage points" : "persons" }

  private func estimates(_ change: SeriesChange) throws -> [Estimate] {
    let years = "from \(change.first.year) to \(change.second.year)"
    return try change.effects.map { effect in
      let quantity =
        effect.part == .whole
        ? "change of \(study.selection.words) \(years)"
        : "part of the change of \(study.selection.words) \(years)"
      return try Estimate(
        quantity: quantity, unit: unit, method: SeriesEstimates.method(change),
        domain: effect.part == .whole ? [] : [DomainLabel(variable: "due to", value: effect.part.rawValue)],
        outcome: .estimated(value: effect.value * scale, uncertainty: try uncertainty(effect, change)),
        diagnostics: diagnostics(change, effect), provenance: provenance)
    }
  }

  static func method(_ change: SeriesChange) -> String {
    switch change.basis {
    case .oneMeasure: "figures by '\(change.first.measure)'"
    case .linked(let ratio, let how):
      "figures by '\(change.first.measure)' and '\(change.second.measure)'; ratio \(ShortestFour.text(ratio)), \(how)"
    case .unlinked: "figures by '\(change.first.measure)' and '\(change.second.measure)', which nothing links"
    }
  }

  private func uncertainty(_ effect: SeriesChange.Effect, _ change: SeriesChange) throws -> Uncertainty {
    if let error = effect.standardError {
      let quantile = study.intervalQuantile
      return .sampling(
        standardError: error * scale, degreesOfFreedom: nil,
        interval: try Interval(
          kind: .symmetricQuantile, level: study.options.level,
          lower: (effect.value - quantile * error) * scale, upper: (effect.value + quantile * error) * scale))
    }
    if let bounds = effect.bounds {
      return .intervalOnly(
        try Interval(
          kind: .roundingBounds, level: 1, lower: bounds.lowerBound * scale, upper: bounds.upperBound * scale)
      )
    }
    return .unavailable(
      reason: "the figures have no standard errors that reach this part, or a stated ratio enters it")
  }

  private func diagnostics(_ change: SeriesChange, _ effect: SeriesChange.Effect) -> [Diagnostic] {
    var diagnostics = FigureDoubts.diagnostics(change.status)
    switch change.basis {
    case .oneMeasure: break
    case .linked(_, let how):
      diagnostics.append(
        Diagnostic(
          .aggregationMethodChanged, severity: .warning,
          "the two figures are by different definitions or editions; the ratio between them is \(how), and holds for that "
            + "alone"))
    case .unlinked:
      diagnostics.append(
        Diagnostic(
          .aggregationMethodChanged, severity: .warning,
          "NOT COMPARABLE: the two figures are by different definitions or editions, and part of the difference is that "
            + "and no change"))
    }
    if effect.part != .whole, change.composition == nil,
      change.first.population == nil || change.second.population == nil
    {
      diagnostics.append(
        Diagnostic(
          .aggregationDenominatorYear, severity: .note,
          "no population was given; it is the one that number and rate imply"
            + ([change.first, change.second].contains { $0.impliedPopulation == nil }
              ? ", for one year those of the other edition" : "")))
    }
    return diagnostics
  }

  private func onAxis(_ axis: SeriesAxis) throws -> [Estimate] {
    let quantity = "\(study.selection.words), by '\(axis.measure)'"
    switch axis.outcome {
    case .failure(let error): return [try refused(error, quantity: quantity, method: "on one axis")]
    case .success(let series):
      return try series.points.map { point in
        let isOwn = study.selection.point(point.year, axis.measure) != nil
        let uncertainty: Uncertainty
        if let error = point.standardError {
          let quantile = study.intervalQuantile
          uncertainty = .sampling(
            standardError: error * scale, degreesOfFreedom: nil,
            interval: try Interval(
              kind: .symmetricQuantile, level: study.options.level,
              lower: (point.value - quantile * error) * scale,
              upper: (point.value + quantile * error) * scale))
        } else {
          uncertainty = .unavailable(reason: "the figure has no standard error")
        }
        var diagnostics = FigureDoubts.diagnostics(status(of: point.year))
        if !isOwn {
          diagnostics.append(
            Diagnostic(
              .aggregationMethodChanged, severity: .warning,
              "the figure was brought here by a ratio between two definitions or editions"))
        }
        return try Estimate(
          quantity: quantity, unit: study.selection.unit, method: isOwn ? "as published" : "through a link",
          domain: [DomainLabel(variable: "year", value: "\(point.year)")],
          outcome: .estimated(value: point.value * scale, uncertainty: uncertainty),
          diagnostics: diagnostics, provenance: provenance)
      }
    }
  }

  private func status(of year: Int) -> VerificationStatus {
    .worst(study.selection.points.filter { $0.year == year }.map(\.status))
  }

  private func refused(_ error: GlobalEstimateError, quantity: String, method: String) throws -> Estimate {
    guard case .refused(let refusal) = error else { throw error }
    return try Estimate(
      quantity: quantity, unit: unit, method: method, outcome: .refused(refusal), provenance: provenance)
  }

  private var provenance: Provenance { Provenance(inputs: [study.table.record]) }
}

/// A ratio with four digits, for a sentence.
enum ShortestFour {
  static func text(_ ratio: Double) -> String {
    guard ratio.isFinite, abs(ratio) < 1e9 else { return "\(ratio)" }
    return "\((ratio * 10_000).rounded() / 10_000)"
  }
}
