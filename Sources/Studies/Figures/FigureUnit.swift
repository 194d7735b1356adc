/// The unit in which a figure is printed.
package enum FigureUnit: String, Sendable, Codable, CaseIterable {
  case persons
  case thousand
  case million
  case percent
  case perThousand = "per thousand"
  /// "One child in six" is 6.
  case oneIn = "one in"
  case months

  /// How many persons one unit is, for a number of people.
  package var persons: Double? {
    switch self {
    case .persons: 1
    case .thousand: 1_000
    case .million: 1_000_000
    case .percent, .perThousand, .oneIn, .months: nil
    }
  }
}
