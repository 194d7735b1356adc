import Estimates
import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Models of lists by covariates")
struct CovariateFitTests {
  /// Our formula and R's, which says poly(year,k) and (...)^2.
  static let models: [(data: String, formula: String, reference: String)] = [
    ("spina", "eth", "S1+S2+S3+eth"), ("spina", "eth + S2*S3", "S1+S2+S3+eth+S2:S3"),
    ("spina", "eth + S2*S3 + S1*S2", "S1+S2+S3+eth+S2:S3+S1:S2"),
    ("spina", "S2:S3 + S1:S2 + S1:eth", "S1+S2+S3+eth+S2:S3+S1:S2+S1:eth"),
    ("synthetic", "covariates", "A+B+C+D+age+sex+year"),
    ("synthetic", "A*B + C*D + age*sex + year^2", "A*B+C*D+age*sex+poly(year,2)"),
    (
      "synthetic", "lists*age + lists*sex + A*B + C*D + age*sex + year^2*A + year*C",
      "(A+B+C+D)*(age+sex)+A*B+C*D+age*sex+poly(year,2)*(A+C)"
    ),
    (
      "synthetic", "lists*lists + lists*covariates + covariates*covariates + year^3",
      "(A+B+C+D+age+sex+poly(year,3))^2"
    ),
    (
      "synthetic", "A*B*age + C*D + sex*age*year^2 + B*sex", "A*B*age+C*D+sex*age*poly(year,2)+B*sex"
    ),
    ("sparse", "covariates", "A+B+C+D+age+sex+year"),
    ("sparse", "A*B + C*D + age*sex + year^2", "A*B+C*D+age*sex+poly(year,2)"),
  ]

