import Testing

@testable import Reporting

@Suite("Distribution of draws")
struct DensityPlotTests {
  private static func figure(_ plot: DensityPlot, _ identifier: String = "f") -> Figure {
    Figure(identifier, title: "t", description: "d", content: .density(plot), source: "s")
  }

  private static func plot(
    _ histogram: Histogram, axis: Axis = Axis("n", style: .count), interval: IntervalPlot.Span? = nil,
    estimate: Double = 15
  ) -> DensityPlot {
    DensityPlot(
      axis: axis, histogram: histogram, estimate: ReferenceLine(estimate, "estimate: 15"), interval: interval,
      intervalLabel: "90 % interval")
  }

  static let strained: [Figure] = {
    let long = "draws of the posterior distribution of the number of children in trafficking on the islands"
    let axes = [
      Axis("Children", style: .count), Axis(long, style: .estimatedCount, isLogarithmic: true),
      Axis("", style: NumberStyle(decimals: 4, suffix: " per 1,000 children"), includesZero: false),
    ]
    let histograms = [
      Histogram(edges: [], counts: [], infinite: 12),
      Histogram(edges: [10, 20, 30], counts: [4, 8], below: 2, above: 7),
      Histogram(edges: [-5, 0, 1e12], counts: [1, 0]),
      Histogram.binning(sorted: (1...900).map { Double($0 * $0) }, isLogarithmic: true),
      Histogram.binning(sorted: (1...900).map { Double($0) * 1e-9 }),
    ]
    let marked: [(Double, IntervalPlot.Span?, Double?)] = [
      (15, .init(12, 25), 14.9), (15, .init(0, nil), nil), (1e15, .init(-1e15, 1e15), 1e14),
      (.infinity, nil, 0),
      (250_000, .init(1_000, 600_000), 700_000), (5e-7, .init(1e-9, 1e-6), 5e-7),
    ]
    var result: [Figure] = []
    for (a, axis) in axes.enumerated() {
      for (h, histogram) in histograms.enumerated() {
        for (m, mark) in marked.enumerated() {
          result.append(
            figure(
              DensityPlot(
                axis: axis, histogram: histogram, drawsName: m.isMultiple(of: 2) ? "replicates" : long,
                estimate: ReferenceLine(mark.0, m == 1 ? long : "estimate: 15"), interval: mark.1,
                intervalLabel: "95 % interval",
                observed: mark.2.map { ReferenceLine($0, m == 4 ? long : "observed: 9") }),
              "d\(a)\(h)\(m)"))
        }
      }
    }
    return result
  }()

  @Test func `what the bins do not hold is said`() {
    func words(_ histogram: Histogram) -> String? { Self.plot(histogram).remainder }
    #expect(
      words(Histogram(edges: [1, 40_000], counts: [985], above: 12, infinite: 3))
        == "12 of 1,000 replicates lie beyond 40,000; 3 more are infinite.")
    #expect(
      words(Histogram(edges: [1, 2], counts: [1], below: 1, above: 1, infinite: 1, missing: 1))
        == "1 of 5 replicates lies beyond 2; 1 more is infinite; 1 more lies below 1; 1 more gave no estimate."
    )
    #expect(
      words(Histogram(edges: [1, 2], counts: [9], missing: 2)) == "2 of 11 replicates gave no estimate.")
    #expect(
      words(Histogram(edges: [], counts: [], below: 2)) == "2 of 2 replicates have no place on the axis.")
    #expect(words(Histogram(edges: [1, 2], counts: [9])) == nil)
    let figure = Self.figure(Self.plot(Histogram(edges: [1, 2], counts: [9], missing: 2)))
    #expect(
      figure.footnotes(in: .english).count == 1
        && figure.dataTable.notes.contains(figure.footnotes(in: .english)[0].text))
  }

  @Test(arguments: FigureFormat.allCases)
  func `bars are filled within the interval, hollow beyond, and cut at its ends`(_ format: FigureFormat)
    throws
  {
    let figure = Self.figure(
      Self.plot(Histogram(edges: [0, 10, 20, 30], counts: [5, 10, 5]), interval: .init(5, 20)))
    let source = FigureWriter.svg(figure, format: format, identifier: "x").source
    let root = try #require(ParsedXML.root(source))
    func bars(_ style: String) -> [(x: Double, width: Double, height: Double)] {
      root.all("rect").filter { $0.attributes["class"] == style && ($0.attributes["height"] ?? "") != "12" }
        .map { node in
          func number(_ name: String) -> Double { Double(node.attributes[name] ?? "") ?? .nan }
          return (number("x"), number("width"), number("height"))
        }
    }
    let filled = bars("filled")
    let hollow = bars("hollow")
    #expect(filled.count == 2 && hollow.count == 2)
    // The first bin is half filled; gaps between bars take up to a unit.
    #expect(abs(filled[0].width * 2 - filled[1].width) <= 1.5)
    #expect(abs(filled[0].height * 2 - filled[1].height) <= 0.02)
    #expect(abs(hollow[0].x + hollow[0].width - filled[0].x) <= 1)
    // The estimate, 15, stands in the middle of the second bin.
    let line = try #require(root.all("line").first { $0.attributes["class"] == "estimate" })
    #expect(abs((Double(line.attributes["x1"] ?? "") ?? 0) - (filled[1].x + filled[1].width / 2)) <= 0.02)
  }

  @Test func `the area of a bar is its share, whatever its width`() throws {
    let figure = Self.figure(Self.plot(Histogram(edges: [0, 10, 30], counts: [10, 10])))
    let root = try #require(ParsedXML.root(FigureWriter.svg(figure, format: .page, identifier: "x").source))
    let bars = root.all("rect").filter { $0.attributes["class"] == "filled" }
    let heights = bars.compactMap { Double($0.attributes["height"] ?? "") }
    #expect(heights.count == 2 && abs(heights[0] / heights[1] - 2) < 1e-3)
  }

  @Test func `a value far beyond the bins is said and not drawn`() throws {
    let figure = Self.figure(
      Self.plot(Histogram(edges: [10, 20, 30], counts: [4, 8]), interval: .init(12, nil), estimate: 1e9))
    let root = try #require(ParsedXML.root(FigureWriter.text(figure)))
    #expect(root.all("line").allSatisfy { $0.attributes["class"] != "estimate" })
    #expect(root.all("text").contains { $0.text == "estimate: 15 (beyond the axis)" })
    #expect(root.all("polyline").count == 1)
    #expect(root.all("text").contains { $0.text.hasSuffix("90 % interval, 12 or more") })
  }

  @Test func `the data are the bins`() {
    let figure = Self.figure(
      Self.plot(Histogram(edges: [0, 10, 20], counts: [5, 10]), interval: .init(5, 20)))
    #expect(CSVWriter.text(figure.dataTable) == "bin_lower,bin_upper,count\n0,10,5\n10,20,10\n")
    #expect(figure.dataTable.notes == ["90 % interval: 5–20.", "Line in the figure: estimate: 15."])
    let empty = Self.figure(Self.plot(Histogram(edges: [], counts: [])))
    #expect(CSVWriter.text(empty.dataTable) == "bin_lower,bin_upper,count\n")
  }
}
