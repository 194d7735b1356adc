/// A table before it has a format. CSV and JSON write full precision; the styles are for human readers.
package struct Table: Sendable, Equatable {
  /// `[a-z0-9-]`, unique in its document: link target and file name.
  package let identifier: String
  package let title: String
  package let columns: [TableColumn]
  package let rows: [TableRow]
  /// Sentences under the table, before the texts of the marks that its cells carry.
  package let notes: [String]
  package let source: String

  /// - Precondition: every row has a cell for every column.
  package init(
    _ identifier: String, title: String, columns: [TableColumn], rows: [TableRow], notes: [String] = [],
    source: String
  ) {
    precondition(rows.allSatisfy { $0.cells.count == columns.count }, "a row has a cell for every column")
    self.identifier = identifier
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
    self.source = source
  }

  /// The marks that the cells carry, in order of first appearance.
  package var marks: [Mark] {
    var seen: [Mark] = []
    for row in rows {
      for cell in row.cells {
        for mark in cell.marks where !seen.contains(mark) { seen.append(mark) }
      }
    }
    return seen
  }
}

package struct TableColumn: Sendable, Equatable {
  package enum Alignment: Sendable, Equatable { case text, number }

  /// `[a-z0-9_]`: the header in CSV and the key in JSON.
  package let key: String
  package let title: String
  /// The unit, printed under the title; empty where there is none.
  package let unit: String
  package let alignment: Alignment
  /// Whether the column is one of ranges, even where no cell has one: CSV then writes `key_lower` and
  /// `key_upper` whatever the data. A column with a range in any cell is one without being told.
  package let isRange: Bool
  /// Where a page has room for two lines of heads: one for this column and its neighbours with the same, and what is
  /// left of the title below it. Other writers have the title.
  package let heading: Heading?

  package struct Heading: Sendable, Equatable {
    package let over: String
    package let title: String

    package init(over: String, _ title: String) {
      self.over = over
      self.title = title
    }
  }

  package init(
    _ key: String, _ title: String, unit: String = "", _ alignment: Alignment = .number,
    isRange: Bool = false, heading: Heading? = nil
  ) {
    self.key = key
    self.title = title
    self.unit = unit
    self.alignment = alignment
    self.isRange = isRange
    self.heading = heading
  }
}

package struct TableRow: Sendable, Equatable {
  package enum Role: Sendable, Equatable { case body, total }

  /// The heading under which this row stands; empty for none. Rows of one group are neighbours.
  package let group: String
  package let role: Role
  package let cells: [Cell]

  package init(group: String = "", role: Role = .body, _ cells: [Cell]) {
    self.group = group
    self.role = role
    self.cells = cells
  }
}

package struct Cell: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case text(String)
    case number(Double, NumberStyle)
    /// Both ends in one cell; CSV writes two columns, `key_lower` and `key_upper`.
    case range(lower: Double, upper: Double?, NumberStyle)
    case absent(Absence)
  }

  package let value: Value
  package let marks: [Mark]

  package init(_ value: Value, marks: [Mark] = []) {
    self.value = value
    self.marks = marks
  }

  package static func text(_ text: String, marks: [Mark] = []) -> Cell { Cell(.text(text), marks: marks) }

  package static func number(_ number: Double, _ style: NumberStyle, marks: [Mark] = []) -> Cell {
    Cell(.number(number, style), marks: marks)
  }

  package static func range(
    _ lower: Double, _ upper: Double?, _ style: NumberStyle, marks: [Mark] = []
  ) -> Cell {
    Cell(.range(lower: lower, upper: upper, style), marks: marks)
  }

  package static func absent(_ absence: Absence, marks: [Mark] = []) -> Cell {
    Cell(.absent(absence), marks: marks)
  }
}

/// Why a cell holds nothing. Each prints differently, and none prints as zero or as blank.
package enum Absence: String, Sendable, Equatable, CaseIterable {
  /// The source prints a dash; not zero.
  case dashInSource = "-"
  /// There is nothing to put here.
  case notApplicable = "n/a"
  /// Nobody has published it.
  case notPublished = "not published"
  /// Held back so that nobody can be identified.
  case suppressed = "[c]"
  /// No estimate exists.
  case refused = "refused"
}

/// A footnote mark on a cell, with the sentence that stands under the table.
package struct Mark: Sendable, Equatable {
  package let symbol: String
  package let text: String

  package init(_ symbol: String, _ text: String) {
    self.symbol = symbol
    self.text = text
  }

  /// The mark of a figure that nobody has checked against the printed source.
  package static let unverified = Mark("†", "not checked against the printed source")
}

/// How a number is shown to people.
package struct NumberStyle: Sendable, Equatable {
  /// Digits after the decimal point.
  package let decimals: Int
  /// A thin grouping of thousands: `1,200`.
  package let grouped: Bool
  /// `+` before positive numbers.
  package let signed: Bool
  /// Written directly behind the number, such as ` %`.
  package let suffix: String
  /// The number is first rounded to this many significant figures, at most three; `nil` keeps them all.
  package let significantFigures: Int?
  /// How the language of the report writes numbers.
  package let marks: NumberMarks

  package init(
    decimals: Int = 0, grouped: Bool = true, signed: Bool = false, suffix: String = "",
    significantFigures: Int? = nil, marks: NumberMarks = .english
  ) {
    self.marks = marks
    self.decimals = decimals
    self.grouped = grouped
    self.signed = signed
    self.suffix = suffix
    self.significantFigures = significantFigures
  }

  package static let count = NumberStyle()
  /// A number of people that an assumption or a simulation gave: no more digits than it supports.
  package static let estimatedCount = NumberStyle(significantFigures: 3)
  package static let percent = NumberStyle(decimals: 1, suffix: " %")

  package static func decimal(_ decimals: Int) -> NumberStyle { NumberStyle(decimals: decimals) }
}
