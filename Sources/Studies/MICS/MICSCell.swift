package import Estimates
package import Survey

/// One figure of an official table, with its sampling error.
package struct MICSCell: Sendable {
  package let indicator: String
  /// The title of the column.
  package let title: String
  package let ages: ClosedRange<Int>
  /// The background characteristic and its category; empty for the total.
  package let group: String
  package let label: String
  /// The proportion; nil where nobody answered.
  package let estimate: SurveyEstimate?
  /// The percentage as it is published, refused where the standard says so.
  package let report: Estimate?
  /// The number of children, where a population was given.
  package let magnitude: Estimate?
}

/// One row of a panel: all its figures, and how many children stand behind them.
package struct MICSRow: Sendable {
  package let group: String
  package let label: String
  package let weightedCount: Double
  package let unweightedCount: Int
  package let cells: [MICSCell]
}

/// The figures of one panel of a table.
package struct MICSPanel: Sendable {
  package let ages: ClosedRange<Int>
  package let count: String
  package let titles: [String]
  package let rows: [MICSRow]
}

/// An official table with what could not be made of it.
package struct MICSTable: Sendable {
  package let name: String
  package let title: String
  package let subtitle: String
  package let panels: [MICSPanel]
  /// The notes of the layout, then what this file does not have.
  package let notes: [String]
}
