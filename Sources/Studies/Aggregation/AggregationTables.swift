internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// The tables of an aggregation beside its estimates.
struct AggregationTables {
  let correlations: Table
  let agreement: Table
  let rounding: Table
  let benchmark: Table?
  let benchmarkWords: String

  init(_ study: AggregationStudy) throws {
    correlations = try Self.correlations(study)
    agreement = Self.agreement(study)
    rounding = Self.rounding(study)
    benchmark = study.options.benchmark == .none ? nil : Self.benchmark(study)
    benchmarkWords = Self.words(study.options.benchmark)
  }

  private static let count = NumberStyle.estimatedCount

  /// The nodes whose numbers no rule forbids.
  private static func allowed(_ study: AggregationStudy) -> [Int] {
    study.estimates.indices.filter { study.estimates[$0].refusal == nil }
  }

  private static func correlations(_ study: AggregationStudy) throws -> Table {
    let isForbidden = study.estimates[0].refusal != nil
    var notes = [
      "Standard deviations are by formula. Intervals by formula are exact where all errors agree, and else those of a "
        + "log-normal figure with the same mean and standard deviation."
    ]
    let judge = AggregationJudge(study.input, study.options, study.headline, study.parts)
    if !isForbidden, let ends = judge.endpointSum(0) {
      notes.append(
        "Adding the ends of the parts' own intervals would give "
          + "\(count.text(lower: ends.lower, upper: ends.upper)): right only under full correlation (AGG-08)."
      )
    }
    return Table(
      "correlations", title: "The total by correlation of the parts' errors",
      columns: [
        TableColumn("correlation", "Correlation", .text), TableColumn("total", "Total"),
        TableColumn("standard_deviation", "Standard deviation"),
        TableColumn("simulated", "Interval, simulated", isRange: true),
        TableColumn("analytic", "Interval, by formula", isRange: true),
      ],
      rows: try study.runs.map { try row(of: $0, study, isForbidden: isForbidden) }, notes: notes,
      source: study.sourceLine)
  }

  /// The root under one correlation.
  private static func row(
    of run: HierarchicalTotal, _ study: AggregationStudy, isForbidden: Bool
  ) throws -> TableRow {
    let level = study.options.level
    let tail = 0.5 * (1 - level)
    let root = run.totals[0]
    let exact = try run.exactQuantile(tail, of: 0, parts: study.parts).flatMap { lower in
      try run.exactQuantile(1 - tail, of: 0, parts: study.parts).map { (lower, $0) }
    }
    let moments = try root.standardDeviation.map {
      try HierarchicalTotal.momentInterval(mean: root.value, standardDeviation: $0, level: level)
    }
    guard !isForbidden else {
      let refused = [Cell](repeating: .absent(.refused), count: 4)
      return TableRow([.text(name(run.correlation))] + refused)
    }
    return TableRow([
      .text(name(run.correlation)), .number(root.value, count),
      root.standardDeviation.map { .number($0, count) } ?? .absent(.notApplicable),
      root.simulated.map { .range($0.quantile(tail).value, $0.quantile(1 - tail).value, count) }
        ?? .absent(.notApplicable),
      (exact ?? moments).map { .range($0.0, $0.1, count) } ?? .absent(.notApplicable),
    ])
  }

