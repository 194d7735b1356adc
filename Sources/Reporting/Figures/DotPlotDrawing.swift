internal import Glibc

extension DotPlot {
  func draw(on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String) -> Double {
    var y = Legend(legend).draw(on: &drawing, top: top, pattern: pattern)
    let kind = Drawing.TextKind.muted
    if !estimateAxis.label.isEmpty {
      let lines = TextMeasure.lines(
        PlainText.line(estimateAxis.label), width: drawing.width, size: kind.size)
      drawing.lines(lines, x: 0, y: y + 8, kind)
      y += Double(lines.count) * kind.lineHeight
    }
    let area = y + 8
    let height = format.isWide ? 340.0 : 280.0
    let bottom = area + height
    let vertical = AxisScale(
      estimateAxis, extents: estimateExtents, plot: 0...height, mostTicks: format.isWide ? 8 : 6,
      direction: .vertical)
    let labelWidth =
      vertical.ticks.map { TextMeasure.width($0.label, size: Drawing.TextKind.tick.size) }.max() ?? 0
    let plot = (min(labelWidth, 0.6 * drawing.width) + 10)...(drawing.width - 4)
    let horizontal = AxisScale(
      criterionAxis, extents: criterionExtents, plot: plot, mostTicks: format.isWide ? 8 : 4)
    func place(_ value: Double) -> Double { bottom - vertical.position(value) }

    for tick in horizontal.ticks {
      let x = horizontal.position(tick.value)
      drawing.line("grid", x1: x, y1: area, x2: x, y2: bottom)
    }
    for tick in vertical.ticks {
      let y = place(tick.value)
      drawing.line(
        tick.value == 0 ? "axis" : "grid", x1: plot.lowerBound, y1: y, x2: plot.upperBound, y2: y)
      drawing.text(tick.label, x: plot.lowerBound - 7, y: y, .tick, anchor: .end)
    }
    if let referenceLine, vertical.holds(referenceLine.value) {
      let y = place(referenceLine.value)
      drawing.line("reference", x1: plot.lowerBound, y1: y, x2: plot.upperBound, y2: y)
    }
    if drawsAllIntervals {
      for dot in others {
        guard let interval = dot.interval, let criterion = dot.criterion else { continue }
        draw(
          interval, "thin", on: &drawing, x: horizontal.position(criterion), cap: 2.5, top: area,
          bottom: bottom, vertical)
      }
    }
    // The larger first, so that none hides another.
    for speck in specks.enumerated().sorted(by: {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }) {
      drawing.circle(
        "speck", x: horizontal.position(speck.element.criterion), y: place(speck.element.estimate),
        radius: DotPlot.radius(speck.element.count))
    }
    if let chosen, let estimate = chosen.estimate, let criterion = chosen.criterion {
      drawChosen(
        chosen, estimate, on: &drawing, x: horizontal.position(criterion), y: place(estimate),
        area: area, bottom: bottom, plot: plot, vertical)
    }
    drawing.line("axis", x1: plot.lowerBound, y1: area, x2: plot.lowerBound, y2: bottom)
    return drawing.axis(
      criterionAxis, scale: horizontal, top: bottom, plot: plot,
      labelLeft: format.isWide ? plot.lowerBound : 0)
  }

  private static func radius(_ count: Int) -> Double {
    count <= 1 ? 2.5 : min(2.5 + 0.5 * log2(Double(count)), 5)
  }

  // MARK: room

  /// What must have a place on the vertical axis: the ends of everything drawn are enough.
  private var estimateExtents: [AxisScale.Extent] {
    let dots = others + (chosen.map { [$0] } ?? [])
    var values = dots.compactMap(\.estimate)
    let hasAll = drawsAllIntervals
    for dot in dots where dot.isChosen || hasAll {
      guard let interval = dot.interval else { continue }
      values += [interval.lower, interval.upper].compactMap(\.self).filter(isOnAxis)
    }
    values += [referenceLine?.value].compactMap(\.self).filter(isOnAxis)
    return DotPlot.ends(values, room: 11)
  }

  private var criterionExtents: [AxisScale.Extent] {
    DotPlot.ends((others + (chosen.map { [$0] } ?? [])).compactMap(\.criterion), room: 11)
  }

  private static func ends(_ values: [Double], room: Double) -> [AxisScale.Extent] {
    [values.min(), values.max()].compactMap(\.self).map { .init(value: $0, before: room, after: room) }
  }

  // MARK: parts

  private var legend: [Legend.Entry] {
    var result: [Legend.Entry] = []
    if let chosen, let estimate = chosen.estimate {
      let style = estimateAxis.style
      var words = style.text(estimate, minus: .typographic)
      if let span = chosen.interval {
        words += " (" + style.text(lower: span.lower, upper: span.upper, minus: .typographic) + ")"
      }
      result.append(
        .init(symbol: .diamond, text: "chosen model, \(labelled(chosen.label, chosen.marks)): \(words)"))
    }
    let others = others
    if !others.isEmpty {
      result.append(.init(symbol: .smallPoint, text: chosen == nil ? "a model" : "another model"))
    }
    let spans = drawsAllIntervals ? others.compactMap(\.interval) : []
    if !spans.isEmpty { result.append(.init(symbol: .interval, text: "its interval")) }
    if (spans + [chosen?.interval].compactMap(\.self)).contains(where: { $0.upper == nil }) {
      result.append(.init(symbol: .arrow, text: "interval without an upper end"))
    }
    if let referenceLine, isOnAxis(referenceLine.value) {
      result.append(.init(symbol: .dashedLine, text: referenceLine.label))
    }
    return result
  }

  private func draw(
    _ interval: IntervalPlot.Span, _ style: String, on drawing: inout Drawing, x: Double, cap: Double,
    top: Double, bottom: Double, _ vertical: AxisScale
  ) {
    var low = bottom
    var high = top
    if vertical.holds(interval.lower) {
      low = bottom - vertical.position(interval.lower)
      drawing.line(style, x1: x - cap, y1: low, x2: x + cap, y2: low)
    }
    if let upper = interval.upper {
      high = bottom - vertical.position(upper)
      drawing.line(style, x1: x - cap, y1: high, x2: x + cap, y2: high)
    } else {
      drawing.arrowHead(style, x: x, y: high, toward: .up)
    }
    drawing.line(style, x1: x, y1: low, x2: x, y2: high)
  }

  /// A diamond over all other marks, and the word beside it where no edge is near.
  private func drawChosen(
    _ dot: Dot, _ estimate: Double, on drawing: inout Drawing, x: Double, y: Double, area: Double,
    bottom: Double, plot: ClosedRange<Double>, _ vertical: AxisScale
  ) {
    if let interval = dot.interval {
      draw(interval, "halo", on: &drawing, x: x, cap: 6, top: area, bottom: bottom, vertical)
      draw(interval, "chosen-line", on: &drawing, x: x, cap: 5, top: area, bottom: bottom, vertical)
    }
    drawing.diamond("chosen", x: x, y: y, radius: 8)
    let kind = Drawing.TextKind.strong
    let word = "chosen"
    let isRight = x + 14 + TextMeasure.width(word, size: kind.size, isStrong: true) <= plot.upperBound
    drawing.text(
      word, x: isRight ? x + 13 : x - 13, y: min(max(y, area + 8), bottom - 9), kind,
      anchor: isRight ? .start : .end, isClear: true)
  }
}
