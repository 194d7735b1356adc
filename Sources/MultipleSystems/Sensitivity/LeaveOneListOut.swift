internal import Estimates
internal import Glibc
internal import NumericKernel

/// What the estimate would be if one of the lists were not there, for each of them.
///
/// All these estimates are of the same population, so that their spread shows how much it rests on single lists
/// (Sharifi Far et al. 2021, Crime & Delinquency 67).
public struct LeaveOneListOut: Sendable, Equatable {
  public struct Omission: Sendable, Equatable {
    /// The name of the list that is left out.
    public let list: String
    public let outcome: PopulationOutcome
  }

  /// The estimate from all lists.
  public let population: Double
  /// One for each list that holds somebody, in the order of the lists.
  public let omissions: [Omission]

  /// Applies the rule to the table without each list in turn.
  /// - Throws: `SensitivityError` when the rule has no estimate from the table itself.
  public init(
    _ table: CaptureTable, rule: ModelRule, threads: Int = 1
  ) throws(SensitivityError) {
    self.init(try GroundedChoice(rule, of: table), threads: threads)
  }

  init(_ base: GroundedChoice, threads: Int) {
    let (table, rule, isOverlapNeeded) = (base.table, base.rule, base.isOverlapNeeded)
    population = base.choice.fit.population
    omissions = parallelMap(count: table.listCount, threads: threads) { list in
      let outcome: PopulationOutcome
      do {
        outcome = PopulationOutcome(
          rule.dropping(list), of: try table.dropping(list), isOverlapNeeded: isOverlapNeeded)
      } catch {
        outcome = .refused(Refusal(code: .fewLists, reason: "\(error)"))
      }
      return Omission(list: table.lists[list], outcome: outcome)
    }
  }

  /// The lists without which there is no estimate.
  public var refused: [Omission] { omissions.filter { $0.outcome.refusal != nil } }

  /// The omission that changes the estimate by the largest factor, the first of equals; `nil` where none leaves an
  /// estimate.
  public var worst: Omission? {
    var worst: Omission?
    var largest = -1.0
    for omission in omissions {
      guard let value = omission.outcome.population else { continue }
      let change = abs(log(value / population))
      if change > largest {
        largest = change
        worst = omission
      }
    }
    return worst
  }

  /// The smallest and the largest estimate; `nil` where there is none.
  public var range: ClosedRange<Double>? { omissions.compactMap(\.outcome.population).range }

  /// The largest estimate over the smallest; `nil` where there are not two.
  public var ratio: Double? { omissions.compactMap(\.outcome.population).largestRatio }
}

extension [Double] {
  var range: ClosedRange<Double>? {
    guard let smallest = self.min(), let largest = self.max() else { return nil }
    return smallest...largest
  }

  /// The largest over the smallest of at least two positive numbers.
  var largestRatio: Double? {
    guard count >= 2, let range, range.lowerBound > 0 else { return nil }
    return range.upperBound / range.lowerBound
  }
}
