public import Estimates

/// The people observed, by capture history and by combination of covariates.
public struct CovariateTable: Sendable, Equatable {
  /// Which combinations of covariates a model speaks of.
  public enum Crossing: Sendable, Equatable {
    /// Every combination of values that occur; in one that holds nobody people may be unobserved.
    case full
    /// Only combinations that hold somebody; all others are taken to be impossible.
    case observed
  }

  public let lists: [String]
  public let covariates: [Covariate]
  public let crossing: Crossing
  /// The combinations, each with the number of its level for each covariate; the last covariate runs fastest.
  public let cells: [[Int]]
  /// The number of people observed in each combination.
  public let observed: [Int]
  /// The number of people observed, n.
  public let total: Int

  /// The histories that somebody has, by combination and then ascending.
  let entries: [Entry]

  struct Entry: Sendable, Equatable {
    let cell: Int
    let history: ListSet
    let count: Int
  }

  /// - Parameters:
  ///   - strata: one for each combination of values that occurs, as `CaptureTable.strata` reads them.
  ///   - numeric: the covariates that are numbers and enter as polynomials.
  public init(
    _ strata: [CaptureStratum], numeric: [String] = [], crossing: Crossing = .full
  ) throws(CovariateError) {
    guard let first = strata.first else { throw .noStrata }
    let names = first.labels.map(\.variable)
    guard !names.isEmpty else { throw .noCovariates }
    lists = first.table.lists
    guard strata.allSatisfy({ $0.table.lists == first.table.lists }) else { throw .differentLists }
    guard strata.allSatisfy({ $0.labels.map(\.variable) == names }) else { throw .differentCovariates }
    var taken: Set<String> = Set(lists).union(["lists", "covariates"])
    for name in names {
      guard taken.insert(name).inserted else { throw .nameTaken(name) }
    }
    for name in numeric where !names.contains(name) { throw .unknownCovariate(name) }
    var covariates: [Covariate] = []
    var levelsOfStratum = [[Int]](repeating: [], count: strata.count)
    for k in names.indices {
      let values = strata.map { $0.labels[k].value }
      let covariate = try Covariate(
        name: names[k], levels: Set(values), isNumeric: numeric.contains(names[k]))
      for i in strata.indices {
        levelsOfStratum[i].append(covariate.levels.firstIndex(of: values[i]) ?? 0)
      }
      covariates.append(covariate)
    }
    guard lists.count <= CaptureTable.denseListCount else { throw .tooManyCells(1 << lists.count) }
    var cells: [[Int]] = [[]]
    switch crossing {
    case .full:
      for covariate in covariates {
        let count = cells.count * covariate.levels.count << lists.count
        guard count <= CovariateError.largestCellCount else { throw .tooManyCells(count) }
        cells = cells.flatMap { cell in covariate.levels.indices.map { cell + [$0] } }
      }
    case .observed:
      let count = strata.count << lists.count
      guard count <= CovariateError.largestCellCount else { throw .tooManyCells(count) }
      cells = levelsOfStratum.sorted { $0.lexicographicallyPrecedes($1) }
    }
    var place: [[Int]: Int] = [:]
    for i in cells.indices { place[cells[i]] = i }
    var entries: [Entry] = []
    var observed = [Int](repeating: 0, count: cells.count)
    var total = 0
    for i in strata.indices {
      let table = strata[i].table
      let cell = place[levelsOfStratum[i]] ?? 0
      guard observed[cell] == 0 else { throw .repeatedStratum }
      observed[cell] = table.total
      total += table.total
      guard total <= CaptureTable.largestCount else { throw .tooManyPeople }
      for k in table.histories.indices {
        entries.append(Entry(cell: cell, history: table.histories[k], count: table.counts[k]))
      }
    }
    self.covariates = covariates
    self.crossing = crossing
    self.cells = cells
    self.observed = observed
    self.total = total
    self.entries = entries.sorted { ($0.cell, $0.history) < ($1.cell, $1.history) }
  }

  public var listCount: Int { lists.count }

  /// The labels of a combination.
  public func labels(ofCell cell: Int) -> [DomainLabel] {
    covariates.indices.map {
      DomainLabel(variable: covariates[$0].name, value: covariates[$0].levels[cells[cell][$0]])
    }
  }

  /// The combinations with a level of a covariate.
  func cells(covariate: Int, level: Int) -> [Int] {
    cells.indices.filter { cells[$0][covariate] == level }
  }
}
