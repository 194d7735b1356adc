public import Estimates
internal import Glibc
internal import NumericKernel

/// How the tables of a bootstrap of covariate models are drawn.
public enum CovariateResampling: String, Sendable, CaseIterable {
  /// People of those that were observed, each with history and covariates, as many as the plan says.
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
    let distribution: ReplicateDistribution
    public let infiniteCount: Int

    /// The estimate from the observed table.
    public var estimate: Double { distribution.estimate }
    /// Ascending; those without a finite estimate stand at the end as infinity.
    public var populations: [Double] { distribution.replicates }

    init(_ distribution: ReplicateDistribution) {
      self.distribution = distribution
      infiniteCount = distribution.replicates.count { !$0.isFinite }
    }

    /// Quantiles of the replicates at (1 ∓ level) / 2; the upper end is unbounded where infinite replicates reach it.
    /// - Returns: `nil` when even the lower end is infinite.
    public func percentileInterval(level: Double) throws(EstimateError) -> Interval? {
      try distribution.percentileInterval(level: level)?.interval
    }

    /// Quantiles corrected for bias and acceleration, the latter from the jackknife over the people of each history
    /// and combination of covariates.
    /// - Returns: `nil` when the lower end is infinite, when all replicates lie on one side of the estimate, or when
    ///   leaving out one person makes the estimate infinite.
    public func bcaInterval(level: Double) throws(EstimateError) -> BootstrapInterval? {
      try distribution.bcaInterval(level: level)
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
    let source = try Source(rule, table, choice, resampling, plan)
    let shape = Shape(levels: table.covariates.map { $0.levels.count })
    let drawn = try Self.mapped(
      "replicates of a model of covariates", plan.replicates, shape, plan, keeper: plan.keeper
    ) { range throws(CovariateError) in
      let fitter = try rule.fitter(for: source.table)
      var numbers: [Double] = []
      for replicate in range {
        numbers += shape.numbers(of: try source.draw(replicate, seed: plan.seed, rule, fitter))
      }
      return numbers
    }
    let left = try Self.mapped("jackknife", table.entries.count, shape, plan, keeper: nil) {
      range throws(CovariateError) in
      let fitter = try rule.fitter(for: table)
      var numbers: [Double] = []
      for entry in range {
        var counts = table.entries.map(\.count)
        counts[entry] -= 1
        numbers += shape.numbers(of: Source.evaluate(counts, rule, fitter))
      }
      return numbers
    }
    self.rule = rule
    self.resampling = resampling
    self.plan = plan
    self.choice = choice
    var weights = table.entries.map { Double($0.count) }
    let isPopulationDrawn = resampling == .parametric || plan.draw == .population
    // Without one who is missed every estimate stays as it is.
    if isPopulationDrawn { weights.append(choice.fit.total.darkFigure) }
    var kind = plan
    kind.draw = isPopulationDrawn ? .population : .seen
    func replicates(_ estimate: Double, _ value: (Drawn) -> Double) -> Replicates {
      Replicates(
        ReplicateDistribution(
          estimate: estimate, drawn: drawn.map(value),
          acceleration: PeopleResampling.acceleration(
            values: left.map(value) + (isPopulationDrawn ? [estimate] : []), weights: weights), plan: kind))
    }
    total = replicates(choice.fit.population) { $0.total }
    margins = choice.fit.margins.indices.map { k in
      choice.fit.margins[k].indices.map { level in
        replicates(choice.fit.margins[k][level].population) { $0.margins[k][level] }
      }
    }
    failedCount = drawn.count(where: \.isFailure)
    refusedModelCount = drawn.reduce(0) { $0 + $1.refusedModelCount }
  }

  private static func mapped(
    _ part: String, _ count: Int, _ shape: Shape, _ plan: BootstrapPlan, keeper: ReplicateKeeper?,
    _ body: @escaping @Sendable (Range<Int>) throws(CovariateError) -> [Double]
  ) throws(CovariateError) -> [Drawn] {
    do {
      return shape.drawn(
        try replicateMap(
          part, count: count, width: shape.width, batch: 10, threads: plan.threads, keeper: keeper, body))
    } catch {
      switch error {
      case .interrupted: throw .interrupted
      case .body(let error): throw error
      }
    }
  }

  /// A replicate as numbers: the total, the levels of each covariate, whether it failed, and the models refused.
  private struct Shape: Sendable {
    let levels: [Int]
    var width: Int { levels.reduce(3, +) }

    func numbers(of drawn: Drawn) -> [Double] {
      [drawn.total] + drawn.margins.flatMap { $0 } + [
        drawn.isFailure ? 1 : 0, Double(drawn.refusedModelCount),
      ]
    }

    func drawn(_ numbers: [Double]) -> [Drawn] {
      stride(from: 0, to: numbers.count, by: width).map { start in
        var place = start + 1
        var margins: [[Double]] = []
        for count in levels {
          margins.append(Array(numbers[place..<(place + count)]))
          place += count
        }
        return Drawn(
          total: numbers[start], margins: margins, isFailure: numbers[place] != 0,
          refusedModelCount: Int(numbers[place + 1]))
      }
    }
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
      _ resampling: CovariateResampling, _ plan: BootstrapPlan
    ) throws(CovariateError) {
      var weights: [Double] = []
      switch resampling {
      case .nonparametric:
        self.table = table
        weights = table.entries.map { Double($0.count) }
        trials = plan.draw == .seen ? table.total : try Self.wholePopulation(choice)
        if plan.draw == .population { weights.append(choice.fit.total.darkFigure) }
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
        trials = try Self.wholePopulation(choice)
        self.table = CovariateTable(table, entries: entries)
        purpose = .parametricBootstrap
      }
      do { multinomial = try Multinomial(weights: weights) } catch { throw .tooManyPeople }
    }

    private static func wholePopulation(_ choice: CovariateChoice) throws(CovariateError) -> Int {
      guard choice.fit.population <= Double(RandomStream.largestCount) else { throw .tooManyPeople }
      return Int(choice.fit.population.rounded())
    }

    func draw(
      _ replicate: Int, seed: UInt64, _ rule: CovariateRule, _ fitter: CovariateFitter
    ) throws(CovariateError) -> Drawn {
      var stream = RandomStream(seed: seed, purpose: purpose, replicate: replicate)
      let counts: [Int]
      do { counts = try multinomial.draw(trials: trials, from: &stream) } catch { throw .tooManyPeople }
      return Self.evaluate(Array(counts.prefix(table.entries.count)), rule, fitter)
    }

    /// What the rule gives for counts of the entries of the fitter's table.
    static func evaluate(_ counts: [Int], _ rule: CovariateRule, _ fitter: CovariateFitter) -> Drawn {
      let table = fitter.workspace.table
      fitter.workspace.load(counts)
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
          drawn.margins = margins(table, levels) { fitter.observed(inCell: $0) }
        }
        return drawn
      }
      let populations = table.cells.indices.map {
        fitter.observed(inCell: $0) + fitter.darkFigure(ofCell: $0, outcome)
      }
      return Drawn(
        total: CompensatedSum.of(populations), margins: margins(table, levels) { populations[$0] },
        refusedModelCount: search.refused.count)
    }

    private static func margins(
      _ table: CovariateTable, _ levels: [Int], _ population: (Int) -> Double
    ) -> [[Double]] {
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
