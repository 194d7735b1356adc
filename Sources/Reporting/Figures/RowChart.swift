/// What the three kinds of figure share: labelled rows in groups over one horizontal axis.
///
/// On a wide drawing the labels stand to the left of the plot; on a narrow one they stand above their rows.
struct RowChart: Sendable {
  struct Row: Sendable {
    let group: String
    /// With its marks.
    let label: String
    /// Words beside the row (point and interval), where the kind of figure has them.
    let reading: Reading?
    /// What the shapes of the row need.
    let height: Double

    init(group: String, label: String, reading: Reading? = nil, height: Double = 20) {
      self.group = PlainText.line(group)
      self.label = label
      self.reading = reading
      self.height = height
    }
  }

  /// The numbers of a row in words: the point, right-aligned, and behind it the interval.
  struct Reading: Sendable, Equatable {
    let point: String
    let interval: String

    var joined: String {
      point.isEmpty || interval.isEmpty ? point + interval : point + " " + interval
    }
  }

  struct LegendEntry: Sendable {
    enum Symbol: Sendable, Equatable { case filledPoint, openPoint, interval, arrow, hatchedBar, solidBar }

    let symbol: Symbol
    let text: String
  }

  let axis: Axis
  let rows: [Row]
  let extents: [AxisScale.Extent]
  let reference: ReferenceLine?
  let legend: [LegendEntry]

  /// Draws the chart below `top` and returns where it ends. `mark` draws the shapes of one row, centred on
  /// `y`.
  func draw(
    on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String,
    mark: (inout Drawing, _ row: Int, _ y: Double, _ scale: AxisScale, _ plot: ClosedRange<Double>) -> Void
  ) -> Double {
    let layout = Layout(self, width: drawing.width, isWide: format.isWide)
    var y = drawLegend(on: &drawing, top: top, pattern: pattern)
    let scale = AxisScale(
      axis, extents: extents + referenceExtents, plot: layout.plot, mostTicks: format.isWide ? 7 : 4)
    y = drawReferenceLabel(on: &drawing, top: y, scale: scale)
    let plotTop = y
    let placed = layout.place(from: y + 4)
    let bottom = placed.bottom + (layout.isWide ? 4 : -3)
    let bands = layout.isWide ? [plotTop...bottom] : placed.strips
    for tick in scale.ticks {
      drawLine(tick.value == 0 ? "axis" : "grid", on: &drawing, x: scale.position(tick.value), bands: bands)
    }
    if let reference {
      drawLine("reference", on: &drawing, x: scale.position(reference.value), bands: bands)
    }
    drawWords(on: &drawing, placed: placed, layout: layout)
    for (index, row) in placed.rows.enumerated() { mark(&drawing, index, row.centre, scale, layout.plot) }
    return drawAxis(on: &drawing, scale: scale, top: bottom, layout: layout)
  }

  private var referenceExtents: [AxisScale.Extent] {
    reference.map { [AxisScale.Extent(value: $0.value, before: 2, after: 2)] } ?? []
  }

  // MARK: parts

  private func drawLegend(on drawing: inout Drawing, top: Double, pattern: String) -> Double {
    guard !legend.isEmpty else { return top }
    var x = 0.0
    var y = top + 9
    for entry in legend {
      let textWidth = TextMeasure.width(entry.text, size: Drawing.TextKind.muted.size)
      if x > 0, x + 30 + textWidth > drawing.width {
        x = 0
        y += 20
      }
      draw(entry.symbol, on: &drawing, x: x, y: y, pattern: pattern)
      let lines = TextMeasure.lines(entry.text, width: drawing.width - 30, size: Drawing.TextKind.muted.size)
      drawing.lines(lines, x: x + 30, y: y, .muted)
      y += Double(lines.count - 1) * Drawing.TextKind.muted.lineHeight
      x += 30 + textWidth + 18
    }
    return y + 20
  }