  private static func agreement(_ study: AggregationStudy) -> Table {
    let nodes = study.input.hierarchy.nodes
    let isBenchmarked = study.options.benchmark != .none
    return Table(
      "agreement",
      title: "By formula and by simulation (correlation \(ShortestNumber.text(study.options.correlation)))",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("mean", "Mean, by formula"),
        TableColumn("simulated_mean", "Mean, simulated"),
        TableColumn("mean_errors", "Apart, in Monte Carlo errors"),
        TableColumn("deviation", "Standard deviation, by formula"),
        TableColumn("simulated_deviation", "Standard deviation, simulated"),
        TableColumn("deviation_errors", "Apart, in Monte Carlo errors"),
      ],
      rows: allowed(study).filter { !nodes[$0].isLeaf }.compactMap { place in
        agreement(of: study.headline.totals[place], name: nodes[place].name)
      },
      notes: isBenchmarked
        ? [
          "Benchmarked figures have no formula for their error; the simulation repeats the benchmark draw by draw."
        ]
        : [],
      source: study.sourceLine)
  }

  private static func agreement(of total: HierarchicalTotal.NodeTotal, name: String) -> TableRow? {
    guard let simulated = total.simulated else { return nil }
    func apart(_ exact: Double, _ drawn: Double, _ error: Double) -> Cell {
      error > 0
        ? .number((drawn - exact) / error, NumberStyle(decimals: 1, signed: true)) : .number(0, .decimal(1))
    }
    let drawn = simulated.standardDeviation
    return TableRow([
      .text(name), .number(total.value, count), .number(simulated.mean, count),
      total.standardDeviation == nil
        ? .absent(.notApplicable) : apart(total.value, simulated.mean, simulated.meanStandardError),
      total.standardDeviation.map { .number($0, count) } ?? .absent(.notApplicable), .number(drawn, count),
      total.standardDeviation.map { apart($0, drawn, simulated.standardDeviationStandardError) }
        ?? .absent(.notApplicable),
    ])
  }

  private static func rounding(_ study: AggregationStudy) -> Table {
    let nodes = study.input.hierarchy.nodes
    let lines = AggregationRounding(study).lines.filter {
      !nodes[$0.place].isLeaf && study.estimates[$0.place].refusal == nil
    }
    let differs = lines.contains {
      abs(($0.sumOfPrinted ?? $0.printed) - $0.printed) > 1e-9 * abs($0.printed)
    }
    return Table(
      "rounding", title: "Rounding",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("exact", "Exact"),
        TableColumn("printed", "Printed"),
        TableColumn("sum_of_printed", "Sum of the printed parts"), TableColumn("difference", "Difference"),
      ],
      rows: lines.map { line in
        let sum = line.sumOfPrinted ?? line.printed
        return TableRow([
          .text(nodes[line.place].name),
          .number(line.exact, NumberStyle(decimals: line.exact < 1000 ? 3 : 0)),
          .number(line.printed, .count), .number(sum, .count),
          .number(sum - line.printed, NumberStyle(signed: true)),
        ])
      },
      notes: [
        differs
          ? "AGG-07: the sum of rounded parts is not the rounded sum; the parts are right, and so is the total."
          : "The rounded parts add up to the rounded totals."
      ], source: study.sourceLine)
  }

  private static func words(_ benchmark: HierarchicalTotal.Benchmark) -> String {
    switch benchmark {
    case .none: ""
    case .ratio:
      "Every child of a whole with a figure of its own was multiplied by one factor, in each draw anew, so that "
        + "children add up to their parent in every draw."
    case .leastSquares:
      "The gap between a whole and its children was shared among them in proportion to the variances of their "
        + "errors (Wang, Fuller and Qu 2008), in each draw anew."
    case .raking:
      "The table was fitted to its margins by iterative proportional fitting (Deming and Stephan 1940), in each "
        + "draw anew; margins whose sums differ were scaled to the sum of the first."
    }
  }

  private static func benchmark(_ study: AggregationStudy) -> Table {
    Table(
      "benchmark", title: "Before and after benchmarking",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("before", "Sum of parts"),
        TableColumn("after", "Benchmarked"),
        TableColumn("change", "Change", unit: "%"),
      ],
      rows: allowed(study).map { place in
        let total = study.headline.totals[place]
        return TableRow([
          .text(study.input.hierarchy.nodes[place].name), .number(total.unadjusted, count),
          .number(total.value, count),
          total.unadjusted > 0
            ? .number(100 * (total.value / total.unadjusted - 1), NumberStyle(decimals: 1, signed: true))
            : .absent(.notApplicable),
        ])
      }, source: study.sourceLine)
  }

  private static func name(_ correlation: Double) -> String {
    switch correlation {
    case 0: "0 (independent)"
    case 1: "1 (fully correlated)"
    default: ShortestNumber.text(correlation)
    }
  }
}
