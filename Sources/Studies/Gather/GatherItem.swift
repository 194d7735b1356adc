/// One of the 18 items that a report of global health estimates states (GATHER: Stevens et al., Lancet
/// 2016;388:e19 and PLoS Med 13(6):e1002056), in this program's words.
package struct GatherItem: Sendable, Equatable {
  package let number: Int
  package let statement: String
  /// The key under which a study file gives a person's own words for it (`[gather]`); `nil` where the run fills
  /// the item.
  package let key: String?
  /// Whether only a person can write it, whatever the run knows.
  package let needsPerson: Bool

  package static let all: [GatherItem] = [
    GatherItem(1, "The indicators, the populations and the periods that are estimated", "indicator"),
    GatherItem(2, "The funding sources", "funding"),
    GatherItem(3, "How the data were identified and accessed", "access"),
    GatherItem(4, "Criteria for including and excluding data, with every ad-hoc exclusion", "inclusion"),
    GatherItem(5, "All sources of data and their main characteristics", "sources"),
    GatherItem(6, "Categories of input data with potentially important biases", "biases"),
    GatherItem(7, "Sources of inputs that are not synthesised, such as denominators", "other-inputs"),
    GatherItem(8, "Where all inputs can be had in a form that programs read, or whom to ask", "availability"),
    GatherItem(9, "An overview of the analysis", nil),
    GatherItem(10, "All steps of the analysis, with formulae", nil),
    GatherItem(11, "How candidate models were judged and the final ones chosen", nil),
    GatherItem(12, "How well the models perform, and how sensitive the results are", nil),
    GatherItem(13, "How uncertainty was computed, and which sources of it are and are not included", nil),
    GatherItem(14, "How to get the source code", nil),
    GatherItem(15, "The estimates in a form that programs read", nil),
    GatherItem(16, "A quantitative measure of uncertainty for every estimate", nil),
    GatherItem(17, "The results in the light of what is known, and reasons for changes", "interpretation"),
    GatherItem(18, "Limitations: assumptions and data", "limitations"),
  ]

  private init(_ number: Int, _ statement: String, _ key: String?) {
    self.number = number
    self.statement = statement
    self.key = key
    needsPerson = (1...8).contains(number) || number == 18
  }
}
