internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// The world, the regions and the countries as tables.
extension ExtrapolationTables {
  static func wholes(_ study: ExtrapolationStudy, _ source: String) -> Table {
    let count = NumberStyle.estimatedCount
    let rate = rateStyle(study)
    return Table(
      "estimates", title: "\(study.options.subject): world and regions",
      columns: [
        TableColumn("where", "Where", .text),
        TableColumn("value", "Value", unit: "persons"),
        TableColumn("standard_error", "Standard error", unit: "persons"),
        TableColumn("interval", "\(level(study)) interval", unit: "persons", isRange: true),
        TableColumn("rate", "Rate", unit: unit(study)),
        TableColumn("warnings", "Warnings", .text), TableColumn("population", "Population"),
      ],
      rows: zip(study.estimates, study.populations).filter { $0.0.domain.count < 2 }.map {
        estimate, population in
        let refused = estimate.refusal != nil
        let interval = estimate.uncertainty?.interval
        return TableRow(
          [
            .text(estimate.domain.last?.value ?? "World"),
            estimate.value.map { .number($0, count) } ?? .absent(.refused),
            estimate.uncertainty?.standardError.map { .number($0, count) }
              ?? .absent(refused ? .refused : .notApplicable),
            interval.map { .range($0.lower, $0.finiteUpper, count) }
              ?? .absent(refused ? .refused : .notApplicable),
            population > 0
              ? estimate.value.map { .number($0 / population * study.options.ratePer, rate) }
                ?? .absent(.refused)
              : .absent(.notApplicable),
            .text(warnings(estimate)), .number(population, .count),
          ])
      }, notes: ["The interval of the world is that of the sum, not the sum of the intervals (AGG-08)."],
      source: source)
  }

  static func warnings(_ estimate: Estimate) -> String {
    var codes = estimate.refusal.map { ["refused: \($0.code.rawValue)"] } ?? []
    for diagnostic in estimate.diagnostics where diagnostic.severity > .note {
      if !codes.contains(diagnostic.code.rawValue) { codes.append(diagnostic.code.rawValue) }
    }
    return codes.joined(separator: " ")
  }

  static func countries(_ study: ExtrapolationStudy, _ source: String) -> Table {
    let count = NumberStyle.estimatedCount
    let rate = rateStyle(study)
    let per = study.options.ratePer
    return Table(
      "countries", title: "\(study.options.subject): countries",
      columns: [
        TableColumn("country", "Country", .text), TableColumn("basis", "Basis", .text),
        TableColumn("value", "Value", unit: "persons"),
        TableColumn("interval", "\(level(study)) interval", unit: "persons", isRange: true),
        TableColumn("rate", "Rate", unit: unit(study)),
        TableColumn(
          "rate_interval", "\(level(study)) interval of the rate", unit: unit(study),
          isRange: true), TableColumn("population", "Population"), TableColumn("warnings", "Warnings", .text),
      ],
      rows: zip(study.estimates, study.populations).filter { $0.0.domain.count == 2 }.map {
        estimate, population in
        let interval = estimate.uncertainty?.interval
        let refused = estimate.refusal != nil
        let factor = population > 0 ? per / population : 0
        return TableRow(
          group: estimate.domain[0].value,
          [
            .text(estimate.domain[1].value),
            .text(study.isPredicted(estimate) ? "predicted, no data" : "survey"),
            estimate.value.map { .number($0, count) } ?? .absent(.refused),
            interval.map { .range($0.lower, $0.finiteUpper, count) }
              ?? .absent(refused ? .refused : .notApplicable),
            population > 0
              ? estimate.value.map { .number($0 * factor, rate) } ?? .absent(.refused)
              : .absent(.notApplicable),
            population > 0
              ? interval.map { .range($0.lower * factor, $0.finiteUpper.map { $0 * factor }, rate) }
                ?? .absent(refused ? .refused : .notApplicable) : .absent(.notApplicable),
            .number(population, .count), .text(warnings(estimate)),
          ])
      }, source: source)
  }

  /// AGG-01 to AGG-03 as figures: donors, and what is extrapolated.
  static func shares(_ study: ExtrapolationStudy, _ source: String) -> Table {
    let rows = study.input.rows
    let regions = Set(rows.map(\.region)).sorted()
    func row(_ name: String, _ inside: [ExtrapolationInput.Row]) -> TableRow {
      let all = Set(inside.map(\.country))
      let donors = Set(inside.filter { $0.rate != nil }.map(\.country))
      var (people, without) = (0.0, 0.0)
      for row in inside {
        people += row.population
        if row.rate == nil { without += row.population }
      }
      let estimate = study.wholes.first { ($0.domain.last?.value ?? "World") == name }
      let imputed = estimate?.diagnostics.first { $0.code == .aggregationImputedShare }
      return TableRow(
        [
          .text(name), .number(Double(all.count), .count), .number(Double(donors.count), .count),
          people > 0 ? .number(100 * without / people, NumberStyle(decimals: 1)) : .absent(.notApplicable),
          .text(
            imputed.map { $0.message } ?? (estimate?.refusal == nil ? "nothing is extrapolated" : "refused")),
        ])
    }
    return Table(
      "donors", title: "Countries with data, and what rests on the others",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("countries", "Countries"),
        TableColumn("with_data", "With data"),
        TableColumn("extrapolated", "Population without data", unit: "%"),
        TableColumn("share", "AGG-01", .text),
      ],
      rows: [row("World", rows)] + regions.map { region in row(region, rows.filter { $0.region == region }) },
      notes: [
        "A region with fewer than \(WarningThreshold.donorCountries) countries with data has no number of its own "
          + "(AGG-03)."
      ], source: source)
  }
}
