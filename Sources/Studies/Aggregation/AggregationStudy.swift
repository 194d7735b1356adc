package import Estimates
internal import GlobalEstimates
internal import Reporting
internal import Tables

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
    parts = try Self.distributions(input.parts, input.file, options)
    var parents: [Int: PartDistribution] = [:]
    for (place, figure) in input.wholes.sorted(by: { $0.key < $1.key }) {
      parents[place] = try Self.distribution(figure, input.file, options)
    }
    var margins: [HierarchicalTotal.Margin] = []
    for margin in input.margins {
      margins.append(
        HierarchicalTotal.Margin(
          name: margin.name, classes: margin.classes,
          totals: try Self.distributions(margin.figures, input.file, options)))
    }
    var correlations = options.correlations
    for end in [0.0, 1] where !correlations.contains(end) { correlations.append(end) }
    let distributions = parts
    runs = try DataError.locating(input.place(of:)) {
      try HierarchicalTotal.underEach(
        of: correlations, input.hierarchy, parts: distributions,
        parents: options.benchmark == .none ? [:] : parents, margins: margins, benchmark: options.benchmark,
        draws: options.draws, seed: options.seed, threads: options.threads)
    }
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
    _ figures: [AggregationInput.Figure], _ file: String, _ options: AggregationOptions
  ) throws(DataError) -> [PartDistribution] {
    var result: [PartDistribution] = []
    for figure in figures { result.append(try distribution(figure, file, options)) }
    return result
  }

  private static func distribution(
    _ figure: AggregationInput.Figure, _ file: String, _ options: AggregationOptions
  ) throws(DataError) -> PartDistribution {
    // A log-normal figure of 0 has no error to speak of; it is taken as it stands.
    let error = figure.value == 0 && options.shape == .logNormal ? 0 : figure.standardDeviation ?? 0
    do throws(GlobalEstimateError) {
      return try PartDistribution(
        shape: options.shape, value: figure.value, standardDeviation: error, lower: figure.identified,
        upper: figure.population ?? .infinity,
        name: figure.path.filter { !$0.isEmpty }.joined(separator: ", "))
    } catch {
      throw DataError(error.description, file: file, line: figure.line)
    }
  }

  static func method(_ options: AggregationOptions) -> String {
    let tied = options.benchmark == .none ? "" : ", \(options.benchmark.rawValue) benchmarked"
    let rho = ShortestNumber.text(options.correlation)
    return "sum of parts, \(options.shape.rawValue) errors, correlation \(rho)\(tied)"
  }
}
