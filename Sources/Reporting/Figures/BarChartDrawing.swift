extension BarChart {
  func draw(on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String) -> Double {
    // Words that would leave no room for the bars stand beside the labels.
    let hasWords = bars.allSatisfy { room($0) <= ($0.value == nil ? 0.5 : 0.35) * format.width }
    let chart = RowChart(
      axis: Axis(axis.label, style: axis.style, includesZero: true),
      rows: bars.map { bar in
        .init(
          group: bar.group, label: labelled(bar.label, bar.marks),
          reading: hasWords ? nil : .init(point: words(bar), interval: ""))
      },
      extents: bars.map { extent($0, hasWords: hasWords) }, reference: nil, legend: [])
    return chart.draw(on: &drawing, top: top, format: format, pattern: pattern) { drawing, row, y, scale, _ in
      draw(bars[row], on: &drawing, y: y, scale: scale, hasWords: hasWords)
    }
  }

  private static let gap = 6.0

  private func room(_ bar: Bar) -> Double {
    TextMeasure.width(words(bar), size: Drawing.TextKind.body.size) + BarChart.gap
  }

  private func extent(_ bar: Bar, hasWords: Bool) -> AxisScale.Extent {
    let room = hasWords ? room(bar) : 0
    let value = bar.value ?? 0
    return .init(value: value, before: value < 0 ? room : 0, after: value < 0 ? 0 : room)
  }

  /// The number at the bar's end, or why there is none.
  private func words(_ bar: Bar) -> String {
    guard let value = bar.value else { return bar.absence.map(BarChart.words) ?? "no figure" }
    return axis.style.text(value, minus: .typographic)
  }

  private static func words(_ absence: Absence) -> String {
    switch absence {
    case .dashInSource: "– (dash in the source)"
    case .suppressed: "[c] (held back)"
    case .refused: "no estimate"
    case .notApplicable, .notPublished: absence.rawValue
    }
  }

  private func draw(_ bar: Bar, on drawing: inout Drawing, y: Double, scale: AxisScale, hasWords: Bool) {
    let zero = scale.position(0)
    guard let value = bar.value else {
      if hasWords { drawing.text(words(bar), x: zero + BarChart.gap, y: y, .muted, isClear: true) }
      return
    }
    let end = scale.position(value)
    if value != 0 {
      // A bar of a number that is not zero can be seen.
      let length = max(abs(end - zero), 1)
      drawing.rectangle("solid", x: value < 0 ? zero - length : zero, y: y - 8, width: length, height: 16)
    }
    guard hasWords else { return }
    let isLeft = value < 0
    drawing.text(
      words(bar), x: isLeft ? end - BarChart.gap : end + BarChart.gap, y: y, anchor: isLeft ? .end : .start,
      isClear: true)
  }
}
