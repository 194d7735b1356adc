internal import DataLoaders
package import Estimates
package import Survey
internal import Tables

/// Computes the figures of official tables from a survey read by a profile.
package struct MICSEstimates: Sendable {
  package let survey: ProfiledSurvey
  package let design: SurveyDesign
  package let options: MICSOptions
  package let tables: [MICSTable]

  private let provenance: Provenance

  /// - Throws: `StudyOptionError` for a table that the profile does not have, `DataError` when the file has nothing
  ///   of any table, `SurveyError` from the design.
  package init(_ survey: ProfiledSurvey, provenance: Provenance, options: MICSOptions) throws {
    self.survey = survey
    self.options = options
    self.provenance = provenance
    design = try survey.design(lonelyPSU: options.lonelyPSU)
    let layouts = try Self.layouts(survey.profile, options.tables)
    var cache = Cache()
    var tables: [MICSTable] = []
    for layout in layouts {
      tables.append(
        try Self.table(layout, survey, design, options, provenance, &cache))
    }
    self.tables = tables
    guard tables.contains(where: { !$0.panels.isEmpty }) else {
      throw DataError(
        file: survey.file,
        problem: "no table can be made: \(tables.flatMap(\.notes).last ?? "the columns are missing")",
        remedy: "run 'prevalence data validate' with this profile to see what is missing")
    }
  }

  private static func layouts(
    _ profile: SurveyProfile, _ names: [String]
  ) throws(StudyOptionError) -> [SurveyProfile.TableLayout] {
    guard !profile.tables.isEmpty else {
      throw StudyOptionError(
        "the profile '\(profile.name)' has no tables; use prevalence survey, or add [[table]]")
    }
    guard !names.isEmpty else { return profile.tables }
    var found: [SurveyProfile.TableLayout] = []
    for name in names {
      guard let layout = profile.table(name) else {
        throw StudyOptionError(
          "the profile '\(profile.name)' has no table '\(name)'; it has "
            + profile.tables.map { table in
              table.name + (table.like.map { " (like \($0))" } ?? "")
            }.joined(separator: ", "))
      }
      if !found.contains(where: { $0.name == layout.name }) { found.append(layout) }
    }
    return found
  }

  /// Figures that stand in several tables are computed once.
  private struct Cache {
    struct Key: Hashable {
      let indicator: String
      let ages: ClosedRange<Int>
      let group: String
      let label: String
    }

    var cells: [Key: MICSCell] = [:]
  }

  private struct Row {
    let group: String
    let label: String
    let domain: SurveyDomain?
  }

  private static func table(
    _ layout: SurveyProfile.TableLayout, _ survey: ProfiledSurvey, _ design: SurveyDesign,
    _ options: MICSOptions,
    _ provenance: Provenance, _ cache: inout Cache
  ) throws -> MICSTable {
    var notes = layout.notes
    for absent in survey.absences where absent.kind == .breakdown && !layout.without.contains(absent.name) {
      notes.append("Left out: \(absent.title), because \(absent.reason).")
    }
    var rows = [Row(group: "", label: "Total", domain: nil)]
    for breakdown in survey.breakdowns where !layout.without.contains(breakdown.name) {
      for (label, domain) in zip(breakdown.column.labels, breakdown.domains) {
        rows.append(Row(group: breakdown.title, label: label, domain: domain))
      }
    }
    var panels: [MICSPanel] = []
    for panel in layout.panels {
      let available = panel.columns.filter { column in
        survey.indicators.contains { $0.name == column.indicator }
      }
      for column in panel.columns where !available.contains(column) {
        let reason = survey.absences.first { $0.kind == .indicator && $0.name == column.indicator }?.reason
        notes.append("Left out: \(column.title), because \(reason ?? "it cannot be made").")
      }
      guard !available.isEmpty else { continue }
      panels.append(
        try self.panel(panel, available, rows, survey, design, options, provenance, &cache))
    }
    return MICSTable(
      name: layout.name, title: layout.title, subtitle: layout.subtitle, panels: panels, notes: notes)
  }

  private static func panel(
    _ panel: SurveyProfile.TableLayout.Panel, _ columns: [SurveyProfile.TableLayout.Column], _ rows: [Row],
    _ survey: ProfiledSurvey, _ design: SurveyDesign, _ options: MICSOptions, _ provenance: Provenance,
    _ cache: inout Cache
  ) throws -> MICSPanel {
    let ages = survey.ages(panel.ages)
    let estimator = CellEstimator(
      survey: survey, design: design, options: options, provenance: provenance, ages: panel.ages, band: ages)
    var result: [MICSRow] = []
    for row in rows {
      let domain = row.domain.map { ages.intersection($0) } ?? ages
      var weighted = 0.0
      var unweighted = 0
      for i in survey.rows.indices where domain.members[i] && survey.weights[i] > 0 {
        weighted += survey.weights[i]
        unweighted += 1
      }
      // As in the official layout, a category without any child is not shown.
      guard unweighted > 0 || row.domain == nil else { continue }
      var cells: [MICSCell] = []
      for column in columns {
        let key = Cache.Key(
          indicator: column.indicator, ages: panel.ages, group: row.group, label: row.label)
        if let known = cache.cells[key] {
          cells.append(
            MICSCell(
              indicator: known.indicator, title: column.title, ages: known.ages, group: known.group,
              label: known.label, estimate: known.estimate, report: known.report, magnitude: known.magnitude))
          continue
        }
        let cell = try estimator.cell(column, group: row.group, label: row.label, domain: domain)
        cache.cells[key] = cell
        cells.append(cell)
      }
      result.append(
        MICSRow(
          group: row.group, label: row.label, weightedCount: weighted, unweightedCount: unweighted,
          cells: cells))
    }
    return MICSPanel(ages: panel.ages, count: panel.count, titles: columns.map(\.title), rows: result)
  }
}

