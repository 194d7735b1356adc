internal import GlobalEstimates
internal import Reporting

/// What the source says of uncertainty, which is nothing, and then what the arithmetic can bear.
struct UncertaintySection {
  let inputs: EveryChildCountsInputs
  let trafficking: TraffickingAnalysis

  private var level: String { Wording.percent(level: trafficking.options.level) }
  private var marks: [Mark] { Wording.marks(trafficking.status) }

  func section() throws -> Section {
    Section(
      "uncertainty", "How far the figure may be off",
      [
        .paragraph(
          RichText.strong("What the source says: nothing. ")
            + "As far as could be seen, the report of 2002 publishes no standard error, no interval and no country "
            + "figures from which one could be worked out. The regional tallies are not a sample, so no sampling error exists to be "
            + "estimated."),
        .callout(
          Callout(
            .analysis,
            "Everything below in this section was made by this program and not by the ILO. It shows what would follow "
              + "from stated assumptions about the regional figures; it does not show that the assumptions hold."
          )),
      ] + roundingBlocks() + leaveOneOutBlocks() + modelBlocks() + swingBlocks())
  }

  private func roundingBlocks() -> [Block] {
    [
      .heading("Bounds from rounding"),
      .paragraph(
        "Each cell was rounded before it was printed. If that were the only error, the total would lie within these "
          + "bounds. They are the least that can be said, and far too narrow as a statement of what is known."
      ),
      .table(
        Table(
          "rounding-bounds", title: "The total within the rounding of its cells",
          columns: [
            TableColumn("reading", "How the cells are read", .text),
            TableColumn("total", "Total", unit: "children"),
            TableColumn("bounds", "Bounds", unit: "children"),
          ],
          rows: [
            TableRow([
              .text("rounded at the last printed digit"),
              .number(trafficking.total.value, .count, marks: marks),
              range(trafficking.total.bounds),
            ]),
            TableRow([
              .text("trailing zeros read as rounding"),
              .number(trafficking.coarseTotal.value, .count, marks: marks),
              range(trafficking.coarseTotal.bounds),
            ]),
          ],
          notes: [
            "Bounds add up over regions because every cell may be off in the same direction. The second reading takes "
              + "a cell as rounded to the coarsest step that its digits allow: 250 to tens, 200 to hundreds."
          ],
          source: Wording.ours)),
    ]
  }

  private func range(_ bounds: ClosedRange<Double>) -> Cell {
    .range(bounds.lowerBound, bounds.upperBound, .count, marks: marks)
  }

  private func leaveOneOutBlocks() -> [Block] {
    let sum = trafficking.total.value
    return [
      .heading("One region left out"),
      .table(
        Table(
          "leave-one-region-out", title: "The total without one region",
          columns: [
            TableColumn("region", "Region left out", .text),
            TableColumn("figure", "Its figure", unit: "children"),
            TableColumn("share", "Share of the total", unit: "%"),
            TableColumn("total", "Total without it", unit: "children"),
          ],
          rows: trafficking.regions.map { region in
            let marks = Wording.marks(region.figure.status)
            return TableRow([
              .text(region.name), .number(region.value.value, .count, marks: marks),
              .number(sum > 0 ? region.value.value / sum * 100 : 0, .decimal(1), marks: marks),
              .number(sum - region.value.value, .count, marks: self.marks),
            ])
          }, source: Wording.ours)),
    ]
  }

  private func modelBlocks() -> [Block] {
    guard !trafficking.models.isEmpty else {
      return [
        .heading("The total under an error model"),
        .paragraph(
          "No region has a figure above zero, so there is nothing to which a relative error could apply."),
      ]
    }
    return [
      .heading("The total under a stated error model"),
      .paragraph(
        RichText(
          "Suppose that each region's true number is log-normal with the printed figure as its mean and a coefficient "
            + "of variation that goes with a grade of reliability, and that the logarithms of every two regions have "
            + "one correlation. Nothing in the source fixes the correlation: regions share definitions and methods, so "
            + "errors may well go the same way. The table therefore gives the total for "
            + "\(trafficking.models.count == 1 ? "the correlation asked for" : "several correlations"), from "
            + "\(NumberStyle.count.text(Double(trafficking.options.draws))) draws with seed \(trafficking.options.seed). "
            + "The grades are input data and meant to be argued with.")),
      .table(grades()), .table(models()), .figure(intervals()),
      .paragraph(
        "The interval of a total is not the sum of the regions' interval ends, except at correlation 1."),
      .table(monteCarlo()),
    ]
  }

