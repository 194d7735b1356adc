internal import Estimates
internal import Glibc
internal import NumericKernel

/// Country in region in world: yᵢ ~ N(θᵢ, ψᵢ), θᵢ ~ N(xᵢβ + vᵣ, σᵤ²), vᵣ ~ N(0, σᵥ²), with β flat and priors
/// for the two standard deviations. Regions with much data keep their level and regions with little borrow
/// from the others.
///
/// The chains walk over the two standard deviations alone, by slice sampling (Neal, Annals of Statistics 31,
/// 2003) of their logarithms with β, v and θ integrated out; those are then drawn exactly given each pair. So
/// nothing that mixes slowly is left to mix.
package struct HierarchicalExtrapolation: Sendable {
  package struct Settings: Sendable {
    package var countrySpread: SpreadPrior
    package var regionSpread: SpreadPrior
    package var chains: Int
    package var warmUp: Int
    /// Kept draws of each chain.
    package var draws: Int

    /// Half-normal priors with scale 1, which on the logit scale let rates of one region differ by a factor
    /// of ten.
    package init(
      countrySpread: SpreadPrior = .halfNormal(scale: 1), regionSpread: SpreadPrior = .halfNormal(scale: 1),
      chains: Int = 4, warmUp: Int = 200, draws: Int = 1000
    ) {
      self.countrySpread = countrySpread
      self.regionSpread = regionSpread
      self.chains = chains
      self.warmUp = warmUp
      self.draws = draws
    }
  }

  /// One parameter over the chains.
  package struct Parameter: Sendable {
    package let name: String
    package let draws: [Double]
    package let splitRHat: Double
    package let effectiveSampleSize: Double

    package var mean: Double { draws.reduce(0, +) / Double(draws.count) }

    package var standardDeviation: Double {
      let center = mean
      var squares = 0.0
      for draw in draws { squares += (draw - center) * (draw - center) }
      return (squares / Double(draws.count - 1)).squareRoot()
    }

    /// The posterior standard deviation over the root of the effective number of draws.
    package var monteCarloError: Double { standardDeviation / effectiveSampleSize.squareRoot() }
  }

  /// σᵤ, σᵥ, β in the units of the covariates, and v of each region.
  package let parameters: [Parameter]
  /// Joint posterior draws of all countries' rates and of the totals.
  package let posterior: CountryDraws
  package let settings: Settings
  /// How well each country with data is predicted by the others: its predictive distribution given the rest,
  /// over draws of the standard deviations weighted to what the rest say of them (integrated importance
  /// sampling).
  package let leaveOneOut: LeaveOneOut

  /// - Throws: `GlobalEstimateError.refused` (AGG-03 with fewer than three countries with data in all, HBM-01
  ///   when split R̂ of a parameter exceeds 1.05), `.invalidInput`.
  package init(
    _ countries: [ModelCountry], covariateNames: [String] = [], scale: RateScale = .logit,
    settings: Settings = Settings(), seed: UInt64, level: Double = 0.95, threads: Int = 1,
    keepsCountries: Bool = false
  ) throws(GlobalEstimateError) {
    try settings.countrySpread.check()
    try settings.regionSpread.check()
    guard settings.chains >= 2, settings.draws >= 100, settings.warmUp >= 0 else {
      throw .invalidInput("a posterior needs at least two chains of 100 draws")
    }
    let data = try ModelData(countries, covariateNames: covariateNames, scale: scale)
    let needed = max(WarningThreshold.donorCountries, data.covariates.count + 1)
    guard data.observed.count >= needed else {
      throw .refused(
        .extrapolationTooFewDonors,
        "\(data.observed.count) countries with data are too few; at least \(needed) are needed")
    }
    let chains = parallelMap(count: settings.chains, threads: max(1, threads)) { chain in
      SpreadChain.run(data, settings, seed: seed, chain: chain)
    }
    parameters = try HierarchicalExtrapolation.parameters(data, chains)
    self.settings = settings
    leaveOneOut = LeaveOneOut(
      predictions: HierarchicalExtrapolation.leaveOneOut(data, chains, level: level), level: level)
    posterior = try HierarchicalExtrapolation.posterior(
      data, chains, leaveOneOut, seed: seed, keepsCountries: keepsCountries)
  }

  /// At most this many pairs of standard deviations, spread evenly over the draws.
  private static let leaveOneOutPairs = 200

  private static func leaveOneOut(
    _ data: ModelData, _ chains: [SpreadChain], level: Double
  ) -> [LeaveOneOut.Prediction] {
    let pairs = chains.flatMap { Array(zip($0.countrySpread, $0.regionSpread)) }
    let step = max(1, pairs.count / leaveOneOutPairs)
    var equations = RegionalEquations(data)
    let normals = stride(from: 0, to: pairs.count, by: step).map { d in
      _ = equations.solve(countrySpread: pairs[d].0, regionSpread: pairs[d].1)
      return equations.leaveOneOut()
    }
    return data.values.indices.map { i in
      let mixture = NormalMixture(normals.map { $0[i] }, without: data.values[i])
      let rate = data.scale.rate
      let spread = max(0, mixture.variance - data.variances[i])
      return LeaveOneOut.Prediction(
        country: data.countries[data.observed[i]].name, observed: rate(data.values[i]),
        predicted: data.scale.moments(mean: mixture.mean, variance: spread).mean,
        lower: rate(mixture.quantile(0.5 * (1 - level))), upper: rate(mixture.quantile(0.5 * (1 + level))))
    }
  }

  private static func parameters(
    _ data: ModelData, _ chains: [SpreadChain]
  ) throws(GlobalEstimateError) -> [Parameter] {
    let p = data.covariates.count
    var named: [(String, [[Double]])] = [
      ("standard deviation between countries", chains.map(\.countrySpread)),
      ("standard deviation between regions", chains.map(\.regionSpread)),
    ]
    let coefficients = chains.map { chain in
      (0..<chain.countrySpread.count).map { d in
        data.covariates.coefficients(fromBasis: Array(chain.effects[d * chain.order..<d * chain.order + p]))
      }
    }
    for (j, name) in data.covariates.names.enumerated() {
      named.append((name, coefficients.map { $0.map { $0[j] } }))
    }
    for (r, region) in data.regions.enumerated() {
      named.append(
        (
          "region \(region)",
          chains.map { chain in
            (0..<chain.countrySpread.count).map {
              chain.regionSpread[$0] * chain.effects[$0 * chain.order + p + r]
            }
          }
        ))
    }
    var result: [Parameter] = []
    for (name, draws) in named {
      let diagnostics: ChainDiagnostics
      do { diagnostics = try ChainDiagnostics(chains: draws) } catch { throw .invalidInput("\(error)") }
      let rHat = diagnostics.rHat
      guard rHat <= WarningThreshold.splitRHat else {
        let shown = rHat < 1000 ? "\(Double(Int(rHat * 1000)) / 1000)" : "beyond 1000"
        throw .refused(
          .chainsNotMixed,
          "split R-hat of '\(name)' is \(shown); run longer chains, or give a tighter prior")
      }
      result.append(
        Parameter(
          name: name, draws: draws.flatMap { $0 }, splitRHat: rHat,
          effectiveSampleSize: diagnostics.bulkSize))
    }
    return result
  }

  private static func posterior(
    _ data: ModelData, _ chains: [SpreadChain], _ leaveOneOut: LeaveOneOut, seed: UInt64,
    keepsCountries: Bool
  ) throws(GlobalEstimateError) -> CountryDraws {
    let p = data.covariates.count
    let count = chains.reduce(0) { $0 + $1.countrySpread.count }
    let place = Dictionary(uniqueKeysWithValues: data.observed.enumerated().map { ($1, $0) })
    return try CountryDraws(
      data, draws: count, level: leaveOneOut.level, seed: seed,
      method: "hierarchical model on the \(data.scale.rawValue) scale: country in region in world",
      intervalKind: .posteriorEqualTail, leaveOneOut: leaveOneOut, keepsCountries: keepsCountries
    ) { (country, rates) throws(GlobalEstimateError) in
      var stream = RandomStream(seed: seed, purpose: .posterior, replicate: data.streams[country])
      let z = data.covariates.basisRow(of: data.row(country))
      let region = p + data.regionOfCountry[country]
      var at = 0
      for chain in chains {
        for d in 0..<chain.countrySpread.count {
          let start = d * chain.order
          var center = chain.regionSpread[d] * chain.effects[start + region]
          for j in 0..<p { center += z[j] * chain.effects[start + j] }
          let between = chain.countrySpread[d] * chain.countrySpread[d]
          var x = center
          var variance = between
          if let observed = place[country] {
            let gamma = between / (between + data.variances[observed])
            x += gamma * (data.values[observed] - center)
            variance = gamma * data.variances[observed]
          }
          rates[at] = data.scale.rate(at: x + variance.squareRoot() * stream.standardNormal())
          at += 1
        }
      }
    }
  }
}

