/// When the report of each slot is due.
///
/// A slot is due once the wall clock of the zone has reached the due day and time. Nothing is computed forward to a
/// moment in Universal Time, so an hour that a summer time skips or repeats, a day that a zone left out, and a month
/// without a 31st each give one report for each slot: what is due is what the wall shows, and what is done is what
/// stands in the folder.
package struct ScheduleRule: Sendable, Equatable {
  /// Which of the slots that were missed are made up for.
  package enum CatchUp: String, Sendable, CaseIterable {
    /// The slot due, and only on its due day.
    case none
    /// The last slot due, however late.
    case last
    /// Every slot since the newest edition on file, in order.
    case all
  }

  package let period: Slot.Period
  /// The day of the period, from 1; a period that is shorter takes its last day.
  package let day: Int
  /// Minutes since midnight.
  package let minute: Int
  package let zone: String
  package let catchUp: CatchUp
  /// Whether the report of a slot is due in the period after it (a report on December, due in January).
  package let coversPrevious: Bool

  /// Slots beyond this many are not made up for at once: a clock that jumped must not start a storm.
  package static let mostAtOnce = 60

  package init(
    period: Slot.Period, day: Int = 1, minute: Int = 0, zone: String = "UTC", catchUp: CatchUp = .last,
    coversPrevious: Bool = false
  ) {
    self.period = period
    self.day = day
    self.minute = minute
    self.zone = zone
    self.catchUp = catchUp
    self.coversPrevious = coversPrevious
  }

  /// The longest period of a kind, in days.
  package static func longest(_ period: Slot.Period) -> Int {
    switch period {
    case .year: 366
    case .quarter: 92
    case .month: 31
    case .week: 7
    case .day: 1
    }
  }

  /// The day on which the report of a slot is due; `nil` beyond the calendar.
  package func dueDay(of slot: Slot) -> CivilDate? {
    let due = coversPrevious ? slot.advanced(by: 1) : slot
    guard let first = due.firstDay, let last = due.lastDay,
      let wanted = CivilDate(dayNumber: first.dayNumber + day - 1)
    else { return nil }
    return min(wanted, last)
  }

  /// The newest slot whose report is due.
  package func dueSlot(at now: LocalTime) -> Slot {
    var slot = Slot(period, holding: now.date)
    if coversPrevious { slot = slot.advanced(by: -1) }
    if let day = dueDay(of: slot), now < LocalTime(date: day, minute: minute) {
      slot = slot.advanced(by: -1)
    }
    return slot
  }

  /// The slots to run now, in order.
  /// - Parameter done: the slots that have an edition.
  package func pending(at now: LocalTime, done: [Slot], policy: CatchUp? = nil) -> [Slot] {
    let due = dueSlot(at: now)
    let done = done.filter { $0.period == period }
    guard let newest = done.max() else {
      return (policy ?? catchUp) == .none && dueDay(of: due) != now.date ? [] : [due]
    }
    // A clock that went back finds editions ahead of it; there is nothing to do until it has caught up.
    guard newest < due else { return [] }
    switch policy ?? catchUp {
    case .none: return dueDay(of: due) == now.date ? [due] : []
    case .last: return [due]
    case .all:
      let missed = due.number - newest.number
      return (0..<min(missed, Self.mostAtOnce)).reversed().map { due.advanced(by: -$0) }
    }
  }
}
