/// A count as a workbook shows it: `12`, `1,234`, or `<5` for a number that is held back.
enum PrintedCount: Equatable {
  case number(Double)
  /// `<5` is 1 to 4 people: nobody at all is shown as 0.
  case fewerThan(Int)

  /// Reads digits in groups of three by commas, and `<` before a whole number from 2; `nil` for all else.
  init?(grouped cell: UnsafeBufferPointer<UInt8>) {
    var digits = cell[...]
    var isLess = false
    if digits.first == UInt8(ascii: "<") {
      isLess = true
      digits = digits.dropFirst()
      if digits.first == UInt8(ascii: " ") { digits = digits.dropFirst() }
    }
    let groups = digits.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count) || groups.count == 1,
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    var value = 0
    var count = 0
    for group in groups {
      for digit in group {
        guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9"), count < 15 else { return nil }
        value = 10 * value + Int(digit - UInt8(ascii: "0"))
        count += 1
      }
    }
    guard count > 0 else { return nil }
    if !isLess {
      self = .number(Double(value))
    } else if value >= 2 {
      self = .fewerThan(value)
    } else {
      return nil
    }
  }
}
