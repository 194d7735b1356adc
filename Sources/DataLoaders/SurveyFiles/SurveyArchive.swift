internal import Tables

/// Reads the formats of statistics packages.
enum SurveyArchive {
  static func read(
    _ path: String, format: SurveyFileFormat, columns: SurveyColumnChoice, rowLimit: Int, encoding: String?
  ) throws(DataError) -> SurveyTable {
    throw DataError(
      file: path, problem: "\(format.rawValue) files are not read by this program", remedy: "export it as CSV"
    )
  }
}
