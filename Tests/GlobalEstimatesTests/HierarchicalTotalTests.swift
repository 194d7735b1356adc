import Estimates
import GlobalEstimates
import TestSupport
import Testing

private func part(
  _ value: Double, _ deviation: Double, _ shape: PartDistribution.Shape = .logNormal, lower: Double = 0,
  upper: Double = .infinity
) throws -> PartDistribution {
  try PartDistribution(
    shape: shape, value: value, standardDeviation: deviation, lower: lower, upper: upper, name: "a part")
}

/// The parts of aggregation.py.
private func oracleParts() throws -> [PartDistribution] {
  [
    try part(100, 80, .truncatedNormal, lower: 90), try part(40, 30, .truncatedNormal, upper: 120),
    try part(550, 275), try part(200, 150, lower: 150, upper: 400),
  ]
}

@Suite("Figures that are cut off at known bounds")
struct PartDistributionTests {
  /// The quadrature of SciPy's oracle promises 1e-9 or so.
  @Test func momentsAndQuantilesAgainstSciPy() throws {
    let oracle = try ReferenceValues("aggregation.json")
    let parts = try oracleParts()
    let means = try oracle.numbers("aggregation/parts", "mean")
    let deviations = try oracle.numbers("aggregation/parts", "sd")
    let quantiles = try oracle.numbers("aggregation/parts", "quantile_0.1")
    for (k, part) in parts.enumerated() {
      #expect(close(part.mean, means[k], relative: 1e-9))
      // The coefficients beyond the 48th are not in the variance of a figure that is cut off.
      #expect(close(part.variance.squareRoot(), deviations[k], relative: 1e-6))
      // The deviate of 0.1.
      #expect(close(part.value(at: -1.2815515655446004), quantiles[k], relative: 1e-12))
    }
  }

  @Test("sums of correlated parts against quadrature in two dimensions", arguments: [0.0, 0.3, 0.8, 1])
  func sums(correlation: Double) throws {
    var sum = MomentSum()
    for part in try oracleParts() { sum.add(part) }
    let oracle = try ReferenceValues("aggregation.json").number("aggregation/total/\(correlation)", "sd")
    #expect(close(sum.standardDeviation(correlation: correlation), oracle, relative: 1e-6))
  }

  @Test("without bounds the sum is the closed form of log-normal parts", arguments: [0.0, 0.5, 1])
  func closedForm(correlation: Double) throws {
    let figures = [(250.0, 0.5), (550, 0.5), (200, 3), (200, 0.75)]
    var sum = MomentSum()
    for (value, cv) in figures { sum.add(try part(value, cv * value)) }
    let closed = LogNormalTotal(
      parts: figures.map { UncertainPart(label: "", value: $0, coefficientOfVariation: $1) },
      correlation: correlation)
    #expect(close(sum.mean, closed.mean, relative: 1e-14))
    #expect(
      close(
        sum.standardDeviation(correlation: correlation), closed.standardDeviation, relative: 1e-12))
  }

  @Test func whatCannotBeIsRefused() throws {
    #expect(throws: GlobalEstimateError.self) { try part(-1, 1) }
    #expect(throws: GlobalEstimateError.self) { try part(.nan, 1) }
    #expect(throws: GlobalEstimateError.self) { try part(0, 1) }
    #expect(throws: GlobalEstimateError.self) { try part(1, 4) }
    #expect(throws: GlobalEstimateError.self) { try part(100, 1, .truncatedNormal, lower: 200) }
    #expect(throws: GlobalEstimateError.self) { try part(100, 0, lower: 101) }
    #expect(throws: GlobalEstimateError.self) { try part(5, 1, lower: 4, upper: 3) }
    #expect(try part(0, 0).mean == 0)
  }

  @Test("rates stay within 0 and 1, and totals above the victims known")
  func bounds() throws {
    let rate = try part(0.9, 0.3, .truncatedNormal, upper: 1)
    let victims = try part(100, 90, lower: 80)
    for z in stride(from: -9.0, through: 9, by: 0.5) {
      #expect(rate.value(at: z) >= 0 && rate.value(at: z) <= 1)
      #expect(victims.value(at: z) >= 80)
    }
  }
}

@Suite("Totals over a hierarchy")
struct HierarchicalTotalTests {
  private static let paths = [
    ["World", "Africa", "A"], ["World", "Africa", "B"], ["World", "Asia", "C"], ["World", "Asia", "D"],
    ["World", "Asia", "E"],
  ]
  private static let figures = [(120.0, 40.0), (80, 10), (300, 90), (50, 20), (75, 30)]

