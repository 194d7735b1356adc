internal import MultipleSystems
internal import Reporting

/// By how much the estimate moves when what it rests on is moved.
struct SensitivitySection {
  let study: MultipleSystemsStudy

  init(_ study: MultipleSystemsStudy) {
    self.study = study
  }

  func section() -> Section {
    guard let block = study.block else { return Section("sensitivity", "What it rests on", []) }
    let tables = SensitivityTables(block, source: study.sourceLine)
    return Section(
      "sensitivity", "What it rests on",
      [
        .paragraph(
          "An interval says what chance does when the assumptions hold. This section moves the assumptions, the lists "
            + "and the links, one at a time, and estimates again in the same way."),
        .table(tables.overview), .figure(leaveOneOut(block)), .table(tables.leaveOneOut),
        .table(tables.merges),
        .table(tables.heldOut), .table(tables.multipliers), .table(tables.linkage),
        .heading("How well the model fits"),
        .paragraph(
          RichText(
            block.goodnessOfFit.map(fit)
              ?? "With so many lists, the fit is not judged by tables drawn from the model.")),
        .heading("How much was seen"), .table(coverage(block.coverage)),
      ])
  }

  private func leaveOneOut(_ block: SensitivityBlock) -> Figure {
    let worst = block.leaveOneListOut.worst
    return Figure(
      "without-one-list", title: "The population without one list",
      description: worst.flatMap { omission in
        omission.outcome.population.map { "Without \(omission.list) it would be \(Headline.text($0))." }
      } ?? "No list can be left out.",
      content: .intervals(
        IntervalPlot(
          axis: Axis("people", style: .estimatedCount),
          entries: block.leaveOneListOut.omissions.map { omission in
            IntervalPlot.Entry(
              label: "without \(omission.list)", point: omission.outcome.population, interval: nil,
              note: omission.outcome.refusal.map { "refused: \($0.code.rawValue)" } ?? " ", isPublished: false
            )
          },
          referenceLine: ReferenceLine(block.population, "all lists"), openName: "without the list")),
      source: study.sourceLine)
  }

  private func fit(_ fit: GoodnessOfFit) -> String {
    "The deviance is \(NumberStyle.decimal(1).text(fit.deviance)) on \(fit.degreesOfFreedom) degrees of freedom. Among "
      + "\(NumberStyle.count.text(Double(fit.replicates))) tables drawn from the model and fitted in the same way, a share "
      + "of \(NumberStyle.decimal(3).text(fit.pValue)) fits as badly or worse. The largest residual is "
      + "\(NumberStyle.decimal(1).text(fit.largestResidual)) standard deviations; which cell it is in is not shown. The "
      + "model has \(fit.interactionCount) interactions for \(fit.occupiedCellCount) cells that hold somebody."
  }

  private func coverage(_ numbers: CoverageNumbers) -> Table {
    // A tenth of a percent of a thousand people is one person.
    let share = NumberStyle.decimal(study.disclosure.hiddenCount > 0 ? 0 : 1)
    func cell(_ value: Double, _ style: NumberStyle) -> Cell {
      study.disclosure.showsFrequencies ? .number(value, style) : .absent(.suppressed)
    }
    return Table(
      "coverage", title: "Coverage",
      columns: [TableColumn("quantity", "Quantity", .text), TableColumn("value", "Value")],
      rows: [
        TableRow([
          .text("share of people on one list only, %"), cell(numbers.shareSeenOnce * 100, share),
        ]),
        TableRow([.text("sample coverage, %"), cell(numbers.sampleCoverage * 100, share)]),
        TableRow([
          .text("seen among the estimated population, %"),
          .number(numbers.impliedCoverage * 100, share),
        ]),
        TableRow([.text("Chao's lower bound, people"), cell(numbers.chaoBound, .estimatedCount)]),
      ], source: study.sourceLine)
  }
}
