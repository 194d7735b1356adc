public import Estimates
internal import Glibc
internal import NumericKernel

/// What becomes of the total when a stratum has no estimate.
public enum MissingStrata: String, Sendable, CaseIterable {
  /// There is no total.
  case refuse
  /// The total is marked as incomplete: the strata that have an estimate, and of the others the people observed.
  case incomplete
}

/// Why a stratum has no estimate.
public enum StratumProblem: Error, Equatable, Sendable {
  /// Its figures are too few for any method.
  case figures(Refusal)
  /// The rule has no estimate from them.
  case model(LogLinearError)
}

/// The population as the sum of strata to each of which the rule is applied on its own.
///
/// In a replicate of the bootstrap each stratum's people are drawn as the plan says, from a stream of random numbers of its own, and its model is chosen anew; the total of a replicate is the sum
/// of its strata, infinite where one of them is.
public struct StratifiedEstimate: Sendable, Equatable {
  public struct Stratum: Sendable, Equatable {
    public let labels: [DomainLabel]
    public let observed: Int
    /// The model chosen for the stratum and its fit, or why it has no estimate.
    public let result: Result<ModelChoice, StratumProblem>
    /// What there is to say of the stratum's figures.
    public let diagnostics: [Diagnostic]
    /// The population in each replicate, in their order; empty where the stratum has no estimate.
    public let replicates: [Double]
    /// The replicates without a finite estimate, and those of them whose fit failed rather than had none.
    public let infiniteCount: Int
    public let failedCount: Int
    /// Those of the stratum's people on its estimate; empty where there is none.
    let influences: [Influence]

    /// The estimate where there is one.
    public var population: Double? { try? result.get().fit.population }

    /// Quantiles of the replicates.
    /// - Returns: `nil` where there is no estimate or even the lower end is infinite.
    public func percentileInterval(level: Double) throws(EstimateError) -> Interval? {
      try distribution()?.percentileInterval(level: level)?.interval
    }

    func distribution(_ plan: BootstrapPlan = BootstrapPlan()) -> ReplicateDistribution? {
      guard let population, !replicates.isEmpty else { return nil }
      return ReplicateDistribution(
        estimate: population, drawn: replicates, acceleration: Influence.acceleration(influences), plan: plan)
    }
  }

  /// By how much an estimate falls when one person is left out, less the mean over all people of the stratum, and how
  /// many such persons there are.
  struct Influence: Sendable, Equatable {
    let fall: Double
    let people: Double

    /// Of a stratum's estimate, or of the sum of strata from the influences of all.
    static func acceleration(_ influences: [Influence]) -> Double? {
      PeopleResampling.acceleration(values: influences.map { -$0.fall }, weights: influences.map(\.people))
    }
  }

  public enum Total: Sendable, Equatable {
    /// The sum of all strata.
    case complete(Double)
    /// The sum of the strata that have an estimate and of the people observed in those that have none, whose numbers
    /// in `strata` are given: less than the population by what is unobserved in these.
    case incomplete(Double, missing: [Int])
    /// No number, because of the strata with these numbers.
    case refused(missing: [Int])

    public var value: Double? {
      switch self {
      case .complete(let value), .incomplete(let value, _): value
      case .refused: nil
      }
    }

    public var missing: [Int] {
      switch self {
      case .complete: []
      case .incomplete(_, let missing), .refused(let missing): missing
      }
    }
  }

  /// The difference between the sum of strata and the pooled estimate, relative to the latter, above which the two
  /// are reported to disagree.
  public static let largestDisagreement = 0.20
  /// The share of replicates without a finite estimate above which they are reported, and above which the interval
  /// has no upper end.
  public static let reportedInfiniteShare = 0.01
  public static let largestInfiniteShare = 0.05

  public let rule: ModelRule
  public let plan: BootstrapPlan
  public let missing: MissingStrata
  public let strata: [Stratum]
  public let total: Total
  /// The total in each replicate, ascending; empty where there is none.
  public let replicates: [Double]
  public let infiniteCount: Int
  /// The estimate by the same rule from all people without strata, or why there is none.
  public let pooled: Result<Double, LogLinearError>

