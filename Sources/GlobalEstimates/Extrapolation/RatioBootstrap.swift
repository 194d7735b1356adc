internal import Glibc
internal import NumericKernel

/// The bootstrap over countries of a ratio extrapolation: n − 1 of the n countries with data of each stratum
/// are drawn with replacement (Rao and Wu, JASA 83, 1988), the change of each cell is shrunk by the
/// finite-population correction, and the surveys' own errors are added as the two-stage variance has them.
package struct RatioBootstrap: Sendable {
  package let strata: [String]
  /// Draws of the total of each stratum.
  package let stratumTotals: [[Double]]
  /// Draws of the whole: the sum of the strata, draw by draw.
  package let total: [Double]
  package let seed: UInt64

  /// Draws are made in pieces of this size, each with its own stream.
  private static let pieceSize = 2000

  /// - Throws: `GlobalEstimateError.refused` (AGG-03) as `RatioExtrapolation.total` does, `.invalidInput` for
  ///   fewer than 100 draws.
  package init(
    _ extrapolation: RatioExtrapolation, cells: [String]? = nil, draws: Int, seed: UInt64, threads: Int = 1
  ) throws(GlobalEstimateError) {
    guard draws >= 100 else { throw .invalidInput("a bootstrap over countries needs at least 100 draws") }
    let selection = try RatioExtrapolation.Selection(extrapolation, nil, cells)
    // Refuses what the total refuses.
    guard try extrapolation.total(cells: cells).standardError != nil else {
      throw .invalidInput(
        "a stratum has nothing to extrapolate and no standard errors, so that nothing can vary in it")
    }
    let tables = extrapolation.strata.map { StratumTable(extrapolation, $0, selection) }
    let pieces = (draws + RatioBootstrap.pieceSize - 1) / RatioBootstrap.pieceSize
    let drawn = parallelMap(count: pieces, threads: max(1, threads)) { piece in
      let first = piece * RatioBootstrap.pieceSize
      let count = min(RatioBootstrap.pieceSize, draws - first)
      return tables.enumerated().map { index, table in
        table.draw(count, seed: seed, replicate: piece * tables.count + index)
      }
    }
    strata = extrapolation.strata.map(\.name)
    self.seed = seed
    stratumTotals = tables.indices.map { index in drawn.flatMap { $0[index] } }
    var total = [Double](repeating: 0, count: draws)
    for totals in stratumTotals {
      for d in 0..<draws { total[d] += totals[d] }
    }
    self.total = total
  }

  /// The quantiles of the whole.
  package func interval(level: Double = 0.95) throws(GlobalEstimateError) -> (lower: Double, upper: Double) {
    guard level > 0, level < 1 else { throw .invalidInput("an interval level has to lie between 0 and 1") }
    let sorted = total.sorted()
    return (sampleQuantile(sorted, 0.5 * (1 - level)), sampleQuantile(sorted, 0.5 * (1 + level)))
  }

  /// The standard deviation of the draws of the whole.
  package var standardError: Double {
    let mean = total.reduce(0, +) / Double(total.count)
    var squares = 0.0
    for value in total { squares += (value - mean) * (value - mean) }
    return (squares / Double(total.count - 1)).squareRoot()
  }
}

/// What one stratum needs for its draws, country by country: N and N·p of each selected cell.
private struct StratumTable: Sendable {
  private let donors: Int
  private let width: Int
  /// Pairs (N, Np), row by row.
  private let pairs: [Double]
  private let value: Double
  private let rates: [Double]
  /// √(1 − f)·N of each cell; 0 where nothing is missing.
  private let leverage: [Double]
  private let samplingError: Double

  init(
    _ owner: RatioExtrapolation, _ stratum: RatioExtrapolation.Stratum,
    _ selection: RatioExtrapolation.Selection
  ) {
    let all = owner.grid.cells.count
    let contributors = owner.contributors(stratum, selection)
    donors = contributors.count
    width = selection.cells.count
    var pairs: [Double] = []
    for c in contributors {
      for k in selection.cells {
        let rate = owner.grid.rate[c * all + k]
        let people = rate == nil ? 0 : owner.grid.population[c * all + k]
        pairs.append(people)
        pairs.append(people * (rate ?? 0))
      }
    }
    self.pairs = pairs
    rates = selection.cells.map(stratum.rate)
    leverage = selection.cells.map { stratum.correction($0) * stratum.population[$0] }
    var value = 0.0
    for k in selection.cells { value += stratum.rate(k) * stratum.population[k] }
    self.value = value
    let whole = leverage.contains { $0 != 0 }
    samplingError =
      owner.samplingVariance(stratum.countries, stratum, selection, wholeStratum: whole).squareRoot()
  }

  func draw(_ count: Int, seed: UInt64, replicate: Int) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .bootstrap, replicate: replicate)
    var result = [Double](repeating: value, count: count)
    let resamples = donors >= 2 && leverage.contains { $0 != 0 }
    var sums = [Double](repeating: 0, count: 2 * width)
    for d in 0..<count {
      if samplingError > 0 { result[d] += samplingError * stream.standardNormal() }
      guard resamples else { continue }
      repeat { resample(&sums, &stream) } while !isComplete(sums)
      var change = 0.0
      for k in 0..<width where leverage[k] != 0 {
        change += leverage[k] * (sums[2 * k + 1] / sums[2 * k] - rates[k])
      }
      result[d] += change
    }
    return result
  }

  private func resample(_ sums: inout [Double], _ stream: inout RandomStream) {
    let size = 2 * width
    for k in 0..<size { sums[k] = 0 }
    pairs.withUnsafeBufferPointer { pairs in
      sums.withUnsafeMutableBufferPointer { sums in
        for _ in 1..<donors {
          let row = stream.integer(below: donors) * size
          for k in 0..<size { sums[k] += pairs[row + k] }
        }
      }
    }
  }

  /// Every cell that is extrapolated has somebody with data among those drawn; otherwise the draw is made
  /// again.
  private func isComplete(_ sums: [Double]) -> Bool {
    for k in 0..<width where leverage[k] != 0 && sums[2 * k] == 0 { return false }
    return true
  }
}
