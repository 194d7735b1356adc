internal import Reporting

/// What an edition was made from and what it holds. It has no time, host, user or folder: an edition made again from the
/// same input by the same program has the same bytes.
struct EditionManifest {
  static let schemaVersion = 1

  private let edition: Edition
  private let files: [ReportFile]

  init(_ edition: Edition, files: [ReportFile]) {
    self.edition = edition
    self.files = files
  }

  var json: JSONValue {
    let study = edition.study
    var entries: [(String, JSONValue?)] = [
      ("schemaVersion", .whole(Self.schemaVersion)), ("program", ProgramBuild.record),
      ("study", .text(study.name)), ("title", .text(study.title)), ("edition", .text(edition.name.text)),
    ]
    entries += [
      ("slot", edition.name.slot.map { .text($0.period.rawValue) }), ("date", .text("\(edition.date)")),
      ("language", .text(study.wording.language.rawValue)),
      ("studyFile", .object(["sha256": .text(study.sha256)])),
      (
        "styleSheet",
        edition.style.map { .object(["path": .text($0.path), "sha256": .text($0.sha256)]) }
      ),
    ]
    entries += [
      ("inputs", .array(edition.inputs.map(input))),
      ("estimations", .array(edition.results.map(estimation))), ("suppression", suppression),
      ("previous", previous), ("outputs", .array(files.map(output))), ("warnings", .texts(warnings)),
      ("refused", .texts(edition.refusals)),
    ]
    return .object(entries)
  }

  private var warnings: [String] {
    Set(edition.results.flatMap { $0.result.estimates }.flatMap(\.diagnostics).map(\.code.rawValue)).sorted()
  }

  private func input(_ input: EditionInput) -> JSONValue {
    .object([
      ("name", .text(input.name)), ("path", input.path.map { .text($0) }),
      ("origin", .text(input.path == nil ? "program" : "file")), ("sha256", .text(input.shownHash)),
      ("byteCount", .whole(input.byteCount)),
    ])
  }

  private func estimation(_ result: EditionResult) -> JSONValue {
    let settings = (try? JSONWriter.bytes(SettingsRecord(result.result.settings))).flatMap { JSONValue($0) }
    return .object([
      ("name", .text(result.name)), ("kind", .text(result.kind)), ("settings", settings),
      ("estimates", .whole(result.result.estimates.count)),
      (
        "inputs",
        .array(
          result.result.inputs.map {
            .object([
              "name": .text($0.name), "sha256": .text($0.sha256), "rowCount": .whole($0.rowCount),
            ])
          })
      ),
    ])
  }

  private var suppression: JSONValue {
    let rule = edition.study.defaults.suppression
    return .object([
      ("threshold", .whole(rule.threshold)), ("standard", rule.standard.map { .text($0) }),
      ("acceptsDisclosureRisk", .flag(rule.acceptsRisk)),
      ("rounding", rule.rounding.map { .whole($0) }), ("roundingKey", edition.roundingMark.map { .text($0) }),
    ])
  }

  private var previous: JSONValue? {
    edition.previous.map {
      .object(["edition": .text($0.name.text), "manifestSHA256": .text($0.manifestHash)])
    }
  }

  private func output(_ file: ReportFile) -> JSONValue {
    let record = FileRecord(file)
    return .object([
      "path": .text(record.path), "sha256": .text(record.sha256), "byteCount": .whole(record.byteCount),
    ])
  }
}