  @Test("fits are those of R's glm", arguments: models)
  func reference(data: String, formula: String, reference: String) throws {
    let table = try CovariateData.table(data)
    let fit = try CovariateModel(formula: formula, of: table).fit(to: table)
    let expected = try CovariateData.reference(data, reference).mapValues { Double($0) ?? .nan }
    let isDegenerate = (expected["smallestMean"] ?? 0) < 1e-9
    #expect(close(fit.population, expected["N"] ?? .nan, relative: 1e-8))
    #expect(
      close(fit.total.logDarkFigureStandardError ?? .nan, expected["logDarkSE"] ?? .nan, relative: 1e-8))
    #expect(close(fit.deviance, expected["deviance"] ?? .nan, relative: 1e-8))
    #expect(close(fit.logLikelihood, expected["logLikelihood"] ?? .nan, relative: 1e-10))
    #expect(fit.parameterCount == Int(expected["parameters"] ?? -1))
    #expect(fit.degreesOfFreedom == Int(expected["df"] ?? -1))
    #expect(fit.status == (isDegenerate ? .populationOnly : .ordinary))
    for margin in fit.margins.joined() {
      let label = margin.labels[0]
      let value = expected["\(label.variable)=\(label.value)"] ?? .nan
      #expect(close(margin.population, value, relative: 1e-8), "\(label)")
    }
    for margins in fit.margins {
      #expect(close(margins.reduce(0) { $0 + $1.darkFigure }, fit.total.darkFigure, relative: 1e-12))
    }
  }

  // mse 1.0 (Cruyff), model_search(x, lists = 1:3) on the same table, as its glm left it; the margins of eth are
  // those of its best model by BIC. The last model's N has the error of R's default tolerance, 2e-11.
  @Test("the peer's models and margins on spina bifida")
  func peer() throws {
    let table = try CovariateData.table("spina")
    let populations = [756.75748212981, 724.124528301887, 752.891891891893, 752.891891908011]
    let terms = ["eth", "eth+S2*S3", "eth+S2*S3+S1*S2", "S1*eth+S2*S3+S1*S2"]
    for (formula, population) in zip(terms, populations) {
      let fit = try CovariateModel(formula: formula, of: table).fit(to: table)
      #expect(close(fit.population, population, relative: 1e-10))
    }
    let margins = try CovariateModel(formula: "eth+S2*S3", of: table).fit(to: table).margins[0]
    #expect(margins.map { $0.labels[0].value } == ["afro-american", "caucasian", "other"])
    for (margin, value) in zip(margins, [41.9782335247471, 679.814170692432, 2.3321240847084]) {
      #expect(close(margin.population, value, relative: 1e-9))
    }
  }

  @Test("M9: a model that interacts everything with the strata is the sum of the strata's own")
  func fullyStratified() throws {
    let strata = try CovariateData.strata("synthetic", lists: 4)
    let table = try CovariateTable(strata, numeric: [])
    // Sex by age by year as factors, with independent lists and one pair.
    let model = try CovariateModel(formula: "lists*age*sex*year + A*B*age*sex*year", of: table)
    let fit = try model.fit(to: table)
    var sum = 0.0
    for stratum in strata {
      sum += try LogLinearModel(formula: "[12,3,4]", lists: stratum.table.lists).fit(to: stratum.table)
        .population
    }
    #expect(close(fit.population, sum, relative: 1e-8))
    #expect(fit.model.terms.count == 8 * 6)
  }

  @Test("M7: fitted margins are those of the data; M3: counts times c")
  func margins() throws {
    let strata = try CovariateData.strata("sparse", lists: 4)
    let table = try CovariateTable(strata, numeric: ["year"])
    let model = try CovariateModel(formula: "A*B + C*age + year^2", of: table)
    let fitter = try CovariateFitter(table, for: model)
    _ = try fitter.fitted(model)
    let workspace = fitter.workspace
    // A with B over all combinations, and C at each age.
    for (lists, cells) in [(3, Array(table.cells.indices))]
      + table.covariates[0].levels.indices.map({ (4, table.cells(covariate: 0, level: $0)) })
    {
      var fitted = 0.0
      var observed = 0.0
      for history in 1..<16 where history & lists == lists {
        for cell in cells {
          fitted += workspace.means[history * workspace.width + cell]
          observed += workspace.counts[history * workspace.width + cell]
        }
      }
      #expect(close(fitted, observed, relative: 1e-10))
    }
    let once = try model.fit(to: table)
    let tripled = try CovariateTable(
      strata.map {
        CaptureStratum(
          labels: $0.labels,
          table: try CaptureTable(
            lists: $0.table.lists, histories: $0.table.histories, counts: $0.table.counts.map { 3 * $0 }))
      }, numeric: ["year"])
    let thrice = try model.fit(to: tripled)
    #expect(close(thrice.population, 3 * once.population, relative: 1e-9))
    #expect(close(thrice.deviance, 3 * once.deviance, relative: 1e-9))
    let errors = (thrice.total.logDarkFigureStandardError, once.total.logDarkFigureStandardError)
    #expect(close(errors.0 ?? 0, (errors.1 ?? 1) / 3.0.squareRoot(), relative: 1e-9))
  }

  @Test("M2: the order of lists and of strata does not matter")
  func permuted() throws {
    let strata = try CovariateData.strata("synthetic", lists: 4)
    let table = try CovariateTable(strata, numeric: ["year"])
    let shuffled = try CovariateTable(
      strata.reversed().map {
        CaptureStratum(labels: $0.labels, table: try $0.table.restricted(to: [2, 0, 3, 1]))
      },
      numeric: ["year"])
    let formula = "A*B + C*D + B*age + year^2"
    let first = try CovariateModel(formula: formula, of: table).fit(to: table)
    let second = try CovariateModel(formula: formula, of: shuffled).fit(to: shuffled)
    #expect(close(first.population, second.population, relative: 1e-10))
    #expect(close(first.deviance, second.deviance, relative: 1e-9))
  }

  @Test("formulas")
  func formulas() throws {
    let table = try CovariateData.table("synthetic")
    let model = try CovariateModel(formula: "lists*lists + age*sex + year^2", of: table)
    #expect(model.formula(in: table) == "year^2 + A*B + A*C + A*D + B*C + B*D + C*D + age*sex")
    #expect(try CovariateModel(formula: model.formula(in: table), of: table) == model)
    #expect(model.degrees == [0, 0, 2])
    #expect(model.terms.count == 1 + 4 + 3 + 6 + 1)
    #expect(try CovariateModel(formula: " `A` : B+lists", of: table).contains(CovariateTerm(lists: [0, 1])))
    #expect(throws: CovariateError.unknownName("E")) { try CovariateModel(formula: "A*E", of: table) }
    #expect(throws: CovariateError.invalidDegree(covariate: "year", largest: 3)) {
      try CovariateModel(formula: "year^4", of: table)
    }
    for bad in ["", "A**B", "A+", "age^2", "year^1 + year^2", "A B", "`A", "A^2", "year^2^2", "lists^2"] {
      #expect(throws: CovariateError.self, "\(bad)") { try CovariateModel(formula: bad, of: table) }
    }
  }
}
