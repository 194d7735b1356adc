import Testing

@testable import Reporting

@Suite("Estimates over time")
struct TrendPlotTests {
  private static func figure(_ plot: TrendPlot, _ identifier: String = "f") -> Figure {
    Figure(identifier, title: "t", description: "d", content: .trend(plot), source: "s")
  }

  private static let children = Axis("Children", style: .count)

  private static func drawn(_ plot: TrendPlot, _ format: FigureFormat = .page) throws -> ParsedXML.Node {
    try #require(ParsedXML.root(FigureWriter.svg(figure(plot), format: format, identifier: "x").source))
  }

  static let strained: [Figure] = {
    let long = "Estimates of the vintage of 2020, recalculated after the definitions of the statisticians"
    typealias Point = TrendPlot.Point
    let odd: [Point] = [Point(.nan, .infinity), Point(2016, -3, .init(-9, nil))]
    let huge: [Point] = [
      Point(2016, 1e15, .init(-1e15, 1e16)), Point(2016.5, 1e-9), Point(2017, 3, .init(1, nil)),
    ]
    let many: [Point] = (0..<60).map { (index: Int) -> Point in
      let square = Double(index * index)
      return Point(1960 + Double(index), square, .init(0, square * 2))
    }
    let points: [[Point]] = [[], [Point(2016, nil)], [Point(2016, 5)], odd, huge, many]
    var result: [Figure] = []
    for (index, points) in points.enumerated() {
      for (number, axis) in [
        children, Axis(long, style: .decimal(4), isLogarithmic: true), Axis("", style: .percent),
      ].enumerated() {
        for count in [0, 1, 3, 14] {
          let series = (0..<count).map { (part: Int) -> TrendPlot.Series in
            TrendPlot.Series(
              number == 1 ? long : "Series \(part)", points: points, isJoined: part != 1,
              intervals: part == 2 ? .band : .whiskers)
          }
          result.append(
            figure(
              TrendPlot(
                axis: axis, series: series, referenceLine: number == 0 ? nil : ReferenceLine(4, long),
                breaks: number == 2 ? [ReferenceLine(2018, long)] : []), "y\(index)\(number)\(count)"))
        }
      }
    }
    return result
  }()

  @Test func `series are told apart by shape and dashes, not by colour alone`() {
    let looks = (0..<TrendPlot.mostSeries).map(SeriesLook.init)
    let shapes = looks.map { "\($0.shape) \($0.isOpen) \($0.line.split(separator: " ").last ?? "")" }
    #expect(Set(shapes).count == TrendPlot.mostSeries)
    // The first eight have a shape of their own.
    #expect(Set(looks.prefix(8).map { "\($0.shape) \($0.isOpen)" }).count == 8)
  }

  @Test(arguments: FigureFormat.allCases)
  func `ticks are whole years and points stand at theirs`(_ format: FigureFormat) throws {
    let plot = TrendPlot(
      axis: Self.children,
      series: [.init("a", points: [.init(2020, 30), .init(2016, 10), .init(2018, 20)])])
    let root = try Self.drawn(plot, format)
    // The legend's point comes first.
    let circles = root.all("circle").dropFirst()
    let xs = circles.compactMap { Double($0.attributes["cx"] ?? "") }
    let ys = circles.compactMap { Double($0.attributes["cy"] ?? "") }
    #expect(xs.count == 3 && xs[0] < xs[2] && abs(xs[1] - (xs[0] + xs[2]) / 2) <= 0.01)
    #expect(abs(ys[1] - (ys[0] + ys[2]) / 2) <= 0.01 && ys[0] > ys[2])
    let ticks = root.all("text").filter { $0.attributes["class"] == "tick" }.map(\.text)
    #expect(ticks.contains("2016") && ticks.contains("2020"))
    #expect(!ticks.contains { $0.contains(".") && $0.hasPrefix("20") })
  }

  @Test func `one year alone stands between its neighbours`() throws {
    let root = try Self.drawn(TrendPlot(axis: Self.children, series: [.init("a", points: [.init(2021, 5)])]))
    let ticks = root.all("text").filter { $0.attributes["class"] == "tick" }.map(\.text)
    #expect(ticks.contains("2021"))
  }

  @Test func `a year without an estimate interrupts the line`() throws {
    let points: [TrendPlot.Point] = [
      .init(2000, 1), .init(2004, 2), .init(2008, nil, note: "not asked"), .init(2012, 3), .init(2016, 4),
    ]
    func lines(_ joined: Bool) throws -> Int {
      let root = try Self.drawn(
        TrendPlot(axis: Self.children, series: [.init("a", points: points, isJoined: joined)]))
      return root.all("polyline").count
    }
    #expect(try lines(true) == 2)
    #expect(try lines(false) == 0)
    let figure = Self.figure(TrendPlot(axis: Self.children, series: [.init("a", points: points)]))
    #expect(figure.dataTable.rows[2].cells[2] == .text("not asked"))
    #expect(
      figure.footnotes(in: .english).map(\.text) == [
        "1 of 5 points has no estimate with a place on the axes."
      ])
  }

  @Test func `the points of one year stand side by side`() throws {
    let series = (0..<3).map { TrendPlot.Series("s\($0)", points: [.init(2020, 5, .init(4, 6))]) }
    let root = try Self.drawn(TrendPlot(axis: Self.children, series: series))
    let whiskers = root.all("line").filter {
      ($0.attributes["class"] ?? "").hasPrefix("series tone") && $0.attributes["x1"] == $0.attributes["x2"]
    }
    #expect(Set(whiskers.compactMap { $0.attributes["x1"] }).count == 3)
  }

  @Test func `the data hold every series and point`() {
    let text = CSVWriter.text(SampleDocument.trend.dataTable)
    #expect(text.hasPrefix("series,series_mark,year,value,interval_lower,interval_upper\n"))
    #expect(text.contains("Vintage of 2020,†,2016,152,146.5,157.5\n"))
    #expect(text.contains("Vintage of 2024,,2022,not published,no estimate,no estimate\n"))
    #expect(text.contains("Vintage of 2024,,2024,138,129,unbounded\n"))
  }
}
