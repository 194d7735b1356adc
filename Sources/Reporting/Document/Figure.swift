/// A figure before it is drawn. The title says what is shown; the description is what somebody who cannot
/// see it is told: the reading, not the look.
package struct Figure: Sendable, Equatable {
  /// `[a-z0-9-]`, unique in its document: link target and file name.
  package let identifier: String
  package let title: String
  package let description: String
  package let content: Content
  /// Sentences under the figure; a mark that an entry carries is explained here by the writer.
  package let notes: [String]
  package let source: String

  package enum Content: Sendable, Equatable {
    case intervals(IntervalPlot)
    case bars(BarChart)
    case tornado(TornadoChart)
    case overlap(OverlapPlot)
    case density(DensityPlot)
    case dots(DotPlot)
    case trend(TrendPlot)
  }

  package init(
    _ identifier: String, title: String, description: String, content: Content, notes: [String] = [],
    source: String
  ) {
    self.identifier = identifier
    self.title = title
    self.description = description
    self.content = content
    self.notes = notes
    self.source = source
  }
}

package struct Axis: Sendable, Equatable {
  package let label: String
  package let style: NumberStyle
  /// Whether the axis starts at zero; bars always do, and a logarithmic axis never does.
  package let includesZero: Bool
  /// Whether equal steps are equal ratios. Values that are not above zero have no place on such an axis.
  package let isLogarithmic: Bool

  package init(
    _ label: String, style: NumberStyle, includesZero: Bool = true, isLogarithmic: Bool = false
  ) {
    self.label = label
    self.style = style
    self.includesZero = includesZero && !isLogarithmic
    self.isLogarithmic = isLogarithmic
  }
}

/// Points with intervals on one horizontal axis, a row each, in groups.
package struct IntervalPlot: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package let group: String
    package let label: String
    /// `nil` where only a range is known.
    package let point: Double?
    /// `nil` where no interval exists; the row then says so, or shows `note`.
    package let interval: Span?
    /// Why there is no interval, in a few words such as `refused: MSE-01`; they stand in its place.
    package let note: String?
    /// What is the source's own is drawn filled, what is this program's analysis is drawn open.
    package let isPublished: Bool
    package let marks: [Mark]

    package init(
      group: String = "", label: String, point: Double?, interval: Span?, note: String? = nil,
      isPublished: Bool, marks: [Mark] = []
    ) {
      self.group = group
      self.label = label
      self.point = point
      self.interval = interval
      self.note = note
      self.isPublished = isPublished
      self.marks = marks
    }
  }

  package struct Span: Sendable, Equatable {
    package let lower: Double
    /// `nil` where the interval has no upper end; drawn as an arrow.
    package let upper: Double?

    package init(_ lower: Double, _ upper: Double?) {
      self.lower = lower
      self.upper = upper
    }
  }

  package let axis: Axis
  package let entries: [Entry]
  package let referenceLine: ReferenceLine?
  /// What filled and open points are, for the legend.
  package let filledName: String
  package let openName: String

  package init(
    axis: Axis, entries: [Entry], referenceLine: ReferenceLine? = nil,
    filledName: String = "published by the source", openName: String = "analysis by this program"
  ) {
    self.axis = axis
    self.entries = entries
    self.referenceLine = referenceLine
    self.filledName = filledName
    self.openName = openName
  }
}

package struct ReferenceLine: Sendable, Equatable {
  package let value: Double
  package let label: String

  package init(_ value: Double, _ label: String) {
    self.value = value
    self.label = label
  }
}

/// Horizontal bars from zero.
package struct BarChart: Sendable, Equatable {
  package struct Bar: Sendable, Equatable {
    package let group: String
    package let label: String
    /// `nil` draws the reason for absence as text instead of a bar.
    package let value: Double?
    package let absence: Absence?
    package let marks: [Mark]

    package init(group: String = "", label: String, value: Double, marks: [Mark] = []) {
      self.group = group
      self.label = label
      self.value = value
      self.absence = nil
      self.marks = marks
    }

    package init(group: String = "", label: String, absence: Absence, marks: [Mark] = []) {
      self.group = group
      self.label = label
      self.value = nil
      self.absence = absence
      self.marks = marks
    }
  }

  package let axis: Axis
  package let bars: [Bar]

  package init(axis: Axis, bars: [Bar]) {
    self.axis = axis
    self.bars = bars
  }
}

/// How far one result moves when one input at a time goes to its low and its high value.
package struct TornadoChart: Sendable, Equatable {
  package struct Bar: Sendable, Equatable {
    package let label: String
    /// The result when the input is at its low value, and at its high one.
    package let low: Double
    package let high: Double
    package let marks: [Mark]

    package init(label: String, low: Double, high: Double, marks: [Mark] = []) {
      self.label = label
      self.low = low
      self.high = high
      self.marks = marks
    }
  }

  package let axis: Axis
  /// The result with every input at its own value.
  package let baseline: ReferenceLine
  /// Widest first.
  package let bars: [Bar]

  package init(axis: Axis, baseline: ReferenceLine, bars: [Bar]) {
    self.axis = axis
    self.baseline = baseline
    self.bars = bars
  }
}
