internal import Estimates
internal import NumericKernel
internal import Tables
internal import TestSupport
internal import Testing

@testable internal import Survey

@Suite struct ReplicationTests {
  @Test("Jackknife against R's as.svrepdesign, both centres", arguments: ["JK1", "JKn"])
  func jackknifeAgreesWithR(kind: String) throws {
    var checked = 0
    for oracle in try OracleFiles.cases("replicates") {
      let parts = oracle.id.split(separator: "/").map(String.init)
      guard parts.count >= 3, parts[1] == kind else { continue }
      let (table, plain) = try OracleFiles.design(parts[0])
      let design = try plain.replicated(.jackknife, isCentredOnEstimate: parts[2] == "mse")
      let terms: [SurveyTerm]
      switch parts[parts.count - 1] {
      case "mean": terms = try ["api00", "enroll"].map { SurveyTerm(Mean(try SurveyVariable(table, $0))) }
      case "total": terms = try ["api00", "enroll"].map { SurveyTerm(Total(try SurveyVariable(table, $0))) }
      case "by":
        let mean = Mean(try SurveyVariable(table, "api00"))
        terms = SurveyDomain.each(of: try table.coded("stype")).map { SurveyTerm(mean, in: $0) }
      case "ratio":
        terms = [
          SurveyTerm(Ratio(try SurveyVariable(table, "api.stu"), over: try SurveyVariable(table, "enroll")))
        ]
      case "prop": terms = [SurveyTerm(try Proportion(try table.indicator("comp.imp", "Yes")))]
      default: continue
      }
      let joint = try design.estimate(terms)
      for k in joint.values.indices {
        #expect(close(joint.values[k], oracle.result["est"][k], relative: 1e-12), "\(oracle)")
        #expect(close(joint.standardErrors[k], oracle.result["se"][k], relative: 1e-9), "\(oracle)")
      }
      if oracle.result.has("ci_beta") {
        let interval = try joint.estimate(0).interval(proportion: .beta)
        #expect(close(interval.lower, oracle.result["ci_beta"][0], relative: 1e-9), "\(oracle)")
        let logit = try joint.estimate(0).interval(proportion: .logit)
        #expect(close(logit.lower, oracle.result["ci_xlogit"][0], relative: 1e-9), "\(oracle)")
      }
      checked += 1
    }
    #expect(checked == 20)
  }

  /// Strata of two PSUs, one row each.
  private func pairs(_ strata: Int) throws -> (SurveyDesign, SurveyVariable) {
    var stream = RandomStream(seed: 1, purpose: .simulation)
    let rows = 2 * strata
    let table = DataTable(
      name: "pairs",
      columns: [
        Column(name: "s", values: .integer((0..<rows).map { $0 / 2 })),
        Column(name: "w", values: .number((0..<rows).map { Double(1 + $0 % 3) })),
      ], lines: Array(1...rows))
    let design = try SurveyDesign(
      table, DesignVariables(weights: .column("w"), stages: [.init(stratum: "s")]))
    return (design, SurveyVariable("y", (0..<rows).map { _ in stream.uniform() }))
  }

  @Test("Balanced half-samples give the linearised variance of a total exactly", arguments: [0, 0.3, 0.5])
  func balancedIsExact(fay: Double) throws {
    for strata in [1, 3, 7, 13] {
      let (design, y) = try pairs(strata)
      let expected = try design.estimate(Total(y)).standardError
      let balanced = try design.replicated(.balanced(fay: fay)).estimate(Total(y)).standardError
      #expect(close(balanced, expected, relative: 1e-12), "\(strata) strata")
    }
    let (clusters, _) = (try OracleFiles.design("clus1").1, 0)
    #expect(throws: SurveyError.self) { try clusters.replicated(.balanced(fay: 0)) }
  }

  @Test(arguments: [4, 8, 12, 20, 24, 28, 32, 40, 44, 48])
  func hadamardRowsAreOrthogonal(minimum: Int) {
    let order = HadamardMatrix.order(atLeast: minimum)
    #expect(order >= minimum && order <= minimum + 8)
    let signs = HadamardMatrix.signs(order: order)
    #expect(signs[0].allSatisfy { $0 == 1 } && signs.allSatisfy { $0[0] == 1 })
    for i in 0..<order {
      for j in 0...i {
        #expect(zip(signs[i], signs[j]).reduce(0) { $0 + $1.0 * $1.1 } == (i == j ? order : 0))
      }
    }
  }

