/// Text made safe to print, whatever it was read from: nothing in it can move a cursor, hide, reorder or
/// break a line.
///
/// Removed are the C0 and C1 controls (with ESC and DEL), the bidirectional controls, invisible operators and
/// tags, and noncharacters. Joiners stay, because Persian and the Indian scripts need them.
package enum PlainText {
  /// The text on one line: line ends and tabs become a space.
  package static func line(_ text: String) -> String {
    clean(text, breaks: " ", tab: " ")
  }

  /// The text with its line breaks as `\n` and its tabs kept.
  package static func lines(_ text: String) -> String {
    clean(text, breaks: "\n", tab: "\t")
  }

  private static func clean(_ text: String, breaks: Unicode.Scalar, tab: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where afterReturn: break
      case "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": result.append(breaks)
      case "\t": result.append(tab)
      default: if !isRemoved(scalar) { result.append(scalar) }
      }
      afterReturn = scalar == "\r"
    }
    return String(result)
  }

  static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E: true
    case 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
    case 0xFDD0...0xFDEF, 0xE0000...0xE007F: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
