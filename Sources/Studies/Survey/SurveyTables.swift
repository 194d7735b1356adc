internal import Estimates
internal import Glibc
internal import Reporting
internal import Survey

/// The tables of a survey analysis, as people read them.
struct SurveyTables {
  let figures: SurveyFigures
  let results: SurveyResults
  let source: String

  private var options: SurveyOptions { figures.options }
  private var sample: SurveyResults.Sample { figures.sample }

  /// Stands before the title of what comes from an invented survey.
  private var mark: String { sample.isSynthetic ? SyntheticSurvey.titleMark : "" }

  /// In the order of a terminal.
  var all: [Table] {
    [sampleTable] + estimateTables + (contrastTable.map { [$0] } ?? []) + (magnitudeTable.map { [$0] } ?? [])
      + crossTables + (boundsTable.map { [$0] } ?? [])
  }

  // MARK: the sample

  var sampleTable: Table {
    var rows: [(String, Cell)] = [
      ("Rows", .number(Double(sample.rowCount), .count)),
      ("Strata", .number(Double(sample.strata), .count)),
      (
        sample.hasClusters ? "Primary sampling units" : "Sampling units (rows)",
        .number(Double(sample.units), .count)
      ),
      (
        "Population size (sum of weights)",
        .number(sample.weightSum, .decimal(sample.weightSum < 1e6 ? 1 : 0))
      ),
      ("Degrees of freedom of the design", .number(sample.degreesOfFreedom, .count)),
    ]
    if case .equal = options.weight, options.profile == nil {
      rows.append(("Weights", .text("none: every row counts alike")))
    }
    if let responded = sample.responded {
      rows.append(("Responded", .text("\(responded.count) of \(responded.asked) asked")))
    }
    if let rate = figures.responseRate { rows.append(("Response rate", .number(rate * 100, .percent))) }
    for condition in options.conditions { rows.append(("Population of interest", .text(condition.name))) }
    rows.append(
      (
        "Standard errors",
        .text(sample.methods.first { $0.hasPrefix("variances") } ?? "Taylor linearisation, \(lonelyRule)")
      ))
    for method in sample.methods where !method.hasPrefix("variances") {
      rows.append(("Adjusted", .text(method)))
    }
    let notes =
      figures.sampleDiagnostics.map { "\($0.code.rawValue): \($0.message)." }
      + sample.notes.map { $0.hasSuffix(".") ? $0 : "\($0)." }
    return Table(
      "sample", title: mark + "The sample: \(sample.record.name)",
      columns: [TableColumn("what", "What", .text), TableColumn("value", "Value")],
      rows: rows.map { TableRow([.text($0.0), $0.1]) }, notes: notes, source: source)
  }

  private var lonelyRule: String {
    switch options.lonelyPSU {
    case .fail: "a stratum with one PSU is refused"
    case .certainty: "a single PSU counts as certain"
    case .centreOnGrandMean: "a single PSU is centred on the mean of all"
    case .average: "a single PSU gets the average variance"
    case .collapse: "a stratum with a single PSU is joined to its neighbour"
    }
  }

  // MARK: estimates

  var estimateTables: [Table] {
    results.statistics.indices.map { place in table(place, figures.figures.filter { $0.request == place }) }
  }

