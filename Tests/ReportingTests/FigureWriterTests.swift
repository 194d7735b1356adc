import Glibc
import Testing

@testable import Reporting

@Suite("Figures")
struct FigureWriterTests {
  /// Figures that strain the layout: long labels, long numbers, many rows, odd ranges.
  static let figures: [Figure] = {
    let long =
      "Central and Western Africa, including the islands of the Gulf of Guinea and their territorial waters"
    let unbroken = String(repeating: "Pneumonoultramicroscopic", count: 4)
    let entries: [[IntervalPlot.Entry]] = [
      SampleDocument.document.figures.flatMap { figure -> [IntervalPlot.Entry] in
        if case .intervals(let plot) = figure.content { plot.entries } else { [] }
      },
      [
        .init(
          group: long, label: long, point: 1, interval: .init(0.5, nil), isPublished: true,
          marks: [.unverified]),
        .init(group: unbroken, label: unbroken, point: 1e9, interval: .init(1e8, 1e12), isPublished: false),
        .init(group: "", label: "日本、中国、大韓民国", point: -1e6, interval: .init(-2e9, 0), isPublished: true),
      ],
      [.init(label: "no figure at all", point: nil, interval: nil, isPublished: true)],
      [],
      (0..<40).map { .init(label: "Region \($0)", point: Double($0 * $0), interval: nil, isPublished: true) },
      [.init(label: "constant", point: 1e-9, interval: .init(1e-9, 1e-9), isPublished: true)],
      [
        .init(label: "low", point: -1e15, interval: nil, isPublished: true),
        .init(label: "high", point: 1e15, interval: .init(-1e15, 1e15), isPublished: true),
      ],
      [.init(label: "open above only", point: nil, interval: .init(5, nil), isPublished: false)],
    ]
    let axes = [
      Axis("Persons", style: .count), Axis(long, style: .percent, includesZero: false),
      Axis("", style: NumberStyle(decimals: 4, signed: true, suffix: " per 1,000 children")),
    ]
    var result = SampleDocument.document.figures
    for (index, rows) in entries.enumerated() {
      for (number, axis) in axes.enumerated() {
        let line = number == 1 ? nil : ReferenceLine(rows.first?.point ?? 3, number == 0 ? "line" : long)
        result.append(
          Figure(
            "i\(index)-\(number)", title: long, description: "d",
            content: .intervals(.init(axis: axis, entries: rows, referenceLine: line)), notes: [long],
            source: long))
        let bars: [BarChart.Bar] = rows.map { row in
          row.point.map { .init(group: row.group, label: row.label, value: $0, marks: row.marks) }
            ?? .init(group: row.group, label: row.label, absence: .dashInSource)
        }
        result.append(
          Figure(
            "b\(index)-\(number)", title: "t", description: "d",
            content: .bars(.init(axis: axis, bars: bars)),
            source: "s"))
        let moves: [TornadoChart.Bar] = rows.compactMap { row in
          row.interval.map { .init(label: row.label, low: $0.lower, high: $0.upper ?? $0.lower * 2) }
        }
        result.append(
          Figure(
            "t\(index)-\(number)", title: "t", description: "d",
            content: .tornado(.init(axis: axis, baseline: ReferenceLine(1, long), bars: moves)), source: "s"))
      }
    }
    return result + OverlapPlotTests.strained + DensityPlotTests.strained + DotPlotTests.strained
      + TrendPlotTests.strained
  }()

