extension OverlapPlot {
  func draw(on drawing: inout Drawing, top: Double, format: FigureFormat, pattern: String) -> Double {
    format.isWide
      ? OverlapMatrix(self, width: drawing.width).draw(on: &drawing, top: top, pattern: pattern)
      : OverlapRows(self, width: drawing.width).draw(on: &drawing, top: top, pattern: pattern)
  }

  static func words(_ count: Int?, _ absence: Absence?) -> String {
    count.map { NumberStyle.count.text(Double($0)) } ?? absence?.rawValue ?? Absence.notPublished.rawValue
  }

  var largestCount: Double { Double(shown.compactMap(\.count).max() ?? 0) }
  var largestTotal: Double { Double(lists.compactMap(\.total).max() ?? 0) }

  /// The length of a bar of `most` at the largest number; what is not zero can be seen.
  static func length(_ count: Int, largest: Double, most: Double) -> Double {
    count == 0 || largest <= 0 ? 0 : max(Double(count) / largest * most, 1)
  }

  /// How long the bar of a number is that is held back: the same for all, so that it tells nothing.
  static let absentLength = 14.0
}

/// Lists as rows and combinations as columns, for a wide drawing.
private struct OverlapMatrix {
  private let plot: OverlapPlot
  private let shown: [OverlapPlot.Combination]
  private let width: Double
  private let labels: [[String]]
  private let totalEnd: Double
  private let matrixLeft: Double
  private let pitch: Double
  private let isRising: Bool
  private let countRoom: Double

  private static let barLength = 64.0
  private static let barHeight = 150.0

  init(_ plot: OverlapPlot, width: Double) {
    self.plot = plot
    self.width = width
    let shown = Array(plot.shown)
    self.shown = shown
    let body = Drawing.TextKind.body.size
    let muted = Drawing.TextKind.muted.size
    let names = plot.lists.map { labelled($0.label, $0.marks) }
    let labelWidth = min(names.map { TextMeasure.width($0, size: body) }.max() ?? 0, 200)
    labels = names.map { TextMeasure.lines($0, width: labelWidth, size: body) }
    let totals = plot.lists.map { TextMeasure.width(OverlapPlot.words($0.total, $0.absence), size: body) }
    totalEnd = labelWidth + 14 + (totals.max() ?? 0)
    let matrixLeft = totalEnd + 7 + OverlapMatrix.barLength + 18
    self.matrixLeft = matrixLeft
    let pitch = min(44, (width - matrixLeft) / Double(max(shown.count, 1)))
    self.pitch = pitch
    let counts = shown.map { TextMeasure.width(OverlapPlot.words($0.count, $0.absence), size: muted) }
    isRising = counts.contains { $0 + 4 > pitch }
    countRoom = isRising ? (counts.max() ?? 0) + 4 : 16
  }

  private func centre(_ column: Int) -> Double { matrixLeft + (Double(column) + 0.5) * pitch }

  private var right: Double { matrixLeft + Double(shown.count) * pitch }

  func draw(on drawing: inout Drawing, top: Double, pattern: String) -> Double {
    let muted = Drawing.TextKind.muted
    let title = TextMeasure.lines(PlainText.line(plot.label), width: matrixLeft - 24, size: muted.size)
    drawing.lines(title, x: 0, y: top + 10, muted)
    let head = TextMeasure.lines(
      drawing.wording.phrase("Lists, with all persons on each"), width: matrixLeft - 24, size: muted.size)
    let titleHeight = Double(title.count + head.count) * muted.lineHeight + 20
    let base = top + max(countRoom + OverlapMatrix.barHeight + 4, titleHeight)
    drawing.lines(
      head, x: 0, y: base - Double(head.count) * muted.lineHeight + muted.lineHeight / 2 - 2, muted)
    drawCounts(on: &drawing, base: base, pattern: pattern)
    drawing.line("axis", x1: matrixLeft, y1: base, x2: max(right, matrixLeft + 40), y2: base)
    return drawRows(on: &drawing, top: base + 8, pattern: pattern)
  }

