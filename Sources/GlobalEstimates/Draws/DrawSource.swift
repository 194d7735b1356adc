internal import NumericKernel

/// Where rows of draws of single figures come from: those that benchmarks need one by one.
struct DrawSource: Sendable {
  let correlation: Double
  let draws: Int
  let seed: UInt64
  let threads: Int

  /// A table of `count` rows, of which those at `places` hold the draws of one figure each.
  func rows(
    _ parts: [PartDistribution], streams: [Int], at places: [Int], of count: Int
  ) -> [[Double]] {
    var shared = [Double](repeating: 0, count: draws)
    if correlation > 0 {
      let weight = correlation.squareRoot()
      shared = Deviates.row(draws, seed: seed, purpose: .errorPropagation, replicate: 0)
      for d in 0..<draws { shared[d] *= weight }
    }
    let common = shared
    let rows = parallelMap(count: parts.count, threads: threads) { k in
      row(parts[k], stream: streams[k], common)
    }
    var table = [[Double]](repeating: [], count: count)
    for (k, place) in places.enumerated() { table[place] = rows[k] }
    return table
  }

  private func row(_ part: PartDistribution, stream: Int, _ shared: [Double]) -> [Double] {
    var row = [Double](repeating: 0, count: draws)
    let hasOwn = correlation < 1 && part.standardDeviation > 0
    let own =
      hasOwn ? Deviates.row(draws, seed: seed, purpose: .errorPropagation, replicate: stream) : shared
    row.withUnsafeMutableBufferPointer { row in
      own.withUnsafeBufferPointer { own in
        shared.withUnsafeBufferPointer { shared in
          guard let start = row.baseAddress, let own = own.baseAddress, let shared = shared.baseAddress else {
            return
          }
          PartTransform(part).add(
            SplitDeviates(
              own: own, shared: shared, factor: hasOwn ? (1 - correlation).squareRoot() : 0, count: draws),
            to: start)
        }
      }
    }
    return row
  }
}
