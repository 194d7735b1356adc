internal import Glibc

extension ModelRule {
  /// Chooses a model and fits it.
  ///
  /// - Throws: `LogLinearError`; `noEstimate` when the given model, or every model that may be chosen, has no
  ///   estimate of the population.
  public func choose(from table: CaptureTable) throws(LogLinearError) -> ModelChoice {
    switch self {
    case .given(let model):
      return ModelChoice(
        rule: self, fit: try model.fit(to: table), steps: [], leftOut: [], ranking: [], refusedCount: 0)
    case .stepwise(let threshold):
      return try stepwise(table, threshold: threshold)
    case .best(let criterion, let maximumOrder):
      return try best(table, by: criterion, maximumOrder: maximumOrder)
    }
  }

  private func stepwise(_ table: CaptureTable, threshold: Double) throws(LogLinearError) -> ModelChoice {
    guard table.listCount <= CaptureTable.denseListCount else {
      return try factorisedStepwise(table, threshold: threshold)
    }
    var search = StepwiseSearch(listCount: table.listCount, threshold: threshold)
    search.fitter.load(table)
    let outcome = search.run()
    // Where independence has no estimate its fit says why not.
    let steps = outcome.isEstimate ? search.steps : []
    let model = LogLinearModel(listCount: table.listCount, interactions: steps.map(\.interaction))
    return ModelChoice(
      rule: self, fit: try model.fit(to: table), steps: steps, leftOut: search.leftOut, ranking: [],
      refusedCount: 0)
  }

  private func factorisedStepwise(
    _ table: CaptureTable, threshold: Double
  ) throws(LogLinearError) -> ModelChoice {
    let search = FactorisedStepwise(listCount: table.listCount, threshold: threshold)
    search.fit.load(histories: table.histories, counts: table.counts)
    if case .tooLarge = search.run() { throw .tooManyLists(table.listCount) }
    let model = LogLinearModel(listCount: table.listCount, interactions: search.steps.map(\.interaction))
    return ModelChoice(
      rule: self, fit: try model.fit(to: table), steps: search.steps, leftOut: search.leftOut, ranking: [],
      refusedCount: 0)
  }

  private func best(
    _ table: CaptureTable, by criterion: InformationCriterion, maximumOrder: Int
  ) throws(LogLinearError) -> ModelChoice {
    let tree: ModelTree
    do { tree = try ModelTree(listCount: table.listCount, maximumOrder: maximumOrder) } catch {
      throw .tooManyModels(listCount: table.listCount, maximumOrder: maximumOrder)
    }
    var search = HierarchicalSearch(tree: tree)
    search.run(table)
    let constant = table.logFactorials
    var ranking: [(node: Int, criterion: Double)] = []
    for node in 0..<tree.count where search.statuses[node].isEstimate {
      let value =
        -2 * (search.kernels[node] - constant)
        + criterion.charge(observed: Double(table.total)) * Double(tree.masks[node].nonzeroBitCount)
      ranking.append((node, value))
    }
    ranking.sort { ($0.criterion, $0.node) < ($1.criterion, $1.node) }
    // Of models that tie the first in the tree is taken, as a replicate's search does.
    if let smallest = ranking.first?.criterion {
      let tied = ranking.prefix { $0.criterion <= smallest + ModelOrder.tolerance }
      let ordered = tied.sorted { $0.node < $1.node }
      ranking.replaceSubrange(tied.indices, with: ordered)
    }
    let models = ranking.map { entry in
      RankedModel(
        termMask: tree.masks[entry.node], listCount: tree.listCount,
        population: Double(table.total) + exp(search.logDarkFigures[entry.node]), criterion: entry.criterion,
        isPopulationOnly: search.statuses[entry.node] == .populationOnly)
    }
    // Where no model has an estimate that of independence says why not.
    let model = models.first?.model ?? .independence(listCount: table.listCount)
    return ModelChoice(
      rule: self, fit: try model.fit(to: table), steps: [], leftOut: [], ranking: models,
      refusedCount: tree.count - models.count)
  }
}
