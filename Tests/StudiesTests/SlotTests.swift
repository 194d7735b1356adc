import Foundation
import Studies
import Testing

/// Foundation's ISO calendar, as another program's reading of the same days.
private let calendar: Calendar = {
  var calendar = Calendar(identifier: .iso8601)
  calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
  return calendar
}()

@Suite("Slots of a schedule")
struct SlotTests {
  @Test("days, weekdays, months and ISO weeks agree with Foundation's calendar over two centuries")
  func calendarDays() throws {
    for number in stride(from: -25_000, through: 60_000, by: 7) {
      let date = try #require(CivilDate(dayNumber: number))
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear],
        from: Date(timeIntervalSince1970: Double(number) * 86_400))
      #expect(date.dayNumber == number)
      #expect(date.year == parts.year && date.month == parts.month && date.day == parts.day)
      #expect(date.weekday == ((parts.weekday ?? 0) + 5) % 7 + 1)
      let week = Slot(.week, holding: date).description
      #expect(week == String(format: "%04d-W%02d", parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0))
    }
  }

  @Test(
    "a slot is written as ISO 8601 has it and reads back",
    arguments: ["2026", "2026-Q4", "2026-12", "2026-W53", "2026-W01", "2024-02-29", "1999-Q1"])
  func roundTrip(text: String) throws {
    let slot = try #require(Slot(text))
    #expect(slot.description == text)
    #expect(slot.advanced(by: 1).advanced(by: -1) == slot)
    let first = try #require(slot.firstDay)
    let last = try #require(slot.lastDay)
    #expect(Slot(slot.period, holding: first) == slot && Slot(slot.period, holding: last) == slot)
  }

  @Test(
    "what names no slot is none",
    arguments: [
      "", "26", "2026-13", "2026-00", "2026-Q5", "2025-W53", "2026-W00", "2026-02-29", "2026-2", "2026-12-",
      "0000",
      "2026-12-05T00:00", "２０２６", "2026-1२", "latest", "-2026", "2026--1",
    ])
  func refused(text: String) {
    #expect(Slot(text) == nil)
  }

  @Test(
    "F34: an edition's name cannot leave its folder",
    arguments: ["..", ".", "../x", "/etc", "a/b", "a\u{0}b", "latest", "", "-x", "é", "x.", ".state"])
  func editionNames(text: String) {
    #expect(EditionName(text) == nil)
  }

  @Test("a moment is read in Universal Time, and SOURCE_DATE_EPOCH as seconds")
  func moments() throws {
    #expect(try Clock("2026-12-05T06:00:00Z").seconds == 1_796_450_400)
    #expect(try Clock("2026-12-05").text == "2026-12-05T00:00:00Z")
    #expect(try Clock(environment: "1796450400").text == "2026-12-05T06:00:00Z")
    for text in ["", "2026-12-05T06:00", "2026-12-05T25:00Z", "tomorrow", "2026-12-05T06:00:61Z"] {
      #expect(throws: StudyOptionError.self) { try Clock(text) }
    }
    #expect(throws: StudyOptionError.self) { try Clock(environment: "soon") }
  }
}
