internal import Glibc

extension DensityPlot {
  func draw(on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String) -> Double {
    let plot = 5...(drawing.width - 5)
    let scale = AxisScale(axis, extents: extents, plot: plot, mostTicks: format.isWide ? 7 : 4)
    var y = Legend(legend).draw(on: &drawing, top: top, pattern: pattern)
    y = drawLabels(on: &drawing, top: y, scale: scale)
    let labelBottom = y
    if interval != nil { y += 18 }
    let bottom = y + (format.isWide ? 220 : 160)
    for tick in scale.ticks {
      let x = scale.position(tick.value)
      drawing.line(tick.value == 0 ? "axis" : "grid", x1: x, y1: labelBottom, x2: x, y2: bottom)
    }
    drawBars(on: &drawing, between: y + 4, and: bottom, scale: scale)
    if let observed, isNear(observed.value) {
      let x = scale.position(observed.value)
      drawing.line("halo", x1: x, y1: labelBottom, x2: x, y2: bottom)
      drawing.line("reference", x1: x, y1: labelBottom, x2: x, y2: bottom)
    }
    if let interval { draw(interval, on: &drawing, y: labelBottom + 9, scale: scale, plot: plot) }
    if isNear(estimate.value) {
      let x = scale.position(estimate.value)
      drawing.line("halo", x1: x, y1: labelBottom, x2: x, y2: bottom)
      drawing.line("estimate", x1: x, y1: labelBottom, x2: x, y2: bottom)
    }
    return drawing.axis(axis, scale: scale, top: bottom, plot: plot, labelLeft: 0)
  }

  // MARK: what is on the axis

  private func coordinate(_ value: Double) -> Double { axis.isLogarithmic ? log10(value) : value }

  /// Whether a value lies within the bins or no farther from them than they reach. The line of another would
  /// press the bins together.
  private func isNear(_ value: Double) -> Bool {
    guard value.isFinite, !axis.isLogarithmic || value > 0 else { return false }
    guard let first = ends?.first, let last = ends?.last else { return true }
    let reach = coordinate(last) - coordinate(first)
    let place = coordinate(value)
    return place >= coordinate(first) - reach && place <= coordinate(last) + reach
  }

  private var ends: (first: Double, last: Double)? {
    guard let last = histogram.edges.last,
      let first = histogram.edges.first(where: { !axis.isLogarithmic || $0 > 0 }), first < last
    else { return nil }
    return (first, last)
  }

  private var extents: [AxisScale.Extent] {
    var values = ends.map { [$0.first, $0.last] } ?? []
    let marked = [estimate.value] + [observed?.value, interval?.lower, interval?.upper].compactMap(\.self)
    values += marked.filter(isNear)
    return values.map { .init(value: $0, before: 2, after: 2) }
  }

  // MARK: parts

  private var legend: [Legend.Entry] {
    let style = axis.style
    guard !histogram.counts.isEmpty else { return [] }
    let name = PlainText.line(drawsName)
    guard let interval else { return [.init(symbol: .solidBar, text: name)] }
    let ends = style.text(lower: interval.lower, upper: interval.upper, minus: .typographic)
    return [
      .init(symbol: .solidBar, text: "\(name) within the \(PlainText.line(intervalLabel)), \(ends)"),
      .init(symbol: .hollowBar, text: "\(name) beyond it"),
    ]
  }

