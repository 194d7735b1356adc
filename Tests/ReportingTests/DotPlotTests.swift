import Testing

@testable import Reporting

@Suite("Models against a criterion")
struct DotPlotTests {
  private static func figure(_ plot: DotPlot, _ identifier: String = "f") -> Figure {
    Figure(identifier, title: "t", description: "d", content: .dots(plot), source: "s")
  }

  private static let criterion = Axis("ΔBIC", style: .decimal(1))
  private static let children = Axis("Children", style: .count)
  private static let logarithmic = Axis("Children", style: .count, isLogarithmic: true)

  /// Three thousand models that lie on a few hundred thousand places.
  private static let thousands: [DotPlot.Dot] = (1...3_000).map { (number: Int) -> DotPlot.Dot in
    let criterion = Double(number * number % 1_009) / 10
    let estimate = 1_000 + Double(number * 7_919 % 4_001)
    return DotPlot.Dot(
      label: "Model \(number)", criterion: criterion, estimate: estimate, interval: .init(900, 6_000),
      isChosen: number == 1_009)
  }

  static let strained: [Figure] = {
    let long = "ΔBIC, that is BIC less the least among all models that could be fitted to the lists at hand"
    let unbroken = String(repeating: "Pneumonoultramicroscopic", count: 4)
    let dots: [[DotPlot.Dot]] = [
      [],
      [.init(label: "none", criterion: nil, estimate: nil, isChosen: true)],
      [.init(label: unbroken, criterion: 0, estimate: 1e15, isChosen: true, marks: [.unverified])],
      [
        .init(label: "a", criterion: 0, estimate: -5, interval: .init(-1e9, nil)),
        .init(label: "b", criterion: 1e6, estimate: 3e-7, interval: .init(0, 1e9), isChosen: true),
        .init(label: "c", criterion: .infinity, estimate: .infinity),
      ],
      (0..<60).map { .init(label: "m", criterion: Double($0), estimate: 10, interval: .init(1, nil)) },
    ]
    var result = [figure(DotPlot(criterionAxis: criterion, estimateAxis: logarithmic, dots: thousands), "m")]
    for (index, dots) in dots.enumerated() {
      for (number, axis) in [children, logarithmic, Axis(long, style: .decimal(4))].enumerated() {
        result.append(
          figure(
            DotPlot(
              criterionAxis: number == 0 ? criterion : Axis(long, style: .decimal(2)), estimateAxis: axis,
              dots: dots, criterionLimit: number == 1 ? 10 : nil,
              referenceLine: number == 2 ? nil : ReferenceLine(number == 0 ? 4 : 0, long)),
            "m\(index)\(number)"))
      }
    }
    return result
  }()

  @Test func `the chosen model is first, then by criterion, those without one last`() {
    let plot = DotPlot(
      criterionAxis: Self.criterion, estimateAxis: Self.children,
      dots: [
        .init(label: "a", criterion: nil, estimate: nil), .init(label: "b", criterion: 3, estimate: 1),
        .init(label: "c", criterion: 1, estimate: 1),
        .init(label: "d", criterion: 2, estimate: 1, isChosen: true),
        .init(label: "e", criterion: 1, estimate: 1),
      ])
    #expect(plot.dots.map(\.label) == ["d", "c", "e", "b", "a"])
  }

