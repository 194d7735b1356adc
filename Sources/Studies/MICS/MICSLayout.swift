internal import Estimates
internal import Reporting
internal import Survey

/// The official tables, their sampling errors and their magnitudes as tables of a report.
struct MICSLayout {
  let tables: [MICSTable]
  let options: MICSOptions
  let source: String
  /// A mark of synthetic data for every title; empty for data of people.
  let titleMark: String

  private var marks: PublicationMarks { PublicationMarks(standard: options.standard) }
  private static let percentStyle = NumberStyle.decimal(1)

  // MARK: The official layout

  /// Percentages by background characteristic, with the number of children behind them.
  func official(_ table: MICSTable) -> Table {
    part(table, columns: Array(columns(table).indices), number: 0)
  }

  /// The same in parts that a terminal can show, each with all rows; a rule above the first row is one too many there.
  func parts(_ table: MICSTable) -> [Table] {
    let columns = columns(table)
    func width(_ index: Int) -> Int {
      let words = columns[index].column.title.split(separator: " ").map(\.count)
      return max(words.max() ?? 0, Self.narrowest) + 2
    }
    var parts: [[Int]] = []
    var used = 0
    for number in table.panels.indices {
      let panel = columns.indices.filter { columns[$0].panel == number }
      // A panel stays in one part where it can.
      var startsPart = used + panel.reduce(0) { $0 + width($1) } > Self.widest
      for index in panel {
        if parts.isEmpty || startsPart || used + width(index) > Self.widest {
          parts.append([])
          (used, startsPart) = (0, false)
        }
        parts[parts.count - 1].append(index)
        used += width(index)
      }
    }
    return parts.enumerated().map { part(table, columns: $1, number: $0 + 1, of: parts.count) }
  }

  /// Room for the columns of a part beside those of the rows' names, and for the smallest column, in characters.
  private static let widest = 72
  private static let narrowest = 6

  private struct OfficialColumn {
    let column: TableColumn
    let panel: Int
    let cell: @Sendable (MICSRow) -> Cell
  }

  private func columns(_ table: MICSTable) -> [OfficialColumn] {
    var columns: [OfficialColumn] = []
    let marks = marks
    for (number, panel) in table.panels.enumerated() {
      let headings = MICSHeadings(panel.titles)
      for (place, title) in panel.titles.enumerated() {
        let indicator = panel.rows.first?.cells[place].indicator ?? ""
        columns.append(
          OfficialColumn(
            column: TableColumn(
              key(indicator, panel.ages), title, unit: "%", heading: headings.columns[place]),
            panel: number,
            cell: { marks.cell($0.cells[place].report, style: Self.percentStyle) }))
      }
      columns.append(
        OfficialColumn(
          column: TableColumn(
            "children_\(key(panel.ages))", panel.count,
            heading: headings.whole.map { .init(over: $0, "Children") }),
          panel: number, cell: { .number($0.weightedCount, .count) }))
      columns.append(
        OfficialColumn(
          column: TableColumn(
            "unweighted_\(key(panel.ages))", "Cases", heading: headings.whole.map { .init(over: $0, "Cases") }
          ),
          panel: number, cell: { .number(Double($0.unweightedCount), .count) }))
    }
    return columns
  }

  private func part(_ table: MICSTable, columns chosen: [Int], number: Int, of count: Int = 1) -> Table {
    let columns = chosen.map { self.columns(table)[$0] }
    let reports = table.panels.flatMap(\.rows).flatMap(\.cells).compactMap(\.report)
    let isLast = number == 0 || number == count
    return Table(
      identifier(table.name) + (number > 1 ? "-part-\(number)" : ""),
      title: titleMark + "Table \(table.name): \(table.title)"
        + (count > 1 ? " (\(number) of \(count))" : ""),
      columns: [TableColumn("category", "", .text)] + columns.map(\.column),
      rows: places(table).map { place in
        TableRow(
          group: place.group, role: place.group.isEmpty && number == 0 ? .total : .body,
          [.text(place.label)]
            + columns.map { column in
              table.panels[column.panel].rows.first { $0.group == place.group && $0.label == place.label }
                .map(column.cell) ?? .absent(.notApplicable)
            })
      },
      notes: isLast
        ? (table.subtitle.isEmpty ? [] : [table.subtitle + "."])
          + ["Numbers of children are weighted; cases are interviews, unweighted."] + marks.notes(reports)
          + table.notes
        : [],
      source: source)
  }

