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

/// A headline number with its interval in words.
enum KeyFigures {
  static func of(_ estimate: Estimate, label: String) -> KeyFigure {
    let value = estimate.value.map { Headline.text($0) } ?? "refused"
    guard let interval = estimate.uncertainty?.interval else {
      return KeyFigure(label: label, value: value, detail: "no interval")
    }
    let upper = interval.finiteUpper.map { Headline.text($0) } ?? "no upper end"
    let level = NumberStyle(decimals: 0, suffix: " %").text(100 * interval.level)
    return KeyFigure(
      label: label, value: value,
      detail: "\(estimate.unit); \(level) interval \(Headline.text(interval.lower)) to \(upper)")
  }
}

/// Every warning of a list of estimates, with the estimates that carry it.
enum WarningTable {
  static func table(_ estimates: [Estimate], source: String) -> Table {
    struct Line {
      let code: WarningCode
      let severity: Severity
      let message: String
      var places: [String]
    }
    var lines: [Line] = []
    for estimate in estimates {
      let place = estimate.domain.last?.value ?? "all"
      var said = estimate.diagnostics.map { ($0.code, $0.severity, $0.message) }
      if let refusal = estimate.refusal { said.append((refusal.code, .refusal, refusal.reason)) }
      for (code, severity, message) in said {
        if let index = lines.firstIndex(where: { $0.code == code && $0.message == message }) {
          lines[index].places.append(place)
        } else {
          lines.append(Line(code: code, severity: severity, message: message, places: [place]))
        }
      }
    }
    let ordered = lines.enumerated().sorted { first, second in
      if first.element.severity != second.element.severity {
        return first.element.severity > second.element.severity
      }
      return first.offset < second.offset
    }
    return Table(
      "warnings", title: "Warnings",
      columns: [
        TableColumn("code", "Code", .text), TableColumn("severity", "Severity", .text),
        TableColumn("message", "What", .text), TableColumn("where", "Where", .text),
      ],
      rows: ordered.map { _, line in
        let shown = line.places.prefix(3).joined(separator: ", ")
        let more = line.places.count > 3 ? " and \(line.places.count - 3) more" : ""
        return TableRow([
          .text(line.code.rawValue), .text(line.severity.rawValue), .text(line.message + "."),
          .text(shown + more),
        ])
      }, source: source)
  }
}

/// The tables of an aggregation beside its estimates.
struct AggregationTables {
  let correlations: Table
  let agreement: Table
  let rounding: Table
  let benchmark: Table?
  let benchmarkWords: String

  init(_ study: AggregationStudy) throws {
    let nodes = study.input.hierarchy.nodes
    let count = NumberStyle.estimatedCount
    let level = study.options.level
    let tail = 0.5 * (1 - level)
    let source = study.sourceLine
    let judge = AggregationJudge(study.input, study.options, study.headline, study.parts)
    let forbidden = study.estimates.map { $0.refusal != nil }
    var rows: [TableRow] = []
    for run in study.runs {
      let root = run.totals[0]
      let exact = try run.exactQuantile(tail, of: 0, parts: study.parts).flatMap { lower in
        try run.exactQuantile(1 - tail, of: 0, parts: study.parts).map { (lower, $0) }
      }
      let moments = try root.standardDeviation.map {
        try HierarchicalTotal.momentInterval(mean: root.value, standardDeviation: $0, level: level)
      }
      rows.append(
        TableRow([
          .text(Self.name(run.correlation)),
          forbidden[0] ? .absent(.refused) : .number(root.value, count),
          forbidden[0]
            ? .absent(.refused)
            : root.standardDeviation.map { .number($0, count) } ?? .absent(.notApplicable),
          forbidden[0]
            ? .absent(.refused)
            : root.simulated.map { .range($0.quantile(tail).value, $0.quantile(1 - tail).value, count) }
              ?? .absent(.notApplicable),
          forbidden[0]
            ? .absent(.refused)
            : (exact ?? moments).map { .range($0.0, $0.1, count) } ?? .absent(.notApplicable),
          .text(exact != nil ? "exact" : moments != nil ? "log-normal with these moments" : "none"),
        ]))
    }
    var notes: [String] = []
    if !forbidden[0], let ends = judge.endpointSum(0) {
      notes.append(
        "Adding the ends of the parts' own intervals would give "
          + "\(count.text(lower: ends.lower, upper: ends.upper)): right only under full correlation (AGG-08)."
      )
    }
    correlations = Table(
      "correlations", title: "The total by correlation of the parts' errors",
      columns: [
        TableColumn("correlation", "Correlation", .text), TableColumn("total", "Total"),
        TableColumn("standard_deviation", "Standard deviation, by formula"),
        TableColumn("simulated", "Interval, simulated", isRange: true),
        TableColumn("analytic", "Interval, by formula", isRange: true),
        TableColumn("formula", "Which formula", .text),
      ], rows: rows, notes: notes, source: source)

    let shown = nodes.indices.filter { !nodes[$0].isLeaf && !forbidden[$0] }
    agreement = Table(
      "agreement",
      title: "By formula and by simulation (correlation \(ShortestNumber.text(study.options.correlation)))",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("mean", "Mean, by formula"),
        TableColumn("simulated_mean", "Mean, simulated"),
        TableColumn("mean_errors", "Apart, in Monte Carlo errors"),
        TableColumn("deviation", "Standard deviation, by formula"),
        TableColumn("simulated_deviation", "Standard deviation, simulated"),
        TableColumn("deviation_errors", "Apart, in Monte Carlo errors"),
      ],
      rows: shown.compactMap { place in
        let total = study.headline.totals[place]
        guard let simulated = total.simulated else { return nil }
        func apart(_ exact: Double, _ drawn: Double, _ error: Double) -> Cell {
          error > 0
            ? .number((drawn - exact) / error, NumberStyle(decimals: 1, signed: true))
            : .number(0, .decimal(1))
        }
        return TableRow([
          .text(nodes[place].name), .number(total.value, count), .number(simulated.mean, count),
          total.standardDeviation == nil
            ? .absent(.notApplicable) : apart(total.value, simulated.mean, simulated.meanStandardError),
          total.standardDeviation.map { .number($0, count) } ?? .absent(.notApplicable),
          .number(simulated.standardDeviation, count),
          total.standardDeviation.map {
            apart($0, simulated.standardDeviation, simulated.standardDeviationStandardError)
          } ?? .absent(.notApplicable),
        ])
      },
      notes: study.options.benchmark == .none
        ? []
        : [
          "Benchmarked figures have no formula for their error; the simulation repeats the benchmark draw by draw."
        ],
      source: source)

