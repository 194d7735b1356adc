import Reporting
import Testing

@Suite("Histogram of draws")
struct HistogramTests {
  /// Two hundred numbers that are the same doubles in any language: `i * i * 7919 % 1009`.
  private static let remainders = (1...200).map { Double($0 * $0 * 7919 % 1009) }
  private static let draws = remainders.map { $0 / 10 + 0.05 }.sorted()

  /// numpy 1.24: `numpy.histogram(x, bins="fd")`.
  @Test func `bins are those of Freedman and Diaconis`() {
    let histogram = Histogram.binning(sorted: Self.draws)
    #expect(histogram.counts == [28, 34, 27, 31, 32, 21, 27])
    #expect(histogram.edges.first == Self.draws.first && histogram.edges.last == Self.draws.last)
    #expect(abs(histogram.edges[1] - 15.735714285714284) < 1e-12)
    #expect(histogram.total == 200 && histogram.below + histogram.above + histogram.infinite == 0)
    let squares = Self.remainders.map { ($0 / 100 + 0.005) * ($0 / 100 + 0.005) }.sorted()
    #expect(Histogram.binning(sorted: squares).counts == [79, 32, 31, 18, 10, 17, 13])
  }

  /// numpy 1.24: `numpy.histogram(numpy.log10(x), bins="fd")`.
  @Test func `on a logarithmic axis the rule is applied to logarithms, and no draw falls off an end`() {
    let histogram = Histogram.binning(sorted: Self.draws, isLogarithmic: true)
    #expect(histogram.counts == [2, 2, 3, 6, 3, 7, 12, 16, 25, 31, 43, 50])
    #expect(abs(histogram.edges[1] - 2.45089470309367) < 1e-12)
    #expect(histogram.edges.first == Self.draws.first && histogram.edges.last == Self.draws.last)
  }

  /// numpy 1.24: `numpy.histogram(x, bins="sturges")`.
  @Test func `where half the draws are equal the bins are those of Sturges`() {
    let draws = ([Double](repeating: 5, count: 150) + (1...50).map { Double($0) + 0.5 }).sorted()
    #expect(Histogram.binning(sorted: draws).counts == [156, 5, 6, 5, 6, 5, 6, 5, 6])
  }

  @Test func `a far tail is counted and does not press the bins together`() {
    let histogram = Histogram.binning(
      sorted: [-1e12] + Self.draws + [5_000, 1e9, .infinity, .infinity], missing: 3)
    #expect(histogram.below == 1 && histogram.above == 2 && histogram.infinite == 2 && histogram.missing == 3)
    #expect(histogram.total == 208 && histogram.counts.reduce(0, +) == 200)
    #expect(histogram.edges[0] > -400 && histogram.edges[histogram.edges.count - 1] < 600)
    let wider = Histogram.binning(sorted: Self.draws + [5_000, 1e9], including: [4_000])
    #expect(wider.edges.last == 4_000 && wider.above == 2)
    #expect(wider.counts.count == Histogram.mostBins)
  }

  @Test func `whole-numbered draws have bins of whole width with edges at halves`() {
    let draws = (0..<1_000).map { Double(100 + $0 % 90) }.sorted()
    let histogram = Histogram.binning(sorted: draws)
    let widths = zip(histogram.edges, histogram.edges.dropFirst()).map { $1 - $0 }
    #expect(widths.allSatisfy { $0 == widths[0] } && widths[0].rounded() == widths[0])
    #expect(histogram.edges[0] == 99.5)
    #expect(histogram.counts.reduce(0, +) == 1_000)
    // Every value occurs 11 or 12 times, so full bins are alike.
    #expect(histogram.counts.dropLast().allSatisfy { abs(Double($0) / widths[0] - 11.1) < 1 })
  }

  @Test func `what can hardly be binned is`() {
    #expect(Histogram.binning(sorted: []).counts == [])
    #expect(Histogram.binning(sorted: [.infinity, .infinity]).infinite == 2)
    #expect(Histogram.binning(sorted: [7, 7, 7]).edges == [6.5, 7.5])
    #expect(Histogram.binning(sorted: [0.3, 0.3]).counts == [2])
    #expect(Histogram.binning(sorted: [0, 0.5], isLogarithmic: true).below == 1)
    #expect(Histogram.binning(sorted: [-3, 0], isLogarithmic: true).below == 2)
    let extremes: [Double] = [-1.7e308, -1e-300, 0, .leastNonzeroMagnitude, 1.7e308]
    #expect(Histogram.binning(sorted: [-.infinity] + extremes).total == 6)
    #expect(Histogram.binning(sorted: extremes, isLogarithmic: true).total == 5)
    let close = [1e15, 1e15 + 0.125, 1e15 + 0.25]
    #expect(Histogram.binning(sorted: close).counts.reduce(0, +) == 3)
  }

  /// Every draw is counted once, in the bin whose edges hold it.
  @Test(arguments: [false, true]) func `no draw is lost or counted twice`(_ isLogarithmic: Bool) {
    for power in 1...6 {
      let draws = Self.remainders.map { draw in
        (0..<power).reduce(1.0) { product, _ in product * (draw / 100 + 0.01) }
      }.sorted()
      let histogram = Histogram.binning(sorted: draws, isLogarithmic: isLogarithmic)
      #expect(histogram.counts.count <= Histogram.mostBins)
      #expect(histogram.total == draws.count)
      for (bin, count) in histogram.counts.enumerated() {
        let isLast = bin == histogram.counts.count - 1
        let (from, to) = (histogram.edges[bin], histogram.edges[bin + 1])
        #expect(draws.count { $0 >= from && (isLast ? $0 <= to : $0 < to) } == count)
      }
    }
  }
}
