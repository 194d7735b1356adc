internal import ArgumentParser
internal import Reporting
internal import Studies

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make the whole report that a study file declares.",
    discussion: """
      The report goes to reports/STUDY/EDITION/, whole or not at all, for its owner alone; reports/STUDY/latest names the \
      newest. The path is printed to standard output, what happens to standard error. The same input gives the same \
      bytes; times stand only in reports/STUDY/.state/runs.jsonl.

      Examples:
        prevalence study new --from mse my-study && prevalence run my-study/study.toml
        prevalence run study.toml --scheduled 2026-12     one slot; a second run does nothing
        prevalence run study.toml --scheduled due         what the [schedule] of the study says is due
        prevalence run study.toml --edition 2026-12 --publish
        prevalence run study.toml --dry                   what it would do

      Exit codes beside those of prevalence --help: 3 a headline was refused (the edition is written, 'latest' stays), \
      10 estimates changed under --fail-on-change, 75 another run holds the lock, 78 the study file is wrong, 130 and \
      143 stopped by a signal.
      """)

  @Argument(help: "The study file.", completion: .file(extensions: ["toml"]))
  var study: String

  @Option(
    help: ArgumentHelp(
      "The name of the edition (default: the study's, the due slot, or today).", valueName: "name"))
  var edition: String?

  @Option(
    help: ArgumentHelp(
      "Make the edition of a slot (2026, 2026-Q4, 2026-12, 2026-W49 or 2026-12-05) unless it is there, or of every slot that is 'due'.",
      valueName: "slot"))
  var scheduled: String?

  @Option(help: "Which missed slots to make up for, in place of the study's 'catch-up'.")
  var catchUp: ScheduleRule.CatchUp?

  @Option(help: ArgumentHelp("The folder of the reports.", valueName: "folder"), completion: .directory)
  var reports: String = "reports"

  @Flag(help: "Replace an edition that is there already.")
  var overwrite = false

  @Flag(help: "Open the edition to others (files 0644, folders 0755); without it only the owner can read.")
  var publish = false

  @Flag(help: "Let 'latest' name an edition in which a headline was refused.")
  var allowPartial = false

  @Flag(help: "Refuse a report in which a GATHER item is not provided.")
  var strict = false

  @Flag(help: "Exit with 10 when an estimate differs from that of the edition before.")
  var failOnChange = false

  @Flag(help: "Say what would be done, after a look at the inputs; nothing is estimated or written.")
  var dry = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var log: LogOptions

  func validate() throws {
    if edition != nil, scheduled != nil { throw ValidationError("give --edition or --scheduled, not both") }
    if catchUp != nil, scheduled != "due" { throw ValidationError("--catch-up goes with --scheduled due") }
    _ = try target()
  }

  func run() throws {
    let now = try clock.clock()
    let logger = log.logger(now)
    OrderlyEnd.watch { logger(LogEntry(.warning, "interrupted", $0)) }
    try log.reporting(now) {
      let file = try StudyFile(study)
      let options = StudyRun.Options(
        target: try target(), reports: reports, clock: now, threads: threads.count, isReplacing: overwrite,
        isPublishing: publish, allowsPartial: allowPartial, isStrict: strict || file.selection.isStrict)
      if dry { return try say(StudyRun(file, options: options, log: logger).plan()) }
      let outcomes = try OrderlyEnd.interruptible {
        try StudyRun(
          file, options: options, log: logger, isInterrupted: { OrderlyEnd.signal != nil },
          shield: OrderlyEnd.shielding
        ).run()
      }
      try StandardOutput.write(outcomes.map { PlainText.line($0.path) + "\n" }.joined())
      let refusals = outcomes.filter(\.isPartial).flatMap(\.refusals)
      if !refusals.isEmpty {
        throw RefusedEdition(
          description: "no estimate: " + refusals.map(PlainText.line).joined(separator: "; "))
      }
      if failOnChange, outcomes.contains(where: \.hasChanged) { throw ExitCode(ExitStatus.changed) }
    }
  }

  private func say(_ plans: [StudyRun.Plan]) throws {
    var lines: [String] = []
    for plan in plans {
      lines.append("\(plan.path): \(plan.action)")
      lines.append("  formats: \(plan.formats)")
      if let earlier = plan.comparedWith { lines.append("  compared with: \(earlier)") }
      lines += plan.lines.map { "  \($0.subject): \($0.words)" }
    }
    if lines.isEmpty { lines.append("Nothing is due: every slot up to now has its edition.") }
    try StandardOutput.write(lines.map { PlainText.line($0) + "\n" }.joined())
  }

  private func target() throws -> StudyRun.Target {
    if let scheduled {
      if scheduled == "due" { return .due(catchUp) }
      guard let slot = Slot(scheduled) else {
        throw ValidationError(
          "'\(PlainText.line(scheduled))' is no slot; write 2026, 2026-Q4, 2026-12, 2026-W49, 2026-12-05 or due"
        )
      }
      return .slot(slot)
    }
    guard let edition else { return .standard }
    guard let name = EditionName(edition) else { throw ValidationError(EditionName.rule) }
    return .named(name)
  }
}

extension ScheduleRule.CatchUp: ExpressibleByArgument {}

/// A headline of an edition was refused (exit 3).
struct RefusedEdition: Error, CustomStringConvertible {
  let description: String
}