  private func drawCounts(on drawing: inout Drawing, base: Double, pattern: String) {
    let barWidth = min(pitch * 0.66, 22)
    for (column, combination) in shown.enumerated() {
      let x = centre(column)
      var height = OverlapPlot.absentLength
      if let count = combination.count {
        height = OverlapPlot.length(
          count, largest: plot.largestCount, most: OverlapMatrix.barHeight)
        drawing.rectangle("filled", x: x - barWidth / 2, y: base - height, width: barWidth, height: height)
      } else {
        drawing.rectangle(
          "hatched", pattern: pattern, x: x - barWidth / 2, y: base - height, width: barWidth, height: height)
      }
      let words = OverlapPlot.words(combination.count, combination.absence)
      if isRising {
        drawing.risingText(words, x: x, y: base - height - 4, .muted)
      } else {
        drawing.text(words, x: x, y: base - height - 9, .muted, anchor: .middle)
      }
    }
  }

  private func drawRows(on drawing: inout Drawing, top: Double, pattern: String) -> Double {
    let body = Drawing.TextKind.body
    var y = top
    var centres: [Double] = []
    for (index, list) in plot.lists.enumerated() {
      let lines = labels[index]
      let height = max(24, Double(lines.count) * body.lineHeight + 7)
      let centre = y + height / 2
      centres.append(centre)
      if index.isMultiple(of: 2) {
        drawing.rectangle("stripe", x: 0, y: y, width: max(right, matrixLeft), height: height)
      }
      drawing.lines(lines, x: 4, y: centre - Double(lines.count - 1) * body.lineHeight / 2)
      drawing.text(OverlapPlot.words(list.total, list.absence), x: totalEnd, y: centre, anchor: .end)
      drawTotal(list, on: &drawing, x: totalEnd + 7, y: centre, pattern: pattern)
      y += height
    }
    for (column, combination) in shown.enumerated() {
      let x = centre(column)
      let radius = min(6, pitch * 0.32)
      let members = Set(combination.members)
      for (row, centre) in centres.enumerated() where !members.contains(row) {
        drawing.circle("vacant", x: x, y: centre, radius: min(2, radius * 0.5))
      }
      if let first = combination.members.first, let last = combination.members.last, first < last {
        drawing.line("interval", x1: x, y1: centres[first], x2: x, y2: centres[last])
      }
      for member in combination.members {
        drawing.circle("filled", x: x, y: centres[member], radius: radius)
      }
    }
    return y + 4
  }

  private func drawTotal(
    _ list: OverlapPlot.List, on drawing: inout Drawing, x: Double, y: Double, pattern: String
  ) {
    if let total = list.total {
      let length = OverlapPlot.length(total, largest: plot.largestTotal, most: OverlapMatrix.barLength)
      drawing.rectangle("filled", x: x, y: y - 6, width: length, height: 12)
    } else {
      drawing.rectangle(
        "hatched", pattern: pattern, x: x, y: y - 6, width: OverlapPlot.absentLength, height: 12)
    }
  }
}

/// Lists as lettered columns and combinations as rows, for a narrow drawing.
private struct OverlapRows {
  private let plot: OverlapPlot
  private let shown: [OverlapPlot.Combination]
  private let width: Double
  private let pitch: Double
  private let barLeft: Double
  private let barLength: Double

  private static let rowHeight = 20.0
  private static let totalLength = 40.0

  init(_ plot: OverlapPlot, width: Double) {
    self.plot = plot
    self.width = width
    shown = Array(plot.shown)
    let muted = Drawing.TextKind.muted.size
    let counts = shown.map { TextMeasure.width(OverlapPlot.words($0.count, $0.absence), size: muted) }
    let countWidth = counts.max() ?? 0
    let lists = Double(max(plot.lists.count, 1))
    pitch = min(22, (width - countWidth - 36) / lists)
    barLeft = pitch * lists + 8
    barLength = max(width - barLeft - countWidth - 6, 4)
  }

  private static func letter(_ list: Int) -> String {
    UnicodeScalar(UInt32(65 + list)).map { String(Character($0)) } ?? ""
  }

