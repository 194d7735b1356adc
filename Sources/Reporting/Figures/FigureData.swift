extension Figure {
  /// What the figure shows, as a table: the figure for those who read text, and its data for those who count.
  package var dataTable: Table {
    switch content {
    case .intervals(let plot): table(plot)
    case .bars(let chart): table(chart)
    case .tornado(let chart): table(chart)
    }
  }

  private func table(_ columns: [TableColumn], _ rows: [TableRow], notes extra: [String] = []) -> Table {
    Table(
      identifier + "-data", title: title, columns: columns, rows: rows, notes: notes + extra, source: source)
  }

  private func table(_ plot: IntervalPlot) -> Table {
    let style = plot.axis.style
    let hasLine = plot.referenceLine.map { ["Line in the figure: \($0.label)."] } ?? []
    return table(
      [
        TableColumn("label", "Entry", .text), TableColumn("point", "Point", unit: plot.axis.label),
        TableColumn("interval", "Interval", unit: plot.axis.label), TableColumn("origin", "Origin", .text),
      ],
      plot.entries.map { entry in
        let hasInterval = entry.interval != nil
        return TableRow(
          group: entry.group,
          [
            .text(entry.label, marks: entry.marks),
            entry.point.map { .number($0, style) } ?? .text(hasInterval ? "range only" : "no figure"),
            entry.interval.map { .range($0.lower, $0.upper, style) }
              ?? .text(entry.point == nil ? "no figure" : "no interval"),
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

  private func table(_ chart: TornadoChart) -> Table {
    let style = chart.axis.style
    return table(
      [
        TableColumn("input", "Input", .text),
        TableColumn("low", "Input at its low value", unit: chart.axis.label),
        TableColumn("high", "Input at its high value", unit: chart.axis.label),
      ],
      chart.bars.map { bar in
        TableRow([.text(bar.label, marks: bar.marks), .number(bar.low, style), .number(bar.high, style)])
      }, notes: ["Line in the figure: \(chart.baseline.label)."])
  }
}
