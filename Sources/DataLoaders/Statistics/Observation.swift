/// One figure of a table of statistics, in the form that every format comes to.
package struct Observation: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case number(Double)
    /// The figure lies between the two, both included; a "<5" is this and no point. `nil` is no upper end.
    case interval(lower: Double, upper: Double?)
    case missing(MissingReason)
  }

  package enum MissingReason: String, Sendable, CaseIterable {
    /// The cell is empty.
    case empty
    /// The cell holds the sign by which the format says that the figure is missing on purpose.
    case declared
    /// The figure is held back, so that nobody can be identified.
    case suppressed
  }

  /// The codes of the series, in the order of the table's dimensions; empty where a dimension has none.
  package let codes: [String]
  /// The period as the file writes it; empty where it has none.
  package let period: String
  package let value: Value
  /// The ends of the producer's own interval around a number.
  package let lowerBound: Double?
  package let upperBound: Double?
  /// The unit, in the file's code or in words; `nil` where nothing says it.
  package let unit: String?
  /// What the value is to be multiplied by to be in the unit; `nil` where nothing says it.
  package let multiplier: Double?
  package let status: String?
  package let source: String?
  package let note: String?
  /// Physical line of the file.
  package let line: Int

  package init(
    codes: [String], period: String, value: Value, lowerBound: Double? = nil, upperBound: Double? = nil,
    unit: String? = nil, multiplier: Double? = nil, status: String? = nil, source: String? = nil,
    note: String? = nil, line: Int
  ) {
    self.codes = codes
    self.period = period
    self.value = value
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.unit = unit
    self.multiplier = multiplier
    self.status = status
    self.source = source
    self.note = note
    self.line = line
  }

  /// The ends as a table has them: of an interval, or around a number.
  package var ends: (lower: Double?, upper: Double?) {
    if case .interval(let lower, let upper) = value { return (lower, upper) }
    return (lowerBound, upperBound)
  }

  /// The number in the unit; `nil` where the value is none or its multiplier is not known.
  package var numberInUnits: Double? {
    guard case .number(let number) = value, let multiplier else { return nil }
    return number * multiplier
  }
}

/// A way to tell the series of a table apart, such as the country or the age.
package struct Dimension: Sendable, Equatable {
  package enum Role: Sendable, Equatable {
    case area, indicator, sex, age
    case other
  }

  /// The name in the file.
  package let name: String
  package let role: Role

  package init(_ name: String) {
    self.name = name
    role =
      switch name.lowercased() {
      case "ref_area", "iso3_code", "country", "countryofexploitation": .area
      case "indicator": .indicator
      case "sex", "gender": .sex
      case "age", "agebroad": .age
      default: .other
      }
  }
}
