internal import Estimates
internal import Glibc
internal import NumericKernel

/// The totals of every node of a hierarchy, with errors of the parts that have one correlation, by formula and by
/// simulation, and with children made to agree with figures of their parents where that was asked for.
package struct HierarchicalTotal: Sendable {
  /// How children are made to agree with the figure of their parent.
  package enum Benchmark: String, Sendable, CaseIterable {
    /// They are not; figures of parents are compared and left alone.
    case none
    /// Every child times one factor.
    case ratio
    /// The closest children that add up, an uncertain child moving most.
    case leastSquares = "least-squares"
    /// Iterative proportional fitting to the totals of several classifications.
    case raking
  }

  package struct NodeTotal: Sendable {
    /// After benchmarking.
    package let value: Double
    /// The sum of the parts before it; equal to `value` without one.
    package let unadjusted: Double
    /// From the moments of the parts; `nil` where benchmarking leaves no formula.
    package let standardDeviation: Double?
    /// `nil` for a part, of which the formula says all, unless it was benchmarked.
    package let simulated: SimulatedTotal?
  }

  package let hierarchy: Hierarchy
  package let correlation: Double
  /// In the order of the nodes.
  package let totals: [NodeTotal]
  package let draws: Int

  /// So many numbers of draws are kept at most: those of all wholes, and of all parts where they are benchmarked.
  package static let largestTable = 60_000_000

  /// One margin of a raked table: the class of each leaf, and what the classes have to sum to.
  package struct Margin: Sendable {
    package let name: String
    package let classes: [Int]
    package let totals: [PartDistribution]

    package init(name: String, classes: [Int], totals: [PartDistribution]) {
      self.name = name
      self.classes = classes
      self.totals = totals
    }
  }

  /// - Parameters:
  ///   - parts: one for each leaf, in the order of the leaves.
  ///   - parents: figures of nodes that are not leaves, by their place.
  ///   - correlation: of the normal deviates behind every two figures, 0 to 1.
  /// - Throws: `GlobalEstimateError.invalidInput` where numbers do not fit, and what raking throws.
  package init(
    _ hierarchy: Hierarchy, parts: [PartDistribution], parents: [Int: PartDistribution] = [:],
    margins: [Margin] = [], benchmark: Benchmark = .none, correlation: Double, draws: Int, seed: UInt64,
    threads: Int = 1
  ) throws(GlobalEstimateError) {
    try self.init(
      hierarchy, parts, parents, margins, benchmark, correlation, draws: draws, seed: seed, threads: threads,
      simulatesRootAlone: false, drawn: nil)
  }

  /// The totals under several correlations, with the same deviates; under all but the first the root alone is
  /// simulated.
  ///
  /// - Parameter correlations: at least one.
  /// - Throws: as the initialiser does.
  package static func underEach(
    of correlations: [Double], _ hierarchy: Hierarchy, parts: [PartDistribution],
    parents: [Int: PartDistribution] = [:], margins: [Margin] = [], benchmark: Benchmark = .none, draws: Int,
    seed: UInt64, threads: Int = 1
  ) throws(GlobalEstimateError) -> [HierarchicalTotal] {
    for correlation in correlations {
      try check(hierarchy, parts, correlation, draws, benchmark)
    }
    let together =
      benchmark == .none
      ? WholeDraws(
        hierarchy, parts: parts, streams: streams(hierarchy), correlations: correlations, keepsAll: true,
        draws: draws, seed: seed, threads: threads) : nil
    var result: [HierarchicalTotal] = []
    for (r, correlation) in correlations.enumerated() {
      result.append(
        try HierarchicalTotal(
          hierarchy, parts, parents, margins, benchmark, correlation, draws: draws, seed: seed,
          threads: threads, simulatesRootAlone: r > 0, drawn: together?.tables[r]))
    }
    return result
  }

  private static func check(
    _ hierarchy: Hierarchy, _ parts: [PartDistribution], _ correlation: Double, _ draws: Int,
    _ benchmark: Benchmark
  ) throws(GlobalEstimateError) {
    guard parts.count == hierarchy.leaves.count else {
      throw .invalidInput("\(parts.count) figures do not belong to \(hierarchy.leaves.count) parts")
    }
    guard correlation >= 0, correlation <= 1 else {
      throw .invalidInput("the correlation of the errors lies between 0 and 1")
    }
    guard draws >= 100 else { throw .invalidInput("an interval from draws needs at least 100 of them") }
    let kept = hierarchy.nodes.count - (benchmark == .none ? hierarchy.leaves.count : 0)
    guard kept <= HierarchicalTotal.largestTable / draws else {
      throw .invalidInput(
        "\(kept) wholes or parts with \(draws) draws each are more than this program keeps; ask for "
          + "\(HierarchicalTotal.largestTable / max(1, kept)) draws or fewer")
    }
  }

  private init(
    _ hierarchy: Hierarchy, _ parts: [PartDistribution], _ parents: [Int: PartDistribution],
    _ margins: [Margin], _ benchmark: Benchmark, _ correlation: Double, draws: Int, seed: UInt64,
    threads: Int,
    simulatesRootAlone: Bool, drawn: [[Double]]?
  ) throws(GlobalEstimateError) {
    try HierarchicalTotal.check(hierarchy, parts, correlation, draws, benchmark)
    self.hierarchy = hierarchy
    self.correlation = correlation
    self.draws = draws

    let nodes = hierarchy.nodes
    var moments = [MomentSum](repeating: MomentSum(), count: nodes.count)
    var values = [Double](repeating: 0, count: nodes.count)
    for (place, part) in zip(hierarchy.leaves, parts) {
      moments[place].add(part)
      values[place] = part.mean
    }
    for place in nodes.indices.reversed() {
      guard let parent = nodes[place].parent else { continue }
      moments[parent].add(moments[place])
    }
    HierarchicalTotal.addUp(hierarchy, &values)
    let unadjusted = values

    let source = DrawSource(correlation: correlation, draws: draws, seed: seed, threads: max(1, threads))
    let streams = HierarchicalTotal.streams(hierarchy)
    var table: [[Double]]
    if benchmark == .none {
      table =
        drawn
        ?? WholeDraws(
          hierarchy, parts: parts, streams: streams, correlations: [correlation],
          keepsAll: !simulatesRootAlone, draws: draws, seed: seed, threads: threads
        ).tables[0]
    } else {
      table = source.rows(
        parts, streams: hierarchy.leaves.map { streams[$0] }, at: hierarchy.leaves, of: nodes.count)
      HierarchicalTotal.addUp(hierarchy, &table)
    }
    switch benchmark {
    case .none: break
    case .ratio, .leastSquares:
      let inner = parents.keys.sorted()
      var figures = [[Double]?](repeating: nil, count: nodes.count)
      var means = [Double?](repeating: nil, count: nodes.count)
      let drawnFigures = source.rows(
        inner.compactMap { parents[$0] }, streams: inner.map { streams[$0] + 1 }, at: inner, of: nodes.count)
      for place in inner {
        figures[place] = drawnFigures[place]
        means[place] = parents[place]?.mean
      }
      let variances = nodes.indices.map { place -> Double in
        if let parent = parents[place] { return parent.variance }
        let deviation = moments[place].standardDeviation(correlation: correlation)
        return deviation * deviation
      }
      try HierarchicalTotal.fit(hierarchy, &values, to: means, benchmark, variances)
      try HierarchicalTotal.fit(hierarchy, &table, to: figures, benchmark, variances)
      HierarchicalTotal.addUp(hierarchy, &values)
      HierarchicalTotal.addUp(hierarchy, &table)
    case .raking:
      try HierarchicalTotal.rake(
        hierarchy, hierarchy.leaves, &values, margins.map { $0.totals.map(\.mean) }, margins)
      try HierarchicalTotal.rake(hierarchy, hierarchy.leaves, &table, margins, source)
      HierarchicalTotal.addUp(hierarchy, &values)
      HierarchicalTotal.addUp(hierarchy, &table)
    }
    let adjusted = benchmark != .none && (!parents.isEmpty || !margins.isEmpty)
    let rows = table
    let simulated = parallelMap(count: nodes.count, threads: max(1, threads)) { place -> SimulatedTotal? in
      rows[place].isEmpty || (simulatesRootAlone && place > 0) ? nil : SimulatedTotal(draws: rows[place])
    }
    totals = nodes.indices.map { place in
      NodeTotal(
        value: values[place], unadjusted: unadjusted[place],
        standardDeviation: adjusted ? nil : moments[place].standardDeviation(correlation: correlation),
        simulated: simulated[place])
    }
  }

  /// Sums of children, from the deepest on.
  static func addUp(_ hierarchy: Hierarchy, _ values: inout [Double]) {
    for place in hierarchy.nodes.indices.reversed() where !hierarchy.nodes[place].isLeaf {
      var sum = 0.0
      for child in hierarchy.nodes[place].children { sum += values[child] }
      values[place] = sum
    }
  }

  static func addUp(_ hierarchy: Hierarchy, _ table: inout [[Double]]) {
    for place in hierarchy.nodes.indices.reversed() where !hierarchy.nodes[place].isLeaf {
      addUp(hierarchy, place, &table)
    }
  }

  static func addUp(_ hierarchy: Hierarchy, _ place: Int, _ table: inout [[Double]]) {
    let children = hierarchy.nodes[place].children
    var sum = table[children[0]]
    for child in children.dropFirst() {
      for d in 0..<sum.count { sum[d] += table[child][d] }
    }
    table[place] = sum
  }

  /// A number for the random stream of each node that depends on its path alone, so that adding a part leaves the
  /// draws of the others as they are (FNV-1a; two paths with one number are set apart in the order of the nodes).
  private static func streams(_ hierarchy: Hierarchy) -> [Int] {
    var taken = Set<UInt32>()
    return hierarchy.nodes.map { node in
      var hash: UInt32 = 2_166_136_261
      for name in node.path {
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        hash = (hash ^ 0x1F) &* 16_777_619
      }
      // The last bit tells a node's own figure from the sum of its parts; 0 is the stream that all share.
      while hash < 2 || !taken.insert(hash & ~1).inserted { hash &+= 2 }
      return Int(hash & ~1)
    }
  }
}

