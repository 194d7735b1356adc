internal import Glibc

/// The step size of Hamiltonian trajectories, found in the warm-up by dual averaging: Hoffman and Gelman, "The No-U-Turn
/// sampler", Journal of Machine Learning Research 15 (2014) 1593-1623, section 3.2, with their constants.
struct LatentClassStepSize {
  private static let wantedAcceptance = 0.8
  private static let smallest = -4.6
  private static let largest = 0.0
  private static let start = -1.2

  private(set) var value = exp(Self.start)
  private var rounds = 0.0
  private var shortfall = 0.0
  private var logAverage = Self.start

  /// - Parameter acceptance: the probability with which the last trajectory was accepted.
  mutating func adapt(_ acceptance: Double) {
    rounds += 1
    shortfall += (Self.wantedAcceptance - acceptance - shortfall) / (rounds + 10)
    let logValue = min(
      Self.largest, max(Self.smallest, Self.start + 0.9 - rounds.squareRoot() / 0.05 * shortfall))
    logAverage += pow(rounds, -0.75) * (logValue - logAverage)
    value = exp(logValue)
  }

  /// From here on the average of the warm-up.
  mutating func settle() { value = exp(logAverage) }
}
