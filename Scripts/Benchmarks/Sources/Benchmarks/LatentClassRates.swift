import MultipleSystems

/// Effective draws of the latent class sampler for each user CPU second, beside those of LCMCR 0.4.14 on the same
/// machine (eight runs of 110,000 sweeps each, its effective size by coda over its own CPU seconds).
enum LatentClassRates {
  static let peers: [(name: String, rate: Double)] = [
    ("kosovo-1999", 90), ("uk-2013-five", 96), ("uk-2013", 83), ("new-orleans-five", 974), ("hiv4", 847),
    ("australia-2015-2017", 454), ("lesbian4", 168), ("hav3", 455),
  ]

  static func print(wanted: String, sweeps: Int) throws {
    for peer in peers where wanted.isEmpty || peer.name.contains(wanted) {
      let table = try captureTable(peer.name)
      let plan = try LatentClassPlan(chains: 4, warmUp: 10_000, sweeps: sweeps, thinning: 5, seed: 3)
      let start = Benchmark.userSeconds()
      let posterior = try LatentClassPosterior(table, model: try LatentClassModel(), plan: plan)
      let seconds = Benchmark.userSeconds() - start
      // The seconds of LCMCR's rates include its burn-in of a tenth of the sweeps.
      let share = Double(sweeps) / Double(sweeps + 10_000)
      let rate = posterior.bulkSize / (seconds * share)
      Swift.print(
        "\(peer.name): \(Int(rate)) a second, \(rounded(rate / peer.rate)) times LCMCR; "
          + "\(rounded(1e6 * seconds / Double(4 * (sweeps + 10_000)))) µs a sweep, R-hat \(rounded(posterior.rHat)), "
          + "effective \(Int(posterior.bulkSize)), tails \(Int(posterior.tailSize)), quantiles "
          + "\(Int(posterior.quantile(0.025))) \(Int(posterior.median)) \(Int(posterior.quantile(0.975)))")
    }
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
