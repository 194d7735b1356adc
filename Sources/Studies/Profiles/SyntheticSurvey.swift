/// Made-up surveys say so in a column of their own, which `Scripts/make-synthetic-survey` writes.
package enum SyntheticSurvey {
  package static let column = "synthetic"
  /// Stands before every title of a table or figure made from such a file.
  package static let titleMark = "SYNTHETIC DATA. "
  package static let sentence =
    "Synthetic data: every child in this file is made up, and no figure says anything about any country."

  /// Whether a file with these columns is one.
  package static func isMarked(_ names: [String]) -> Bool { names.contains(column) }
}