  /// - Parameters:
  ///   - strata: one for each part of the population, as `CaptureTable.strata` reads them; at least one.
  ///   - rule: applied to each stratum on its own. A rule whose `maximumOrder` or formula does not suit a stratum's
  ///     lists refuses that stratum.
  ///   - missing: what becomes of the total when a stratum has no estimate.
  ///   - acceptsSmallOverlap: whether fewer than 7 people on two lists or more in a stratum are a warning rather than
  ///     a refusal.
  /// - Throws: `CovariateError` when the strata have different lists or variables, or two the same labels;
  ///   `invalidPlan` and `tooManyPeople` of the bootstrap.
  public init(
    _ strata: [CaptureStratum], rule: ModelRule, whenMissing missing: MissingStrata = .refuse,
    acceptsSmallOverlap: Bool = false, plan: BootstrapPlan
  ) throws(CovariateError) {
    let pooledTable = try Self.pool(strata)
    guard plan.replicates >= 1, plan.replicates <= Self.largestReplicateCount, plan.threads >= 1,
      strata.count <= Self.largestStratumCount
    else { throw .invalidPlan }
    guard pooledTable.total <= RandomStream.largestCount else { throw .tooManyPeople }
    var results: [Stratum] = []
    for (number, stratum) in strata.enumerated() {
      results.append(
        try Self.estimate(stratum, number: number, rule, plan, acceptsSmallOverlap: acceptsSmallOverlap))
    }
    let absent = results.indices.filter { results[$0].population == nil }
    let hasTotal = absent.isEmpty || (missing == .incomplete && absent.count < results.count)
    var sum = CompensatedSum()
    for result in results { sum.add(result.population ?? Double(result.observed)) }
    var totals: [Double] = []
    if hasTotal {
      for replicate in 0..<plan.replicates {
        var sum = CompensatedSum()
        for result in results {
          sum.add(result.replicates.isEmpty ? Double(result.observed) : result.replicates[replicate])
        }
        totals.append(sum.value)
      }
    }
    self.rule = rule
    self.plan = plan
    self.missing = missing
    self.strata = results
    total =
      absent.isEmpty
      ? .complete(sum.value) : hasTotal ? .incomplete(sum.value, missing: absent) : .refused(missing: absent)
    replicates = totals.sorted()
    infiniteCount = totals.count { !$0.isFinite }
    do { pooled = .success(try rule.choose(from: pooledTable).fit.population) } catch {
      pooled = .failure(error)
    }
  }

  /// The most strata and replicates for which every pair of them has a stream of its own.
  static let largestStratumCount = 1 << 12
  static let largestReplicateCount = 1 << 20

  /// All people in one table.
  static func pool(_ strata: [CaptureStratum]) throws(CovariateError) -> CaptureTable {
    guard let first = strata.first else { throw .noStrata }
    guard strata.allSatisfy({ $0.table.lists == first.table.lists }) else { throw .differentLists }
    let names = first.labels.map(\.variable)
    guard strata.allSatisfy({ $0.labels.map(\.variable) == names }) else { throw .differentCovariates }
    guard Set(strata.map { $0.labels.map(\.value) }).count == strata.count else { throw .repeatedStratum }
    do {
      return try CaptureTable(
        adding: first.table.lists, strata.flatMap(\.table.histories), strata.flatMap(\.table.counts),
        notes: [])
    } catch {
      throw .tooManyPeople
    }
  }

