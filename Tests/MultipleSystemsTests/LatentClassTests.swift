import Estimates
import Foundation
import MultipleSystems
import TestSupport
import Testing

@Suite("Latent classes")
struct LatentClassTests {
  @Test("with one class have the posterior of independent lists, worked out exactly")
  func oneClass() throws {
    let table = try PublishedTables.table("hav3")
    let n = table.total
    let posterior = try LatentClassPosterior(
      table, model: try LatentClassModel(classCount: 1),
      plan: try LatentClassPlan(chains: 2, warmUp: 200, sweeps: 6000, thinning: 2))
    // P(N | data) ∝ 1/N · N!/(N − n)! · Π B(n_j + 1, N − n_j + 1).
    let logs = (0...(20 * n)).map { missing -> Double in
      let population = Double(n + missing)
      var sum = lgamma(population) - lgamma(Double(missing) + 1)
      for total in table.listTotals {
        sum += lgamma(population - Double(total) + 1) - lgamma(population + 2)
      }
      return sum
    }
    let largest = logs.max() ?? 0
    let weights = logs.map { exp($0 - largest) }
    let all = weights.reduce(0, +)
    var below = 0.0
    let draws = posterior.populations.flatMap { $0 }
    for missing in 0..<weights.count {
      below += weights[missing] / all
      guard missing % 20 == 0, below > 0.02, below < 0.98 else { continue }
      let share = Double(draws.count { $0 <= Double(n + missing) }) / Double(draws.count)
      // Four and a half standard errors of a share.
      let error = (below * (1 - below) / posterior.bulkSize).squareRoot()
      #expect(abs(share - below) < 4.5 * error, "\(missing) \(share) \(below) \(posterior.bulkSize)")
    }
    #expect(posterior.rHat < 1.01)
  }

  @Test(
    "agree with LCMCR within Monte Carlo error",
    arguments: ["new-orleans-five", "hiv4"])
  func oracle(name: String) throws {
    let row = try #require(
      try OracleRows.of("mse-bayesian/latent-classes.csv").first { $0[0] == name })
    let v = OracleRows.numbers(row, from: 1)
    let posterior = try LatentClassPosterior(
      try PublishedTables.table(name), model: try LatentClassModel(),
      plan: try LatentClassPlan(chains: 4, warmUp: 100, sweeps: 150, thinning: 1, seed: 1), threads: 2)
    // A chain that has not left where it started makes the comparison void, and the estimator refuse.
    try #require(posterior.rHat < 1.05)
    // The 97.5 % quantile of hiv4 rests on rare visits to a second class (LCMCR's own R-hat is 1.08).
    let shares =
      name == "hiv4"
      ? [(0.025, v[1], v[7]), (0.5, v[3], v[6])]
      : [(0.025, v[1], v[7]), (0.5, v[3], v[6]), (0.975, v[5], v[8])]
    for (share, expected, spread) in shares {
      let error = hypot(posterior.standardError(ofQuantile: share), spread / 8.0.squareRoot())
      #expect(
        abs(posterior.quantile(share) - expected) < 4 * error,
        "\(share): \(posterior.quantile(share)) for \(expected) ± \(error)")
    }
  }

  @Test("are sampled alike by one thread and two, and otherwise with another seed")
  func threads() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let plan = try LatentClassPlan(chains: 3, warmUp: 2, sweeps: 100, thinning: 1, seed: 5)
    let one = try LatentClassPosterior(table, model: try LatentClassModel(), plan: plan, threads: 1)
    let two = try LatentClassPosterior(table, model: try LatentClassModel(), plan: plan, threads: 2)
    #expect(one.populations == two.populations)
    let other = try LatentClassPosterior(
      table, model: try LatentClassModel(),
      plan: try LatentClassPlan(chains: 3, warmUp: 2, sweeps: 100, thinning: 1, seed: 6))
    #expect(one.populations != other.populations)
  }

  @Test("are refused where the chains sit on different peaks")
  func refused() throws {
    // LCMCR's eight chains on the Dutch lists have an R-hat of 5.3.
    let estimator = LatentClassEstimator(
      model: try LatentClassModel(),
      plan: try LatentClassPlan(chains: 4, warmUp: 20, sweeps: 100, thinning: 1), threads: 2)
    let estimate = try estimator.estimate(
      try PublishedTables.table("netherlands-2010-2015-five"), level: 0.95)
    #expect(estimate.refusal?.code == .chainsNotConverged)
    #expect(estimate.value == nil && estimate.uncertainty == nil)
  }

  @Test("estimate with their warnings, and not from two lists")
  func estimates() throws {
    let plan = try LatentClassPlan(chains: 2, warmUp: 100, sweeps: 200, thinning: 1)
    let estimator = LatentClassEstimator(model: try LatentClassModel(), plan: plan, threads: 2)
    let table = try PublishedTables.table("new-orleans-five")
    let estimate = try estimator.estimate(table, level: 0.9)
    let interval = try #require(estimate.uncertainty?.interval)
    #expect(interval.kind == .posteriorEqualTail)
    #expect(estimate.provenance.draws == 400 && estimate.provenance.seed == 1)
    // Two chains are too few to compare.
    #expect(estimate.diagnostics.contains { $0.code == .chainsNotConverged && $0.severity == .warning })
    #expect(interval.lower >= Double(table.total))
    #expect(throws: EstimatorError.self) {
      try estimator.estimate(try PublishedTables.table("kosovo-1999").restricted(to: [0, 1]), level: 0.9)
    }
  }

  @Test("keep the number missed within its bound when that cuts the posterior off")
  func bound() throws {
    // Unbounded, some six times those seen.
    let table = try PublishedTables.table("hiv4")
    let posterior = try LatentClassPosterior(
      table, model: try LatentClassModel(classCount: 3, largestMultiple: 2),
      plan: try LatentClassPlan(chains: 1, warmUp: 100, sweeps: 200, thinning: 1))
    let largest = posterior.populations[0].max() ?? 0
    #expect(largest <= Double(3 * table.total))
    #expect(posterior.shareAtEnd > 0.1)
  }

  @Test("sample what they claim: the truth's rank among the draws is uniform")
  func calibration() throws {
    // Lean; a thousand simulations of the default settings were run by hand (see LatentClassCalibration).
    let calibration = LatentClassCalibration(
      listCount: 3, people: 40, classCount: 3, draws: 15, warmUp: 30, thinning: 2)
    let ranks = try calibration.ranks(simulations: 160, seed: 11, threads: 2)
    #expect(calibration.uniformity(ranks.map(\.missedShare), bins: 8) > 0.001)
    #expect(calibration.uniformity(ranks.map(\.population), bins: 8) > 0.001)
    #expect(calibration.uniformity(ranks.map(\.concentration), bins: 8) > 0.001)
    // The test has power: ranks of draws that are half as wide again pile up in the middle.
    let narrow = ranks.map { 4 + $0.population / 2 }
    #expect(calibration.uniformity(narrow, bins: 8) < 1e-6)
  }

  @Test("options outside their range are refused by name")
  func options() {
    #expect(throws: EstimatorError.self) { try LatentClassModel(classCount: 0) }
    #expect(throws: EstimatorError.self) { try LatentClassModel(shape: -1) }
    #expect(throws: EstimatorError.self) { try LatentClassModel(largestMultiple: 0) }
    #expect(throws: EstimatorError.self) { try LatentClassPlan(sweeps: 100, thinning: 10) }
  }
}
