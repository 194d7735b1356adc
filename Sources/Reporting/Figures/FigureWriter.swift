/// A figure as SVG with a title and a description for those who cannot see it.
package enum FigureWriter {
  /// A file that looks right by itself, in light and in dark surroundings.
  package static func text(_ figure: Figure, wording: ReportWording = .english) -> String {
    svg(figure, format: .standalone, identifier: Anchors.safe(figure.identifier), wording: wording).source
      + "\n"
  }

  /// The file with its size in drawing units, for programs that make pictures of it.
  static func picture(_ figure: Figure, wording: ReportWording) -> (text: String, width: Int, height: Int) {
    let identifier = Anchors.safe(figure.identifier)
    let height = draw(figure, format: .standalone, pattern: identifier, wording: wording).height
    return (
      text(figure, wording: wording), Int(FigureFormat.standalone.width) + 40, Int(height.rounded(.up)) + 40
    )
  }

  /// `identifier` is unique in its page; all identifiers within the drawing start with it.
  static func svg(
    _ figure: Figure, format: FigureFormat, identifier: String, wording: ReportWording = .english
  ) -> Markup {
    let pattern = identifier + "-hatching"
    let (drawing, height) = draw(figure, format: format, pattern: pattern, wording: wording)
    let isStandalone = format == .standalone
    let margin = isStandalone ? 20.0 : 0
    let width = drawing.width + 2 * margin
    let whole = height + 2 * margin
    var children: [Markup] = [
      .inline("title", [.init("id", identifier + "-title")], figure.title),
      .inline("desc", [.init("id", identifier + "-desc")], figure.description),
    ]
    if isStandalone {
      children.append(.style([FigureSheet.light, FigureSheet.dark]))
      children.append(
        .void("rect", [.init("class", "paper"), .init("width", width), .init("height", whole)]))
    }
    if figure.content.isHatched { children.append(hatching(pattern)) }
    children.append(
      isStandalone
        ? .block("g", [.init("transform", "translate(20 20)")], drawing.shapes) : .lines(drawing.shapes))
    let box = "0 0 \(SVGNumber.text(width)) \(SVGNumber.text(whole))"
    return .block(
      "svg",
      [
        .init("xmlns", "http://www.w3.org/2000/svg"), .init("class", "chart"), .init("viewBox", box),
        .init("width", width), .init("height", whole), .init("role", "img"),
        .init("aria-labelledby", "\(identifier)-title \(identifier)-desc"),
      ], children)
  }

  /// The drawing and its height.
  static func draw(
    _ figure: Figure, format: FigureFormat, pattern: String, wording: ReportWording = .english
  ) -> (Drawing, height: Double) {
    var drawing = Drawing(width: format.width, wording: wording)
    var y = 0.0
    if format == .standalone { y = paragraphs([figure.title], .title, on: &drawing, top: y) + 8 }
    switch figure.content {
    case .intervals(let plot): y = plot.draw(on: &drawing, top: y, format: format, pattern: pattern)
    case .bars(let chart): y = chart.draw(on: &drawing, top: y, format: format, pattern: pattern)
    case .tornado(let chart): y = chart.draw(on: &drawing, top: y, format: format, pattern: pattern)
    case .overlap(let plot): y = plot.draw(on: &drawing, top: y, format: format, pattern: pattern)
    case .density(let plot): y = plot.draw(on: &drawing, top: y, format: format, pattern: pattern)
    case .dots(let plot): y = plot.draw(on: &drawing, top: y, format: format, pattern: pattern)
    case .trend(let plot): y = plot.draw(on: &drawing, top: y, format: format, pattern: pattern)
    }
    if format == .standalone {
      let words = figure.footnotes(in: wording).map {
        $0.symbol.isEmpty ? $0.text : $0.symbol + " " + $0.text
      }
      let source = figure.source.isEmpty ? [] : [wording.text(.source, figure.source)]
      y = paragraphs(words + source, .muted, on: &drawing, top: y + 10)
    }
    return (drawing, y + 2)
  }

  private static func paragraphs(
    _ texts: [String], _ kind: Drawing.TextKind, on drawing: inout Drawing, top: Double
  ) -> Double {
    var y = top
    for text in texts {
      let lines = TextMeasure.lines(
        PlainText.line(text), width: drawing.width, size: kind.size, isStrong: kind.isStrong)
      drawing.lines(lines, x: 0, y: y + kind.lineHeight / 2, kind)
      y += Double(lines.count) * kind.lineHeight + 2
    }
    return y
  }

  private static func hatching(_ identifier: String) -> Markup {
    .block(
      "defs", [],
      [
        .inline(
          "pattern",
          [
            .init("id", identifier), .init("width", 6), .init("height", 6),
            .init("patternUnits", "userSpaceOnUse"), .init("patternTransform", "rotate(45)"),
          ],
          [
            .void("rect", [.init("class", "paper"), .init("width", 6), .init("height", 6)]),
            .void(
              "line",
              [
                .init("class", "hatching"), .init("x1", 3), .init("y1", 0), .init("x2", 3), .init("y2", 6),
              ]),
          ])
      ])
  }
}

extension Figure.Content {
  /// Whether the drawing has a hatched shape.
  fileprivate var isHatched: Bool {
    switch self {
    case .tornado: true
    case .overlap(let plot): !plot.absences.isEmpty
    case .intervals, .bars, .density, .dots, .trend: false
    }
  }

  fileprivate var marks: [Mark] {
    switch self {
    case .intervals(let plot): plot.entries.flatMap(\.marks)
    case .bars(let chart): chart.bars.flatMap(\.marks)
    case .tornado(let chart): chart.bars.flatMap(\.marks)
    case .overlap(let plot): plot.lists.flatMap(\.marks)
    case .density: []
    case .dots(let plot): plot.dots.flatMap(\.marks)
    case .trend(let plot): plot.series.flatMap(\.points).flatMap(\.marks)
    }
  }

  /// What the drawing itself leaves out, puts together or abbreviates.
  fileprivate func footnotes(in wording: ReportWording) -> [Footnote] {
    switch self {
    case .intervals, .bars, .tornado: []
    case .overlap(let plot):
      plot.absences.compactMap { absence in
        wording.explanation(absence).map { Footnote(symbol: absence.rawValue + ":", text: $0) }
      } + (plot.remainder.map { [Footnote(symbol: "", text: $0)] } ?? [])
    case .density(let plot): plot.remainder.map { [Footnote(symbol: "", text: $0)] } ?? []
    case .dots(let plot): plot.remainders.map { Footnote(symbol: "", text: $0) }
    case .trend(let plot): plot.remainders.map { Footnote(symbol: "", text: $0) }
    }
  }
}

extension Figure {
  /// The marks that the entries carry, in order of first appearance.
  package var marks: [Mark] {
    var seen: [Mark] = []
    for mark in content.marks where !seen.contains(mark) { seen.append(mark) }
    return seen
  }

  /// What stands under the figure except its source: marks with their texts, what the drawing leaves out,
  /// then notes. An absence that is written out in the figure needs no explanation.
  func footnotes(in wording: ReportWording) -> [Footnote] {
    marks.map { Footnote(symbol: $0.symbol, text: wording.phrase($0.text)) } + content.footnotes(in: wording)
      + notes.map { Footnote(symbol: "", text: wording.phrase($0)) }
  }
}

/// A label with its marks, as it stands in a drawing.
func labelled(_ label: String, _ marks: [Mark]) -> String {
  let label = PlainText.line(label)
  let symbols = marks.map { PlainText.line($0.symbol) }.joined()
  return symbols.isEmpty ? label : label + " " + symbols
}
