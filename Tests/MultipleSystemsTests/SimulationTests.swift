import Estimates
import Foundation
import NumericKernel
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Methods on known populations")
struct SimulationTests {
  static func simulation(
    _ scenario: String, _ methods: [String], size: Int, lists: Int = 4, datasets: Int, threads: Int = 2,
    captures: [Double]? = nil
  ) throws -> Simulation {
    let scenario = try #require(Scenario.all.first { $0.id == scenario })
    return try Simulation(
      try scenario.population(size: size, lists: lists, captures: captures),
      methods: TrialMethod.all.filter { methods.contains($0.id) },
      plan: SimulationPlan(datasets: datasets, replicates: 100, seed: 11, threads: threads))
  }

  @Test("under its own model an interval covers as it says, within 3 Monte Carlo errors")
  func coverageUnderTheModel() throws {
    let simulation = try Self.simulation(
      "independent-sparse", ["independence", "independence-profile"], size: 5000, lists: 3, datasets: 600)
    for performance in simulation.performances {
      #expect(performance.answeredCount == 600)
      let error = (0.95 * 0.05 / 600.0).squareRoot()
      #expect(close(try #require(performance.coverage), 0.95, absolute: 3 * error))
      #expect(close(try #require(performance.medianRatio), 1, absolute: 0.02))
    }
  }

  @Test(
    "where most people are seen the Wald interval falls as short as theory says, and those that vary the number seen do not"
  )
  func coverageOfDenseLists() throws {
    let size = 2000.0
    let simulation = try Self.simulation(
      "independent-dense", ["independence", "independence-wald", "independence-profile"], size: Int(size),
      datasets: 1000)
    // N̂ has the variance N / (1/∏q + K − 1 − Σ 1/q), of which the Wald interval, taking the number observed as given,
    // leaves out N ∏q (Darroch 1958, Biometrika 45:343). q_j = 1 − p_j: 12, 11, 10 and 9 fifteenths.
    let missed = [12.0, 11, 10, 9].map { $0 / 15 }
    let unseen = missed.reduce(1, *)
    let variance = size / (1 / unseen + 3 - missed.reduce(0) { $0 + 1 / $1 })
    let reach = 1.959963984540054 * ((variance - size * unseen) / variance).squareRoot()
    let expected = erf(reach / 2.0.squareRoot())
    #expect(close(expected, 0.8866, absolute: 1e-3))
    let wald = try #require(simulation.performances[1].coverage)
    let profile = try #require(simulation.performances[2].coverage)
    #expect(close(wald, expected, absolute: 3 * (expected * (1 - expected) / 1000).squareRoot()))
    #expect(close(profile, 0.95, absolute: 3 * (0.95 * 0.05 / 1000).squareRoot()))
    let logNormal = try #require(simulation.performances[0].coverage)
    #expect(close(logNormal, 0.95, absolute: 3 * (0.95 * 0.05 / 1000).squareRoot()))
  }

  @Test(
    "finding 4: weak dependence of all pairs, or differing people, and hardly an interval holds the truth")
  func collapse() throws {
    for (scenario, ratio) in [("every-pair-positive", 0.64), ("heterogeneity-1", 0.54)] {
      let simulation = try Self.simulation(
        scenario, ["independence", "stepwise-wald"], size: 5000, lists: 5, datasets: 40)
      for performance in simulation.performances {
        #expect(performance.answeredCount == 40)
        #expect(try #require(performance.coverage) <= 0.05)
        #expect(performance.truthAboveCount >= 38)
        // The finding's populations held other shares, so that its ratio is met by and large.
        #expect(close(try #require(performance.medianRatio), ratio, absolute: 0.06))
      }
    }
  }

  @Test("any number of threads, and any company, gives the same")
  func threads() throws {
    let methods = ["independence", "stepwise-bca", "chao", "coverage"]
    let one = try Self.simulation("missed-links", methods, size: 1500, datasets: 6, threads: 1)
    let three = try Self.simulation("missed-links", methods, size: 1500, datasets: 6, threads: 3)
    #expect(one.performances == three.performances)
    #expect(one.meanObserved == three.meanObserved)
    let alone = try Self.simulation("missed-links", ["stepwise-bca"], size: 1500, datasets: 6)
    #expect(alone.performances == [one.performances[1]])
  }

  @Test("refused data sets are counted by code, and nothing else is taken from them")
  func refusals() throws {
    let methods = TrialMethod.all.filter { !$0.isOptional }.map(\.id)
    let simulation = try Self.simulation(
      "independent-sparse", methods, size: 120, lists: 3, datasets: 40)
    for performance in simulation.performances {
      #expect(performance.datasetCount == 40)
      #expect(performance.refusedCount > 20)
      #expect(performance.refusals.contains { $0.code == .smallOverlap })
      #expect(performance.answeredCount + performance.refusedCount == 40)
      #expect(
        performance.coveredCount + performance.truthBelowCount + performance.truthAboveCount
          == performance.intervalCount)
    }
    // So small that some draws hold nobody, or a single list.
    let tiny = try Self.simulation("independent-sparse", methods, size: 2, lists: 3, datasets: 40)
    for performance in tiny.performances {
      #expect(performance.refusedCount == 40)
      #expect(performance.coverage == nil)
      #expect(performance.medianRatio == nil)
    }
  }

  @Test("outcomes become counts, shares and medians")
  func performance() throws {
    func answered(_ population: Double, _ lower: Double, _ upper: UpperEnd) throws -> TrialOutcome {
      .answered(
        population: population,
        interval: try Interval(kind: .logNormal, level: 0.95, lower: lower, upper: upper))
    }
    let performance = MethodPerformance(
      method: "m", truth: 100,
      outcomes: [
        try answered(100, 90, .finite(180)), try answered(200, 150, .finite(300)),
        try answered(50, 40, .finite(60)), try answered(100, 50, .unbounded(reason: "")),
        .answered(population: 100, interval: nil), .refused(.smallOverlap), .refused(.populationInfinite),
        .refused(.smallOverlap),
      ])
    #expect(performance.refusals.map(\.code) == [.populationInfinite, .smallOverlap])
    #expect(performance.refusals.map(\.count) == [1, 2])
    #expect(performance.answeredCount == 5)
    #expect(performance.withoutIntervalCount == 1)
    #expect(performance.unboundedCount == 1)
    #expect(performance.coveredCount == 2)
    #expect(performance.truthBelowCount == 1)
    #expect(performance.truthAboveCount == 1)
    #expect(performance.medianRatio == 1)
    // √(2 (log 2)² / 5)
    #expect(close(try #require(performance.logError), 0.4383848, absolute: 1e-6))
    // Of 2, 2, 1.5 and no end.
    #expect(performance.medianEndRatio == 2)
    #expect(performance.coverage == 0.5)
    // (2 + 2) / (4 + 4): √(1/4 / 8)
    #expect(close(try #require(performance.coverageError), 0.17677669529663687, relative: 1e-14))
  }
}