  private func draw(
    _ symbol: LegendEntry.Symbol, on drawing: inout Drawing, x: Double, y: Double, pattern: String
  ) {
    switch symbol {
    case .filledPoint: drawing.circle("solid", x: x + 12, y: y, radius: 4.5)
    case .openPoint: drawing.circle("open", x: x + 12, y: y, radius: 4.5)
    case .interval: drawing.line("interval", x1: x, y1: y, x2: x + 24, y2: y)
    case .arrow:
      drawing.line("interval", x1: x, y1: y, x2: x + 23, y2: y)
      drawing.arrowHead("interval", x: x + 24, y: y)
    case .hatchedBar: drawing.rectangle("hatched", pattern: pattern, x: x, y: y - 6, width: 24, height: 12)
    case .solidBar: drawing.rectangle("solid", x: x, y: y - 6, width: 24, height: 12)
    }
  }

  private func drawReferenceLabel(on drawing: inout Drawing, top: Double, scale: AxisScale) -> Double {
    guard let reference else { return top }
    let kind = Drawing.TextKind.reference
    let lines = TextMeasure.lines(reference.label, width: drawing.width, size: kind.size)
    for (index, line) in lines.enumerated() {
      let half = TextMeasure.width(line, size: kind.size) / 2
      let centre = min(max(scale.position(reference.value), half), drawing.width - half)
      drawing.text(line, x: centre, y: top + 8 + Double(index) * kind.lineHeight, kind, anchor: .middle)
    }
    return top + 4 + Double(lines.count) * kind.lineHeight
  }

  private func drawLine(
    _ style: String, on drawing: inout Drawing, x: Double, bands: [ClosedRange<Double>]
  ) {
    for band in bands { drawing.line(style, x1: x, y1: band.lowerBound, x2: x, y2: band.upperBound) }
  }

  private func drawWords(on drawing: inout Drawing, placed: Layout.Placed, layout: Layout) {
    for heading in placed.headings {
      if heading.hasRule {
        drawing.line("rule", x1: 0, y1: heading.top, x2: drawing.width, y2: heading.top)
      }
      drawing.lines(heading.lines, x: 0, y: heading.firstLine, .strong, isClear: true)
    }
    for (row, spot) in zip(rows, placed.rows) {
      drawing.lines(spot.lines, x: 0, y: spot.firstLine)
      guard let reading = row.reading else { continue }
      if let columns = layout.readingColumns {
        drawing.text(reading.point, x: columns.pointEnd, y: spot.centre, anchor: .end)
        drawing.text(reading.interval, x: columns.intervalStart, y: spot.centre, .muted)
      } else {
        drawing.lines(spot.readingLines, x: 0, y: spot.firstReadingLine, .muted)
      }
    }
  }

  private func drawAxis(on drawing: inout Drawing, scale: AxisScale, top: Double, layout: Layout) -> Double {
    drawing.line("axis", x1: layout.plot.lowerBound, y1: top, x2: layout.plot.upperBound, y2: top)
    for tick in scale.ticks {
      let x = scale.position(tick.value)
      drawing.line("axis", x1: x, y1: top, x2: x, y2: top + 4)
      drawing.text(tick.label, x: x, y: top + 13, .tick, anchor: .middle)
    }
    guard !axis.label.isEmpty else { return top + 24 }
    let left = layout.isWide ? layout.plot.lowerBound : 0
    let kind = Drawing.TextKind.muted
    let lines = TextMeasure.lines(axis.label, width: drawing.width - left, size: kind.size)
    drawing.lines(lines, x: left, y: top + 33, kind)
    return top + 28 + Double(lines.count) * kind.lineHeight
  }
}

extension RowChart {
  /// Where labels, readings and plot stand.
  struct Layout: Sendable {
    struct Placed: Sendable {
      struct Heading: Sendable {
        let lines: [String]
        let top: Double
        let firstLine: Double
        let hasRule: Bool
      }

