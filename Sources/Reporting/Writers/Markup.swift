/// HTML or SVG under construction, correct by construction: text and attribute values are escaped when they
/// enter, and names of elements and attributes are literals of this program. There is no way to put in raw
/// text.
///
/// What it writes is well-formed XML and HTML at once.
struct Markup: Sendable, Equatable {
  /// The escaped source.
  private(set) var source: String

  private init(source: String) { self.source = source }

  static let empty = Markup(source: "")

  /// Escaped text on one line, without control and bidirectional characters.
  static func text(_ text: String) -> Markup {
    Markup(source: escaped(text))
  }

  /// An element on one line; its children follow each other without space.
  static func inline(_ name: StaticString, _ attributes: [Attribute] = [], _ children: [Markup] = [])
    -> Markup
  {
    element(name, attributes, children.map(\.source).joined())
  }

  static func inline(_ name: StaticString, _ attributes: [Attribute] = [], _ text: String) -> Markup {
    element(name, attributes, escaped(text))
  }

  /// An element with a line for each child; only for elements in which space means nothing.
  static func block(_ name: StaticString, _ attributes: [Attribute] = [], _ children: [Markup]) -> Markup {
    element(name, attributes, "\n" + lines(children).source + "\n")
  }

  /// An element that has no content by its nature, such as `meta` or `rect`.
  static func void(_ name: StaticString, _ attributes: [Attribute] = []) -> Markup {
    Markup(source: "<\(name)\(attributes.map(\.source).joined())/>")
  }

  /// The children a line each, without those that are empty.
  static func lines(_ children: [Markup]) -> Markup {
    Markup(source: children.map(\.source).filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  static func joined(_ children: [Markup]) -> Markup {
    Markup(source: children.map(\.source).joined())
  }

  /// A style sheet of this program.
  static func style(_ sheets: [StaticString]) -> Markup {
    // No `<`, `&` or `]]>` may be in a sheet, so that it reads the same in HTML and in XML.
    Markup(source: "<style>\n" + sheets.map { "\($0)" }.joined(separator: "\n") + "\n</style>")
  }

  /// A style sheet of an office, which `PageStyle` has checked.
  static func style(_ style: PageStyle) -> Markup {
    Markup(source: "<style>\n" + style.sheet + "\n</style>")
  }

  static let htmlDocumentType = Markup(source: "<!DOCTYPE html>")

  struct Attribute: Sendable {
    fileprivate let source: String

    init(_ name: StaticString, _ value: String) {
      source = " \(name)=\"\(Markup.escaped(value))\""
    }

    init(_ name: StaticString, _ value: Double) {
      source = " \(name)=\"\(SVGNumber.text(value))\""
    }
  }

  private static func element(_ name: StaticString, _ attributes: [Attribute], _ content: String) -> Markup {
    Markup(source: "<\(name)\(attributes.map(\.source).joined())>\(content)</\(name)>")
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in PlainText.line(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Coordinates in a drawing: two decimals at most, the same on every machine.
enum SVGNumber {
  static func text(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard hundredths.magnitude < 1e12 else { return "0" }
    let integer = Int(hundredths)
    let sign = integer < 0 ? "-" : ""
    let (whole, rest) = integer.magnitude.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    let padded = rest < 10 ? "0\(rest)" : "\(rest)"
    return "\(sign)\(whole).\(padded.hasSuffix("0") ? String(padded.dropLast()) : padded)"
  }
}
