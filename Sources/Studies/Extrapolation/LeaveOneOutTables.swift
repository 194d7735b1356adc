internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// How well countries are predicted from each other.
extension ExtrapolationTables {
  /// What is to be printed of each group, and how its rates are.
  struct LeftOut {
    let groups: [(cell: String, left: LeaveOneOut)]
    let per: Double
    let style: NumberStyle
    let unit: String

    /// `nil` where no country was predicted from the others.
    init?(_ study: ExtrapolationStudy) {
      groups = study.leaveOneOut
      guard !groups.isEmpty else { return nil }
      per = study.options.ratePer
      style = ExtrapolationTables.rateStyle(study)
      unit = ExtrapolationTables.unit(study)
    }
  }

  static func summary(_ leftOut: LeftOut, _ source: String) -> Table {
    let (unit, style, per) = (leftOut.unit, leftOut.style, leftOut.per)
    return Table(
      "leave-one-out-summary", title: "Each country with data predicted from the others",
      columns: [
        TableColumn("group", "Group", .text), TableColumn("countries", "Countries"),
        TableColumn("error", "Root mean square error", unit: unit),
        TableColumn("bias", "Mean error", unit: unit),
        TableColumn("coverage", "In their interval", unit: "%"), TableColumn("nominal", "Nominal", unit: "%"),
      ],
      rows: leftOut.groups.map { cell, left in
        TableRow([
          .text(cell), .number(Double(left.predictions.count), .count),
          .number(left.rootMeanSquaredError * per, style),
          .number(
            left.bias * per, NumberStyle(decimals: style.decimals, signed: true, significantFigures: 3)),
          .number(100 * left.coverage, .decimal(0)), .number(100 * left.level, .decimal(0)),
        ])
      },
      notes: [
        "Coverage far from nominal says that the model does not fit. Coverage near nominal says nothing of countries "
          + "that have no survey because of what it would find."
      ], source: source)
  }

  static func countries(_ leftOut: LeftOut, level: String, _ source: String) -> Table {
    let (unit, style, per) = (leftOut.unit, leftOut.style, leftOut.per)
    return Table(
      "leave-one-out", title: "Countries predicted from the others",
      columns: [
        TableColumn("country", "Country", .text), TableColumn("observed", "Observed", unit: unit),
        TableColumn("predicted", "Predicted", unit: unit),
        TableColumn("interval", "\(level) predictive interval", unit: unit, isRange: true),
        TableColumn("covered", "Inside", .text),
      ],
      rows: leftOut.groups.flatMap { cell, left in
        left.predictions.map { prediction in
          TableRow(
            group: leftOut.groups.count > 1 ? cell : "",
            [
              .text(prediction.country), .number(prediction.observed * per, style),
              .number(prediction.predicted * per, style),
              .range(prediction.lower * per, prediction.upper * per, style),
              .text(prediction.isCovered ? "yes" : "no"),
            ])
        }
      }, source: source)
  }
}
