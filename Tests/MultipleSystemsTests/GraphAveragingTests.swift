import Estimates
import Foundation
import MultipleSystems
import TestSupport
import Testing

@Suite("Averaging over decomposable graphs")
struct GraphAveragingTests {
  @Test(
    "there are as many chordal graphs as OEIS A058862 says",
    arguments: [(1, 1), (2, 2), (3, 8), (4, 61), (5, 822)])
  func graphs(lists: Int, count: Int) {
    let graphs = DecomposableGraph.all(listCount: lists)
    #expect(graphs.count == count)
    #expect(Set(graphs.map(\.formula)).count == count)
    for graph in graphs {
      #expect(graph.separators.count == graph.cliques.count - 1)
      // Every list stands once more in cliques than in separators (running intersection).
      for list in 0..<lists {
        let set = ListSet(list: list)
        #expect(
          graph.cliques.filter { $0.contains(set) }.count
            == graph.separators.filter { $0.contains(set) }.count + 1)
      }
    }
  }

  static func grid(_ kind: String, _ n: Int) -> [Double] {
    let n = Double(n)
    let words = kind.split(separator: " ")
    if words.count == 4, let step = Double(words[1]), let last = Double(words[3]) {
      return Array(stride(from: 1, through: last, by: step))
    }
    switch kind {
    case "line": return (0..<1000).map { 10 * n * Double($0) / 999 }
    default:
      var points: [Double] = []
      for i in 0..<1000 {
        let point = (1 + (30 * n - 1) * Double(i) / 999).rounded(.toNearestOrEven)
        if points.last != point { points.append(point) }
      }
      return points
    }
  }

  @Test("agrees with dga on every table, prior and grid")
  func oracle() throws {
    var models: [String: [[String]]] = [:]
    for row in try OracleRows.of("mse-bayesian/graph-models.csv") {
      models[row[0...3].joined(separator: ","), default: []].append(row)
    }
    let rows = try OracleRows.of("mse-bayesian/graphs.csv")
    #expect(rows.count == 66)
    for row in rows {
      // 822 graphs on long grids take their time in debug; all of them were compared once and agree as well.
      if row[0] == "uk-2013-five" || row[0] == "netherlands-2010-2015-five" {
        guard row[1] + row[2] == "0.03125reciprocal", row[3].hasPrefix("step") else { continue }
      }
      let table = try PublishedTables.table(row[0])
      let averaging = GraphAveraging(
        table, pseudoCount: Double(row[1]), prior: row[2] == "flat" ? .uniform : .reciprocal,
        missing: Self.grid(row[3], table.total))
      let posterior = averaging.posterior
      let v = OracleRows.numbers(row, from: 4)
      // Log gamma functions of some 1e5 keep eleven digits.
      #expect(close(posterior.mean, v[0], relative: 1e-9), "\(row) \(posterior.mean)")
      #expect(
        close(posterior.standardDeviation, v[1], relative: 1e-8), "\(row) \(posterior.standardDeviation)")
      #expect(close(posterior.mode, v[2], relative: 1e-13))
      for (share, expected) in zip([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975], v[3...]) {
        #expect(close(posterior.quantile(share), expected, relative: 1e-13), "\(row) \(share)")
      }
      let byFormula = Dictionary(uniqueKeysWithValues: averaging.models.map { (Set($0.graph.cliques), $0) })
      for expected in models[row[0...3].joined(separator: ","), default: []] {
        let model = try #require(byFormula[cliques(expected[4])])
        let probability = try #require(Double(expected[5]))
        #expect(close(model.probability, probability, relative: 1e-8, absolute: 1e-15), "\(expected)")
        if probability > 1e-10 {
          #expect(close(model.mean, Double(expected[6]) ?? 0, relative: 1e-8), "\(expected)")
        }
      }
    }
  }

  func cliques(_ text: String) -> Set<ListSet> {
    Set(text.split(separator: ";").map { ListSet(lists: $0.map { ($0.wholeNumberValue ?? 0) - 1 }) })
  }

  @Test("gives dga's probability to all 61 graphs of Kosovo, down to 1e-42")
  func allModels() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let averaging = GraphAveraging(table, missing: (1...20000).map(Double.init), exhaustive: true)
    let byCliques = Dictionary(uniqueKeysWithValues: averaging.models.map { (Set($0.graph.cliques), $0) })
    for row in try OracleRows.of("mse-bayesian/graphs-kosovo.csv") {
      let expected = Double(row[2]) ?? 0
      if row[0] == "graph" {
        let model = try #require(byCliques[cliques(row[1])])
        #expect(close(model.probability, expected, relative: 1e-8), "\(row)")
      } else {
        let index = try #require(Int(row[1])) - table.total - 1
        #expect(close(averaging.posterior.probabilities[index], expected, relative: 1e-8), "\(row)")
      }
    }
  }

  @Test("leaving out graphs of no weight and adding up at Chebyshev points change nothing")
  func shortCuts() throws {
    for (name, upper) in [("hav3", 3000), ("kosovo-1999", 4000), ("new-orleans-five", 1400)] {
      let table = try PublishedTables.table(name)
      let grid = (1...upper).map(Double.init)
      let short = GraphAveraging(table, missing: grid)
      let exhaustive = GraphAveraging(table, missing: grid, exhaustive: true)
      // Uneven by one point, this grid is worked through point by point.
      let direct = GraphAveraging(table, missing: grid + [Double(upper) + 1.5])
      for i in 0..<upper {
        // Other pieces are other Chebyshev points, with the rounding of other log gamma functions.
        #expect(
          close(
            short.posterior.probabilities[i], exhaustive.posterior.probabilities[i], relative: 1e-10,
            absolute: 1e-15))
        let share = direct.posterior.probabilities[upper]
        #expect(
          close(
            exhaustive.posterior.probabilities[i], direct.posterior.probabilities[i] / (1 - share),
            relative: 1e-9))
      }
    }
  }

  @Test("the shortest interval is shorter and holds its level")
  func shortest() throws {
    let posterior = GraphAveraging(try PublishedTables.table("hav3")).posterior
    let tails = posterior.equalTails(level: 0.9)
    let short = posterior.shortest(level: 0.9)
    #expect(short.upper - short.lower <= tails.upper - tails.lower)
    var mass = 0.0
    for (missing, probability) in zip(posterior.missing, posterior.probabilities) {
      let population = missing + Double(posterior.observed)
      if population >= short.lower && population <= short.upper { mass += probability }
    }
    #expect(mass >= 0.9 && mass < 0.95)
  }

  @Test("estimates, warns of the prior and refuses two and six lists")
  func estimates() throws {
    let estimator = try GraphAveragingEstimator()
    let kosovo = try estimator.estimate(try PublishedTables.table("kosovo-1999"), level: 0.95)
    #expect(kosovo.uncertainty?.interval?.kind == .posteriorEqualTail)
    #expect(kosovo.provenance.notes.contains { $0.contains("graphs the most probable") })
    // With every number alike beforehand, the saturated graph's posterior hardly falls: dga leaves a tenth of a
    // percent on the last hundredth of the grid.
    let flat = try GraphAveragingEstimator(prior: .uniform).estimate(
      try PublishedTables.table("hav3"), level: 0.95)
    #expect(flat.diagnostics.contains { $0.code == .priorDriven })
    #expect(throws: EstimatorError.self) {
      try estimator.estimate(try PublishedTables.table("uk-2013"), level: 0.95)
    }
    #expect(throws: EstimatorError.self) { try GraphAveragingEstimator(pseudoCount: 0) }
  }

  @Test("M22: a wider prior moves the posterior towards likelihood alone")
  func widerPrior() throws {
    // Under independence alone the graph average would be the integrated likelihood; here the weight of the prior is
    // the pseudo-count: the fewer, the nearer the most probable graph's mean is to that graph's estimate.
    let table = try CaptureTable(
      lists: ["A", "B", "C"], histories: (1...7).map { ListSet(rawValue: $0) },
      counts: [2000, 3000, 500, 4000, 667, 1000, 167])
    // Independent lists with 12,000 people missed: exact expected counts, up to rounding, of N = 23,333.
    var distances: [Double] = []
    for pseudoCount in [64.0, 8, 1, 0.125] {
      let averaging = GraphAveraging(
        table, pseudoCount: pseudoCount, missing: (0..<1500).map { 4000 + 16 * Double($0) })
      let independence = try #require(averaging.models.first { $0.graph.cliques.count == 3 })
      guard case .fitted(let fit) = ClosedPopulationModel.mt.fit(table) else { continue }
      distances.append(abs(independence.mean - fit.population))
    }
    #expect(distances.count == 4)
    for i in 1..<4 { #expect(distances[i] < distances[i - 1]) }
  }
}
