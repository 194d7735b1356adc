internal import Estimates
internal import Reporting

/// What a report was made from and what it holds, so that anybody can check that nothing changed since.
///
/// It has no time, host, folder or thread count: a report made again from the same input has the same bytes.
struct Manifest: Encodable {
  static let fileName = "manifest.json"
  static let schemaVersion = 1

  let result: StudyResult
  let files: [ReportFile]

  enum CodingKeys: String, CodingKey {
    case schemaVersion, program, study, title, settings, inputs, outputs, warnings, refused
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(ProgramRecord(), forKey: .program)
    try container.encode(result.study, forKey: .study)
    try container.encode(result.title, forKey: .title)
    try container.encode(SettingsRecord(result.settings), forKey: .settings)
    try container.encode(result.inputs, forKey: .inputs)
    try container.encode(
      files.map(FileRecord.init), forKey: .outputs)
    try container.encode(warnings, forKey: .warnings)
    try container.encode(
      result.estimates.compactMap { $0.refusal == nil ? nil : $0.quantity }, forKey: .refused)
  }

  /// The codes of the warnings raised, each once, sorted.
  private var warnings: [String] {
    Set(result.estimates.flatMap(\.diagnostics).map(\.code.rawValue)).sorted()
  }
}
