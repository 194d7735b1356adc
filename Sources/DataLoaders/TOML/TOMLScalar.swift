/// Numbers, truth values and dates of TOML.
enum TOMLScalar {
  /// The value that the bytes write; `nil` when they write none.
  static func parse(_ bytes: ArraySlice<UInt8>) -> TOMLNode? {
    let text = String(decoding: bytes, as: UTF8.self)
    switch text {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "inf", "+inf": return .number(.infinity)
    case "-inf": return .number(-.infinity)
    case "nan", "+nan", "-nan": return .number(.nan)
    default: break
    }
    if let number = number(text) { return number }
    return isDate(bytes) || isTime(bytes) || isDateAndTime(bytes) ? .date(text) : nil
  }

  private static func number(_ text: String) -> TOMLNode? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
      guard let digits = digits(text.dropFirst(2), radix: radix), let value = Int(digits, radix: radix) else {
        return nil
      }
      return .whole(value)
    }
    let isSigned = text.hasPrefix("+") || text.hasPrefix("-")
    let sign = text.hasPrefix("-") ? "-" : ""
    let unsigned = isSigned ? text.dropFirst() : text[...]
    let whole = unsigned.prefix { $0 != "." && $0 != "e" && $0 != "E" }
    guard let wholeDigits = digits(whole, radix: 10), wholeDigits == "0" || wholeDigits.first != "0" else {
      return nil
    }
    var rest = unsigned[whole.endIndex...]
    if rest.isEmpty { return Int(sign + wholeDigits).map(TOMLNode.whole) ?? .tooLarge }
    var written = sign + wholeDigits
    if rest.first == "." {
      let fraction = rest.dropFirst().prefix { $0 != "e" && $0 != "E" }
      guard let fractionDigits = digits(fraction, radix: 10) else { return nil }
      written += "." + fractionDigits
      rest = rest[fraction.endIndex...]
    }
    if !rest.isEmpty {
      var exponent = rest.dropFirst()
      written += "e"
      if exponent.first == "+" || exponent.first == "-" { written.append(exponent.removeFirst()) }
      guard let exponentDigits = digits(exponent, radix: 10) else { return nil }
      written += exponentDigits
    }
    return Double(written).map(TOMLNode.number)
  }

  /// The digits without the underscores, which may stand only between two digits.
  private static func digits(_ text: Substring, radix: Int) -> String? {
    guard !text.isEmpty, text.first != "_", text.last != "_" else { return nil }
    var digits = ""
    var last: Character = "_"
    for character in text {
      if character == "_" {
        if last == "_" { return nil }
      } else {
        guard character.isASCII, let value = character.hexDigitValue, value < radix else { return nil }
        digits.append(character)
      }
      last = character
    }
    return digits
  }

  /// `2026-12-31`, a day that exists.
  static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let parts = fields(bytes, "dddd-dd-dd") else { return false }
    let (year, month, day) = (parts[0], parts[1], parts[2])
    guard year >= 1, (1...12).contains(month), day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= days[month - 1]
  }

  private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let parts = fields(bytes.prefix(8), "dd:dd:dd"), parts[0] < 24, parts[1] < 60, parts[2] < 60 else {
      return false
    }
    let fraction = bytes.dropFirst(8)
    return fraction.isEmpty
      || fraction.count > 1 && fraction.first == UInt8(ascii: ".")
        && fraction.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  private static func isDateAndTime(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count > 11, isDate(bytes.prefix(10)),
      "Tt ".utf8.contains(bytes[bytes.startIndex + 10])
    else { return false }
    let time = bytes.dropFirst(11)
    if time.last == UInt8(ascii: "Z") || time.last == UInt8(ascii: "z") { return isTime(time.dropLast()) }
    if time.count > 6, let sign = time.dropLast(5).last, "+-".utf8.contains(sign) {
      guard let offset = fields(time.suffix(5), "dd:dd"), offset[0] < 24, offset[1] < 60 else { return false }
      return isTime(time.dropLast(6))
    }
    return isTime(time)
  }

  /// The numbers at the `d`s of a pattern; `nil` when the bytes do not fit it.
  private static func fields(_ bytes: ArraySlice<UInt8>, _ pattern: StaticString) -> [Int]? {
    guard bytes.count == pattern.utf8CodeUnitCount else { return nil }
    var fields = [0]
    for (index, byte) in bytes.enumerated() {
      let wanted = pattern.utf8Start[index]
      if wanted == UInt8(ascii: "d") {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int(byte - 0x30)
      } else {
        guard byte == wanted else { return nil }
        fields.append(0)
      }
    }
    return fields
  }
}
