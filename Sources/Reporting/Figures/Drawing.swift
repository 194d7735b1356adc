/// Shapes and texts on a surface of fixed width, top left is the origin.
struct Drawing: Sendable {
  /// Where a text stands, by the conservative measure: what a test needs to see that none overlap.
  struct TextBox: Sendable, Equatable {
    let text: String
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
  }

  enum Anchor: String, Sendable {
    case start
    case middle
    case end
  }

  /// Names in the style sheet of figures.
  enum TextKind: String, Sendable {
    case body
    case strong
    case muted
    case tick
    case title
    case reference = "reference-text"

    var size: Double {
      switch self {
      case .body, .strong: 13
      case .muted, .tick, .reference: 12
      case .title: 16
      }
    }

    var lineHeight: Double { (size * 1.32).rounded() }
    var isStrong: Bool { self == .strong || self == .title }
  }

  let width: Double
  let wording: ReportWording
  private(set) var shapes: [Markup] = []
  private(set) var texts: [TextBox] = []

  init(width: Double, wording: ReportWording = .english) {
    self.width = width
    self.wording = wording
  }

  /// Text centred on `y`; `isClear` covers the lines behind it with paper.
  mutating func text(
    _ text: String, x: Double, y: Double, _ kind: TextKind = .body, anchor: Anchor = .start,
    isClear: Bool = false
  ) {
    guard !text.isEmpty else { return }
    let size = kind.size
    let width = TextMeasure.width(text, size: size, isStrong: kind.isStrong)
    let left: Double
    switch anchor {
    case .start: left = x
    case .middle: left = x - width / 2
    case .end: left = x - width
    }
    texts.append(
      TextBox(text: text, left: left, right: left + width, top: y - size * 0.5, bottom: y + size * 0.5))
    if isClear {
      rectangle("paper", x: left - 1, y: y - size * 0.55, width: width + 2, height: size * 1.1)
    }
    // The baseline is put by hand, because renderers differ in `dominant-baseline`.
    var attributes: [Markup.Attribute] = [.init("x", x), .init("y", y + size * 0.36)]
    if kind != .body { attributes.append(.init("class", kind.rawValue)) }
    if anchor != .start { attributes.append(.init("text-anchor", anchor.rawValue)) }
    shapes.append(.inline("text", attributes, text))
  }

  /// Text that runs upward from `y`, centred on `x`.
  mutating func risingText(_ text: String, x: Double, y: Double, _ kind: TextKind = .body) {
    guard !text.isEmpty else { return }
    let size = kind.size
    let width = TextMeasure.width(text, size: size, isStrong: kind.isStrong)
    texts.append(
      TextBox(text: text, left: x - size * 0.5, right: x + size * 0.5, top: y - width, bottom: y))
    let place = "translate(\(SVGNumber.text(x + size * 0.36)) \(SVGNumber.text(y))) rotate(-90)"
    var attributes: [Markup.Attribute] = [.init("transform", place)]
    if kind != .body { attributes.append(.init("class", kind.rawValue)) }
    shapes.append(.inline("text", attributes, text))
  }

  /// Lines of text, the first centred on `y`.
  mutating func lines(
    _ lines: [String], x: Double, y: Double, _ kind: TextKind = .body, isClear: Bool = false
  ) {
    for (index, line) in lines.enumerated() {
      text(line, x: x, y: y + Double(index) * kind.lineHeight, kind, isClear: isClear)
    }
  }

  mutating func line(_ style: String, x1: Double, y1: Double, x2: Double, y2: Double) {
    shapes.append(
      .void(
        "line", [.init("class", style), .init("x1", x1), .init("y1", y1), .init("x2", x2), .init("y2", y2)]))
  }

  mutating func rectangle(_ style: String, x: Double, y: Double, width: Double, height: Double) {
    shapes.append(
      .void(
        "rect",
        [.init("class", style), .init("x", x), .init("y", y), .init("width", width), .init("height", height)])
    )
  }

  /// A rectangle filled with a pattern that this drawing defines.
  mutating func rectangle(
    _ style: String, pattern: String, x: Double, y: Double, width: Double, height: Double
  ) {
    shapes.append(
      .void(
        "rect",
        [
          .init("class", style), .init("fill", "url(#\(pattern))"), .init("x", x), .init("y", y),
          .init("width", width), .init("height", height),
        ]))
  }

  mutating func circle(_ style: String, x: Double, y: Double, radius: Double) {
    shapes.append(
      .void("circle", [.init("class", style), .init("cx", x), .init("cy", y), .init("r", radius)]))
  }

  enum Heading: Sendable { case left, right, up }

  /// An arrow head that ends at `x` and `y`.
  mutating func arrowHead(_ style: String, x: Double, y: Double, toward heading: Heading = .right) {
    let corners: [(Double, Double)]
    switch heading {
    case .right: corners = [(x - 7, y - 4.5), (x, y), (x - 7, y + 4.5)]
    case .left: corners = [(x + 7, y - 4.5), (x, y), (x + 7, y + 4.5)]
    case .up: corners = [(x - 4.5, y + 7), (x, y), (x + 4.5, y + 7)]
    }
    shapes.append(
      .void("polyline", [.init("class", style), .init("points", Drawing.points(corners))]))
  }

  mutating func diamond(_ style: String, x: Double, y: Double, radius: Double) {
    let corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    shapes.append(.void("polygon", [.init("class", style), .init("points", Drawing.points(corners))]))
  }

  mutating func polygon(_ style: String, _ corners: [(Double, Double)]) {
    shapes.append(.void("polygon", [.init("class", style), .init("points", Drawing.points(corners))]))
  }

  /// A line through the corners; the style decides that it is not filled.
  mutating func polyline(_ style: String, _ corners: [(Double, Double)]) {
    shapes.append(.void("polyline", [.init("class", style), .init("points", Drawing.points(corners))]))
  }

  private static func points(_ corners: [(Double, Double)]) -> String {
    corners.map { "\(SVGNumber.text($0.0)),\(SVGNumber.text($0.1))" }.joined(separator: " ")
  }
}
