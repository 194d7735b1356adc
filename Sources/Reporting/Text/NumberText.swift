internal import Glibc

/// The sign of a negative number, by the medium that shows it.
package enum MinusSign: Sendable {
  /// `-`: terminal, Markdown, CSV.
  case hyphen
  /// U+2212, as wide as a plus: HTML and figures.
  case typographic

  var text: String {
    switch self {
    case .hyphen: "-"
    case .typographic: "\u{2212}"
    }
  }
}

extension NumberStyle {
  /// The number as people read it, correctly rounded (ties of the binary value to even).
  ///
  /// A number that is not zero never prints as zero: it prints as `<0.1`, or as `>-0.1` when it is negative.
  /// Anything that is not finite prints as "not a number", so that it cannot pass for a result.
  package func text(_ value: Double, minus: MinusSign = .hyphen) -> String {
    unitless(value, minus: minus) + marks.suffix(PlainText.line(suffix))
  }

  /// Both ends of a range, the suffix once: `800–1,600`, `-3 to 5`, and `800 or more` without an upper end.
  package func text(lower: Double, upper: Double?, minus: MinusSign = .hyphen) -> String {
    let first = unitless(lower, minus: minus)
    let suffix = marks.suffix(PlainText.line(suffix))
    guard let upper else { return marks.orMore(first + suffix) }
    let second = unitless(upper, minus: minus)
    let hasSigns = signed || lower < 0 || upper < 0
    return first + (hasSigns ? marks.to : "–") + second + suffix
  }

  private func unitless(_ value: Double, minus: MinusSign) -> String {
    guard value.isFinite else { return marks.notANumber }
    let value = significantFigures.map { Headline.rounded(value, figures: $0) } ?? value
    let digits = FixedDecimals(magnitude: value.magnitude, decimals: decimals)
    let below = digits.isZero && value != 0
    let shown = below ? FixedDecimals.smallest(decimals: decimals) : digits
    let sign = value < 0 ? minus.text : signed && value > 0 ? "+" : ""
    let relation = below ? (value < 0 ? ">" : "<") : ""
    return relation + sign + shown.text(grouped: grouped, marks)
  }
}

/// The decimal digits of a magnitude, before and after the point.
private struct FixedDecimals {
  let whole: String
  let fraction: String

  var isZero: Bool { (whole + fraction).utf8.allSatisfy { $0 == UInt8(ascii: "0") } }

  /// The C library rounds the exact binary value. Its decimal point follows the locale of the process, so the
  /// digits are taken by position and the point is our own.
  init(magnitude: Double, decimals: Int) {
    let decimals = min(max(decimals, 0), 30)
    let printed = Array(cFormat("%.*f", decimals, magnitude).utf8)
    whole = String(decoding: printed.prefix { $0 >= 48 && $0 <= 57 }, as: UTF8.self)
    fraction = String(decoding: printed.suffix(decimals), as: UTF8.self)
  }

  private init(whole: String, fraction: String) {
    self.whole = whole
    self.fraction = fraction
  }

  /// One unit in the last place shown.
  static func smallest(decimals: Int) -> FixedDecimals {
    guard decimals > 0 else { return FixedDecimals(whole: "1", fraction: "") }
    return FixedDecimals(whole: "0", fraction: String(repeating: "0", count: decimals - 1) + "1")
  }

  func text(grouped: Bool, _ marks: NumberMarks) -> String {
    let left = grouped ? marks.grouped(whole) : whole
    return fraction.isEmpty ? left : left + marks.decimal + fraction
  }
}

/// One number through the C library's formatting, with its precision.
private func cFormat(_ format: String, _ precision: Int, _ value: Double) -> String {
  // 310 digits before the point for the largest double, 30 behind it.
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
    guard let base = buffer.baseAddress else { return "" }
    let count = withVaList([Int32(precision), value]) { vsnprintf(base, 400, format, $0) }
    return String(
      decoding: buffer.prefix(Int(max(count, 0))).lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Rounding to what a headline can bear: never more than three significant figures.
package enum Headline {
  package static let mostFigures = 3

  /// The value rounded to at most `figures` significant figures (1 to 3; more are ignored, see REP-01).
  package static func rounded(_ value: Double, figures: Int = mostFigures) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let figures = min(max(figures, 1), mostFigures)
    var bytes = Array(cFormat("%.*e", figures - 1, value).utf8)
    // The locale's decimal point, whatever it is, stands behind the first digit.
    let first = bytes.first == UInt8(ascii: "-") ? 2 : 1
    if figures > 1, bytes.count > first { bytes[first] = UInt8(ascii: ".") }
    return Double(String(decoding: bytes, as: UTF8.self)) ?? value
  }

  /// The rounded value in full digits: 1,234,567 reads `1,230,000`, 0.04567 reads `0.0457`, 5 reads `5`.
  package static func text(
    _ value: Double, figures: Int = mostFigures, suffix: String = "", minus: MinusSign = .hyphen
  ) -> String {
    let rounded = rounded(value, figures: figures)
    return NumberStyle(decimals: ShortestNumber.decimals(of: rounded), suffix: suffix).text(
      rounded, minus: minus)
  }
}

/// Numbers for machines: the shortest digits that read back to the same double.
package enum ShortestNumber {
  /// `1200000`, `0.1`, `5e-324`: whole numbers up to 2^53 without a point; zero has no sign.
  /// Anything that is not finite is "not a number".
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return "not a number" }
    if value == 0 { return "0" }
    let description = value.description
    return description.hasSuffix(".0") ? String(description.dropLast(2)) : description
  }

  /// How many decimals the shortest form of the number needs, at most 30.
  static func decimals(of value: Double) -> Int {
    let parts = value.magnitude.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".")
    let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1].utf8.count : 0
    return min(max(fraction - exponent, 0), 30)
  }
}
