internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension CombinationStudy {
  package func result() -> StudyResult {
    let side = EstimateTable.brief(
      "estimates", title: options.subject, estimates, source: sourceLine)
    var summary = [side]
    if let agreement { summary.append(agreement) }
    if let contributions { summary.append(contributions) }
    if let biases { summary.append(biases) }
    summary.append(WarningTable.table(estimates, source: sourceLine))
    return StudyResult(
      study: "combine", title: "\(options.subject): \(input.record.name)",
      settings: [
        StudyResult.Setting(name: "benchmark", value: .text(options.benchmark ?? "none")),
        StudyResult.Setting(name: "level", value: .number(options.level)),
        StudyResult.Setting(name: "method", value: .text(options.method.rawValue)),
        StudyResult.Setting(name: "population", value: .text(options.population ?? "all")),
        StudyResult.Setting(name: "scale", value: .text(options.scale.rawValue)),
      ], inputs: [input.record], estimates: estimates, verdicts: [], document: document(side),
      summary: summary)
  }

  private var sourceLine: String {
    "estimates of \(input.record.name), compared by this program" + InventedFigures.mark(input.notes)
  }

  private var agreement: Table? {
    guard let triangulation else { return nil }
    let degrees = triangulation.members.count - 1
    let verdict =
      triangulation.disagreement == nil
      ? "no sign that they disagree beyond their errors, which with few estimates is weak evidence of agreement"
      : "they disagree beyond their errors"
    return Table(
      "agreement", title: "Do they agree?",
      columns: [
        TableColumn("q", "Cochran's Q"), TableColumn("degrees", "Degrees of freedom"),
        TableColumn("p", "p-value"),
        TableColumn("i_squared", "I-squared", unit: "%"), TableColumn("verdict", "Verdict", .text),
      ],
      rows: [
        TableRow([
          .number(triangulation.heterogeneity.q, .decimal(2)), .number(Double(degrees), .count),
          .number(triangulation.heterogeneity.pValue, .decimal(3)),
          .number(triangulation.iSquared, .decimal(0)),
          .text(verdict),
        ])
      ],
      notes: [
        "They are said to disagree where p is below \(ShortestNumber.text(WarningThreshold.agreementProbability)): with few "
          + "estimates the test misses much."
      ], source: sourceLine)
  }

  private var contributions: Table? {
    guard let combination else { return nil }
    var notes = ["Assumed: \(combination.assumption)."]
    if combination.betweenVariance > 0 {
      let spread = NumberStyle(decimals: 3, significantFigures: 3).text(
        combination.betweenVariance.squareRoot())
      notes.append(
        "Between methods the standard deviation is \(spread) on the "
          + (options.scale == .log ? "logarithmic scale." : "natural scale."))
    }
    return Table(
      "contributions", title: "What each contributes",
      columns: [
        TableColumn("name", "Estimate", .text), TableColumn("weight", "Weight", unit: "%"),
        TableColumn("without", "The combination without it"),
      ],
      rows: combination.contributions.map { contribution in
        TableRow([
          .text(contribution.name), .number(100 * contribution.weight, .decimal(1)),
          contribution.combinationWithout.map { .number($0, .estimatedCount) } ?? .absent(.notApplicable),
        ])
      },
      notes: notes, source: sourceLine)
  }

  private var biases: Table? {
    guard let bias else { return nil }
    return Table(
      "biases", title: "Relative bias of each method",
      columns: [
        TableColumn("method", "Method", .text), TableColumn("bias", "Times the benchmark"),
        TableColumn("standard_error", "Standard error"),
      ],
      rows: bias.biases.map { effect in
        let isBenchmark = effect.name == bias.benchmark
        return TableRow([
          .text(effect.name + (isBenchmark ? " (benchmark)" : "")), .number(effect.value, .decimal(3)),
          isBenchmark ? .absent(.notApplicable) : .number(effect.standardError, .decimal(3)),
        ])
      },
      notes: [
        "Assumed: \(CombinationWords.assumption(options))",
        "Misfit: \(NumberStyle(decimals: 2).text(bias.deviance)) on \(bias.residualDegrees) degrees of freedom.",
      ], source: sourceLine)
  }

  private func document(_ side: Table) -> Document {
    var blocks: [Block] = []
    if let refusal {
      blocks.append(.callout(Callout(.warning, RichText("\(refusal.code.rawValue): \(refusal.reason)."))))
    } else if options.method != .none, let first = estimates.first {
      blocks.append(.keyFigures([KeyFigures.of(first, label: options.subject)]))
    }
    blocks += [.callout(Callout(.analysis, RichText(CombinationWords.assumption(options)))), .table(side)]
    if refusal == nil { blocks.append(.figure(figure)) }
    if let agreement { blocks.append(.table(agreement)) }
    if let contributions { blocks.append(.table(contributions)) }
    if let biases { blocks.append(.table(biases)) }
    return Document(
      title: "\(options.subject): estimates by several methods",
      subtitle: "Triangulation of \(input.record.name)\(InventedFigures.mark(input.notes))",
      sections: [
        Section("side-by-side", "Side by side", blocks),
        Section(
          "closing", "Warnings and data",
          [
            .table(WarningTable.table(estimates, source: sourceLine)), .heading("Methods"),
            .list(CombinationWords.citations(options).map { RichText($0.text) }),
            .paragraph(
              RichText("\(input.record.name), \(input.record.rowCount) rows, SHA-256 \(input.record.sha256).")
            ),
          ]),
      ])
  }

  private var figure: Figure {
    let members = rows.count
    return Figure(
      "estimates-by-method", title: "\(options.subject) by method",
      description:
        "\(members) estimates as given\(options.method == .none ? "" : ", and what was made of them").",
      content: .intervals(
        IntervalPlot(
          axis: Axis("persons", style: .estimatedCount),
          entries: estimates.prefix(120).enumerated().map { index, estimate in
            let isMember = index >= estimates.count - members
            return IntervalPlot.Entry(
              group: estimate.domain.last?.value ?? (isMember ? "Estimates" : "Combined"),
              label: isMember ? estimate.method : options.method.rawValue, point: estimate.value,
              interval: estimate.uncertainty?.interval.map { IntervalPlot.Span($0.lower, $0.finiteUpper) },
              isPublished: isMember)
          }, filledName: "as given", openName: "combined by this program")), source: sourceLine)
  }
}
