internal import DataLoaders
package import Estimates
package import Tables

/// Where a study's files come from: the copy held in the program, or a folder of the user's.
package enum DataFolder: Sendable, Equatable {
  case bundled(String)
  case folder(String)

  /// A table with the record of the file it was read from.
  package struct Loaded: Sendable {
    package let table: DataTable
    package let record: InputRecord
  }

  /// - Throws: `DataError` when the file is absent, unreadable or breaks the schema.
  package func table(
    _ file: String, schema: Schema, reading: InputOptions = InputOptions()
  ) throws(DataError) -> Loaded {
    try Self.read(source(file), name: file, schema: schema, reading)
  }

  /// Where a file's bytes come from.
  /// - Throws: `DataError` when the program holds no such file.
  func source(_ file: String) throws(DataError) -> ByteSource {
    switch self {
    case .bundled(let dataset):
      guard let bundled = BundledData.file("\(dataset)/\(file)") else {
        throw DataError(
          .noInput, file: "\(dataset)/\(file)", problem: "the program holds no such file",
          remedy: "see 'prevalence data list'")
      }
      return .bytes(bundled.bytes, name: file)
    case .folder(let path):
      return .file(path + (path.hasSuffix("/") ? "" : "/") + file)
    }
  }

  /// Reads one file that the user named.
  package static func file(
    _ path: String, schema: Schema, reading: InputOptions = InputOptions()
  ) throws(DataError) -> Loaded {
    try read(.file(path), name: String(path.split(separator: "/").last ?? ""), schema: schema, reading)
  }

  private static func read(
    _ source: ByteSource, name: String, schema: Schema, _ reading: InputOptions
  ) throws(DataError) -> Loaded {
    let (table, record) = try CSVReader.readRecorded(
      source, schema: schema, options: try reading.csv(file: source.name))
    return Loaded(
      table: table,
      record: InputRecord(
        name: name, sha256: record.sha256, byteCount: record.byteCount, rowCount: record.rowCount))
  }
}
