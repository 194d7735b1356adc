internal import GlobalEstimates
internal import Reporting

/// The 1.2 million, recomputed from the regional rows beside what was published.
struct HeadlineSection {
  let inputs: EveryChildCountsInputs
  let verdicts: [FigureVerdict]
  let trafficking: TraffickingAnalysis

  func section() throws -> Section {
    let published = try inputs.published.figure("statement/trafficked")
    let persons = try inputs.published.persons("statement/trafficked").value
    let headline = verdicts.first { $0.figure.identifier == "statement/trafficked" }
    let verdict = headline?.verdict ?? .notRebuildable

    var blocks: [Block] = [
      .keyFigures([
        KeyFigure(
          label: "Published in 2002", value: Wording.persons(persons),
          detail: "children trafficked; the source gives no uncertainty"),
        KeyFigure(
          label: "Recomputed from the regional rows", value: Wording.persons(trafficking.total.value),
          detail: verdict.rawValue),
      ]),
      .paragraph(
        RichText(
          "In April 2002 the International Labour Organization published that \(Wording.persons(persons)) children "
            + "are trafficked. The figure is the sum of \(trafficking.regions.count) regional tallies made from "
            + "secondary sources; as far as could be seen, no country figures, no rules of selection and no variance "
            + "were published with it. Reproducing it therefore means redoing the arithmetic of the printed table. It does not mean "
            + "that the tallies are right.")),
    ]
    if published.status == .unverified || trafficking.status == .unverified {
      blocks.append(
        .callout(
          Callout(
            .warning,
            "Figures marked † have not been compared with the printed book: the regional rows are among them. "
              + "Whoever holds the book can correct or confirm a row in a copy of the data and run this report again."
          )))
    }
    let failed = verdicts.filter { $0.verdict == .notReproduced }
    if !failed.isEmpty {
      blocks.append(
        .callout(
          Callout(
            .warning,
            RichText(
              "\(failed.count) published figure\(failed.count == 1 ? " is" : "s are") not reproduced by these data: "
                + failed.map { "\($0.figure.description) (\($0.figure.identifier))" }.joined(separator: "; ")
                + "."))))
    }
    if !inputs.corrections.isEmpty {
      blocks.append(
        .callout(
          Callout(
            .note,
            "This report was made from a copy of the data that differs from the one in the program. The rows that "
              + "differ:")))
      blocks.append(.table(corrections()))
    }
    blocks.append(.table(try worstForms()))
    blocks.append(.figure(try bars()))
    return Section("headline", "The headline figure", blocks)
  }

  private func corrections() -> Table {
    Table(
      "corrections", title: "Rows that differ from the bundled data",
      columns: [
        TableColumn("figure", "Figure", .text), TableColumn("bundled_value", "Bundled value"),
        TableColumn("bundled_unit", "Unit", .text), TableColumn("bundled_status", "Bundled status", .text),
        TableColumn("given_value", "Given value"), TableColumn("given_unit", "Unit", .text),
        TableColumn("given_status", "Given status", .text),
      ],
      rows: inputs.corrections.map { correction in
        TableRow([
          .text(correction.given.identifier), cell(correction.bundled),
          .text(correction.bundled.unit.rawValue),
          .text(correction.bundled.status.rawValue), cell(correction.given),
          .text(correction.given.unit.rawValue), .text(correction.given.status.rawValue),
        ])
      }, source: "the user's own copy of the data")
  }

  private func cell(_ figure: PublishedFigure) -> Cell {
    guard let printed = figure.printed else {
      return .absent(.dashInSource, marks: Wording.marks(figure.status))
    }
    return .number(printed.value, Wording.style(figure), marks: Wording.marks(figure.status))
  }

  /// The table of 2002 as printed, with the recomputed column sums under it.
  private func worstForms() throws -> Table {
    let forms = ["trafficking"] + PublishedChecks.countedForms
    let register = inputs.published
    var rows: [TableRow] = []
    for region in PublishedChecks.regions {
      let figures = try forms.map { try register.figure("worst-forms/\(region)/\($0)") }
      rows.append(TableRow([.text(figures[0].region)] + figures.map(cell)))
    }
    let totals = try forms.map { try register.figure("worst-forms/world/\($0)") }
    rows.append(TableRow(role: .total, [.text("World, as printed")] + totals.map(cell)))
    let sums = try zip(forms, totals).map { form, total in
      let rule = Recomputation.sum(PublishedChecks.regionalCells(form))
      let status = VerificationStatus.worst(try rule.inputs.map { try register.figure($0).status })
      return Cell.number(
        try rule.result(for: total, in: register).value, Wording.style(total), marks: Wording.marks(status))
    }
    rows.append(TableRow(role: .total, [.text("World, sum of the rows")] + sums))
    return Table(
      "worst-forms-by-region", title: "Children in the unconditional worst forms of child labour, 2000",
      columns: [TableColumn("region", "Region", .text)]
        + zip(forms, totals).map { form, total in
          TableColumn(
            form.map { $0 == "-" ? "_" : String($0) }.joined(), capitalised(total.measure), unit: unit(total))
        },
      rows: rows,
      notes: [
        "A dash stands in the source. It says that there is no figure, not that there are no children; the sums leave it out."
      ],
      source: Wording.source)
  }

  private func unit(_ figure: PublishedFigure) -> String {
    figure.unit == .thousand ? "thousands" : figure.unit.rawValue
  }

  private func bars() throws -> Figure {
    let figures = try PublishedChecks.regionalCells("trafficking").map { try inputs.published.figure($0) }
    let largest = trafficking.regions.max { $0.value.value < $1.value.value }
    let share = largest.map { $0.value.value / trafficking.total.value * 100 } ?? 0
    return Figure(
      "trafficking-by-region", title: "Children trafficked by region, as printed",
      description: largest.map {
        "\($0.name) holds the largest figure, \(NumberStyle.count.text($0.value.value)) children, "
          + "\(NumberStyle(decimals: 0).text(share)) % of the sum. "
          + "Regions where the source prints a dash are shown without a bar."
      } ?? "No region has a printed figure.",
      content: .bars(
        BarChart(
          axis: Axis("children trafficked", style: .count),
          bars: figures.map { figure in
            guard let printed = figure.printed, let factor = figure.unit.persons else {
              return BarChart.Bar(
                label: figure.region, absence: .dashInSource, marks: Wording.marks(figure.status))
            }
            return BarChart.Bar(
              label: figure.region, value: printed.value * factor, marks: Wording.marks(figure.status))
          })),
      source: Wording.source)
  }

  private func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
