import Estimates
import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Choice of models of lists by covariates")
struct CovariateSearchTests {
  private static func rule(
    _ table: CovariateTable, _ criterion: InformationCriterion
  ) throws -> CovariateRule {
    let isNumeric = table.covariates.contains { $0.isNumeric }
    return try .pairs(of: table, by: criterion, degrees: isNumeric ? ["year": 2] : [:])
  }

  /// R's name of a step: `+A:poly(year,2)`.
  private static func label(_ step: CovariateStep, _ table: CovariateTable) -> String {
    let names =
      step.term.lists.lists.map { table.lists[$0] }
      + step.term.covariates.map {
        table.covariates[$0].isNumeric
          ? "poly(\(table.covariates[$0].name),2)" : table.covariates[$0].name
      }
    return (step.isAddition ? "+" : "-") + names.joined(separator: ":")
  }

  @Test(
    "steps are those of R's step() where every model on the way has an estimate",
    arguments: ["spina", "synthetic", "sparse"], InformationCriterion.allCases)
  func steps(data: String, criterion: InformationCriterion) throws {
    let table = try CovariateData.table(data)
    let choice = try Self.rule(table, criterion).choose(from: table)
    let reference = try CovariateData.reference(data, criterion.rawValue)
    let expected = (1...9).compactMap { reference["step\($0)"] }
    #expect(choice.steps.map { Self.label($0, table) } == expected)
    #expect(close(choice.fit.population, Double(reference["N"] ?? "") ?? .nan, relative: 1e-8))
    #expect(choice.failedModelCount == 0)
    // The criterion of the last step is that of the fit less its constant.
    let constant = table.entries.reduce(0.0) { $0 + lgamma(Double($1.count) + 1) }
    let value = criterion == .aic ? choice.fit.aic : choice.fit.bic
    #expect(close(choice.steps.last?.criterion ?? .nan, value - 2 * constant, relative: 1e-10))
    #expect(close(choice.steps.last?.population ?? .nan, choice.fit.population, relative: 1e-7))
  }

  @Test("where R's step() runs away to thousands of millions the steps stop before, and say what they met")
  func runaway() throws {
    let table = try CovariateData.table("runaway")
    let reference = try CovariateData.reference("runaway", "AIC")
    #expect((Double(reference["N"] ?? "") ?? 0) > 1e9)
    let choice = try Self.rule(table, .aic).choose(from: table)
    #expect(choice.refusedModelCount > 0)
    #expect(choice.failedModelCount == 0)
    #expect(choice.fit.population < 1000)
    let theirs = (1...20).compactMap { reference["step\($0)"] }
    let ours = choice.steps.map { Self.label($0, table) }
    let common = zip(ours, theirs).prefix { $0 == $1 }.count
    #expect(common > 0 && common < theirs.count)
    // Their next step is to a model without an estimate.
    let next = theirs[common].dropFirst().split(separator: ":").map(String.init)
    let term = CovariateTerm(
      lists: next.compactMap(table.lists.firstIndex(of:)),
      covariates: next.compactMap { name in table.covariates.firstIndex { $0.name == name } })
    let terms = choice.steps.prefix(common).map(\.term) + [term]
    let model = try CovariateModel(
      of: table, terms: terms + table.covariates.indices.map { CovariateTerm(covariates: [$0]) })
    #expect(throws: CovariateError.noEstimate(.infinitePopulation)) { try model.fit(to: table) }
  }

  @Test("the same from any threads and twice; infinite replicates counted; ends in order")
  func bootstrap() throws {
    let table = try CovariateData.table("spina")
    let rule = try Self.rule(table, .bic)
    let one = try CovariateBootstrap(rule, of: table, plan: BootstrapPlan(replicates: 60, threads: 1))
    let two = try CovariateBootstrap(rule, of: table, plan: BootstrapPlan(replicates: 60, threads: 2))
    #expect(one.total == two.total)
    #expect(one.margins == two.margins)
    #expect(one.total.populations.count == 60)
    let interval = try #require(try one.total.percentileInterval(level: 0.9))
    #expect(interval.lower < one.total.estimate)
    #expect((interval.finiteUpper ?? .infinity) > one.total.estimate)
    let parametric = try CovariateBootstrap(
      rule, of: table, resampling: .parametric, plan: BootstrapPlan(replicates: 60))
    #expect(parametric.total != one.total)
    let median = parametric.total.populations[30]
    #expect(median > 650 && median < 800)
  }

  // With one model the spread of the bootstrap is that of the delta method up to skewness and 8 % of Monte Carlo
  // error of a standard deviation from 150 replicates: 25 %.
  @Test("standard deviations of both bootstraps of a given model are near the standard error")
  func spread() throws {
    let table = try CovariateData.table("synthetic")
    let model = try CovariateModel(formula: "A*B + C*D + age*sex + year^2", of: table)
    let error = try model.fit(to: table)
    for resampling in CovariateResampling.allCases {
      let bootstrap = try CovariateBootstrap(
        .given(model), of: table, resampling: resampling, plan: BootstrapPlan(replicates: 150))
      let logs = bootstrap.total.populations.map {
        log($0 - (resampling == .nonparametric ? Double(table.total) : 0))
      }
      let mean = logs.reduce(0, +) / 150
      let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 149).squareRoot()
      let reference =
        resampling == .nonparametric
        ? error.total.logDarkFigureStandardError ?? 0
        : (error.total.logDarkFigureStandardError ?? 0) * error.total.darkFigure / error.population
      #expect(close(deviation, reference, relative: 0.25), "\(resampling)")
      #expect(bootstrap.total.infiniteCount == 0)
    }
  }

  @Test("estimates: total and levels with intervals, or one refusal without a number")
  func estimates() throws {
    let table = try CovariateData.table("spina")
    let plan = BootstrapPlan(replicates: 60)
    let printed = try CovariateEstimator(rule: try Self.rule(table, .bic), plan: plan).estimates(
      table, level: 0.95)
    #expect(printed.map { $0.domain.map(\.value) } == [[], ["afro-american"], ["caucasian"], ["other"]])
    #expect(close(printed[0].value ?? .nan, 724.124528301887, relative: 1e-9))
    #expect(printed.allSatisfy { $0.uncertainty?.interval?.kind == .bootstrapBCa })
    // With S1*eth everybody of the group 'other' is on S1, which leaves nothing to say of those who are not seen.
    let boundary = try CovariateEstimator(
      rule: .given(try CovariateModel(formula: "S1*eth + S2*S3", of: table)), plan: plan
    ).estimates(table, level: 0.95)
    #expect(boundary[3].refusal?.code == .nobodyUnobserved)
    #expect(boundary[0].diagnostics.contains { $0.code == .emptyOverlap })
    let none = try CovariateEstimator(
      rule: .given(try CovariateModel(formula: "S1*S2*S3 + eth", of: table)), plan: plan
    ).estimates(table, level: 0.95)
    #expect(none.count == 1)
    #expect(none[0].refusal?.code == .populationNotIdentifiable)
    #expect(throws: EstimatorError.self) {
      try CovariateEstimator(rule: try Self.rule(table, .bic), plan: plan).estimates(table, level: 2)
    }
  }
}
