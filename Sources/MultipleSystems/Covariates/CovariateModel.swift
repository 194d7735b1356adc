/// A hierarchical log-linear model of lists by covariates: with a term it has all parts of it. Every list has its
/// main effect.
///
/// A categorical covariate has one parameter for each level but the first, a numeric one as many as the degree of
/// its polynomial, and an interaction the products of these.
public struct CovariateModel: Sendable, Hashable {
  public static let defaultDegree = 1

  public let listCount: Int
  /// The degree of the polynomial of each numeric covariate; 0 for the others.
  public let degrees: [Int]
  /// All terms, the intercept first, in the order of `CovariateTerm`.
  public let terms: [CovariateTerm]

  /// The smallest hierarchical model of a table's lists and covariates that has the given terms.
  ///
  /// - Parameter degrees: by the names of numeric covariates; 1 where none is given.
  public init(
    of table: CovariateTable, terms given: [CovariateTerm], degrees: [String: Int] = [:]
  ) throws(CovariateError) {
    for name in degrees.keys.sorted()
    where !table.covariates.contains(where: { $0.name == name && $0.isNumeric }) {
      throw .unknownCovariate(name)
    }
    var degreeOf: [Int] = []
    for covariate in table.covariates {
      guard covariate.isNumeric else {
        degreeOf.append(0)
        continue
      }
      let degree = degrees[covariate.name] ?? Self.defaultDegree
      guard degree >= 1, degree < covariate.levels.count else {
        throw .invalidDegree(covariate: covariate.name, largest: covariate.levels.count - 1)
      }
      degreeOf.append(degree)
    }
    let everyList = ListSet(rawValue: UInt32.max >> UInt32(32 - table.listCount))
    for term in given {
      guard term.lists.isSubset(of: everyList), term.covariates.allSatisfy({ $0 < degreeOf.count }) else {
        throw .modelMismatch
      }
    }
    self.init(listCount: table.listCount, degrees: degreeOf, closing: given)
  }

  /// The caller vouches for the numbers of lists and covariates.
  init(listCount: Int, degrees: [Int], closing given: [CovariateTerm]) {
    var terms: Set<CovariateTerm> = [CovariateTerm()]
    for list in 0..<listCount { terms.insert(CovariateTerm(lists: [list])) }
    for term in given { terms.formUnion(term.parts) }
    self.listCount = listCount
    self.degrees = degrees
    self.terms = terms.sorted()
  }

  /// All main effects of lists and covariates and no interaction.
  public static func mainEffects(
    of table: CovariateTable, degrees: [String: Int] = [:]
  ) throws(CovariateError) -> CovariateModel {
    try CovariateModel(
      of: table, terms: table.covariates.indices.map { CovariateTerm(covariates: [$0]) }, degrees: degrees)
  }

  /// All main effects and all interactions of two: of lists, of lists with covariates, and of covariates.
  public static func allPairs(
    of table: CovariateTable, degrees: [String: Int] = [:]
  ) throws(CovariateError) -> CovariateModel {
    let main =
      table.lists.indices.map { CovariateTerm(lists: [$0]) }
      + table.covariates.indices.map { CovariateTerm(covariates: [$0]) }
    var terms: [CovariateTerm] = []
    for j in main.indices {
      for i in 0..<j { terms.append(main[i].union(main[j])) }
    }
    return try CovariateModel(of: table, terms: terms + main, degrees: degrees)
  }

  public func contains(_ term: CovariateTerm) -> Bool { terms.contains(term) }

  /// The terms that are part of no other.
  public var generators: [CovariateTerm] {
    terms.filter { term in !terms.contains { $0 != term && term.isPart(of: $0) } }
  }

  /// The model with one more term and its parts.
  func adding(_ term: CovariateTerm) -> CovariateModel {
    CovariateModel(listCount: listCount, degrees: degrees, closing: terms + [term])
  }

  /// The model without one of its generators.
  func removing(_ term: CovariateTerm) -> CovariateModel {
    CovariateModel(listCount: listCount, degrees: degrees, closing: terms.filter { $0 != term })
  }

  /// Whether the model is of this table's lists and covariates.
  func fits(_ table: CovariateTable) -> Bool {
    listCount == table.listCount && degrees.count == table.covariates.count
      && zip(degrees, table.covariates).allSatisfy { ($0 > 0) == $1.isNumeric }
  }
}