  private func table(_ place: Int, _ rows: [SurveyFigure]) -> Table {
    let statistic = results.statistics[place]
    let factor = statistic.isProportion ? 100.0 : 1
    let decimals = Self.decimals(rows, factor: factor, least: statistic.isProportion ? 1 : 0)
    let style = NumberStyle.decimal(decimals)
    // One digit more than the estimate, except where both are whole thousands of people.
    let smallest = rows.compactMap(\.standardError).filter { $0 > 0 }.min() ?? 0
    let errorStyle = NumberStyle.decimal(decimals == 0 && smallest * factor >= 10 ? 0 : min(decimals + 1, 9))
    let unit = statistic.isProportion ? "%" : ""
    let level = SurveyTables.percent(options.level)
    return Table(
      "estimates-\(place + 1)", title: mark + title(statistic),
      columns: [
        TableColumn("domain", "Domain", .text), TableColumn("estimate", "Estimate", unit: unit),
        TableColumn("standard_error", "Standard error", unit: unit),
        TableColumn("interval", "\(level) interval", unit: unit, isRange: true),
        TableColumn("design_effect", "Design effect"),
        TableColumn("effective_sample_size", "Effective n"),
        TableColumn("coefficient_of_variation", "CV", unit: "%"),
        TableColumn("sample_size", "Cases", unit: "unweighted"),
        TableColumn("degrees_of_freedom", "df"), TableColumn("warnings", "Warnings", .text),
      ],
      rows: (rows.filter { !$0.domain.isEmpty } + rows.filter(\.domain.isEmpty)).map { row in
        TableRow(
          group: Self.group(row.breakdown), role: row.domain.isEmpty && rows.count > 1 ? .total : .body,
          [
            .text(row.domainName), value(row, factor, style),
            number(row, row.standardError.map { $0 * factor }, errorStyle), interval(row, factor, style),
            number(row, row.designEffect, .decimal(2)), number(row, row.effectiveSampleSize, .count),
            number(row, row.variation.map { $0 * 100 }, .decimal(1)),
            .number(Double(row.sampleSize), .count),
            row.degreesOfFreedom.map { .number($0, .decimal($0 == $0.rounded() ? 0 : 1)) }
              ?? .absent(.notApplicable),
            .text(Self.codes(row.doubts)),
          ])
      },
      notes: notes(rows), source: source)
  }

  private func title(_ statistic: SurveyResults.Statistic) -> String {
    let name = statistic.name
    let what = name.prefix(1).uppercased() + name.dropFirst()
    return options.by.isEmpty ? what : "\(what), by \(options.by.joined(separator: " and "))"
  }

  private static func group(_ columns: [String]) -> String { columns.joined(separator: " by ") }

  /// Decimals with which most standard errors show two digits.
  static func decimals(_ rows: [SurveyFigure], factor: Double, least: Int) -> Int {
    let errors = rows.compactMap(\.standardError).filter { $0 > 0 && $0.isFinite }.sorted()
    guard !errors.isEmpty else { return least + 1 }
    let typical = errors[errors.count / 2] * factor
    return min(8, max(least, Int((0 - log10(typical)).rounded(.up))))
  }

  private func value(_ row: SurveyFigure, _ factor: Double, _ style: NumberStyle) -> Cell {
    guard let value = row.value.map({ $0 * factor }) else { return .text(suppressionSign) }
    switch row.status {
    case .parentheses: return .text("(\(style.text(value)))")
    case .caution: return .number(value, style, marks: [Self.caution])
    case .published, .suppressed: return .number(value, style)
    }
  }

  private func interval(_ row: SurveyFigure, _ factor: Double, _ style: NumberStyle) -> Cell {
    guard row.status != .suppressed else { return .text(suppressionSign) }
    guard let interval = row.estimate.uncertainty?.interval else { return .absent(.notApplicable) }
    let upper = interval.finiteUpper.map { $0 * factor }
    if row.status == .parentheses {
      return .text("(\(style.text(lower: interval.lower * factor, upper: upper)))")
    }
    return .range(interval.lower * factor, upper, style)
  }

  private func number(_ row: SurveyFigure, _ value: Double?, _ style: NumberStyle) -> Cell {
    if row.status == .suppressed { return .text(suppressionSign) }
    guard let value, value.isFinite else { return .absent(.notApplicable) }
    return .number(value, style)
  }

  private var suppressionSign: String { options.standard == .statcan ? "F" : "*" }

  private static let caution = Mark(
    "E", "use with caution: the coefficient of variation is between 16.6 % and 33.3 %")

  private static func codes(_ doubts: [Diagnostic]) -> String {
    var seen: [String] = []
    for doubt in doubts where doubt.severity > .note && !seen.contains(doubt.code.rawValue) {
      seen.append(doubt.code.rawValue)
    }
    return seen.joined(separator: " ")
  }

