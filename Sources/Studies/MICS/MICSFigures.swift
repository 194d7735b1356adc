internal import Estimates
internal import Reporting

/// Figures of a table: its headline by background characteristic, with intervals.
struct MICSFigures {
  let layout: MICSLayout
  let marks: PublicationMarks
  let source: String

  /// The last column of a table with one panel, such as total child labour in PR.3.3; else that of each panel's rows
  /// for the whole.
  func figures(_ table: MICSTable) -> [Figure] {
    guard table.panels.count == 1, let panel = table.panels.first, let title = panel.titles.last else {
      return byAge(table).map { [$0] } ?? []
    }
    var result = [byCharacteristic(table, panel, title)]
    if panel.titles.count > 2, let figure = byColumn(table, panel) { result.append(figure) }
    return result
  }

  private func byCharacteristic(_ table: MICSTable, _ panel: MICSPanel, _ title: String) -> Figure {
    let entries = panel.rows.compactMap { row in
      row.cells.last.map { entry(group: row.group, label: row.label, $0) }
    }
    let total = panel.rows.first?.cells.last?.report?.value
    return Figure(
      layout.identifier(table.name) + "-by-group",
      title: layout.titleMark + "\(title), by background characteristic",
      description: description(entries, title),
      content: .intervals(
        IntervalPlot(
          axis: Axis(
            "% of children age \(panel.ages.lowerBound)-\(panel.ages.upperBound)", style: .decimal(0)),
          entries: entries, referenceLine: total.map { ReferenceLine($0, "all children") },
          filledName: "published by the standard", openName: "in parentheses: 25-49 cases")),
      notes: [note], source: source)
  }

  private func byColumn(_ table: MICSTable, _ panel: MICSPanel) -> Figure? {
    guard let row = panel.rows.first else { return nil }
    let entries = row.cells.map { entry(group: "", label: $0.title, $0) }
    return Figure(
      layout.identifier(table.name) + "-by-kind", title: layout.titleMark + "\(table.title), by kind",
      description: description(entries, table.title),
      content: .intervals(
        IntervalPlot(
          axis: Axis(
            "% of children age \(panel.ages.lowerBound)-\(panel.ages.upperBound)", style: .decimal(0)),
          entries: entries, filledName: "published by the standard", openName: "in parentheses: 25-49 cases")),
      notes: [note], source: source)
  }

  private func byAge(_ table: MICSTable) -> Figure? {
    let entries = table.panels.flatMap { panel in
      (panel.rows.first?.cells ?? []).map { entry(group: panel.count, label: $0.title, $0) }
    }
    guard !entries.isEmpty else { return nil }
    return Figure(
      layout.identifier(table.name) + "-by-age", title: layout.titleMark + "\(table.title), by age",
      description: description(entries, table.title),
      content: .intervals(
        IntervalPlot(
          axis: Axis("% of children of the age group", style: .decimal(0)), entries: entries,
          filledName: "published by the standard", openName: "in parentheses: 25-49 cases")),
      notes: [note], source: source)
  }

  private var note: String {
    "Bars are \(OneDecimal.text(layout.options.level * 100)) % intervals; groups overlap in them without being equal."
  }

  private func entry(group: String, label: String, _ cell: MICSCell) -> IntervalPlot.Entry {
    let report = cell.report
    let isDoubtful = report?.diagnostics.contains {
      $0.code == .surveyUnweightedCases && $0.severity == .warning
    }
    let interval = report?.uncertainty?.interval.map { IntervalPlot.Span($0.lower, $0.finiteUpper) }
    return IntervalPlot.Entry(
      group: group, label: label, point: report?.value, interval: interval,
      note: report?.value == nil ? "\(marks.refused) not published" : nil, isPublished: isDoubtful != true)
  }

  /// What somebody who cannot see the figure is told.
  private func description(_ entries: [IntervalPlot.Entry], _ what: String) -> String {
    let known = entries.filter { $0.point != nil }
    guard let low = known.min(by: { ($0.point ?? 0) < ($1.point ?? 0) }),
      let high = known.max(by: { ($0.point ?? 0) < ($1.point ?? 0) }), let from = low.point,
      let to = high.point
    else { return "No figure of \(what) is published." }
    func name(_ entry: IntervalPlot.Entry) -> String {
      entry.group.isEmpty ? entry.label : "\(entry.group): \(entry.label)"
    }
    return
      "\(what) goes from \(OneDecimal.text(from)) % (\(name(low))) to \(OneDecimal.text(to)) % (\(name(high)))."
  }
}