  private static func estimate(
    _ stratum: CaptureStratum, number: Int, _ rule: ModelRule, _ plan: BootstrapPlan,
    acceptsSmallOverlap: Bool
  ) throws(CovariateError) -> Stratum {
    let table = stratum.table
    let ground = try EstimationGround.of(table)
    func refused(_ problem: StratumProblem) -> Stratum {
      Stratum(
        labels: stratum.labels, observed: table.total, result: .failure(problem),
        diagnostics: ground.diagnostics,
        replicates: [], infiniteCount: 0, failedCount: 0, influences: [])
    }
    if let refusal = ground.refusal, refusal.code != .smallOverlap || !acceptsSmallOverlap {
      return refused(.figures(refusal))
    }
    let diagnostics =
      ground.diagnostics + (ground.refusal.map { [Diagnostic($0.code, severity: .warning, $0.reason)] } ?? [])
    let choice: ModelChoice
    let make: @Sendable () -> any Replicator
    do throws(LogLinearError) {
      choice = try rule.choose(from: table)
      make = try rule.replicatorFactory(for: table)
    } catch {
      return refused(.model(error))
    }
    let source: PeopleResampling
    do { source = try PeopleResampling(table, estimate: choice.fit.population, plan) } catch {
      throw .tooManyPeople
    }
    let replicates: [Replicate]
    do {
      replicates = try Replicate.map(
        "stratum \(number)", count: plan.replicates, threads: plan.threads, keeper: plan.keeper
      ) { range throws(NumericError) in
        let replicator = make()
        var results: [Replicate] = []
        for replicate in range {
          var stream = RandomStream(
            seed: plan.seed, purpose: .stratifiedBootstrap,
            replicate: number * largestReplicateCount + replicate)
          let counts = try source.draw(from: &stream)
          results.append(replicator.estimate(histories: table.histories, counts: counts))
        }
        return results
      }
    } catch {
      switch error {
      case .interrupted: throw .interrupted
      case .body: throw .tooManyPeople
      }
    }
    return Stratum(
      labels: stratum.labels, observed: table.total, result: .success(choice), diagnostics: diagnostics,
      replicates: replicates.map(\.population),
      infiniteCount: replicates.count { !$0.population.isFinite },
      failedCount: replicates.count(where: \.isFailure),
      influences: influences(of: table, choice, make, plan))
  }

  private static func influences(
    of table: CaptureTable, _ choice: ModelChoice, _ make: () -> any Replicator, _ plan: BootstrapPlan
  ) -> [Influence] {
    let replicator = make()
    let estimate = choice.fit.population
    var influences = table.histories.indices.map { history in
      var without = table.counts
      without[history] -= 1
      let left = replicator.estimate(histories: table.histories, counts: without).population
      return Influence(fall: estimate - left, people: Double(table.counts[history]))
    }
    if plan.draw == .population { influences.append(Influence(fall: 0, people: choice.fit.darkFigure)) }
    var sum = 0.0
    var people = 0.0
    for influence in influences {
      sum += influence.people * influence.fall
      people += influence.people
    }
    return influences.map { Influence(fall: $0.fall - sum / people, people: $0.people) }
  }

  /// The number of people observed.
  public var observed: Int { strata.reduce(0) { $0 + $1.observed } }

  /// Quantiles of the totals of the replicates; for an incomplete total they say nothing of what is missing.
  /// - Returns: `nil` where there is no total or even the lower end is infinite.
  public func percentileInterval(level: Double) throws(EstimateError) -> Interval? {
    try distribution?.percentileInterval(level: level)?.interval
  }

  /// Of the totals; `nil` where there is none.
  var distribution: ReplicateDistribution? {
    guard let value = total.value, !replicates.isEmpty else { return nil }
    return ReplicateDistribution(
      estimate: value, drawn: replicates, acceleration: Influence.acceleration(strata.flatMap(\.influences)),
      plan: plan)
  }

  /// (Σ N̂ of the strata − pooled N̂) / pooled N̂; `nil` unless both exist and the sum is complete.
  public var disagreement: Double? {
    guard case .complete(let sum) = total, case .success(let pooled) = pooled else { return nil }
    return (sum - pooled) / pooled
  }
}

extension RandomPurpose {
  /// Resampling the people of each stratum; the stream's number is stratum × 2²⁰ + replicate.
  static let stratifiedBootstrap = RandomPurpose(rawValue: 1296)
}
