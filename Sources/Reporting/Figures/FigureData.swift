extension Figure {
  /// What the figure shows, as a table: the figure for those who read text, and its data for those who count.
  package var dataTable: Table { dataTable(in: .english) }

  package func dataTable(in wording: ReportWording) -> Table {
    switch content {
    case .intervals(let plot): table(plot, wording)
    case .bars(let chart): table(chart)
    case .tornado(let chart): table(chart, wording)
    case .overlap(let plot): table(plot)
    case .density(let plot): table(plot, wording)
    case .dots(let plot): table(plot, wording)
    case .trend(let plot): table(plot, wording)
    }
  }

  /// The table for readers of the document: as many rows as somebody may read, and a note where there are
  /// more.
  package var dataExcerpt: Table { dataExcerpt(in: .english) }

  func dataExcerpt(in wording: ReportWording) -> Table {
    let table = dataTable(in: wording)
    let most = 200
    guard table.rows.count > most else { return table }
    let style = NumberStyle(marks: NumberMarks(wording.language))
    let note = wording.text(.firstRows, "\(most)", style.text(Double(table.rows.count)))
    return Table(
      table.identifier, title: table.title, columns: table.columns, rows: Array(table.rows.prefix(most)),
      notes: [note] + table.notes, source: table.source)
  }

  private func table(_ columns: [TableColumn], _ rows: [TableRow], notes extra: [String] = []) -> Table {
    Table(
      identifier + "-data", title: title, columns: columns, rows: rows, notes: notes + extra, source: source)
  }

  private func table(_ plot: IntervalPlot, _ wording: ReportWording) -> Table {
    let style = plot.axis.style
    let hasLine = plot.referenceLine.map { [wording.text(.lineInFigure, $0.label)] } ?? []
    return table(
      [
        TableColumn("label", "Entry", .text), TableColumn("point", "Point", unit: plot.axis.label),
        TableColumn("interval", "Interval", unit: plot.axis.label, isRange: true),
        TableColumn("origin", "Origin", .text),
      ],
      plot.entries.map { entry in
        let hasInterval = entry.interval != nil
        return TableRow(
          group: entry.group,
          [
            .text(entry.label, marks: entry.marks),
            entry.point.map { .number($0, style) } ?? .text(hasInterval ? "range only" : "no figure"),
            entry.interval.map { .range($0.lower, $0.upper, style) }
              ?? .text(entry.note ?? (entry.point == nil ? "no figure" : "no interval")),
            .text(entry.isPublished ? "published" : "analysis"),
          ])
      }, notes: hasLine)
  }

  private func table(_ chart: BarChart) -> Table {
    table(
      [TableColumn("label", "Entry", .text), TableColumn("value", "Value", unit: chart.axis.label)],
      chart.bars.map { bar in
        let value: Cell =
          bar.value.map { .number($0, chart.axis.style) } ?? .absent(bar.absence ?? .notPublished)
        return TableRow(group: bar.group, [.text(bar.label, marks: bar.marks), value])
      })
  }

  private func table(_ chart: TornadoChart, _ wording: ReportWording) -> Table {
    let style = chart.axis.style
    return table(
      [
        TableColumn("input", "Input", .text),
        TableColumn("low", "Input at its low value", unit: chart.axis.label),
        TableColumn("high", "Input at its high value", unit: chart.axis.label),
      ],
      chart.bars.map { bar in
        TableRow([.text(bar.label, marks: bar.marks), .number(bar.low, style), .number(bar.high, style)])
      }, notes: [wording.text(.lineInFigure, chart.baseline.label)])
  }

  private func table(_ plot: OverlapPlot) -> Table {
    func cell(_ count: Int?, _ absence: Absence?) -> Cell {
      count.map { .number(Double($0), .count) } ?? .absent(absence ?? .notPublished)
    }
    let lists = plot.lists.map { list in
      TableRow(
        group: "All persons on a list",
        [.text(list.label, marks: list.marks), .number(1, .count), cell(list.total, list.absence)])
    }
    let combinations = plot.combinations.map { combination in
      let names = combination.members.map { plot.lists[$0].label }
      return TableRow(
        group: "Persons on exactly these lists",
        [
          .text(names.joined(separator: " + ")), .number(Double(names.count), .count),
          cell(combination.count, combination.absence),
        ])
    }
    return table(
      [
        TableColumn("lists", "Lists", .text), TableColumn("list_count", "How many lists"),
        TableColumn("persons", "Persons"),
      ], lists + combinations)
  }

  private func table(_ plot: DensityPlot, _ wording: ReportWording) -> Table {
    let style = plot.axis.style
    let histogram = plot.histogram
    let rows = histogram.counts.indices.map { bin in
      TableRow([
        .range(histogram.edges[bin], histogram.edges[bin + 1], style),
        .number(Double(histogram.counts[bin]), .count),
      ])
    }
    let interval = plot.interval.map {
      "\(plot.intervalLabel): \(style.text(lower: $0.lower, upper: $0.upper, minus: .typographic))."
    }
    let lines = [plot.estimate, plot.observed].compactMap(\.self).map {
      wording.text(.lineInFigure, $0.label)
    }
    return table(
      [
        TableColumn("bin", "From, to below", unit: plot.axis.label, isRange: true),
        TableColumn("count", "Number", unit: plot.drawsName),
      ], rows, notes: [plot.remainder, interval].compactMap(\.self) + lines)
  }

  private func table(_ plot: TrendPlot, _ wording: ReportWording) -> Table {
    let style = plot.axis.style
    let lines = ([plot.referenceLine].compactMap(\.self) + plot.breaks).map {
      wording.text(.lineInFigure, $0.label)
    }
    return table(
      [
        TableColumn("series", "Series", .text), TableColumn("year", plot.yearAxis.label),
        TableColumn("value", "Estimate", unit: plot.axis.label),
        TableColumn("interval", "Interval", unit: plot.axis.label, isRange: true),
      ],
      plot.series.flatMap { series in
        series.points.map { point in
          let value = point.value.flatMap { $0.isFinite ? $0 : nil }
          return TableRow([
            .text(series.label, marks: point.marks),
            point.year.isFinite ? .number(point.year, plot.yearAxis.style) : .absent(.notApplicable),
            value.map { .number($0, style) } ?? .text(point.note ?? "no estimate"),
            point.interval.map { .range($0.lower, $0.upper, style) }
              ?? .text(value == nil ? "no estimate" : point.note ?? "no interval"),
          ])
        }
      }, notes: lines)
  }

  private func table(_ plot: DotPlot, _ wording: ReportWording) -> Table {
    let style = plot.estimateAxis.style
    let line = plot.referenceLine.map { [wording.text(.lineInFigure, $0.label)] } ?? []
    return table(
      [
        TableColumn("model", "Model", .text), TableColumn("criterion", plot.criterionAxis.label),
        TableColumn("estimate", "Estimate", unit: plot.estimateAxis.label),
        TableColumn("interval", "Interval", unit: plot.estimateAxis.label, isRange: true),
        TableColumn("chosen", "Chosen", .text),
      ],
      plot.dots.map { dot in
        TableRow([
          .text(dot.label, marks: dot.marks),
          dot.criterion.flatMap { $0.isFinite ? .number($0, plot.criterionAxis.style) : nil }
            ?? .absent(.refused),
          dot.estimate.flatMap { $0.isFinite ? .number($0, style) : nil } ?? .absent(.refused),
          dot.interval.map { .range($0.lower, $0.upper, style) }
            ?? .absent(dot.estimate == nil ? .refused : .notApplicable),
          .text(dot.isChosen ? "yes" : "no"),
        ])
      }, notes: line)
  }
}
