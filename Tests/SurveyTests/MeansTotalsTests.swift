internal import Estimates
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

/// Against R's survey 4.5 (Tests/Oracles/survey/means_totals.json has each call): 1e-9 relative, or of the
/// largest standard error for entries of a covariance that cancel.
@Suite struct MeansTotalsTests {
  @Test func everyCaseAgreesWithR() throws {
    for oracle in try OracleFiles.cases("means_totals") {
      let (table, design) = try OracleFiles.design(oracle.design)
      if oracle.name.hasPrefix("contrast") || oracle.name.hasPrefix("ratio_change") {
        try checkContrast(oracle, table, design)
      } else if let terms = try terms(oracle, table) {
        try check(oracle, design, terms)
      }
    }
  }

  private func terms(_ oracle: OracleCase, _ table: DataTable) throws -> [SurveyTerm]? {
    func variable(_ name: String) throws -> SurveyVariable { try SurveyVariable(table, name) }
    func stypes() throws -> [SurveyVariable] { try ["E", "H", "M"].map { try table.indicator("stype", $0) } }
    let answers = try variable("enroll").present.map { SurveyDomain([], members: $0) }
    switch oracle.name {
    case "mean": return try ["api00", "enroll"].map { SurveyTerm(Mean(try variable($0)), in: answers) }
    case "total": return try ["api00", "enroll"].map { SurveyTerm(Total(try variable($0)), in: answers) }
    case "mean_deff_replace": return [SurveyTerm(Mean(try variable("api00")))]
    case "mean_factor": return try stypes().map { SurveyTerm(try Proportion($0)) }
    case "total_factor": return try stypes().map { SurveyTerm(Total($0)) }
    case "ratio": return [SurveyTerm(Ratio(try variable("api.stu"), over: try variable("enroll")))]
    case "var": return [SurveyTerm(PopulationVariance(try variable("api00")))]
    case "by_mean":
      return try SurveyDomain.each(of: table.coded("stype")).map {
        SurveyTerm(Mean(try variable("api00")), in: $0)
      }
    case "by_total":
      return try SurveyDomain.each(of: table.coded("sch.wide")).map {
        SurveyTerm(Total(try variable("enroll")), in: $0)
      }
    case "by2_mean":
      let schools = SurveyDomain.each(of: try table.coded("sch.wide"))
      let improvements = SurveyDomain.each(of: try table.coded("comp.imp"))
      let pairs = improvements.flatMap { second in schools.map { $0.intersection(second) } }
      let mean = Mean(try variable("api00"))
      return pairs.filter { $0.members.contains(true) }.map { SurveyTerm(mean, in: $0) }
    case "by_ratio":
      return try SurveyDomain.each(of: table.coded("stype")).map {
        SurveyTerm(Ratio(try variable("api.stu"), over: try variable("enroll")), in: $0)
      }
    case "subset_mean":
      let yes = SurveyDomain.each(of: try table.coded("comp.imp")).last
      return [SurveyTerm(Mean(try variable("api00")), in: yes)]
    default: return nil
    }
  }

  private func check(_ oracle: OracleCase, _ design: SurveyDesign, _ terms: [SurveyTerm]) throws {
    let reference: DesignEffectReference =
      oracle.name == "mean_deff_replace" ? .withReplacement : .withoutReplacement
    let joint = try design.estimate(terms, designEffect: reference)
    let result = oracle.result
    let estimates = result["est"]
    #expect(estimates.count == joint.values.count, "\(oracle)")
    for j in joint.values.indices {
      #expect(close(joint.values[j], estimates[j], relative: 1e-12, absolute: 1e-15), "\(oracle) value \(j)")
      // A category on which strata depend has no variance, which is 1e-17 here.
      #expect(
        close(joint.standardErrors[j], result["se"][j], relative: 1e-9, absolute: 1e-9 * abs(estimates[j])),
        "\(oracle) se \(j): \(joint.standardErrors[j]) \(result["se"][j])")
      // R's design effects are of svyvar, which ratios and domain totals do not use.
      if result.has("deff"), oracle.name != "by_total", result["se"][j] > 1e-9 {
        #expect(
          close(joint.details[j].designEffect ?? .nan, result["deff"][j], relative: 1e-9), "\(oracle) deff")
      }
    }
    let covariance = result.matrix("vcov")
    let hasCovariance = !oracle.name.hasPrefix("by") || oracle.call.contains("covmat")
    for i in covariance.indices where hasCovariance {
      for j in covariance.indices {
        let scale = (covariance[i][i] * covariance[j][j]).squareRoot()
        #expect(
          close(joint.covariance[i, j], covariance[i][j], absolute: 1e-9 * scale + 1e-18),
          "\(oracle) \(i) \(j)")
      }
    }
    // R counts the whole design's PSUs; here those with members.
    if result.has("degf"), terms.allSatisfy({ $0.domain == nil }), !oracle.design.hasPrefix("clus2") {
      #expect(joint.degreesOfFreedom == result["degf"][0], "\(oracle)")
    }
  }

  private func checkContrast(_ oracle: OracleCase, _ table: DataTable, _ design: SurveyDesign) throws {
    let joint: JointEstimate
    if oracle.name == "contrast_by" {
      let mean = Mean(try SurveyVariable(table, "api00"))
      joint = try design.estimate(
        SurveyDomain.each(of: table.coded("stype")).prefix(2).map { SurveyTerm(mean, in: $0) })
    } else {
      joint = try design.estimate(["api00", "api99"].map { SurveyTerm(Mean(try SurveyVariable(table, $0))) })
    }
    let difference = joint.difference(0, 1)
    let ratio = try joint.ratio(0, 1)
    for (estimate, expected) in [
      (difference, oracle.result.group("lin")), (ratio, oracle.result.group("nonlin")),
    ] {
      #expect(close(estimate.value, expected["est"][0], relative: 1e-12), "\(oracle)")
      #expect(close(estimate.standardError, expected["se"][0], relative: 1e-9), "\(oracle)")
    }
  }
}