    let lines = AggregationRounding(study).lines.filter { !nodes[$0.place].isLeaf && !forbidden[$0.place] }
    rounding = Table(
      "rounding", title: "Rounding",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("exact", "Exact"),
        TableColumn("printed", "Printed"),
        TableColumn("sum_of_printed", "Sum of the printed parts"), TableColumn("difference", "Difference"),
      ],
      rows: lines.map { line in
        let sum = line.sumOfPrinted ?? line.printed
        return TableRow([
          .text(nodes[line.place].name),
          .number(line.exact, NumberStyle(decimals: line.exact < 1000 ? 3 : 0)),
          .number(line.printed, .count), .number(sum, .count),
          .number(sum - line.printed, NumberStyle(signed: true)),
        ])
      },
      notes: [
        lines.contains { abs(($0.sumOfPrinted ?? $0.printed) - $0.printed) > 1e-9 * abs($0.printed) }
          ? "AGG-07: the sum of rounded parts is not the rounded sum; the parts are right, and so is the total."
          : "The rounded parts add up to the rounded totals."
      ], source: source)

    guard study.options.benchmark != .none else {
      benchmark = nil
      benchmarkWords = ""
      return
    }
    benchmarkWords =
      switch study.options.benchmark {
      case .none: ""
      case .ratio:
        "Every child of a whole with a figure of its own was multiplied by one factor, in each draw anew, so that "
          + "children add up to their parent in every draw."
      case .leastSquares:
        "The gap between a whole and its children was shared among them in proportion to the variances of their "
          + "errors (Wang, Fuller and Qu 2008), in each draw anew."
      case .raking:
        "The table was fitted to its margins by iterative proportional fitting (Deming and Stephan 1940), in each "
          + "draw anew; margins whose sums differ were scaled to the sum of the first."
      }
    benchmark = Table(
      "benchmark", title: "Before and after benchmarking",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("before", "Sum of parts"),
        TableColumn("after", "Benchmarked"),
        TableColumn("change", "Change", unit: "%"),
      ],
      rows: nodes.indices.filter { !forbidden[$0] }.map { place in
        let total = study.headline.totals[place]
        return TableRow([
          .text(nodes[place].name), .number(total.unadjusted, count), .number(total.value, count),
          total.unadjusted > 0
            ? .number(100 * (total.value / total.unadjusted - 1), NumberStyle(decimals: 1, signed: true))
            : .absent(.notApplicable),
        ])
      }, source: source)
  }

  private static func name(_ correlation: Double) -> String {
    switch correlation {
    case 0: "0 (independent)"
    case 1: "1 (fully correlated)"
    default: ShortestNumber.text(correlation)
    }
  }
}