  @Test func `thousands of models share at most 800 marks, and none is lost`() throws {
    let plot = DotPlot(criterionAxis: Self.criterion, estimateAxis: Self.logarithmic, dots: Self.thousands)
    let specks = plot.specks
    #expect(specks.count <= 800 && specks.count > 500)
    #expect(specks.reduce(0) { $0 + $1.count } == 2_999)
    let places = Set(Self.thousands.map { [$0.criterion ?? -1, $0.estimate ?? -1] })
    #expect(specks.allSatisfy { places.contains([$0.criterion, $0.estimate]) })
    #expect(
      plot.remainders == [
        "2,999 models share \(specks.count) marks: models that would lie on one another have one mark, the "
          + "larger the more they are.", "Only the interval of the chosen model is drawn.",
      ])
    for format in FigureFormat.allCases {
      let source = FigureWriter.svg(Self.figure(plot), format: format, identifier: "x").source
      let root = try #require(ParsedXML.root(source))
      let drawn = root.all("circle").filter { $0.attributes["class"] == "speck" }
      // One more stands in the legend.
      #expect(drawn.count == specks.count + 1)
    }
    // The order in which models of different criteria come in changes nothing.
    #expect(
      DotPlot(
        criterionAxis: Self.criterion, estimateAxis: Self.logarithmic,
        dots: Self.thousands.filter { ($0.criterion ?? 0) > 50 }.reversed()
      ).specks.count <= 800)
  }

  @Test(arguments: FigureFormat.allCases)
  func `the chosen model has another shape, its name and its numbers`(_ format: FigureFormat) throws {
    let source = FigureWriter.svg(SampleDocument.dots, format: format, identifier: "x").source
    let root = try #require(ParsedXML.root(source))
    #expect(root.all("polygon").filter { $0.attributes["class"] == "chosen" }.count == 2)
    let words = root.all("text").map(\.text).joined(separator: " ")
    #expect(words.contains("chosen model, AB, AC, BD ‡: 2,310 (1,720–3,260)"))
    #expect(root.all("text").contains { $0.text == "chosen" })
  }

  @Test func `estimates stand where the axes say`() throws {
    let plot = DotPlot(
      criterionAxis: Self.criterion, estimateAxis: Self.logarithmic,
      dots: [
        .init(label: "a", criterion: 0, estimate: 100), .init(label: "b", criterion: 5, estimate: 1_000),
        .init(label: "c", criterion: 10, estimate: 10_000),
      ])
    let root = try #require(
      ParsedXML.root(FigureWriter.svg(Self.figure(plot), format: .page, identifier: "x").source))
    func values(_ name: String) -> [Double] {
      root.all("circle").dropFirst().compactMap { Double($0.attributes[name] ?? "") }
    }
    let (xs, ys) = (values("cx"), values("cy"))
    #expect(xs.count == 3 && abs(xs[1] - (xs[0] + xs[2]) / 2) <= 0.01)
    #expect(ys[0] > ys[2] && abs(ys[1] - (ys[0] + ys[2]) / 2) <= 0.01)
    let tick = try #require(root.all("text").first { $0.text == "1,000" })
    // The baseline of a text of 12 units lies 4.32 below its middle.
    #expect(abs((Double(tick.attributes["y"] ?? "") ?? 0) - 4.32 - ys[1]) <= 0.01)
  }

  @Test func `what is not drawn is said`() {
    let plot = DotPlot(
      criterionAxis: Self.criterion, estimateAxis: Self.logarithmic,
      dots: [
        .init(label: "a", criterion: 0, estimate: 100), .init(label: "b", criterion: 50.5, estimate: 100),
        .init(label: "c", criterion: 2, estimate: nil), .init(label: "d", criterion: nil, estimate: nil),
        .init(label: "e", criterion: 2, estimate: 0), .init(label: "f", criterion: 2, estimate: .infinity),
      ], criterionLimit: 50)
    #expect(
      plot.remainders == [
        "1 of 6 models is not drawn: its ΔBIC is above 50.0.", "2 of 6 models have no estimate.",
        "2 of 6 models have no place on the axes and are not drawn.",
      ])
    #expect(Self.figure(plot).footnotes(in: .english).map(\.text) == plot.remainders)
    // JSON has no infinity.
    #expect(throws: Never.self) { try JSONWriter.bytes(Self.figure(plot).dataTable) }
  }

  @Test func `the data hold every model, and a page the first of many`() {
    let figure = Self.figure(
      DotPlot(criterionAxis: Self.criterion, estimateAxis: Self.children, dots: Self.thousands))
    #expect(figure.dataTable.rows.count == 3_000)
    #expect(figure.dataTable.rows[0].cells[4] == .text("yes"))
    #expect(figure.dataExcerpt.rows.count == 200)
    #expect(figure.dataExcerpt.notes == ["The first 200 of 3,000 rows."])
    #expect(SampleDocument.dots.dataExcerpt == SampleDocument.dots.dataTable)
    let text = CSVWriter.text(SampleDocument.dots.dataTable)
    #expect(text.hasPrefix("model,model_mark,criterion,estimate,interval_lower,interval_upper,chosen\n"))
    #expect(text.contains("\"AB, AC, BD, CD, without an estimate\",,2.5,refused,refused,refused,no\n"))
  }
}