  private func grades() -> Table {
    Table(
      "reliability-grades", title: "Grades of reliability",
      columns: [
        TableColumn("region", "Region", .text), TableColumn("figure", "Figure", unit: "children"),
        TableColumn("grade", "Grade", .text),
        TableColumn("coefficient_of_variation", "Coefficient of variation"),
        TableColumn("reason", "Why", .text),
      ],
      rows: trafficking.regions.map { region in
        TableRow([
          .text(region.name),
          .number(region.value.value, .count, marks: Wording.marks(region.figure.status)),
          .text(region.grade.grade), .number(region.grade.coefficientOfVariation, .decimal(2)),
          region.grade.reason.isEmpty ? .absent(.notApplicable) : .text(region.grade.reason),
        ])
      },
      notes: [
        "The grades are this program's judgement. Give another file with --grades to use your own."
      ], source: inputs.grades.file)
  }

  private func models() -> Table {
    Table(
      "total-under-error-model", title: "Children trafficked under the error model",
      columns: [
        TableColumn("correlation", "Correlation between regions"),
        TableColumn("mean", "Mean", unit: "children"),
        TableColumn("standard_deviation", "Standard deviation", unit: "children"),
        TableColumn("median", "Median", unit: "children"),
        TableColumn("interval", "\(level) interval", unit: "children"),
      ],
      rows: trafficking.models.map { total in
        TableRow([
          .number(total.model.correlation, .decimal(2)), .number(total.model.mean, .count, marks: marks),
          .number(total.model.standardDeviation, .estimatedCount, marks: marks),
          .number(total.median.value, .estimatedCount, marks: marks),
          .range(total.lower.value, total.upper.value, .estimatedCount, marks: marks),
        ])
      },
      notes: [
        "Mean and standard deviation are exact; median and interval are quantiles of the draws. The median is below the "
          + "mean because a log-normal number can lie further above the printed figure than below it."
      ], source: Wording.ours)
  }

  private func intervals() -> Figure {
    var entries = [
      IntervalPlot.Entry(
        group: "As published", label: "2002, no uncertainty given", point: trafficking.total.value,
        interval: nil,
        isPublished: true, marks: marks),
      IntervalPlot.Entry(
        group: "Rounding only", label: "last printed digit", point: trafficking.total.value,
        interval: span(trafficking.total.bounds), isPublished: false, marks: marks),
      IntervalPlot.Entry(
        group: "Rounding only", label: "trailing zeros as rounding", point: trafficking.coarseTotal.value,
        interval: span(trafficking.coarseTotal.bounds), isPublished: false, marks: marks),
    ]
    entries += trafficking.models.map { total in
      IntervalPlot.Entry(
        group: "Error model, \(level) interval",
        label: "correlation \(NumberStyle.decimal(2).text(total.model.correlation))", point: total.model.mean,
        interval: IntervalPlot.Span(Headline.rounded(total.lower.value), Headline.rounded(total.upper.value)),
        isPublished: false, marks: marks)
    }
    let widest = trafficking.models.max { $0.upper.value - $0.lower.value < $1.upper.value - $1.lower.value }
    return Figure(
      "total-intervals", title: "The total as published and under this program's assumptions",
      description: "The published figure has no interval. Rounding moves it by little. "
        + (widest.map {
          "The widest interval under the error model runs from "
            + "\(Wording.personsRange($0.lower.value, $0.upper.value)) at correlation "
            + "\(NumberStyle.decimal(2).text($0.model.correlation))."
        } ?? ""),
      content: .intervals(
        IntervalPlot(
          axis: Axis("children trafficked", style: .count), entries: entries,
          referenceLine: ReferenceLine(trafficking.total.value, "sum of the regions"))),
      source: Wording.ours)
  }

