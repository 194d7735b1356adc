/// How wide a text is at most, without a font at hand.
///
/// Advance widths of ASCII in thousandths of the font size, each the larger of DejaVu Sans (one of the widest
/// sans-serif faces in use) and Liberation Sans (metrically Arial). Other characters are taken at the width
/// of the widest of their kind, so a text may come out narrower than measured but hardly ever wider.
enum TextMeasure {
  static func width(_ text: String, size: Double, isStrong: Bool = false) -> Double {
    text.reduce(0) { $0 + width($1, size: size, isStrong: isStrong) }
  }

  static func width(_ character: Character, size: Double, isStrong: Bool = false) -> Double {
    let thousandths = character.unicodeScalars.reduce(0) { max($0, advance(of: $1)) }
    return Double(thousandths) / 1000 * size * (isStrong ? boldFactor : 1)
  }

  static func lines(_ text: String, width: Double, size: Double, isStrong: Bool = false) -> [String] {
    TextWrapping.lines(text, width: width) { self.width($0, size: size, isStrong: isStrong) }
  }

  /// Bold faces are 10 % wider on the average of ASCII, single letters up to 26 %.
  private static let boldFactor = 1.17

  private static func advance(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x7E: return ascii[Int(scalar.value) - 0x20]
    case 0x2013, 0x2018, 0x2019, 0x2020, 0x2021: return 560
    case 0x2014, 0x2026: return 1000
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if DisplayWidth.isWide(scalar) { return 1250 }
    return scalar.value < 0x0370 ? 850 : 1100
  }

  private static let ascii: [Int] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 556,
    1015, 684, 686, 722, 770, 667, 611, 778, 752, 295, 500, 667, 557, 863, 748, 787,
    667, 787, 722, 667, 611, 732, 684, 989, 685, 667, 685, 390, 337, 390, 838, 556,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
  ]
}
