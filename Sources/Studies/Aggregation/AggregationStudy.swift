package import Estimates
internal import GlobalEstimates
internal import Reporting

/// Totals and rates over a hierarchy of regions, with errors that add up as stated.
package struct AggregationStudy: Sendable {
  package let input: AggregationInput
  package let options: AggregationOptions
  let parts: [PartDistribution]
  /// For each correlation asked for and, to show what it does, for 0 and 1; that of the headline first.
  let runs: [HierarchicalTotal]
  /// One for each node; refused where a rule forbids the number.
  package let estimates: [Estimate]
  let refusal: Refusal?

  /// - Throws: `GlobalEstimateError` for figures that do not fit together; what a rule forbids is a refused estimate.
  package init(_ input: AggregationInput, options: AggregationOptions) throws {
    self.input = input
    self.options = options
    if let mix = Self.mix(input) {
      refusal = mix
      (parts, runs) = ([], [])
      estimates = [
        try Estimate(
          quantity: options.subject, unit: "persons", method: Self.method(options), outcome: .refused(mix),
          provenance: Provenance(inputs: [input.record], notes: input.notes))
      ]
      return
    }
    refusal = nil
    parts = try Self.distributions(input.parts, options)
    var parents: [Int: PartDistribution] = [:]
    for (place, figure) in input.wholes.sorted(by: { $0.key < $1.key }) {
      parents[place] = try Self.distribution(figure, options)
    }
    var margins: [HierarchicalTotal.Margin] = []
    for margin in input.margins {
      margins.append(
        HierarchicalTotal.Margin(
          name: margin.name, classes: margin.classes, totals: try Self.distributions(margin.figures, options))
      )
    }
    var runs: [HierarchicalTotal] = []
    var correlations = options.correlations
    for end in [0.0, 1] where !correlations.contains(end) { correlations.append(end) }
    for correlation in correlations {
      runs.append(
        try HierarchicalTotal(
          input.hierarchy, parts: parts, parents: options.benchmark == .none ? [:] : parents,
          margins: margins,
          benchmark: options.benchmark, correlation: correlation, draws: options.draws, seed: options.seed,
          threads: options.threads, simulatesRootAlone: !runs.isEmpty))
    }
    self.runs = runs
    let judge = AggregationJudge(input, options, runs[0], parts)
    var estimates: [Estimate] = []
    for place in input.hierarchy.nodes.indices { estimates.append(try judge.estimate(place)) }
    self.estimates = estimates
  }

  var headline: HierarchicalTotal { runs[0] }

  /// AGG-06: what the rows measure cannot be added.
  private static func mix(_ input: AggregationInput) -> Refusal? {
    guard input.definitions.count > 1 else { return nil }
    return Refusal(
      code: .aggregationStockFlowMix,
      reason: "figures that measure different things do not add up: "
        + input.definitions.prefix(6).map { "'\(PlainText.line($0))'" }.joined(separator: ", ")
        + (input.definitions.count > 6 ? " and more" : "")
        + "; bring them to one definition first, or add each on its own")
  }

  private static func distributions(
    _ figures: [AggregationInput.Figure], _ options: AggregationOptions
  ) throws(GlobalEstimateError) -> [PartDistribution] {
    var result: [PartDistribution] = []
    for figure in figures { result.append(try distribution(figure, options)) }
    return result
  }

  private static func distribution(
    _ figure: AggregationInput.Figure, _ options: AggregationOptions
  ) throws(GlobalEstimateError) -> PartDistribution {
    // A log-normal figure of 0 has no error to speak of; it is taken as it stands.
    let error = figure.value == 0 && options.shape == .logNormal ? 0 : figure.standardDeviation ?? 0
    return try PartDistribution(
      shape: options.shape, value: figure.value, standardDeviation: error, lower: figure.identified,
      upper: figure.population ?? .infinity,
      name: figure.path.filter { !$0.isEmpty }.joined(separator: ", "))
  }

  static func method(_ options: AggregationOptions) -> String {
    let tied = options.benchmark == .none ? "" : ", \(options.benchmark.rawValue) benchmarked"
    let rho = ShortestNumber.text(options.correlation)
    return "sum of parts, \(options.shape.rawValue) errors, correlation \(rho)\(tied)"
  }
}

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
  func inside(_ place: Int) -> [Int] {
    input.hierarchy.leaves.indices.filter { total.isInside(input.hierarchy.leaves[$0], place) }
  }

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
  private func refusal(_ place: Int) -> Refusal? {
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

  private func diagnostics(_ place: Int) -> [Diagnostic] {
    let all = inside(place)
    var result: [Diagnostic] = []
    let doubtful = all.filter { parts[$0].standardDeviation > 0 }
    if !doubtful.isEmpty {
      result.append(
        Diagnostic(
          .modelAssumed,
          "the errors of the parts are taken as \(options.shape.rawValue) with a correlation of "
            + "\(ShortestNumber.text(options.correlation)) between every two, which is an assumption"))
    }
    if !doubtful.isEmpty, doubtful.count < all.count {
      let without = all.filter { parts[$0].standardDeviation == 0 && parts[$0].value > 0 }
      if !without.isEmpty {
        result.append(
          Diagnostic(
            .modelAssumed,
            "\(without.count) of \(all.count) parts give no error, and none of theirs is in the interval"))
      }
    }
    if options.benchmark != .none, parts.count > 1 {
      let exact =
        input.wholes.values.contains { $0.standardDeviation == nil }
        || input.margins.contains { $0.figures.contains { $0.standardDeviation == nil } }
      if exact {
        result.append(
          Diagnostic(
            .modelAssumed,
            "parts were fitted to figures of wholes that give no error and are taken as exact; the intervals are too "
              + "short by what those figures are off"))
      }
    }
    if all.count > 1, let ends = endpointSum(place) {
      let style = NumberStyle.estimatedCount
      result.append(
        Diagnostic(
          .aggregationEndpointSum,
          "the ends of the parts' intervals add up to \(style.text(lower: ends.lower, upper: ends.upper)), which is "
            + "not the interval of the total unless all errors agree"))
    }
    result += imputed(place, all)
    result += doubleCounting(place, all)
    if all.contains(where: { input.parts[$0].isOfAnotherYear }) {
      result.append(
        Diagnostic(
          .aggregationDenominatorYear, "parts have a population of another year than their figure"))
    }
    let tail = 0.5 * (1 - options.level)
    if doubtful.count > 1, let simulated = total.totals[place].simulated {
      let ends = [simulated.quantile(tail), simulated.quantile(1 - tail)]
      if ends.contains(where: { $0.standardError > 0.02 * $0.value }) {
        result.append(
          Diagnostic(
            .monteCarloError, "the Monte Carlo error of an interval end exceeds 2 % of it; use more draws"))
      }
    }
    if let printed = input.wholes[place] { result += rounded(place, printed) }
    if options.askedForMoreDigits, place == 0 {
      result.append(
        Diagnostic(
          .headlineDigits,
          "more than \(AggregationOptions.mostFigures) significant figures were asked for and are not printed"
        ))
    }
    return result
  }

  /// What the sum of the ends of the parts' own intervals would be.
  func endpointSum(_ place: Int) -> (lower: Double, upper: Double)? {
    let all = inside(place)
    guard all.contains(where: { parts[$0].standardDeviation > 0 }) else { return nil }
    var (lower, upper) = (0.0, 0.0)
    let tail = 0.5 * (1 - options.level)
    for k in all {
      let leaf = input.hierarchy.leaves[k]
      guard let low = try? total.exactQuantile(tail, of: leaf, parts: parts),
        let high = try? total.exactQuantile(1 - tail, of: leaf, parts: parts)
      else { return nil }
      lower += low
      upper += high
    }
    return (lower, upper)
  }

  private func imputed(_ place: Int, _ all: [Int]) -> [Diagnostic] {
    let imputed = all.filter { input.parts[$0].isImputed }
    guard !imputed.isEmpty else { return [] }
    var (value, part) = (0.0, 0.0)
    var (people, partPeople): (Double?, Double?) = (0, 0)
    for k in all {
      let leaf = total.totals[input.hierarchy.leaves[k]].value
      value += leaf
      people = people.flatMap { sum in input.parts[k].population.map { sum + $0 } }
      guard input.parts[k].isImputed else { continue }
      part += leaf
      partPeople = partPeople.flatMap { sum in input.parts[k].population.map { sum + $0 } }
    }
    let share = value > 0 ? part / value : 0
    let ofPeople = people.flatMap { people in partPeople.map { people > 0 ? $0 / people : 0 } }
    let most = max(share, ofPeople ?? 0)
    var result = [
      Diagnostic(
        .aggregationImputedShare, severity: most > WarningThreshold.imputedShare ? .warning : .note,
        "imputed parts hold \(NumberStyle.percent.text(100 * share)) of this total"
          + (ofPeople.map { " and \(NumberStyle.percent.text(100 * $0)) of its population" } ?? ""))
    ]
    if place == 0 {
      let thin = input.hierarchy.nodes.indices.dropFirst().filter {
        refusal($0)?.code == .extrapolationTooFewDonors
      }
      if !thin.isEmpty {
        result.append(
          Diagnostic(
            .extrapolationTooFewDonors, severity: .warning,
            "regions with fewer than \(WarningThreshold.donorCountries) parts with data rest on other regions: "
              + thin.map { PlainText.line(input.hierarchy.nodes[$0].name) }.joined(separator: ", ")))
      }
    }
    return result
  }

  /// AGG-05: people who may be counted in two of the parts, or one part's name under two wholes.
  private func doubleCounting(_ place: Int, _ all: [Int]) -> [Diagnostic] {
    guard all.count > 1 else { return [] }
    var result: [Diagnostic] = []
    var shared = 0.0
    for k in all { shared += input.parts[k].overlap * total.totals[input.hierarchy.leaves[k]].value }
    let value = total.totals[place].value
    if shared > 0, value > 0 {
      result.append(
        Diagnostic(
          .aggregationDoubleCounting,
          "up to \(NumberStyle.estimatedCount.text(shared)) people (\(NumberStyle.percent.text(100 * shared / value))) "
            + "may be counted in two of the parts; without them the total would be "
            + "\(NumberStyle.estimatedCount.text(value - shared)) at least"))
    }
    var seen: Set<String> = []
    var twice: Set<String> = []
    for k in all {
      let name = input.hierarchy.nodes[input.hierarchy.leaves[k]].name
      if !seen.insert(name).inserted { twice.insert(name) }
    }
    // Cells of a table bear the names of their class under every whole; parts of a kind of their own do not.
    if !twice.isEmpty, input.margins.isEmpty, twice.count < seen.count {
      result.append(
        Diagnostic(
          .aggregationDoubleCounting,
          "a part stands under two wholes: "
            + twice.sorted().prefix(6).map { PlainText.line($0) }.joined(separator: ", ")))
    }
    return result
  }

  /// AGG-07: what the file prints for a whole, against its printed parts.
  private func rounded(_ place: Int, _ printed: AggregationInput.Figure) -> [Diagnostic] {
    let children = input.hierarchy.nodes[place].children
    var figures: [PrintedNumber] = []
    for child in children {
      if let whole = input.wholes[child] {
        figures.append(AggregationRounding.printed(whole.value))
      } else if let k = input.hierarchy.leaves.firstIndex(of: child) {
        figures.append(AggregationRounding.printed(input.parts[k].value))
      } else {
        return []
      }
    }
    let sum = BoundedNumber.sum(figures.map { BoundedNumber($0) })
    let style = NumberStyle.count
    let name = PlainText.line(input.hierarchy.nodes[place].name)
    switch Verdict(published: AggregationRounding.printed(printed.value), recomputed: sum) {
    case .exactly: return []
    case .withinRounding:
      return [
        Diagnostic(
          .aggregationRoundedSum,
          "the parts of '\(name)' as the file gives them add up to \(style.text(sum.value)) and \(style.text(printed.value)) stands "
            + "there for the whole; rounding explains the difference")
      ]
    default:
      return [
        Diagnostic(
          .aggregationRoundedSum, severity: .warning,
          "the parts of '\(name)' as the file gives them add up to \(style.text(sum.value)) and \(style.text(printed.value)) stands "
            + "there for the whole, which rounding does not explain: a part is missing or counted twice")
      ]
    }
  }
}
