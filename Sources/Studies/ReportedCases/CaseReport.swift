internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension CaseStudy {
  package func result() -> StudyResult {
    let headline = DomainTable.table(
      "estimates", title: title, [estimate], level: options.level, source: sourceLine,
      notes: [Self.disclaimer] + (input.isSynthetic ? ["SYNTHETIC DATA: the lists are invented."] : []))
    var summary = [headline, strata]
    if let methods { summary.append(methods) }
    summary.append(WarningTable.table([estimate], source: sourceLine))
    return StudyResult(
      study: "cases", title: title, settings: settings, inputs: input.records.map(disclosure.published),
      estimates: [estimate],
      verdicts: [],
      document: document(headline), summary: summary,
      // The estimates are rounded already where counts are held back.
      release: StudyRelease(cells: published, isRestricted: false))
  }

  var title: String { "\(options.subject)\(input.isSynthetic ? " (synthetic data)" : "")" }

  var sourceLine: String {
    "computed by this program from \(input.records.map(\.name).joined(separator: ", "))"
      + (input.isSynthetic ? "; synthetic data" : "")
  }

  var settings: [StudyResult.Setting] {
    var settings = [
      StudyResult.Setting(name: "draws", value: .whole(options.draws)),
      StudyResult.Setting(name: "estimator", value: .text(options.estimator.rawValue)),
      StudyResult.Setting(name: "foldsCaseAndBlanks", value: .text(options.folds ? "yes" : "no")),
      StudyResult.Setting(name: "level", value: .number(options.level)),
      StudyResult.Setting(name: "matchedBy", value: .text(input.keyColumns.joined(separator: ", "))),
      StudyResult.Setting(name: "resolves", value: .text(options.resolves ? "yes" : "no")),
      StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
      StudyResult.Setting(name: "smallCounts", value: .whole(options.threshold)),
      StudyResult.Setting(name: "strata", value: .text(input.strataColumns.joined(separator: ", "))),
    ]
    if let mean = options.victimsPerCase {
      settings.append(
        StudyResult.Setting(name: "victimsPerCase", value: .numbers([mean.value, mean.standardError])))
    }
    if let duration = options.duration {
      settings.append(
        StudyResult.Setting(name: "duration", value: .numbers([duration.value, duration.standardError])))
    }
    if let period = options.period {
      settings.append(StudyResult.Setting(name: "period", value: .number(period)))
    }
    return settings.sorted { $0.name < $1.name }
  }

  /// The strata with what may be shown of them.
  private var strata: Table {
    let style = NumberStyle.estimatedCount
    return Table(
      "strata", title: "Cases and victims by stratum",
      columns: [
        TableColumn(
          "stratum", input.strataColumns.isEmpty ? "Stratum" : input.strataColumns.joined(separator: ", "),
          .text),
        TableColumn("first", "First list"), TableColumn("second", "Second list"),
        TableColumn("common", "On both"),
        TableColumn("cases", "Cases, estimated"), TableColumn("cases_error", "Standard error"),
        TableColumn("victims_per_case", "Victims per case"), TableColumn("victims", "Victims"),
        TableColumn("victims_error", "Standard error"),
      ],
      rows: input.matching.strata.enumerated().map { index, stratum in
        let result = fit?.results[index]
        let mean = fit?.strata[index].victimsPerCase
        func detail(_ value: Double?, _ style: NumberStyle) -> Cell {
          guard let value else { return .absent(.refused) }
          return disclosure.isShown[index]
            ? .number(disclosure.published(value), style) : .absent(.suppressed)
        }
        func number(_ value: Double?) -> Cell {
          guard let value else { return .absent(.refused) }
          return showsVictims(index) ? .number(disclosure.published(value), style) : .absent(.suppressed)
        }
        let cells: [Cell] = [
          .text(stratum.name), disclosure.cell(stratum.first, index), disclosure.cell(stratum.second, index),
          disclosure.cell(stratum.common, index), detail(result?.cases, style),
          detail(result?.casesStandardError, style),
          mean?.standardError == 0 ? .absent(.notApplicable) : detail(mean?.value, .decimal(2)),
          number(result?.victims), number(result?.victimsStandardError),
        ]
        return TableRow(cells)
      },
      notes: disclosure.showsAll
        ? []
        : [
          "[c]: held back, because a count of the stratum is below \(options.threshold). What is held back is in the "
            + "total."
        ], source: sourceLine)
  }

  /// Whether the victims of a stratum may be shown: where its counts may, or where they rest on the numbers of enough
  /// reports and so do not tell the number of cases.
  private func showsVictims(_ index: Int) -> Bool {
    disclosure.isShown[index]
      || (input.hasVictims && options.victimsPerCase == nil
        && input.matching.strata[index].victims.count >= options.threshold)
  }

  /// The two estimators and the two intervals side by side.
  private var methods: Table? {
    guard let fit, let simulated else { return nil }
    let style = NumberStyle.estimatedCount
    func published(_ interval: Interval) -> Cell {
      .range(disclosure.published(interval.lower), interval.finiteUpper.map(disclosure.published), style)
    }
    var rows: [TableRow] = []
    for (estimate, simulated) in [(fit, Optional(simulated)), (other, nil)] {
      guard let estimate, let delta = try? estimate.deltaInterval(level: options.level) else { continue }
      rows.append(
        TableRow([
          .text(estimate.estimator.rawValue), .number(disclosure.published(estimate.total), style),
          .number(disclosure.published(estimate.standardError), style), published(delta),
          simulated.map(published) ?? .absent(.notApplicable),
        ]))
    }
    return Table(
      "methods", title: "Both estimators, by the delta method and by repeating the searches",
      columns: [
        TableColumn("estimator", "Estimator", .text), TableColumn("total", "Total"),
        TableColumn("standard_error", "Standard error"),
        TableColumn("delta", "Interval, delta method", isRange: true),
        TableColumn("simulated", "Interval, searches repeated", isRange: true),
      ], rows: rows,
      notes: [
        "Lincoln and Petersen's estimator is too high in small samples; Chapman's is unbiased when the lists together are "
          + "as large as the population, and too low when few cases are on both."
      ], source: sourceLine)
  }

  private func document(_ headline: Table) -> Document {
    var first: [Block] = []
    if input.isSynthetic {
      first.append(
        .callout(Callout(.synthetic, "The lists are invented. No person, case or country in them is real.")))
    }
    if let refusal = estimate.refusal {
      first.append(.callout(Callout(.warning, RichText("\(refusal.code.rawValue): \(refusal.reason)."))))
    } else {
      first.append(.keyFigures([KeyFigures.of(estimate, label: title)]))
    }
    first += [.callout(Callout(.analysis, RichText(Self.disclaimer))), .table(headline)]
    var second: [Block] = [
      .paragraph(RichText(method)), .table(strata),
    ]
    if let figure { second.append(.figure(figure)) }
    if let methods { second.append(.table(methods)) }
    var closing: [Block] = [
      .table(WarningTable.table([estimate], source: sourceLine)), .heading("Limitations"),
      .list([
        "Cases that nobody reports are in no list and in no estimate: the figure is a minimum.",
        "The two searches have to be independent. Teams that read the same newspapers find the same cases, and the "
          + "estimate is then too low.",
        "Every case of a stratum has to be as easy to find as another. Large and shocking cases are easier; they are also "
          + "those with many victims.",
        "A missed match makes the estimate too high, a false one too low.",
      ]), .heading("Methods"), .list(estimate.provenance.citations.map { RichText($0.text) }),
      .heading("Data"),
    ]
    for record in input.records.map(disclosure.published) {
      closing.append(
        .paragraph(
          RichText(
            record.rowCount < options.threshold
              ? record.name : "\(record.name), SHA-256 \(record.sha256).")))
    }
    if !input.notes.isEmpty { closing.append(.list(input.notes.map { RichText($0) })) }
    return Document(
      title: title, subtitle: "Reported-case sampling: two lists, \(input.matching.strata.count) strata",
      sections: [
        Section("headline", "Total", first), Section("by-stratum", "Strata and method", second),
        Section("closing", "Warnings, limitations and data", closing),
      ])
  }

  private var method: String {
    var words =
      "Cases of the two lists are matched by \(input.keyColumns.joined(separator: ", ")). In each stratum the number of "
      + "cases is estimated by \(options.estimator.rawValue)'s formula from those on one list and on both"
    words +=
      input.hasVictims || options.victimsPerCase != nil ? ", times the mean number of victims of a case" : ""
    if let period = options.period {
      let years = ShortestNumber.text(period)
      words +=
        ", times the mean duration over the \(years) years of the search (a flow into a stock; right where the flow is "
        + "steady)"
    }
    return words + "; strata are added up, each factor with its own error."
  }

  private var figure: Figure? {
    guard let fit else { return nil }
    let shown = fit.results.indices.filter(showsVictims)
    guard !shown.isEmpty else { return nil }
    return Figure(
      "victims-by-stratum", title: "\(title) by stratum",
      description: "\(shown.count) of \(fit.results.count) strata are drawn.",
      content: .bars(
        BarChart(
          axis: Axis(Self.unit(input, options), style: .estimatedCount),
          bars: fit.results.enumerated().map { index, result in
            shown.contains(index)
              ? BarChart.Bar(label: result.name, value: disclosure.published(result.victims))
              : BarChart.Bar(label: result.name, absence: .suppressed)
          })), source: sourceLine)
  }
}
