/// How bootstrap or posterior draws of one quantity are spread, with its estimate and interval.
package struct DensityPlot: Sendable, Equatable {
  /// Logarithmic where the draws are; the bins then have equal ratios.
  package let axis: Axis
  package let histogram: Histogram
  /// What a draw is called, in the plural: `replicates`, `draws of the posterior`.
  package let drawsName: String
  package let estimate: ReferenceLine
  /// Shown by filled bars within and hollow bars beyond it, and written out.
  package let interval: IntervalPlot.Span?
  /// Such as `95 % percentile interval`.
  package let intervalLabel: String
  /// A count that was observed, below which no estimate can lie.
  package let observed: ReferenceLine?

  package init(
    axis: Axis, histogram: Histogram, drawsName: String = "replicates", estimate: ReferenceLine,
    interval: IntervalPlot.Span?, intervalLabel: String, observed: ReferenceLine? = nil
  ) {
    self.axis = axis
    self.histogram = histogram
    self.drawsName = drawsName
    self.estimate = estimate
    self.interval = interval
    self.intervalLabel = intervalLabel
    self.observed = observed
  }

  /// What the bins do not hold, as one sentence: `12 of 1,000 replicates lie beyond 40,000; 3 more are
  /// infinite.`; `nil` where they hold everything.
  package var remainder: String? {
    let style = NumberStyle.count
    let all = style.text(Double(histogram.total))
    var parts: [String] = []
    func add(_ count: Int, _ one: String, _ many: String) {
      guard count > 0 else { return }
      let number = style.text(Double(count))
      let whose = parts.isEmpty ? " of \(all) \(drawsName)" : " more"
      parts.append("\(number)\(whose) \(count == 1 ? one : many)")
    }
    if let last = histogram.edges.last {
      let words = axis.style.text(last)
      add(histogram.above, "lies beyond \(words)", "lie beyond \(words)")
    }
    add(histogram.infinite, "is infinite", "are infinite")
    if let first = histogram.edges.first {
      let words = axis.style.text(first)
      add(histogram.below, "lies below \(words)", "lie below \(words)")
    } else {
      let beyond = histogram.below + histogram.above
      add(beyond, "has no place on the axis", "have no place on the axis")
    }
    add(histogram.missing, "gave no estimate", "gave no estimate")
    return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
  }
}
