internal import Glibc
package import Tables

/// Reads survey microdata in the format they come in: CSV, SPSS (.sav, .zsav, .por), Stata (.dta) and SAS
/// (.sas7bdat). The format is recognised by the content. A file is only ever opened for reading.
///
///     let table = try SurveyFile.read("fs.sav", columns: ["HH1", "HH2", "fsweight"])
///     let table = try SurveyFile.read(path, columns: .chosen { names in profile.columns(among: names) })
///
/// A file that does not fit in memory, or need not, is read in batches: see `forEachBatch`.
///
/// **Errors** are `DataError` in every case: for a damaged file of any format with a sentence, without cell
/// values.
package enum SurveyFile {
  /// Reads the columns that are wanted.
  ///
  /// In CSV a column whose cells are all numbers or empty becomes numbers, any other texts, as they stand; an
  /// empty cell is a missing answer, and so is a cell that is one of `missingMarkers`, byte for byte.
  ///
  /// - Parameters:
  ///   - path: a file, or `-` for a CSV table on standard input.
  ///   - options: how CSV is read; its limit on the rows of a table holds for every format.
  ///   - unmarked: the columns in which markers do not count, of the names in the file; identifiers, say.
  ///   - encoding: the character set of a file that states none or a wrong one, by its iconv name, for formats
  ///     other than CSV.
  /// - Throws: `DataError`.
  package static func read(
    _ path: String, columns: SurveyColumnChoice = .all, options: CSVOptions = CSVOptions(),
    missingMarkers: [String] = [], unmarked: (_ names: [String]) -> Set<String> = { _ in [] },
    encoding: String? = nil
  ) throws(DataError) -> SurveyTable {
    let source = ByteSource(argument: path)
    guard case .file = source else {
      return try SurveyCSV.read(
        source, columns: columns, options: options, missingMarkers: missingMarkers, unmarked: unmarked)
    }
    switch try format(of: path) {
    case .csv:
      return try SurveyCSV.read(
        source, columns: columns, options: options, missingMarkers: missingMarkers, unmarked: unmarked)
    case let format:
      return try SurveyArchive.read(
        path, format: format, columns: columns, rowLimit: options.limits.tableRows, encoding: encoding)
    }
  }

  /// The format of a file, by its content and its name.
  package static func format(of path: String) throws(DataError) -> SurveyFileFormat {
    let descriptor = try FileSource.open(path)
    defer { close(descriptor) }
    let head = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 1)
    defer { head.deallocate() }
    var filled = 0
    while filled < head.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: head[filled...])
      let count = try FileSource.read(descriptor, into: room, name: path)
      if count == 0 { break }
      filled += count
    }
    return try SurveyFileFormat.detect(Array(head.prefix(filled)), path: path)
  }
}
