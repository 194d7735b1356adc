/// What the shapes of a figure mean, side by side above it and on as many lines as they need.
struct Legend: Sendable {
  struct Entry: Sendable {
    enum Symbol: Sendable, Equatable {
      case filledPoint, openPoint, smallPoint, diamond, interval, arrow, hatchedBar, solidBar, hollowBar,
        dashedLine, breakLine, whisker, band
      /// A series of a trend, by its number.
      case series(Int, isJoined: Bool)
    }

    let symbol: Symbol
    let text: String
  }

  private let entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries }

  /// Draws the legend below `top` and returns where it ends; nothing where there is nothing to explain.
  func draw(on drawing: inout Drawing, top: Double, pattern: String) -> Double {
    guard !entries.isEmpty else { return top }
    let kind = Drawing.TextKind.muted
    var x = 0.0
    var y = top + 9
    for entry in entries {
      let text = PlainText.line(drawing.wording.phrase(entry.text))
      let textWidth = TextMeasure.width(text, size: kind.size)
      if x > 0, x + 30 + textWidth > drawing.width {
        x = 0
        y += 20
      }
      draw(entry.symbol, on: &drawing, x: x, y: y, pattern: pattern)
      let lines = TextMeasure.lines(text, width: drawing.width - 30, size: kind.size)
      drawing.lines(lines, x: x + 30, y: y, kind)
      y += Double(lines.count - 1) * kind.lineHeight
      x += 30 + textWidth + 18
    }
    return y + 20
  }

  private func draw(
    _ symbol: Entry.Symbol, on drawing: inout Drawing, x: Double, y: Double, pattern: String
  ) {
    switch symbol {
    case .filledPoint: drawing.circle("solid", x: x + 12, y: y, radius: 4.5)
    case .openPoint: drawing.circle("open", x: x + 12, y: y, radius: 4.5)
    case .smallPoint: drawing.circle("speck", x: x + 12, y: y, radius: 2.5)
    case .diamond: drawing.diamond("chosen", x: x + 12, y: y, radius: 8)
    case .interval: drawing.line("interval", x1: x, y1: y, x2: x + 24, y2: y)
    case .arrow:
      drawing.line("interval", x1: x, y1: y, x2: x + 23, y2: y)
      drawing.arrowHead("interval", x: x + 24, y: y)
    case .hatchedBar: drawing.rectangle("hatched", pattern: pattern, x: x, y: y - 6, width: 24, height: 12)
    case .solidBar: drawing.rectangle("solid", x: x, y: y - 6, width: 24, height: 12)
    case .hollowBar: drawing.rectangle("hollow", x: x, y: y - 6, width: 24, height: 12)
    case .breakLine: drawing.line("break", x1: x + 12, y1: y - 8, x2: x + 12, y2: y + 8)
    case .whisker:
      drawing.line("interval", x1: x + 12, y1: y - 7, x2: x + 12, y2: y + 7)
      drawing.line("interval", x1: x + 8, y1: y - 7, x2: x + 16, y2: y - 7)
      drawing.line("interval", x1: x + 8, y1: y + 7, x2: x + 16, y2: y + 7)
    case .band: drawing.rectangle("band tone-1", x: x, y: y - 6, width: 24, height: 12)
    case .series(let number, let isJoined):
      let look = SeriesLook(number)
      if isJoined { drawing.line(look.line, x1: x, y1: y, x2: x + 24, y2: y) }
      look.drawPoint(on: &drawing, x: x + 12, y: y)
    case .dashedLine: drawing.line("reference", x1: x, y1: y, x2: x + 24, y2: y)
    }
  }
}
