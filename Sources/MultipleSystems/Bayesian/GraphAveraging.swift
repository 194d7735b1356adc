internal import Glibc
internal import NumericKernel

/// The posterior of the population averaged over all decomposable graphs on 3 to 5 lists (Madigan and York 1997).
///
/// Each graph is as probable as any other beforehand. Given a graph, the cell probabilities have the hyper-Dirichlet
/// law of Dawid and Lauritzen (1993) with δ pseudo-counts in each of the 2^K cells, so that the table of lists X has
/// δ 2^(K−|X|) in each of its cells, and the probability of a complete table is the product over the cliques of
/// Γ(A)/Γ(A + N) Π Γ(α + n)/Γ(α), A = δ 2^K, divided by the same over the separators. The number of people missed, m,
/// enters a margin only through its cell "on none of the lists X".
public struct GraphAveraging: Sendable {
  /// A graph, its posterior probability and the mean population under it.
  public struct Model: Sendable {
    public let graph: DecomposableGraph
    public let probability: Double
    public let mean: Double
  }

  public let posterior: PopulationPosterior
  /// All graphs, in the order of `DecomposableGraph.all`. Those whose probability is certainly below 1e-16 have 0 and
  /// no mean of their own.
  public let models: [Model]

  /// - Parameters:
  ///   - table: 3 to 5 lists, which is a precondition.
  ///   - pseudoCount: δ; 2^−K when `nil`.
  ///   - missing: the numbers of people missed to consider, ascending and not negative; 1 ... 20 n when `nil`.
  ///   - exhaustive: whether graphs of no weight are worked out too.
  public init(
    _ table: CaptureTable, pseudoCount: Double? = nil, prior: PopulationPrior = .reciprocal,
    missing: [Double]? = nil, exhaustive: Bool = false
  ) {
    precondition((3...5).contains(table.listCount), "graphs are averaged for 3 to 5 lists")
    let grid = missing ?? (1...(20 * table.total)).map(Double.init)
    precondition(!grid.isEmpty, "a grid holds at least one number")
    let margins = MarginalLikelihoods(
      table, pseudoCount: pseudoCount ?? 1 / Double(1 << table.listCount), prior: prior)
    let graphs = DecomposableGraph.all(listCount: table.listCount).map { GraphTerms($0, margins) }
    let sums =
      GraphSummation.steps(of: grid).map { step in
        GraphSummation(
          graphs, margins, first: grid[0], step: step, count: grid.count, isExhaustive: exhaustive
        ).sums
      } ?? Self.pointByPoint(graphs, margins, grid)
    self = Self.result(table, graphs, sums, grid, prior)
  }

  private init(posterior: PopulationPosterior, models: [Model]) {
    self.posterior = posterior
    self.models = models
  }

  /// Every graph at every point, for a grid of uneven steps.
  private static func pointByPoint(
    _ graphs: [GraphTerms], _ margins: MarginalLikelihoods, _ grid: [Double]
  ) -> GraphSums {
    let tables = margins.offsets.map { offset in grid.map { logGamma(offset + $0) } }
    let shared = grid.map(margins.logShared)
    var logs: [[Double]] = []
    var largest = -Double.infinity
    for terms in graphs {
      var values = shared.map { $0 + terms.constant }
      for i in 0..<grid.count {
        for set in terms.cliques { values[i] += tables[set][i] }
        for set in terms.separators { values[i] -= tables[set][i] }
        largest = max(largest, values[i])
      }
      logs.append(values)
    }
    var sums = GraphSums(points: grid.count, graphs: graphs.count)
    for g in 0..<graphs.count {
      for i in 0..<grid.count {
        let weight = exp(logs[g][i] - largest)
        sums.points[i] += weight
        sums.mass[g] += weight
        sums.moment[g] += weight * grid[i]
      }
    }
    return sums
  }

  private static func result(
    _ table: CaptureTable, _ graphs: [GraphTerms], _ sums: GraphSums, _ grid: [Double],
    _ prior: PopulationPrior
  ) -> GraphAveraging {
    var total = 0.0
    for mass in sums.mass { total += mass }
    let posterior = PopulationPosterior(
      observed: table.total, missing: grid, probabilities: sums.points.map { $0 / total }, prior: prior)
    let models = graphs.indices.map { i in
      Model(
        graph: graphs[i].graph, probability: sums.mass[i] / total,
        mean: Double(table.total) + (sums.mass[i] > 0 ? sums.moment[i] / sums.mass[i] : 0))
    }
    return GraphAveraging(posterior: posterior, models: models)
  }
}