      struct Spot: Sendable {
        let lines: [String]
        let firstLine: Double
        let readingLines: [String]
        let firstReadingLine: Double
        /// Where the shapes of the row are centred.
        let centre: Double
      }

      var headings: [Heading] = []
      var rows: [Spot] = []
      /// The stretch of each row that its shapes take.
      var strips: [ClosedRange<Double>] = []
      var bottom = 0.0
    }

    let isWide: Bool
    let plot: ClosedRange<Double>
    /// `nil` where the readings stand under their labels.
    let readingColumns: (pointEnd: Double, intervalStart: Double)?
    private let width: Double
    private let labelWidth: Double
    private let rows: [Row]

    init(_ chart: RowChart, width: Double, isWide: Bool) {
      self.isWide = isWide
      self.width = width
      rows = chart.rows
      guard isWide else {
        labelWidth = width
        plot = 5...(width - 5)
        readingColumns = nil
        return
      }
      let longest = rows.map { TextMeasure.width($0.label, size: Drawing.TextKind.body.size) }.max() ?? 0
      labelWidth = min(longest, 0.32 * width)
      let points = rows.map { TextMeasure.width($0.reading?.point ?? "", size: Drawing.TextKind.body.size) }
      let intervals = rows.map {
        TextMeasure.width($0.reading?.interval ?? "", size: Drawing.TextKind.muted.size)
      }
      let point = points.max() ?? 0
      let interval = intervals.max() ?? 0
      let columns = point + 8 + interval
      let hasColumns = columns > 8 && columns <= 0.34 * width
      readingColumns = hasColumns ? (width - interval - 8, width - interval) : nil
      plot = (labelWidth + 20)...(width - (hasColumns ? columns + 20 : 5))
    }

    func place(from top: Double) -> Placed {
      var placed = Placed()
      var y = top
      for (index, row) in rows.enumerated() {
        if index == 0 ? !row.group.isEmpty : row.group != rows[index - 1].group {
          place(heading: row.group, isFirst: index == 0, in: &placed, at: &y)
        }
        place(row, in: &placed, at: &y)
      }
      placed.bottom = y
      return placed
    }

    private func place(heading: String, isFirst: Bool, in placed: inout Placed, at y: inout Double) {
      let kind = Drawing.TextKind.strong
      let lines =
        heading.isEmpty ? [] : TextMeasure.lines(heading, width: width, size: kind.size, isStrong: true)
      if !isFirst { y += 8 }
      let height = 8 + Double(lines.count) * kind.lineHeight
      placed.headings.append(.init(lines: lines, top: y, firstLine: y + 14, hasRule: !isFirst))
      y += height
    }

    private func place(_ row: Row, in placed: inout Placed, at y: inout Double) {
      let body = Drawing.TextKind.body
      let muted = Drawing.TextKind.muted
      let lines = TextMeasure.lines(row.label, width: labelWidth, size: body.size)
      var reading: [String] = []
      if readingColumns == nil, let words = row.reading?.joined, !words.isEmpty {
        reading = TextMeasure.lines(words, width: labelWidth, size: muted.size)
      }
      let labelHeight = Double(lines.count) * body.lineHeight
      let textHeight = labelHeight + Double(reading.count) * muted.lineHeight
      if isWide {
        let height = max(row.height + 8, textHeight + 10)
        let first = y + (height - textHeight) / 2 + body.lineHeight / 2
        placed.rows.append(
          .init(
            lines: lines, firstLine: first, readingLines: reading,
            firstReadingLine: first + labelHeight, centre: y + height / 2))
        placed.strips.append(y...(y + height))
        y += height
      } else {
        let first = y + 6 + body.lineHeight / 2
        placed.rows.append(
          .init(
            lines: lines, firstLine: first, readingLines: reading,
            firstReadingLine: first + labelHeight - 1, centre: y + textHeight + 8 + row.height / 2))
        placed.strips.append((y + textHeight + 7)...(y + textHeight + row.height + 9))
        y += textHeight + row.height + 12
      }
    }
  }
}
