internal import NumericKernel

/// How long and how often the latent class model is sampled.
public struct LatentClassPlan: Sendable, Equatable {
  public let chains: Int
  /// Sweeps of each chain that are thrown away.
  public let warmUp: Int
  /// Sweeps of each chain after that.
  public let sweeps: Int
  /// Of so many sweeps one is kept.
  public let thinning: Int
  public let seed: UInt64

  public init(
    chains: Int = 4, warmUp: Int = 1_000, sweeps: Int = 8_000, thinning: Int = 2, seed: UInt64 = 1
  ) throws(EstimatorError) {
    guard (1...1000).contains(chains), warmUp >= 0, thinning >= 1, sweeps / thinning >= 100 else {
      throw .option(
        "a sampling plan has 1 to 1000 chains, a warm-up that is not negative and at least 100 draws kept of each chain"
      )
    }
    self.chains = chains
    self.warmUp = warmUp
    self.sweeps = sweeps
    self.thinning = thinning
    self.seed = seed
  }
}

/// Draws from the posterior of the latent class model.
public struct LatentClassPosterior: Sendable {
  /// n.
  public let observed: Int
  /// The population at each draw kept, chain by chain.
  public let populations: [[Double]]
  /// The share of draws within a hundredth of the largest population allowed.
  public let shareAtEnd: Double
  /// The mean number of classes that hold somebody.
  public let meanOccupiedClasses: Double
  /// The largest split R-hat of ranks and folded ranks, and the effective sizes of the bulk and the tails.
  public let rHat: Double
  public let bulkSize: Double
  public let tailSize: Double

  private let sorted: [Double]

  public var mean: Double {
    var sum = 0.0
    for value in sorted { sum += value }
    return sum / Double(sorted.count)
  }

  public func quantile(_ share: Double) -> Double { ChainDiagnostics.quantile(sorted, share) }
  public var median: Double { quantile(0.5) }

  /// Half the distance between the quantiles one standard error of the share to either side.
  public func standardError(ofQuantile share: Double) -> Double {
    guard
      let size = try? ChainDiagnostics.effectiveSize(ofSharesUpTo: quantile(share), chains: populations)
    else { return .infinity }
    let error = (share * (1 - share) / size).squareRoot()
    return (quantile(min(1, share + error)) - quantile(max(0, share - error))) / 2
  }

  /// Samples the model. The draws depend on the plan and the table alone, not on the number of threads.
  ///
  /// - Throws: `NumericError` where a variate leaves the range of its distribution, which only a table far larger than
  ///   any population can bring about.
  public init(
    _ table: CaptureTable, model: LatentClassModel, plan: LatentClassPlan, threads: Int = 1
  ) throws {
    let runs = try parallelMap(count: plan.chains, threads: threads) { chain throws(NumericError) in
      try Self.run(table, model, plan, chain: chain)
    }
    let diagnostics = try ChainDiagnostics(chains: runs.map(\.populations))
    observed = table.total
    populations = runs.map(\.populations)
    sorted = populations.flatMap { $0 }.sorted()
    let end = Double(table.total) * (1 + 0.99 * Double(model.largestMultiple))
    shareAtEnd = Double(sorted.count { $0 > end }) / Double(sorted.count)
    var occupied = 0.0
    for run in runs { occupied += run.occupied }
    meanOccupiedClasses = occupied / Double(runs.count)
    rHat = diagnostics.rHat
    bulkSize = diagnostics.bulkSize
    tailSize = diagnostics.tailSize
  }

  private static func run(
    _ table: CaptureTable, _ model: LatentClassModel, _ plan: LatentClassPlan, chain index: Int
  ) throws(NumericError) -> (populations: [Double], occupied: Double) {
    var chain = try LatentClassChain(
      model, histories: table.histories, counts: table.counts, listCount: table.listCount,
      stream: RandomStream(seed: plan.seed, purpose: .markovChain, replicate: index))
    for _ in 0..<plan.warmUp { try chain.sweep() }
    chain.endWarmUp()
    var populations: [Double] = []
    populations.reserveCapacity(plan.sweeps / plan.thinning)
    var occupied = 0.0
    for _ in 0..<(plan.sweeps / plan.thinning) {
      for _ in 0..<plan.thinning { try chain.sweep() }
      populations.append(Double(table.total) + chain.missing)
      occupied += Double(chain.occupiedClasses)
    }
    return (populations, occupied / Double(populations.count))
  }
}
