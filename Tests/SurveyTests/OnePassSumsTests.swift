internal import Estimates
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

@Suite("One pass over the rows gives what the statistics give term by term")
struct OnePassSumsTests {
  private func same(_ first: JointEstimate, _ second: JointEstimate) {
    #expect(first.values.count == second.values.count)
    for k in first.values.indices {
      #expect(close(first.values[k], second.values[k], relative: 1e-12))
      #expect(close(first.standardErrors[k], second.standardErrors[k], relative: 1e-10))
      let (a, b) = (first.details[k], second.details[k])
      #expect(a.sampleSize == b.sampleSize && a.positiveCases == b.positiveCases)
      #expect(a.degreesOfFreedom == b.degreesOfFreedom)
      #expect(close(a.missingShare, b.missingShare, absolute: 1e-12))
      #expect(close(a.designEffect ?? 0, b.designEffect ?? 0, relative: 1e-9))
      for l in first.values.indices {
        let scale = second.standardErrors[k] * second.standardErrors[l]
        #expect(close(first.covariance[k, l], second.covariance[k, l], absolute: 1e-10 * scale))
      }
    }
    #expect(first.degreesOfFreedom == second.degreesOfFreedom)
  }

  @Test(arguments: ["srs", "strat", "clus1", "clus2"])
  func leaves(name: String) throws {
    let (table, design) = try OracleFiles.design(name)
    let y = try SurveyVariable(table, "api.stu")
    let x = try SurveyVariable(table, "enroll")
    let groups = try table.coded("stype")
    let domains = groups.labels.indices.map { code in
      SurveyDomain([], members: groups.codes.map { $0 == Int32(code) })
    }
    func terms(_ statistic: any SurveyStatistic) throws -> JointEstimate {
      try design.estimate(domains.map { SurveyTerm(statistic, in: $0) })
    }
    same(try design.tabulate(.mean, of: x, by: groups), try terms(Mean(x)))
    same(try design.tabulate(.total, of: x, by: groups), try terms(Total(x)))
    same(try design.tabulate(.ratio, of: y, over: x, by: groups), try terms(Ratio(y, over: x)))
    let wide = try table.indicator("sch.wide", "Yes")
    same(try design.tabulate(.proportion, of: wide, by: groups), try terms(try Proportion(wide)))
    same(try design.tabulate(.mean, of: x), try design.estimate([SurveyTerm(Mean(x))]))
  }

  /// Twelve groups that have nothing to do with the design, of which none is small.
  private func manyGroups(_ table: DataTable) -> CodedColumn {
    CodedColumn(
      Column(name: "group", values: .text((0..<table.rowCount).map { "g\($0 * 7 % 12)" })))
  }

  @Test("Of many domains only the pairs that occur are kept", arguments: ["srs", "strat", "clus1", "clus2"])
  func manyDomains(name: String) throws {
    let (table, design) = try OracleFiles.design(name)
    let y = try SurveyVariable(table, "api.stu")
    let x = try SurveyVariable(table, "enroll")
    let groups = manyGroups(table)
    let domains = groups.labels.indices.map { code in
      SurveyDomain([], members: groups.codes.map { $0 == Int32(code) })
    }
    func terms(_ statistic: any SurveyStatistic) throws -> JointEstimate {
      try design.estimate(domains.map { SurveyTerm(statistic, in: $0) })
    }
    same(try design.tabulate(.mean, of: x, by: groups), try terms(Mean(x)))
    same(try design.tabulate(.total, of: x, by: groups), try terms(Total(x)))
    same(try design.tabulate(.ratio, of: y, over: x, by: groups), try terms(Ratio(y, over: x)))
  }

  @Test(
    "Domains that turn up one by one, and become too many for a place in every leaf",
    arguments: [(OnePassSums.Quantity.mean, false), (.total, false), (.ratio, true)])
  func domainsTurnUp(quantity: OnePassSums.Quantity, hasDenominator: Bool) throws {
    let (table, design) = try OracleFiles.design("clus1")
    let y = try SurveyVariable(table, "api.stu")
    let x = try SurveyVariable(table, "enroll")
    let groups = manyGroups(table)
    var sums = OnePassSums(unit: .leaf, hasDenominator: hasDenominator, domainCount: 0)
    var (domains, blocks) = (0, 0)
    for row in 0..<design.rowCount {
      let leaf = design.leaf[row]
      domains = max(domains, Int(groups.codes[row]) + 1)
      blocks = max(blocks, Int(leaf) + 1)
      sums.reserve(domains: domains, blocks: blocks)
      sums.add(
        block: [leaf], domain: [groups.codes[row]], weight: [design.weights[row]], y: [y.values[row]],
        x: hasDenominator ? [x.values[row]] : [])
    }
    let streamed = try sums.estimate(quantity, structure: design.structure, name: "y") { _ in [] }
    same(streamed, try design.tabulate(quantity, of: y, over: hasDenominator ? x : nil, by: groups))
    // Three unions of four domains, of which one has no row.
    let union = groups.labels.indices.map { $0 < 10 ? $0 % 2 : -1 }
    let members = groups.codes.map { Int32(union[Int($0)]) }
    let joined = try sums.regrouped(union, count: 3).estimate(
      quantity, structure: design.structure, name: "y"
    ) { _ in [] }
    var direct = OnePassSums(unit: .leaf, hasDenominator: hasDenominator, domainCount: 2)
    direct.reserve(domains: 2, blocks: blocks)
    direct.add(
      block: design.leaf, domain: members, weight: design.weights, y: y.values,
      x: hasDenominator ? x.values : [])
    same(joined, try direct.estimate(quantity, structure: design.structure, name: "y") { _ in [] })
  }

