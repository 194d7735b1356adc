package import NumericKernel

/// How a bootstrap is run. The same seed gives the same numbers for any number of threads.
public struct BootstrapPlan: Sendable, Equatable {
  /// Who is drawn in a replicate.
  public enum Draw: String, Sendable, CaseIterable {
    /// As many people as were seen, from these, with replacement, as SparseMSE and MultipleSystemsEstimation do. That
    /// the lists could have seen more people or fewer is not counted, so that intervals are too short where most of
    /// the population is seen.
    case seen
    /// As many people as the estimate, rounded, each missed with the estimated probability and otherwise one of those
    /// seen: so the number seen varies too (Buckland and Garthwaite 1991, Biometrics 47:255; Norris and Pollock 1996,
    /// Environmental and Ecological Statistics 3:235).
    case population
  }

  public static let defaultReplicates = 1000
  public static let defaultSeed: UInt64 = 1

  public var replicates: Int
  public var seed: UInt64
  public var threads: Int
  public var draw: Draw
  /// Keeps what is finished; has no part in equality, because it has none in the numbers.
  package var keeper: ReplicateKeeper?

  public init(
    replicates: Int = BootstrapPlan.defaultReplicates, seed: UInt64 = BootstrapPlan.defaultSeed,
    threads: Int? = nil, draw: Draw = .seen
  ) {
    self.replicates = replicates
    self.seed = seed
    self.threads = threads ?? onlineCores
    self.draw = draw
  }

  public static func == (one: BootstrapPlan, other: BootstrapPlan) -> Bool {
    one.replicates == other.replicates && one.seed == other.seed && one.threads == other.threads
      && one.draw == other.draw
  }
}
