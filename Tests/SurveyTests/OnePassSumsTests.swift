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
