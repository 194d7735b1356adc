internal import DataLoaders
internal import Estimates
internal import GlobalEstimates
internal import NumericKernel
internal import Reporting
internal import Tables

/// Series by period made to agree with sums over periods (Denton), in every draw of their errors.
package struct SeriesBenchmarkStudy: Sendable {
  private struct Series: Sendable {
    let path: [String]
    let periods: [String]
    let parts: [PartDistribution]
    let sums: [DentonBenchmark.Sum]
  }

  private struct Adjusted: Sendable {
    let series: Series
    let values: [Double]
    let draws: [SimulatedTotal]
  }

  private let adjusted: [Adjusted]
  private let levels: [String]
  private let period: String
  private let records: [InputRecord]
  private let notes: [String]
  private let options: AggregationOptions
  private let draws: Int

  /// Each draw solves a system as large as the series, so that more draws than this are not worth their time.
  package static let mostDraws = 2_000
  package static let mostPeriods = 400

  /// - Throws: `DataError` for files that are unreadable or do not fit together, `GlobalEstimateError`.
  package init(
    file: String, sums sumsFile: String, period: String, columns: AggregationColumns,
    options: AggregationOptions,
    reading: InputOptions = InputOptions()
  ) throws {
    var roles = (levels: [String](), period: period, value: "", error: String?.none)
    let read = try ReadTable(file, reading) { found throws(DataError) in
      roles.period = try found.named(period)
      if columns.levels.isEmpty {
        for level in UsualColumns.levels {
          if let column = try found.named(nil, orOneOf: [level]) { roles.levels.append(column) }
        }
      } else {
        for level in columns.levels { roles.levels.append(try found.named(level)) }
      }
      roles.value = try found.required(
        columns.value, orOneOf: UsualColumns.value, what: "the figure", option: "--value")
      roles.error = try found.named(columns.standardError, orOneOf: UsualColumns.standardError)
      return Schema(
        roles.levels.map { ColumnRule($0, .text) }
          + [ColumnRule(roles.period, .text), ColumnRule(roles.value, .number(0...))]
          + (roles.error.map { [ColumnRule($0, .number(0...), missing: [""])] } ?? []),
        allowsOtherColumns: true)
    }
    let levels = roles.levels
    let wanted = try ReadTable(sumsFile, reading) { found throws(DataError) in
      var rules: [ColumnRule] = []
      for level in levels { rules.append(ColumnRule(try found.named(level), .text)) }
      return Schema(
        rules + [ColumnRule("from", .text), ColumnRule("to", .text), ColumnRule("total", .number(0...))],
        allowsOtherColumns: true)
    }
    let series = try Self.series(read, levels, roles.period, roles.value, roles.error, wanted, options)
    let draws = min(options.draws, Self.mostDraws)
    var adjusted: [Adjusted] = []
    for (index, one) in series.enumerated() {
      do throws(GlobalEstimateError) {
        adjusted.append(try Self.adjust(one, index, draws, options))
      } catch {
        guard case .invalidInput(let sentence) = error else { throw error }
        let name = one.path.isEmpty ? "the series" : "'\(one.path.joined(separator: ", "))'"
        throw DataError("\(name): \(sentence)", file: wanted.table.name, line: nil)
      }
    }
    self.adjusted = adjusted
    self.levels = levels
    self.period = roles.period
    self.options = options
    self.draws = draws
    records = [read.record, wanted.record]
    notes = read.notes + wanted.notes
  }

  private static func series(
    _ read: ReadTable, _ levels: [String], _ period: String, _ value: String, _ error: String?,
    _ wanted: ReadTable, _ options: AggregationOptions
  ) throws -> [Series] {
    func paths(_ read: ReadTable) throws(DataError) -> [[String]] {
      var columns: [[String?]] = []
      for level in levels { columns.append(try read.table.text(level)) }
      return (0..<read.table.rowCount).map { row in columns.map { $0[row] ?? "" } }
    }
    let rowPaths = try paths(read)
    let periods = try read.table.text(period).map { $0 ?? "" }
    let values = try read.numbers(value).map { $0 ?? 0 }
    let errors = try read.numbers(error)
    let sumPaths = try paths(wanted)
    let from = try wanted.table.text("from")
    let to = try wanted.table.text("to")
    let totals = try wanted.numbers("total")
    var result: [Series] = []
    for path in Set(rowPaths).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let rows = rowPaths.indices.filter { rowPaths[$0] == path }
      let name = path.isEmpty ? "the series" : path.joined(separator: ", ")
      guard Set(rows.map { periods[$0] }).count == rows.count else {
        throw DataError(
          file: read.table.name, column: period, problem: "a period of '\(name)' comes twice",
          remedy: "keep one row for each period, in order of time")
      }
      guard rows.count <= mostPeriods else {
        throw DataError(
          file: read.table.name, problem: "a series has more than \(mostPeriods) periods", remedy: "split it")
      }
      let names = rows.map { periods[$0] }
      var sums: [DentonBenchmark.Sum] = []
      for row in sumPaths.indices where sumPaths[row] == path {
        guard let first = names.firstIndex(of: from[row] ?? ""),
          let last = names.firstIndex(of: to[row] ?? ""),
          first <= last
        else {
          throw wanted.table.error(
            row: row, column: "from", problem: "the sum does not run over periods of '\(name)'",
            remedy: "name its first and last period as the series does, in order of time")
        }
        sums.append(DentonBenchmark.Sum(periods: first..<last + 1, total: totals[row] ?? 0))
      }
      guard !sums.isEmpty else {
        throw DataError(
          file: wanted.table.name, problem: "there is no sum for '\(name)'",
          remedy: "add one, or leave the series out")
      }
      sums.sort { $0.periods.lowerBound < $1.periods.lowerBound }
      var parts: [PartDistribution] = []
      for row in rows {
        do throws(GlobalEstimateError) {
          parts.append(
            try PartDistribution(
              shape: options.shape, value: values[row],
              standardDeviation: errors[row] ?? options.assumedVariation.map { $0 * values[row] } ?? 0,
              name: (path + [periods[row]]).joined(separator: ", ")))
        } catch {
          throw DataError(error.description, file: read.table.name, line: read.table.lines[row])
        }
      }
      result.append(Series(path: path, periods: names, parts: parts, sums: sums))
    }
    if let stray = sumPaths.indices.first(where: { !rowPaths.contains(sumPaths[$0]) }) {
      throw wanted.table.error(
        row: stray, column: levels.first, problem: "there is no series for this sum", remedy: "leave it out")
    }
    return result
  }

  private static func adjust(
    _ series: Series, _ index: Int, _ draws: Int, _ options: AggregationOptions
  ) throws(GlobalEstimateError) -> Adjusted {
    let form: DentonBenchmark.Form = series.parts.allSatisfy { $0.mean > 0 } ? .proportional : .additive
    let values = try DentonBenchmark.adjust(series.parts.map(\.mean), to: series.sums, form: form)
    var stream = RandomStream(seed: options.seed, purpose: .errorPropagation, replicate: index)
    let common = options.correlation.squareRoot()
    let own = (1 - options.correlation).squareRoot()
    var table = [[Double]](repeating: [], count: series.parts.count)
    var drawn = [Double](repeating: 0, count: series.parts.count)
    for _ in 0..<draws {
      let shared = stream.standardNormal()
      for (t, part) in series.parts.enumerated() {
        drawn[t] = part.value(at: common * shared + own * stream.standardNormal())
      }
      let adjusted = try DentonBenchmark.adjust(drawn, to: series.sums, form: form)
      for t in drawn.indices { table[t].append(adjusted[t]) }
    }
    return Adjusted(series: series, values: values, draws: table.map { SimulatedTotal(draws: $0) })
  }

  package func result() throws -> StudyResult {
    let source = "computed by this program from \(records[0].name) and \(records[1].name)"
    let style = NumberStyle.estimatedCount
    let tail = 0.5 * (1 - options.level)
    var estimates: [Estimate] = []
    var rows: [TableRow] = []
    var entries: [IntervalPlot.Entry] = []
    for one in adjusted {
      for (t, name) in one.series.periods.enumerated() {
        let simulated = one.draws[t]
        let certain = simulated.standardDeviation == 0
        let ends = (simulated.quantile(tail).value, simulated.quantile(1 - tail).value)
        let domain =
          zip(levels, one.series.path).map { DomainLabel(variable: $0, value: $1) }
          + [DomainLabel(variable: period, value: name)]
        estimates.append(
          try Estimate(
            quantity: options.subject, unit: "persons",
            method: "series fitted to sums of its periods (Denton)", domain: domain,
            outcome: .estimated(
              value: one.values[t],
              uncertainty: certain
                ? .unavailable(reason: "the series gives no errors")
                : .sampling(
                  standardError: simulated.standardDeviation, degreesOfFreedom: nil,
                  interval: try Interval(
                    kind: .monteCarloPercentile, level: options.level, lower: ends.0, upper: ends.1))),
            provenance: Provenance(inputs: records, seed: options.seed, draws: draws, notes: notes)))
        rows.append(
          TableRow(
            group: one.series.path.joined(separator: ", "),
            [
              .text(name), .number(one.series.parts[t].mean, style), .number(one.values[t], style),
              certain ? .absent(.notApplicable) : .range(ends.0, ends.1, style),
            ]))
        entries.append(
          IntervalPlot.Entry(
            group: one.series.path.joined(separator: ", "), label: name, point: one.values[t],
            interval: certain ? nil : IntervalPlot.Span(ends.0, ends.1), isPublished: false))
      }
    }
    let table = Table(
      "series", title: "Series fitted to sums of their periods",
      columns: [
        TableColumn("period", period, .text), TableColumn("before", "Before"), TableColumn("after", "After"),
        TableColumn("interval", "Interval", isRange: true),
      ], rows: rows,
      notes: [
        "The sums are taken as exact; the adjustment from one period to the next is as smooth as they allow "
          + "(Denton 1971, in the form of Cholette 1984), in each of \(draws) draws anew."
      ], source: source)
    let figure = Figure(
      "series-by-period", title: options.subject, description: "The fitted series by period.",
      content: .intervals(
        IntervalPlot(axis: Axis("persons", style: style), entries: Array(entries.prefix(120)))),
      source: source)
    return StudyResult(
      study: "aggregate-series", title: "\(options.subject): \(records[0].name)",
      settings: [
        StudyResult.Setting(name: "benchmark", value: .text("denton")),
        StudyResult.Setting(name: "correlation", value: .number(options.correlation)),
        StudyResult.Setting(name: "draws", value: .whole(draws)),
        StudyResult.Setting(name: "level", value: .number(options.level)),
        StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
      ], inputs: records, estimates: estimates, verdicts: [],
      document: Document(
        title: "\(options.subject): series fitted to sums",
        subtitle: "Benchmark of \(records[0].name)\(InventedFigures.mark(notes))",
        sections: [Section("about-series", "Series", [.table(table), .figure(figure)])]),
      summary: [table])
  }
}
