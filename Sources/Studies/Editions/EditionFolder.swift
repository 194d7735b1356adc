package import Reporting

/// The folder of a study's editions: `reports/<study>/<edition>/`, a link `latest`, and private notes in `.state`.
package struct EditionFolder: Sendable {
  /// `reports` or what the user named.
  package let reports: String
  package let path: String
  package let study: String

  package init(reports: String, study: String) {
    self.study = study
    var reports = reports
    while reports.utf8.count > 1, reports.hasSuffix("/") { reports.removeLast() }
    self.reports = reports
    path = reports + "/" + study
  }

  package func path(of edition: EditionName) -> String { path + "/" + edition.text }

  /// Makes the folders that are missing, for their owner alone.
  /// - Throws: `FileOutputError` with the system's words.
  package func prepare() throws(FileOutputError) -> StateFolder {
    try ParentFolder.make(reports)
    try ParentFolder.make(path)
    return try StateFolder(state)
  }

  package var state: String { path + "/.state" }

  /// The editions that stand there whole, sorted by name.
  package var editions: [EditionName] {
    ReportDirectory.folders(in: path).compactMap { EditionName($0) }.filter { has($0) }
  }

  /// Whether the edition is there; one without a manifest of this program is none.
  package func has(_ edition: EditionName) -> Bool { ReportDirectory.isReport(path(of: edition)) }

  /// The edition that a new one follows: the newest slot before it that is on file, or nothing for other names.
  package func predecessor(of edition: EditionName) -> EditionName? {
    guard let slot = edition.slot else { return nil }
    let earlier = editions.filter { $0.slot.map { $0.period == slot.period && $0 < slot } ?? false }
    return earlier.max { first, second in
      guard let a = first.slot, let b = second.slot else { return false }
      return a < b
    }
  }
}