  /// The conventional footnotes, then the condition of every code that a row carries, once.
  private func notes(_ rows: [SurveyFigure]) -> [String] {
    var notes: [String] = []
    if rows.contains(where: { $0.status == .parentheses }) {
      notes.append("( ) Figures that are based on 25 to 49 unweighted cases.")
    }
    if rows.contains(where: { $0.status == .suppressed }) { notes.append(suppressionNote) }
    var seen: [WarningCode] = []
    for doubt in rows.flatMap(\.doubts) where doubt.severity > .note && !seen.contains(doubt.code) {
      seen.append(doubt.code)
      notes.append("\(doubt.code.rawValue): \(doubt.code.entry.condition).")
    }
    for row in rows {
      if case .unavailable(let reason)? = row.estimate.uncertainty {
        notes.append("No interval for \(row.domainName): \(reason).")
      }
      if let refusal = row.estimate.refusal, !seen.contains(refusal.code) || row.doubts.isEmpty {
        notes.append("\(row.domainName): \(refusal.reason).")
      }
    }
    return notes
  }

  private var suppressionNote: String {
    switch options.standard {
    case .mics: "* Figures that are based on fewer than 25 unweighted cases have been suppressed."
    case .nchs:
      "* Does not meet the NCHS standards of reliability for proportions (Vital and Health Statistics 2-175)."
    case .statcan: "F Too unreliable to be published: the coefficient of variation is above 33.3 %."
    case .none: "* No estimate."
    }
  }

  static func percent(_ level: Double) -> String {
    NumberStyle(decimals: level * 100 == (level * 100).rounded() ? 0 : 1).text(level * 100) + " %"
  }

  // MARK: differences

  var contrastTable: Table? {
    guard !figures.contrasts.isEmpty else { return nil }
    return Table(
      "differences", title: mark + "Differences between domains",
      columns: [
        TableColumn("quantity", "Of", .text), TableColumn("difference", "Difference", .text),
        TableColumn("value", "Value"), TableColumn("standard_error", "Standard error"),
        TableColumn("interval", "\(Self.percent(options.level)) interval", isRange: true),
        TableColumn("degrees_of_freedom", "df"), TableColumn("p_value", "p"),
      ],
      rows: figures.contrasts.map { row in
        let factor = row.isProportion ? 100.0 : 1
        let error = row.estimate.uncertainty?.standardError.map { $0 * factor }
        let style = NumberStyle.decimal(
          error.map { $0 > 0 ? min(8, max(row.isProportion ? 1 : 0, Int((1 - log10($0)).rounded(.up)))) : 1 }
            ?? 1)
        let interval = row.estimate.uncertainty?.interval
        let missing: Cell = row.estimate.refusal == nil ? .absent(.notApplicable) : .text(suppressionSign)
        return TableRow([
          .text(row.quantity + (row.isProportion ? " (points of %)" : "")),
          .text("\(row.column): \(row.first) less \(row.second)"),
          row.estimate.value.map { .number($0 * factor, style) } ?? missing,
          error.map { .number($0, style) } ?? missing,
          interval.map { .range($0.lower * factor, $0.finiteUpper.map { $0 * factor }, style) } ?? missing,
          row.estimate.uncertainty?.degreesOfFreedom.map { .number($0, .decimal($0 == $0.rounded() ? 0 : 1)) }
            ?? missing,
          row.pValue.map { .number($0, .decimal(4)) } ?? missing,
        ])
      },
      notes: [
        "The covariance of domains that share sampling units is counted; several differences are not adjusted for."
      ],
      source: source)
  }

  // MARK: people

