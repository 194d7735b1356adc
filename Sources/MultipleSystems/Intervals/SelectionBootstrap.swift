internal import Glibc
internal import NumericKernel

/// How a bootstrap is run. The same seed gives the same numbers for any number of threads.
public struct BootstrapPlan: Sendable, Equatable {
  public static let defaultReplicates = 1000
  public static let defaultSeed: UInt64 = 1

  public var replicates: Int
  public var seed: UInt64
  public var threads: Int

  public init(
    replicates: Int = BootstrapPlan.defaultReplicates, seed: UInt64 = BootstrapPlan.defaultSeed,
    threads: Int? = nil
  ) {
    self.replicates = replicates
    self.seed = seed
    self.threads = threads ?? onlineCores
  }
}

/// The populations that a rule gives for tables resampled from the observed one, the choice of the model
/// being repeated in each (Chan, Silverman and Vincent 2021; Silverman, Chan and Vincent 2023, arXiv
/// 2303.17856).
public struct SelectionBootstrap: Sendable, Equatable {
  public let rule: ModelRule
  /// The choice and its estimate from the observed table.
  public let choice: ModelChoice
  public let plan: BootstrapPlan
  /// The populations of the replicates, ascending; those without a finite estimate stand at the end as
  /// infinity.
  public let replicates: [Double]
  /// The replicates without a finite estimate, and those of them whose fit failed rather than had none.
  public let infiniteCount: Int
  public let failedCount: Int
  /// The acceleration for BCa intervals from the jackknife over people, of whom those with one history count
  /// alike; `nil` when leaving one person out makes the estimate infinite.
  public let acceleration: Double?

  public var estimate: Double { choice.fit.population }

  /// The bias correction of BCa: the normal quantile of the share of replicates below the estimate, infinite
  /// where none or all are.
  public var biasCorrection: Double {
    let below = replicates.count(where: { $0 < estimate })
    return normalQuantile(Double(below) / Double(replicates.count))
  }

  /// Resamples people with replacement and applies the rule to each table.
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
    let total = table.total

    let drawn = try Self.inBatches(plan.replicates, threads: plan.threads) { range throws(NumericError) in
      let replicator = make()
      let multinomial = try Multinomial(weights: counts.map(Double.init))
      var results: [Replicate] = []
      for replicate in range {
        var stream = RandomStream(seed: plan.seed, purpose: .bootstrap, replicate: replicate)
        let resampled = try multinomial.draw(trials: total, from: &stream)
        results.append(replicator.estimate(histories: histories, counts: resampled))
      }
      return results
    }
    let left = try Self.inBatches(histories.count, threads: plan.threads) { range throws(NumericError) in
      let replicator = make()
      return range.map { history in
        var without = counts
        without[history] -= 1
        return replicator.estimate(histories: histories, counts: without)
      }
    }
    self.init(
      rule: rule, choice: choice, plan: plan, drawn: drawn,
      acceleration: Self.acceleration(values: left.map(\.population), weights: counts))
  }

  init(
    rule: ModelRule, choice: ModelChoice, plan: BootstrapPlan, drawn: [Replicate], acceleration: Double?
  ) {
    self.rule = rule
    self.choice = choice
    self.plan = plan
    replicates = drawn.map(\.population).sorted()
    infiniteCount = drawn.count { !$0.population.isFinite }
    failedCount = drawn.count(where: \.isFailure)
    self.acceleration = acceleration
  }

  /// The indices in batches, each with memory of its own; a result depends on its index alone.
  private static func inBatches(
    _ count: Int, threads: Int,
    _ body: @escaping @Sendable (Range<Int>) throws(NumericError) -> [Replicate]
  ) throws(LogLinearError) -> [Replicate] {
    let size = 20
    do {
      let batches = try parallelMap(count: (count + size - 1) / size, threads: threads) {
        (batch) throws(NumericError) -> [Replicate] in
        try body((batch * size)..<min(count, (batch + 1) * size))
      }
      return batches.flatMap { $0 }
    } catch {
      throw .tooManyPeople
    }
  }

  /// Σ w d³ / (6 (Σ w d²)^{3/2}) with d the mean less the value (Efron 1987, JASA 82:171).
  static func acceleration(values: [Double], weights: [Int]) -> Double? {
    var sum = 0.0
    var weight = 0.0
    for i in 0..<values.count {
      guard values[i].isFinite else { return nil }
      sum += Double(weights[i]) * values[i]
      weight += Double(weights[i])
    }
    let mean = sum / weight
    var squares = 0.0
    var cubes = 0.0
    for i in 0..<values.count {
      let difference = mean - values[i]
      squares += Double(weights[i]) * difference * difference
      cubes += Double(weights[i]) * difference * difference * difference
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
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
