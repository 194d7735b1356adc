/// Which character stands between the whole part and the fraction of a number.
public enum DecimalMark: Sendable, Equatable {
  case point
  case comma
}

/// Reads numbers from bytes, and refuses everything that could be read in two ways.
///
/// A number is `[+-]?d+(.d+)?([eE][+-]?d{1,3})?` in the digits 0 to 9, where the point is the declared decimal
/// mark. Spaces around it, thousands separators, `nan`, `inf`, `0x10`, `1.` and `.5` are refused, and so are
/// literals beyond the finite range and non-zero literals that would become zero. The result is the double
/// nearest to the literal; `-0` is read as zero.
package struct NumberGrammar: Sendable {
  /// The longest number, in characters; a double needs at most 767 significant digits to be rounded right.
  package static let longest = 1024

  package let decimalMark: DecimalMark

  package init(decimalMark: DecimalMark = .point) {
    self.decimalMark = decimalMark
  }

  private var mark: UInt8 { decimalMark == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }

  /// The finite number that the whole text is.
  package func number(_ text: UnsafeBufferPointer<UInt8>) throws(NumberFault) -> Double {
    let count = text.count
    var i = 0
    var isNegative = false
    if count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
      isNegative = text[0] == UInt8(ascii: "-")
      i = 1
    }
    var mantissa = Mantissa()
    let wholeStart = i
    while i < count, mantissa.take(text[i]) { i += 1 }
    guard i > wholeStart else { throw diagnosis(text) }
    var scale = 0
    if i < count, text[i] == mark {
      i += 1
      let fractionStart = i
      while i < count, mantissa.take(text[i]) { i += 1 }
      guard i > fractionStart else { throw diagnosis(text) }
      scale = fractionStart - i
    }
    if i < count, text[i] | 0x20 == UInt8(ascii: "e") {
      guard let exponent = exponent(text, from: i + 1) else { throw diagnosis(text) }
      scale += exponent
      i = count
    }
    guard i == count else { throw diagnosis(text) }

    if mantissa.isZero { return 0 }
    // Both the digits (up to 2⁵³) and the power of ten (up to 10²²) are exact doubles, so that the one
    // multiplication or division is the only rounding.
    if mantissa.isExact, scale >= -22, scale <= 22 {
      let digits = Double(mantissa.value)
      let size = scale < 0 ? digits / powersOfTen[-scale] : digits * powersOfTen[scale]
      return isNegative ? -size : size
    }
    return try rounded(text)
  }

  /// The whole number that the whole text is: `[+-]?d+`, within the range of `Int`.
  package func integer(_ text: UnsafeBufferPointer<UInt8>) throws(NumberFault) -> Int {
    let count = text.count
    var i = 0
    var isNegative = false
    if count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
      isNegative = text[0] == UInt8(ascii: "-")
      i = 1
    }
    guard i < count else { throw diagnosis(text) }
    var value = 0
    var overflows = false
    while i < count, isDigit(text[i]) {
      let digit = Int(text[i] &- UInt8(ascii: "0"))
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, carry) = tenfold.addingReportingOverflow(isNegative ? -digit : digit)
      overflows = overflows || overflow || carry
      value = next
      i += 1
    }
    guard i == count else {
      // A number, but not a whole one, is said to be that; the rest is refused as in other columns.
      _ = try number(text)
      throw text.contains(mark) ? .fraction : .exponent
    }
    if overflows { throw .tooLarge }
    return value
  }

  private func exponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var i = start
    var isNegative = false
    if i < text.count, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
      isNegative = text[i] == UInt8(ascii: "-")
      i += 1
    }
    guard (1...3).contains(text.count - i) else { return nil }
    var value = 0
    while i < text.count {
      guard isDigit(text[i]) else { return nil }
      value = value * 10 + Int(text[i] - UInt8(ascii: "0"))
      i += 1
    }
    return isNegative ? -value : value
  }

  /// The nearest double, by the standard library, which reads in the C locale whatever the process has set.
  /// The text has passed the grammar and is not zero.
  private func rounded(_ text: UnsafeBufferPointer<UInt8>) throws(NumberFault) -> Double {
    guard text.count <= Self.longest else { throw .tooLong }
    let literal = String(unsafeUninitializedCapacity: text.count) { copy in
      for i in 0..<text.count { copy[i] = text[i] == mark ? UInt8(ascii: ".") : text[i] }
      return text.count
    }
    guard let value = Double(literal) else { throw .notANumber }
    if value.isInfinite { throw .tooLarge }
    if value == 0 { throw .tooSmall }
    return value
  }

  /// What is wrong with a text that the grammar refuses, as exactly as can be said.
  private func diagnosis(_ bytes: UnsafeBufferPointer<UInt8>) -> NumberFault {
    if bytes.isEmpty { return .empty }
    guard bytes.count <= Self.longest else { return .tooLong }
    let text = String(decoding: bytes, as: UTF8.self)
    if let first = text.unicodeScalars.first, "<>≤≥".unicodeScalars.contains(first),
      text.unicodeScalars.dropFirst().contains(where: { ("0"..."9").contains($0) })
    {
      return .interval
    }
    if usualMarkers.contains(text.lowercased()) { return .undeclaredMarker }
    let inner = UnsafeBufferPointer(rebasing: bytes.trimmed)
    if inner.count < bytes.count {
      return (try? number(inner)) == nil ? (inner.isEmpty ? .empty : diagnosis(inner)) : .surroundingSpaces
    }
    let unsigned = text.lowercased().drop { $0 == "+" || $0 == "-" }
    if ["nan", "inf", "infinity"].contains(unsigned) { return .notFinite }
    if unsigned.hasPrefix("0x") { return .hexadecimal }
    let scalars = text.unicodeScalars
    if scalars.contains(where: { $0.value > 0x7F && $0.properties.numericType != nil }) {
      return .foreignDigits
    }
    return markFault(scalars)
  }

  /// The fault of a text of digits with marks and separators between them.
  private func markFault(_ scalars: String.UnicodeScalarView) -> NumberFault {
    let isDigits = scalars.map { $0.value < 0x80 && isDigit(UInt8($0.value)) }
    let allowed = scalars.allSatisfy {
      $0.value < 0x80 ? "0123456789+-.,'_ eE".unicodeScalars.contains($0) : groupSeparators.contains($0)
    }
    guard allowed, isDigits.contains(true) else { return .notANumber }
    let marks = scalars.filter { $0 == "." || $0 == "," }
    let groups = scalars.contains { groupSeparators.contains($0) }
    if groups || marks.count > 1 { return .groupedDigits }
    guard let found = marks.first, let place = scalars.firstIndex(of: found) else { return .notANumber }
    let before = place > scalars.startIndex ? scalars[scalars.index(before: place)] : "x"
    let afterPlace = scalars.index(after: place)
    let after = afterPlace < scalars.endIndex ? scalars[afterPlace] : "x"
    if !("0"..."9").contains(before) || !("0"..."9").contains(after) { return .bareDecimalMark }
    return found.value == UInt32(mark) ? .notANumber : .otherDecimalMark
  }
}

