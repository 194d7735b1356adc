internal import Glibc
internal import Synchronization

/// What calendar and clock on a wall show at a moment, in a zone of the IANA data base.
package struct LocalTime: Sendable, Equatable, Comparable {
  package let date: CivilDate
  /// Minutes since midnight, as the clock shows them.
  package let minute: Int

  package init(date: CivilDate, minute: Int) {
    self.date = date
    self.minute = minute
  }

  /// - Throws: `StudyOptionError` where the zone is not known here.
  package init(_ clock: Clock, zone: String) throws(StudyOptionError) {
    guard Self.isKnown(zone) else {
      throw StudyOptionError(
        "the time zone '\(zone)' is not known here; give one such as Europe/London, or UTC, and install tzdata"
      )
    }
    let fields = Self.fields(clock.seconds, zone: zone)
    guard let date = CivilDate(year: fields.year, month: fields.month, day: fields.day) else {
      throw StudyOptionError("the clock is outside the years 1900 to 9999")
    }
    self.date = date
    minute = fields.minute
  }

  package static func < (first: LocalTime, second: LocalTime) -> Bool {
    (first.date, first.minute) < (second.date, second.minute)
  }

  /// Whether the system has the zone; it would take one that it does not know for UTC, without a word.
  package static func isKnown(_ zone: String) -> Bool {
    if zone == "UTC" { return true }
    let isName = zone.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "/"):
        true
      default: false
      }
    }
    guard isName, !zone.isEmpty, !zone.hasPrefix("/"), zone.utf8.count <= 64 else { return false }
    let folder = getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
    var status = stat()
    return stat(folder + "/" + zone, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The system reads the zone from the environment, so one caller at a time sets it and sets it back.
  private static let zoneOfProcess = Mutex(())

  private static func fields(_ seconds: Int, zone: String) -> (year: Int, month: Int, day: Int, minute: Int) {
    zoneOfProcess.withLock { _ in
      let before = getenv("TZ").map { String(cString: $0) }
      setenv("TZ", zone == "UTC" ? "UTC0" : ":" + zone, 1)
      tzset()
      defer {
        if let before { setenv("TZ", before, 1) } else { unsetenv("TZ") }
        tzset()
      }
      var moment = time_t(seconds)
      var fields = tm()
      localtime_r(&moment, &fields)
      return (
        Int(fields.tm_year) + 1900, Int(fields.tm_mon) + 1, Int(fields.tm_mday),
        Int(fields.tm_hour) * 60 + Int(fields.tm_min)
      )
    }
  }
}
