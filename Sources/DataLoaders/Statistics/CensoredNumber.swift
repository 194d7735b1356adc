internal import Tables

/// A figure of which only one end is given, such as `<1` or `>99`: an interval and never a point.
struct CensoredNumber: Equatable {
  let limit: Double
  /// Whether the figure lies below the limit, and not above it.
  let isBelow: Bool

  /// Reads `<` or `>`, also as `≤` and `≥`, and a number; `nil` for all else.
  init?(_ cell: UnsafeBufferPointer<UInt8>, _ grammar: NumberGrammar) {
    let signs: [(text: String, isBelow: Bool)] = [
      ("<=", true), (">=", false), ("<", true), (">", false), ("≤", true), ("≥", false),
    ]
    guard let sign = signs.first(where: { cell.starts(with: $0.text.utf8) }) else { return nil }
    let rest = cell.dropFirst(sign.text.utf8.count).drop { $0 == UInt8(ascii: " ") }
    guard let number = try? grammar.number(UnsafeBufferPointer(rebasing: rest)), number >= 0 else {
      return nil
    }
    limit = number
    isBelow = sign.isBelow
  }

  /// The interval, for a figure in this unit.
  ///
  /// - Returns: `nil` where it is not known whether a figure in the unit may be negative, and for a limit that the unit
  ///   cannot have.
  func interval(unit: String?) -> Observation.Value? {
    guard let unit = unit?.uppercased() else { return nil }
    let isShare = CensoredNumber.shares.contains(unit)
    guard isShare || CensoredNumber.counts.contains(unit) else { return nil }
    if isShare, limit > 100 { return nil }
    if isBelow { return limit > 0 ? .interval(lower: 0, upper: limit) : nil }
    return .interval(lower: limit, upper: isShare ? 100 : nil)
  }

  /// Codes of percentages, and of numbers of people and rates of them, in the code lists of UNICEF, the ILO and SDMX.
  private static let shares: Set<String> = ["PCNT", "PT", "PERCENT", "PERCENTAGE", "%"]
  private static let counts: Set<String> = [
    "NUMBER", "NB", "PS", "PERS", "PERSONS", "CHILDREN", "D_PER_1000_B", "RATE_1000", "RATE_100000",
    "PER_100000_POP",
    "PER_1000_POP",
  ]
}
