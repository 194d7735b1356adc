/// What a figure is drawn for.
package enum FigureFormat: Sendable, Equatable, CaseIterable {
  /// Within a page, on a screen of a desk or on paper; title and notes are the page's.
  case page
  /// Within a page on a phone.
  case phone
  /// A file of its own, with title, notes and source in the picture.
  case standalone

  var width: Double {
    switch self {
    case .page, .standalone: 760
    case .phone: 340
    }
  }

  var isWide: Bool { self != .phone }
}
