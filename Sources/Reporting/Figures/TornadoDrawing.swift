extension TornadoChart {
  func draw(on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String) -> Double {
    // Numbers that would leave no room for the bars stand beside the labels.
    let hasWords = bars.allSatisfy { max(room($0.low), room($0.high)) <= 0.25 * format.width }
    let chart = RowChart(
      axis: axis,
      rows: bars.map { bar in
        .init(
          group: "", label: labelled(bar.label, bar.marks),
          reading: hasWords
            ? nil : .init(point: "low: " + words(bar.low), interval: "high: " + words(bar.high)),
          height: placed(bar)[0].isHalved ? 32 : 20)
      },
      extents: bars.flatMap { extents($0, hasWords: hasWords) }, reference: baseline,
      legend: [
        .init(symbol: .hatchedBar, text: "input at its low value"),
        .init(symbol: .solidBar, text: "input at its high value"),
      ])
    return chart.draw(on: &drawing, top: top, format: format, pattern: pattern) { drawing, row, y, scale, _ in
      draw(bars[row], on: &drawing, y: y, scale: scale, pattern: pattern, hasWords: hasWords)
    }
  }

  private static let gap = 5.0

  private func words(_ value: Double) -> String { axis.style.text(value, minus: .typographic) }

  private func isLeft(_ value: Double) -> Bool { value < baseline.value }

  private func room(_ value: Double) -> Double {
    TextMeasure.width(words(value), size: Drawing.TextKind.muted.size) + TornadoChart.gap
  }

  private func extents(_ bar: Bar, hasWords: Bool) -> [AxisScale.Extent] {
    placed(bar).map { end in
      let room = hasWords ? room(end.value) : 0
      return .init(value: end.value, before: end.isLeft ? room : 0, after: end.isLeft ? 0 : room)
    }
  }

  private struct End {
    let value: Double
    let isLeft: Bool
    let isLow: Bool
    /// Whether both ends lie on one side, so that each has half the height.
    let isHalved: Bool
  }

  /// The two ends, each on its side; an end on the baseline stands opposite to the other one.
  private func placed(_ bar: Bar) -> [End] {
    let lowIsLeft = bar.low == baseline.value ? !isLeft(bar.high) : isLeft(bar.low)
    let highIsLeft = bar.high == baseline.value ? !lowIsLeft : isLeft(bar.high)
    let isHalved = lowIsLeft == highIsLeft
    return [
      End(value: bar.low, isLeft: lowIsLeft, isLow: true, isHalved: isHalved),
      End(value: bar.high, isLeft: highIsLeft, isLow: false, isHalved: isHalved),
    ]
  }

  private func draw(
    _ bar: Bar, on drawing: inout Drawing, y: Double, scale: AxisScale, pattern: String, hasWords: Bool
  ) {
    let base = scale.position(baseline.value)
    for end in placed(bar) {
      let x = scale.position(end.value)
      let height = end.isHalved ? 12.0 : 16
      let centre = end.isHalved ? (end.isLow ? y - 8 : y + 8) : y
      let left = min(x, base)
      if end.isLow {
        drawing.rectangle(
          "hatched", pattern: pattern, x: left, y: centre - height / 2, width: abs(x - base), height: height)
      } else {
        drawing.rectangle("solid", x: left, y: centre - height / 2, width: abs(x - base), height: height)
      }
      guard hasWords else { continue }
      drawing.text(
        words(end.value), x: end.isLeft ? x - TornadoChart.gap : x + TornadoChart.gap, y: centre, .muted,
        anchor: end.isLeft ? .end : .start, isClear: true)
    }
  }
}