/// The digits of a number as far as they are exact.
private struct Mantissa {
  var value: UInt64 = 0
  var isExact = true

  /// The largest value that stays below 2⁵³ with one digit more.
  private static let limit: UInt64 = ((1 << 53) - 9) / 10

  var isZero: Bool { value == 0 && isExact }

  /// Takes one digit; `false` when the byte is none.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    let digit = byte &- UInt8(ascii: "0")
    guard digit < 10 else { return false }
    if value <= Self.limit { value = value &* 10 &+ UInt64(digit) } else { isExact = false }
    return true
  }
}

@inline(__always)
private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// 10⁰ to 10²², all exact.
let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
  1e19,
  1e20, 1e21, 1e22,
]

/// What spreadsheets and statistics programs write for a missing value.
private let usualMarkers: Set<String> = [
  ".", "..", "-", "--", "*", "?", "na", "n/a", "#n/a", "<na>", "nan", "null", "nil", "none", "missing",
]

/// Characters other than the point and the comma that group digits somewhere.
private let groupSeparators: Set<Unicode.Scalar> = [
  " ", "'", "_", "\u{A0}", "\u{2009}", "\u{202F}", "\u{2007}", "\u{2019}", "\u{66C}",
]

extension UnsafeBufferPointer<UInt8> {
  /// Without spaces and tabs at both ends.
  var trimmed: Slice<UnsafeBufferPointer<UInt8>> {
    var from = startIndex
    var to = endIndex
    while from < to, self[from] == 0x20 || self[from] == 0x09 { from += 1 }
    while to > from, self[to - 1] == 0x20 || self[to - 1] == 0x09 { to -= 1 }
    return self[from..<to]
  }
}
