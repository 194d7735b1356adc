internal import ArgumentParser
internal import Reporting
internal import Studies

struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract:
      "Delete editions that need not be kept, with the private notes and checkpoints that belong to them.",
    discussion: """
      Nothing is deleted without --yes; without it the command says what would go. What was published stays on file in \
      reports/.published, because later editions are held against what others may have kept.

      Deleting is not erasing: flash media, file systems that copy on write, and backups keep blocks that no name leads \
      to. What must not be recoverable belongs on an encrypted disk whose key can be destroyed.

      Examples:
        prevalence purge reports/my-study --before 2024-01          what would go
        prevalence purge reports/my-study --before 2024-01 --yes
        prevalence purge reports/my-study --edition 2026-11 --yes
        prevalence purge reports/my-study --checkpoints --yes       what stopped runs have kept
      """)

  @Argument(help: "The folder of a study's editions.", completion: .directory)
  var reports: String

  @Option(help: ArgumentHelp("An edition; may be given more than once.", valueName: "name"))
  var edition: [String] = []

  @Option(help: ArgumentHelp("Every slot before this one (2026, 2026-Q4, 2026-12, ...).", valueName: "slot"))
  var before: String?

  @Flag(help: "The replicates that runs which were stopped have kept.")
  var checkpoints = false

  @Flag(help: "Delete, and not only say what would be.")
  var yes = false

  func validate() throws {
    if edition.isEmpty, before == nil, !checkpoints {
      throw ValidationError("give --edition, --before or --checkpoints")
    }
    _ = try names()
    _ = try slot()
  }

  func run() throws {
    let purge = try Purge(reports)
    let editions = purge.editions(named: try names(), before: try slot())
    for name in try names() where !editions.contains(name) {
      throw ValidationError("there is no edition '\(name)' in \(PlainText.line(reports))")
    }
    guard yes else {
      let lines =
        editions.map { "would delete \(purge.path(of: $0))" }
        + (checkpoints ? ["would delete the checkpoints of stopped runs"] : [])
      return try write(lines.isEmpty ? ["Nothing would be deleted."] : lines)
    }
    var gone = editions.isEmpty ? [] : try purge.remove(editions)
    if checkpoints { gone += try purge.removeCheckpoints() }
    try write(gone.isEmpty ? ["Nothing was deleted."] : gone)
  }

  private func write(_ lines: [String]) throws {
    try StandardOutput.write(lines.map { PlainText.line($0) + "\n" }.joined())
  }

  private func names() throws -> [EditionName] {
    try edition.map { text in
      guard let name = EditionName(text) else { throw ValidationError(EditionName.rule) }
      return name
    }
  }

  private func slot() throws -> Slot? {
    guard let before else { return nil }
    guard let slot = Slot(before) else {
      throw ValidationError(
        "'\(PlainText.line(before))' is no slot; write 2026, 2026-Q4, 2026-12, 2026-W49 or 2026-12-05")
    }
    return slot
  }
}
