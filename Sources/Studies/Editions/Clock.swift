internal import Glibc

/// A moment, in whole seconds since 1970-01-01T00:00:00Z, and where it was taken from.
package struct Clock: Sendable, Equatable {
  package let seconds: Int
  /// Whether somebody set the moment, so that it is not the machine's time.
  package let isSet: Bool

  /// The machine's clock, unless `SOURCE_DATE_EPOCH` is set.
  /// - Throws: `StudyOptionError` where the variable is no number of seconds.
  package init(environment: String? = getenv("SOURCE_DATE_EPOCH").map { String(cString: $0) })
    throws(StudyOptionError)
  {
    guard let environment, !environment.isEmpty else {
      seconds = time(nil)
      isSet = false
      return
    }
    guard let value = Int(environment), Self.limits.contains(value) else {
      throw StudyOptionError("SOURCE_DATE_EPOCH has to be a number of seconds since 1970, such as 1796083200")
    }
    seconds = value
    isSet = true
  }

  /// A moment written as `2026-12-05T06:00:00Z`, `2026-12-05T06:00Z` or `2026-12-05`.
  /// - Throws: `StudyOptionError` where the text is none of them.
  package init(_ text: String) throws(StudyOptionError) {
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard let date = CivilDate(String(parts[0])), let second = Self.second(parts.dropFirst().first) else {
      throw StudyOptionError("a moment is written as 2026-12-05T06:00:00Z, in Universal Time")
    }
    seconds = date.dayNumber * 86_400 + second
    isSet = true
  }

  package init(seconds: Int) {
    self.seconds = seconds
    isSet = true
  }

  private static let limits = 0...253_402_300_799

  private static func second(_ text: Substring?) -> Int? {
    guard let text else { return 0 }
    guard text.hasSuffix("Z") else { return nil }
    let parts = text.dropLast().utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.count == 2 ? CivilDate.digits($0) : nil }
    guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60,
      numbers.count == 2 || numbers[2] < 60
    else { return nil }
    return numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
  }

  /// `2026-12-05T06:00:00Z`.
  package var text: String {
    let day = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    let second = seconds - day * 86_400
    let date = CivilDate(dayNumber: day).map { "\($0)" } ?? "?"
    func two(_ number: Int) -> String { CivilDate.padded(number, 2) }
    return "\(date)T\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
  }

  /// Seconds that only run forward, for lengths of time.
  package static var monotonic: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }
}
