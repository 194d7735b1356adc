internal import DataLoaders
internal import Estimates
internal import Tables

/// The columns of a file by the names that a user gave, or by those that are usual.
struct NamedColumns {
  let header: [String]
  let file: String

  /// The column of this name, if only its case differs.
  /// - Throws: `DataError` with the nearest name where there is none.
  func named(_ name: String) throws(DataError) -> String {
    if let exact = header.first(where: { $0 == name }) { return exact }
    if let folded = header.first(where: { $0.lowercased() == name.lowercased() }) { return folded }
    let nearest = NearestName.to(name, among: header).map { "did you mean '\($0.withVisibleControls)'?" }
    throw DataError(
      .badData, file: file, line: 1, column: name, problem: "there is no such column",
      remedy: nearest ?? "name a column of the header")
  }

  /// The column that was named, or the first of the usual ones that there is.
  func named(_ name: String?, orOneOf usual: [String]) throws(DataError) -> String? {
    if let name { return try named(name) }
    for candidate in usual {
      if let found = header.first(where: { $0.lowercased() == candidate }) { return found }
    }
    return nil
  }

  /// The same, where the file cannot be read without it.
  func required(
    _ name: String?, orOneOf usual: [String], what: String, option: String
  ) throws(DataError) -> String {
    if let found = try named(name, orOneOf: usual) { return found }
    throw DataError(
      .badData, file: file, line: 1, problem: "no column is called \(usual[0]), so that \(what) is not known",
      remedy: "name the column with \(option)")
  }
}

/// Usual names of columns, in the order in which they are looked for.
enum UsualColumns {
  static let levels = [
    "world", "continent", "region", "subregion", "sub_region", "country", "province", "district",
  ]
  static let value = ["value", "total", "number", "estimate", "obs_value"]
  static let rate = ["rate", "prevalence", "prev"]
  static let population = ["population", "pop"]
  static let standardError = ["standard_error", "se"]
  static let variation = ["coefficient_of_variation", "cv"]
  static let lower = ["lower", "lower_bound"]
  static let upper = ["upper", "upper_bound"]
  static let country = ["country", "iso3", "iso", "ref_area"]
  static let region = ["region"]
  static let year = ["year", "time", "time_period"]
  static let definition = ["definition", "measure"]
}

/// A table read from a file that a user named, with the record of it and what the reader had to say.
struct ReadTable {
  let table: DataTable
  let record: InputRecord
  let notes: [String]

  /// - Throws: `DataError` for a file that is unreadable, breaks the schema or has no rows (F01).
  init(
    _ file: String, _ options: InputOptions, schema: (NamedColumns) throws(DataError) -> Schema
  ) throws(DataError) {
    try self.init(ByteSource(argument: file), options, schema: schema)
  }

  init(
    _ source: ByteSource, _ options: InputOptions, schema: (NamedColumns) throws(DataError) -> Schema
  ) throws(DataError) {
    var isInvented = false
    let (table, read) = try CSVReader.readRecorded(
      source, options: try options.csv(file: source.name),
      schemaFor: { header throws(DataError) in
        isInvented = header.contains { $0.lowercased() == "synthetic" }
        return try schema(NamedColumns(header: header, file: source.name))
      })
    guard table.rowCount > 0 else {
      throw DataError(
        file: source.name, problem: "there are no rows below the header", remedy: "add the figures")
    }
    self.table = table
    record = InputRecord(
      name: read.name, sha256: read.sha256, byteCount: read.byteCount, rowCount: read.rowCount)
    notes = read.notes + (isInvented ? [InventedFigures.note] : [])
  }

  func numbers(_ column: String?) throws(DataError) -> [Double?] {
    guard let column else { return [Double?](repeating: nil, count: table.rowCount) }
    return try table.numbers(column)
  }

  func text(_ column: String?) throws(DataError) -> [String?] {
    guard let column else { return [String?](repeating: nil, count: table.rowCount) }
    return try table.text(column)
  }
}

/// What stands wherever figures of a file with a column `synthetic` are shown.
enum InventedFigures {
  static let note = "SYNTHETIC DATA: the figures are invented"

  /// What follows a source or a title of figures that were read with these notes.
  static func mark(_ notes: [String]) -> String { notes.contains(note) ? " (SYNTHETIC DATA)" : "" }
}
