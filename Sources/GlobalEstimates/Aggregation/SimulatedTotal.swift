internal import Glibc
internal import NumericKernel

/// A simulated distribution: its sorted draws, and how far its summaries are off for being simulated.
package struct SimulatedTotal: Sendable, Equatable {
  package let mean: Double
  package let standardDeviation: Double
  /// s / √n.
  package let meanStandardError: Double
  /// √((m₄ − s⁴) / 4 n s²), by the delta method from the variance of s².
  package let standardDeviationStandardError: Double
  private let sorted: [Double]

  package var draws: Int { sorted.count }

  /// - Precondition: there are two draws or more, all finite.
  package init(draws: [Double]) {
    precondition(draws.count >= 2)
    sorted = sortedByRadix(draws)
    let count = Double(draws.count)
    var sum = 0.0
    for draw in draws { sum += draw }
    mean = sum / count
    var second = 0.0
    var fourth = 0.0
    for draw in draws {
      let square = (draw - mean) * (draw - mean)
      second += square
      fourth += square * square
    }
    let variance = second / (count - 1)
    standardDeviation = variance.squareRoot()
    meanStandardError = (variance / count).squareRoot()
    let spread = max(0, fourth / count - variance * variance)
    standardDeviationStandardError = variance > 0 ? (spread / (4 * count * variance)).squareRoot() : 0
  }

  /// The quantile of the draws (linear between order statistics), with its Monte Carlo standard error from the
  /// order statistics one binomial standard deviation to either side.
  package func quantile(_ probability: Double) -> SimulatedQuantile {
    let step = (probability * (1 - probability) / Double(draws)).squareRoot()
    let width = value(probability + step) - value(probability - step)
    return SimulatedQuantile(probability: probability, value: value(probability), standardError: width / 2)
  }

  private func value(_ probability: Double) -> Double {
    let position = min(max(probability, 0), 1) * Double(draws - 1)
    let below = Int(position.rounded(.down))
    let above = min(below + 1, draws - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}

package struct SimulatedQuantile: Sendable, Equatable {
  package let probability: Double
  package let value: Double
  /// Monte Carlo standard error.
  package let standardError: Double
}

extension LogNormalTotal {
  /// Draws of the total. A block of draws has a random stream of its own, so the result depends on the seed and
  /// the number of draws and not on the threads; two correlations share their normal deviates, which makes
  /// their difference steadier than either.
  package func simulate(draws: Int, seed: UInt64, threads: Int) -> SimulatedTotal {
    let blockSize = 4_096
    let blocks = (draws + blockSize - 1) / blockSize
    let common = correlation.squareRoot()
    let own = (1 - correlation).squareRoot()
    let means = parts.map(\.logMean)
    let deviations = parts.map(\.logStandardDeviation)
    let totals = parallelMap(count: blocks, threads: threads) { block in
      var stream = RandomStream(seed: seed, purpose: .errorPropagation, replicate: block)
      var totals = [Double](repeating: 0, count: min(blockSize, draws - block * blockSize))
      for draw in totals.indices {
        let shared = stream.standardNormal()
        var total = 0.0
        for i in means.indices {
          total += exp(means[i] + deviations[i] * (common * shared + own * stream.standardNormal()))
        }
        totals[draw] = total
      }
      return totals
    }
    return SimulatedTotal(draws: totals.flatMap(\.self))
  }
}
