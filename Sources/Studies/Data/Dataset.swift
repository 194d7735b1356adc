internal import DataLoaders
package import Tables

/// A bundled data set: what it is, who published it, and how well its figures are known.
package struct Dataset: Sendable, Equatable {
  package let name: String
  package let title: String
  package let summary: String
  package let citation: String
  package let licence: String
  /// Whether the numbers were made up for examples; printed wherever they are shown.
  package let isSynthetic: Bool
  /// How well the figures are known, in words.
  package let verification: String
  package let files: [DatasetFile]
  /// The text of SOURCE.md.
  package let source: String

  /// Every bundled data set, sorted by name.
  /// - Throws: `DataError` when a bundled description is broken, which a test rules out.
  package static func all() throws(DataError) -> [Dataset] {
    var datasets: [Dataset] = []
    for name in BundledData.datasetNames { datasets.append(try Dataset(name)) }
    return datasets
  }

  /// - Throws: `DataError` when there is no such data set, with the nearest name.
  package init(_ name: String) throws(DataError) {
    guard BundledData.datasetNames.contains(name) else {
      throw DataError(
        .noInput, file: name, problem: "there is no such data set",
        remedy: "the data sets are \(BundledData.datasetNames.joined(separator: ", "))")
    }
    let folder = DataFolder.bundled(name)
    let about = try Self.about(folder)
    func value(_ key: String) throws(DataError) -> String {
      guard let value = about[key] else {
        throw DataError(
          file: "\(name)/about.csv", column: "key", problem: "the key '\(key)' is missing",
          remedy: "add a row for it")
      }
      return value
    }
    self.name = name
    title = try value("title")
    summary = try value("summary")
    citation = try value("citation")
    licence = try value("licence")
    isSynthetic = try value("synthetic") == "yes"
    verification = try value("verification")
    source = BundledData.file("\(name)/SOURCE.md").map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""

    var files: [DatasetFile] = []
    for file in BundledData.files where file.path.hasPrefix(name + "/") {
      let fileName = String(file.path.dropFirst(name.count + 1))
      if fileName.hasSuffix(".csv"), fileName != "about.csv" {
        files.append(try DatasetFile(fileName, in: folder))
      } else if fileName.hasSuffix(".toml") {
        files.append(DatasetFile(settings: fileName, bytes: file.bytes))
      }
    }
    self.files = files
  }

  private static func about(_ folder: DataFolder) throws(DataError) -> [String: String] {
    let rows = try folder.table(
      "about.csv", schema: Schema([ColumnRule("key", .text), ColumnRule("value", .text)])
    ).table
    var about: [String: String] = [:]
    for (key, value) in zip(try rows.text("key"), try rows.text("value")) {
      if let key, let value { about[key] = value }
    }
    return about
  }
}

/// One file of a data set: its size, and how many of its rows have which status.
package struct DatasetFile: Sendable, Equatable {
  package let name: String
  package let rowCount: Int
  package let sha256: String
  /// Rows by status; empty for a file that has no status column.
  package let statuses: [(status: VerificationStatus, rows: Int)]

  init(_ name: String, in folder: DataFolder) throws(DataError) {
    let schema = Schema(
      [
        ColumnRule("status", .category(VerificationStatus.allCases.map(\.rawValue)), required: false)
      ], allowsOtherColumns: true)
    let loaded = try folder.table(name, schema: schema)
    self.name = name
    rowCount = loaded.record.rowCount
    sha256 = loaded.record.sha256
    if loaded.table.column(named: "status") == nil {
      statuses = []
    } else {
      let values = try loaded.table.text("status").compactMap {
        $0.flatMap(VerificationStatus.init(rawValue:))
      }
      statuses = VerificationStatus.allCases.map { status in
        (status, values.count { $0 == status })
      }
    }
  }

  /// A file of settings, whose rows are its lines.
  init(settings name: String, bytes: [UInt8]) {
    self.name = name
    rowCount = bytes.count { $0 == UInt8(ascii: "\n") }
    sha256 = SHA256.hexadecimal(of: bytes)
    statuses = []
  }

  package static func == (first: DatasetFile, second: DatasetFile) -> Bool {
    first.name == second.name && first.sha256 == second.sha256
  }
}
