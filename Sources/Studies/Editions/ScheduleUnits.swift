internal import Estimates

/// The files by which a machine runs a study on its schedule: units of systemd, or lines of cron.
package struct ScheduleUnits: Sendable {
  /// A file to install, with its text.
  package struct File: Sendable, Equatable {
    package let name: String
    package let text: String
  }

  private let study: StudyFile
  private let schedule: ScheduleRule
  private let program: String
  private let studyPath: String
  private let reports: String?
  private let user: String?

  /// - Parameters:
  ///   - program, studyPath: absolute paths.
  ///   - reports: the folder of the reports, absolute; `nil` leaves it to the service's own state folder (systemd) or to
  ///     `reports` beside the study (cron).
  ///   - user: who runs it; `nil` lets systemd make up a user for the service alone.
  /// - Throws: `StudyFileError` where the study has no schedule.
  package init(
    _ study: StudyFile, program: String, studyPath: String, reports: String?, user: String?
  ) throws(StudyFileError) {
    guard let schedule = study.schedule else {
      throw StudyFileError(
        file: study.path, problem: "there is no [schedule] that says when the report is due",
        remedy: "add one, such as [schedule] every = \"month\"")
    }
    self.study = study
    self.schedule = schedule
    self.program = program
    self.studyPath = studyPath
    self.reports = reports
    self.user = user
  }

  private var unit: String { "\(Program.name)-\(study.name)" }

  private var folder: String {
    studyPath.lastIndex(of: "/").map { $0 == studyPath.startIndex ? "/" : String(studyPath[..<$0]) } ?? "/"
  }

  // MARK: systemd

  package var systemd: [File] {
    [
      File(name: "\(unit).service", text: service), File(name: "\(unit).timer", text: timer),
      File(name: "\(Program.name)-alert@.service", text: alert),
    ]
  }

  private var stateFolder: String { reports ?? "/var/lib/\(unit)" }

  private var service: String {
    var lines = [
      "# Makes the report of \(study.name) for every slot that is due and has none.",
      "[Unit]", "Description=Report of the study \(study.name)", "OnFailure=\(Program.name)-alert@%n.service",
      "",
      "[Service]", "Type=oneshot",
      "ExecStart=\(quoted(program)) run \(quoted(studyPath)) --scheduled due --reports \(quoted(stateFolder)) --log json",
      "# The locale, the zone and the cores of the machine change nothing in a report.",
      "Environment=TZ=UTC LC_ALL=C.UTF-8 OPENBLAS_NUM_THREADS=1 SWIFT_BACKTRACE=enable=no",
      "UMask=0077", "LimitCORE=0", "TimeoutStartSec=6h", "TimeoutStopSec=30", "KillSignal=SIGTERM",
    ]
    if let user {
      lines.append("User=\(user)")
    } else {
      lines.append("DynamicUser=yes")
    }
    if let reports {
      lines.append("ReadWritePaths=\(quoted(reports))")
    } else {
      lines += ["StateDirectory=\(unit)", "StateDirectoryMode=0700"]
    }
    lines += [
      "NoNewPrivileges=yes", "ProtectSystem=strict",
      "ProtectHome=\(isUnderHome ? "read-only" : "yes")", "PrivateTmp=yes", "PrivateDevices=yes",
      "PrivateNetwork=yes", "IPAddressDeny=any", "RestrictAddressFamilies=none", "ProtectKernelTunables=yes",
      "ProtectKernelModules=yes", "ProtectKernelLogs=yes", "ProtectControlGroups=yes", "ProtectClock=yes",
      "ProtectHostname=yes", "ProtectProc=invisible", "ProcSubset=pid", "RestrictNamespaces=yes",
      "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes", "MemoryDenyWriteExecute=yes",
      "CapabilityBoundingSet=", "AmbientCapabilities=", "SystemCallArchitectures=native",
      "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var isUnderHome: Bool {
    [program, studyPath, stateFolder].contains {
      $0.hasPrefix("/home/") || $0.hasPrefix("/root/") || $0.hasPrefix("/run/user/")
    }
  }

  private var timer: String {
    """
    # Persistent: a machine that was off makes up for it when it is on again, as 'catch-up' in the study says.
    [Unit]
    Description=Schedule of the study \(study.name)

    [Timer]
    \(calendars.map { "OnCalendar=\($0)" }.joined(separator: "\n"))
    Persistent=true
    RandomizedDelaySec=300
    AccuracySec=60

    [Install]
    WantedBy=timers.target

    """
  }

  private var alert: String {
    """
    # What happens when a report fails: a line in the log of the machine. Put a mail or a message here.
    [Unit]
    Description=Alert for %i

    [Service]
    Type=oneshot
    ExecStart=/usr/bin/logger -p user.err -t \(Program.name) "%i failed; see journalctl -u %i"
    DynamicUser=yes

    """
  }

  /// When to look. The program decides what is due; the days that not every period has are looked at on the last day.
  private var calendars: [String] {
    let time = clockText
    let zone = schedule.zone
    let day = CivilDate.padded(schedule.day, 2)
    switch schedule.period {
    case .day: return ["*-*-* \(time):00 \(zone)"]
    case .week: return ["\(Self.weekdays[schedule.day - 1]) *-*-* \(time):00 \(zone)"]
    case .month where schedule.day <= 28: return ["*-*-\(day) \(time):00 \(zone)"]
    // 31 in a month of 30 days is its last day: `~01` counts from the end.
    case .month where schedule.day == 31: return ["*-*~01 \(time):00 \(zone)"]
    case .month: return ["*-*-\(day) \(time):00 \(zone)", "*-02~01 \(time):00 \(zone)"]
    case .quarter, .year:
      let dates = dueDates
      return dates.map { "*-\($0) \(time):00 \(zone)" }
    }
  }

  /// `MM-DD` of the due days of a year without a leap day, and of one with it where they differ.
  private var dueDates: [String] {
    let slots = (schedule.period == .year ? 1 : 4)
    var dates: Set<String> = []
    for year in [2027, 2028] {
      for index in 0..<slots {
        let first = CivilDate(year: year, month: 1 + index * 3, day: 1)
        let slot = first.map { Slot(schedule.period, holding: $0) }
        let covered = slot.map { schedule.coversPrevious ? $0.advanced(by: -1) : $0 }
        if let due = covered.flatMap({ schedule.dueDay(of: $0) }) {
          dates.insert(CivilDate.padded(due.month, 2) + "-" + CivilDate.padded(due.day, 2))
        }
      }
    }
    return dates.sorted()
  }

  private var clockText: String {
    CivilDate.padded(schedule.minute / 60, 2) + ":" + CivilDate.padded(schedule.minute % 60, 2)
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// An argument of `ExecStart`: quoted, with the characters that systemd expands doubled.
  private func quoted(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%%"
      case "$": result += "$$"
      case "\"", "\\": result += "\\" + String(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-+".unicodeScalars.contains($0)
    }
    return isPlain ? result : "\"\(result)\""
  }

  // MARK: cron

  /// Lines for a crontab. Cron knows no zones and no last day, so it looks every day and the program decides.
  package var cron: File {
    let target = reports ?? folder + "/reports"
    let command = [program, "run", studyPath, "--scheduled", "due", "--reports", target, "--log", "json"]
    let lock = target + "/.cron-lock"
    let line = (["flock", "-n", "-E", "75", lock] + command).map(shellQuoted).joined(separator: " ")
    return File(
      name: "\(unit).cron",
      text: """
        # Makes the report of \(study.name) for every slot that is due and has none. It looks every hour, because cron
        # knows neither time zones nor machines that were off; most times there is nothing to do.
        # Where mail goes when something is said on standard error:
        MAILTO=""
        SHELL=/bin/sh
        17 * * * * \(user.map { "\($0) " } ?? "")umask 077; mkdir -p \(percents(shellQuoted(target))); \
        TZ=UTC LC_ALL=C.UTF-8 OPENBLAS_NUM_THREADS=1 SWIFT_BACKTRACE=enable=no \(percents(line))

        """)
  }

  private func shellQuoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/._-+=".utf8.contains(byte)
    }
    if isPlain, !text.isEmpty { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// A percent sign ends a command in a crontab unless it is escaped.
  private func percents(_ text: String) -> String {
    text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\\%")
  }
}
