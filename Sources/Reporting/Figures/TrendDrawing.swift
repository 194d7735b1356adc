/// How a series looks: four shapes, filled then open, with four dashes that run out of step with them.
struct SeriesLook: Sendable, Equatable {
  enum Shape: Int, Sendable { case circle, square, triangle, diamond }

  let number: Int

  init(_ number: Int) { self.number = number }

  var shape: Shape { Shape(rawValue: number % 4) ?? .circle }
  var isOpen: Bool { number / 4 % 2 == 1 }
  private var tone: Int { number % 4 + 1 }
  private var dash: Int { (number + number / 4) % 4 + 1 }

  var line: String { "series tone-\(tone) dash-\(dash)" }
  var whisker: String { "series tone-\(tone)" }
  var point: String { "point-\(isOpen ? "open" : "solid") tone-\(tone)" }
  var band: String { "band tone-\(tone)" }

  func drawPoint(on drawing: inout Drawing, x: Double, y: Double) {
    switch shape {
    case .circle: drawing.circle(point, x: x, y: y, radius: 4.5)
    case .square: drawing.rectangle(point, x: x - 4.2, y: y - 4.2, width: 8.4, height: 8.4)
    case .triangle: drawing.polygon(point, [(x, y - 5.6), (x + 5.2, y + 4), (x - 5.2, y + 4)])
    case .diamond: drawing.diamond(point, x: x, y: y, radius: 5.8)
    }
  }
}

extension TrendPlot {
  func draw(on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String) -> Double {
    var y = Legend(legend).draw(on: &drawing, top: top, pattern: pattern)
    let kind = Drawing.TextKind.muted
    if !axis.label.isEmpty {
      let lines = TextMeasure.lines(PlainText.line(axis.label), width: drawing.width, size: kind.size)
      drawing.lines(lines, x: 0, y: y + 8, kind)
      y += Double(lines.count) * kind.lineHeight
    }
    let area = y + 8
    let height = format.isWide ? 320.0 : 270.0
    let bottom = area + height
    let vertical = AxisScale(
      axis, extents: valueExtents, plot: 0...height, mostTicks: format.isWide ? 8 : 6, direction: .vertical)
    let labelWidth =
      vertical.ticks.map { TextMeasure.width($0.label, size: Drawing.TextKind.tick.size) }.max() ?? 0
    let plot = (min(labelWidth, 0.6 * drawing.width) + 10)...(drawing.width - 4)
    let step = sideStep(format)
    let span = (years.max() ?? 0) - (years.min() ?? 0)
    // A tick between two years would be read as one.
    let mostTicks = max(1, min(format.isWide ? 10 : 5, span < 10 ? Int(span.rounded(.up)) : 10))
    let horizontal = AxisScale(yearAxis, extents: yearExtents(step), plot: plot, mostTicks: mostTicks)
    func place(_ value: Double) -> Double { bottom - vertical.position(value) }

    for tick in vertical.ticks {
      let y = place(tick.value)
      drawing.line(
        tick.value == 0 ? "axis" : "grid", x1: plot.lowerBound, y1: y, x2: plot.upperBound, y2: y)
      drawing.text(tick.label, x: plot.lowerBound - 7, y: y, .tick, anchor: .end)
    }
    for line in breaks where horizontal.holds(line.value) {
      let x = horizontal.position(line.value)
      drawing.line("break", x1: x, y1: area, x2: x, y2: bottom)
    }
    if let referenceLine, vertical.holds(referenceLine.value) {
      let y = place(referenceLine.value)
      drawing.line("reference", x1: plot.lowerBound, y1: y, x2: plot.upperBound, y2: y)
    }
    let middle = Double(sideBySide - 1) / 2
    var side = 0.0
    // Bands lie under all lines, lines under all points.
    for (number, series) in shown.enumerated() where series.intervals == .band {
      for band in bands(of: series) {
        let corners =
          band.map { (horizontal.position($0.year), place($0.upper)) }
          + band.reversed().map { (horizontal.position($0.year), place($0.lower)) }
        drawing.polygon(SeriesLook(number).band, corners)
      }
    }
    for (number, series) in shown.enumerated() {
      let look = SeriesLook(number)
      let shift = series.intervals == .band ? 0 : (side - middle) * step
      if series.intervals != .band { side += 1 }
      for run in runs(of: series) where series.isJoined && run.count > 1 {
        drawing.polyline(
          look.line,
          run.compactMap { point in
            point.value.map { (horizontal.position(point.year) + shift, place($0)) }
          })
      }
      for point in series.points where isPlaced(point) {
        guard let value = point.value else { continue }
        let x = horizontal.position(point.year) + shift
        if let interval = point.interval, series.intervals == .whiskers || interval.upper == nil {
          draw(interval, look, on: &drawing, x: x, top: area, bottom: bottom, vertical)
        }
        look.drawPoint(on: &drawing, x: x, y: place(value))
      }
    }
    drawing.line("axis", x1: plot.lowerBound, y1: area, x2: plot.lowerBound, y2: bottom)
    return drawing.axis(
      yearAxis, scale: horizontal, top: bottom, plot: plot, labelLeft: format.isWide ? plot.lowerBound : 0)
  }

