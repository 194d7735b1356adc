package import Reporting

/// A data set as tables and as JSON.
package struct DatasetDescription: Sendable, Encodable {
  private let dataset: Dataset

  package init(_ dataset: Dataset) {
    self.dataset = dataset
  }

  /// One row a data set, with what fits on a line of a terminal.
  package static func names(_ datasets: [Dataset]) -> Table {
    Table(
      "datasets", title: "Bundled data sets",
      columns: [
        TableColumn("name", "Name", .text), TableColumn("title", "Title", .text),
        TableColumn("synthetic", "Synthetic", .text),
      ],
      rows: datasets.map { dataset in
        TableRow([
          .text(dataset.name), .text(dataset.title), .text(dataset.isSynthetic ? "yes" : "no"),
        ])
      }, notes: ["Licence and state of verification: prevalence data show NAME."],
      source: "the data sets in this program")
  }

  /// One row a data set with all that is known of it.
  package static func list(_ datasets: [Dataset]) -> Table {
    Table(
      "datasets", title: "Bundled data sets",
      columns: [
        TableColumn("name", "Name", .text), TableColumn("title", "Title", .text),
        TableColumn("synthetic", "Synthetic", .text), TableColumn("citation", "Source", .text),
        TableColumn("licence", "Licence", .text), TableColumn("verification", "State of verification", .text),
      ],
      rows: datasets.map { dataset in
        TableRow([
          .text(dataset.name), .text(dataset.title), .text(dataset.isSynthetic ? "yes" : "no"),
          .text(dataset.citation), .text(dataset.licence), .text(dataset.verification),
        ])
      }, source: "prevalence data show NAME")
  }

  /// What it is, and its files with the state of their verification.
  package var tables: [Table] { [about, files] }

  private var about: Table {
    Table(
      "about", title: dataset.title,
      columns: [TableColumn("key", "", .text), TableColumn("value", "", .text)],
      rows: [
        ("name", dataset.name), ("what", dataset.summary), ("source", dataset.citation),
        ("licence", dataset.licence), ("synthetic", dataset.isSynthetic ? "yes" : "no"),
        ("verification", dataset.verification),
      ].map { TableRow([.text($0.0), .text($0.1)]) }, source: dataset.citation)
  }

  /// The files with the number of their rows by status.
  package var files: Table {
    Table(
      "files", title: "Files and the status of their figures",
      columns: [TableColumn("file", "File", .text), TableColumn("rows", "Rows")]
        + VerificationStatus.allCases.map {
          TableColumn($0.rawValue.map { $0 == "-" ? "_" : String($0) }.joined(), $0.rawValue)
        },
      rows: dataset.files.map { file in
        TableRow(
          [.text(file.name), .number(Double(file.rowCount), .count)]
            + VerificationStatus.allCases.map { status in
              file.statuses.first { $0.status == status }.map { .number(Double($0.rows), .count) }
                ?? .absent(.notApplicable)
            })
      }, source: dataset.citation)
  }

  enum CodingKeys: String, CodingKey {
    case name, title, summary, citation, licence, synthetic, verification, files
  }

  private struct FileRecord: Encodable {
    let name: String
    let rows: Int
    let sha256: String
    let statuses: [String: Int]
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dataset.name, forKey: .name)
    try container.encode(dataset.title, forKey: .title)
    try container.encode(dataset.summary, forKey: .summary)
    try container.encode(dataset.citation, forKey: .citation)
    try container.encode(dataset.licence, forKey: .licence)
    try container.encode(dataset.isSynthetic, forKey: .synthetic)
    try container.encode(dataset.verification, forKey: .verification)
    try container.encode(
      dataset.files.map { file in
        FileRecord(
          name: file.name, rows: file.rowCount, sha256: file.sha256,
          statuses: Dictionary(uniqueKeysWithValues: file.statuses.map { ($0.status.rawValue, $0.rows) }))
      }, forKey: .files)
  }
}
