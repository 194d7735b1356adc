/// A period of time as statistics write it: `2024`, `2024Q1`, `2024-Q1`, `2024M01`, `2024-01`, `2024-01-31`.
package struct TimePeriod: Sendable, Hashable {
  package enum Frequency: String, Sendable, CaseIterable {
    case annual, semester, quarterly, monthly, weekly, daily
    /// A year and nothing else can be read from the text, such as in `2014-01-01/P1Y`, or nothing at all.
    case other
  }

  package let text: String
  /// `nil` where the text begins with no year.
  package let year: Int?
  package let frequency: Frequency

  package init(_ text: String) {
    self.text = text
    let bytes = Array(text.utf8)
    guard bytes.count >= 4, let year = TimePeriod.whole(bytes[0..<4]) else {
      (self.year, frequency) = (nil, .other)
      return
    }
    self.year = year
    frequency = TimePeriod.frequency(of: bytes.dropFirst(4))
  }

  private static func frequency(of rest: ArraySlice<UInt8>) -> Frequency {
    if rest.isEmpty { return .annual }
    let rest = rest.first == UInt8(ascii: "-") ? rest.dropFirst() : rest
    guard let first = rest.first else { return .other }
    func number(_ limits: ClosedRange<Int>, after letter: Bool) -> Bool {
      whole(rest.dropFirst(letter ? 1 : 0)).map(limits.contains) ?? false
    }
    switch first {
    case UInt8(ascii: "Q"), UInt8(ascii: "q"): return number(1...4, after: true) ? .quarterly : .other
    case UInt8(ascii: "M"), UInt8(ascii: "m"): return number(1...12, after: true) ? .monthly : .other
    case UInt8(ascii: "S"): return number(1...2, after: true) ? .semester : .other
    case UInt8(ascii: "W"): return number(1...53, after: true) ? .weekly : .other
    case UInt8(ascii: "A"): return rest.elementsEqual("A1".utf8) ? .annual : .other
    default:
      if rest.count == 2 { return number(1...12, after: false) ? .monthly : .other }
      let parts = rest.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      guard rest.count == 5, parts.count == 2, let month = whole(parts[0]), let day = whole(parts[1]),
        (1...12).contains(month), (1...31).contains(day)
      else { return .other }
      return .daily
    }
  }

  /// The number that one to four digits are.
  private static func whole(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...4).contains(digits.count) else { return nil }
    var value = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = 10 * value + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }
}
