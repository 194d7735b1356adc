import MultipleSystems

/// Effective draws of N for each user CPU second, warm-up and diagnostics included, beside those of LCMCR 0.4.14 on the same
/// machine (eight runs of 110,000 sweeps each, burn-in included: the mean effective size, by coda, over the mean of its CPU
/// seconds). The effective size here is that of the bulk, of several chains together.
enum LatentClassRates {
  static let peers: [(name: String, rate: Double)] = [
    ("kosovo-1999", 90), ("uk-2013-five", 96), ("uk-2013", 83), ("new-orleans-five", 974), ("hiv4", 847),
    ("australia-2015-2017", 454), ("lesbian4", 168), ("hav3", 455),
  ]

  static func print(wanted: String, sweeps: Int, seeds: ClosedRange<UInt64>) throws {
    for peer in peers where wanted.isEmpty || peer.name.contains(wanted) {
      let table = try captureTable(peer.name)
      var rates: [Double] = []
      for seed in seeds {
        let plan = try LatentClassPlan(chains: 4, warmUp: 1_000, sweeps: sweeps, thinning: 1, seed: seed)
        let start = Benchmark.userSeconds()
        let posterior = try LatentClassPosterior(table, model: try LatentClassModel(), plan: plan)
        let seconds = Benchmark.userSeconds() - start
        rates.append(posterior.bulkSize / seconds)
        Swift.print(
          "\(peer.name), seed \(seed): \(Int(posterior.bulkSize / seconds)) a second, "
            + "\(rounded(1e6 * seconds / Double(4 * (sweeps + 1_000)))) µs a sweep, R-hat \(rounded(posterior.rHat)), "
            + "effective \(Int(posterior.bulkSize)), tails \(Int(posterior.tailSize)), quantiles "
            + "\(Int(posterior.quantile(0.025))) \(Int(posterior.median)) \(Int(posterior.quantile(0.975)))")
      }
      let middle = rates.sorted()[rates.count / 2]
      Swift.print(
        "\(peer.name): median \(Int(middle)) a second, \(rounded(middle / peer.rate)) times LCMCR, least "
          + "\(rounded((rates.min() ?? 0) / peer.rate))")
    }
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
