/// A hierarchical log-linear model of capture histories: log μ(ω) = Σ β(S) over the terms S ⊆ ω.
///
/// It is given by its generators, the maximal sets of lists that interact; every subset of a term is a term,
/// the empty one being the intercept, so that exp β(∅) is the expected number of people on no list. Every
/// list has its main effect.
public struct LogLinearModel: Sendable, Hashable {
  /// The largest number of terms of a model.
  public static let maximumTermCount = 1024

  public let listCount: Int
  /// The maximal terms: more lists first, then by the numbers of their lists.
  public let generators: [ListSet]
  /// All terms, the intercept first: fewer lists first, then by the numbers of their lists.
  public let terms: [ListSet]

  /// The smallest hierarchical model that has the given terms; they need not be maximal.
  /// - Throws: `ModelError` when a list is in no term or does not exist, or the terms are too many.
  public init(listCount: Int, generators given: [ListSet]) throws(ModelError) {
    precondition(listCount >= 1 && listCount <= CaptureTable.maximumListCount, "a model has 1 to 20 lists")
    let everyList = ListSet(rawValue: UInt32.max >> UInt32(32 - listCount))
    var covered = ListSet()
    for term in given {
      guard term.isSubset(of: everyList) else { throw .unknownListNumber(listCount: listCount) }
      covered.formUnion(term)
    }
    guard covered == everyList else {
      throw .listsWithoutTerm(everyList.subtracting(covered).lists.map { $0 + 1 })
    }
    var maximal: [ListSet] = []
    for term in Set(given).sorted(by: { Self.precedesInFormula($0, $1) })
    where !maximal.contains(where: { term.isSubset(of: $0) }) {
      maximal.append(term)
    }
    var terms: Set<ListSet> = []
    for generator in maximal {
      guard generator.count <= 10 else { throw .tooManyTerms }
      var subset = generator.rawValue
      while true {
        terms.insert(ListSet(rawValue: subset))
        if subset == 0 { break }
        subset = (subset - 1) & generator.rawValue
      }
      guard terms.count <= Self.maximumTermCount else { throw .tooManyTerms }
    }
    self.listCount = listCount
    generators = maximal
    self.terms = terms.sorted(by: ListSet.precedesBySize)
  }

  /// The model whose terms other than the intercept and the main effects are the given ones; the caller
  /// vouches that they are closed under subsets.
  init(listCount: Int, interactions: [ListSet]) {
    let terms =
      [ListSet()] + (0..<listCount).map { ListSet(list: $0) }
      + interactions.sorted(by: ListSet.precedesBySize)
    self.listCount = listCount
    self.terms = terms
    generators =
      terms
      .filter { term in !term.isEmpty && !terms.contains { $0 != term && term.isSubset(of: $0) } }
      .sorted(by: Self.precedesInFormula)
  }

  /// The model in which the lists are independent.
  public static func independence(listCount: Int) -> LogLinearModel {
    precondition(listCount >= 1 && listCount <= CaptureTable.maximumListCount, "a model has 1 to 20 lists")
    return LogLinearModel(listCount: listCount, interactions: [])
  }

  /// The model with every interaction of two lists and none of more.
  public static func allPairs(listCount: Int) -> LogLinearModel {
    precondition(listCount >= 1 && listCount <= CaptureTable.maximumListCount, "a model has 1 to 20 lists")
    return LogLinearModel(listCount: listCount, interactions: pairs(listCount: listCount))
  }

  /// All pairs of lists, in the order in which terms stand.
  static func pairs(listCount: Int) -> [ListSet] {
    var pairs: [ListSet] = []
    for second in 0..<listCount {
      for first in 0..<second { pairs.append(ListSet(lists: [first, second])) }
    }
    return pairs.sorted(by: ListSet.precedesBySize)
  }

  /// The number of parameters, the intercept included.
  public var parameterCount: Int { terms.count }

  /// The largest number of lists that interact: 1 for independence.
  public var order: Int { generators.first?.count ?? 0 }

  /// The terms of two lists and more.
  public var interactions: [ListSet] { terms.filter { $0.count > 1 } }

  public func contains(_ term: ListSet) -> Bool {
    generators.contains { term.isSubset(of: $0) }
  }

  /// Whether every term of this model is a term of the other.
  public func isSubmodel(of other: LogLinearModel) -> Bool {
    listCount == other.listCount && generators.allSatisfy(other.contains)
  }

  /// Whether every history has its own term, so that nothing is said about those on no list.
  public var isSaturated: Bool { generators.count == 1 && order == listCount }

  /// The smallest hierarchical model that has this one's terms and another.
  /// - Throws: `ModelError` when the term names a list that does not exist or the terms are too many.
  public func adding(_ term: ListSet) throws(ModelError) -> LogLinearModel {
    try LogLinearModel(listCount: listCount, generators: generators + [term])
  }

  public static func == (first: LogLinearModel, second: LogLinearModel) -> Bool {
    first.listCount == second.listCount && first.generators == second.generators
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(listCount)
    hasher.combine(generators)
  }

  /// More lists first, then by the numbers of the lists.
  static func precedesInFormula(_ first: ListSet, _ second: ListSet) -> Bool {
    first.count != second.count ? first.count > second.count : ListSet.precedesBySize(first, second)
  }
}
