package import Estimates
package import Reporting

/// Everything that a study comes to, before it has a format.
package struct StudyResult: Sendable {
  /// The study's name, such as `every-child-counts`.
  package let study: String
  package let title: String
  /// What was chosen, as name and value, sorted by name; never a folder or the number of threads, so that the
  /// same input gives the same bytes.
  package let settings: [Setting]
  package let inputs: [InputRecord]
  package let estimates: [Estimate]
  package let verdicts: [FigureVerdict]
  package let document: Document
  /// The tables that a terminal shows, in order.
  package let summary: [Table]
  /// What holds when this leaves the house; `nil` where nothing is counted that could give anybody away.
  package var release: StudyRelease?

  /// Every estimate with every column, for `--format csv`.
  package var estimateTable: Table {
    EstimateTable.full("estimates", title: title, estimates, source: study)
  }

  package struct Setting: Sendable, Equatable {
    package let name: String
    package let value: SettingValue
  }

  package enum SettingValue: Sendable, Equatable, Encodable {
    case number(Double)
    case whole(Int)
    case unsigned(UInt64)
    case numbers([Double])
    case text(String)

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let value): try container.encode(value)
      case .whole(let value): try container.encode(value)
      case .unsigned(let value): try container.encode(value)
      case .numbers(let values): try container.encode(values)
      case .text(let value): try container.encode(value)
      }
    }
  }

  /// The machine-readable result: the contract of `estimates.json` and of `--format json`.
  package var record: StudyRecord {
    StudyRecord(study: study, settings: settings, inputs: inputs, estimates: estimates, verdicts: verdicts)
  }

  /// The result as its report gives it: without the digits that could be traced back to counts held back.
  package var published: StudyResult {
    guard let release, release.isRestricted else { return self }
    return StudyResult(
      study: study, title: title, settings: settings, inputs: inputs,
      estimates: release.published(estimates), verdicts: verdicts, document: document.withShownDigits,
      summary: summary.map(\.withShownDigits),
      release: release)
  }

  /// The files of a report, manifest last. `estimates.json` and the manifest are always among them.
  ///
  /// - Parameter wording: the words of the frame; tables as CSV and everything in JSON stay as they are.
  /// - Throws: `FileOutputError` of the kind `unavailable` where a format needs a program that is not there,
  ///   before anything is made.
  package func files(_ formats: ReportFormats = .usual, wording: ReportWording = .english) throws
    -> [ReportFile]
  {
    let result = published
    var files = try ReportFiles(result.document.worded(wording), formats).files
    files.append(ReportFile(path: "estimates.json", text: try JSONWriter.text(result.record)))
    if let release {
      files.append(ReportFile(path: StudyRelease.fileName, text: try JSONWriter.text(release.cells)))
    }
    files.sort { $0.path < $1.path }
    files.append(
      ReportFile(path: Manifest.fileName, text: try JSONWriter.text(Manifest(result: result, files: files))))
    return files
  }
}

/// The JSON of a study: sorted keys, `schemaVersion` first changed when a key changes its meaning.
package struct StudyRecord: Encodable, Sendable {
  package static let schemaVersion = 1

  let study: String
  let settings: [StudyResult.Setting]
  let inputs: [InputRecord]
  let estimates: [Estimate]
  let verdicts: [FigureVerdict]

  enum CodingKeys: String, CodingKey {
    case schemaVersion, program, study, settings, inputs, estimates, verdicts
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(ProgramRecord(), forKey: .program)
    try container.encode(study, forKey: .study)
    try container.encode(SettingsRecord(settings), forKey: .settings)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(estimates, forKey: .estimates)
    try container.encode(verdicts, forKey: .verdicts)
  }
}

struct ProgramRecord: Encodable {
  let name = Program.name
  let version = Program.version
}

/// Settings as one JSON object.
struct SettingsRecord: Encodable {
  let settings: [StudyResult.Setting]

  init(_ settings: [StudyResult.Setting]) {
    self.settings = settings
  }

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for setting in settings {
      try container.encode(setting.value, forKey: Key(stringValue: setting.name))
    }
  }
}