  @Test("A copy of sums keeps what it had when the other takes more rows")
  func copies() throws {
    let (table, design) = try OracleFiles.design("clus1")
    let y = try SurveyVariable(table, "enroll")
    let zeros = [Int32](repeating: 0, count: design.rowCount)
    var sums = OnePassSums(unit: .leaf)
    sums.reserve(domains: 1, blocks: design.structure.leafCount)
    sums.add(block: design.leaf, domain: zeros, weight: design.weights, y: y.values)
    let copy = sums
    sums.add(block: design.leaf, domain: zeros, weight: design.weights, y: y.values)
    func total(_ sums: OnePassSums) throws -> Double {
      try sums.estimate(.total, structure: design.structure, name: "y") { _ in [] }.values[0]
    }
    #expect(close(try total(sums), 2 * (try total(copy)), relative: 1e-14))
  }

  @Test(
    "Rows that are units need only their strata; domains and strata turn up on the way",
    arguments: [(OnePassSums.Quantity.mean, false), (.total, false), (.ratio, true)])
  func strataOfRows(quantity: OnePassSums.Quantity, hasDenominator: Bool) throws {
    let (table, design) = try OracleFiles.design("strat")
    let y = try SurveyVariable(table, "api.stu")
    let x = try SurveyVariable(table, "enroll")
    let groups = try table.coded("sch.wide")
    var sums = OnePassSums(unit: .stratumOfRows, hasDenominator: hasDenominator, domainCount: 0)
    for row in 0..<design.rowCount {
      let stratum = design.structure.stages[0].stratum[row]
      sums.reserve(domains: Int(groups.codes[row]) + 1, blocks: stratum + 1)
      sums.add(
        block: [Int32(stratum)], domain: [groups.codes[row]], weight: [design.weights[row]],
        y: [y.values[row]],
        x: hasDenominator ? [x.values[row]] : [])
    }
    let streamed = try sums.estimate(quantity, structure: design.structure, name: "y") { _ in [] }
    same(streamed, try design.tabulate(quantity, of: y, over: hasDenominator ? x : nil, by: groups))
  }

  @Test(
    "Every rule for a lonely row, without keeping rows",
    arguments: [LonelyPSU.certainty, .centreOnGrandMean, .average, .collapse])
  func lonelyRows(rule: LonelyPSU) throws {
    let table = try OracleFiles.table("apistrat_lonely")
    let design = try SurveyDesign(
      table,
      DesignVariables(weights: .column("pw"), stages: [.init(stratum: "stype", populationSize: "fpc")]),
      lonelyPSU: rule)
    let y = try SurveyVariable(table, "enroll")
    let strata = try table.coded("stype")
    let groups = try table.coded("sch.wide")
    let sizes = try table.numbers("fpc").map { $0 ?? .nan }
    var builder = DesignStructureBuilder(stageCount: 1)
    var sums = OnePassSums(unit: .stratumOfRows, domainCount: groups.labels.count)
    for row in 0..<design.rowCount {
      let counted = builder.countRow(stratum: strata.codes[row], size: sizes[row])
      let stratum = try #require(counted)
      sums.reserve(domains: groups.labels.count, blocks: stratum + 1)
      sums.add(
        block: [Int32(stratum)], domain: [groups.codes[row]], weight: [design.weights[row]],
        y: [y.values[row]])
    }
    let stages = try builder.stages(sizesAreFractions: [false]) { _, code in strata.labels[Int(code)] }.get()
    let structure = try DesignStructure(stages: stages, lonelyPSU: rule)
    for quantity in [OnePassSums.Quantity.mean, .total] {
      let streamed = try sums.estimate(quantity, structure: structure, name: "y") { _ in [] }
      same(streamed, try design.tabulate(quantity, of: y, by: groups))
    }
  }
}