  @Test("Successive differences of a total: ½ Σ (wy − next wy)², the last followed by the first")
  func successiveDifferences() throws {
    let (table, design) = try OracleFiles.design("clus1_nofpc")
    let y = try SurveyVariable(table, "enroll")
    var totals = [Double](repeating: 0, count: design.structure.unitCount)
    for i in 0..<design.rowCount { totals[Int(design.leaf[i])] += design.weights[i] * y.values[i] }
    let differences = totals.indices.map { totals[$0] - totals[($0 + 1) % totals.count] }
    let expected = (0.5 * differences.reduce(0) { $0 + $1 * $1 }).squareRoot()
    let replicated = try design.replicated(.successiveDifference(replicates: 20), isCentredOnEstimate: true)
    #expect(close(try replicated.estimate(Total(y)).standardError, expected, relative: 1e-12))
  }

  /// The Monte Carlo error of a standard error from 1,000 replicates is 2.2 %; four of them are allowed.
  @Test(
    "Rao-Wu bootstrap: standard error of a total, and the same bytes from any number of threads",
    arguments: ["clus1", "strat"])
  func bootstrap(name: String) throws {
    let (table, design) = try OracleFiles.design(name)
    let y = try SurveyVariable(table, "enroll")
    let expected = try design.estimate(Total(y)).standardError
    let replicated = try design.replicated(.bootstrap(replicates: 1000, seed: 7))
    #expect(close(try replicated.estimate(Total(y)).standardError, expected, relative: 0.09))
    let half = try design.replicated(.bootstrap(replicates: 1000, seed: 7, size: 7))
    #expect(close(try half.estimate(Total(y)).standardError, expected, relative: 0.09))
    #expect(
      try replicated.estimate(Mean(y))
        == design.replicated(.bootstrap(replicates: 1000, seed: 7)).estimate(Mean(y)))
    let replicates = try #require(replicated.replicates)
    let values = { @Sendable (weights: [Double]) throws(SurveyError) -> [Double] in
      [try Mean(y).value(weights: weights)]
    }
    let one = try replicates.covariance(of: [0], fullSample: design.weights, threads: 1, values)
    let two = try replicates.covariance(of: [0], fullSample: design.weights, threads: 2, values)
    #expect(one == two)
  }

  @Test("Designs whose variance replicates of PSUs would miss are refused")
  func refusals() throws {
    let (_, twoStages) = try OracleFiles.design("clus2")
    #expect(throws: SurveyError.self) { try twoStages.replicated(.jackknife) }
    let lonely = try OracleFiles.table("apistrat_lonely")
    let variables = DesignVariables(
      weights: .column("pw"), stages: [.init(stratum: "stype", populationSize: "fpc")])
    let averaged = try SurveyDesign(lonely, variables, lonelyPSU: .average)
    #expect(throws: SurveyError.self) { try averaged.replicated(.jackknife) }
    let certain = try SurveyDesign(lonely, variables, lonelyPSU: .certainty)
    let y = try SurveyVariable(lonely, "enroll")
    #expect(
      close(
        try certain.replicated(.jackknife).estimate(Total(y)).standardError,
        try certain.estimate(Total(y)).standardError, relative: 1e-12))
  }

  @Test("S24: given weights in any order; F: refusals")
  func givenWeights() throws {
    let (table, design) = try OracleFiles.design("clus1_nofpc")
    let y = try SurveyVariable(table, "enroll")
    let made = try #require(try design.replicated(.jackknife).replicates)
    let columns = (0..<made.count).map { made.weights($0, fullSample: design.weights) }
    func error(_ columns: [[Double]]) throws -> Double {
      let given = try ReplicateWeights(
        kind: .given, storage: .weights(columns), scale: made.replicateScales[0])
      return try design.replicated(by: given).estimate(Mean(y)).standardError
    }
    #expect(
      close(
        try error(columns), try design.replicated(.jackknife).estimate(Mean(y)).standardError, relative: 1e-13
      ))
    #expect(close(try error(columns), try error(columns.reversed()), relative: 1e-13))
    #expect(try made.rankDegreesOfFreedom(fullSample: design.weights) == 14)
    let rows = try SurveyDesign(table, DesignVariables(weights: .column("pw")))
    let given = try ReplicateWeights(kind: .given, storage: .weights(columns), scale: 1)
    #expect(try rows.replicated(by: given).estimate(Mean(y)).degreesOfFreedom == 14)
    let median = try Quantile(y, 0.5)
    #expect(try design.replicated(.jackknife).estimate(median).standardError > 0)
    #expect(throws: SurveyError.self) { try design.estimate(median) }
    #expect(throws: SurveyError.self) { try error([columns[0]]) }
    #expect(throws: SurveyError.self) { try error([[1], [2]]) }
    #expect(throws: SurveyError.self) { try error([columns[0].map { -$0 }, columns[1]]) }
  }
}
