/// The latent class model of Manrique-Vallier, "Bayesian population size estimation using Dirichlet process
/// mixtures", Biometrics 72 (2016) 1246-1254: within each of K classes of people the lists are independent.
///
/// List j sees a person of class k with probability λⱼₖ, uniform beforehand. Class k has the share
/// πₖ = Vₖ Π_{l<k} (1 − V_l) with V_K = 1 and otherwise Vₖ ~ Beta(1, α), α ~ Gamma(shape, rate). P(N) is proportional
/// to 1/N up to a largest number of people missed.
public struct LatentClassModel: Sendable, Equatable {
  /// K, at which the stick is broken off.
  public let classCount: Int
  /// The prior of α: mean shape/rate.
  public let shape: Double
  public let rate: Double
  /// The largest number of people missed, in multiples of those seen. The authors' program has 20 without saying so.
  public let largestMultiple: Int

  public init(
    classCount: Int = 10, shape: Double = 0.25, rate: Double = 0.25, largestMultiple: Int = 20
  ) throws(EstimatorError) {
    guard (1...64).contains(classCount) else {
      throw .option("the number of latent classes lies between 1 and 64, not \(classCount)")
    }
    guard shape > 0, rate > 0, shape.isFinite, rate.isFinite else {
      throw .option(
        "the shape and rate of the prior of the concentration are positive, not \(shape) and \(rate)")
    }
    guard (1...1_000_000).contains(largestMultiple) else {
      throw .option("the largest multiple of those seen lies between 1 and 1000000, not \(largestMultiple)")
    }
    self.classCount = classCount
    self.shape = shape
    self.rate = rate
    self.largestMultiple = largestMultiple
  }
}
