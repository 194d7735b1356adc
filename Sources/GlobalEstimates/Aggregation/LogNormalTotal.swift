internal import Glibc
public import NumericKernel

/// One part of a total: a figure and how far it may be off, as a coefficient of variation.
public struct UncertainPart: Sendable, Equatable {
  public let label: String
  public let value: Double
  public let coefficientOfVariation: Double

  /// - Precondition: the value is positive and the coefficient is not negative, both finite.
  public init(label: String, value: Double, coefficientOfVariation: Double) {
    precondition(value > 0 && value.isFinite)
    precondition(coefficientOfVariation >= 0 && coefficientOfVariation.isFinite)
    self.label = label
    self.value = value
    self.coefficientOfVariation = coefficientOfVariation
  }

  /// Standard deviation of the logarithm: σ² = ln(1 + c²).
  var logStandardDeviation: Double {
    log1p(coefficientOfVariation * coefficientOfVariation).squareRoot()
  }

  /// Mean of the logarithm, such that the mean of the part is its figure: μ = ln v − σ²/2.
  var logMean: Double {
    log(value) - log1p(coefficientOfVariation * coefficientOfVariation) / 2
  }

  /// The part's own quantile under the log-normal model.
  /// - Throws: `NumericError.domain` when the probability is outside (0, 1).
  public func quantile(_ probability: Double) throws(NumericError) -> Double {
    if coefficientOfVariation == 0 { return value }
    let z = try NormalDistribution.standard.quantile(probability)
    return exp(logMean + logStandardDeviation * z)
  }
}

/// The total of several figures, each log-normal about its printed value as mean, with one correlation
/// between the logarithms of every two.
///
/// The logarithms are μᵢ + σᵢ (√ρ F + √(1 − ρ) Eᵢ) with F and Eᵢ independent standard normal. Then
/// E T = Σ vᵢ and Var T = Σᵢ Σⱼ vᵢ vⱼ (exp(ρᵢⱼ σᵢ σⱼ) − 1) with ρᵢᵢ = 1, exactly; the quantiles have a closed
/// form only for ρ = 1, where every part is at the same quantile, and for a single part.
public struct LogNormalTotal: Sendable, Equatable {
  public let parts: [UncertainPart]
  /// Correlation of the logarithms, 0 to 1.
  public let correlation: Double

  /// - Precondition: there is a part, and the correlation lies between 0 and 1.
  public init(parts: [UncertainPart], correlation: Double) {
    precondition(!parts.isEmpty && correlation >= 0 && correlation <= 1)
    self.parts = parts
    self.correlation = correlation
  }

  public var mean: Double {
    parts.reduce(0) { $0 + $1.value }
  }

  public var standardDeviation: Double {
    var variance = 0.0
    for i in parts.indices {
      for j in parts.indices {
        let rho = i == j ? 1 : correlation
        let covariance = expm1(rho * parts[i].logStandardDeviation * parts[j].logStandardDeviation)
        variance += parts[i].value * parts[j].value * covariance
      }
    }
    return variance.squareRoot()
  }

  /// The exact quantile of the total, or `nil` where none is known in closed form.
  /// - Throws: `NumericError.domain` when the probability is outside (0, 1).
  public func exactQuantile(_ probability: Double) throws(NumericError) -> Double? {
    let doubtful = parts.filter { $0.coefficientOfVariation > 0 }
    guard correlation == 1 || doubtful.count <= 1 else { return nil }
    var total = 0.0
    for part in parts { total += try part.quantile(probability) }
    return total
  }

  /// Each part's share of the variance of the total when the parts are independent.
  public var independentVarianceShares: [Double] {
    let variances = parts.map {
      ($0.value * $0.coefficientOfVariation) * ($0.value * $0.coefficientOfVariation)
    }
    let sum = variances.reduce(0, +)
    return variances.map { sum > 0 ? $0 / sum : 0 }
  }
}
