internal import GlobalEstimates
internal import Reporting

/// The later ILO figures brought as near to that of 2002 as their definitions allow, steps written out.
struct TriangulationSection {
  let triangulation: Triangulation
  let later: FigureRegister

  private static let groups = (
    trafficked: "Children trafficked, or moved into forced labour",
    forcedLabour: "Children in forced labour at one moment, sexual exploitation included"
  )

  func section() -> Section {
    Section(
      "later-figures", "Beside the ILO's later figures",
      [
        .paragraph(
          "No later ILO figure counts what the 1.2 million counts. The figures of 2005, 2012, 2017 and 2022 count people "
            + "in forced labour; trafficking is a way into it and no longer a figure of its own for children. The two "
            + "groups below are the nearest definitions that the printed figures allow."),
        .callout(
          Callout(
            .warning,
            "These figures are no trend. Each was made by another method, and a stock at one moment is not a yearly "
              + "flow: with a mean duration of a year and a half, one new victim a year stands for one and a half "
              + "victims at any moment.")),
        .figure(figure()), .table(steps()),
        .heading("What cannot be matched"),
        .list([
          "Flow and stock: the 1.2 million is quoted as 'each year' and printed beside numbers at one moment. Which of "
            + "the two it is was not settled by anything seen.",
          "Trafficking and forced labour: a trafficked child may be in forced labour, in sexual exploitation, in an "
            + "armed group or in none of them yet; a child in forced labour need not have been trafficked.",
          "Armed conflict and illicit activities are forms of their own in 2002 and in part inside forced labour later.",
          "Children: under 18 throughout, but the shares used for 2005 and 2012 are of all ages or of all forced labour.",
          "Forced marriage is in the totals of modern slavery of 2017 and 2022 and is left out here.",
        ]),
        .table(inputTable()),
      ])
  }

  private func figure() -> Figure {
    let entries =
      triangulation.trafficked.map { entry($0, Self.groups.trafficked) }
      + triangulation.forcedLabour.map { entry($0, Self.groups.forcedLabour) }
    return Figure(
      "later-figures-axis", title: "The figure of 2002 and later ILO figures, nearest definitions",
      description:
        "Filled points are printed by the publisher, open ones are derived by this program; lines are ranges that the "
        + "sources leave open and carry no probability. For 2017 and 2022 no figure of trafficked children exists.",
      content: .intervals(
        IntervalPlot(axis: Axis("children, millions", style: .decimal(1)), entries: entries)),
      source: Wording.ours)
  }

  private func entry(_ figure: ComparableFigure, _ group: String) -> IntervalPlot.Entry {
    IntervalPlot.Entry(
      group: group, label: figure.label, point: figure.point.map { $0 / 1_000_000 },
      interval: figure.range.map {
        IntervalPlot.Span($0.lowerBound / 1_000_000, $0.upperBound / 1_000_000)
      }, isPublished: figure.isPublished, marks: Wording.marks(figure.status))
  }

  private func steps() -> Table {
    func rows(_ figures: [ComparableFigure], _ group: String) -> [TableRow] {
      figures.map { figure in
        let marks = Wording.marks(figure.status)
        return TableRow(
          group: group,
          [
            .text(figure.label),
            figure.point.map { .number($0 / 1_000_000, .decimal(2), marks: marks) }
              ?? .absent(figure.range == nil ? .notPublished : .notApplicable),
            figure.range.map {
              .range($0.lowerBound / 1_000_000, $0.upperBound / 1_000_000, .decimal(2), marks: marks)
            } ?? .absent(.notApplicable),
            .text(figure.isPublished ? "the publisher" : "this program"),
            .text(figure.steps.joined(separator: " ")),
          ])
      }
    }
    return Table(
      "later-figures-steps", title: "How each figure was brought to its definition",
      columns: [
        TableColumn("figure", "Figure", .text), TableColumn("point", "Number", unit: "millions"),
        TableColumn("range", "Range", unit: "millions"), TableColumn("by", "Number by", .text),
        TableColumn("steps", "Steps", .text),
      ],
      rows: rows(triangulation.trafficked, Self.groups.trafficked)
        + rows(triangulation.forcedLabour, Self.groups.forcedLabour),
      notes: ["A range is what the sources leave open; it is not an interval with a probability."],
      source: Wording.ours)
  }

  private func inputTable() -> Table {
    Table(
      "later-figures-inputs", title: "The later figures as printed",
      columns: [
        TableColumn("publication", "Publication", .text), TableColumn("measure", "Figure", .text),
        TableColumn("value", "Value"), TableColumn("unit", "Unit", .text),
        TableColumn("status", "Status", .text),
      ],
      rows: later.figures.map { figure in
        TableRow([
          .text(figure.table), .text("\(figure.measure), \(figure.ageGroup)"),
          figure.printed.map {
            .number($0.value, Wording.style(figure), marks: Wording.marks(figure.status))
          } ?? .absent(.dashInSource, marks: Wording.marks(figure.status)),
          .text(figure.unit.rawValue), .text(figure.status.rawValue),
        ])
      }, source: "data set every-child-counts, later-estimates.csv")
  }
}
