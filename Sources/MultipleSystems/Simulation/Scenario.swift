package import NumericKernel

/// A kind of population against which methods are tried, for any number of people and lists.
package struct Scenario: Sendable {
  /// A short name for commands and tables; it never changes.
  package let id: String
  /// What is true of the population, in one line.
  package let summary: String
  /// How large a share of the population the lists hold.
  package let density: Density
  private let structure: @Sendable (Int) -> KnownPopulation.Structure

  /// The probabilities of the lists, in even steps from the first list to the last.
  package enum Density: Sendable, Equatable {
    /// From 0.2 to 0.4: lists that cover much, as registers do.
    case dense
    /// From 0.02 to 0.12: a population in hiding.
    case sparse

    package func captures(lists: Int) -> [Double] {
      let (first, last) = self == .dense ? (0.2, 0.4) : (0.02, 0.12)
      return (0..<lists).map { first + (last - first) * Double($0) / Double(max(1, lists - 1)) }
    }
  }

  init(
    _ id: String, _ summary: String, _ density: Density = .sparse,
    _ structure: @escaping @Sendable (Int) -> KnownPopulation.Structure
  ) {
    self.id = id
    self.summary = summary
    self.density = density
    self.structure = structure
  }

  package static let defaultSize = 5000
  package static let defaultListCount = 4
  package static let listCounts = 3...8

  /// - Parameters:
  ///   - size: N.
  ///   - captures: the share that each list holds; that of the density when `nil`.
  /// - Throws: as `KnownPopulation` does.
  package func population(
    size: Int = defaultSize, lists: Int = defaultListCount, captures: [Double]? = nil
  ) throws(NumericError) -> KnownPopulation {
    let captures = captures ?? density.captures(lists: lists)
    return try KnownPopulation(size: size, captures: captures, structure: structure(captures.count))
  }

  package static let all: [Scenario] = [
    Scenario("independent-dense", "independent lists that hold 20 to 40 % of the people each", .dense) { _ in
      .independent
    },
    Scenario("independent-sparse", "independent lists that hold 2 to 12 % of the people each") { _ in
      .independent
    },
    Scenario("positive-pair", "the two largest lists share more people than chance (log odds ratio 1)") {
      .dependentPairs([positive(lists: $0)])
    },
    Scenario("opposite-pairs", "one pair of lists with log odds ratio 1 and one with -1") {
      .dependentPairs([
        positive(lists: $0), PairDependence($0 < 4 ? 0 : $0 - 4, $0 < 4 ? 1 : $0 - 3, logOddsRatio: -1),
      ])
    },
    Scenario("every-pair-positive", "every two lists share more people than chance (log odds ratio 0.5)") {
      _ in
      .everyPair(logOddsRatio: 0.5)
    },
    heterogeneity(0.5), heterogeneity(1), heterogeneity(1.5),
    Scenario("referral", "every list sends 20 % of its people to the next") { _ in .referring(share: 0.2) },
    Scenario("missed-links", "independent lists, 10 % of the links between records missed") { _ in
      .missedLinks(share: 0.1)
    },
    Scenario(
      "erroneous-inclusions", "independent lists, 10 % of each list's records of people not in the population"
    ) { _ in .erroneousInclusions(share: 0.1) },
    Scenario(
      "open-population", "independent lists; halfway 10 % of the people leave and as many come"
    ) { _ in .passing(share: 0.1) },
  ]

  private static func heterogeneity(_ spread: Double) -> Scenario {
    let words = spread == spread.rounded() ? "\(Int(spread))" : "\(spread)"
    return Scenario(
      "heterogeneity-\(words)", "people differ in how easily they are seen (logit-normal, sd \(words))"
    ) { _ in .heterogeneous(standardDeviation: spread) }
  }

  private static func positive(lists: Int) -> PairDependence {
    PairDependence(lists - 2, lists - 1, logOddsRatio: 1)
  }
}
