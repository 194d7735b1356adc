internal import Glibc
internal import NumericKernel

/// Simulation-based calibration of the latent class sampler: Talts, Betancourt, Simpson, Vehtari and Gelman, "Validating
/// Bayesian inference algorithms with simulation-based calibration", arXiv 1804.06788 (2018).
///
/// Parameters are drawn from the prior and figures from the model; the ranks of the true values among the draws of
/// the posterior are then uniform on 0 ... `draws`. Because P(N) is proportional to 1/N, the parameters have, given
/// that n people were seen, the prior itself as their law, and the number missed is negative binomial: so n is fixed
/// and a table of n people drawn from the histories that can be seen.
public struct LatentClassCalibration: Sendable {
  public let listCount: Int
  /// n, the people seen in each simulation.
  public let people: Int
  public let classCount: Int
  public let shape: Double
  public let rate: Double
  /// L, the draws of the posterior among which the truth is ranked.
  public let draws: Int
  public let warmUp: Int
  public let thinning: Int

  /// - Parameters:
  ///   - shape, rate: of the prior of α. With a shape well below 1 most priors hold one class.
  /// - Precondition: at least two lists, one person, one draw and a thinning of 1.
  public init(
    listCount: Int = 4, people: Int = 200, classCount: Int = 5, shape: Double = 2, rate: Double = 1,
    draws: Int = 63, warmUp: Int = 1000, thinning: Int = 50
  ) {
    precondition(listCount >= 2 && people >= 1 && draws >= 1 && thinning >= 1 && warmUp >= 0)
    self.listCount = listCount
    self.people = people
    self.classCount = classCount
    self.shape = shape
    self.rate = rate
    self.draws = draws
    self.warmUp = warmUp
    self.thinning = thinning
  }

  /// The ranks in one simulation.
  public struct Ranks: Sendable, Equatable {
    /// Of ρ, the probability that a person is missed.
    public let missedShare: Int
    /// Of N; equal draws are ranked at random.
    public let population: Int
    /// Of α.
    public let concentration: Int
  }

  /// The ranks in a number of simulations, the same for any number of threads. A thousand with the default settings
  /// take about a minute; judge them by `uniformity`.
  public func ranks(simulations: Int, seed: UInt64, threads: Int = 1) throws -> [Ranks] {
    let model = try LatentClassModel(
      classCount: classCount, shape: shape, rate: rate, largestMultiple: 1_000_000)
    return try parallelMap(count: simulations, threads: threads) { index throws(NumericError) in
      try one(model, seed: seed, index: index)
    }
  }

  private func one(_ model: LatentClassModel, seed: UInt64, index: Int) throws(NumericError) -> Ranks {
    var stream = RandomStream(seed: seed, purpose: .simulation, replicate: index)
    let alpha = try stream.gamma(shape: shape, scale: 1 / rate)
    var left = 1.0
    var weights: [Double] = []
    for k in 0..<classCount {
      let taken = k == classCount - 1 ? 1 : 1 - exp(log(stream.openUniform()) / alpha)
      weights.append(left * taken)
      left *= 1 - taken
    }
    var rates: [Double] = []
    for _ in 0..<(classCount * listCount) { rates.append(stream.openUniform()) }
    var cells = [Double](repeating: 0, count: 1 << listCount)
    for mask in 0..<cells.count {
      for k in 0..<classCount {
        var product = weights[k]
        for j in 0..<listCount {
          product *= mask >> j & 1 == 1 ? rates[k * listCount + j] : 1 - rates[k * listCount + j]
        }
        cells[mask] += product
      }
    }
    let missedShare = cells[0]
    var seen = 0.0
    for mask in 1..<cells.count { seen += cells[mask] }
    cells[0] = 0
    let counts = try stream.multinomial(trials: people, weights: cells)
    let missing = try stream.poisson(
      mean: try stream.gamma(shape: Double(people), scale: missedShare / seen))
    let present = cells.indices.filter { counts[$0] > 0 }
    var chain = try LatentClassChain(
      model, histories: present.map { ListSet(rawValue: UInt32($0)) }, counts: present.map { counts[$0] },
      listCount: listCount, stream: RandomStream(seed: seed, purpose: .markovChain, replicate: index))
    for _ in 0..<warmUp { try chain.sweep() }
    chain.endWarmUp()
    var below = (share: 0, population: 0, equal: 0, concentration: 0)
    for _ in 0..<draws {
      for _ in 0..<thinning { try chain.sweep() }
      if chain.missedShare < missedShare { below.share += 1 }
      if chain.missing < Double(missing) { below.population += 1 }
      if chain.missing == Double(missing) { below.equal += 1 }
      if chain.alpha < alpha { below.concentration += 1 }
    }
    return Ranks(
      missedShare: below.share, population: below.population + stream.integer(below: below.equal + 1),
      concentration: below.concentration)
  }

  /// The probability of ranks at least as uneven as these, by chi-squared over bins of equal width.
  ///
  /// - Precondition: the number of bins divides `draws` + 1.
  public func uniformity(_ ranks: [Int], bins: Int) -> Double {
    precondition(bins >= 2 && (draws + 1) % bins == 0, "bins of equal width divide the ranks evenly")
    var counts = [Int](repeating: 0, count: bins)
    for rank in ranks { counts[rank * bins / (draws + 1)] += 1 }
    let expected = Double(ranks.count) / Double(bins)
    var statistic = 0.0
    for count in counts { statistic += (Double(count) - expected) * (Double(count) - expected) / expected }
    let distribution = try? ChiSquaredDistribution(degreesOfFreedom: Double(bins - 1))
    return distribution?.survival(statistic) ?? 0
  }
}
