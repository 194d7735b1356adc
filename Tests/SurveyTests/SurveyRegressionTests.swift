internal import Estimates
internal import Foundation
internal import NumericKernel
internal import Regression
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

/// Against svyglm of R's survey 4.5, fitted to convergence (epsilon 1e-15).
@Suite struct SurveyRegressionTests {
  private func model(_ call: String) -> (formula: String, family: Family, link: Link?)? {
    guard call.hasPrefix("svyglm("), let end = call.range(of: ", family=") else { return nil }
    let formula = String(call[call.index(call.startIndex, offsetBy: 7)..<end.lowerBound])
    let families: [(String, Family, Link?)] = [
      ("gaussian", .gaussian, nil), ("quasibinomial(logit)", .quasiBinomial, .logit),
      ("quasibinomial(probit)", .quasiBinomial, .probit),
      ("quasibinomial(cloglog)", .quasiBinomial, .complementaryLogLog),
      ("quasipoisson", .quasiPoisson, .log), ("Gamma(log)", .gamma, .log),
    ]
    let rest = call[end.upperBound...]
    guard let known = families.first(where: { rest.hasPrefix($0.0) }) else { return nil }
    return (formula, known.1, known.2)
  }

  @Test func agreesWithR() throws {
    var checked = 0
    for oracle in try OracleFiles.cases("glm") {
      guard let model = model(oracle.call) else { continue }
      let (table, design) = try OracleFiles.design(oracle.design)
      let fit = try design.regression(
        Formula(model.formula), table, family: model.family, link: model.link)
      let result = oracle.result
      #expect(fit.names == result.words("terms"), "\(oracle)")
      for j in fit.names.indices {
        #expect(
          close(fit.coefficients[j], result["coef"][j], relative: 1e-9, absolute: 1e-10), "\(oracle) \(j)")
        #expect(close(fit.standardErrors[j], result["se"][j], relative: 1e-9), "\(oracle) se \(j)")
      }
      let covariance = result.matrix("vcov")
      for i in covariance.indices {
        for j in covariance.indices {
          let scale = result["se"][i] * result["se"][j]
          #expect(
            close(fit.covariance[i, j], covariance[i][j], absolute: 1e-9 * scale), "\(oracle) \(i) \(j)")
        }
      }
      // R scales weights to mean 1 before it leaves out incomplete rows.
      if fit.incompleteRows == 0 {
        #expect(close(fit.fit.deviance, result["deviance"][0], relative: 1e-9), "\(oracle)")
      }
      // R counts PSUs without a complete row.
      if !oracle.design.hasPrefix("clus2") {
        #expect(fit.degreesOfFreedom == result["df_residual"][0], "\(oracle)")
        for term in ["ell", "stype"] where result.has("wald_\(term)") {
          let test = try fit.waldTest(term: term)
          #expect(close(test.statistic, result.group("wald_\(term)")["F"][0], relative: 1e-8), "\(oracle)")
          #expect(close(test.pValue, result.group("wald_\(term)")["p"][0], relative: 1e-7), "\(oracle)")
        }
        let row = try fit.table()[1]
        #expect(close(row.pValue, result["p"][1], relative: 1e-7), "\(oracle)")
      }
      checked += 1
    }
    #expect(checked == 50)
  }

  @Test("Working likelihood ratio tests: deviance and eigenvalues; R's p-value is by a saddlepoint")
  func likelihoodRatio() throws {
    var checked = 0
    for oracle in try OracleFiles.cases("glm") where oracle.result.has("lrt_stype") {
      guard let model = model(oracle.call), !oracle.design.hasPrefix("clus2") else { continue }
      let (table, design) = try OracleFiles.design(oracle.design)
      let fit = try design.regression(Formula(model.formula), table, family: model.family, link: model.link)
      let (test, deviance, eigenvalues) = try fit.workingLikelihoodRatioTest(term: "stype")
      let expected = oracle.result.group("lrt_stype")
      #expect(close(deviance, expected["chisq"][0], relative: 1e-8), "\(oracle)")
      for (own, oracle) in zip(eigenvalues, expected["lambda"]) {
        #expect(close(own, oracle, relative: 1e-8))
      }
      // Satterthwaite's approximation leaves a saddlepoint far out in the tail.
      let p = expected["p"][0]
      #expect(
        p < 1e-4 ? test.pValue < 1e-3 : close(test.pValue, p, relative: 0.3), "\(oracle) \(test.pValue) \(p)")
      checked += 1
    }
    #expect(checked > 5)
  }

  @Test("Replicate weights: every replicate is refitted", arguments: ["clus1/JK1/glm", "strat/JKn/glm"])
  func replicates(id: String) throws {
    let oracle = try #require(try OracleFiles.cases("replicates").first { $0.id == id })
    let (table, design) = try OracleFiles.design(oracle.design)
    let isLogit = oracle.design == "clus1"
    let fit = try design.replicated(.jackknife).regression(
      Formula(isLogit ? "I(sch.wide == \"Yes\") ~ ell + meals" : "api00 ~ ell + meals + stype"), table,
      family: isLogit ? .quasiBinomial : .gaussian)
    for j in fit.names.indices {
      #expect(close(fit.coefficients[j], oracle.result["coef"][j], relative: 1e-8))
      // R stops each replicate at a relative change of 1e-8 in deviance.
      #expect(close(fit.standardErrors[j], oracle.result["se"][j], relative: isLogit ? 1e-5 : 1e-9))
    }
  }

  @Test func predictionsAgreeWithR() throws {
    let oracle = try #require(try OracleFiles.cases("glm").first { $0.id == "clus1/predict" })
    let (table, design) = try OracleFiles.design("clus1")
    let fit = try design.regression(
      Formula("I(sch.wide == \"Yes\") ~ ell + meals + stype"), table, family: .quasiBinomial)
    let rows = DataTable(
      name: "new",
      columns: [
        Column(name: "ell", values: .number([0, 20, 60])),
        Column(name: "meals", values: .number([10, 50, 90])),
        Column(name: "stype", values: .text(["E", "H", "M"])),
      ], lines: [1, 2, 3])
    let means = try fit.predict(rows)
    let links = try fit.predict(rows, scale: .linearPredictor)
    for i in 0..<3 {
      // R's prediction is of a fit with its default epsilon of 1e-8.
      #expect(close(means.values[i], oracle.result["response"][i], relative: 1e-6))
      #expect(close(means.standardErrors[i], oracle.result["response_se"][i], relative: 1e-5))
      #expect(close(links.values[i], oracle.result["link"][i], relative: 1e-6))
      #expect(close(links.standardErrors[i], oracle.result["link_se"][i], relative: 1e-5))
    }
  }

  /// R's standard errors (21.7, 29.7, 26.8) are not those of the statistic: its jackknife has 23.1, 45.3,
  /// 37.9.
  @Test(
    "Marginal means: values of svypredmeans, variance from numerical derivatives by the weights of each PSU")
  func marginalMeans() throws {
    let oracle = try #require(try OracleFiles.cases("glm").first { $0.id == "clus1/marginpred" })
    let (table, design) = try OracleFiles.design("clus1")
    func margins(_ design: SurveyDesign) throws -> JointEstimate {
      let fit = try design.regression(Formula("api00 ~ ell + meals + stype"), table, family: .gaussian)
      return try design.marginalMeans(of: fit, over: "stype", table)
    }
    let own = try margins(design)
    let expected = Dictionary(uniqueKeysWithValues: zip(oracle.result.words("terms"), oracle.result["est"]))
    for (k, label) in ["E", "H", "M"].enumerated() {
      #expect(close(own.values[k], expected[label] ?? .nan, relative: 1e-9))
    }
    let step = 1e-5
    var derivatives = Matrix(rows: design.structure.unitCount, columns: 3)
    for unit in 0..<design.structure.unitCount {
      let weights = design.weights.indices.map {
        design.weights[$0] * (Int(design.leaf[$0]) == unit ? 1 + step : 1)
      }
      let columns = table.columns.map {
        $0.name == "pw" ? Column(name: "pw", values: .number(weights)) : $0
      }
      let changed = DataTable(name: table.name, columns: columns, lines: table.lines)
      let variables = DesignVariables(
        weights: .column("pw"), stages: [.init(cluster: "dnum", populationSize: "fpc")])
      let moved = try margins(SurveyDesign(changed, variables))
      for k in 0..<3 { derivatives[unit, k] = (moved.values[k] - own.values[k]) / step }
    }
    let numerical = design.structure.covariance(leafTotals: derivatives)
    for k in 0..<3 {
      #expect(close(own.standardErrors[k], numerical[k, k].squareRoot(), relative: 1e-3))
    }
  }

  @Test("A raked design gives svyglm its residuals") func calibratedDesign() throws {
    let oracle = try #require(try OracleFiles.cases("calibration").first { $0.id == "clus1/glm_after_rake" })
    let (table, design) = try OracleFiles.design("clus1")
    let raked = try design.raked(to: [
      PopulationMargin(table.coded("stype"), totals: ["E": 4421, "H": 755, "M": 1018]),
      PopulationMargin(table.coded("sch.wide"), totals: ["No": 1072, "Yes": 5122]),
    ])
    let fit = try raked.regression(Formula("api00 ~ ell + meals"), table, family: .gaussian)
    for j in fit.names.indices {
      #expect(close(fit.coefficients[j], oracle.result["coef"][j], relative: 1e-9))
      #expect(close(fit.standardErrors[j], oracle.result["se"][j], relative: 1e-9))
    }
  }
}