extension HierarchicalTotal {
  /// The quantile of a node whose parts all stand at one quantile of their own: a part, or any whole when the errors
  /// are fully correlated. `nil` where none is known in closed form, and after benchmarking.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` for a probability outside (0, 1).
  package func exactQuantile(
    _ probability: Double, of place: Int, parts: [PartDistribution]
  ) throws(GlobalEstimateError) -> Double? {
    guard totals[place].standardDeviation != nil else { return nil }
    let z: Double
    do { z = try NormalDistribution.standard.quantile(probability) } catch { throw .invalidInput("\(error)") }
    let inside = hierarchy.leafRange(place)
    let doubtful = correlation == 1 ? 0 : inside.count { parts[$0].standardDeviation > 0 }
    guard correlation == 1 || doubtful <= 1 else { return nil }
    var sum = 0.0
    for k in inside { sum += parts[k].value(at: z) }
    return sum
  }

  /// An interval about a mean with a standard deviation, log-normal: what the moments alone give, where the quantiles
  /// of a sum have no formula.
  package static func momentInterval(
    mean: Double, standardDeviation: Double, level: Double
  ) throws(GlobalEstimateError) -> (lower: Double, upper: Double) {
    guard mean > 0, standardDeviation > 0 else { return (mean, mean) }
    let cv = standardDeviation / mean
    let variance = log1p(cv * cv)
    let width = try ReferenceDistribution.normal.halfWidth(level: level) * variance.squareRoot()
    let center = log(mean) - 0.5 * variance
    return (exp(center - width), exp(center + width))
  }
}
