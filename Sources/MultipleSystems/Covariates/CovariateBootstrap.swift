public import Estimates
internal import Glibc
internal import NumericKernel

/// How the tables of a bootstrap of covariate models are drawn.
public enum CovariateResampling: String, Sendable, CaseIterable {
  /// As many people as were observed, with replacement, each with history and covariates.
  case nonparametric
  /// As many people as the estimate, rounded, from the fitted model with its unobserved people, those drawn without
  /// any list being left out: the number observed varies too (Buckland and Garthwaite 1991, Biometrics 47:255).
  case parametric
}

/// The populations that a rule gives for resampled tables, in all and by level of each covariate, the choice of the
/// model being repeated in each.
public struct CovariateBootstrap: Sendable, Equatable {
  /// The replicates of one number.
  public struct Replicates: Sendable, Equatable {
    /// The estimate from the observed table.
    public let estimate: Double
    /// Ascending; those without a finite estimate stand at the end as infinity.
    public let populations: [Double]
    public let infiniteCount: Int

    init(estimate: Double, drawn: [Double]) {
      self.estimate = estimate
      populations = drawn.sorted()
      infiniteCount = drawn.count { !$0.isFinite }
    }

    /// Quantiles of the replicates at (1 ∓ level) / 2; the upper end is unbounded where infinite replicates reach it.
    /// - Returns: `nil` when even the lower end is infinite.
    public func percentileInterval(level: Double) throws(EstimateError) -> Interval? {
      try percentileBootstrapInterval(populations, level: level)
    }
  }

  public let rule: CovariateRule
  public let resampling: CovariateResampling
  public let plan: BootstrapPlan
  public let choice: CovariateChoice
  public let total: Replicates
  /// For each covariate, those of its levels.
  public let margins: [[Replicates]]
  /// The replicates whose choice failed rather than had no estimate; they count as infinite.
  public let failedCount: Int
  /// Over all replicates, the models that were looked at and have no finite and unique estimate of the population.
  public let refusedModelCount: Int

  /// Chooses and fits a model and repeats both on resampled tables.
  ///
  /// - Throws: `CovariateError` when the rule has no estimate from the table itself.
  public init(
    _ rule: CovariateRule, of table: CovariateTable, resampling: CovariateResampling = .nonparametric,
    plan: BootstrapPlan
  ) throws(CovariateError) {
    guard plan.replicates >= 1, plan.replicates <= 1 << 30, plan.threads >= 1 else { throw .invalidPlan }
    guard table.total <= RandomStream.largestCount else { throw .tooManyPeople }
    let choice = try rule.choose(from: table)
    let source = try Source(rule, table, choice, resampling)
    let size = 10
    let batches = try parallelMap(
      count: (plan.replicates + size - 1) / size, threads: plan.threads
    ) { (batch) throws(CovariateError) -> [Drawn] in
      let fitter = try rule.fitter(for: source.table)
      var drawn: [Drawn] = []
      for replicate in (batch * size)..<min(plan.replicates, (batch + 1) * size) {
        drawn.append(try source.draw(replicate, seed: plan.seed, rule, fitter))
      }
      return drawn
    }
    let drawn = batches.flatMap { $0 }
    self.rule = rule
    self.resampling = resampling
    self.plan = plan
    self.choice = choice
    total = Replicates(estimate: choice.fit.population, drawn: drawn.map(\.total))
    margins = choice.fit.margins.indices.map { k in
      choice.fit.margins[k].indices.map { level in
        Replicates(
          estimate: choice.fit.margins[k][level].population, drawn: drawn.map { $0.margins[k][level] })
      }
    }
    failedCount = drawn.count(where: \.isFailure)
    refusedModelCount = drawn.reduce(0) { $0 + $1.refusedModelCount }
  }

  /// What one replicate gives.
  private struct Drawn: Sendable {
    var total: Double
    var margins: [[Double]]
    var isFailure = false
    var refusedModelCount: Int
  }

  /// Where replicates are drawn from.
  private struct Source: Sendable {
    /// A table with an entry for every cell that can be drawn.
    let table: CovariateTable
    private let multinomial: Multinomial
    private let trials: Int
    private let purpose: RandomPurpose