  private static func total(
    scale: Double = 1, correlation: Double = 0.5, benchmark: HierarchicalTotal.Benchmark = .none,
    parents: [[String]: (Double, Double)] = [:], more: [(path: [String], value: Double)] = [],
    draws: Int = 4000,
    seed: UInt64 = 3, threads: Int = 1
  ) throws -> (total: HierarchicalTotal, parts: [PartDistribution]) {
    let hierarchy = try Hierarchy(
      paths: (paths + more.map(\.path)).reversed(), levels: ["world", "region", "country"])
    var byPath: [[String]: PartDistribution] = [:]
    for (path, figure) in zip(paths, figures) { byPath[path] = try part(scale * figure.0, scale * figure.1) }
    for (path, value) in more { byPath[path] = try part(value, 0) }
    let parts = hierarchy.leaves.compactMap { byPath[hierarchy.nodes[$0].path] }
    var wholes: [Int: PartDistribution] = [:]
    for (path, figure) in parents {
      if let place = hierarchy.place(of: path) { wholes[place] = try part(figure.0, figure.1) }
    }
    return (
      try HierarchicalTotal(
        hierarchy, parts: parts, parents: wholes, benchmark: benchmark, correlation: correlation,
        draws: draws,
        seed: seed, threads: threads), parts
    )
  }

  @Test func theTreeDoesNotDependOnTheOrderOfItsParts() throws {
    let levels = ["world", "region", "country"]
    let one = try Hierarchy(paths: Self.paths, levels: levels)
    #expect(try Hierarchy(paths: Self.paths.reversed(), levels: levels) == one)
    #expect(one.nodes.map(\.name) == ["World", "Africa", "A", "B", "Asia", "C", "D", "E"])
    #expect(one.nodes[1].level == "region" && one.nodes[2].level == "country")
    let several = try Hierarchy(paths: [["Asia", "C"], ["Africa", "A"]], levels: ["region", "country"])
    #expect(several.nodes.map(\.name) == [Hierarchy.rootName, "Africa", "A", "Asia", "C"])
    #expect(throws: GlobalEstimateError.self) { try Hierarchy(paths: [], levels: levels) }
    #expect(throws: GlobalEstimateError.self) { try Hierarchy(paths: [["Asia", ""]], levels: levels) }
  }

  @Test("formula and simulation agree within four Monte Carlo errors", arguments: [0, 0.5, 1])
  func agreement(correlation: Double) throws {
    let (total, parts) = try Self.total(correlation: correlation, draws: 20_000)
    for place in total.hierarchy.nodes.indices {
      let node = total.totals[place]
      guard let simulated = node.simulated else { continue }
      let deviation = try #require(node.standardDeviation)
      #expect(abs(simulated.mean - node.value) < 4 * simulated.meanStandardError)
      #expect(abs(simulated.standardDeviation - deviation) < 4 * simulated.standardDeviationStandardError)
      if let exact = try total.exactQuantile(0.9, of: place, parts: parts) {
        let drawn = simulated.quantile(0.9)
        #expect(abs(drawn.value - exact) < 4 * drawn.standardError)
      }
    }
  }

  /// A5 by the means, which add up where the draws do.
  @Test("A5: nested regions sum; A7: standard deviations or variances add")
  func adding() throws {
    let (full, _) = try Self.total(correlation: 1)
    let (none, _) = try Self.total(correlation: 0)
    for total in [full, none] {
      let nodes = total.hierarchy.nodes
      for place in nodes.indices where !nodes[place].isLeaf {
        let children = nodes[place].children.map { total.totals[$0] }
        #expect(close(total.totals[place].value, children.reduce(0) { $0 + $1.value }, relative: 1e-13))
        // Parts are not simulated on their own, so that the wholes above wholes tell of the draws.
        if place == 0 {
          let simulated = try #require(total.totals[0].simulated)
          let below = children.compactMap { $0.simulated?.mean }
          #expect(close(simulated.mean, below.reduce(0, +), relative: 1e-12))
        }
        let deviations = children.compactMap(\.standardDeviation)
        let whole = try #require(total.totals[place].standardDeviation)
        // Equal coefficients of variation would make this exact; here the comonotone parts differ in shape.
        if total.correlation == 1 {
          #expect(whole <= deviations.reduce(0, +) * (1 + 1e-12))
          #expect(whole > 0.97 * deviations.reduce(0, +))
        } else {
          let squares = deviations.reduce(0) { $0 + $1 * $1 }
          #expect(close(whole * whole, squares, relative: 1e-12))
        }
      }
    }
    // A7 exactly, where the parts are normal.
    var normal = MomentSum()
    for deviation in [3.0, 4] { normal.add(try part(1000, deviation, .truncatedNormal)) }
    #expect(close(normal.standardDeviation(correlation: 1), 7, relative: 1e-12))
    #expect(close(normal.standardDeviation(correlation: 0), 5, relative: 1e-12))
  }

