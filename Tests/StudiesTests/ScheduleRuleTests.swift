import Studies
import Testing

/// Runs a schedule as a timer would, looking every half hour, and returns what was run in order.
private func runs(
  _ rule: ScheduleRule, from: String, to: String, done: [Slot] = [], every seconds: Int = 1_800
) throws -> [String] {
  var done = done
  var run: [String] = []
  var now = try Clock(from).seconds
  let end = try Clock(to).seconds
  while now <= end {
    let local = try LocalTime(Clock(seconds: now), zone: rule.zone)
    for slot in rule.pending(at: local, done: done) {
      run.append(slot.description)
      done.append(slot)
    }
    now += seconds
  }
  return run
}

@Suite("When a report is due")
struct ScheduleRuleTests {
  /// F52. The days are those on which a zone skips or repeats an hour, or a whole day.
  @Test(
    "one run for each day, whatever the zone does to its clock",
    arguments: [
      ("Europe/London", 90, "2026-03-27", ["2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30"]),
      ("America/New_York", 90, "2026-10-30", ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"]),
      ("Africa/Cairo", 15, "2026-04-22", ["2026-04-22", "2026-04-23", "2026-04-24", "2026-04-25"]),
      ("Australia/Lord_Howe", 105, "2026-04-03", ["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"]),
      ("Asia/Kathmandu", 360, "2026-05-01", ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"]),
    ])
  func changesOfTheClock(zone: String, minute: Int, from: String, expected: [String]) throws {
    let rule = ScheduleRule(period: .day, minute: minute, zone: zone, catchUp: .all)
    let before = try #require(Slot(from)).advanced(by: -1)
    let start = try #require(CivilDate(from)).dayNumber
    let end = try #require(CivilDate(dayNumber: start + 4))
    let run = try runs(rule, from: "\(from)T00:00Z", to: "\(end)T00:00Z", done: [before])
    #expect(run.filter { $0 >= from }.prefix(4) == expected[...])
    #expect(Set(run).count == run.count)
  }

  @Test("a day that a zone left out is made up for with the next (Apia, 30 December 2011)")
  func missingDay() throws {
    let rule = ScheduleRule(period: .day, minute: 360, zone: "Pacific/Apia", catchUp: .all)
    let done = [try #require(Slot("2011-12-28"))]
    #expect(
      try runs(rule, from: "2011-12-29T12:00Z", to: "2012-01-01T16:00Z", done: done)
        == ["2011-12-29", "2011-12-30", "2011-12-31", "2012-01-01", "2012-01-02"])
  }

  @Test("the 31st is the last day of a shorter month, leap years included")
  func monthEnd() throws {
    let rule = ScheduleRule(period: .month, day: 31, minute: 360)
    for (slot, due) in [
      ("2026-01", "2026-01-31"), ("2026-02", "2026-02-28"), ("2028-02", "2028-02-29"),
      ("2026-04", "2026-04-30"),
    ] {
      #expect(try rule.dueDay(of: #require(Slot(slot))).map { "\($0)" } == due)
    }
    let before = LocalTime(date: try #require(CivilDate("2026-02-28")), minute: 359)
    let at = LocalTime(date: try #require(CivilDate("2026-02-28")), minute: 360)
    #expect(rule.dueSlot(at: before).description == "2026-01")
    #expect(rule.dueSlot(at: at).description == "2026-02")
  }

  @Test("a report on a month may be due in the month after")
  func coversPrevious() throws {
    let rule = ScheduleRule(period: .month, day: 5, coversPrevious: true)
    #expect(try rule.dueDay(of: #require(Slot("2026-12"))).map { "\($0)" } == "2027-01-05")
    let early = LocalTime(date: try #require(CivilDate("2027-01-04")), minute: 0)
    #expect(rule.dueSlot(at: early).description == "2026-11")
  }

  @Test("F52: missed slots are made up for as the study says")
  func catchUp() throws {
    let done = [try #require(Slot("2026-08"))]
    let now = LocalTime(date: try #require(CivilDate("2026-12-20")), minute: 0)
    func pending(_ policy: ScheduleRule.CatchUp) -> [String] {
      ScheduleRule(period: .month, day: 5, catchUp: policy).pending(at: now, done: done).map(\.description)
    }
    #expect(pending(.none) == [])
    #expect(pending(.last) == ["2026-12"])
    #expect(pending(.all) == ["2026-09", "2026-10", "2026-11", "2026-12"])
    let dueDay = LocalTime(date: try #require(CivilDate("2026-12-05")), minute: 0)
    #expect(
      ScheduleRule(period: .month, day: 5, catchUp: .none).pending(at: dueDay, done: done).count == 1)
  }

  @Test("F53: a clock that goes back runs nothing twice, and one that jumps ahead starts no storm")
  func clockJumps() throws {
    let rule = ScheduleRule(period: .day, catchUp: .all)
    let done = [try #require(Slot("2026-12-05"))]
    let back = LocalTime(date: try #require(CivilDate("2026-12-04")), minute: 1_380)
    #expect(rule.pending(at: back, done: done).isEmpty)
    let ahead = LocalTime(date: try #require(CivilDate("2036-12-05")), minute: 0)
    #expect(rule.pending(at: ahead, done: done).count == ScheduleRule.mostAtOnce)
    #expect(ScheduleRule(period: .day).pending(at: ahead, done: done).count == 1)
  }

  @Test("a zone that the system does not know is refused and not taken for Universal Time")
  func unknownZone() throws {
    for zone in ["Europe/Lundon", "", "../../etc/passwd", "/etc/localtime", "UTC0"] {
      #expect(throws: StudyOptionError.self) { try LocalTime(Clock(seconds: 0), zone: zone) }
    }
  }
}
