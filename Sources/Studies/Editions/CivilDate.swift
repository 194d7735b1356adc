/// A day of the Gregorian calendar, without a time and without a zone.
package struct CivilDate: Sendable, Comparable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  package static let years = 1900...9999

  /// `nil` where there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// A day written as `2026-12-05`.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.count) == [4, 2, 2] else { return nil }
    let numbers = parts.compactMap { Self.digits($0) }
    guard numbers.count == 3 else { return nil }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// Days since 1970-01-01: 365 for each year before, one more for each leap day among them, and the days of
  /// the year so far.
  package var dayNumber: Int {
    let before = year - 1
    let days = before * 365 + before / 4 - before / 100 + before / 400
    var ofYear = day - 1
    for earlier in 1..<12 where earlier < month { ofYear += Self.length(ofMonth: earlier, year: year) }
    return days + ofYear - Self.daysBefore1970
  }

  /// The day so many days after 1970-01-01; `nil` outside the years 1900 to 9999.
  package init?(dayNumber: Int) {
    guard (-30_000...3_000_000).contains(dayNumber) else { return nil }
    // Never too late, and at most a few years too early.
    var year = 1970 + dayNumber * 400 / 146_097 - 1
    while let next = CivilDate(year: year + 1, month: 1, day: 1), next.dayNumber <= dayNumber { year += 1 }
    guard let first = CivilDate(year: year, month: 1, day: 1) else { return nil }
    var rest = dayNumber - first.dayNumber
    var month = 1
    while rest >= Self.length(ofMonth: month, year: year) {
      rest -= Self.length(ofMonth: month, year: year)
      month += 1
    }
    self.init(year: year, month: month, day: rest + 1)
  }

  package static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// 1 for Monday to 7 for Sunday; 1970-01-01 was a Thursday.
  package var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 + 1 }

  package var description: String {
    Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
  }

  package static func < (first: CivilDate, second: CivilDate) -> Bool {
    (first.year, first.month, first.day) < (second.year, second.month, second.day)
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  /// A number of ASCII digits alone.
  static func digits(_ text: some Collection<UInt8>) -> Int? {
    guard !text.isEmpty, text.count <= 9,
      text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static let daysBefore1970 = 1969 * 365 + 1969 / 4 - 1969 / 100 + 1969 / 400
}
