public import Estimates
internal import Glibc
internal import NumericKernel

/// The method tried on numbers that are known: the people on one list are taken for a population, which the other
/// lists see in part, and its size is estimated from them and compared with the list's own (Hook and Regal 2000,
/// American Journal of Epidemiology 152:771; Binette and Steorts 2022, JRSS-A 185).
public struct HeldOutRecapture: Sendable, Equatable {
  /// The fewest people of a list whom other lists have to see for a trial.
  public static let leastSeenElsewhere = 30
  public static let defaultLevel = 0.95

  /// An estimate of a known number.
  public struct Trial: Sendable, Equatable {
    /// The number of people on the list.
    public let truth: Int
    public let estimate: Double
    /// Whether so few of the list's people are on two others that an estimate from a table of one's own would be
    /// refused. Such trials count nevertheless: what other lists saw of the list is enough.
    public let isOverlapSmall: Bool
    /// `nil` where the method has no interval.
    public let interval: Interval?
    /// log(N̂/N).
    public var logRatio: Double { log(estimate / Double(truth)) }
    /// Whether the interval holds the truth; without an interval it does not.
    public var isCovered: Bool { interval?.contains(Double(truth)) ?? false }
  }

  public enum Outcome: Sendable, Equatable {
    case tried(Trial)
    /// The other lists saw too few of the list's people.
    case skipped(seenElsewhere: Int)
    /// Enough were seen, and there is no estimate.
    case refused(Refusal)

    public var trial: Trial? {
      guard case .tried(let trial) = self else { return nil }
      return trial
    }
  }

  public struct HeldOutList: Sendable, Equatable {
    public let list: String
    public let outcome: Outcome
  }

  /// One for each list that holds somebody, in the order of the lists.
  public let lists: [HeldOutList]

  /// Applies the rule to the people of each list in turn.
  /// - Throws: `SensitivityError` when the rule has no estimate from the table itself, or for the level.
  public init(
    _ table: CaptureTable, rule: ModelRule, interval: FitInterval = .wald, level: Double = Self.defaultLevel,
    threads: Int = 1
  ) throws(SensitivityError) {
    guard level > 0, level < 1 else { throw .unusable(.invalidLevel) }
    self.init(try GroundedChoice(rule, of: table), interval: interval, level: level, threads: threads)
  }

  init(_ base: GroundedChoice, interval: FitInterval, level: Double, threads: Int) {
    let (table, rule) = (base.table, base.rule)
    let totals = table.listTotals
    lists = parallelMap(count: table.listCount, threads: threads) { list in
      HeldOutList(
        list: table.lists[list],
        outcome: Self.outcome(
          of: list, table, rule.dropping(list), truth: totals[list], interval: interval, level: level))
    }
  }

  private static func outcome(
    of list: Int, _ table: CaptureTable, _ rule: ModelRule, truth: Int, interval: FitInterval, level: Double
  ) -> Outcome {
    guard table.listCount > 1, let within = try? table.people(on: list) else {
      return .skipped(seenElsewhere: 0)
    }
    guard within.total >= leastSeenElsewhere else { return .skipped(seenElsewhere: within.total) }
    do {
      let grounded = try GroundedChoice(rule, of: within, isOverlapNeeded: false)
      let fit = grounded.choice.fit
      return .tried(
        Trial(
          truth: truth, estimate: fit.population,
          isOverlapSmall: within.total - within.captureFrequencies[0] < OverlapRule.refusedBelow,
          interval: interval.interval(of: fit, grounded.table, level: level)))
    } catch {
      return .refused(error.refusal)
    }
  }

  public var trials: [Trial] { lists.compactMap(\.outcome.trial) }

  /// The lists that other lists saw enough of and that have no estimate.
  public var refused: [HeldOutList] {
    lists.filter { if case .refused = $0.outcome { true } else { false } }
  }

  /// The median of log(N̂/N); `nil` without a trial.
  public var medianLogRatio: Double? {
    let ratios = trials.map(\.logRatio).sorted()
    guard !ratios.isEmpty else { return nil }
    return (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2
  }

  /// The share of trials whose interval holds the truth; `nil` without a trial.
  public var shareCovered: Double? {
    let trials = trials
    return trials.isEmpty ? nil : Double(trials.count(where: \.isCovered)) / Double(trials.count)
  }
}