  /// The rows of all panels, by group and label in the order of the first panel that has them.
  private func places(_ table: MICSTable) -> [(group: String, label: String)] {
    var order: [(group: String, label: String)] = []
    for row in table.panels.flatMap(\.rows) where !order.contains(where: { $0 == (row.group, row.label) }) {
      // A category that only a later panel has stands with its group.
      let place = order.lastIndex { $0.group == row.group }.map { $0 + 1 } ?? order.count
      order.insert((row.group, row.label), at: place)
    }
    return order
  }

  // MARK: Sampling errors

  /// Value, standard error, coefficient of variation, design effect, counts and both intervals of every figure, as
  /// in the appendix of a report.
  func samplingErrors(_ table: MICSTable, totalsOnly: Bool, isBrief: Bool = false) -> Table {
    var rows: [TableRow] = []
    var seen: [String] = []
    var shown: [Estimate] = []
    for panel in table.panels {
      for (place, title) in panel.titles.enumerated() {
        for row in panel.rows where !totalsOnly || row.group.isEmpty {
          let cell = row.cells[place]
          if let report = cell.report { shown.append(report) }
          if let uncertainty = cell.report?.uncertainty, case .unavailable(let reason) = uncertainty,
            !seen.contains(reason)
          {
            seen.append(reason)
          }
          let label = totalsOnly ? title : row.group.isEmpty ? "Total" : "\(row.group): \(row.label)"
          rows.append(TableRow(group: totalsOnly ? "" : title, [.text(label)] + errors(row, cell)))
        }
      }
    }
    let percent = plain(options.level * 100)
    // A terminal has no room for the interval that MICS prints as well.
    let left = isBrief ? Self.twoErrors : nil
    return Table(
      identifier(table.name) + "-errors",
      title: titleMark + "Table \(table.name): sampling errors" + (totalsOnly ? " of the totals" : ""),
      columns: [
        TableColumn("category", "", .text), TableColumn("value", "Value", unit: "%"),
        TableColumn("standard_error", "SE"), TableColumn("cv", "CV"), TableColumn("deff", "Deff"),
        TableColumn("deft", "Deft"), TableColumn("weighted", "Weighted"), TableColumn("unweighted", "Cases"),
        TableColumn("df", "DF"), TableColumn("interval", "\(percent) % interval", isRange: true),
        TableColumn("two_se", "r ∓ 2 SE", isRange: true), TableColumn("warnings", "Warnings", .text),
      ].enumerated().filter { $0.offset != left }.map(\.element),
      rows: rows.map { row in
        TableRow(
          group: row.group, role: row.role, row.cells.enumerated().filter { $0.offset != left }.map(\.element)
        )
      },
      notes: [
        "The interval is \(intervalName)"
          + (isBrief ? "." : "; r ∓ 2 SE is that of the appendices of MICS reports, cut at 0 and 100."),
        "Standard errors by linearisation with strata and clusters; the design effect compares with a simple random "
          + "sample with replacement of as many children.",
      ] + marks.notes(shown) + warnings(shown) + seen.map { "No interval: \($0)." },
      source: source)
  }

  private static let twoErrors = 10

  private var intervalName: String {
    switch options.interval {
    case .logit: "a t interval on the logit scale"
    case .kornGraubard: "that of Korn and Graubard"
    case .beta: "that of Korn and Graubard without a limit of the effective sample size"
    case .wilson: "Wilson's at the effective sample size"
    case .arcsine: "a t interval on the arcsine scale"
    case .likelihood: "a scaled likelihood interval"
    }
  }

  private func errors(_ row: MICSRow, _ cell: MICSCell) -> [Cell] {
    let counts: [Cell] = [
      .number(row.weightedCount, .count), .number(Double(row.unweightedCount), .count),
    ]
    guard let report = cell.report, let estimate = cell.estimate else {
      return [Cell](repeating: .absent(.notApplicable), count: 5) + counts
        + [Cell](repeating: .absent(.notApplicable), count: 3) + [.text("")]
    }
    let warnings = report.diagnostics.filter { $0.severity > .note }.map(\.code.rawValue)
    let codes = Cell.text(unique(warnings).joined(separator: " "))
    guard report.value != nil else {
      return [.text(marks.refused)] + [Cell](repeating: .absent(.refused), count: 4) + counts
        + [Cell](repeating: .absent(.refused), count: 3) + [codes]
    }
    let hasError = report.uncertainty?.standardError != nil
    let standardError = 100 * estimate.standardError
    let value = 100 * estimate.value
    func number(_ number: Double?, _ decimals: Int) -> Cell {
      number.map { .number($0, .decimal(decimals)) } ?? .absent(.notApplicable)
    }
    let interval = report.uncertainty?.interval
    return [
      marks.cell(report, style: Self.percentStyle), number(hasError ? standardError : nil, 2),
      number(hasError ? estimate.coefficientOfVariation : nil, 3),
      number(hasError ? estimate.designEffect : nil, 2),
      number(hasError ? estimate.designEffect?.squareRoot() : nil, 2),
      .number(estimate.detail.populationSize ?? row.weightedCount, .count),
      .number(Double(estimate.detail.sampleSize), .count),
      .number(estimate.degreesOfFreedom, .count),
      interval.map { .range($0.lower, $0.finiteUpper, Self.percentStyle) } ?? .absent(.notApplicable),
      hasError
        ? .range(max(0, value - 2 * standardError), min(100, value + 2 * standardError), Self.percentStyle)
        : .absent(.notApplicable), codes,
    ]
  }

