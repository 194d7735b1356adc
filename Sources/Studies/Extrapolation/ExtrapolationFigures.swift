internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension ExtrapolationStudy {
  var regionBars: Figure? {
    let regions = wholes.dropFirst()
    guard !regions.isEmpty else { return nil }
    let largest = regions.max { ($0.value ?? 0) < ($1.value ?? 0) }
    return Figure(
      "regions", title: "\(options.subject) by region",
      description: "The largest region is \(largest?.domain.last?.value ?? "none") with "
        + "\(largest?.value.map { Headline.text($0) } ?? "no figure").",
      content: .bars(
        BarChart(
          axis: Axis("persons", style: .estimatedCount),
          bars: regions.map { estimate in
            let name = estimate.domain.last?.value ?? ""
            return estimate.value.map { BarChart.Bar(label: name, value: $0) }
              ?? BarChart.Bar(label: name, absence: .refused)
          })), source: sourceLine)
  }

  private static let mostEntries = 120

  var countryIntervals: Figure? {
    let all = zip(estimates, populations).filter { $0.0.domain.count == 2 && $0.1 > 0 }
    guard !all.isEmpty else { return nil }
    let shown = all.prefix(Self.mostEntries)
    let predicted = all.count { isPredicted($0.0) }
    return Figure(
      "country-intervals", title: "Rates by country, with intervals",
      description: "\(all.count) countries; \(predicted) have no data and are predictions.",
      content: .intervals(
        IntervalPlot(
          axis: Axis(
            "per \(NumberStyle.count.text(options.ratePer))",
            style: ExtrapolationTables.rateStyle(self)),
          entries: shown.map { estimate, population in
            let factor = options.ratePer / population
            return IntervalPlot.Entry(
              group: estimate.domain[0].value, label: estimate.domain[1].value,
              point: estimate.value.map { $0 * factor },
              interval: estimate.uncertainty?.interval.map {
                IntervalPlot.Span($0.lower * factor, $0.finiteUpper.map { $0 * factor })
              }, note: estimate.refusal.map { "refused: \($0.code.rawValue)" },
              isPublished: !isPredicted(estimate))
          }, filledName: "a survey stands behind it", openName: "predicted, no data")),
      notes: all.count > shown.count ? ["The first \(shown.count) of \(all.count) countries are drawn."] : [],
      source: sourceLine)
  }

  func isPredicted(_ estimate: Estimate) -> Bool {
    estimate.diagnostics.contains { $0.code == .aggregationImputedShare && $0.severity == .warning }
      || estimate.refusal != nil
  }

  var leaveOneOutFigure: Figure? {
    let entries = leaveOneOut.flatMap { cell, left in
      left.predictions.map { prediction in
        IntervalPlot.Entry(
          group: cell == ExtrapolationInput.wholeCell ? "" : cell, label: prediction.country,
          point: prediction.observed * options.ratePer,
          interval: IntervalPlot.Span(prediction.lower * options.ratePer, prediction.upper * options.ratePer),
          isPublished: prediction.isCovered)
      }
    }
    guard !entries.isEmpty else { return nil }
    let missed = entries.count { !$0.isPublished }
    return Figure(
      "leave-one-out-intervals",
      title: "What surveys found, and the interval predicted for it from the other countries",
      description: "\(missed) of \(entries.count) lie outside their interval.",
      content: .intervals(
        IntervalPlot(
          axis: Axis(
            "per \(NumberStyle.count.text(options.ratePer))",
            style: ExtrapolationTables.rateStyle(self)),
          entries: Array(entries.prefix(Self.mostEntries)), filledName: "observed, inside the prediction",
          openName: "observed, outside the prediction")),
      notes: entries.count > Self.mostEntries
        ? ["The first \(Self.mostEntries) of \(entries.count) are drawn."] : [],
      source: sourceLine)
  }
}
