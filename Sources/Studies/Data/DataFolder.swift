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
  package func table(_ file: String, schema: Schema) throws(DataError) -> Loaded {
    switch self {
    case .bundled(let dataset):
      guard let bundled = BundledData.file("\(dataset)/\(file)") else {
        throw DataError(
          .noInput, file: "\(dataset)/\(file)", problem: "the program holds no such file",
          remedy: "see 'prevalence data list'")
      }
      return try Self.read(.bytes(bundled.bytes, name: file), name: file, schema: schema)
    case .folder(let path):
      let separator = path.hasSuffix("/") ? "" : "/"
      return try Self.read(.file(path + separator + file), name: file, schema: schema)
    }
  }

  /// Reads one file that the user named.
  package static func file(_ path: String, schema: Schema) throws(DataError) -> Loaded {
    try read(.file(path), name: String(path.split(separator: "/").last ?? ""), schema: schema)
  }

  private static func read(
    _ source: ByteSource, name: String, schema: Schema
  ) throws(DataError) -> Loaded {
    let (table, record) = try CSVReader.readRecorded(source, schema: schema)
    return Loaded(
      table: table,
      record: InputRecord(
        name: name, sha256: record.sha256, byteCount: record.byteCount, rowCount: record.rowCount))
  }
}