/// Estimates one figure after the other of one age group.
private struct CellEstimator {
  let survey: ProfiledSurvey
  let design: SurveyDesign
  let options: MICSOptions
  let provenance: Provenance
  let ages: ClosedRange<Int>
  let band: SurveyDomain

  func cell(
    _ column: SurveyProfile.TableLayout.Column, group: String, label: String, domain: SurveyDomain
  ) throws -> MICSCell {
    let indicator = try survey.indicator(column.indicator)
    let estimate: SurveyEstimate
    do {
      estimate = try design.estimate(Proportion(indicator.variable), in: domain)
    } catch SurveyError.emptyDomain {
      return MICSCell(
        indicator: column.indicator, title: column.title, ages: ages, group: group, label: label,
        estimate: nil,
        report: nil, magnitude: nil)
    }
    let report = try estimate.report(
      level: options.level, proportion: options.interval, standard: options.standard, unit: "%",
      diagnostics: design.diagnostics + undecided(indicator, domain, estimate), provenance: provenance)
    return MICSCell(
      indicator: column.indicator, title: column.title, ages: ages, group: group, label: label,
      estimate: estimate, report: try percent(report, quantity(indicator)),
      magnitude: try magnitude(indicator, domain, report))
  }

  private func quantity(_ indicator: ProfiledSurvey.Indicator) -> String {
    "\(indicator.title), children age \(ages.lowerBound)-\(ages.upperBound)"
  }

  /// SVY-12 for answers that are counted as not having the attribute, which the engine cannot see.
  private func undecided(
    _ indicator: ProfiledSurvey.Indicator, _ domain: SurveyDomain, _ estimate: SurveyEstimate
  ) -> [Diagnostic] {
    guard survey.profile.missingAnswers == .countAsNo else { return [] }
    let share = survey.undecidedShare(indicator, in: domain)
    guard share > SurveyThreshold.warnedItemMissing else { return [] }
    let upper = OneDecimal.text(100 * (estimate.value + share))
    return [
      Diagnostic(
        .surveyItemMissing,
        "\(OneDecimal.text(100 * share)) % of the weighted answers do not decide it and are counted as not having "
          + "it; if all had it, the figure would be \(upper) %")
    ]
  }

