internal import Estimates
package import MultipleSystems
internal import Reporting

/// A population in parts: strata estimated each on its own, or one model of lists by covariates.
package struct PartsStudy: Sendable {
  /// How the parts are estimated.
  package enum Approach: Sendable, Equatable {
    /// A model for each stratum, chosen on its own; `incomplete` lets a stratum without estimate count only its
    /// people seen.
    case separate(whenMissing: MissingStrata)
    /// One model of lists by covariates, its terms chosen by a criterion, as in the Dutch and UNODC estimates.
    case covariates(criterion: InformationCriterion, degrees: [String: Int])
    /// One model of lists by covariates, given as a formula.
    case formula(String, numeric: [String])
  }

  let input: CaptureInput
  let options: MultipleSystemsOptions
  let approach: Approach
  /// The total, then the parts.
  private(set) var estimates: [Estimate]
  private(set) var record: InputRecord
  /// The people seen, in words.
  private var seen: String

  /// - Throws: where what was asked for does not fit the data; what the data refuse is a refused estimate.
  package init(_ input: CaptureInput, approach: Approach, options: MultipleSystemsOptions) throws {
    self.input = input
    self.options = options
    self.approach = approach
    let found: [Estimate]
    switch approach {
    case .separate(let missing):
      let rule = try LogLinearEstimator(options.headlineMethod(lists: input.whole.listCount).method)
        .modelRule(for: input.whole, of: input.whole)
      found = try StratifiedEstimate(
        input.strata, rule: rule, whenMissing: missing, acceptsSmallOverlap: options.acceptsSmallOverlap,
        plan: options.plan
      ).estimates(level: options.level, form: options.interval.bootstrapForm)
    case .covariates(let criterion, let degrees):
      let table = try CovariateTable(input.strata, numeric: degrees.keys.sorted())
      found = try CovariateEstimator(
        rule: .pairs(of: table, by: criterion, degrees: degrees), plan: options.plan,
        form: options.interval.bootstrapForm, acceptsSmallOverlap: options.acceptsSmallOverlap
      ).estimates(table, level: options.level)
    case .formula(let formula, let numeric):
      let table = try CovariateTable(input.strata, numeric: numeric)
      found = try CovariateEstimator(
        rule: .given(try CovariateModel(formula: formula, of: table)), plan: options.plan,
        form: options.interval.bootstrapForm, acceptsSmallOverlap: options.acceptsSmallOverlap
      ).estimates(table, level: options.level)
    }
    estimates = found.map { $0.adding(input: input.record, notes: input.notes) }
    record = input.record
    seen = NumberStyle.count.text(Double(input.whole.total))
  }

  /// The same with what may be shown where counts are rounded.
  func replacing(estimates: [Estimate], record: InputRecord, seen: String) -> PartsStudy {
    var result = self
    result.estimates = estimates
    result.record = record
    result.seen = seen
    return result
  }

  package func result() -> StudyResult {
    StudyResult(
      study: "mse-parts", title: "Multiple systems estimation by part: \(record.name)",
      settings: settings,
      inputs: [record], estimates: estimates, verdicts: [], document: document, summary: [table],
      release: .totalOnly(input.whole.total, threshold: options.threshold, lists: input.whole.lists))
  }

  private var settings: [StudyResult.Setting] {
    [
      StudyResult.Setting(name: "approach", value: .text(words)),
      StudyResult.Setting(name: "bootstrap", value: .whole(options.replicates)),
      StudyResult.Setting(name: "level", value: .number(options.level)),
      StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
    ]
  }

  private var words: String {
    switch approach {
    case .separate(let missing):
      "a model chosen in each stratum; a stratum without estimate: \(missing.rawValue)"
    case .covariates(let criterion, _): "one model of lists by covariates, chosen by \(criterion.rawValue)"
    case .formula(let formula, _): "one model of lists by covariates: \(formula)"
    }
  }

  private var sourceLine: String { "computed by this program from \(input.record.name)" }

  private var table: Table {
    EstimateTable.brief(
      "parts", title: "Population, the total first", estimates, source: sourceLine)
  }

  private var document: Document {
    let total = estimates.first
    var blocks: [Block] = [
      .keyFigures([
        KeyFigure(
          label: "Population", value: total?.value.map { Headline.text($0) } ?? "no estimate",
          detail: total?.refusal?.code.rawValue ?? intervalWords(total)),
        KeyFigure(
          label: "Seen on a list", value: seen,
          detail: "people on \(input.whole.listCount) lists"),
      ]),
      .paragraph(
        RichText("Approach: \(words). The choice of models was made anew in every bootstrap replicate.")),
    ]
    if let refusal = total?.refusal {
      blocks.append(.callout(Callout(.warning, RichText(refusal.reason + "."))))
    }
    blocks += [.table(table), .figure(figure)]
    let notes = total?.provenance.notes ?? []
    if !notes.isEmpty { blocks += [.heading("How it was made"), .list(notes.map { RichText($0) })] }
    return Document(
      title: "How many were missed, by part",
      subtitle: "Multiple systems estimation from \(input.record.name)",
      sections: [
        Section("parts", "The estimate and its parts", blocks),
        Section(
          "closing", "Limitations and sources",
          [
            .list([
              "Parts are estimated from fewer people than the whole; their intervals are wider and their sum need not be "
                + "the estimate of the whole.",
              "The limits of every estimate from lists hold here too: no data can test that all lists together are free "
                + "of interaction, errors of linking are in no interval, and the population has to be closed.",
            ]),
            .paragraph(
              RichText("\(record.name), \(record.rowCount) rows, SHA-256 \(record.sha256).")
            ),
          ]),
      ])
  }

  private func intervalWords(_ estimate: Estimate?) -> String {
    guard let interval = estimate?.uncertainty?.interval else { return "no interval" }
    let level = NumberStyle.decimal(0).text(interval.level * 100)
    switch interval.upper {
    case .finite(let upper):
      return "\(level) % interval \(Headline.text(interval.lower)) to \(Headline.text(upper))"
    case .unbounded:
      return "\(level) % interval \(Headline.text(interval.lower)) or more"
    }
  }

  private var figure: Figure {
    Figure(
      "population-by-part", title: "Population by part",
      description:
        "\(estimates.count - 1) parts; \(estimates.dropFirst().count { $0.refusal != nil }) of them have no "
        + "estimate.",
      content: .intervals(
        IntervalPlot(
          axis: Axis("people", style: .estimatedCount),
          entries: estimates.enumerated().map { index, estimate in
            IntervalPlot.Entry(
              group: estimate.domain.first?.variable ?? "", label: label(estimate), point: estimate.value,
              interval: estimate.uncertainty?.interval.map { IntervalPlot.Span($0.lower, $0.finiteUpper) },
              note: estimate.refusal.map { "refused: \($0.code.rawValue)" }, isPublished: index == 0)
          }, filledName: "total", openName: "part")), source: sourceLine)
  }

  private func label(_ estimate: Estimate) -> String {
    estimate.domain.isEmpty ? "total" : estimate.domain.map(\.value).joined(separator: ", ")
  }
}