  /// The words over the two lines: each away from the other, on one line if they fit there.
  private func drawLabels(on drawing: inout Drawing, top: Double, scale: AxisScale) -> Double {
    var labels = [label(estimate, .strong, scale)]
    if let observed { labels.append(label(observed, .reference, scale)) }
    labels.sort { $0.x < $1.x }
    var y = top
    var left = 0.0
    var right = drawing.width
    if labels.count == 2 {
      let widths = labels.map { width($0.text, $0.kind) }
      // The gap between the lines is the place where the words part.
      let middle = (labels[0].x + labels[1].x) / 2
      let firstLeft = min(max(labels[0].x - widths[0] / 2, 0), max(middle - 6 - widths[0], 0))
      let secondLeft = max(
        min(labels[1].x - widths[1] / 2, drawing.width - widths[1]),
        min(middle + 6, drawing.width - widths[1]))
      if firstLeft + widths[0] + 12 <= secondLeft {
        drawing.text(labels[0].text, x: firstLeft, y: y + 8, labels[0].kind)
        drawing.text(labels[1].text, x: secondLeft, y: y + 8, labels[1].kind)
        return y + 20
      }
    }
    for label in labels {
      let words = TextMeasure.lines(
        label.text, width: drawing.width, size: label.kind.size, isStrong: label.kind.isStrong)
      for line in words {
        let half = width(line, label.kind) / 2
        left = min(max(label.x - half, 0), drawing.width - 2 * half)
        right = left + 2 * half
        drawing.text(line, x: (left + right) / 2, y: y + 8, label.kind, anchor: .middle)
        y += label.kind.lineHeight
      }
    }
    return y + 4
  }

  private func label(
    _ line: ReferenceLine, _ kind: Drawing.TextKind, _ scale: AxisScale
  ) -> (text: String, kind: Drawing.TextKind, x: Double) {
    let words = PlainText.line(line.label)
    return isNear(line.value)
      ? (words, kind, scale.position(line.value))
      : (words + " (beyond the axis)", kind, line.value > (ends?.last ?? 0) ? .infinity : 0)
  }

  private func width(_ text: String, _ kind: Drawing.TextKind) -> Double {
    TextMeasure.width(text, size: kind.size, isStrong: kind.isStrong)
  }

  private func drawBars(
    on drawing: inout Drawing, between top: Double, and bottom: Double, scale: AxisScale
  ) {
    let edges = histogram.edges
    // The area of a bar is its share of the draws, so unequal bins stand right.
    let bars = histogram.counts.indices.map { bin -> (left: Double, right: Double, height: Double) in
      let left = scale.position(edges[bin])
      let right = scale.position(edges[bin + 1])
      let width = right - left
      return (left, right, width > 0 ? Double(histogram.counts[bin]) / width : 0)
    }
    let highest = bars.map(\.height).max() ?? 0
    guard highest > 0 else { return }
    let low = interval.map { scale.holds($0.lower) ? scale.position($0.lower) : -.infinity } ?? -.infinity
    let high = interval?.upper.map(scale.position) ?? .infinity
    for bar in bars where bar.height > 0 {
      let height = max(bar.height / highest * (bottom - top), 1.5)
      let gap = bar.right - bar.left > 4 ? 0.5 : 0
      let (left, right) = (bar.left + gap, bar.right - gap)
      func rectangle(_ style: String, _ from: Double, _ to: Double, inset: Double) {
        guard to - from > 0.2 else { return }
        drawing.rectangle(
          style, x: from + inset, y: bottom - height + inset, width: max(to - from - 2 * inset, 0.2),
          height: height - inset)
      }
      rectangle("hollow", left, min(right, low), inset: 0.5)
      rectangle("filled", max(left, low), min(right, high), inset: 0)
      rectangle("hollow", max(left, high), right, inset: 0.5)
    }
  }

  /// The interval as a line over the bars; an end that the axis does not reach is an arrow.
  private func draw(
    _ interval: IntervalPlot.Span, on drawing: inout Drawing, y: Double, scale: AxisScale,
    plot: ClosedRange<Double>
  ) {
    var left = plot.lowerBound
    var right = plot.upperBound
    if isNear(interval.lower) {
      left = scale.position(interval.lower)
      drawing.line("interval", x1: left, y1: y - 5, x2: left, y2: y + 5)
    } else {
      drawing.arrowHead("interval", x: left, y: y, toward: .left)
    }
    if let upper = interval.upper, isNear(upper) {
      right = scale.position(upper)
      drawing.line("interval", x1: right, y1: y - 5, x2: right, y2: y + 5)
    } else {
      drawing.arrowHead("interval", x: right, y: y)
    }
    drawing.line("interval", x1: left, y1: y, x2: right, y2: y)
  }
}
