package import DataLoaders
internal import Tables

/// Reads of a survey file what a profile needs.
package enum SurveyInput {
  /// - Parameter options: how CSV is written, where its header does not tell.
  package static func read(
    _ path: String, profile: SurveyProfile, options: InputOptions
  ) throws -> SurveyTable {
    try SurveyFile.read(
      path, columns: .chosen { (names: [String]) throws(DataError) in profile.columns(in: names) },
      options: try options.csv(file: path))
  }
}
