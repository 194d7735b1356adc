internal import Glibc

/// Numbers as they stand in the sentences of warnings.
enum WarningFigure {
  /// A share as whole percent; below one percent with one decimal.
  static func percent(_ share: Double) -> String {
    let value = share * 100
    guard abs(value) < largest else { return "more than \(largestInWords) %" }
    return abs(value) < 1 && value != 0 ? "\(decimal(value, 1)) %" : "\(Int(value.rounded())) %"
  }

  /// From here on the size of a number says nothing but that it is huge, and no whole number need hold it.
  private static let largest = 1e12
  private static let largestInWords = "10^12"

  /// A number with a fixed number of decimals, of which six are the most.
  static func decimal(_ value: Double, _ decimals: Int) -> String {
    guard abs(value) < largest else { return "\(value < 0 ? "less than -" : "more than ")\(largestInWords)" }
    let decimals = min(decimals, 6)
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    var fraction = String(scaled % scale)
    while fraction.count < decimals { fraction = "0" + fraction }
    return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / scale)\(decimals > 0 ? "." + fraction : "")"
  }

  /// A ratio: one decimal up to ten, whole above; "more than a thousand" where the size says nothing.
  static func ratio(_ value: Double) -> String {
    if !(value < 1000) { return "more than a thousand" }
    return value < 10 ? decimal(value, 1) : "\(Int(value.rounded()))"
  }

  /// People to three significant figures, in groups of three digits.
  static func people(_ value: Double) -> String {
    guard abs(value) < 1e15 else { return "more than 10^15" }
    var scale = 1.0
    while value / scale >= 1000 { scale *= 10 }
    var digits = Array(String(Int((value / scale).rounded() * scale)))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }
}
