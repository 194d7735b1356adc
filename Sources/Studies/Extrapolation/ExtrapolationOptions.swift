package import GlobalEstimates

/// What a user may choose of an extrapolation from countries.
package struct ExtrapolationOptions: Sendable {
  package enum Method: String, Sendable, CaseIterable {
    case ratio, regression
    case fayHerriot = "fay-herriot"
    case hierarchical
  }

  /// How the errors of one country in its population groups go together.
  package enum CellErrors: String, Sendable, CaseIterable {
    /// They are the same deviates: a country that is above its prediction is so in every group.
    case shared
    case independent
  }

  package var method: Method
  package var subject: String
  package var scale: RateScale
  package var variance: BetweenVarianceMethod
  package var cellErrors: CellErrors
  /// Regions that share their countries with data, by the name of what they are pooled into.
  package var pooling: [String: String]
  /// Printed rates are per this many people.
  package var ratePer: Double
  package var draws: Int
  /// Replicates of the bootstrap of mean squared errors.
  package var bootstrap: Int
  package var chains: Int
  package var warmUp: Int
  package var seed: UInt64
  package var threads: Int
  package var level: Double

  package static let defaultSeed: UInt64 = 1
  package static let defaultDraws = 4_000
  package static let defaultBootstrap = 1_000
  package static let drawLimits = 400...1_000_000
  package static let bootstrapLimits = 100...100_000

  package init(
    method: Method = .fayHerriot, subject: String = "persons", scale: RateScale = .logit,
    variance: BetweenVarianceMethod = .restrictedLikelihood, cellErrors: CellErrors = .shared,
    pooling: [String: String] = [:], ratePer: Double = 100, draws: Int = defaultDraws,
    bootstrap: Int = defaultBootstrap, chains: Int = 4, warmUp: Int = 200, seed: UInt64 = defaultSeed,
    threads: Int = 1, level: Double = 0.95
  ) throws(StudyOptionError) {
    guard Self.drawLimits.contains(draws) else {
      throw StudyOptionError(
        "--draws has to lie between \(Self.drawLimits.lowerBound) and \(Self.drawLimits.upperBound)")
    }
    guard Self.bootstrapLimits.contains(bootstrap) else {
      throw StudyOptionError(
        "--bootstrap has to lie between \(Self.bootstrapLimits.lowerBound) and \(Self.bootstrapLimits.upperBound)"
      )
    }
    guard (2...64).contains(chains), (0...100_000).contains(warmUp) else {
      throw StudyOptionError("--chains has to lie between 2 and 64, and --warm-up between 0 and 100000")
    }
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    guard ratePer.isFinite, ratePer > 0 else { throw StudyOptionError("--per has to be a positive number") }
    guard method == .ratio || pooling.isEmpty else {
      throw StudyOptionError(
        "--pool goes with --method ratio; a model lends strength to thin regions by itself")
    }
    guard scale != .identity else {
      throw StudyOptionError("the scale of a model of rates is logit, logarithm or arcsine")
    }
    self.method = method
    self.subject = subject
    self.scale = scale
    self.variance = variance
    self.cellErrors = cellErrors
    self.pooling = pooling
    self.ratePer = ratePer
    self.draws = draws
    self.bootstrap = bootstrap
    self.chains = chains
    self.warmUp = warmUp
    self.seed = seed
    self.threads = threads
    self.level = level
  }
}
