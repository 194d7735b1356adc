internal import Estimates
internal import MultipleSystems
internal import Reporting

/// The other methods beside the headline, the models beside the chosen one, and the bootstrap behind the interval.
struct MethodsSection {
  let study: MultipleSystemsStudy

  init(_ study: MultipleSystemsStudy) {
    self.study = study
  }

  func section() -> Section {
    Section(
      "methods", "Other methods",
      [
        .paragraph(
          "Methods that make other assumptions answer differently. Where they disagree, the data do not decide between "
            + "them; a method is no better for giving a smaller interval, and those of single log-linear models below do "
            + "not count that the model was chosen."),
        .table(
          EstimateTable.brief(
            "estimates", title: "Population by method, the headline first", study.shownEstimates,
            source: study.sourceLine)),
        .figure(estimates()),
      ] + models() + bootstrap())
  }

  private func estimates() -> Figure {
    let all = study.shownEstimates
    let values = all.compactMap(\.value)
    return Figure(
      "estimates-by-method", title: "Population by method",
      description:
        "The headline is \(study.headline.value.map { Headline.text($0) } ?? "refused"). Over all methods the "
        + "estimates run from \(values.min().map { Headline.text($0) } ?? "none") to "
        + "\(values.max().map { Headline.text($0) } ?? "none").",
      content: .intervals(
        IntervalPlot(
          axis: Axis("people", style: .estimatedCount),
          entries: all.enumerated().map { index, estimate in
            IntervalPlot.Entry(
              group: index == 0 ? "Headline" : "Other methods", label: estimate.method, point: estimate.value,
              interval: estimate.uncertainty?.interval.map { IntervalPlot.Span($0.lower, $0.finiteUpper) },
              note: estimate.refusal.map { "refused: \($0.code.rawValue)" } ?? "", isPublished: index == 0)
          },
          referenceLine: ReferenceLine(Double(study.table.total), "seen on a list"), filledName: "headline",
          openName: "another method")), source: study.sourceLine)
  }

  private func models() -> [Block] {
    guard let block = study.block, let near = block.nearbyModels,
      let choice = try? ModelRule.best(by: .bic, maximumOrder: near.maximumOrder).choose(from: prepared)
    else { return [] }
    let best = choice.ranking.first?.criterion ?? 0
    let chosen = block.choice.model
    let shown = choice.ranking.filter { $0.criterion - best <= 25 }
    return [
      .figure(
        Figure(
          "models", title: "The population by model, against BIC",
          description:
            "\(near.fittedCount) models were fitted and \(near.refusedCount) have no estimate. Within 10 of "
            + "the best BIC the population runs from \(Headline.text(near.shownByBIC.smallest)) to "
            + "\(Headline.text(near.shownByBIC.largest)).",
          content: .dots(
            DotPlot(
              criterionAxis: Axis("BIC above the best", style: .decimal(0)),
              estimateAxis: Axis("people", style: .estimatedCount),
              dots: shown.map { model in
                DotPlot.Dot(
                  label: model.model.formula(lists: block.lists), criterion: model.criterion - best,
                  estimate: model.population, isChosen: model.model == chosen)
              }, criterionLimit: 10)), source: study.sourceLine))
    ]
  }

  private var prepared: CaptureTable {
    (try? study.table.withoutEmptyLists().table) ?? study.table
  }

  private func bootstrap() -> [Block] {
    guard let bootstrap = study.bootstrap, let value = study.headline.value else { return [] }
    let who =
      bootstrap.plan.draw == .seen
      ? ", each of as many people as were seen"
      : " from populations of the estimated size, of which more people or fewer are seen"
    let interval = study.headline.uncertainty?.interval
    let ends = interval.map { [$0.lower] + ($0.finiteUpper.map { [$0] } ?? []) } ?? []
    return [
      .figure(
        Figure(
          "bootstrap", title: "The bootstrap behind the interval",
          description:
            "\(bootstrap.replicates.count) tables were drawn\(who), and the model was chosen "
            + "anew for each. \(bootstrap.infiniteCount) of them have no finite estimate and count as infinite.",
          content: .density(
            DensityPlot(
              axis: Axis("people", style: .estimatedCount, includesZero: false),
              histogram: Histogram.binning(sorted: bootstrap.replicates, including: ends),
              estimate: ReferenceLine(value, "headline"),
              interval: interval.map { IntervalPlot.Span($0.lower, $0.finiteUpper) },
              intervalLabel: interval.map { $0.kind.rawValue } ?? "interval")), source: study.sourceLine))
    ]
  }
}
