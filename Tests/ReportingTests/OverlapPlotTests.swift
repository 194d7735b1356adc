import Testing

@testable import Reporting

@Suite("Overlap of lists")
struct OverlapPlotTests {
  private static func figure(_ plot: OverlapPlot, _ identifier: String = "f") -> Figure {
    Figure(identifier, title: "t", description: "d", content: .overlap(plot), source: "s")
  }

  private static let many = OverlapPlot(
    label: "Persons on exactly these lists",
    lists: (0..<20).map { .init("List \($0)", total: 3_000 - $0) },
    combinations: (0..<20).map { .init([$0], count: 1_234 - 50 * $0) }
      + (0..<19).map { .init([$0, $0 + 1], count: 100 - $0) } + [.init([0, 7, 19], absence: .suppressed)])

  /// Plots that strain the layout.
  static let strained: [Figure] = {
    let long = "Lists of the inspectorate of labour, the courts and the municipalities on the islands"
    let unbroken = String(repeating: "Pneumonoultramicroscopic", count: 4)
    let plots = [
      many,
      OverlapPlot(
        label: long,
        lists: (0..<20).map {
          .init($0.isMultiple(of: 2) ? long : unbroken, total: 1_234_567_890, marks: [.unverified])
        },
        combinations: (0..<20).map { .init([$0, 19 - $0].filter { $0 < 10 }, count: 1_234_567_890 - $0) }
          .uniqued),
      OverlapPlot(label: "", lists: [], combinations: []),
      OverlapPlot(label: "Persons", lists: [.init("Only", total: 0)], combinations: []),
      OverlapPlot(
        label: long, lists: [.init("日本、中国、大韓民国", absence: .suppressed), .init("", absence: .refused)],
        combinations: [
          .init([0], absence: .suppressed), .init([1], absence: .notPublished), .init([0, 1], count: 1),
        ]),
    ]
    return plots.enumerated().map { figure($1, "o\($0)") }
  }()

  @Test func `combinations stand by count, then by size, those without a count last`() {
    let plot = OverlapPlot(
      label: "n", lists: ["A", "B", "C"].map { .init($0, total: 9) },
      combinations: [
        .init([2, 0], count: 4), .init([0, 1, 2], absence: .suppressed), .init([1], absence: .suppressed),
        .init([2], count: 4), .init([1, 2], count: 0), .init([0, 1], count: 4), .init([0], count: 7),
      ])
    #expect(plot.combinations.map(\.members) == [[0], [2], [0, 1], [0, 2], [1], [0, 1, 2]])
  }

  @Test func `combinations without room are summed in a note, those held back are not`() {
    let plot = Self.many
    #expect(plot.shown.count == 25)
    // The singles 1,234 down to 284; of the pairs 100 down to 96 are drawn, and 95 down to 82 are not.
    let sum = (82...95).reduce(0, +)
    #expect(sum == 1_239)
    #expect(plot.remainder == "15 more combinations: 1,239 in 14 of them, the other count is not shown.")
    #expect(Self.figure(plot).footnotes(in: .english).map(\.text) == [plot.remainder])
    let open = OverlapPlot(
      label: "n", lists: plot.lists, combinations: plot.combinations.filter { $0.count != nil }.dropLast(13))
    #expect(open.remainder == "1 more combination: 95 in all.")
    #expect(OverlapPlot(label: "n", lists: plot.lists, combinations: []).remainder == nil)
  }

  @Test(arguments: FigureFormat.allCases) func `dots join what a combination joins`(_ format: FigureFormat)
    throws
  {
    let plot = OverlapPlot(
      label: "n", lists: ["A", "B", "C"].map { .init($0, total: 10) },
      combinations: [.init([0], count: 6), .init([0, 2], count: 3)])
    let source = FigureWriter.svg(Self.figure(plot), format: format, identifier: "x").source
    let root = try #require(ParsedXML.root(source))
    let circles = root.all("circle")
    #expect(circles.filter { $0.attributes["class"] == "filled" }.count == 3)
    #expect(circles.filter { $0.attributes["class"] == "vacant" }.count == 3)
    let joins = root.all("line").filter { $0.attributes["class"] == "interval" }
    #expect(joins.count == 1)
    let across = format == .phone ? "y" : "x"
    #expect(joins[0].attributes[across + "1"] == joins[0].attributes[across + "2"])
    #expect(
      circles.filter {
        $0.attributes["class"] == "filled" && $0.attributes["c" + across] == joins[0].attributes[across + "1"]
      }
      .count == 2)
    // Bars of counts are as the counts.
    let side = format == .phone ? "width" : "height"
    let lengths = root.all("rect").filter { $0.attributes["class"] == "filled" }.compactMap {
      Double($0.attributes[side] ?? "")
    }.filter { $0 > 12 && $0 != 64 && $0 != 40 }
    #expect(lengths.count == 2 && abs(lengths[0] / lengths[1] - 2) < 0.01)
  }

  @Test(arguments: FigureFormat.allCases) func `what is held back is hatched, equally long and says so`(
    _ format: FigureFormat
  ) throws {
    let source = FigureWriter.svg(SampleDocument.overlap, format: format, identifier: "x").source
    let root = try #require(ParsedXML.root(source))
    let hatched = root.all("rect").filter { $0.attributes["fill"] == "url(#x-hatching)" }
    #expect(hatched.count == 4)
    #expect(root.all("pattern").count == 1)
    #expect(Set(hatched.compactMap { $0.attributes["height"] }).count <= 2)
    #expect(root.all("text").filter { $0.text == "[c]" }.count == 4)
    #expect(
      SampleDocument.overlap.footnotes(in: .english).contains(
        Footnote(symbol: "[c]:", text: "held back so that nobody can be identified")))
  }

  @Test func `the data hold every list and combination, and no number that is held back`() {
    let text = CSVWriter.text(SampleDocument.overlap.dataTable)
    #expect(text.contains("Persons on exactly these lists,Police + Shelters and safe houses,,2,64\n"))
    #expect(text.contains("All persons on a list,Border guard,,1,[c]\n"))
    #expect(text.split(separator: "\n").filter { $0.hasSuffix("[c]") }.count == 4)
    #expect(Self.figure(Self.many).dataTable.rows.count == 60)
  }
}

extension [OverlapPlot.Combination] {
  /// The first of those with the same members.
  fileprivate var uniqued: Self {
    var seen: Set<[Int]> = []
    return filter { seen.insert($0.members).inserted }
  }
}
