extension Drawing {
  /// The line of a horizontal axis at `top` with its ticks and, on as many lines as it needs, its label.
  /// Returns where all this ends.
  mutating func axis(
    _ axis: Axis, scale: AxisScale, top: Double, plot: ClosedRange<Double>, labelLeft: Double
  ) -> Double {
    line("axis", x1: plot.lowerBound, y1: top, x2: plot.upperBound, y2: top)
    for tick in scale.ticks {
      let x = scale.position(tick.value)
      line("axis", x1: x, y1: top, x2: x, y2: top + 4)
      text(tick.label, x: x, y: top + 13, .tick, anchor: .middle)
    }
    guard !axis.label.isEmpty else { return top + 24 }
    let kind = TextKind.muted
    let words = TextMeasure.lines(axis.label, width: width - labelLeft, size: kind.size)
    lines(words, x: labelLeft, y: top + 33, kind)
    return top + 28 + Double(words.count) * kind.lineHeight
  }
}