  private func percent(_ report: Estimate, _ quantity: String) throws -> Estimate {
    try Estimate(
      quantity: quantity, unit: "%", method: report.method, domain: report.domain,
      outcome: scaled(report.outcome, by: 100), diagnostics: report.diagnostics, provenance: report.provenance
    )
  }

  private func scaled(_ outcome: Estimate.Outcome, by factor: Double) throws -> Estimate.Outcome {
    guard case .estimated(let value, let uncertainty) = outcome else { return outcome }
    func scaled(_ interval: Interval) throws -> Interval {
      try Interval(
        kind: interval.kind, level: interval.level, lower: interval.lower * factor,
        upper: (interval.finiteUpper ?? 1) * factor)
    }
    let changed: Uncertainty =
      switch uncertainty {
      case .sampling(let standardError, let df, let interval):
        .sampling(
          standardError: standardError * factor, degreesOfFreedom: df, interval: try scaled(interval))
      case .intervalOnly(let interval): .intervalOnly(try scaled(interval))
      case .unavailable: uncertainty
      }
    return .estimated(value: value * factor, uncertainty: changed)
  }

  /// The share of those who are in the domain and have the attribute, among the smallest age group whose size is
  /// given, times that size: magnitudes of parts then add up to that of the whole.
  private func magnitude(
    _ indicator: ProfiledSurvey.Indicator, _ domain: SurveyDomain, _ report: Estimate
  ) throws -> Estimate? {
    let holding = options.populations.filter {
      $0.ages.lowerBound <= ages.lowerBound && $0.ages.upperBound >= ages.upperBound
    }
    guard let population = holding.min(by: { $0.ages.count < $1.ages.count }) else { return nil }
    let quantity = "Number of children: \(quantity(indicator))"
    if let refusal = report.refusal {
      return try Estimate(
        quantity: quantity, unit: "children", method: "prevalence times population", domain: report.domain,
        outcome: .refused(refusal), diagnostics: report.diagnostics, provenance: report.provenance)
    }
    let whole = population.ages == ages ? band : survey.ages(population.ages)
    let variable = SurveyVariable(
      indicator.variable.name,
      zip(indicator.variable.values, domain.members).map { $1 ? $0 : 0 }, present: indicator.variable.present)
    let share = try design.estimate(Proportion(variable), in: whole)
    let magnitude = try Magnitude(
      prevalence: share, population: population.value, populationStandardError: population.standardError)
    let uncertainty: Uncertainty
    if share.degreesOfFreedom <= 0 || (share.standardError == 0 && share.value > 0 && share.value < 1) {
      uncertainty = .unavailable(reason: "the sample shows no error of the prevalence")
    } else if share.value == 0 || share.value == 1 {
      uncertainty = .intervalOnly(try magnitude.interval(level: options.level, proportion: options.interval))
    } else {
      uncertainty = .sampling(
        standardError: magnitude.standardError, degreesOfFreedom: share.degreesOfFreedom,
        interval: try magnitude.interval(level: options.level, proportion: options.interval))
    }
    return try Estimate(
      quantity: quantity, unit: "children",
      method:
        "share of children age \(population.ages.lowerBound)-\(population.ages.upperBound), times their number, "
        + "design-based (\(options.interval.rawValue) interval)", domain: report.domain,
      outcome: .estimated(value: magnitude.value, uncertainty: uncertainty), diagnostics: report.diagnostics,
      provenance: report.provenance)
  }
}

/// One decimal, for sentences.
enum OneDecimal {
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return String(value) }
    return plain((value * 10).rounded() / 10)
  }
}
