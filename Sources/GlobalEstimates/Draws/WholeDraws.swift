internal import NumericKernel

/// Draws of the wholes of a hierarchy, under several correlations of the parts' errors at once: the deviates of a part
/// are made once, and what was added to its wholes is let go.
///
/// Blocks of draws are independent of each other, so that threads take blocks; within a block parts are added in their
/// order.
struct WholeDraws: Sendable {
  /// By correlation, then by node; empty for a part. Of all wholes for the first correlation, of the root alone for
  /// the others.
  let tables: [[[Double]]]

  /// - Parameters:
  ///   - streams: a number for the random stream of each node.
  ///   - keepsAll: whether the first correlation keeps all wholes, and not the root alone.
  init(
    _ hierarchy: Hierarchy, parts: [PartDistribution], streams: [Int], correlations: [Double], keepsAll: Bool,
    draws: Int, seed: UInt64, threads: Int
  ) {
    let plan = Plan(hierarchy, parts, streams, correlations, keepsAll, seed)
    var tables = plan.runs.map { run in
      hierarchy.nodes.indices.map { run.row[$0] == nil ? [] : [Double](repeating: 0, count: draws) }
    }
    let size = Deviates.blockSize
    let blocks = (draws + size - 1) / size
    // As many blocks at a time as keep the threads busy, within a quarter of a gibibyte for their rows.
    let batch = max(1, min(max(1, threads) * 4, (1 << 25) / (plan.rowCount * size)))
    for start in stride(from: 0, to: blocks, by: batch) {
      let rows = parallelMap(count: min(batch, blocks - start), threads: max(1, threads)) { k in
        plan.block(start + k)
      }
      for (k, row) in rows.enumerated() {
        let first = (start + k) * size
        let count = min(size, draws - first)
        for (r, run) in plan.runs.enumerated() {
          for place in run.places {
            let offset = (run.firstRow + (run.row[place] ?? 0)) * size
            tables[r][place].replaceSubrange(first..<first + count, with: row[offset..<offset + count])
          }
        }
      }
    }
    self.tables = tables
  }

  /// What every block needs.
  private struct Plan: Sendable {
    /// One correlation.
    struct Run: Sendable {
      let correlation: Double
      /// The wholes that are kept, the root first, and the place of each among them.
      let places: [Int]
      let row: [Int?]
      /// The place of its first row among those of all runs.
      let firstRow: Int
      /// Under full correlation every whole is a function of the one deviate.
      let functions: [WholeFunction]
    }

    let runs: [Run]
    let rowCount: Int
    let parents: [Int?]
    let leaves: [Int]
    let transforms: [PartTransform]
    let streams: [Int]
    let seed: UInt64

    init(
      _ hierarchy: Hierarchy, _ parts: [PartDistribution], _ streams: [Int], _ correlations: [Double],
      _ keepsAll: Bool, _ seed: UInt64
    ) {
      parents = hierarchy.nodes.map(\.parent)
      leaves = hierarchy.leaves
      transforms = parts.map { PartTransform($0) }
      self.streams = streams
      self.seed = seed
      var runs: [Run] = []
      var rowCount = 0
      for (r, correlation) in correlations.enumerated() {
        let places = r == 0 && keepsAll ? hierarchy.nodes.indices.filter { !hierarchy.nodes[$0].isLeaf } : [0]
        var row = [Int?](repeating: nil, count: hierarchy.nodes.count)
        for (k, place) in places.enumerated() { row[place] = k }
        runs.append(
          Run(
            correlation: correlation, places: places, row: row, firstRow: rowCount,
            functions: correlation == 1 ? WholeFunction.all(places.map(hierarchy.leafRange), parts) : []))
        rowCount += places.count
      }
      self.runs = runs
      self.rowCount = rowCount
    }

