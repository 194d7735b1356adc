internal import Estimates
package import Reporting

/// A study file to begin with, and the data that it needs.
package struct StudyExample: Sendable {
  /// The name behind `--from`.
  package let name: String
  package let summary: String
  private let text: @Sendable () -> String
  /// Bundled files to put beside it, by their path in the program.
  private let data: [String]

  package static let fileName = "study.toml"

  /// A file that is bundled with a data set.
  private init(_ name: String, _ summary: String, file: String, data: [String]) {
    self.name = name
    self.summary = summary
    self.data = data
    text = { BundledData.file(file).map { String(decoding: $0.bytes, as: UTF8.self) } ?? "" }
  }

  /// The study of a reproduction, whose data the program holds.
  private init(_ reproduction: Reproduction) {
    name = reproduction.identifier
    summary = reproduction.title
    data = []
    text = { Self.text(reproduction) }
  }

  package static let all: [StudyExample] =
    [
      StudyExample(
        "mse", "a population from who is on which lists", file: "mse/study.toml",
        data: ["mse/uk-2013-five.csv"]),
      StudyExample(
        "survey", "the child labour tables of a household survey (synthetic)",
        file: "synthetic-survey/study.toml",
        data: ["synthetic-survey/children.csv"]),
      StudyExample(
        "global", "from countries to regions and the world (made-up countries)",
        file: "example-countries/study.toml",
        data: ["countries.csv", "population.csv", "regions.csv"].map { "example-countries/\($0)" }),
    ] + Reproduction.all.map { StudyExample($0) }

  package static func named(_ name: String) -> StudyExample? { all.first { $0.name == name } }

  /// The study, its data, and a manifest that names them.
  package func files() throws -> [ReportFile] {
    var files = [ReportFile(path: Self.fileName, text: text())]
    for path in data {
      guard let file = BundledData.file(path) else { continue }
      files.append(ReportFile(path: String(path.split(separator: "/").last ?? ""), bytes: file.bytes))
    }
    let manifest = JSONValue.object([
      "schemaVersion": .whole(1), "example": .text(name),
      "program": .object(["name": .text(Program.name), "version": .text(Program.version)]),
      "files": .texts(files.map(\.path)),
    ])
    return files + [ReportFile(path: ReportManifest.path, text: try JSONWriter.text(manifest))]
  }

  private static func text(_ reproduction: Reproduction) -> String {
    let model =
      reproduction.hasErrorModel
      ? """
      # Correlations between regions that are tried, and the draws of the error model.
      correlation = [0, 0.5, 1]
      draws = \(ErrorModelOptions.defaultDraws)

      """ : ""
    return """
      # A published result made again, as a study: 'prevalence run study.toml' writes the report, the same as
      # 'prevalence reproduce \(reproduction.identifier)' with a manifest and the description for archives.

      [study]
      name = "\(reproduction.identifier)"
      title = "\(reproduction.title)"
      # The published result does not change, so its edition has one name.
      edition = "published"
      seed = \(ErrorModelOptions.defaultSeed)
      level = \(ErrorModelOptions.defaultLevel)

      [[estimation]]
      name = "reproduction"
      kind = "reproduce"
      figure = "\(reproduction.identifier)"
      \(model)
      [publication]
      # The day that the report bears; change it when you publish.
      date = "2026-01-01"

      """
  }
}
