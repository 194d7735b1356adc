/// Why figures are not a capture table. Rows are counted from 1 in the order given; no message holds a count.
public enum CaptureTableError: Error, Equatable, Sendable, CustomStringConvertible {
  case noLists
  case tooManyLists(Int)
  case unnamedList(Int)
  case repeatedListName(first: Int, second: Int)
  case unequalLengths(histories: Int, counts: Int)
  case negativeCount(row: Int)
  case fractionalCount(row: Int)
  case countTooLarge(row: Int)
  case totalTooLarge(row: Int)
  case unobservedHistory(row: Int)
  case historyOutOfRange(row: Int)
  case nobody

  public var description: String {
    switch self {
    case .noLists: "a capture table needs at least one list; name the columns that hold lists"
    case .tooManyLists(let count):
      """
      \(count) lists are more than the \(CaptureTable.maximumListCount) that a capture table may have; choose or \
      merge lists
      """
    case .unnamedList(let number): "list \(number) has no name; give it one"
    case .repeatedListName(let first, let second):
      "lists \(first) and \(second) have the same name; rename or remove one of them"
    case .unequalLengths(let histories, let counts):
      "there are \(histories) histories and \(counts) counts; every history needs its count"
    case .negativeCount(let row): "the count in row \(row) is negative; a count is the number of people"
    case .fractionalCount(let row):
      "the count in row \(row) is not a whole number; a count is the number of people, and weights are not counts"
    case .countTooLarge(let row): "the count in row \(row) is 2^53 or more; check the figure"
    case .totalTooLarge(let row): "the counts up to row \(row) add up to 2^53 or more; check the figures"
    case .unobservedHistory(let row):
      """
      row \(row) is on no list; unobserved people cannot be in the file, so remove the row or exchange 0 and 1 if \
      they were coded the wrong way round
      """
    case .historyOutOfRange(let row): "the history in row \(row) names a list that the table does not have"
    case .nobody: "the table holds nobody; there is nothing to estimate from"
    }
  }
}
