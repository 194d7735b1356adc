/// Estimates over time: years across, one series for each vintage, definition or source.
///
/// Series differ by the shape of their points and the dashes of their line, so that colour is not needed.
/// A series is only joined where `isJoined`: estimates of different definitions are not a trend, and one line
/// through them would say so.
///
///     Figure("trend", title: ..., description: ...,
///       content: .trend(TrendPlot(axis: Axis("Children", style: .estimatedCount), series: [
///         .init("Estimates of 2020", points: [.init(2016, 152e6, .init(148e6, 156e6)), ...]),
///       ])), source: ...)
package struct TrendPlot: Sendable, Equatable {
  package struct Point: Sendable, Equatable {
    /// A year; fractions are allowed (2016.5).
    package let year: Double
    /// `nil` where the year has no estimate: the line is interrupted and the data say `note`.
    package let value: Double?
    package let interval: IntervalPlot.Span?
    /// Why there is no estimate or no interval, in a few words.
    package let note: String?
    package let marks: [Mark]

    package init(
      _ year: Double, _ value: Double?, _ interval: IntervalPlot.Span? = nil, note: String? = nil,
      marks: [Mark] = []
    ) {
      self.year = year
      self.value = value
      self.interval = interval
      self.note = note
      self.marks = marks
    }
  }

  package enum IntervalStyle: Sendable, Equatable {
    case whiskers
    /// A shaded band from point to point; for yearly series of one definition.
    case band
  }

  package struct Series: Sendable, Equatable {
    package let label: String
    /// By year; points of one year stay in the order they came in.
    package let points: [Point]
    package let isJoined: Bool
    package let intervals: IntervalStyle

    package init(
      _ label: String, points: [Point], isJoined: Bool = true, intervals: IntervalStyle = .whiskers
    ) {
      self.label = label
      self.points = points.enumerated().sorted {
        $0.element.year == $1.element.year
          ? $0.offset < $1.offset : $0.element.year < $1.element.year
      }.map(\.element)
      self.isJoined = isJoined
      self.intervals = intervals
    }
  }

  /// Horizontal; its style should not group thousands.
  package let yearAxis: Axis
  /// Vertical, linear or logarithmic.
  package let axis: Axis
  package let series: [Series]
  /// A horizontal line, such as a target.
  package let referenceLine: ReferenceLine?
  /// Years at which definition, method or coverage changed; the label says what.
  package let breaks: [ReferenceLine]

  package init(
    yearAxis: Axis = Axis("Year", style: NumberStyle(grouped: false), includesZero: false), axis: Axis,
    series: [Series], referenceLine: ReferenceLine? = nil, breaks: [ReferenceLine] = []
  ) {
    self.yearAxis = yearAxis
    self.axis = axis
    self.series = series
    self.referenceLine = referenceLine
    self.breaks = breaks
  }

  // MARK: what is drawn

  /// As many as shapes and dashes tell apart.
  static let mostSeries = 12

  var shown: ArraySlice<Series> { series.prefix(TrendPlot.mostSeries) }

  func isOnAxis(_ value: Double) -> Bool { value.isFinite && (!axis.isLogarithmic || value > 0) }

  func isPlaced(_ point: Point) -> Bool { point.year.isFinite && (point.value.map(isOnAxis) ?? false) }

  /// What the drawing leaves out, in sentences.
  var remainders: [String] {
    let style = NumberStyle.count
    var result: [String] = []
    let hidden = series.count - shown.count
    if hidden > 0 {
      result.append("\(style.text(Double(hidden))) more series are in the table and not in the drawing.")
    }
    let points = shown.flatMap(\.points)
    let missing = points.count { !isPlaced($0) }
    if missing > 0 {
      result.append(
        "\(style.text(Double(missing))) of \(style.text(Double(points.count))) points "
          + (missing == 1 ? "has" : "have") + " no estimate with a place on the axes.")
    }
    return result
  }
}