  private func span(_ bounds: ClosedRange<Double>) -> IntervalPlot.Span {
    IntervalPlot.Span(bounds.lowerBound, bounds.upperBound)
  }

  private func monteCarlo() -> Table {
    var rows: [TableRow] = []
    for total in trafficking.models {
      let group = "correlation \(NumberStyle.decimal(2).text(total.model.correlation))"
      rows.append(
        comparison(
          group, "mean", simulated: total.simulated.mean, error: total.simulated.meanStandardError,
          exact: total.model.mean))
      rows.append(
        comparison(
          group, "standard deviation", simulated: total.simulated.standardDeviation,
          error: total.simulated.standardDeviationStandardError, exact: total.model.standardDeviation))
      rows.append(
        comparison(
          group, "lower end", simulated: total.lower.value, error: total.lower.standardError,
          exact: total.exactLower))
      rows.append(
        comparison(
          group, "upper end", simulated: total.upper.value, error: total.upper.standardError,
          exact: total.exactUpper))
    }
    return Table(
      "monte-carlo-check", title: "The draws against the exact answer",
      columns: [
        TableColumn("quantity", "Quantity", .text),
        TableColumn("simulated", "From the draws", unit: "children"),
        TableColumn("monte_carlo_error", "Monte Carlo standard error", unit: "children"),
        TableColumn("exact", "Exact", unit: "children"),
        TableColumn("difference", "Difference in Monte Carlo standard errors"),
      ], rows: rows,
      notes: [
        "Quantiles of a sum of log-normal figures have an exact answer only where all regions move together "
          + "(correlation 1) or a single one is in doubt."
      ], source: Wording.ours)
  }

  private func comparison(
    _ group: String, _ name: String, simulated: Double, error: Double, exact: Double?
  ) -> TableRow {
    TableRow(
      group: group,
      [
        .text(name), .number(simulated, .count, marks: marks), .number(error, .count),
        exact.map { .number($0, .count, marks: marks) } ?? .absent(.notApplicable),
        exact.flatMap { error > 0 ? .number((simulated - $0) / error, .decimal(2)) : nil }
          ?? .absent(.notApplicable),
      ])
  }

  private func swingBlocks() -> [Block] {
    guard let widest = trafficking.swings.first else { return [] }
    let bars = trafficking.swings.map { swing in
      TornadoChart.Bar(
        label: "\(swing.region.name) (grade \(swing.region.grade.grade))", low: swing.low, high: swing.high,
        marks: Wording.marks(swing.region.figure.status))
    }
    return [
      .heading("Which region's doubt matters most"),
      .table(
        Table(
          "region-swings", title: "The total with one region at the ends of its own \(level) interval",
          columns: [
            TableColumn("region", "Region", .text), TableColumn("grade", "Grade", .text),
            TableColumn("low", "Total, region at its low end", unit: "children"),
            TableColumn("high", "Total, region at its high end", unit: "children"),
            TableColumn("variance_share", "Share of the variance, regions independent", unit: "%"),
          ],
          rows: trafficking.swings.map { swing in
            let marks = Wording.marks(swing.region.figure.status)
            return TableRow([
              .text(swing.region.name), .text(swing.region.grade.grade),
              .number(swing.low, .estimatedCount, marks: marks),
              .number(swing.high, .estimatedCount, marks: marks),
              .number(swing.varianceShare * 100, .decimal(1), marks: marks),
            ])
          }, source: Wording.ours)),
      .figure(
        Figure(
          "region-tornado", title: "Which region's doubt moves the total most",
          description: "\(widest.region.name) moves the total most: from "
            + "\(Wording.personsRange(widest.low, widest.high)).",
          content: .tornado(
            TornadoChart(
              axis: Axis("children trafficked, total", style: .estimatedCount, includesZero: false),
              baseline: ReferenceLine(trafficking.total.value, "every region as printed"), bars: bars)),
          source: Wording.ours)),
    ]
  }
}
