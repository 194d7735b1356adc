internal import Glibc
internal import NumericKernel

/// The populations that a rule gives for tables resampled from the observed one, the choice of the model
/// being repeated in each (Chan, Silverman and Vincent 2021; Silverman, Chan and Vincent 2023, arXiv
/// 2303.17856).
public struct SelectionBootstrap: Sendable, Equatable {
  public let rule: ModelRule
  /// The choice and its estimate from the observed table.
  public let choice: ModelChoice
  public let plan: BootstrapPlan
  let distribution: ReplicateDistribution
  /// The replicates without a finite estimate, and those of them whose fit failed rather than had none.
  public let infiniteCount: Int
  public let failedCount: Int

  /// The populations of the replicates, ascending; those without a finite estimate stand at the end as
  /// infinity.
  public var replicates: [Double] { distribution.replicates }
  /// The acceleration for BCa intervals from the jackknife over people, of whom those with one history count
  /// alike; `nil` when leaving one person out makes the estimate infinite.
  public var acceleration: Double? { distribution.acceleration }
  public var estimate: Double { choice.fit.population }
  /// The bias correction of BCa: the normal quantile of the share of replicates below the estimate, infinite
  /// where none or all are.
  public var biasCorrection: Double { distribution.biasCorrection }

  /// Resamples people as the plan says and applies the rule to each table.
  ///
  /// - Throws: `LogLinearError` when the rule has no estimate from the table itself.
  public init(_ rule: ModelRule, of table: CaptureTable, plan: BootstrapPlan) throws(LogLinearError) {
    try self.init(try rule.choose(from: table), of: table, plan: plan)
  }

  /// The same with a choice that was made from the table already.
  public init(_ choice: ModelChoice, of table: CaptureTable, plan: BootstrapPlan) throws(LogLinearError) {
    guard plan.replicates >= 1, plan.replicates <= 1 << 30, plan.threads >= 1 else { throw .invalidPlan }
    guard table.total <= RandomStream.largestCount else { throw .tooManyPeople }
    let rule = choice.rule
    let make = try rule.replicatorFactory(for: table, choice: choice)
    let histories = table.histories
    let counts = table.counts
    let source = try PeopleResampling(table, estimate: choice.fit.population, plan)

    let drawn = try Self.mapped("replicates", plan.replicates, plan, keeper: plan.keeper) {
      range throws(NumericError) in
      let replicator = make()
      var results: [Replicate] = []
      for replicate in range {
        var stream = RandomStream(seed: plan.seed, purpose: .bootstrap, replicate: replicate)
        let resampled = try source.draw(from: &stream)
        results.append(replicator.estimate(histories: histories, counts: resampled))
      }
      return results
    }
    let left = try Self.mapped("jackknife", histories.count, plan, keeper: nil) {
      range throws(NumericError) in
      let replicator = make()
      return range.map { history in
        var without = counts
        without[history] -= 1
        return replicator.estimate(histories: histories, counts: without)
      }
    }
    self.init(
      rule: rule, choice: choice, plan: plan, drawn: drawn,
      acceleration: source.acceleration(leavingOut: left.map(\.population)))
  }

  init(
    rule: ModelRule, choice: ModelChoice, plan: BootstrapPlan, drawn: [Replicate], acceleration: Double?
  ) {
    self.rule = rule
    self.choice = choice
    self.plan = plan
    distribution = ReplicateDistribution(
      estimate: choice.fit.population, drawn: drawn.map(\.population), acceleration: acceleration, plan: plan)
    infiniteCount = drawn.count { !$0.population.isFinite }
    failedCount = drawn.count(where: \.isFailure)
  }

  /// Replicates in batches, each with memory of its own; a result depends on its index alone.
  private static func mapped(
    _ part: String, _ count: Int, _ plan: BootstrapPlan, keeper: ReplicateKeeper?,
    _ body: @escaping @Sendable (Range<Int>) throws(NumericError) -> [Replicate]
  ) throws(LogLinearError) -> [Replicate] {
    do {
      return try Replicate.map(part, count: count, threads: plan.threads, keeper: keeper, body)
    } catch {
      switch error {
      case .interrupted: throw .interrupted
      case .body: throw .tooManyPeople
      }
    }
  }
}

extension ModelRule {
  /// Makes the workers of a bootstrap, one for each batch.
  /// - Parameter choice: what the rule chose from the table, which shortens a search and changes no result.
  func replicatorFactory(
    for table: CaptureTable, choice: ModelChoice? = nil
  ) throws(LogLinearError) -> @Sendable () -> any Replicator {
    let listCount = table.listCount
    switch self {
    case .given(let model) where listCount > CaptureTable.denseListCount:
      return { FactorisedReplicator(model: model) }
    case .stepwise(let threshold) where listCount > CaptureTable.denseListCount:
      return { FactorisedStepwiseReplicator(listCount: listCount, threshold: threshold) }
    case .given(let model):
      let fitter = try model.fitter(for: table)
      let start = (0..<(1 << listCount)).map { fitter.workspace.beta[$0] }
      return { GivenModelReplicator(model: model, start: start) }
    case .stepwise(let threshold):
      return { StepwiseReplicator(listCount: listCount, threshold: threshold) }
    case .best(let criterion, let maximumOrder):
      do { try ModelTree.check(listCount: listCount, maximumOrder: maximumOrder) } catch {
        throw .tooManyModels(listCount: listCount, maximumOrder: maximumOrder)
      }
      let guess = choice?.model ?? .independence(listCount: listCount)
      return {
        BestModelReplicator(
          listCount: listCount, maximumOrder: maximumOrder, criterion: criterion, guess: guess)
      }
    }
  }
}
