internal import ArgumentParser
internal import Glibc
internal import Reporting
internal import Studies
internal import Tables

struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Print or install what runs a study on its schedule: a systemd timer, or lines for cron.",
    discussion: """
      Examples:
        prevalence schedule study.toml --systemd
        prevalence schedule study.toml --systemd --install /etc/systemd/system --user statistics --reports /srv/reports
        prevalence schedule study.toml --cron | crontab -

      The timer only wakes the program; what is due, and what was missed, is decided by the [schedule] of the study and \
      by the editions on file. The unit gives the program no network, no new privileges and no place to write but its \
      reports.
      """)

  @Argument(help: "The study file.", completion: .file(extensions: ["toml"]))
  var study: String

  @Flag(help: "A service and a timer of systemd.")
  var systemd = false

  @Flag(help: "Lines for a crontab.")
  var cron = false

  @Option(
    help: ArgumentHelp("Write the files to this folder instead of printing them.", valueName: "folder"),
    completion: .directory)
  var install: String?

  @Option(
    help: ArgumentHelp("The folder of the reports, as an absolute path.", valueName: "folder"),
    completion: .directory)
  var reports: String?

  @Option(
    help: ArgumentHelp(
      "Who runs it (default: a user that systemd makes up; your own crontab).", valueName: "name"))
  var user: String?

  @Option(help: ArgumentHelp("The program to run (default: this one).", valueName: "file"))
  var program: String?

  func validate() throws {
    if systemd == cron { throw ValidationError("give --systemd or --cron") }
    if let reports, !reports.hasPrefix("/") { throw ValidationError("--reports has to be an absolute path") }
    if let user, user.isEmpty || !user.utf8.allSatisfy(Self.isUserByte) {
      throw ValidationError("--user has to be the name of a user")
    }
    for path in [study, reports, program].compactMap({ $0 }) where path.utf8.contains(where: { $0 < 0x20 }) {
      throw ValidationError("a path with control characters cannot stand in a unit or a crontab")
    }
  }

  func run() throws {
    let units = try ScheduleUnits(
      StudyFile(study), program: Self.absolute(program ?? "/proc/self/exe"), studyPath: Self.absolute(study),
      reports: reports, user: user)
    let files = systemd ? units.systemd : [units.cron]
    guard let install else {
      let texts = files.map { systemd ? "# \($0.name)\n\($0.text)" : $0.text }
      return try StandardOutput.write(texts.joined(separator: "\n"))
    }
    for file in files { try PlainFile.write(file.text, to: file.name, in: install) }
    try StandardOutput.write(files.map { "\(PlainText.line(install))/\($0.name)\n" }.joined())
    if systemd, let timer = files.first(where: { $0.name.hasSuffix(".timer") }) {
      StandardError.write("Start it: systemctl daemon-reload && systemctl enable --now \(timer.name)")
    }
  }

  private static func isUserByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func absolute(_ path: String) throws -> String {
    guard let pointer = realpath(path, nil) else {
      throw DataError(
        .noInput, file: path, problem: "there is no such file", remedy: "give the path of a file")
    }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
