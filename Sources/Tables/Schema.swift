/// What a file has to hold: its columns, their types, and which markers mean "missing".
public struct Schema: Sendable, Equatable {
  public let columns: [ColumnRule]
  /// Whether columns that no rule names are skipped (`true`) or refused.
  public let allowsOtherColumns: Bool

  public init(_ columns: [ColumnRule], allowsOtherColumns: Bool = false) {
    self.columns = columns
    self.allowsOtherColumns = allowsOtherColumns
  }
}

/// The rule of one column.
public struct ColumnRule: Sendable, Equatable {
  public enum ValueType: Sendable, Equatable {
    case text
    /// One of the listed words, exactly.
    case category([String])
    /// A finite decimal number within the range.
    case number(ClosedRange<Double>?)
    /// A whole number within the range; `1e3` and `1.0` are refused.
    case integer(ClosedRange<Int>?)

    /// A finite number of at least the bound; `.number(0...)` for weights.
    public static func number(_ range: PartialRangeFrom<Double>) -> ValueType {
      .number(range.lowerBound...Double.greatestFiniteMagnitude)
    }

    /// A whole number from the bound to 2⁵³, up to which every whole number is also exact as a `Double`;
    /// `.integer(0...)` for counts.
    public static func integer(_ range: PartialRangeFrom<Int>) -> ValueType {
      .integer(range.lowerBound...largestExactInteger)
    }

    /// 2⁵³.
    public static let largestExactInteger = 1 << 53
  }

  public let name: String
  public let type: ValueType
  /// Whether the column has to be there.
  public let isRequired: Bool
  /// The exact cell texts that mean "missing"; nothing else does, and an empty cell does only when "" is listed.
  /// An empty cell that is not listed is refused, also as text.
  public let missingMarkers: [String]

  public init(_ name: String, _ type: ValueType, required: Bool = true, missing: [String] = []) {
    self.name = name
    self.type = type
    self.isRequired = required
    self.missingMarkers = missing
  }
}
