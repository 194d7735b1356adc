internal import Glibc

/// A prior distribution of a standard deviation.
package enum SpreadPrior: Sendable, Equatable {
  /// |N(0, scale²)|, the recommendation for few groups (Gelman, Bayesian Analysis 1, 2006).
  case halfNormal(scale: Double)
  /// |scale·t|, with heavier tails.
  case halfStudent(degreesOfFreedom: Double, scale: Double)
  /// An inverse-gamma distribution of the variance.
  case inverseGammaVariance(shape: Double, scale: Double)

  /// The logarithm of the density of σ, up to a constant.
  func logDensity(_ sigma: Double) -> Double {
    switch self {
    case .halfNormal(let scale):
      return -0.5 * (sigma / scale) * (sigma / scale)
    case .halfStudent(let degrees, let scale):
      return -0.5 * (degrees + 1) * log1p((sigma / scale) * (sigma / scale) / degrees)
    case .inverseGammaVariance(let shape, let scale):
      return -(2 * shape + 1) * log(sigma) - scale / (sigma * sigma)
    }
  }

  func check() throws(GlobalEstimateError) {
    let numbers =
      switch self {
      case .halfNormal(let scale): [scale]
      case .halfStudent(let degrees, let scale): [degrees, scale]
      case .inverseGammaVariance(let shape, let scale): [shape, scale]
      }
    guard numbers.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw .invalidInput("the parameters of a prior for a standard deviation have to be positive")
    }
  }

  /// Where its bulk lies, for starting values and steps.
  var typical: Double {
    switch self {
    case .halfNormal(let scale), .halfStudent(_, let scale): scale
    case .inverseGammaVariance(let shape, let scale): (scale / (shape + 1)).squareRoot()
    }
  }
}