  @Test(arguments: FigureFormat.allCases)
  func `no text leaves the drawing or covers another`(_ format: FigureFormat) {
    for figure in Self.figures {
      let (drawing, height) = FigureWriter.draw(figure, format: format, pattern: "p")
      for (index, box) in drawing.texts.enumerated() {
        #expect(
          box.left >= -0.01 && box.right <= drawing.width + 0.01 && box.top >= -0.01 && box.bottom <= height,
          "\(figure.identifier) \(format): '\(box.text)'")
        for other in drawing.texts.dropFirst(index + 1) {
          let apart =
            box.right <= other.left || other.right <= box.left || box.bottom <= other.top
            || other.bottom <= box.top
          #expect(apart, "\(figure.identifier) \(format): '\(box.text)' and '\(other.text)'")
        }
      }
    }
  }

  @Test(arguments: FigureFormat.allCases) func `drawings are well-formed and carry finite numbers only`(
    _ format: FigureFormat
  ) throws {
    for figure in Self.figures {
      let source = FigureWriter.svg(figure, format: format, identifier: "x").source
      #expect(ParsedXML.root(source) != nil)
      #expect(!source.contains("nan") && !source.contains("inf\""))
    }
  }

  @Test func `points, intervals and arrows stand where the axis says`() throws {
    let plot = IntervalPlot(
      axis: Axis("x", style: .count),
      entries: [
        .init(label: "a", point: 0, interval: .init(0, 100), isPublished: true),
        .init(label: "b", point: 50, interval: nil, isPublished: false),
      ])
    let figure = Figure("f", title: "t", description: "d", content: .intervals(plot), source: "s")
    let root = try #require(ParsedXML.root(FigureWriter.svg(figure, format: .page, identifier: "f").source))
    // The legend's points come first.
    let points = root.all("circle").suffix(2)
    let xs = points.compactMap { Double($0.attributes["cx"] ?? "") }
    #expect(points.map { $0.attributes["class"] } == ["solid", "open"])
    let ticks = root.all("text").filter { $0.attributes["class"] == "tick" }
    let positions = Dictionary(
      uniqueKeysWithValues: ticks.map { ($0.text, Double($0.attributes["x"] ?? "") ?? -1) })
    #expect(xs[0] == positions["0"])
    #expect(abs(xs[1] - ((positions["0"] ?? 0) + (positions["100"] ?? 0)) / 2) <= 0.01)
  }

  @Test func `what is missing is said in words`() throws {
    func words(_ figure: Figure) throws -> String {
      try #require(ParsedXML.root(FigureWriter.text(figure))).all("text").map(\.text).joined(separator: "|")
    }
    let intervals = try words(SampleDocument.intervals)
    #expect(intervals.contains("|no figure|"))
    #expect(intervals.contains("|(no interval)|"))
    #expect(intervals.contains("|(120,000 or more)|"))
    #expect(intervals.contains("|interval without an upper end|"))
    #expect(intervals.contains("|† not checked against the printed source|"))
    let bars = try words(SampleDocument.bars)
    #expect(bars.contains("|– (dash in the source)|"))
    #expect(bars.contains("|not published|"))
  }

  @Test func `the reason why there is no interval stands in its place`() throws {
    let plot = IntervalPlot(
      axis: Axis("x", style: .count),
      entries: [
        .init(label: "a", point: 5, interval: nil, note: "refused: MSE-01", isPublished: false),
        .init(label: "b", point: nil, interval: nil, note: "refused: MSE-07", isPublished: false),
        .init(label: "c", point: 5, interval: .init(1, 9), note: "unseen", isPublished: false),
      ])
    #expect(
      plot.entries.map { plot.reading($0).joined } == ["5 refused: MSE-01", "refused: MSE-07", "5 (1–9)"])
    let figure = Figure("f", title: "t", description: "d", content: .intervals(plot), source: "s")
    #expect(figure.dataTable.rows[0].cells[2] == .text("refused: MSE-01"))
    #expect(figure.dataTable.rows[1].cells[2] == .text("refused: MSE-07"))
  }

  @Test func `on a logarithmic axis equal ratios are equal steps, and zero has no place`() throws {
    let axis = Axis("x", style: .count, isLogarithmic: true)
    let scale = AxisScale(
      axis, extents: [10, 100, 1_000, 0, -5].map { .init(value: $0, before: 0, after: 0) }, plot: 0...700,
      mostTicks: 7)
    #expect(abs(scale.position(100) - (scale.position(10) + scale.position(1_000)) / 2) < 1e-9)
    #expect(!scale.holds(0) && !scale.holds(-5) && scale.holds(1e-9))
    #expect(scale.ticks.map(\.label) == ["10", "20", "50", "100", "200", "500", "1,000"])
    #expect(!axis.includesZero)
    let plot = IntervalPlot(
      axis: axis,
      entries: [
        .init(label: "a", point: 50, interval: .init(0, 90), isPublished: true),
        .init(label: "b", point: 0, interval: nil, isPublished: true),
      ])
    let figure = Figure("f", title: "t", description: "d", content: .intervals(plot), source: "s")
    let root = try #require(ParsedXML.root(FigureWriter.text(figure)))
    // One point in the legend and one in the plot; the interval that starts at zero has an arrow.
    #expect(root.all("circle").count == 2)
    #expect(root.all("polyline").count == 1)
  }

  /// Ranges and the round numbers on them, by hand.
  @Test(arguments: [
    ([2_000.0, 7_000], 7, [2_000.0, 3_000, 4_000, 5_000, 6_000, 7_000]),
    ([1, 100_000], 6, [1, 10, 100, 1_000, 10_000, 100_000]), ([3, 40], 4, [5, 10, 20]),
    ([1e-3, 1e9], 5, [1e-2, 1, 1e2, 1e4, 1e6, 1e8]), ([5], 4, [4, 6, 8, 10]), ([], 4, [1, 2, 5, 10]),
  ])
  func `logarithmic ticks are round`(_ values: [Double], _ most: Int, _ ticks: [Double]) {
    #expect(LogarithmicTicks.candidates(values, most: most).first?.map(\.value) == ticks)
  }

  @Test func `low and high are told apart without colour`() throws {
    let root = try #require(ParsedXML.root(FigureWriter.text(SampleDocument.tornado)))
    let hatched = root.all("rect").filter { $0.attributes["fill"] == "url(#tornado-hatching)" }
    #expect(hatched.count == 6)
    #expect(root.all("pattern").first?.attributes["id"] == "tornado-hatching")
    #expect(root.all("text").contains { $0.text == "input at its low value" })
  }

  @Test func `the data of a figure are a table`() {
    #expect(
      CSVWriter.text(SampleDocument.bars.dataTable).split(separator: "\n")[5...6]
        == ["Regions without,Developed economies,,-", "Regions without,Small islands,,not published"])
    let table = SampleDocument.intervals.dataTable
    #expect(table.rows[2].cells[1] == .text("no figure") && table.rows[6].cells[1] == .text("range only"))
  }

  @Test func `coordinates have two decimals at most`() {
    #expect(SVGNumber.text(12) == "12")
    #expect(SVGNumber.text(12.5) == "12.5")
    #expect(SVGNumber.text(12.345) == "12.35")
    #expect(SVGNumber.text(-0.004) == "0")
    #expect(SVGNumber.text(-0.05) == "-0.05")
    #expect(SVGNumber.text(.nan) == "0")
  }

  /// Steps of 1, 2 and 5 times a power of ten, worked out by hand.
  @Test(arguments: [
    (0.7, 1, 0), (1, 1, 0), (1.1, 2, 0), (2.1, 5, 0), (5.1, 1, 1), (170_000, 2, 5), (0.00012, 2, -4),
    (0.1, 1, -1),
  ])
  func `steps are round`(_ size: Double, _ digit: Int, _ exponent: Int) {
    let step = RoundStep(atLeast: size)
    #expect(step.digit == digit && step.exponent == exponent)
  }

  @Test func `ticks are the doubles nearest to their decimals`() {
    #expect(
      RoundStep(atLeast: 0.1).multiples(around: 0...0.71) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    #expect(RoundStep(atLeast: 2).multiples(around: -3...3) == [-4, -2, 0, 2, 4])
    #expect(RoundStep(atLeast: 2).multiples(within: -3...4) == [-2, 0, 2, 4])
    #expect(RoundStep(atLeast: 2).multiples(within: 0.5...1.5) == [])
  }

  // MARK: contrast

  /// WCAG 2.1, relative luminance and contrast ratio.
  private func luminance(_ colour: String) throws -> Double {
    let value = try #require(Int(colour.dropFirst(), radix: 16))
    let channels = [value >> 16, value >> 8 & 255, value & 255].map { channel -> Double in
      let part = Double(channel) / 255
      return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  private func contrast(_ first: String, _ second: String) throws -> Double {
    let (one, two) = (try luminance(first), try luminance(second))
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }

  /// The last colour that a rule for exactly this selector sets for the property.
  private func colour(_ sheet: StaticString, _ selector: String, _ property: String) -> String? {
    for line in "\(sheet)".split(separator: "\n") {
      let parts = line.split(separator: "{", maxSplits: 1)
      guard parts.count == 2, parts[0].split(separator: ",").contains(where: { $0.trimmed == selector })
      else { continue }
      for declaration in parts[1].split(whereSeparator: { ";}".contains($0) }) {
        let pair = declaration.split(separator: ":").map { $0.trimmed }
        if pair.count == 2, pair[0] == property { return pair[1] }
      }
    }
    return nil
  }

  @Test(arguments: [true, false]) func `contrast holds in light and in dark`(_ isLight: Bool) throws {
    let sheet = isLight ? FigureSheet.light : FigureSheet.dark
    let paper = try #require(colour(sheet, ".chart .paper", "fill"))
    for text in [".chart text", ".chart .muted", ".chart .tick", ".chart .reference-text"] {
      #expect(try contrast(try #require(colour(sheet, text, "fill")), paper) >= 4.5, "\(text)")
    }
    let strokes = [
      "axis", "interval", "solid", "open", "hatched", "hatching", "reference", "hollow", "thin", "estimate",
      "chosen-line", "tone-1", "tone-2", "tone-3", "tone-4", "break",
    ]
    for shape in strokes {
      #expect(try contrast(try #require(colour(sheet, ".chart ." + shape, "stroke")), paper) >= 3, "\(shape)")
    }
    // Rows of an overlap plot stand on stripes.
    let stripe = try #require(colour(sheet, ".chart .stripe", "fill"))
    for shape in ["filled", "speck", "chosen"] {
      let fill = try #require(colour(sheet, ".chart ." + shape, "fill"))
      #expect(try contrast(fill, paper) >= 3 && contrast(fill, stripe) >= 3, "\(shape)")
    }
    for text in [".chart text", ".chart .muted"] {
      #expect(try contrast(try #require(colour(sheet, text, "fill")), stripe) >= 4.5, "\(text)")
    }
    // What lies over filled bars has an edge of paper around it.
    #expect(colour(sheet, ".chart .halo", "stroke") == paper)
  }

  @Test(arguments: [true, false]) func `contrast of the page holds in light and in dark`(_ isLight: Bool)
    throws
  {
    let source = "\(isLight ? PageSheet.base : PageSheet.dark)"
    let declarations = source.split(whereSeparator: { ";{}".contains($0) }).map { $0.trimmed }
    func variable(_ name: String) throws -> String {
      try #require(
        declarations.first { $0.hasPrefix("--\(name): ") }?.split(separator: " ").last.map(String.init))
    }
    for background in ["paper", "tint"] {
      for ink in ["ink", "muted", "accent", "note", "warning", "analysis", "synthetic"] {
        #expect(try contrast(try variable(ink), try variable(background)) >= 4.5, "\(ink) on \(background)")
      }
    }
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
