internal import ArgumentParser
internal import Reporting
internal import Studies
internal import Tables

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare the estimates of two reports: what changed, and whether the change is real.",
    discussion: """
      Examples:
        prevalence diff reports/my-study/2026-11 reports/my-study/2026-12
        prevalence diff old new --data independent --fail-on-change

      A difference can be tested only where the data of the two have nobody in common (--data independent).
      """)

  @Argument(help: "The folder of the earlier report.", completion: .directory)
  var old: String

  @Argument(help: "The folder of the later report.", completion: .directory)
  var new: String

  @Option(help: "Whether the data of the two have people in common.")
  var data: ComparisonRule.Data = .unknown

  @Flag(help: "Exit with 10 when anything changed.")
  var failOnChange = false

  @OptionGroup var format: FormatOptions

  func run() throws {
    let (before, earlier) = try Self.record(old)
    let (after, later) = try Self.record(new)
    let comparison = EditionComparison(before, after, data: data, rounding: later.change(since: earlier))
    let section = ComparisonSection(
      comparison, data: data, before: Self.name(old), after: Self.name(new))
    let table = section.table
    for sentence in comparison.methodChanges { StandardError.write(sentence) }
    try format.print([table], csv: table, json: JSONWriter.text(comparison))
    if failOnChange, comparison.hasChanges { throw ExitCode(ExitStatus.changed) }
  }

  private static func record(_ path: String) throws -> (ReportRecord, RoundingRecord) {
    let report: WrittenReport
    do {
      report = try WrittenReport(path)
    } catch {
      throw DataError(
        error.kind == .permission ? .notPermitted : .noInput, file: path, problem: error.problem,
        remedy: "name the folder of a report")
    }
    guard let record = ReportRecord(report) else {
      throw DataError(
        report.file(ReportRecord.path) == nil ? .noInput : .badData, file: path,
        problem: "there is no \(ReportRecord.path) of this program in the folder",
        remedy: "name the folder of a report")
    }
    return (record, RoundingRecord(report))
  }

  private static func name(_ path: String) -> String {
    PlainText.line(String(path.split(separator: "/").last ?? "report"))
  }
}

extension ComparisonRule.Data: ExpressibleByArgument {}