  @Test("A3: people times a number; A4: a part of nobody; and any number of threads")
  func laws() throws {
    let (plain, _) = try Self.total()
    let (scaled, _) = try Self.total(scale: 1024)
    let (more, _) = try Self.total(more: [(["World", "Asia", "Nobody"], 0)])
    let (threaded, _) = try Self.total(threads: 2)
    #expect(close(scaled.totals[0].value, 1024 * plain.totals[0].value, relative: 1e-13))
    #expect(
      close(
        try #require(scaled.totals[0].simulated).mean, 1024 * (try #require(plain.totals[0].simulated).mean),
        relative: 1e-12))
    #expect(more.totals[0].value == plain.totals[0].value)
    #expect(more.totals[0].simulated == plain.totals[0].simulated)
    #expect(threaded.totals[0].simulated == plain.totals[0].simulated)
  }

  @Test(
    "children agree with their parents in every draw",
    arguments: [HierarchicalTotal.Benchmark.ratio, .leastSquares])
  func benchmarks(method: HierarchicalTotal.Benchmark) throws {
    let (total, _) = try Self.total(
      benchmark: method, parents: [["World"]: (700, 0), ["World", "Africa"]: (150, 20)])
    #expect(close(total.totals[0].value, 700, relative: 1e-12))
    // A whole that is taken as exact has no spread left.
    #expect(try #require(total.totals[0].simulated).standardDeviation < 1e-9)
    let nodes = total.hierarchy.nodes
    for place in nodes.indices where !nodes[place].isLeaf {
      let children = nodes[place].children.map { total.totals[$0].value }
      #expect(close(children.reduce(0, +), total.totals[place].value, relative: 1e-12))
    }
    // Africa's own figure of 150 and Asia's 425 are moved to 700 together.
    if method == .ratio { #expect(close(total.totals[1].value, 150 * 700 / 575, relative: 1e-12)) }
    #expect(total.totals[0].standardDeviation == nil)
  }

  @Test("raking holds both margins")
  func raking() throws {
    let hierarchy = try Hierarchy(
      paths: [["N", "old"], ["N", "young"], ["S", "old"], ["S", "young"]], levels: ["region", "age"])
    let parts = try [30.0, 20, 10, 40].map { try part($0, 0.2 * $0) }
    let margins = [
      HierarchicalTotal.Margin(
        name: "region", classes: [0, 0, 1, 1], totals: [try part(60, 3), try part(60, 3)]),
      HierarchicalTotal.Margin(
        name: "age", classes: [0, 1, 0, 1], totals: [try part(48, 0), try part(72, 0)]),
    ]
    let total = try HierarchicalTotal(
      hierarchy, parts: parts, margins: margins, benchmark: .raking, correlation: 0, draws: 200, seed: 1)
    let leaf = hierarchy.leaves.map { total.totals[$0].value }
    #expect(close(leaf[0] + leaf[1], 60, relative: 1e-10) && close(leaf[2] + leaf[3], 60, relative: 1e-10))
    #expect(close(leaf[0] + leaf[2], 48, relative: 1e-10) && close(leaf[1] + leaf[3], 72, relative: 1e-10))
    // Odds ratios survive raking.
    #expect(close(leaf[0] * leaf[3] / (leaf[1] * leaf[2]), 30.0 * 40 / (20 * 10), relative: 1e-9))
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(throws: GlobalEstimateError.self) { try Self.total(correlation: 1.5) }
    #expect(throws: GlobalEstimateError.self) { try Self.total(draws: 50) }
    #expect(throws: GlobalEstimateError.self) {
      try Self.total(draws: HierarchicalTotal.largestTable)
    }
    // Least squares cannot take from a certain part.
    #expect(throws: GlobalEstimateError.self) {
      try Self.total(
        benchmark: .leastSquares, parents: [["World", "Asia"]: (10, 0)],
        more: [(["World", "Asia", "Certain"], 500)])
    }
  }
}
