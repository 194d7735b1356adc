internal import Glibc

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

  /// A grid as long as this is worked through only for the graphs that matter.
  private static let blockLength = 256

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
    let unitSteps =
      grid.count > 4 * Self.blockLength && (1..<grid.count).allSatisfy { grid[$0] == grid[0] + Double($0) }
    self =
      unitSteps
      ? Self.recursive(table, graphs, margins, grid, prior, exhaustive)
      : Self.direct(table, graphs, margins, grid, prior)
  }

  private init(posterior: PopulationPosterior, models: [Model]) {
    self.posterior = posterior
    self.models = models
  }

  /// Every graph at every point from log gamma functions.
  private static func direct(
    _ table: CaptureTable, _ graphs: [GraphTerms], _ margins: MarginalLikelihoods, _ grid: [Double],
    _ prior: PopulationPrior
  ) -> GraphAveraging {
    let points = MarginTables(margins, at: grid)
    var logs: [[Double]] = []
    var largest = -Double.infinity
    for terms in graphs {
      let values = (0..<grid.count).map { points.logWeight(terms, $0) }
      for value in values { largest = max(largest, value) }
      logs.append(values)
    }
    var sums = WeightSums(count: grid.count)
    for values in logs {
      sums.beginGraph()
      for i in 0..<grid.count { sums.add(exp(values[i] - largest), at: i, grid[i]) }
    }
    return result(table, graphs, sums, grid, prior)
  }

  /// Graphs of some weight only, each from exact values at the start of blocks and, within a block, from the ratio of
  /// the weights at m + 1 and m, in which the gamma functions cancel to products.
  private static func recursive(
    _ table: CaptureTable, _ graphs: [GraphTerms], _ margins: MarginalLikelihoods, _ grid: [Double],
    _ prior: PopulationPrior, _ exhaustive: Bool
  ) -> GraphAveraging {
    var starts = Array(stride(from: 0, to: grid.count, by: blockLength))
    starts.append(grid.count - 1)
    let anchors = MarginTables(margins, at: starts.map { grid[$0] })
    let heights = graphs.map { terms in (0..<starts.count).map { anchors.logWeight(terms, $0) } }
    // A concave function between two anchors stays below the straight line through those on the other side.
    let bounds = heights.map { height in
      var best = 0
      for i in 1..<height.count where height[i] > height[best] { best = i }
      let left = best > 0 ? height[best] - height[best - 1] : 0
      let right = best + 1 < height.count ? height[best] - height[best + 1] : 0
      return (least: height[best], most: height[best] + max(left, right))
    }
    let largest = bounds.map(\.least).max() ?? 0
    let negligible = largest - log(1e16) - log(Double(grid.count) * Double(graphs.count))
    let common = CommonRatio(margins, grid)
    var sums = WeightSums(count: grid.count)
    for (terms, (height, bound)) in zip(graphs, zip(heights, bounds)) {
      sums.beginGraph()
      if !exhaustive && bound.most < negligible { continue }
      for block in 0..<(starts.count - 1) {
        let range = starts[block]..<(block + 2 == starts.count ? grid.count : starts[block + 1])
        if abs(height[block + 1] - height[block]) > 200 {
          // So steep that the recursion could start from 0.
          let inside = MarginTables(margins, at: Array(grid[range]))
          for i in range {
            sums.add(exp(inside.logWeight(terms, i - range.lowerBound) - largest), at: i, grid[i])
          }
        } else {
          sums.addRecursively(
            from: exp(height[block] - largest), range: range, first: grid[range.lowerBound], terms, common)
        }
      }
    }
    return result(table, graphs, sums, grid, prior)
  }

  private static func result(
    _ table: CaptureTable, _ graphs: [GraphTerms], _ sums: WeightSums, _ grid: [Double],
    _ prior: PopulationPrior
  ) -> GraphAveraging {
    var total = 0.0
    for mass in sums.graphMass { total += mass }
    let posterior = PopulationPosterior(
      observed: table.total, missing: grid, probabilities: sums.points.map { $0 / total }, prior: prior)
    let models = graphs.indices.map { i in
      Model(
        graph: graphs[i].graph, probability: sums.graphMass[i] / total,
        mean: Double(table.total) + (sums.graphMass[i] > 0 ? sums.graphMoment[i] / sums.graphMass[i] : 0))
    }
    return GraphAveraging(posterior: posterior, models: models)
  }
}

/// For each set of lists, what its table contributes to the probability of the data.
private struct MarginalLikelihoods {
  /// α + z for the cell "on none of these lists", z the people seen who are in it.
  let offsets: [Double]
  /// The logarithm of the factors that do not depend on the number missed.
  let constants: [Double]
  let observed: Double
  /// A, the pseudo-counts of all cells together.
  let concentration: Double
  let prior: PopulationPrior