  var magnitudeTable: Table? {
    guard !figures.magnitudes.isEmpty else { return nil }
    let level = Self.percent(options.level)
    return Table(
      "magnitude", title: mark + "How many people",
      columns: [
        TableColumn("quantity", "Of", .text), TableColumn("domain", "Domain", .text),
        TableColumn("population", "Population"), TableColumn("people", "People"),
        TableColumn("standard_error", "Standard error"),
        TableColumn("interval", "\(level) interval", isRange: true),
        TableColumn("simulated", "\(level) simulated", isRange: true),
      ],
      rows: figures.magnitudes.map { row in
        let missing: Cell = row.estimate.refusal == nil ? .absent(.notApplicable) : .text(suppressionSign)
        let interval = row.estimate.uncertainty?.interval
        return TableRow([
          .text(row.quantity), .text(row.prevalence.domainName), .number(row.population.people, .count),
          row.estimate.value.map {
            row.prevalence.status == .parentheses
              ? .text("(\(NumberStyle.estimatedCount.text($0)))") : .number($0, .estimatedCount)
          } ?? missing,
          row.estimate.uncertainty?.standardError.map { .number($0, .estimatedCount) } ?? missing,
          interval.map { .range($0.lower, $0.finiteUpper, .estimatedCount) } ?? missing,
          row.simulated.map { .range($0.lower, $0.finiteUpper, .estimatedCount) } ?? missing,
        ])
      },
      notes: [
        "Prevalence times the population given, the two taken as independent; the interval is that of the prevalence "
          + "widened by the error of the population, the simulated one comes from \(options.draws) draws."
      ], source: source)
  }

  // MARK: associations

  var crossTables: [Table] {
    results.crosses.enumerated().flatMap { place, cross in [cells(cross, place), tests(cross, place)] }
  }

  private func cells(_ cross: SurveyResults.Cross, _ place: Int) -> Table {
    let table = cross.table
    func cell(_ row: Int, _ column: Int) -> Cell {
      let cases = table.cases[row * table.columns.count + column]
      let share = NumberStyle.decimal(1)
      if options.standard == .mics, cases < SurveyThreshold.asteriskCases { return .text("*") }
      if options.standard == .mics, cases < SurveyThreshold.parenthesesCases {
        return .text("(\(share.text(table.rowShare(row, column) * 100)))")
      }
      return .number(table.rowShare(row, column) * 100, share)
    }
    return Table(
      "cross-\(place + 1)", title: mark + "\(table.columnName) by \(table.rowName), row percentages",
      columns: [TableColumn("row", table.rowName, .text)]
        + table.columns.enumerated().map { TableColumn("column_\($0 + 1)", $1, unit: "%") }
        + [TableColumn("cases", "Cases", unit: "unweighted")],
      rows: table.rows.indices.map { row in
        TableRow(
          [.text(table.rows[row])] + table.columns.indices.map { cell(row, $0) } + [
            .number(
              Double(table.columns.indices.reduce(0) { $0 + table.cases[row * table.columns.count + $1] }),
              .count)
          ])
      },
      notes: options.standard == .mics
        ? ["( ) 25 to 49 unweighted cases in the cell; * fewer than 25."] : [],
      source: source)
  }

  private func tests(_ cross: SurveyResults.Cross, _ place: Int) -> Table {
    var notes: [String] = []
    var rows: [TableRow] = []
    for test in cross.tests {
      switch test {
      case .success(let found):
        rows.append(
          TableRow([
            .text(Self.words(found.name)), .number(found.statistic, .decimal(4)),
            .number(found.numeratorDegreesOfFreedom, .decimal(2)),
            found.denominatorDegreesOfFreedom.map { .number($0, .decimal(2)) } ?? .absent(.notApplicable),
            .number(found.pValue, .decimal(5)),
          ]))
      case .failure(let error): notes.append("\(error).")
      }
    }
    return Table(
      "association-\(place + 1)",
      title: mark + "Are \(cross.table.rowName) and \(cross.table.columnName) associated?",
      columns: [
        TableColumn("test", "Test", .text), TableColumn("statistic", "Statistic"),
        TableColumn("numerator_df", "df"), TableColumn("denominator_df", "Denominator df"),
        TableColumn("p_value", "p"),
      ], rows: rows, notes: notes, source: source)
  }

