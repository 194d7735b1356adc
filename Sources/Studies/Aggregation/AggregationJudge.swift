internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// Decides what is printed of each node of a hierarchy, and what is said beside it.
struct AggregationJudge {
  let input: AggregationInput
  let options: AggregationOptions
  let total: HierarchicalTotal
  let parts: [PartDistribution]

  init(
    _ input: AggregationInput, _ options: AggregationOptions, _ total: HierarchicalTotal,
    _ parts: [PartDistribution]
  ) {
    self.input = input
    self.options = options
    self.total = total
    self.parts = parts
  }

  /// The parts of a node, as places in `input.parts`.
  func inside(_ place: Int) -> Range<Int> { input.hierarchy.leafRange(place) }

  /// The people of a node; `nil` where a part does not say.
  func population(_ place: Int) -> Double? {
    var sum = 0.0
    for k in inside(place) {
      guard let people = input.parts[k].population else { return nil }
      sum += people
    }
    return sum
  }

  func estimate(_ place: Int) throws -> Estimate {
    let node = input.hierarchy.nodes[place]
    let people = population(place)
    let scale = options.quantity == .rate ? people.map { options.ratePer / $0 } : 1
    var outcome: Estimate.Outcome
    if let refusal = refusal(place) {
      outcome = .refused(refusal)
    } else if people == 0, options.quantity == .rate {
      outcome = .estimated(value: 0, uncertainty: .unavailable(reason: "nobody lives there"))
    } else if let scale {
      outcome = .estimated(
        value: total.totals[place].value * scale, uncertainty: try uncertainty(place, scale))
    } else {
      throw GlobalEstimateError.invalidInput(
        "a rate of '\(PlainText.line(node.name))' needs the population of each of its parts; add the column, or "
          + "use --sum")
    }
    let domain = node.path.enumerated().map { depth, name in
      DomainLabel(variable: input.levels[min(depth, input.levels.count - 1)], value: name)
    }
    return try Estimate(
      quantity: options.subject,
      unit: options.quantity == .rate ? "per \(NumberStyle.count.text(options.ratePer)) persons" : "persons",
      method: AggregationStudy.method(options), domain: domain, outcome: outcome,
      diagnostics: diagnostics(place),
      provenance: Provenance(
        inputs: [input.record], seed: options.seed, draws: options.draws, notes: input.notes))
  }

  private func uncertainty(_ place: Int, _ scale: Double) throws -> Uncertainty {
    let node = total.totals[place]
    // What is left of the sums of a whole that was taken as exact is rounding.
    let spread = node.standardDeviation ?? node.simulated?.standardDeviation ?? 0
    guard spread > 1e-9 * node.value else {
      if options.benchmark != .none {
        return .unavailable(
          reason:
            "it is, or was fitted to, a figure that the file gives without an error; give one to have an interval"
        )
      }
      return .unavailable(reason: "no part of this total gives an error; state one in the file, or with --cv")
    }
    let tail = 0.5 * (1 - options.level)
    if let lower = try total.exactQuantile(tail, of: place, parts: parts),
      let upper = try total.exactQuantile(1 - tail, of: place, parts: parts)
    {
      return .sampling(
        standardError: spread * scale, degreesOfFreedom: nil,
        interval: try Interval(
          kind: .modelQuantile, level: options.level, lower: lower * scale, upper: upper * scale))
    }
    guard let simulated = node.simulated else {
      return .unavailable(reason: "the quantiles of this part are not known")
    }
    return .sampling(
      standardError: spread * scale, degreesOfFreedom: nil,
      interval: try Interval(
        kind: .monteCarloPercentile, level: options.level, lower: simulated.quantile(tail).value * scale,
        upper: simulated.quantile(1 - tail).value * scale))
  }

  /// AGG-03 and AGG-04.
  func refusal(_ place: Int) -> Refusal? {
    let all = inside(place)
    let imputed = all.filter { input.parts[$0].isImputed }
    guard !imputed.isEmpty else { return nil }
    let name = PlainText.line(input.hierarchy.nodes[place].name)
    if imputed.contains(where: { input.parts[$0].standardDeviation == nil }) {
      return Refusal(
        code: .extrapolationWithoutBetweenVariance,
        reason:
          "'\(name)' holds imputed parts without an error, so that its interval would ignore how countries "
          + "differ; give each imputed part its prediction error")
    }
    let donors = all.count - imputed.count
    guard donors < WarningThreshold.donorCountries else { return nil }
    if input.hierarchy.nodes[place].isLeaf { return nil }
    return Refusal(
      code: .extrapolationTooFewDonors,
      reason:
        "'\(name)' has imputed parts and fewer than \(WarningThreshold.donorCountries) parts with data, so that "
        + "its number would be that of other regions")
  }
}
