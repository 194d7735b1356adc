internal import Estimates
internal import Reporting

/// A headline number with its interval in words.
enum KeyFigures {
  static func of(_ estimate: Estimate, label: String) -> KeyFigure {
    let value = estimate.value.map { Headline.text($0) } ?? "refused"
    guard let interval = estimate.uncertainty?.interval else {
      return KeyFigure(label: label, value: value, detail: "no interval")
    }
    let upper = interval.finiteUpper.map { Headline.text($0) } ?? "no upper end"
    let level = NumberStyle(decimals: 0, suffix: " %").text(100 * interval.level)
    return KeyFigure(
      label: label, value: value,
      detail: "\(estimate.unit); \(level) interval \(Headline.text(interval.lower)) to \(upper)")
  }
}
