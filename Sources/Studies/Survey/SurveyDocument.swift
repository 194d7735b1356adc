internal import Estimates
internal import Reporting
internal import Survey

/// The report of a survey analysis.
struct SurveyDocument {
  let tables: SurveyTables
  let figures: SurveyFigures
  let results: SurveyResults

  private var options: SurveyOptions { figures.options }

  var document: Document {
    var sections = [Section("sample", "The sample", sampleBlocks)]
    for (place, table) in tables.estimateTables.enumerated() {
      var blocks: [Block] = [.table(table)]
      if let figure = plot(place) { blocks.append(.figure(figure)) }
      sections.append(Section("statistic-\(place + 1)", table.title, blocks))
    }
    if let table = tables.contrastTable {
      sections.append(Section("differences", "Differences", [.table(table)]))
    }
    if let table = tables.magnitudeTable {
      sections.append(Section("magnitude", "How many people", [.table(table)]))
    }
    if !tables.crossTables.isEmpty {
      sections.append(Section("associations", "Associations", tables.crossTables.map { .table($0) }))
    }
    if let table = tables.boundsTable {
      sections.append(Section("missing", "Missing answers", [.table(table)]))
    }
    sections.append(Section("method", "How it was computed", methodBlocks))
    return Document(
      title: (results.sample.isSynthetic ? SyntheticSurvey.titleMark : "") + "Survey estimates",
      subtitle: "From \(figures.sample.record.name)", sections: sections)
  }

  private var isImputed: Bool { results.sample.isImputed }

  private var sampleBlocks: [Block] {
    var blocks: [Block] = [.table(tables.sampleTable)]
    if results.sample.isSynthetic {
      blocks.insert(.callout(Callout(.synthetic, RichText(SyntheticSurvey.explanation))), at: 0)
    }
    for doubt in figures.sampleDiagnostics where doubt.severity > .note {
      blocks.append(.callout(Callout(.warning, RichText("\(doubt.code.rawValue): \(doubt.message)."))))
    }
    return blocks
  }

  /// The domains of a statistic with their intervals; nil where there is nothing to compare.
  private func plot(_ place: Int) -> Figure? {
    let rows = figures.figures.filter { $0.request == place }
    let statistic = results.statistics[place]
    let shown = rows.filter { $0.estimate.uncertainty?.interval != nil && $0.status != .suppressed }
    guard shown.count > 1, rows.count <= 60 else { return nil }
    let factor = statistic.isProportion ? 100.0 : 1
    let style = NumberStyle.decimal(
      SurveyTables.decimals(rows, factor: factor, least: statistic.isProportion ? 1 : 0))
    let level = SurveyTables.percent(options.level)
    let ordered = rows.filter { $0.breakdown.isEmpty } + rows.filter { !$0.breakdown.isEmpty }
    return Figure(
      "intervals-\(place + 1)", title: "\(tables.estimateTables[place].title), with \(level) intervals",
      description: description(shown, factor, style),
      content: .intervals(
        IntervalPlot(
          axis: Axis(statistic.name + (statistic.isProportion ? " (%)" : ""), style: style),
          entries: ordered.map { row in
            let interval = row.status == .suppressed ? nil : row.estimate.uncertainty?.interval
            return IntervalPlot.Entry(
              group: row.breakdown.joined(separator: " by "), label: row.domainName,
              point: row.value.map { $0 * factor },
              interval: interval.map {
                IntervalPlot.Span($0.lower * factor, $0.finiteUpper.map { $0 * factor })
              },
              note: row.status == .suppressed ? "suppressed" : interval == nil ? "no interval" : nil,
              isPublished: true)
          }, filledName: "design-based estimate")),
      source: tables.source)
  }

  private func description(_ rows: [SurveyFigure], _ factor: Double, _ style: NumberStyle) -> String {
    let sorted = rows.filter { !$0.domain.isEmpty }.sorted { ($0.value ?? 0) < ($1.value ?? 0) }
    guard let lowest = sorted.first, let highest = sorted.last, let low = lowest.value,
      let high = highest.value
    else { return "One estimate with its interval." }
    return
      "The lowest is \(lowest.domainName) at \(style.text(low * factor)), the highest \(highest.domainName) at "
      + "\(style.text(high * factor))."
  }

  private var methodBlocks: [Block] {
    var sentences: [RichText] = [
      RichText(
        results.sample.methods.contains { $0.hasPrefix("variances") }
          ? "Standard errors come from replicate weights."
          : "Standard errors are by Taylor linearisation over the sampling units of the first stage within strata, with "
            + "finite population corrections where sizes were given."),
      "A domain keeps the whole design: rows outside it have weight 0 and are not deleted. Its degrees of freedom are "
        + "the sampling units with members less the strata with members.",
      RichText(
        "Proportions have \(options.interval.rawValue) intervals, others Student's t. With nobody or everybody in the "
          + "sample having the attribute, the limit is exact (Korn and Graubard)."),
      "Design effects compare with a simple random sample of the same size drawn with replacement, so that weights need "
        + "not add up to a population.",
    ]
    sentences += results.sample.methods.map { RichText($0.prefix(1).uppercased() + $0.dropFirst() + ".") }
    return [
      .list(sentences),
      .list(SurveySources.citations(options, isImputed: isImputed).map { RichText($0.text) }),
    ]
  }
}
