/// Why a formula or a list of terms is not a model.
public enum ModelError: Error, Equatable, Sendable, CustomStringConvertible {
  case emptyFormula
  case emptyTerm
  case unbalancedBrackets
  case unknownList(String)
  case listTwiceInTerm(String)
  case unknownListNumber(listCount: Int)
  case listsWithoutTerm([Int])
  case tooManyTerms
  case tooManyModels(listCount: Int, maximumOrder: Int)

  public var description: String {
    switch self {
    case .emptyFormula: "the formula is empty; write its generators, such as [12,3] or [A*B,C]"
    case .emptyTerm: "the formula has an empty term; write list numbers or names between the commas"
    case .unbalancedBrackets: "the formula opens with '[' and does not close, or the reverse; write [12,3]"
    case .unknownList(let name):
      """
      the formula's '\(name)' is no list; write names joined by '*', or digits that number the lists from 1
      """
    case .listTwiceInTerm(let term): "the formula's term '\(term)' names a list twice; name it once"
    case .unknownListNumber(let listCount): "a term names a list beyond the \(listCount) that there are"
    case .listsWithoutTerm(let numbers):
      """
      the model leaves out list \(numbers.map(String.init).joined(separator: ", ")); every list has at least its \
      main effect, as list 3 in [12,3]
      """
    case .tooManyTerms:
      "the model has more than \(LogLinearModel.maximumTermCount) terms; leave out the highest interactions"
    case .tooManyModels(let listCount, let maximumOrder):
      """
      the hierarchical models of \(listCount) lists up to interactions of \(maximumOrder) are too many to list; \
      all are listed up to 5 lists and those with pairs for 6, so merge lists or choose a model stepwise
      """
    }
  }
}
