internal import Regression

/// The order of domains in every result.
package enum SurveyLabels {
  /// Numbers by size and before words, words by their code units.
  package static func precedes(_ first: String, _ second: String) -> Bool { labelPrecedes(first, second) }
}