  private func warnings(_ reports: [Estimate]) -> [String] {
    var sentences: [WarningCode: Int] = [:]
    var order: [WarningCode] = []
    for code in reports.flatMap({ unique($0.diagnostics.filter { $0.severity > .note }.map(\.code)) })
    where code != .surveyUnweightedCases {
      if sentences[code] == nil { order.append(code) }
      sentences[code, default: 0] += 1
    }
    return order.map { "\($0.rawValue): \($0.entry.condition) (\(sentences[$0] ?? 0) figures)." }
  }

  private func unique<Value: Equatable>(_ values: [Value]) -> [Value] {
    var seen: [Value] = []
    for value in values where !seen.contains(value) { seen.append(value) }
    return seen
  }

  // MARK: Magnitudes

  /// Numbers of children with intervals, for the last column of every panel that a population was given for.
  func magnitudes(_ table: MICSTable) -> Table? {
    var rows: [TableRow] = []
    var shown: [Estimate] = []
    for panel in table.panels {
      for (place, title) in panel.titles.enumerated() where isHeadline(panel, place) {
        for row in panel.rows {
          guard let magnitude = row.cells[place].magnitude else { continue }
          shown.append(magnitude)
          let label = row.group.isEmpty ? "Total" : "\(row.group): \(row.label)"
          let interval = magnitude.uncertainty?.interval
          rows.append(
            TableRow(
              group: title,
              [
                .text(label),
                magnitude.value.map { value in
                  isDoubtful(magnitude)
                    ? .text("(\(NumberStyle.estimatedCount.text(value)))") : .number(value, .estimatedCount)
                } ?? .text(marks.refused),
                magnitude.uncertainty?.standardError.map { .number($0, .estimatedCount) }
                  ?? .absent(magnitude.refusal == nil ? .notApplicable : .refused),
                interval.map { .range($0.lower, $0.finiteUpper, .estimatedCount) }
                  ?? .absent(magnitude.refusal == nil ? .notApplicable : .refused),
              ]))
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    let populations = options.populations.map { population in
      "\(NumberStyle.count.text(population.value)) children age \(population.ages.lowerBound)-\(population.ages.upperBound)"
        + (population.standardError > 0
          ? " (standard error \(NumberStyle.count.text(population.standardError)))" : "")
    }
    return Table(
      identifier(table.name) + "-numbers", title: titleMark + "Table \(table.name): number of children",
      columns: [
        TableColumn("category", "", .text), TableColumn("children", "Number of children"),
        TableColumn("standard_error", "Standard error"),
        TableColumn("interval", "\(plain(options.level * 100)) % interval", isRange: true),
      ], rows: rows,
      notes: [
        "Prevalence times the population given: \(populations.joined(separator: "; ")). The weights of the survey add "
          + "up to the sample and not to people.",
        "Numbers of parts add up to that of the whole; the ends of their intervals do not.",
      ] + marks.notes(shown), source: source)
  }

  private func isDoubtful(_ estimate: Estimate) -> Bool {
    options.standard == .mics
      && estimate.diagnostics.contains { $0.code == .surveyUnweightedCases && $0.severity == .warning }
  }

  /// Columns that are not "below a threshold".
  private func isHeadline(_ panel: MICSPanel, _ place: Int) -> Bool {
    guard let name = panel.rows.first?.cells[place].indicator else { return false }
    return !name.hasSuffix("-below")
  }

  // MARK: Names

  func identifier(_ name: String) -> String {
    var result = "table-"
    for byte in name.lowercased().utf8 {
      let isPlain = (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57)
      result += isPlain ? String(UnicodeScalar(byte)) : result.hasSuffix("-") ? "" : "-"
    }
    return result.hasSuffix("-") ? String(result.dropLast()) : result
  }

  /// `child_labour_5_17`.
  private func key(_ indicator: String, _ ages: ClosedRange<Int>) -> String {
    String(indicator.map { $0 == "-" || $0 == "." ? "_" : $0 }) + "_" + key(ages)
  }

  private func key(_ ages: ClosedRange<Int>) -> String { "\(ages.lowerBound)_\(ages.upperBound)" }
}
