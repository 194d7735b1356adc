package import Estimates
internal import Glibc

/// Estimates as a table, in the columns of their JSON.
package enum EstimateTable {
  /// Every column, for programs.
  package static func full(_ identifier: String, title: String, _ estimates: [Estimate], source: String)
    -> Table
  {
    Table(
      identifier, title: title,
      columns: [
        TableColumn("quantity", "Quantity", .text), TableColumn("domain", "Domain", .text),
        TableColumn("method", "Method", .text), TableColumn("unit", "Unit", .text),
        TableColumn("value", "Value"),
        TableColumn("standard_error", "Standard error"), TableColumn("interval", "Interval", isRange: true),
        TableColumn("level", "Level"), TableColumn("interval_kind", "Kind of interval", .text),
        TableColumn("warnings", "Warnings", .text),
      ],
      rows: estimates.map { estimate in
        let interval = estimate.uncertainty?.interval
        return TableRow([
          .text(estimate.quantity), .text(domain(estimate)), .text(estimate.method), .text(estimate.unit),
          value(estimate), standardError(estimate), range(estimate),
          interval.map { .number($0.level, .decimal(2)) } ?? .absent(.notApplicable),
          .text(interval?.kind.rawValue ?? "none"), .text(warnings(estimate)),
        ])
      }, notes: notes(estimates), source: source)
  }

  /// The columns that a person reads first; the estimates are of one quantity, which the title names.
  package static func brief(
    _ identifier: String, title: String, _ estimates: [Estimate], source: String
  ) -> Table {
    Table(
      identifier, title: title,
      columns: [
        TableColumn("method", "Method", .text), TableColumn("value", "Value"),
        TableColumn("standard_error", "Standard error"), TableColumn("interval", "Interval", isRange: true),
        TableColumn("level", "Level", unit: "%"), TableColumn("warnings", "Warnings", .text),
      ],
      rows: estimates.map { estimate in
        TableRow([
          .text(
            ([estimate.method] + (estimate.domain.isEmpty ? [] : [domain(estimate)])).joined(separator: "; ")),
          value(estimate), standardError(estimate), range(estimate),
          estimate.uncertainty?.interval.map { .number($0.level * 100, .decimal(0)) }
            ?? .absent(.notApplicable),
          .text(warnings(estimate)),
        ])
      }, notes: notes(estimates), source: source)
  }

  /// Two digits of the standard error, or of a quarter of the interval, and three decimals at most.
  private static func style(_ estimate: Estimate) -> NumberStyle {
    if abs(estimate.value ?? 0) >= 1_000 { return .decimal(0) }
    let interval = estimate.uncertainty?.interval
    guard interval?.kind != .roundingBounds,
      let error = estimate.uncertainty?.standardError
        ?? interval.flatMap({ span in span.finiteUpper.map { ($0 - span.lower) / 4 } }), error > 0
    else { return .decimal(3) }
    var decimals = 0
    var unit = 10.0
    while decimals < 3, error < unit {
      unit /= 10
      decimals += 1
    }
    return .decimal(decimals)
  }

  /// The digits that a measure of error supports: three, unless the interval follows from the inputs with certainty.
  private static func errorStyle(_ estimate: Estimate) -> NumberStyle {
    let style = style(estimate)
    if estimate.uncertainty?.interval?.kind == .roundingBounds { return style }
    return NumberStyle(decimals: style.decimals, significantFigures: 3)
  }

  private static func domain(_ estimate: Estimate) -> String {
    estimate.domain.map { "\($0.variable): \($0.value)" }.joined(separator: "; ")
  }

  private static func value(_ estimate: Estimate) -> Cell {
    // Where even the error is of hundreds of thousands, digits of single people say nothing.
    let isLarge = (estimate.uncertainty?.standardError ?? 0) >= 100_000
    return estimate.value.map { value in
      let figures = isLarge && abs(value) >= 1_000 ? significantFigures(value, estimate) : nil
      return .number(
        value, figures.map { NumberStyle(decimals: 0, significantFigures: $0) } ?? style(estimate))
    } ?? .absent(.refused)
  }

  /// As many as bring the value to the third digit of its standard error.
  private static func significantFigures(_ value: Double, _ estimate: Estimate) -> Int? {
    guard let error = estimate.uncertainty?.standardError, error > 0, error.isFinite, value.isFinite else {
      return nil
    }
    return max(1, min(17, Int(log10(abs(value)).rounded(.down)) - Int(log10(error).rounded(.down)) + 3))
  }

  private static func standardError(_ estimate: Estimate) -> Cell {
    estimate.uncertainty?.standardError.map { .number($0, errorStyle(estimate)) } ?? .absent(.notApplicable)
  }

  private static func range(_ estimate: Estimate) -> Cell {
    guard let interval = estimate.uncertainty?.interval else {
      return .absent(estimate.refusal == nil ? .notApplicable : .refused)
    }
    return .range(interval.lower, interval.finiteUpper, errorStyle(estimate))
  }

  private static func warnings(_ estimate: Estimate) -> String {
    estimate.diagnostics.filter { $0.severity > .note }.map(\.code.rawValue).joined(separator: " ")
  }

  /// Each warning and each reason once, in order of first appearance.
  private static func notes(_ estimates: [Estimate]) -> [String] {
    var notes: [String] = []
    for estimate in estimates {
      for diagnostic in estimate.diagnostics where diagnostic.severity > .note {
        notes.append("\(diagnostic.code.rawValue): \(diagnostic.message).")
      }
      if let refusal = estimate.refusal { notes.append("\(refusal.code.rawValue): \(refusal.reason).") }
      if case .unavailable(let reason)? = estimate.uncertainty { notes.append("No interval: \(reason).") }
    }
    var seen: [String] = []
    for note in notes where !seen.contains(note) { seen.append(note) }
    return seen
  }
}
