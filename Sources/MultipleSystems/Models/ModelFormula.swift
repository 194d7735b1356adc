extension LogLinearModel {
  /// Reads a formula: generators in brackets, each the digits of its lists, numbered from 1 (`[12,13,4]`, up
  /// to nine lists), or names joined by `*` (`[LA*NG,PF]`). A word that is a list's name is always read as
  /// that.
  ///
  /// - Throws: `ModelError` when it is not a model of these lists.
  public init(formula: String, lists: [String]) throws(ModelError) {
    var text = Substring(formula).trimmed
    if text.first == "[" || text.last == "]" {
      guard text.first == "[", text.last == "]", text.count >= 2 else { throw .unbalancedBrackets }
      text = text.dropFirst().dropLast().trimmed
    }
    guard !text.isEmpty else { throw .emptyFormula }
    var generators: [ListSet] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      generators.append(try Self.term(piece.trimmed, lists: lists))
    }
    try self.init(listCount: lists.count, generators: generators)
  }

  private static func term(_ text: Substring, lists: [String]) throws(ModelError) -> ListSet {
    guard !text.isEmpty else { throw .emptyTerm }
    if let list = lists.firstIndex(of: String(text)) { return ListSet(list: list) }
    var numbers: [Int] = []
    if text.allSatisfy({ "123456789".contains($0) }) {
      for digit in text {
        guard let number = digit.wholeNumberValue, number <= lists.count else {
          throw .unknownListNumber(listCount: lists.count)
        }
        numbers.append(number - 1)
      }
    } else {
      for name in text.split(separator: "*", omittingEmptySubsequences: false) {
        guard let list = lists.firstIndex(of: String(name.trimmed)) else {
          throw .unknownList(String(name.trimmed))
        }
        numbers.append(list)
      }
    }
    let term = ListSet(lists: numbers)
    guard term.count == numbers.count else { throw .listTwiceInTerm(String(text)) }
    return term
  }

  /// The formula in digits, such as `[12,13,4]`; with ten lists and more the numbers are joined by `*`.
  public var formula: String {
    let separator = listCount > 9 ? "*" : ""
    return "[" + generators.map { $0.label(separator: separator) { String($0 + 1) } }.joined(separator: ",")
      + "]"
  }

  /// The formula in the names of the lists, such as `[LA*NG,PF]`.
  public func formula(lists: [String]) -> String {
    precondition(lists.count == listCount, "a formula needs the name of every list")
    return "[" + generators.map { $0.label(lists: lists) }.joined(separator: ",") + "]"
  }
}

extension ListSet {
  /// The names of the lists joined by `*`.
  public func label(lists: [String]) -> String {
    label(separator: "*") { lists[$0] }
  }

  fileprivate func label(separator: String, _ name: (Int) -> String) -> String {
    lists.map(name).joined(separator: separator)
  }
}

extension Substring {
  /// Without white space at both ends.
  fileprivate var trimmed: Substring {
    var rest = self
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return rest
  }
}
