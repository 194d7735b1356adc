internal import Estimates
internal import NumericKernel

/// What the estimate would be if two lists were one that holds everybody who is on either, for each pair.
///
/// It shows what the distinction between two lists contributes, and takes out the dependence between them (Sharifi
/// Far et al. 2021, Crime & Delinquency 67).
public struct MergeTwoLists: Sendable, Equatable {
  public struct Merger: Sendable, Equatable {
    /// The names of the two lists.
    public let first: String
    public let second: String
    public let outcome: PopulationOutcome
    /// N̂ with the two lists as one over N̂, less 1; `nil` where there is no estimate.
    public let relativeChange: Double?
  }

  /// The estimate from the lists as they are.
  public let population: Double
  /// One for each pair of lists that hold somebody: 12, 13, …, 23, ….
  public let mergers: [Merger]

  /// Applies the rule to the table with each pair merged in turn.
  /// - Throws: `SensitivityError` when the rule has no estimate from the table itself.
  public init(
    _ table: CaptureTable, rule: ModelRule, threads: Int = 1
  ) throws(SensitivityError) {
    self.init(try GroundedChoice(rule, of: table), threads: threads)
  }

  init(_ base: GroundedChoice, threads: Int) {
    let (table, rule, isOverlapNeeded) = (base.table, base.rule, base.isOverlapNeeded)
    let population = base.choice.fit.population
    let pairs = LogLinearModel.pairs(listCount: table.listCount).map(\.lists)
    self.population = population
    mergers = parallelMap(count: pairs.count, threads: threads) { pair in
      let (first, second) = (pairs[pair][0], pairs[pair][1])
      let outcome: PopulationOutcome
      do {
        let merged = try table.merging(first, second, name: table.mergedName)
        outcome = PopulationOutcome(
          rule.merging(first, second), of: merged, isOverlapNeeded: isOverlapNeeded)
      } catch {
        outcome = .refused(Refusal(code: .fewLists, reason: "\(error)"))
      }
      return Merger(
        first: table.lists[first], second: table.lists[second], outcome: outcome,
        relativeChange: outcome.population.map { $0 / population - 1 })
    }
  }

  /// The pairs without which there is no estimate when they are merged.
  public var refused: [Merger] { mergers.filter { $0.outcome.refusal != nil } }

  /// The merger with the largest relative change in absolute value, the first of equals; `nil` where none leaves an
  /// estimate.
  public var worst: Merger? {
    var worst: Merger?
    var largest = -1.0
    for merger in mergers {
      guard let change = merger.relativeChange else { continue }
      if abs(change) > largest {
        largest = abs(change)
        worst = merger
      }
    }
    return worst
  }
}

extension CaptureTable {
  /// A name that no list of the table has.
  fileprivate var mergedName: String {
    var name = "merged"
    while index(of: name) != nil { name += "'" }
    return name
  }
}
