internal import ArgumentParser
internal import Reporting
internal import Studies

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Make a published figure again from its data, with a verdict for each number.",
    discussion: """
      Without a name, lists what can be reproduced.

      Examples:
        prevalence reproduce every-child-counts
        prevalence reproduce every-child-counts --format json --correlation 0.3 --draws 100000 --seed 7
        prevalence reproduce every-child-counts --grades my-grades.csv --output my-report
        prevalence reproduce every-child-counts --data my-copy --strict

      A copy of the data to correct or to verify: see 'prevalence data show every-child-counts'.
      """)

  @Argument(
    help: "What to reproduce.",
    completion: .list(Reproduction.all.map(\.identifier)))
  var name: String?

  @Option(
    help: ArgumentHelp("Your own copy of the data, a folder with the same files.", valueName: "folder"),
    completion: .directory)
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Your own grades of reliability: region, grade, coefficient_of_variation, reason.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var grades: String?

  @Option(
    help: ArgumentHelp(
      "Correlation between regions, 0 to 1; several with commas (default: 0,0.5,1).", valueName: "numbers"))
  var correlation: NumberList?

  @Option(help: "Draws of the error model, 1,000 to 10,000,000.")
  var draws: Int = ErrorModelOptions.defaultDraws

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = ErrorModelOptions.defaultSeed

  @Option(help: "Level of the intervals.")
  var level: Double = ErrorModelOptions.defaultLevel

  @Flag(help: "Exit with 1 when a published figure is not reproduced.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    guard let name else {
      return try format.print([Self.list()], csv: Self.list(), json: JSONWriter.text(Self.records()))
    }
    guard let reproduction = Reproduction.named(name) else {
      throw ValidationError(
        "there is nothing called '\(PlainText.line(name))' to reproduce; choose from "
          + Reproduction.all.map(\.identifier).joined(separator: ", "))
    }
    let request = ReproductionRequest(
      dataFolder: data, gradesFile: grades,
      errorModel: try ErrorModelOptions(
        correlations: correlation?.values ?? ErrorModelOptions.defaultCorrelations, draws: draws, seed: seed,
        level: level),
      threads: threads.count)
    let result = try reproduction.run(request)
    try format.print(result.summary, csv: result.estimateTable, json: JSONWriter.text(result.record))
    try write(result, name: name)
    if strict { try requireReproduced(result) }
  }

  private static let defaultParent = "reports"

  /// The report goes to `--output`, or to `reports/NAME` when the result is shown as a table; with another
  /// format nothing is written unless a folder is named, so that a pipeline leaves nothing behind.
  private func write(_ result: StudyResult, name: String) throws {
    let isDefault = report.output == nil
    if isDefault, format.format != .table { return }
    let folder = report.output ?? "\(Self.defaultParent)/\(name)"
    if isDefault { try ParentFolder.make(Self.defaultParent) }
    let outcome = try ReportDirectory.write(
      files: result.files(), to: folder, replacing: report.overwrite)
    StandardError.write(
      outcome == .unchanged
        ? "The report in \(PlainText.line(folder)) is already this one.\n"
        : "Report: \(PlainText.line(folder))/report.html\n")
  }

  private func requireReproduced(_ result: StudyResult) throws {
    let failed = result.verdicts.filter { $0.verdict == .notReproduced }
    guard !failed.isEmpty else { return }
    throw CheckFailure(
      description: "\(failed.count) published figures are not reproduced: "
        + failed.map(\.figure.identifier).joined(separator: ", "))
  }

  private struct Record: Encodable {
    let name: String
    let title: String
    let summary: String
    let dataset: String
  }

  private static func records() -> [Record] {
    Reproduction.all.map {
      Record(name: $0.identifier, title: $0.title, summary: $0.summary, dataset: $0.dataset)
    }
  }

  private static func list() -> Table {
    Table(
      "reproductions", title: "What can be reproduced",
      columns: [
        TableColumn("name", "Name", .text), TableColumn("title", "Title", .text),
        TableColumn("summary", "What it does", .text),
      ],
      rows: Reproduction.all.map { TableRow([.text($0.identifier), .text($0.title), .text($0.summary)]) },
      source: "prevalence reproduce NAME")
  }
}

/// Numbers separated by commas.
struct NumberList: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Double($0) }
    guard values.count == parts.count, values.allSatisfy(\.isFinite) else { return nil }
    self.values = values
  }
}
