internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension AggregationStudy {
  package func result() throws -> StudyResult {
    let tables = try refusal == nil ? AggregationTables(self) : nil
    let estimateTable = DomainTable.table(
      "estimates", title: "\(options.quantity == .rate ? "Rates" : "Totals"): \(options.subject)", estimates,
      level: options.level, source: sourceLine)
    var summary = [shortened(estimateTable)]
    if let tables { summary += [tables.correlations, tables.agreement, tables.rounding] }
    if let tables, let benchmark = tables.benchmark { summary.append(benchmark) }
    summary.append(WarningTable.table(estimates, source: sourceLine))
    return StudyResult(
      study: "aggregate", title: "\(options.subject): \(input.record.name)", settings: settings,
      inputs: [input.record], estimates: estimates, verdicts: [],
      document: document(estimateTable, tables), summary: summary)
  }

  var sourceLine: String {
    "computed by this program from \(input.record.name)" + InventedFigures.mark(input.notes)
  }

  private var settings: [StudyResult.Setting] {
    let rounding =
      switch options.rounding {
      case .significant(let figures): "\(figures) significant figures"
      case .step(let step): "multiples of \(ShortestNumber.text(step))"
      }
    return [
      StudyResult.Setting(name: "benchmark", value: .text(options.benchmark.rawValue)),
      StudyResult.Setting(name: "correlations", value: .numbers(options.correlations)),
      StudyResult.Setting(name: "draws", value: .whole(options.draws)),
      StudyResult.Setting(name: "errors", value: .text(options.shape.rawValue)),
      StudyResult.Setting(name: "level", value: .number(options.level)),
      StudyResult.Setting(name: "levels", value: .text(input.levels.joined(separator: " > "))),
      StudyResult.Setting(name: "quantity", value: .text(options.quantity.rawValue)),
      StudyResult.Setting(name: "ratePer", value: .number(options.ratePer)),
      StudyResult.Setting(name: "rounding", value: .text(rounding)),
      StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
    ]
  }

  /// A terminal shows the wholes and so many parts at most.
  private func shortened(_ table: Table) -> Table {
    let most = 40
    guard table.rows.count > most else { return table }
    let wholes = table.rows.indices.filter { !input.hierarchy.nodes[$0].isLeaf }
    let shown = wholes.count <= most ? wholes : Array(wholes.prefix(most))
    return Table(
      table.identifier, title: table.title, columns: table.columns, rows: shown.map { table.rows[$0] },
      notes: table.notes + [
        "\(table.rows.count - shown.count) further rows are in --format csv and in the report."
      ],
      source: table.source)
  }

  private func document(_ estimateTable: Table, _ tables: AggregationTables?) -> Document {
    var sections = [headlineSection(estimateTable)]
    if let tables {
      sections.append(
        Section(
          "about-uncertainty", "What the interval rests on",
          [
            .paragraph(
              "The parts' errors are independent, fully or partly correlated: nobody knows, and the interval of the "
                + "total depends on it more than on anything else. The table shows the total under each."),
            .table(tables.correlations),
            .paragraph(
              "Mean and standard deviation follow from the moments of the parts by formula; the same were simulated. "
                + "The two have to agree within the Monte Carlo error, and how many of those errors they are apart is "
                + "shown."),
            .table(tables.agreement),
          ]))
      if let benchmark = tables.benchmark {
        sections.append(
          Section(
            "about-benchmark", "Children made to agree with their parents",
            [.paragraph(RichText(tables.benchmarkWords)), .table(benchmark)]))
      }
      sections.append(
        Section(
          "about-rounding", "What rounding did",
          [
            .paragraph(
              "Each figure is rounded on its own, from its exact value. Sums of rounded parts therefore differ from "
                + "rounded sums, and no part was moved to hide it (AGG-07)."),
            .table(tables.rounding),
          ]))
    }
    sections.append(
      Section(
        "about-warnings", "Warnings and data",
        [
          .table(WarningTable.table(estimates, source: sourceLine)),
          .paragraph(
            RichText(
              "\(input.record.name), \(input.record.rowCount) rows, SHA-256 \(input.record.sha256). "
                + input.notes.joined(separator: ". "))),
        ]))
    return Document(
      title: "\(options.subject): totals by region",
      subtitle: "Aggregation of \(input.record.name)\(InventedFigures.mark(input.notes))",
      sections: sections)
  }

  private func headlineSection(_ table: Table) -> Section {
    var blocks: [Block] = []
    if let headline = estimates.first {
      if let refused = headline.refusal {
        blocks.append(.callout(Callout(.warning, RichText("\(refused.code.rawValue): \(refused.reason)."))))
      } else {
        blocks.append(.keyFigures([KeyFigures.of(headline, label: options.subject)]))
      }
    }
    blocks.append(.table(table))
    if refusal == nil, let figure = regions { blocks.append(.figure(figure)) }
    return Section("totals", "Totals", blocks)
  }

  /// The first level below the root, with intervals.
  private var regions: Figure? {
    let nodes = input.hierarchy.nodes
    let shown = (nodes.first?.children ?? []).prefix(60)
    guard !shown.isEmpty else { return nil }
    let largest = shown.filter { estimates[$0].value != nil }.max {
      (estimates[$0].value ?? 0) < (estimates[$1].value ?? 0)
    }
    return Figure(
      "regions", title: "\(options.subject) by \(nodes[shown[shown.startIndex]].level)",
      description: "The largest is \(largest.map { PlainText.line(nodes[$0].name) } ?? "none") with "
        + "\(largest.flatMap { estimates[$0].value }.map { Headline.text($0) } ?? "no figure").",
      content: .intervals(
        IntervalPlot(
          axis: Axis(estimates[0].unit, style: .estimatedCount),
          entries: shown.map { place in
            let estimate = estimates[place]
            return IntervalPlot.Entry(
              label: nodes[place].name, point: estimate.value,
              interval: estimate.uncertainty?.interval.map { IntervalPlot.Span($0.lower, $0.finiteUpper) },
              note: estimate.refusal.map { "refused: \($0.code.rawValue)" }, isPublished: false)
          })), source: sourceLine)
  }
}