  // MARK: room

  private var placed: [Point] { shown.flatMap { $0.points.filter(isPlaced) } }

  private var years: [Double] { placed.map(\.year) + breaks.map(\.value).filter(\.isFinite) }

  /// How many series have to make room for each other: bands stand at their year.
  private var sideBySide: Int { shown.count { $0.intervals != .band } }

  /// How far apart the points of one year stand, so that their whiskers do not cover each other.
  private func sideStep(_ format: FigureFormat) -> Double {
    let count = sideBySide
    guard count > 1 else { return 0 }
    return min(format.isWide ? 12 : 8, (format.isWide ? 48 : 24) / Double(count - 1))
  }

  private func yearExtents(_ step: Double) -> [AxisScale.Extent] {
    let room = step * Double(max(sideBySide - 1, 0)) / 2 + 9
    let ends = [years.min(), years.max()].compactMap(\.self)
    guard let first = ends.first, let last = ends.last else { return [] }
    let values = first < last ? ends : [first - 1, first, first + 1]
    return values.map { .init(value: $0, before: room, after: room) }
  }

  private var valueExtents: [AxisScale.Extent] {
    var values = placed.compactMap(\.value)
    for point in placed {
      guard let interval = point.interval else { continue }
      values += [interval.lower, interval.upper].compactMap(\.self).filter(isOnAxis)
    }
    values += [referenceLine?.value].compactMap(\.self).filter(isOnAxis)
    return [values.min(), values.max()].compactMap(\.self).map { .init(value: $0, before: 8, after: 8) }
  }

  // MARK: parts

  /// Neighbouring points that have an estimate.
  private func runs(of series: Series) -> [[Point]] {
    series.points.split { !isPlaced($0) }.map(Array.init)
  }

  /// Neighbouring points whose interval has two ends.
  private func bands(of series: Series) -> [[(year: Double, lower: Double, upper: Double)]] {
    var result: [[(year: Double, lower: Double, upper: Double)]] = []
    var run: [(year: Double, lower: Double, upper: Double)] = []
    for point in series.points {
      if isPlaced(point), let interval = point.interval, let upper = interval.upper, isOnAxis(upper) {
        run.append((point.year, interval.lower, upper))
      } else {
        if run.count > 1 { result.append(run) }
        run = []
      }
    }
    if run.count > 1 { result.append(run) }
    return result
  }

  private var legend: [Legend.Entry] {
    var result = shown.enumerated().map { number, series in
      var marks: [Mark] = []
      for mark in series.points.flatMap(\.marks) where !marks.contains(mark) { marks.append(mark) }
      return Legend.Entry(
        symbol: .series(number, isJoined: series.isJoined), text: labelled(series.label, marks))
    }
    let intervals = placed.compactMap(\.interval)
    let hasWhiskers = shown.contains { series in
      series.intervals == .whiskers && series.points.contains { isPlaced($0) && $0.interval != nil }
    }
    if hasWhiskers { result.append(.init(symbol: .whisker, text: "interval")) }
    if shown.contains(where: { $0.intervals == .band && !bands(of: $0).isEmpty }) {
      result.append(.init(symbol: .band, text: "interval, as a band"))
    }
    if intervals.contains(where: { $0.upper == nil }) {
      result.append(.init(symbol: .arrow, text: "interval without an upper end"))
    }
    if let referenceLine, isOnAxis(referenceLine.value) {
      result.append(.init(symbol: .dashedLine, text: referenceLine.label))
    }
    for line in breaks where line.value.isFinite {
      result.append(.init(symbol: .breakLine, text: line.label))
    }
    return result
  }

  private func draw(
    _ interval: IntervalPlot.Span, _ look: SeriesLook, on drawing: inout Drawing, x: Double, top: Double,
    bottom: Double, _ vertical: AxisScale
  ) {
    var low = bottom
    var high = top
    if vertical.holds(interval.lower) {
      low = bottom - vertical.position(interval.lower)
      drawing.line(look.whisker, x1: x - 4, y1: low, x2: x + 4, y2: low)
    }
    if let upper = interval.upper, vertical.holds(upper) {
      high = bottom - vertical.position(upper)
      drawing.line(look.whisker, x1: x - 4, y1: high, x2: x + 4, y2: high)
    } else {
      drawing.arrowHead(look.whisker, x: x, y: high, toward: .up)
    }
    drawing.line(look.whisker, x1: x, y1: low, x2: x, y2: high)
  }
}
