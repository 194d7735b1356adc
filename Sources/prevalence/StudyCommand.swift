internal import ArgumentParser
internal import Reporting
internal import Studies

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Write and check study files, which declare a whole report.",
    discussion: """
      Examples:
        prevalence study new --from mse my-study
        prevalence study check my-study/study.toml
        prevalence study schema > study.schema.json
      """,
    subcommands: [StudyNewCommand.self, StudyCheckCommand.self, StudySchemaCommand.self])
}

struct StudyNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a commented study file that runs, with its data beside it.",
    discussion: """
      Examples:
      \(StudyExample.all.map { "  --from \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """)

  @Option(
    help: ArgumentHelp("The example to begin with.", valueName: "name"),
    completion: .list(StudyExample.all.map(\.name)))
  var from: String

  @Argument(help: "A folder that does not exist yet.", completion: .directory)
  var folder: String?

  func run() throws {
    guard let example = StudyExample.named(from) else {
      throw ValidationError(
        "there is no example '\(PlainText.line(from))'; choose from "
          + StudyExample.all.map(\.name).joined(separator: ", "))
    }
    let target = folder ?? example.name
    try ReportDirectory.write(files: example.files(), to: target)
    try StandardOutput.write("\(PlainText.line(target))/\(StudyExample.fileName)\n")
    StandardError.write("Run it: prevalence run \(PlainText.line(target))/\(StudyExample.fileName)")
  }
}

struct StudyCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look a study over without running it: keys, options, files and columns.",
    discussion: """
      Example:
        prevalence study check study.toml --edition 2026-12

      Exit codes: 78 the study file is wrong, 66 an input is missing, 65 an input does not fit.
      """)

  @Argument(help: "The study file.", completion: .file(extensions: ["toml"]))
  var study: String

  @Option(
    help: ArgumentHelp("The edition whose inputs to look at (default: as for a run).", valueName: "name"))
  var edition: String?

  @OptionGroup var clock: ClockOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let file = try StudyFile(study)
    let name: EditionName
    if let edition {
      guard let given = EditionName(edition) else { throw ValidationError(EditionName.rule) }
      name = given
    } else {
      name = try file.standardEdition(clock.clock())
    }
    let check = try StudyCheck(file, edition: name)
    let table = Table(
      "check", title: "\(file.title), edition \(name): nothing is wrong",
      columns: [TableColumn("subject", "What", .text), TableColumn("words", "What was found", .text)],
      rows: check.lines.map { TableRow([.text($0.subject), .text($0.words)]) },
      source: "prevalence study check")
    try format.print(
      [table], csv: table,
      json: JSONWriter.text(
        check.lines.map { ["subject": $0.subject, "words": $0.words] }))
  }
}

struct StudySchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of study files, for editors.",
    discussion: """
      Example:
        prevalence study schema > study.schema.json

      In an editor with Even Better TOML, put '#:schema ./study.schema.json' on the first line of the study.
      """)

  func run() throws {
    try StandardOutput.write(JSONWriter.text(StudySchema.json))
  }
}
