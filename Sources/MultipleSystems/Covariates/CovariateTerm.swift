/// A term of a model of lists by covariates: an interaction of lists, of covariates, or of both; the empty one is
/// the intercept.
public struct CovariateTerm: Hashable, Sendable, Comparable {
  public let lists: ListSet
  /// The numbers of the covariates, one bit each.
  let covariateMask: UInt32

  init(lists: ListSet, covariateMask: UInt32) {
    self.lists = lists
    self.covariateMask = covariateMask
  }

  /// - Parameters: numbers of lists and of covariates, from 0.
  public init(lists: [Int] = [], covariates: [Int] = []) {
    precondition(
      covariates.allSatisfy { $0 >= 0 && $0 < 32 }, "a covariate's number lies between 0 and 31")
    self.lists = ListSet(lists: lists)
    covariateMask = covariates.reduce(0) { $0 | 1 << UInt32($1) }
  }

  /// The numbers of the covariates of the term, from 0.
  public var covariates: [Int] { (0..<32).filter { covariateMask & 1 << UInt32($0) != 0 } }

  /// The number of lists and covariates that interact.
  public var order: Int { lists.count + covariateMask.nonzeroBitCount }

  /// Whether every list and covariate of this term is in the other.
  public func isPart(of other: CovariateTerm) -> Bool {
    lists.isSubset(of: other.lists) && covariateMask & ~other.covariateMask == 0
  }

  func union(_ other: CovariateTerm) -> CovariateTerm {
    CovariateTerm(lists: lists.union(other.lists), covariateMask: covariateMask | other.covariateMask)
  }

  /// The order of terms, in which ties between models are broken: fewer factors first; of as many, fewer covariates
  /// first; then by the numbers of the lists and of the covariates.
  public static func < (first: CovariateTerm, second: CovariateTerm) -> Bool {
    if first.order != second.order { return first.order < second.order }
    let sizes = (first.covariateMask.nonzeroBitCount, second.covariateMask.nonzeroBitCount)
    if sizes.0 != sizes.1 { return sizes.0 < sizes.1 }
    if first.lists != second.lists { return ListSet.precedesBySize(first.lists, second.lists) }
    return ListSet.precedesBySize(
      ListSet(rawValue: first.covariateMask), ListSet(rawValue: second.covariateMask))
  }

  /// The names of the lists and covariates joined by `*`; `1` for the intercept.
  public func label(in table: CovariateTable) -> String {
    let names = lists.lists.map { table.lists[$0] } + covariates.map { table.covariates[$0].name }
    return names.isEmpty ? "1" : names.joined(separator: "*")
  }

  /// The terms that are part of this one, itself and the intercept included.
  var parts: [CovariateTerm] {
    var parts: [CovariateTerm] = []
    var listSubset = lists.rawValue
    while true {
      var covariateSubset = covariateMask
      while true {
        parts.append(
          CovariateTerm(lists: ListSet(rawValue: listSubset), covariateMask: covariateSubset))
        if covariateSubset == 0 { break }
        covariateSubset = (covariateSubset - 1) & covariateMask
      }
      if listSubset == 0 { break }
      listSubset = (listSubset - 1) & lists.rawValue
    }
    return parts
  }
}
