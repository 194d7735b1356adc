internal import Estimates
internal import Reporting

/// Estimates of one quantity by one method for many parts of the world, a row each.
enum DomainTable {
  /// - Parameter unit: what is printed under the figures.
  static func table(
    _ identifier: String, title: String, _ estimates: [Estimate], level: Double, source: String,
    notes: [String] = []
  ) -> Table {
    let large = estimates.contains { ($0.value ?? 0) >= 1_000 }
    let style = NumberStyle(decimals: large ? 0 : 4, significantFigures: 3)
    let unit = estimates.first?.unit ?? ""
    return Table(
      identifier, title: title,
      columns: [
        TableColumn("where", "Where", .text), TableColumn("level", "Level", .text),
        TableColumn("value", "Value", unit: unit),
        TableColumn("standard_error", "Standard error", unit: unit),
        TableColumn(
          "interval", "\(NumberStyle(decimals: 0, suffix: " %").text(100 * level)) interval", unit: unit,
          isRange: true),
        TableColumn("warnings", "Warnings", .text),
      ],
      rows: estimates.map { estimate in
        let interval = estimate.uncertainty?.interval
        let refused = estimate.refusal != nil
        return TableRow([
          .text(estimate.domain.last?.value ?? "all"), .text(estimate.domain.last?.variable ?? "all"),
          estimate.value.map { .number($0, style) } ?? .absent(.refused),
          estimate.uncertainty?.standardError.map { .number($0, style) }
            ?? .absent(refused ? .refused : .notApplicable),
          interval.map { .range($0.lower, $0.finiteUpper, style) }
            ?? .absent(refused ? .refused : .notApplicable),
          .text(
            (estimate.refusal.map { ["refused: \($0.code.rawValue)"] } ?? []
              + estimate.diagnostics.filter { $0.severity > .note }.map(\.code.rawValue))
              .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: " ")),
        ])
      }, notes: notes, source: source)
  }
}
