import Foundation
import Studies
import Testing

private func units(_ schedule: String, user: String? = nil, path: String = "/srv/data/study.toml") throws
  -> ScheduleUnits
{
  let text = """
    [study]
    name = "monthly"
    title = "Monthly"
    [[estimation]]
    name = "one"
    kind = "reproduce"
    figure = "new-orleans"
    [schedule]
    \(schedule)
    """
  return try ScheduleUnits(
    StudyFile(.bytes(Array(text.utf8), name: "study.toml"), path: "study.toml"), program: "/bin/true",
    studyPath: path, reports: user == nil ? nil : "/srv/reports", user: user)
}

@Suite("Units that run a study")
struct ScheduleUnitsTests {
  @Test(
    "systemd reads the calendar as the schedule means it",
    arguments: [
      (
        "every = \"month\"\nday = 5\nat = \"06:00\"\nzone = \"Europe/London\"",
        ["*-*-05 06:00:00 Europe/London"]
      ),
      ("every = \"month\"\nday = 31", ["*-*~01 00:00:00 UTC"]),
      ("every = \"month\"\nday = 30", ["*-*-30 00:00:00 UTC", "*-02~01 00:00:00 UTC"]),
      ("every = \"week\"\nday = 7\nat = \"23:30\"", ["Sun *-*-* 23:30:00 UTC"]),
      ("every = \"day\"\nat = \"01:00\"", ["*-*-* 01:00:00 UTC"]),
      (
        "every = \"quarter\"\nday = 10",
        ["*-01-10 00:00:00 UTC", "*-04-10 00:00:00 UTC", "*-07-10 00:00:00 UTC", "*-10-10 00:00:00 UTC"]
      ),
      ("every = \"year\"\nday = 60", ["*-02-29 00:00:00 UTC", "*-03-01 00:00:00 UTC"]),
      (
        "every = \"quarter\"\nday = 1\ncovers = \"previous\"",
        ["*-01-01 00:00:00 UTC", "*-04-01 00:00:00 UTC", "*-07-01 00:00:00 UTC", "*-10-01 00:00:00 UTC"]
      ),
    ])
  func calendars(schedule: String, expected: [String]) throws {
    let timer = try #require(units(schedule).systemd.first { $0.name == "prevalence-monthly.timer" })
    let lines = timer.text.split(separator: "\n").filter { $0.hasPrefix("OnCalendar=") }
    #expect(lines.map { String($0.dropFirst("OnCalendar=".count)) } == expected)
  }

  @Test("the service is shut in, and paths cannot break out of its line")
  func service() throws {
    let text = try #require(units("every = \"day\"", path: "/srv/a %b \"c\" $d/study.toml").systemd.first)
      .text
    for line in [
      "DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateNetwork=yes", "UMask=0077",
      "LimitCORE=0", "StateDirectory=prevalence-monthly",
    ] {
      #expect(text.contains(line + "\n"), "\(line)")
    }
    #expect(text.contains(#""/srv/a %%b \"c\" $$d/study.toml""#))
    let own = try #require(units("every = \"day\"", user: "statistics").systemd.first).text
    #expect(own.contains("User=statistics\n") && own.contains("ReadWritePaths=/srv/reports\n"))
    #expect(!own.contains("DynamicUser"))
  }

  @Test("cron gets one line under a lock, with quotes and percent signs made inert")
  func cron() throws {
    let text = try units("every = \"day\"", path: "/srv/it's 100%/study.toml").cron.text
    #expect(text.contains(#"flock -n -E 75"#))
    #expect(text.contains(#"'/srv/it'\''s 100\%/study.toml'"#))
  }

  @Test("systemd-analyze finds nothing wrong, where it is installed")
  func analyzed() throws {
    let tool = "/usr/bin/systemd-analyze"
    guard FileManager.default.isExecutableFile(atPath: tool) else { return }
    let folder = NSTemporaryDirectory() + "prevalence-units-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for schedule in ["every = \"month\"\nday = 31", "every = \"year\"\nday = 60\nzone = \"Europe/London\""] {
      let files = try units(schedule, path: "/bin/sh").systemd
      for file in files {
        try file.text.write(toFile: folder + "/" + file.name, atomically: false, encoding: .utf8)
      }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: tool)
      process.arguments = ["verify"] + files.filter { !$0.name.contains("@") }.map { folder + "/" + $0.name }
      process.environment = [
        "SYSTEMD_UNIT_PATH": folder + ":/usr/lib/systemd/system", "PATH": "/usr/bin:/bin",
      ]
      let output = Pipe()
      process.standardError = output
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let words = String(decoding: data, as: UTF8.self).split(separator: "\n").filter {
        $0.contains("prevalence")
      }
      #expect(process.terminationStatus == 0 && words.isEmpty, "\(words)")
    }
  }
}