/// One chain over the two standard deviations, with (b, ν) drawn at each kept pair.
private struct SpreadChain: Sendable {
  var countrySpread: [Double] = []
  var regionSpread: [Double] = []
  /// (b, ν) draw after draw.
  var effects: [Double] = []
  let order: Int

  static func run(
    _ data: ModelData, _ settings: HierarchicalExtrapolation.Settings, seed: UInt64, chain: Int
  ) -> SpreadChain {
    var equations = RegionalEquations(data)
    var result = SpreadChain(order: equations.order)
    var start = RandomStream(seed: seed, purpose: .startingPoint, replicate: chain)
    var stream = RandomStream(seed: seed, purpose: .markovChain, replicate: chain)
    // Over-dispersed: a factor of e or more around the bulk of each prior.
    var point = [
      log(settings.countrySpread.typical) + 2 * start.standardNormal(),
      log(settings.regionSpread.typical) + 2 * start.standardNormal(),
    ]
    func height(_ point: [Double]) -> Double {
      let (u, v) = (exp(point[0]), exp(point[1]))
      let likelihood = equations.solve(countrySpread: u, regionSpread: v)
      let prior = settings.countrySpread.logDensity(u) + settings.regionSpread.logDensity(v)
      // The logarithms of the standard deviations are what walks, hence their sum.
      let value = likelihood + prior + point[0] + point[1]
      return value.isFinite ? value : -.infinity
    }
    for iteration in 0..<settings.warmUp + settings.draws {
      for axis in 0..<2 { slice(&point, axis, height, &stream) }
      guard iteration >= settings.warmUp else { continue }
      let (u, v) = (exp(point[0]), exp(point[1]))
      _ = equations.solve(countrySpread: u, regionSpread: v)
      let deviates = (0..<equations.order).map { _ in stream.standardNormal() }
      result.countrySpread.append(u)
      result.regionSpread.append(v)
      result.effects += equations.draw(deviates)
    }
    return result
  }

