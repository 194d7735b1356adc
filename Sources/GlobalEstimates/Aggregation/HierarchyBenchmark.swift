internal import Glibc

extension HierarchicalTotal {
  /// The children of every node with a figure, made to agree with it from the top down. A node below another with a
  /// figure starts from its own, is moved with its siblings, and hands on what it has become.
  static func fit(
    _ hierarchy: Hierarchy, _ values: inout [Double], to figures: [Double?], _ benchmark: Benchmark,
    _ variances: [Double]
  ) throws(GlobalEstimateError) {
    var table = values.map { [$0] }
    try fit(hierarchy, &table, to: figures.map { $0.map { [$0] } }, benchmark, variances)
    values = table.map { $0[0] }
  }

  static func fit(
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
  static func isAdjusted(_ place: Int, _ hierarchy: Hierarchy, _ figures: [[Double]?]) -> Bool {
    var above = hierarchy.nodes[place].parent
    while let node = above {
      if figures[node] != nil { return true }
      above = hierarchy.nodes[node].parent
    }
    return false
  }

  static func fitted(
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

  static func inNode<Value>(
    _ name: String, _ body: () throws(GlobalEstimateError) -> Value
  ) throws(GlobalEstimateError) -> Value {
    do {
      return try body()
    } catch {
      guard case .invalidInput(let sentence) = error else { throw error }
      throw .invalidInput("'\(name)': \(sentence)")
    }
  }

  static func rake(
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

  static func rake(
    _ hierarchy: Hierarchy, _ leaves: [Int], _ table: inout [[Double]], _ margins: [Margin],
    _ source: DrawSource
  ) throws(GlobalEstimateError) {
    // Nodes draw from streams of even numbers.
    let parts = margins.flatMap(\.totals)
    let rows = source.rows(
      parts, streams: parts.indices.map { 2 * $0 + 1 }, at: Array(parts.indices), of: parts.count)
    var values = [Double](repeating: 0, count: hierarchy.nodes.count)
    for d in 0..<source.draws {
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
  static func agreeing(_ totals: [[Double]]) -> [[Double]] {
    guard let first = totals.first else { return totals }
    let whole = first.reduce(0, +)
    return totals.map { margin in
      let sum = margin.reduce(0, +)
      return sum > 0 ? margin.map { $0 * whole / sum } : margin
    }
  }
}