    /// The rows of one block, one after the other.
    func block(_ number: Int) -> [Double] {
      let size = Deviates.blockSize
      var rows = [Double](repeating: 0, count: rowCount * size)
      var own = [Double](repeating: 0, count: size)
      var common = own
      var shared = runs.map { _ in own }
      rows.withUnsafeMutableBufferPointer { rows in
        own.withUnsafeMutableBufferPointer { own in
          common.withUnsafeMutableBufferPointer { common in
            guard let rows = rows.baseAddress, let own = own.baseAddress, let common = common.baseAddress
            else { return }
            if runs.contains(where: { $0.correlation > 0 }) {
              Deviates.fill(common, block: number, seed: seed, purpose: .errorPropagation, replicate: 0)
            }
            for (r, run) in runs.enumerated() {
              let weight = run.correlation.squareRoot()
              for d in 0..<size { shared[r][d] = weight * common[d] }
            }
            addParts(number, rows, own, shared)
            addFunctions(rows, common)
            addWholes(rows)
          }
        }
      }
      return rows
    }

    private func addParts(
      _ number: Int, _ rows: UnsafeMutablePointer<Double>, _ own: UnsafeMutablePointer<Double>,
      _ shared: [[Double]]
    ) {
      let partial = runs.indices.filter { runs[$0].correlation < 1 }
      guard !partial.isEmpty else { return }
      for (k, leaf) in leaves.enumerated() {
        let transform = transforms[k]
        if case .constant = transform {
        } else {
          Deviates.fill(
            own, block: number, seed: seed, purpose: .errorPropagation, replicate: streams[leaf])
        }
        for r in partial {
          let run = runs[r]
          let whole = parents[leaf].flatMap { run.row[$0] } ?? 0
          shared[r].withUnsafeBufferPointer { shared in
            guard let shared = shared.baseAddress else { return }
            transform.add(
              SplitDeviates(
                own: own, shared: shared, factor: (1 - run.correlation).squareRoot(),
                count: Deviates.blockSize
              ), to: rows + (run.firstRow + whole) * Deviates.blockSize)
          }
        }
      }
    }

    private func addFunctions(_ rows: UnsafeMutablePointer<Double>, _ common: UnsafeMutablePointer<Double>) {
      for run in runs where run.correlation == 1 {
        for (k, function) in run.functions.enumerated() {
          function.add(
            SplitDeviates(own: common, shared: common, factor: 0, count: Deviates.blockSize),
            to: rows + (run.firstRow + k) * Deviates.blockSize)
        }
      }
    }

    /// Wholes into the wholes above them, from the deepest on.
    private func addWholes(_ rows: UnsafeMutablePointer<Double>) {
      for run in runs where run.correlation < 1 {
        for place in run.places.reversed() {
          guard let parent = parents[place], let from = run.row[place], let to = run.row[parent] else {
            continue
          }
          let source = rows + (run.firstRow + from) * Deviates.blockSize
          let target = rows + (run.firstRow + to) * Deviates.blockSize
          for d in 0..<Deviates.blockSize { target[d] += source[d] }
        }
      }
    }
  }
}

/// A whole as a function of the one deviate that all its parts share when their errors are fully correlated.
private struct WholeFunction: Sendable {
  let table: DeviateTable
  let parts: ArraySlice<PartDistribution>

  /// One for each range of parts.
  static func all(_ ranges: [Range<Int>], _ parts: [PartDistribution]) -> [WholeFunction] {
    let points = parts.map { part in DeviateTable.points(part.value(at:)) }
    return ranges.map { inside in
      var sums = [Double](repeating: 0, count: points.first?.count ?? 0)
      for k in inside {
        for d in sums.indices { sums[d] += points[k][d] }
      }
      return WholeFunction(table: DeviateTable(points: sums), parts: parts[inside])
    }
  }

  func add(_ deviates: SplitDeviates, to sums: UnsafeMutablePointer<Double>) {
    table.add(deviates, to: sums) { z in
      var sum = 0.0
      for part in parts { sum += part.value(at: z) }
      return sum
    }
  }
}
