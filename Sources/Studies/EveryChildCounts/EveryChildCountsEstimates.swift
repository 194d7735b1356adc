internal import Estimates
internal import GlobalEstimates

/// The estimates of the reproduction in the shape that every writer prints.
struct EveryChildCountsEstimates {
  let inputs: EveryChildCountsInputs
  let trafficking: TraffickingAnalysis

  static let persons = "persons"
  private static let quantity = "children trafficked, world, 2000"

  func all() throws -> [Estimate] {
    try [recomputed()] + rounding() + underErrorModel() + leaveOneOut() + rates()
  }

  private func recomputed() throws -> Estimate {
    try Estimate(
      quantity: Self.quantity, unit: Self.persons, method: "sum of the regional tallies, as printed",
      outcome: .estimated(
        value: trafficking.total.value,
        uncertainty: .unavailable(
          reason:
            "the source publishes no uncertainty, and its tallies are no sample from which one could be "
            + "estimated")),
      diagnostics: sourceDoubts + dashes + digits, provenance: provenance())
  }

  private func rounding() throws -> [Estimate] {
    try [
      ("rounding of the last printed digit", trafficking.total),
      ("rounding, trailing zeros read as rounding", trafficking.coarseTotal),
    ].map { method, total in
      try Estimate(
        quantity: Self.quantity, unit: Self.persons, method: method,
        outcome: .estimated(
          value: total.value,
          uncertainty: .intervalOnly(
            try Interval(
              kind: .roundingBounds, level: 1, lower: total.bounds.lowerBound, upper: total.bounds.upperBound)
          )),
        diagnostics: sourceDoubts, provenance: provenance())
    }
  }

  private func underErrorModel() throws -> [Estimate] {
    let options = trafficking.options
    return try trafficking.models.map { total in
      var diagnostics = sourceDoubts
      diagnostics.append(
        Diagnostic(
          .modelAssumed,
          "each region is taken as log-normal about its printed figure, with a coefficient of variation by grade "
            + "and one correlation between the logarithms of regions; none of this is in the source"
        ))
      let ends = [total.lower, total.upper]
      if ends.contains(where: { $0.standardError > 0.02 * $0.value }) {
        diagnostics.append(
          Diagnostic(.monteCarloError, "an interval end is uncertain by more than 2 %; use more draws"))
      }
      return try Estimate(
        quantity: Self.quantity, unit: Self.persons,
        method: "error model by reliability grade, correlation \(total.model.correlation)",
        outcome: .estimated(
          value: total.model.mean,
          uncertainty: .sampling(
            standardError: total.model.standardDeviation, degreesOfFreedom: nil,
            interval: try Interval(
              kind: .monteCarloPercentile, level: options.level, lower: total.lower.value,
              upper: total.upper.value))),
        diagnostics: diagnostics, provenance: provenance(drawn: true))
    }
  }

  private func leaveOneOut() throws -> [Estimate] {
    try trafficking.regions.map { region in
      try Estimate(
        quantity: Self.quantity, unit: Self.persons, method: "sum without one region",
        domain: [DomainLabel(variable: "region left out", value: region.name)],
        outcome: .estimated(
          value: trafficking.total.value - region.value.value,
          uncertainty: .unavailable(reason: "the source publishes no uncertainty")),
        diagnostics: sourceDoubts, provenance: provenance())
    }
  }

  private func rates() throws -> [Estimate] {
    let register = inputs.published
    return try (ChildRates.worstForms(register) + ChildRates.matching(register)).map { rate in
      var diagnostics = doubts(rate.status)
      if rate.fit == .nearest {
        diagnostics.append(
          Diagnostic(
            .aggregationDenominatorYear,
            "the children counted are under 18 and the base is of 5 to 17, the nearest that is printed"))
      }
      return try Estimate(
        quantity: "\(rate.measure), world, 2000", unit: "per 1,000 children",
        method: "printed number divided by printed child population",
        domain: [DomainLabel(variable: "age", value: rate.ageGroup)],
        outcome: .estimated(
          value: rate.rate.value,
          uncertainty: .intervalOnly(
            try Interval(
              kind: .roundingBounds, level: 1, lower: rate.rate.bounds.lowerBound,
              upper: rate.rate.bounds.upperBound))),
        diagnostics: diagnostics, provenance: provenance())
    }
  }

  private var sourceDoubts: [Diagnostic] {
    doubts(trafficking.status) + [
      Diagnostic(
        .aggregationStockFlowMix, severity: .note,
        "whether the figure is a yearly flow or a number at one moment is not settled")
    ]
  }

  private func doubts(_ status: VerificationStatus) -> [Diagnostic] {
    switch status {
    case .verified: []
    case .verifiedSecondHand:
      [
        Diagnostic(
          .figureUnverified, severity: .note,
          "a figure that this rests on was seen only in a text that quotes the source")
      ]
    case .unverified:
      [Diagnostic(.figureUnverified, "a figure that this rests on was not compared with the printed source")]
    }
  }

  private var dashes: [Diagnostic] {
    let all = PublishedChecks.regionalCells("trafficking").count
    guard trafficking.regions.count < all else { return [] }
    return [
      Diagnostic(
        .figureDashed,
        "\(all - trafficking.regions.count) of \(all) regions have a dash and are in no total")
    ]
  }

  private var digits: [Diagnostic] {
    [Diagnostic(.headlineDigits, "headlines show three significant figures at most")]
  }

  private func provenance(drawn: Bool = false) -> Provenance {
    Provenance(
      inputs: inputs.records, seed: drawn ? trafficking.options.seed : nil,
      draws: drawn ? trafficking.options.draws : nil, citations: [ClosingSections.citations[0]])
  }
}
