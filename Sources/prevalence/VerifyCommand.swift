internal import ArgumentParser
internal import Reporting
internal import Studies
internal import Tables

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Say whether an edition, its inputs and the program are as they were.",
    discussion: """
      Examples:
        prevalence verify reports/my-study/2026-12
        prevalence verify copy-of-a-report --study study.toml --format json

      Exit codes: 65 the report, an input or the study file is not what it was; 1 only the program is another; 66 \
      the edition, an input or the study file is missing.
      """)

  @Argument(help: "The folder of an edition.", completion: .directory)
  var report: String

  @Option(
    help: ArgumentHelp(
      "The study file, from whose folder inputs are found (default: that of the run on file).",
      valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var study: String?

  @OptionGroup var format: FormatOptions

  func run() throws {
    let verification = try Verification(report, study: study)
    let findings = verification.findings
    let title =
      findings.isEmpty
      ? "Nothing changed: \(verification.checked.joined(separator: ", "))"
      : "Not as it was: \(findings.count) of what was looked at"
    let table = Table(
      "verification", title: title,
      columns: [
        TableColumn("subject", "What", .text), TableColumn("kind", "How", .text),
        TableColumn("name", "Which", .text),
        TableColumn("detail", "More", .text),
      ],
      rows: findings.map {
        TableRow([.text($0.subject.rawValue), .text($0.kind.rawValue), .text($0.name), .text($0.detail)])
      }, notes: verification.notChecked.map { "Not checked: \($0)." }, source: "prevalence verify")
    try format.print([table], csv: table, json: JSONWriter.text(Record(verification)))
    if verification.isTampered {
      throw DataError(
        file: report, problem: findings.map(\.sentence).joined(separator: "; "),
        remedy: "bring back what it was, or make the edition again with 'prevalence run --overwrite'")
    }
    if verification.isChanged {
      throw CheckFailure(description: findings.map(\.sentence).joined(separator: "; "))
    }
    if verification.isMissing {
      throw DataError(
        .noInput, file: report, problem: findings.map(\.sentence).joined(separator: "; "),
        remedy: "bring the inputs back to check them; the report itself is unchanged")
    }
  }

  private struct Record: Encodable {
    let schemaVersion = 1
    let isUnchanged: Bool
    let checked: [String]
    let notChecked: [String]
    let findings: [[String: String]]

    init(_ verification: Verification) {
      isUnchanged = verification.findings.isEmpty
      checked = verification.checked
      notChecked = verification.notChecked
      findings = verification.findings.map {
        ["subject": $0.subject.rawValue, "kind": $0.kind.rawValue, "name": $0.name, "detail": $0.detail]
      }
    }
  }
}
