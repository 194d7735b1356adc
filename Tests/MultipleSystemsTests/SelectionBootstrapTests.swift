import Estimates
import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Bootstrap with the choice repeated")
struct SelectionBootstrapTests {
  @Test("from the peer's own replicates come the peer's own end points")
  func endPoints() throws {
    let table = try PublishedTables.table("australia-2015-2017")
    let rule = ModelRule.stepwise()
    let replicates = try Oracle.rows("replicates-australia").map { Replicate($0.number("N")) }
    let rows = try Oracle.rows("bootstrap", data: "australia-2015-2017")
    let bootstrap = SelectionBootstrap(
      rule: rule, choice: try rule.choose(from: table), plan: BootstrapPlan(), drawn: replicates,
      acceleration: rows[0].number("acceleration"))
    #expect(close(bootstrap.biasCorrection, rows[0].number("z0"), relative: 1e-12))
    for level in [0.95, 0.9, 0.8, 0.68] {
      guard let result = try bootstrap.bcaInterval(level: level) else {
        Issue.record("no interval")
        continue
      }
      for (end, error, p) in [
        (result.interval.lower, result.lowerError, (1 - level) / 2),
        (result.interval.finiteUpper ?? .nan, result.upperError, (1 + level) / 2),
      ] {
        let row = rows.first { close($0.number("level"), p, absolute: 1e-9) }
        #expect(close(end, row?.number("endpoint") ?? .nan, relative: 1e-9))
        // The peer's Monte Carlo error is itself of a simulation: a factor of two.
        let ratio = (error ?? .nan) / (row?.number("mcError") ?? .nan)
        #expect(ratio > 0.5 && ratio < 2, "at \(p)")
      }
    }
  }

  @Test(
    "the acceleration is SparseMSE's, and the ends agree within Monte Carlo error",
    arguments: ["kosovo-1999", "uk-2013"])
  func peers(name: String) throws {
    let table = try PublishedTables.table(name)
    let bootstrap = try SelectionBootstrap(
      .stepwise(), of: table, plan: BootstrapPlan(replicates: 500, seed: 3))
    let rows = try Oracle.rows("bootstrap", data: name)
    #expect(close(bootstrap.acceleration ?? .nan, rows[0].number("acceleration"), relative: 1e-6))
    #expect(bootstrap.infiniteCount == 0 && bootstrap.failedCount == 0)
    let result = try bootstrap.bcaInterval(level: 0.8)
    for (end, error, p) in [
      (result?.interval.lower, result?.lowerError, 0.1),
      (result?.interval.finiteUpper, result?.upperError, 0.9),
    ] {
      let row = rows.first { close($0.number("level"), p, absolute: 1e-9) }
      let errors = hypot(error ?? .nan, row?.number("mcError") ?? .nan)
      // Five standard errors of the difference of two simulations.
      #expect(close(end ?? .nan, row?.number("endpoint") ?? .nan, absolute: 5 * errors))
    }
  }

