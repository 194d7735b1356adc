internal import Glibc

/// How the variance of a response depends on its mean.
package enum Family: Sendable, Equatable {
  case gaussian
  /// Zeros and ones, or shares between them.
  case binomial
  case poisson
  case gamma
  /// Variance μ + μ²/θ, with a known θ. `fitNegativeBinomial` estimates it.
  case negativeBinomial(theta: Double)
  /// A dispersion is estimated and the response need not be of the family.
  case quasiBinomial
  case quasiPoisson

  package var name: String {
    switch self {
    case .gaussian: "gaussian"
    case .binomial: "binomial"
    case .poisson: "poisson"
    case .gamma: "gamma"
    case .negativeBinomial: "negative binomial"
    case .quasiBinomial: "quasibinomial"
    case .quasiPoisson: "quasipoisson"
    }
  }

  package var canonicalLink: Link {
    switch self {
    case .gaussian: .identity
    case .binomial, .quasiBinomial: .logit
    case .poisson, .negativeBinomial, .quasiPoisson: .log
    case .gamma: .inverse
    }
  }

  /// Whether the dispersion is 1 by definition.
  package var hasFixedDispersion: Bool {
    switch self {
    case .binomial, .poisson, .negativeBinomial: true
    case .gaussian, .gamma, .quasiBinomial, .quasiPoisson: false
    }
  }

  var isBinomial: Bool { self == .binomial || self == .quasiBinomial }

  /// V(μ).
  package func variance(_ mean: Double) -> Double {
    switch self {
    case .gaussian: 1
    case .binomial, .quasiBinomial: mean * (1 - mean)
    case .poisson, .quasiPoisson: mean
    case .gamma: mean * mean
    case .negativeBinomial(let theta): mean + mean * mean / theta
    }
  }

  /// The contribution of a row to the deviance.
  package func deviance(_ response: Double, _ mean: Double) -> Double {
    switch self {
    case .gaussian: (response - mean) * (response - mean)
    case .binomial, .quasiBinomial:
      2 * (xLogRatio(response, mean) + xLogRatio(1 - response, 1 - mean))
    case .poisson, .quasiPoisson: 2 * (xLogRatio(response, mean) - (response - mean))
    case .gamma: -2 * (log(response / mean) - (response - mean) / mean)
    case .negativeBinomial(let theta):
      2 * (xLogRatio(response, mean) - (response + theta) * log((response + theta) / (mean + theta)))
    }
  }

  func isPossible(response: Double) -> Bool {
    switch self {
    case .gaussian: response.isFinite
    case .binomial, .quasiBinomial: response >= 0 && response <= 1
    case .poisson, .negativeBinomial, .quasiPoisson: response >= 0 && response.isFinite
    case .gamma: response > 0 && response.isFinite
    }
  }

  func isPossible(mean: Double) -> Bool {
    switch self {
    case .gaussian: mean.isFinite
    case .binomial, .quasiBinomial: mean > 0 && mean < 1
    case .poisson, .negativeBinomial, .quasiPoisson, .gamma: mean > 0 && mean.isFinite
    }
  }

  var responseRule: String {
    switch self {
    case .gaussian: "finite numbers"
    case .binomial, .quasiBinomial: "zeros and ones, or shares between them"
    case .poisson, .negativeBinomial, .quasiPoisson: "counts, which are not negative"
    case .gamma: "positive numbers"
    }
  }

  /// A mean near the response from which the first step is taken.
  func startingMean(_ response: Double) -> Double {
    switch self {
    case .gaussian: response
    case .binomial, .quasiBinomial: (response + 0.5) / 2
    case .poisson, .negativeBinomial, .quasiPoisson: response + 0.1
    case .gamma: response
    }
  }
}

/// x log(x/y), which is 0 at x = 0.
private func xLogRatio(_ x: Double, _ y: Double) -> Double { x > 0 ? x * log(x / y) : 0 }