  func draw(on drawing: inout Drawing, top: Double, pattern: String) -> Double {
    var y = drawKey(on: &drawing, top: top, pattern: pattern) + 12
    let muted = Drawing.TextKind.muted
    let title = TextMeasure.lines(PlainText.line(plot.label), width: width, size: muted.size)
    drawing.lines(title, x: 0, y: y + 8, muted)
    y += Double(title.count) * muted.lineHeight + 6
    for list in plot.lists.indices {
      drawing.text(OverlapRows.letter(list), x: centre(list), y: y + 8, .muted, anchor: .middle)
    }
    y += 18
    let rows = y
    for (index, combination) in shown.enumerated() {
      let row = rows + Double(index) * OverlapRows.rowHeight
      if index.isMultiple(of: 2) {
        drawing.rectangle("stripe", x: 0, y: row, width: width, height: OverlapRows.rowHeight)
      }
      draw(combination, on: &drawing, y: row + OverlapRows.rowHeight / 2, pattern: pattern)
    }
    let bottom = rows + Double(shown.count) * OverlapRows.rowHeight
    drawing.line("axis", x1: barLeft, y1: rows, x2: barLeft, y2: max(bottom, rows + 10))
    return bottom + 4
  }

  private func centre(_ list: Int) -> Double { (Double(list) + 0.5) * pitch }

  /// What the letters mean, with the totals.
  private func drawKey(on drawing: inout Drawing, top: Double, pattern: String) -> Double {
    let body = Drawing.TextKind.body
    let totals = plot.lists.map {
      TextMeasure.width(OverlapPlot.words($0.total, $0.absence), size: body.size)
    }
    let totalEnd = width - OverlapRows.totalLength - 7
    let labelWidth = max(totalEnd - (totals.max() ?? 0) - 32, 40)
    drawing.text(drawing.wording.phrase("Lists, with all persons on each"), x: 0, y: top + 8, .muted)
    var y = top + 20
    for (index, list) in plot.lists.enumerated() {
      let lines = TextMeasure.lines(
        labelled(list.label, list.marks), width: labelWidth, size: body.size)
      drawing.text(OverlapRows.letter(index), x: 0, y: y + body.lineHeight / 2 + 1, .strong)
      drawing.lines(lines, x: 20, y: y + body.lineHeight / 2 + 1)
      let middle = y + body.lineHeight / 2 + 1
      drawing.text(OverlapPlot.words(list.total, list.absence), x: totalEnd, y: middle, anchor: .end)
      let x = totalEnd + 7
      if let total = list.total {
        let length = OverlapPlot.length(total, largest: plot.largestTotal, most: OverlapRows.totalLength)
        drawing.rectangle("filled", x: x, y: middle - 6, width: length, height: 12)
      } else {
        drawing.rectangle(
          "hatched", pattern: pattern, x: x, y: middle - 6, width: OverlapPlot.absentLength, height: 12)
      }
      y += Double(lines.count) * body.lineHeight + 3
    }
    return y
  }

  private func draw(
    _ combination: OverlapPlot.Combination, on drawing: inout Drawing, y: Double, pattern: String
  ) {
    let radius = min(5, pitch * 0.36)
    let members = Set(combination.members)
    for list in plot.lists.indices where !members.contains(list) {
      drawing.circle("vacant", x: centre(list), y: y, radius: min(2, radius * 0.5))
    }
    if let first = combination.members.first, let last = combination.members.last, first < last {
      drawing.line("interval", x1: centre(first), y1: y, x2: centre(last), y2: y)
    }
    for member in combination.members { drawing.circle("filled", x: centre(member), y: y, radius: radius) }
    var length = OverlapPlot.absentLength
    if let count = combination.count {
      length = OverlapPlot.length(count, largest: plot.largestCount, most: barLength)
      drawing.rectangle("filled", x: barLeft, y: y - 6, width: length, height: 12)
    } else {
      drawing.rectangle("hatched", pattern: pattern, x: barLeft, y: y - 6, width: length, height: 12)
    }
    drawing.text(
      OverlapPlot.words(combination.count, combination.absence), x: barLeft + length + 5, y: y, .muted)
  }
}
