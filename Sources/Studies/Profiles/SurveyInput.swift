package import DataLoaders
internal import Tables

/// Reads of a survey file what a profile needs.
package enum SurveyInput {
  /// - Parameters:
  ///   - options: how CSV is written, where its header does not tell.
  ///   - encoding: the character set of a file of another format that states none or a wrong one.
  package static func read(
    _ path: String, profile: SurveyProfile, options: InputOptions, encoding: String? = nil
  ) throws -> SurveyTable {
    try SurveyFile.read(
      path, columns: .chosen { (names: [String]) throws(DataError) in profile.columns(in: names) },
      options: try options.csv(file: path), encoding: encoding)
  }
}
