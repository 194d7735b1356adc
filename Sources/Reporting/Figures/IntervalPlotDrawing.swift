extension IntervalPlot {
  func draw(on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String) -> Double {
    let chart = RowChart(
      axis: axis,
      rows: entries.map { .init(group: $0.group, label: labelled($0.label, $0.marks), reading: reading($0)) },
      extents: entries.flatMap(extents), reference: referenceLine, legend: legend)
    return chart.draw(on: &drawing, top: top, format: format, pattern: pattern) {
      drawing, row, y, scale, plot in
      draw(entries[row], on: &drawing, y: y, scale: scale, plot: plot)
    }
  }

  /// The numbers of a row as words, and what is missing as words too.
  func reading(_ entry: Entry) -> RowChart.Reading {
    let point = entry.point.map { axis.style.text($0, minus: .typographic) }
    let interval = entry.interval.map { span in
      "(" + axis.style.text(lower: span.lower, upper: span.upper, minus: .typographic) + ")"
    }
    let note = entry.note.map(PlainText.line)
    switch (point, interval) {
    case (nil, nil): return .init(point: "", interval: note ?? "no figure")
    case (let point?, nil): return .init(point: point, interval: note ?? "(no interval)")
    case (let point, let interval?): return .init(point: point ?? "", interval: interval)
    }
  }

  private func extents(_ entry: Entry) -> [AxisScale.Extent] {
    var result: [AxisScale.Extent] = []
    if let point = entry.point { result.append(.init(value: point, before: 6, after: 6)) }
    if let span = entry.interval {
      // An arrow needs room to be seen.
      if axis.isLogarithmic, span.lower <= 0, let first = entry.point ?? span.upper {
        result.append(.init(value: first, before: 34, after: 1))
      }
      result.append(.init(value: span.lower, before: 1, after: 1))
      if let upper = span.upper {
        result.append(.init(value: upper, before: 1, after: 1))
      } else {
        result.append(.init(value: max(span.lower, entry.point ?? span.lower), before: 1, after: 34))
      }
    }
    return result
  }

  private var legend: [Legend.Entry] {
    var result: [Legend.Entry] = []
    if entries.contains(where: { $0.point != nil && $0.isPublished }) {
      result.append(.init(symbol: .filledPoint, text: PlainText.line(filledName)))
    }
    if entries.contains(where: { $0.point != nil && !$0.isPublished }) {
      result.append(.init(symbol: .openPoint, text: PlainText.line(openName)))
    }
    if entries.contains(where: { $0.interval?.upper != nil }) {
      result.append(.init(symbol: .interval, text: "interval"))
    }
    if entries.contains(where: { $0.interval.map { $0.upper == nil } ?? false }) {
      result.append(.init(symbol: .arrow, text: "interval without an upper end"))
    }
    return result
  }

  private func draw(
    _ entry: Entry, on drawing: inout Drawing, y: Double, scale: AxisScale, plot: ClosedRange<Double>
  ) {
    if let span = entry.interval {
      // What has no place on a logarithmic axis lies beyond its start.
      let left = scale.holds(span.lower) ? scale.position(span.lower) : plot.lowerBound
      if scale.holds(span.lower) {
        drawing.line("interval", x1: left, y1: y - 4, x2: left, y2: y + 4)
      } else {
        drawing.arrowHead("interval", x: left, y: y, toward: .left)
      }
      if let upper = span.upper {
        let right = scale.position(upper)
        drawing.line("interval", x1: left, y1: y, x2: right, y2: y)
        drawing.line("interval", x1: right, y1: y - 4, x2: right, y2: y + 4)
      } else {
        drawing.line("interval", x1: left, y1: y, x2: plot.upperBound - 1, y2: y)
        drawing.arrowHead("interval", x: plot.upperBound, y: y)
      }
    }
    if let point = entry.point, scale.holds(point) {
      drawing.circle(entry.isPublished ? "solid" : "open", x: scale.position(point), y: y, radius: 4.5)
    }
  }
}