  init(_ table: CaptureTable, pseudoCount: Double, prior: PopulationPrior) {
    let lists = table.listCount
    observed = Double(table.total)
    concentration = pseudoCount * Double(1 << lists)
    self.prior = prior
    var offsets: [Double] = []
    var constants: [Double] = []
    for mask in 0..<(1 << lists) {
      let set = ListSet(rawValue: UInt32(mask))
      let alpha = pseudoCount * Double(1 << (lists - set.count))
      var cells = [Int](repeating: 0, count: 1 << lists)
      for i in 0..<table.histories.count {
        cells[Int(table.histories[i].intersection(set).rawValue)] += table.counts[i]
      }
      var sum = -lgamma(alpha)
      for cell in 1..<(1 << lists) where cells[cell] > 0 {
        sum += lgamma(alpha + Double(cells[cell])) - lgamma(alpha)
      }
      offsets.append(alpha + Double(cells[0]))
      constants.append(sum + lgamma(concentration))
    }
    self.offsets = offsets
    self.constants = constants
  }
}

/// A graph in the terms of the margins.
private struct GraphTerms {
  let graph: DecomposableGraph
  let cliques: [Int]
  let separators: [Int]
  let cliqueOffsets: [Double]
  let separatorOffsets: [Double]
  let constant: Double

  init(_ graph: DecomposableGraph, _ margins: MarginalLikelihoods) {
    self.graph = graph
    cliques = graph.cliques.map { Int($0.rawValue) }
    separators = graph.separators.map { Int($0.rawValue) }
    cliqueOffsets = cliques.map { margins.offsets[$0] }
    separatorOffsets = separators.map { margins.offsets[$0] }
    var sum = 0.0
    for set in cliques { sum += margins.constants[set] }
    for set in separators { sum -= margins.constants[set] }
    constant = sum
  }
}

/// log Γ(α + z + m) of every margin at some points, and the factor that all graphs share:
/// N!/m! · P(N) / Γ(A + N).
private struct MarginTables {
  private let values: [[Double]]
  private let shared: [Double]

  init(_ margins: MarginalLikelihoods, at points: [Double]) {
    values = margins.offsets.map { offset in points.map { lgamma(offset + $0) } }
    shared = points.map { m in
      let population = margins.observed + m
      return lgamma(population + 1) - lgamma(m + 1) - lgamma(margins.concentration + population)
        + margins.prior.logDensity(population)
    }
  }

  func logWeight(_ terms: GraphTerms, _ point: Int) -> Double {
    var sum = terms.constant + shared[point]
    for set in terms.cliques { sum += values[set][point] }
    for set in terms.separators { sum -= values[set][point] }
    return sum
  }
}

/// The ratio of the shared factor at m + 1 and at m, at each point of the grid.
private struct CommonRatio {
  let values: [Double]

  init(_ margins: MarginalLikelihoods, _ grid: [Double]) {
    values = grid.map { m in
      let population = margins.observed + m
      let prior = margins.prior == .reciprocal ? population / (population + 1) : 1
      return (population + 1) / ((margins.concentration + population) * (m + 1)) * prior
    }
  }
}

/// Weights added up over graphs at each point, and over points for each graph.
private struct WeightSums {
  private(set) var points: [Double]
  private(set) var graphMass: [Double] = []
  private(set) var graphMoment: [Double] = []

  init(count: Int) {
    points = [Double](repeating: 0, count: count)
  }

  mutating func beginGraph() {
    graphMass.append(0)
    graphMoment.append(0)
  }

  mutating func add(_ weight: Double, at point: Int, _ missing: Double) {
    points[point] += weight
    graphMass[graphMass.count - 1] += weight
    graphMoment[graphMoment.count - 1] += weight * missing
  }

  mutating func addRecursively(
    from start: Double, range: Range<Int>, first: Double, _ terms: GraphTerms, _ common: CommonRatio
  ) {
    var weight = start
    var mass = 0.0
    var moment = 0.0
    let cliqueCount = terms.cliqueOffsets.count
    points.withUnsafeMutableBufferPointer { points in
      terms.cliqueOffsets.withUnsafeBufferPointer { cliques in
        terms.separatorOffsets.withUnsafeBufferPointer { separators in
          common.values.withUnsafeBufferPointer { common in
            var m = first
            for i in range {
              points[i] += weight
              mass += weight
              moment += weight * m
              var numerator = common[i] * (cliques[0] + m)
              var denominator = 1.0
              for c in 1..<max(1, cliqueCount) {
                numerator *= cliques[c] + m
                denominator *= separators[c - 1] + m
              }
              weight *= numerator / denominator
              m += 1
            }
          }
        }
      }
    }
    graphMass[graphMass.count - 1] += mass
    graphMoment[graphMoment.count - 1] += moment
  }
}
