/// One turn of a schedule: a year, quarter, month, week or day, by its ISO 8601 name.
///
/// `2026`, `2026-Q4`, `2026-12`, `2026-W49` and `2026-12-05` are slots. A slot has no time of day and no zone: when
/// its report is due is the schedule's to say.
package struct Slot: Sendable, Hashable, Comparable, CustomStringConvertible {
  package enum Period: String, Sendable, CaseIterable {
    case year, quarter, month, week, day
  }

  package let period: Period
  /// Consecutive slots of one period differ by 1.
  package let number: Int

  private init(_ period: Period, _ number: Int) {
    self.period = period
    self.number = number
  }

  /// The slot that holds a day.
  package init(_ period: Period, holding date: CivilDate) {
    switch period {
    case .year: self.init(period, date.year)
    case .quarter: self.init(period, date.year * 4 + (date.month - 1) / 3)
    case .month: self.init(period, date.year * 12 + date.month - 1)
    case .week: self.init(period, Self.floored(date.dayNumber + 3, by: 7))
    case .day: self.init(period, date.dayNumber)
    }
  }

  /// `nil` where the text names no slot.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }
    guard let first = parts.first, first.count == 4, let year = CivilDate.digits(first),
      CivilDate.years.contains(year)
    else { return nil }
    switch parts.count {
    case 1: self.init(.year, year)
    case 2 where parts[1].count == 2 && parts[1][0] == UInt8(ascii: "Q"):
      guard let quarter = CivilDate.digits(parts[1].dropFirst()), (1...4).contains(quarter) else {
        return nil
      }
      self.init(.quarter, year * 4 + quarter - 1)
    case 2 where parts[1].count == 3 && parts[1][0] == UInt8(ascii: "W"):
      guard let week = CivilDate.digits(parts[1].dropFirst()), (1...53).contains(week),
        let january4 = CivilDate(year: year, month: 1, day: 4)
      else { return nil }
      // Week 1 is the one that holds 4 January; only some years have a week 53.
      let slot = Slot(.week, Slot(.week, holding: january4).number + week - 1)
      guard slot.description == text else { return nil }
      self = slot
    case 2 where parts[1].count == 2:
      guard let month = CivilDate.digits(parts[1]), (1...12).contains(month) else { return nil }
      self.init(.month, year * 12 + month - 1)
    case 3:
      guard let date = CivilDate(text) else { return nil }
      self.init(.day, date.dayNumber)
    default: return nil
    }
  }

  /// The slot so many turns later.
  package func advanced(by turns: Int) -> Slot { Slot(period, number + turns) }

  /// `nil` where a slot reaches beyond the years 1900 to 9999.
  package var firstDay: CivilDate? {
    switch period {
    case .year: CivilDate(year: number, month: 1, day: 1)
    case .quarter: CivilDate(year: number / 4, month: number % 4 * 3 + 1, day: 1)
    case .month: CivilDate(year: number / 12, month: number % 12 + 1, day: 1)
    case .week: CivilDate(dayNumber: number * 7 - 3)
    case .day: CivilDate(dayNumber: number)
    }
  }

  package var lastDay: CivilDate? {
    advanced(by: 1).firstDay.flatMap { CivilDate(dayNumber: $0.dayNumber - 1) }
  }

  package var description: String {
    guard let first = firstDay else { return "beyond the calendar" }
    switch period {
    case .year: return CivilDate.padded(first.year, 4)
    case .quarter: return CivilDate.padded(first.year, 4) + "-Q\((first.month - 1) / 3 + 1)"
    case .month: return CivilDate.padded(first.year, 4) + "-" + CivilDate.padded(first.month, 2)
    case .week:
      // A week belongs to the year of its Thursday.
      guard let thursday = CivilDate(dayNumber: first.dayNumber + 3),
        let january4 = CivilDate(year: thursday.year, month: 1, day: 4)
      else { return "beyond the calendar" }
      let week = number - Slot(.week, holding: january4).number + 1
      return CivilDate.padded(thursday.year, 4) + "-W" + CivilDate.padded(week, 2)
    case .day: return first.description
    }
  }

  /// The order of slots of one period; periods among themselves by length.
  package static func < (first: Slot, second: Slot) -> Bool {
    first.period == second.period
      ? first.number < second.number : first.period.rawValue < second.period.rawValue
  }

  private static func floored(_ number: Int, by divisor: Int) -> Int {
    (number >= 0 ? number : number - divisor + 1) / divisor
  }
}
