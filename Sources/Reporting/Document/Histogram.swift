internal import Glibc

/// Draws counted in bins, with those that no bin holds.
package struct Histogram: Sendable, Equatable {
  /// Rising and finite, one more than there are bins; empty where there is no bin.
  package let edges: [Double]
  /// Draws from an edge up to the next; the last bin holds its upper edge as well.
  package let counts: [Int]
  /// Draws below the first edge and above the last; an infinite one is in neither.
  package let below: Int
  package let above: Int
  /// Draws that are infinite.
  package let infinite: Int
  /// Draws that gave no number at all.
  package let missing: Int

  /// - Precondition: as many edges as the counts need, finite and rising; no count below zero.
  package init(
    edges: [Double], counts: [Int], below: Int = 0, above: Int = 0, infinite: Int = 0, missing: Int = 0
  ) {
    precondition(edges.count == (counts.isEmpty ? 0 : counts.count + 1), "bins have an edge more than counts")
    precondition(edges.allSatisfy(\.isFinite), "edges are finite")
    precondition(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges rise")
    precondition(
      (counts + [below, above, infinite, missing]).allSatisfy { $0 >= 0 }, "counts are not negative")
    self.edges = edges
    self.counts = counts
    self.below = below
    self.above = above
    self.infinite = infinite
    self.missing = missing
  }

  /// All draws, whatever became of them.
  package var total: Int { counts.reduce(0, +) + below + above + infinite + missing }

  package static let mostBins = 60

  /// Bins of equal width after Freedman and Diaconis (1981, doi:10.1007/BF01025868): h = 2 IQR n^(−1/3), at
  /// most `mostBins` of them. On a logarithmic axis all this is done with logarithms.
  ///
  /// - The bins reach from the least to the greatest draw, but at most six interquartile ranges beyond the
  ///   quartiles, further only to hold `including` (the ends of the interval, say); what lies beyond is
  ///   counted in `below` and `above`. A tail of a few huge draws would else leave one bin for all others.
  /// - Where half the draws are equal, Sturges' number of bins takes the place of the rule.
  /// - Whole-numbered draws get bins of whole width with edges at halves, so that no bin holds more whole
  ///   numbers than its neighbour.
  ///
  /// - Parameter draws: rising; infinite ones at the end are counted in `infinite`.
  /// - Parameter missing: replicates that gave no number and are not among the draws.
  /// - Precondition: the draws rise, and none is NaN.
  package static func binning(
    sorted draws: [Double], missing: Int = 0, isLogarithmic: Bool = false, including: [Double] = [],
    mostBins: Int = Histogram.mostBins
  ) -> Histogram {
    precondition(draws.allSatisfy { !$0.isNaN }, "a draw is a number")
    precondition(zip(draws, draws.dropFirst()).allSatisfy { $0 <= $1 }, "the draws are sorted")
    let infinite = draws.reversed().prefix { $0 == .infinity }.count
    let finite = draws.dropLast(infinite)
    let usable = finite.drop { isLogarithmic ? $0 <= 0 : $0 == -.infinity }
    let scale = Scale(isLogarithmic: isLogarithmic)
    guard let least = usable.first, let greatest = usable.last else {
      return Histogram(edges: [], counts: [], below: finite.count, infinite: infinite, missing: missing)
    }
    let coordinates = usable.map { scale.coordinate(min(max($0, -1e300), 1e300)) }
    let places = edges(
      coordinates, including: including.filter(scale.holds).map(scale.coordinate),
      isWhole: !isLogarithmic && usable.allSatisfy { $0.rounded() == $0 && $0.magnitude < 0x1p50 },
      mostBins: max(mostBins, 1))
    var edges = places.map(scale.value)
    // The power of a logarithm may miss the draw that it was taken of.
    if coordinates[0] >= places[0] { edges[0] = min(edges[0], max(least, -1e300)) }
    if coordinates[coordinates.count - 1] <= places[places.count - 1] {
      edges[edges.count - 1] = max(edges[edges.count - 1], min(greatest, 1e300))
    }
    return Histogram(counting: finite, between: edges, infinite: infinite, missing: missing)
  }

  private init(counting draws: ArraySlice<Double>, between edges: [Double], infinite: Int, missing: Int) {
    // Edges that rounding has brought together hold nothing between them.
    var distinct: [Double] = []
    for edge in edges where distinct.last.map({ $0 < edge }) ?? true { distinct.append(edge) }
    var counts = [Int](repeating: 0, count: max(distinct.count - 1, 0))
    var below = 0
    var above = 0
    var bin = 0
    for draw in draws {
      guard let first = distinct.first, let last = distinct.last, draw >= first else {
        below += 1
        continue
      }
      guard draw <= last else {
        above += 1
        continue
      }
      while bin + 1 < counts.count, draw >= distinct[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.init(
      edges: distinct, counts: counts, below: below, above: above, infinite: infinite, missing: missing)
  }

  private struct Scale {
    let isLogarithmic: Bool

    func holds(_ value: Double) -> Bool { value.isFinite && (!isLogarithmic || value > 0) }
    func coordinate(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
    func value(_ coordinate: Double) -> Double { isLogarithmic ? pow(10, coordinate) : coordinate }
  }

  /// The edges for rising coordinates, of which there is at least one.
  private static func edges(
    _ sorted: [Double], including: [Double], isWhole: Bool, mostBins: Int
  ) -> [Double] {
    let quartiles = (quantile(sorted, 0.25), quantile(sorted, 0.75))
    let spread = quartiles.1 - quartiles.0
    let reach = spread > 0 ? 6 * spread : .infinity
    var low = max(sorted[0], min(quartiles.0 - reach, including.min() ?? .infinity))
    let high = min(sorted[sorted.count - 1], max(quartiles.1 + reach, including.max() ?? -.infinity))
    guard low < high else {
      let half = isWhole || low == 0 ? 0.5 : low.magnitude * 0.05
      return [low - half, low + half]
    }
    let count = Double(sorted.count)
    let wanted = spread > 0 ? 2 * spread / cbrt(count) : (high - low) / (log2(count).rounded(.up) + 1)
    if isWhole {
      let span = high.rounded(.up) - low.rounded(.down) + 1
      let width = max(wanted.rounded(), (span / Double(mostBins)).rounded(.up), 1)
      low = low.rounded(.down) - 0.5
      let bins = Int((span / width).rounded(.up))
      return (0...bins).map { low + Double($0) * width }
    }
    // A width that fits the range but for rounding makes no further bin.
    let bins = Int(min(max(((high - low) / wanted - 1e-9).rounded(.up), 1), Double(mostBins)))
    return (0...bins).map { $0 == bins ? high : low + (high - low) * (Double($0) / Double(bins)) }
  }

  /// The quantile between neighbouring order statistics (type 7 of Hyndman and Fan, 1996).
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let index = Int(place)
    guard index + 1 < sorted.count else { return sorted[index] }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}
