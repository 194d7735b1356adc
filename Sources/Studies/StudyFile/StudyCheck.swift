internal import DataLoaders
internal import Tables

/// A study looked over without being run: whether its files are there, and fit.
package struct StudyCheck: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    package let subject: String
    package let words: String
  }

  package let lines: [Line]

  /// - Throws: `DataError` for the first input that is missing or does not fit an estimation; `StudyFileError` for a
  ///   study whose edition has no date.
  package init(_ study: StudyFile, edition: EditionName, threads: Int = 1) throws {
    let inputs = study.inputs.map { $0.resolved(edition: edition, folder: study.folder) }
    var lines: [Line] = []
    for (input, declaration) in zip(inputs, study.inputs) {
      let record = try FileDigest.record(input.source)
      if let expected = declaration.expectedHash, expected != record.sha256 {
        throw DataError(
          file: input.source.name, problem: "the file is not the one that the study names by its SHA-256",
          remedy: "give the right file, or its own hash")
      }
      let isUsed = study.estimations.contains { $0.inputs.contains(input.name) }
      lines.append(
        Line(
          subject: "input \(input.name)",
          words: "\(record.byteCount) bytes" + (isUsed ? "" : "; no estimation reads it")))
    }
    if let style = try study.style() {
      lines.append(Line(subject: "style sheet", words: style.path))
    }
    let unpacked = try UnpackedInputs(inputs)
    defer { unpacked.remove() }
    let context = EstimationContext(
      inputs: unpacked.inputs, threads: threads, rounding: try study.rounding())
    for estimation in study.estimations {
      let notes = try estimation.method.check(context)
      lines.append(
        Line(
          subject: "estimation \(estimation.name)",
          words: ([estimation.kind] + notes).joined(separator: ", ")))
    }
    self.lines = lines
  }
}
