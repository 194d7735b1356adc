internal import Glibc
internal import NumericKernel

/// The function of the mean that is linear in the covariates: η = g(μ).
package enum Link: String, Sendable, CaseIterable {
  case identity, log, logit, probit
  case complementaryLogLog = "cloglog"
  case inverse, squareRoot = "sqrt"

  /// g(μ).
  package func predictor(_ mean: Double) -> Double {
    switch self {
    case .identity: mean
    case .log: Glibc.log(mean)
    case .logit: Glibc.log(mean / (1 - mean))
    case .probit: (try? NormalDistribution.standard.quantile(mean)) ?? .nan
    case .complementaryLogLog: Glibc.log(-log1p(-mean))
    case .inverse: 1 / mean
    case .squareRoot: mean.squareRoot()
    }
  }

  /// g⁻¹(η), kept a rounding away from 0 and 1 where the mean is a probability.
  package func mean(_ predictor: Double) -> Double {
    switch self {
    case .identity: return predictor
    case .log: return max(exp(predictor), Double.leastNormalMagnitude)
    case .logit:
      let e = exp(-abs(predictor))
      return Self.inside(predictor >= 0 ? 1 / (1 + e) : e / (1 + e))
    case .probit: return Self.inside(NormalDistribution.standard.cumulative(predictor))
    case .complementaryLogLog: return Self.inside(-expm1(-exp(predictor)))
    case .inverse: return 1 / predictor
    case .squareRoot: return predictor * predictor
    }
  }

  /// dμ/dη.
  package func slope(_ predictor: Double) -> Double {
    switch self {
    case .identity: return 1
    case .log: return max(exp(predictor), Double.leastNormalMagnitude)
    case .logit:
      let e = exp(-abs(predictor))
      return max(e / ((1 + e) * (1 + e)), Double.ulpOfOne)
    case .probit: return max(NormalDistribution.standard.density(predictor), Double.ulpOfOne)
    case .complementaryLogLog:
      return max(exp(min(predictor, 700) - exp(min(predictor, 700))), Double.ulpOfOne)
    case .inverse: return -1 / (predictor * predictor)
    case .squareRoot: return 2 * predictor
    }
  }

  private static func inside(_ probability: Double) -> Double {
    min(1 - Double.ulpOfOne, max(Double.ulpOfOne, probability))
  }
}
