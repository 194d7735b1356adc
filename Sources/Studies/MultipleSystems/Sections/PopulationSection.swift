internal import Estimates
internal import MultipleSystems
internal import Reporting

/// The headline: the estimate, its interval, the rule it was made by, what it takes for granted, and the warnings.
struct PopulationSection {
  let study: MultipleSystemsStudy

  init(_ study: MultipleSystemsStudy) {
    self.study = study
  }

  func section() -> Section {
    Section("population", "The estimate", study.headline.refusal.map(refused) ?? estimated())
  }

  private func refused(_ refusal: Refusal) -> [Block] {
    [
      .keyFigures([
        KeyFigure(label: "Population", value: "no estimate", detail: refusal.code.rawValue),
        observed,
      ]),
      .callout(Callout(.warning, RichText(refusal.reason + "."))),
      .paragraph(
        "These lists and this method allow no estimate. A number could be printed, and other programs print one; it "
          + "would be an accident of where a computation stopped. No other method is shown beside the refusal, lest one "
          + "be picked because it answers."),
    ]
  }

  private func estimated() -> [Block] {
    let estimate = study.headline
    var blocks: [Block] = [
      .keyFigures([population(estimate), observed]),
      .paragraph(
        RichText(
          "The method: \(estimate.method). It is the headline by a rule that looks at no result: \(study.rule). "
            + (estimate.uncertainty?.interval?.kind.repeatsChoice == true
              ? "The choice of the model was made anew in every bootstrap replicate, so the interval counts it."
              : "The interval is that of the chosen model alone and does not count its choice."))),
      .paragraph(RichText.strong("What it takes for granted. ") + RichText(assumption)),
    ]
    let warnings = (study.shownEstimates.first ?? estimate).diagnostics.filter { $0.severity > .note }
    if !warnings.isEmpty {
      blocks.append(.heading("Warnings"))
      blocks.append(
        .table(
          Table(
            "warnings", title: "What an expert would ask about",
            columns: [
              TableColumn("code", "Code", .text), TableColumn("severity", "Weight", .text),
              TableColumn("message", "What was found", .text), TableColumn("basis", "Basis", .text),
            ],
            rows: warnings.map {
              TableRow([
                .text($0.code.rawValue), .text($0.severity.rawValue), .text($0.message),
                .text($0.code.entry.basis),
              ])
            }, source: study.sourceLine)))
    }
    return blocks
  }

  /// The estimate with its interval, or the interval alone where no single number should be published.
  private func population(_ estimate: Estimate) -> KeyFigure {
    if study.isRangeOnly {
      return KeyFigure(
        label: "Population, as a range only", value: ends(estimate),
        detail: "no single number should be published of it; see MSE-11 and MSE-14 below")
    }
    return KeyFigure(
      label: "Population", value: estimate.value.map { Headline.text($0) } ?? "refused",
      detail: interval(estimate))
  }

  private var observed: KeyFigure {
    KeyFigure(
      label: "Seen on a list", value: NumberStyle.count.text(Double(study.table.total)),
      detail: "people on \(study.table.listCount) lists")
  }

  private func interval(_ estimate: Estimate) -> String {
    guard let interval = estimate.uncertainty?.interval else { return "no interval" }
    let level = NumberStyle.decimal(0).text(interval.level * 100)
    return "\(level) % interval \(ends(estimate)) (\(interval.kind.rawValue))"
  }

  private func ends(_ estimate: Estimate) -> String {
    guard let interval = estimate.uncertainty?.interval else { return "no interval" }
    let lower = Headline.text(interval.lower)
    switch interval.upper {
    case .finite(let upper): return "\(lower) to \(Headline.text(upper))"
    case .unbounded: return "\(lower) or more, without an upper end"
    }
  }

  private var assumption: String {
    guard let assumption = study.block?.assumption, let lists = study.block?.lists else { return "" }
    func names(_ sets: [ListSet]) -> String {
      sets.map { set in set.lists.map { lists[$0] }.joined(separator: " and ") }.joined(separator: "; ")
    }
    var sentences = [
      "There is no interaction of all \(assumption.listCount) lists together, which no data can test."
    ]
    sentences.append(
      assumption.estimatedInteractions.isEmpty
        ? "The lists are independent: being on one tells nothing of being on another."
        : "Dependence was found, and is allowed for, between \(names(assumption.estimatedInteractions)).")
    if !assumption.estimatedInteractions.isEmpty, !assumption.independentPairs.isEmpty {
      sentences.append("Given that, these are independent: \(names(assumption.independentPairs)).")
    }
    if !assumption.pairsWithoutOverlap.isEmpty {
      sentences.append(
        "Nobody is on both of \(names(assumption.pairsWithoutOverlap)); whether by design or by chance the lists do "
          + "not say.")
    }
    sentences.append(
      "The population is closed, everybody has a chance to be on a list, and the same person is recognised on every list."
    )
    return sentences.joined(separator: " ")
  }
}

extension MultipleSystemsStudy {
  var sourceLine: String { "computed by this program from \(input.record.name)" }
}