  private static func words(_ test: String) -> String {
    switch test {
    case AssociationTest.raoScottF.rawValue: "Rao-Scott, second order, as F"
    case AssociationTest.raoScottChiSquared.rawValue: "Rao-Scott, first order, as chi-squared"
    case AssociationTest.adjustedWald.rawValue: "adjusted Wald, as F"
    default: test
    }
  }

  // MARK: missing answers

  var boundsTable: Table? {
    guard !figures.bounds.isEmpty else { return nil }
    return Table(
      "missing-answers", title: mark + "What those without an answer could change",
      columns: [
        TableColumn("quantity", "Of", .text), TableColumn("domain", "Domain", .text),
        TableColumn("answered", "Answered", unit: "%"),
        TableColumn("complete_cases", "Complete cases", unit: "%"),
        TableColumn("bounds", "If none or all of the others", unit: "%", isRange: true),
      ],
      rows: figures.bounds.map { row in
        TableRow([
          .text(row.quantity),
          .text(row.domain.isEmpty ? "Total" : row.domain.map(\.value).joined(separator: ", ")),
          .number(row.answered * 100, .decimal(1)), .number(row.completeCases * 100, .decimal(1)),
          .range(row.lower * 100, row.upper * 100, .decimal(1)),
        ])
      },
      notes: ["Bounds without sampling error (Manski 1989): nothing is assumed of those who did not answer."],
      source: source)
  }

  // MARK: for programs

  /// Every number of every estimate, a row each.
  func programTable(title: String) -> Table {
    Table(
      "estimates", title: title,
      columns: [
        TableColumn("quantity", "Quantity", .text), TableColumn("domain", "Domain", .text),
        TableColumn("value", "Value"), TableColumn("standard_error", "Standard error"),
        TableColumn("interval", "Interval", isRange: true), TableColumn("level", "Level"),
        TableColumn("interval_kind", "Kind of interval", .text), TableColumn("degrees_of_freedom", "df"),
        TableColumn("design_effect", "Design effect"), TableColumn("effective_sample_size", "Effective n"),
        TableColumn("coefficient_of_variation", "CV"), TableColumn("sample_size", "Cases"),
        TableColumn("weighted_size", "Weighted size"), TableColumn("missing_share", "Missing share"),
        TableColumn("status", "Status", .text), TableColumn("warnings", "Warnings", .text),
      ],
      rows: figures.figures.map { row in programRow(row.estimate, row) }
        + figures.contrasts.map { programRow($0.estimate, nil) }
        + figures.magnitudes.map { programRow($0.estimate, nil) }, source: source)
  }

  private func programRow(_ estimate: Estimate, _ figure: SurveyFigure?) -> TableRow {
    let exact = NumberStyle.decimal(6)
    func number(_ value: Double?) -> Cell {
      guard let value, value.isFinite else { return .absent(.notApplicable) }
      return .number(value, exact)
    }
    let interval = estimate.uncertainty?.interval
    return TableRow([
      .text(estimate.quantity),
      .text(estimate.domain.map { "\($0.variable): \($0.value)" }.joined(separator: "; ")),
      estimate.value.map { .number($0, exact) } ?? .absent(.refused),
      number(estimate.uncertainty?.standardError),
      interval.map { .range($0.lower, $0.finiteUpper, exact) }
        ?? .absent(estimate.refusal == nil ? .notApplicable : .refused),
      number(interval?.level), .text(interval?.kind.rawValue ?? "none"),
      number(figure?.degreesOfFreedom ?? estimate.uncertainty?.degreesOfFreedom),
      number(figure?.designEffect),
      number(figure?.effectiveSampleSize), number(figure?.variation),
      figure.map { .number(Double($0.sampleSize), .count) } ?? .absent(.notApplicable),
      number(figure?.weightedSize), number(figure?.missingShare),
      .text((figure?.status ?? (estimate.refusal == nil ? .published : .suppressed)).rawValue),
      .text(Self.codes(estimate.diagnostics)),
    ])
  }
}