  /// One univariate slice step with stepping out and shrinkage (Neal 2003, figures 3 and 5).
  private static func slice(
    _ point: inout [Double], _ axis: Int, _ height: ([Double]) -> Double, _ stream: inout RandomStream
  ) {
    let width = 1.5
    let level = height(point) + log(stream.openUniform())
    let here = point[axis]
    var probe = point
    func heightAt(_ x: Double) -> Double {
      probe[axis] = x
      return height(probe)
    }
    var lower = here - width * stream.uniform()
    var upper = lower + width
    // Forty steps span e^60, beyond which no standard deviation of a rate lies.
    var steps = 40
    while steps > 0, heightAt(lower) > level {
      lower -= width
      steps -= 1
    }
    steps = 40
    while steps > 0, heightAt(upper) > level {
      upper += width
      steps -= 1
    }
    while true {
      let x = lower + (upper - lower) * stream.uniform()
      if heightAt(x) > level || x == here {
        point[axis] = x
        return
      }
      if x < here { lower = x } else { upper = x }
    }
  }
}

/// Normals weighted by the inverse of their density at a value, which takes that value out of a posterior.
private struct NormalMixture {
  private let components: [(mean: Double, variance: Double)]
  private let weights: [Double]
  let mean: Double
  let variance: Double

  init(_ components: [(mean: Double, variance: Double)], without value: Double) {
    let logWeights = components.map {
      0.5 * ((value - $0.mean) * (value - $0.mean) / $0.variance + log($0.variance))
    }
    let top = logWeights.max() ?? 0
    let raw = logWeights.map { exp($0 - top) }
    let sum = raw.reduce(0, +)
    weights = raw.map { $0 / sum }
    self.components = components
    var (first, second) = (0.0, 0.0)
    for (weight, component) in zip(weights, components) {
      first += weight * component.mean
      second += weight * (component.variance + component.mean * component.mean)
    }
    mean = first
    variance = second - first * first
  }

  /// Newton's method inside a bracket that every step narrows.
  func quantile(_ p: Double) -> Double {
    let spread = variance.squareRoot()
    var (lower, upper) = (mean - 40 * spread, mean + 40 * spread)
    var x = mean + (p < 0.5 ? -2 : 2) * spread
    for _ in 0..<100 {
      var (below, density) = (0.0, 0.0)
      for k in 0..<components.count {
        let deviation = components[k].variance.squareRoot()
        let z = (x - components[k].mean) / deviation
        below += weights[k] * 0.5 * erfc(-z * 0.5.squareRoot())
        density += weights[k] * exp(-0.5 * z * z) / deviation
      }
      if below < p { lower = x } else { upper = x }
      var next = x - (below - p) * (2 * Double.pi).squareRoot() / density
      if !(next > lower && next < upper) { next = 0.5 * (lower + upper) }
      if abs(next - x) <= 1e-8 * spread { return next }
      x = next
    }
    return x
  }
}
