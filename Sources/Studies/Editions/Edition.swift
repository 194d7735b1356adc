internal import DataLoaders
internal import Estimates
package import Reporting

/// One edition of a study: everything it came to, before it is written.
package struct Edition: Sendable {
  package let study: StudyFile
  package let name: EditionName
  /// The day that the report bears.
  package let date: CivilDate
  package let inputs: [EditionInput]
  package let results: [EditionResult]
  /// The edition that this one is compared with.
  package let previous: PreviousEdition?
  /// Tells the key of rounding from others; `nil` where nothing is rounded.
  package let roundingMark: String?
  package let style: EditionStyle?
  /// The SHA-256 of what each estimation read, which the edition itself may not show.
  package let privateHashes: [String: [String]]

  package init(
    study: StudyFile, name: EditionName, date: CivilDate, inputs: [EditionInput], results: [EditionResult],
    previous: PreviousEdition?, roundingMark: String? = nil, style: EditionStyle? = nil,
    privateHashes: [String: [String]] = [:]
  ) {
    self.privateHashes = privateHashes
    self.style = style
    self.roundingMark = roundingMark
    self.study = study
    self.name = name
    self.date = date
    self.inputs = inputs
    self.results = results
    self.previous = previous
  }

  /// The estimates that the data refuse, as `estimation: code`.
  package var refusals: [String] {
    results.flatMap { result in
      result.result.estimates.compactMap { estimate in
        estimate.refusal.flatMap { $0.code == .disclosureHeldBack ? nil : $0 }.map { "\(result.name): \(estimate.quantity): \($0.code.rawValue)" }
      }
    }
  }

  /// Whether the headline of an estimation was refused: the edition is then a partial one. One that is held back so that
  /// nobody is given away is an answer, and no fault of the data.
  package var isPartial: Bool {
    results.contains { result in
      result.result.estimates.first?.refusal.map { $0.code != .disclosureHeldBack } ?? false
    }
  }

  /// The estimations with estimates that are held back.
  package var heldBack: [String] {
    results.filter { $0.result.estimates.contains { $0.refusal?.code == .disclosureHeldBack } }.map(\.name)
  }

  package var rounding: RoundingRecord {
    RoundingRecord(base: study.defaults.suppression.rounding, mark: roundingMark)
  }

  /// The machine-readable result of all estimations.
  package var record: EditionRecord { EditionRecord(edition: self) }

  /// Every file of the edition, the manifest last.
  /// - Throws: `StudyFileError` where the study asks for a table or figure that there is not.
  package func files() throws -> [ReportFile] {
    let document = try EditionDocument(self).document()
    let formats = study.selection.formats
    var files = try ReportFiles(document, formats).files
    files.append(ReportFile(path: ReportRecord.path, text: try JSONWriter.text(record)))
    files.append(ReportFile(path: Self.studyFile, bytes: study.bytes))
    for result in results {
      guard let release = result.result.release else { continue }
      files.append(
        ReportFile(path: EditionAudit.path(result.name), text: try JSONWriter.text(release.cells)))
    }
    if formats.contains(.csv) {
      for result in results {
        let table = EstimateTable.full(
          result.name, title: result.title, result.result.estimates, source: study.name)
        files.append(ReportFile(path: "estimates/\(result.name).csv", text: CSVWriter.text(table)))
      }
    }
    files.sort { $0.path < $1.path }
    files.append(
      ReportFile(
        path: ResearchObject.path, text: try JSONWriter.text(ResearchObject(self, files: files).json)))
    files.append(
      ReportFile(
        path: ReportManifest.path, text: try JSONWriter.text(EditionManifest(self, files: files).json)))
    return files
  }

  static let studyFile = "study.toml"
}

/// One estimation of an edition, as it may be published: without the digits that could be traced to counts held back.
package struct EditionResult: Sendable {
  package let name: String
  package let kind: String
  package let title: String
  package let result: StudyResult

  /// - Parameter hashes: what stands in place of the hashes of inputs (`InputHash`).
  package init(
    name: String, kind: String, title: String?, result: StudyResult, hashes: [String: String] = [:]
  ) {
    self.name = name
    self.kind = kind
    self.title = title ?? result.title
    self.result = result.published.replacing(hashes: hashes)
  }
}

/// A file that an edition was made from.
package struct EditionInput: Sendable, Equatable {
  package let name: String
  /// The path as the study file has it; `nil` for a file of the program.
  package let path: String?
  package let sha256: String
  /// What the edition says in its place (`InputHash`).
  package var shownHash: String
  package var byteCount: Int
  package let facts: [StudyFact]

  package init(name: String, path: String?, sha256: String, byteCount: Int, facts: [StudyFact] = []) {
    self.name = name
    self.path = path
    self.sha256 = sha256
    shownHash = sha256
    self.byteCount = byteCount
    self.facts = facts
  }
}

/// The office's own style sheet.
package struct EditionStyle: Sendable, Equatable {
  package let style: PageStyle
  /// As the study file has it.
  package let path: String
  package let sha256: String
}

extension EditionInput {
  /// The same as an edition may show it.
  func shown(hash: String, isSizeCoarse: Bool) -> EditionInput {
    var result = self
    result.shownHash = hash
    if isSizeCoarse { result.byteCount = RoundedRelease.size(byteCount) }
    return result
  }
}

/// An earlier edition, as it stands in its folder.
package struct PreviousEdition: Sendable, Equatable {
  package let name: EditionName
  package let manifestHash: String
  package let record: ReportRecord
  /// How its counts were rounded.
  package let rounding: RoundingRecord

  /// - Parameter hashes: the SHA-256 of what each estimation read, from the private notes, where its manifest is the one
  ///   of that run.
  /// `nil` where the folder holds no report whose estimates can be read.
  package init?(_ name: EditionName, in folder: String, hashes: (String) -> [String: [String]] = { _ in [:] }) {
    guard let report = try? WrittenReport(folder + "/" + name.text),
      let manifest = report.file(ReportManifest.path), let record = ReportRecord(report)
    else { return nil }
    self.name = name
    manifestHash = SHA256.hexadecimal(of: manifest.bytes)
    self.record = record.knowing(hashes(manifestHash))
    rounding = RoundingRecord(report)
  }
}

/// `estimates.json` of an edition.
package struct EditionRecord: Encodable, Sendable {
  let edition: Edition

  enum CodingKeys: String, CodingKey { case schemaVersion, program, study, edition, estimations }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(StudyRecord.schemaVersion, forKey: .schemaVersion)
    try container.encode(ProgramRecord(), forKey: .program)
    try container.encode(edition.study.name, forKey: .study)
    try container.encode(edition.name.text, forKey: .edition)
    try container.encode(edition.results.map(Estimation.init), forKey: .estimations)
  }

  private struct Estimation: Encodable {
    let result: EditionResult

    enum CodingKeys: String, CodingKey { case name, kind, title, settings, inputs, estimates, verdicts }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(result.name, forKey: .name)
      try container.encode(result.kind, forKey: .kind)
      try container.encode(result.title, forKey: .title)
      try container.encode(SettingsRecord(result.result.settings), forKey: .settings)
      try container.encode(result.result.inputs, forKey: .inputs)
      try container.encode(result.result.estimates, forKey: .estimates)
      try container.encode(result.result.verdicts, forKey: .verdicts)
    }
  }
}
