/// The link targets of a document: its section, table and figure identifiers.
struct Anchors: Sendable {
  private let identifiers: Set<String>

  init(_ document: Document) {
    identifiers = Set(
      document.sections.map(\.identifier) + document.tables.map(\.identifier)
        + document.figures.map(\.identifier))
  }

  func contains(_ identifier: String) -> Bool { identifiers.contains(identifier) }

  /// The identifier with anything but `[A-Za-z0-9_-]` as `-`, so that it can stand in any attribute or
  /// address.
  static func safe(_ identifier: String) -> String {
    String(
      decoding: identifier.utf8.map { byte -> UInt8 in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): byte
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): byte
        default: UInt8(ascii: "-")
        }
      }, as: UTF8.self)
  }
}

/// Running numbers of tables and figures, in reading order.
struct Numbering: Sendable {
  private let wording: ReportWording
  private var tables = 0
  private var figures = 0

  init(_ wording: ReportWording) { self.wording = wording }

  mutating func nextTable() -> String {
    tables += 1
    return wording.text(.tableLabel, "\(tables)")
  }

  mutating func nextFigure() -> String {
    figures += 1
    return wording.text(.figureLabel, "\(figures)")
  }
}
