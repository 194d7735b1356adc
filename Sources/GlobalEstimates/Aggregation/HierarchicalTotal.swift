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
  ///   - simulatesRootAlone: whether the draws of the other nodes are let go.
  /// - Throws: `GlobalEstimateError.invalidInput` where numbers do not fit, and what raking throws.
  package init(
    _ hierarchy: Hierarchy, parts: [PartDistribution], parents: [Int: PartDistribution] = [:],
    margins: [Margin] = [], benchmark: Benchmark = .none, correlation: Double, draws: Int, seed: UInt64,
    threads: Int = 1, simulatesRootAlone: Bool = false
  ) throws(GlobalEstimateError) {
    let nodes = hierarchy.nodes
    let leaves = hierarchy.leaves
    guard parts.count == leaves.count else {
      throw .invalidInput("\(parts.count) figures do not belong to \(leaves.count) parts")
    }
    guard correlation >= 0, correlation <= 1 else {
      throw .invalidInput("the correlation of the errors lies between 0 and 1")
    }
    guard draws >= 100 else { throw .invalidInput("an interval from draws needs at least 100 of them") }
    let kept = benchmark == .none ? nodes.count - leaves.count : nodes.count
    guard kept <= HierarchicalTotal.largestTable / draws else {
      throw .invalidInput(
        "\(kept) wholes or parts with \(draws) draws each are more than this program keeps; ask for "
          + "\(HierarchicalTotal.largestTable / max(1, kept)) draws or fewer")
    }
    self.hierarchy = hierarchy
    self.correlation = correlation
    self.draws = draws

    var moments = [MomentSum](repeating: MomentSum(), count: nodes.count)
    var values = [Double](repeating: 0, count: nodes.count)
    for (place, part) in zip(leaves, parts) {
      moments[place].add(part)
      values[place] = part.mean
    }
    for place in nodes.indices.reversed() {
      guard let parent = nodes[place].parent else { continue }
      moments[parent].add(moments[place])
    }
    HierarchicalTotal.addUp(hierarchy, &values)
    let unadjusted = values

    let streams = HierarchicalTotal.streams(hierarchy)
    var table: [[Double]]
    if benchmark == .none {
      table = HierarchicalTotal.summed(hierarchy, parts, leaves, streams, correlation, draws, seed, threads)
    } else {
      table = HierarchicalTotal.drawn(
        parts, places: leaves, streams: streams, correlation, draws, seed, threads, count: nodes.count)
      HierarchicalTotal.addUp(hierarchy, &table)
    }
    switch benchmark {
    case .none: break
    case .ratio, .leastSquares:
      let inner = parents.keys.sorted()
      var figures = [[Double]?](repeating: nil, count: nodes.count)
      var means = [Double?](repeating: nil, count: nodes.count)
      let drawnFigures = HierarchicalTotal.drawn(
        inner.compactMap { parents[$0] }, places: inner, streams: streams, correlation, draws, seed, threads,
        count: nodes.count, figuresOfParents: true)
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
      try HierarchicalTotal.rake(hierarchy, leaves, &values, margins.map { $0.totals.map(\.mean) }, margins)
      try HierarchicalTotal.rake(
        hierarchy, leaves, &table, margins, correlation, draws, seed, threads)
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
  private static func addUp(_ hierarchy: Hierarchy, _ values: inout [Double]) {
    for place in hierarchy.nodes.indices.reversed() where !hierarchy.nodes[place].isLeaf {
      var sum = 0.0
      for child in hierarchy.nodes[place].children { sum += values[child] }
      values[place] = sum
    }
  }

  private static func addUp(_ hierarchy: Hierarchy, _ table: inout [[Double]]) {
    for place in hierarchy.nodes.indices.reversed() where !hierarchy.nodes[place].isLeaf {
      addUp(hierarchy, place, &table)
    }
  }

  private static func addUp(_ hierarchy: Hierarchy, _ place: Int, _ table: inout [[Double]]) {
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

  private static func drawn(
    _ parts: [PartDistribution], places: [Int], streams: [Int], _ correlation: Double, _ draws: Int,
    _ seed: UInt64, _ threads: Int, count: Int, figuresOfParents: Bool = false
  ) -> [[Double]] {
    let shared = sharedDeviates(correlation, draws, seed)
    let rows = parallelMap(count: parts.count, threads: max(1, threads)) { k -> [Double] in
      drawn(
        parts[k], stream: streams[places[k]] + (figuresOfParents ? 1 : 0), shared, correlation, draws, seed)
    }
    var table = [[Double]](repeating: [], count: count)
    for (k, place) in places.enumerated() { table[place] = rows[k] }
    return table
  }

  /// Draws of the wholes alone: those of a part are added to its whole and let go.
  private static func summed(
    _ hierarchy: Hierarchy, _ parts: [PartDistribution], _ leaves: [Int], _ streams: [Int],
    _ correlation: Double,
    _ draws: Int, _ seed: UInt64, _ threads: Int
  ) -> [[Double]] {
    let nodes = hierarchy.nodes
    var table = nodes.map { $0.isLeaf ? [] : [Double](repeating: 0, count: draws) }
    let shared = sharedDeviates(correlation, draws, seed)
    // As many parts at a time as keep the threads busy; they are added in their order, whatever the number.
    let batch = max(1, threads) * 4
    for start in stride(from: 0, to: parts.count, by: batch) {
      let end = min(start + batch, parts.count)
      let rows = parallelMap(count: end - start, threads: max(1, threads)) { k -> [Double] in
        drawn(parts[start + k], stream: streams[leaves[start + k]], shared, correlation, draws, seed)
      }
      for (k, row) in rows.enumerated() {
        guard let parent = nodes[leaves[start + k]].parent else {
          table[leaves[start + k]] = row
          continue
        }
        for d in 0..<draws { table[parent][d] += row[d] }
      }
    }
    for place in nodes.indices.reversed() where !nodes[place].isLeaf {
      guard let parent = nodes[place].parent else { continue }
      for d in 0..<draws { table[parent][d] += table[place][d] }
    }
    return table
  }

  private static func drawn(
    _ part: PartDistribution, stream number: Int, _ shared: [Double], _ correlation: Double, _ draws: Int,
    _ seed: UInt64
  ) -> [Double] {
    var row = [Double](repeating: part.value, count: draws)
    guard part.standardDeviation > 0 else { return row }
    let own = (1 - correlation).squareRoot()
    var stream = RandomStream(seed: seed, purpose: .errorPropagation, replicate: number)
    if own > 0 {
      for d in 0..<draws { row[d] = own * stream.standardNormal() }
      if !shared.isEmpty { for d in 0..<draws { row[d] += shared[d] } }
    } else {
      row = shared
    }
    part.transform(&row)
    return row
  }

  /// The part of every deviate that all figures share; empty where they share none.
  private static func sharedDeviates(_ correlation: Double, _ draws: Int, _ seed: UInt64) -> [Double] {
    guard correlation > 0 else { return [] }
    var stream = RandomStream(seed: seed, purpose: .errorPropagation)
    let common = correlation.squareRoot()
    return (0..<draws).map { _ in common * stream.standardNormal() }
  }

  /// The children of every node with a figure, made to agree with it from the top down. A node below another with a
  /// figure starts from its own, is moved with its siblings, and hands on what it has become.
  private static func fit(
    _ hierarchy: Hierarchy, _ values: inout [Double], to figures: [Double?], _ benchmark: Benchmark,
    _ variances: [Double]
  ) throws(GlobalEstimateError) {
    var table = values.map { [$0] }
    try fit(hierarchy, &table, to: figures.map { $0.map { [$0] } }, benchmark, variances)
    values = table.map { $0[0] }
  }

  private static func fit(
    _ hierarchy: Hierarchy, _ table: inout [[Double]], to figures: [[Double]?], _ benchmark: Benchmark,
    _ variances: [Double]
  ) throws(GlobalEstimateError) {
    for place in hierarchy.nodes.indices.reversed() where !hierarchy.nodes[place].isLeaf {
      if let figure = figures[place] { table[place] = figure } else { addUp(hierarchy, place, &table) }
    }
    for place in hierarchy.nodes.indices where !hierarchy.nodes[place].isLeaf {
      let node = hierarchy.nodes[place]
      guard figures[place] != nil || isAdjusted(place, hierarchy, figures) else { continue }
      let spread = node.children.map { variances[$0] }
      var children = [Double](repeating: 0, count: node.children.count)
      for d in 0..<table[place].count {
        for (k, child) in node.children.enumerated() { children[k] = table[child][d] }
        let target = table[place][d]
        let moved = try inNode(node.name) { () throws(GlobalEstimateError) -> [Double] in
          try fitted(children, target, benchmark, spread)
        }
        for (k, child) in node.children.enumerated() { table[child][d] = moved[k] }
      }
    }
  }

  /// Whether a node above has a figure, so that this one was moved.
  private static func isAdjusted(_ place: Int, _ hierarchy: Hierarchy, _ figures: [[Double]?]) -> Bool {
    var above = hierarchy.nodes[place].parent
    while let node = above {
      if figures[node] != nil { return true }
      above = hierarchy.nodes[node].parent
    }
    return false
  }

  private static func fitted(
    _ children: [Double], _ target: Double, _ benchmark: Benchmark, _ variances: [Double]
  ) throws(GlobalEstimateError) -> [Double] {
    guard benchmark == .leastSquares else {
      return try ParentBenchmark.ratio(children, parent: target).values
    }
    // Certain children stay; the others share the gap by their variances.
    let free = variances.indices.filter { variances[$0] > 0 }
    guard !free.isEmpty else {
      throw .invalidInput(
        "no child has an error, so that least squares cannot tell which to move; use the ratio")
    }
    var rest = target
    for k in children.indices where variances[k] <= 0 { rest -= children[k] }
    guard rest >= 0 else {
      throw .invalidInput("children without error exceed the figure of their parent; check the figures")
    }
    let moved = try ParentBenchmark.leastSquares(
      free.map { children[$0] }, precisions: free.map { 1 / variances[$0] }, parent: rest)
    var result = children
    for (k, value) in zip(free, moved) { result[k] = value }
    return result
  }

  private static func inNode<Value>(
    _ name: String, _ body: () throws(GlobalEstimateError) -> Value
  ) throws(GlobalEstimateError) -> Value {
    do {
      return try body()
    } catch {
      guard case .invalidInput(let sentence) = error else { throw error }
      throw .invalidInput("'\(name)': \(sentence)")
    }
  }

  private static func rake(
    _ hierarchy: Hierarchy, _ leaves: [Int], _ values: inout [Double], _ totals: [[Double]],
    _ margins: [Margin]
  ) throws(GlobalEstimateError) {
    let raked = try Raking(
      leaves.map { values[$0] },
      margins: zip(margins, agreeing(totals)).map {
        Raking.Margin(name: $0.name, classes: $0.classes, totals: $1)
      })
    for (k, place) in leaves.enumerated() { values[place] = raked.values[k] }
  }

  private static func rake(
    _ hierarchy: Hierarchy, _ leaves: [Int], _ table: inout [[Double]], _ margins: [Margin],
    _ correlation: Double, _ draws: Int, _ seed: UInt64, _ threads: Int
  ) throws(GlobalEstimateError) {
    // Margins draw from streams after those of all nodes' own figures.
    let parts = margins.flatMap(\.totals)
    let rows = drawn(
      parts, places: Array(parts.indices), streams: parts.indices.map { 2 * $0 + 1 }, correlation, draws,
      seed,
      threads, count: parts.count, figuresOfParents: true)
    var values = [Double](repeating: 0, count: hierarchy.nodes.count)
    for d in 0..<draws {
      for place in leaves { values[place] = table[place][d] }
      var next = 0
      var totals: [[Double]] = []
      for margin in margins {
        totals.append(margin.totals.indices.map { rows[next + $0][d] })
        next += margin.totals.count
      }
      try rake(hierarchy, leaves, &values, totals, margins)
      for place in leaves { table[place][d] = values[place] }
    }
  }

  /// Totals of several classifications drawn apart have different sums; each is scaled to the sum of the first.
  private static func agreeing(_ totals: [[Double]]) -> [[Double]] {
    guard let first = totals.first else { return totals }
    let whole = first.reduce(0, +)
    return totals.map { margin in
      let sum = margin.reduce(0, +)
      return sum > 0 ? margin.map { $0 * whole / sum } : margin
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
    var inside: [Int] = []
    for (k, leaf) in hierarchy.leaves.enumerated() where isInside(leaf, place) { inside.append(k) }
    let doubtful = inside.count { parts[$0].standardDeviation > 0 }
    guard correlation == 1 || doubtful <= 1 else { return nil }
    var sum = 0.0
    for k in inside { sum += parts[k].value(at: z) }
    return sum
  }

  /// Whether a node is another or lies below it.
  package func isInside(_ node: Int, _ whole: Int) -> Bool {
    var place: Int? = node
    while let current = place {
      if current == whole { return true }
      place = hierarchy.nodes[current].parent
    }
    return false
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