  @Test("F56, M19: threads change nothing; a seed changes the ends, not the estimate")
  func reproducible() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let rules: [ModelRule] = [
      .stepwise(), .best(by: .bic, maximumOrder: 2),
      .given(try LogLinearModel(formula: "[12,13,14,23,34]", lists: table.lists)),
    ]
    for rule in rules {
      let one = try SelectionBootstrap(
        rule, of: table, plan: BootstrapPlan(replicates: 90, seed: 5, threads: 1))
      for threads in [2, 5] {
        let more = try SelectionBootstrap(
          rule, of: table, plan: BootstrapPlan(replicates: 90, seed: 5, threads: threads))
        #expect(more.replicates == one.replicates)
        #expect(more.acceleration == one.acceleration)
        #expect(try more.bcaInterval(level: 0.9) == one.bcaInterval(level: 0.9))
      }
      let other = try SelectionBootstrap(
        rule, of: table, plan: BootstrapPlan(replicates: 90, seed: 6, threads: 2))
      #expect(other.replicates != one.replicates)
      #expect(other.estimate == one.estimate)
    }
  }

  @Test("a given model's replicates are its fits alone")
  func givenModel() throws {
    let table = try PublishedTables.table("australia-2015-2017")
    let model = try LogLinearModel(formula: "[234,12]", lists: table.lists)
    let fitter = try model.fitter(for: table)
    let replicator = GivenModelReplicator(model: model, start: (0..<16).map { fitter.workspace.beta[$0] })
    for history in table.histories.indices {
      var counts = table.counts
      counts[history] = 0
      let replicate = replicator.estimate(histories: table.histories, counts: counts)
      let without = try CaptureTable(lists: table.lists, histories: table.histories, counts: counts)
      let existence = try model.existence(in: without)
      #expect(!replicate.isFailure)
      switch existence.status {
      case .ordinary, .extended, .populationOnly:
        #expect(close(replicate.population, try model.fit(to: without).population, relative: 1e-8))
      case .nobodyUnobserved: #expect(replicate.population == Double(without.total))
      case .infinitePopulation, .notIdentifiable: #expect(replicate.population == .infinity)
      }
    }
  }

  @Test("F69: replicates without a finite estimate count as infinite, and an end among them is unbounded")
  func infinite() throws {
    let table = try CaptureTable(
      lists: ["A", "B", "C"], histories: [1, 2, 3, 4].map { ListSet(rawValue: $0) }, counts: [60, 50, 2, 40])
    let bootstrap = try SelectionBootstrap(
      .given(.independence(listCount: 3)), of: table, plan: BootstrapPlan(replicates: 400, seed: 1))
    // With two people on two lists some e⁻² = 0.135 of the replicates have none.
    #expect(bootstrap.infiniteCount > 30 && bootstrap.infiniteCount < 80)
    #expect(bootstrap.failedCount == 0)
    #expect(bootstrap.replicates.suffix(bootstrap.infiniteCount).allSatisfy { $0 == .infinity })
    let result = try bootstrap.percentileInterval(level: 0.9)
    guard case .unbounded(let reason) = result?.interval.upper else {
      Issue.record("the upper end is bounded")
      return
    }
    #expect(reason.hasPrefix("\(bootstrap.infiniteCount) of 400 replicates"))
    #expect(result?.upperError == nil)
    #expect(result?.lowerError ?? 0 > 0)
    #expect(try bootstrap.percentileInterval(level: 0.5)?.interval.finiteUpper != nil)
  }

  @Test("quantiles of type 8, the acceleration, and what has none")
  func pieces() {
    // R: quantile(c(1, 2, 4, 8, 16), c(.1, .25, .5, .9), type = 8).
    let values = [1.0, 2, 4, 8, 16]
    #expect(ReplicateDistribution.quantile(0.1, of: values) == 1)
    #expect(close(ReplicateDistribution.quantile(0.25, of: values), 1.666_666_666_666_67, relative: 1e-13))
    #expect(ReplicateDistribution.quantile(0.5, of: values) == 4)
    #expect(close(ReplicateDistribution.quantile(0.9, of: values), 16, relative: 1e-13))
    #expect(ReplicateDistribution.quantile(0.6, of: [1, 2, .infinity]) == .infinity)
    #expect(PeopleResampling.acceleration(values: [1, .infinity], weights: [1, 1]) == nil)
    #expect(PeopleResampling.acceleration(values: [3, 3], weights: [1, 4]) == 0)
    // d = −1, −1, 2 with weights 1, 1, 1: Σ d³ = 6 and Σ d² = 6.
    let expected = 6 / (6 * 6 * 6.0.squareRoot())
    #expect(
      close(
        PeopleResampling.acceleration(values: [4, 4, 1], weights: [1, 1, 1]) ?? 0, expected, relative: 1e-14
      ))
  }

  @Test("a plan without replicates or threads is refused")
  func plans() throws {
    let table = try PublishedTables.table("hav3")
    for plan in [BootstrapPlan(replicates: 0), BootstrapPlan(threads: 0)] {
      #expect(throws: LogLinearError.invalidPlan) {
        try SelectionBootstrap(.stepwise(), of: table, plan: plan)
      }
    }
  }
}