    init(
      _ rule: CovariateRule, _ table: CovariateTable, _ choice: CovariateChoice,
      _ resampling: CovariateResampling
    ) throws(CovariateError) {
      var weights: [Double] = []
      switch resampling {
      case .nonparametric:
        self.table = table
        weights = table.entries.map { Double($0.count) }
        trials = table.total
        purpose = .bootstrap
      case .parametric:
        let fitter = try CovariateFitter(table, for: choice.model)
        _ = try fitter.fitted(choice.model)
        var entries: [CovariateTable.Entry] = []
        for cell in table.cells.indices {
          for history in 1..<fitter.workspace.historyCount {
            let mean = fitter.workspace.means[history * fitter.workspace.width + cell]
            if mean > 0 {
              entries.append(
                CovariateTable.Entry(cell: cell, history: ListSet(rawValue: UInt32(history)), count: 1))
              weights.append(mean)
            }
          }
        }
        // Last the people on no list, who are not seen again.
        weights.append(choice.fit.total.darkFigure)
        guard choice.fit.population <= Double(RandomStream.largestCount) else { throw .tooManyPeople }
        trials = Int(choice.fit.population.rounded())
        self.table = CovariateTable(table, entries: entries)
        purpose = .parametricBootstrap
      }
      do { multinomial = try Multinomial(weights: weights) } catch { throw .tooManyPeople }
    }

    func draw(
      _ replicate: Int, seed: UInt64, _ rule: CovariateRule, _ fitter: CovariateFitter
    ) throws(CovariateError) -> Drawn {
      var stream = RandomStream(seed: seed, purpose: purpose, replicate: replicate)
      let counts: [Int]
      do { counts = try multinomial.draw(trials: trials, from: &stream) } catch { throw .tooManyPeople }
      fitter.workspace.load(Array(counts.prefix(table.entries.count)))
      var search = CovariateSearch(rule, fitter)
      let result = search.run()
      let levels = table.covariates.map { $0.levels.count }
      guard case .estimate = result, let outcome = search.outcome else {
        var drawn = Drawn(
          total: .infinity, margins: levels.map { [Double](repeating: .infinity, count: $0) },
          refusedModelCount: search.refused.count + 1)
        if case .failed = result { drawn.isFailure = true }
        // The model's answer is that everybody was observed.
        if case .refused(.nobodyUnobserved) = result {
          drawn.total = fitter.workspace.observed
          drawn.margins = margins(levels) { fitter.observed(inCell: $0) }
        }
        return drawn
      }
      let populations = table.cells.indices.map {
        fitter.observed(inCell: $0) + fitter.darkFigure(ofCell: $0, outcome)
      }
      return Drawn(
        total: CompensatedSum.of(populations), margins: margins(levels) { populations[$0] },
        refusedModelCount: search.refused.count)
    }

    private func margins(_ levels: [Int], _ population: (Int) -> Double) -> [[Double]] {
      var margins = levels.map { [Double](repeating: 0, count: $0) }
      for cell in table.cells.indices {
        let value = population(cell)
        for k in levels.indices { margins[k][table.cells[cell][k]] += value }
      }
      return margins
    }
  }
}

extension CovariateTable {
  /// The same covariates with other entries, which say only where people can be.
  init(_ table: CovariateTable, entries: [Entry]) {
    lists = table.lists
    covariates = table.covariates
    crossing = table.crossing
    cells = table.cells
    observed = table.observed
    total = table.total
    self.entries = entries
  }
}

/// The percentile interval of ascending replicates, of which infinite ones stand at the end; `nil` when even the
/// lower end is infinite.
func percentileBootstrapInterval(_ replicates: [Double], level: Double) throws(EstimateError) -> Interval? {
  guard level > 0, level < 1 else { throw .invalidLevel(level) }
  let tail = (1 - level) / 2
  let lower = SelectionBootstrap.quantile(tail, of: replicates)
  let upper = SelectionBootstrap.quantile(1 - tail, of: replicates)
  guard lower.isFinite else { return nil }
  let infinite = replicates.count { !$0.isFinite }
  return try Interval(
    kind: .bootstrapPercentile, level: level, lower: lower,
    upper: upper.isFinite
      ? .finite(upper)
      : .unbounded(reason: "\(infinite) of \(replicates.count) replicates have no finite estimate"))
}
