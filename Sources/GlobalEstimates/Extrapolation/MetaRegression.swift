internal import Glibc
internal import NumericKernel

/// Random-effects regression of country estimates on covariates: yᵢ ~ N(xᵢβ, τ² + ψᵢ), each country weighted
/// by its survey precision and the variance between countries (Raudenbush 2009; Viechtbauer, JSS 36:3, 2010).
package struct MetaRegression: Sendable {
  /// How the error of the coefficients is judged.
  package enum CoefficientTest: String, Sendable, CaseIterable {
    /// Normal, as if τ² were known.
    case normal
    /// Knapp and Hartung (Statistics in Medicine 22, 2003): covariance times Σw r²/(m − p), Student with m −
    /// p degrees of freedom.
    case hartungKnapp
    /// The same with a factor of at least 1 (Jackson, Law, Rücker and Schwarzer 2017), so that it never
    /// narrows an interval.
    case hartungKnappNeverNarrower
  }

  /// What a predictive interval multiplies its standard error by.
  package enum PredictionReference: Sendable {
    /// Student with m − p − 1 degrees of freedom (Higgins, Thompson and Spiegelhalter, JRSS A 172, 2009).
    case student
    /// The distribution of the coefficients' test.
    case sameAsCoefficients
  }

  package struct Prediction: Sendable {
    package let mean: Double
    /// Of the mean.
    package let standardError: Double
    /// √(standardError² + τ²), of the value of a country.
    package let predictiveStandardError: Double
    package let confidence: (lower: Double, upper: Double)
    package let predictive: (lower: Double, upper: Double)
  }

  package let fit: AreaModelFit
  package let test: CoefficientTest
  /// True when τ² was set to 0 and not estimated.
  package let isCommonEffect: Bool
  /// By `test`.
  package let coefficientStandardErrors: [Double]
  /// The factor of Hartung and Knapp, 1 for the normal test.
  package let covarianceFactor: Double
  /// Cochran's Q of the residuals, its p-value with m − p degrees of freedom.
  package let heterogeneity: (q: Double, pValue: Double)
  /// The share of the total variance that is between countries, in per cent, and 1/(1 − share).
  package let iSquared: Double
  package let hSquared: Double
  /// The joint test that all coefficients but the first are 0 (or the only one): χ² divided by nothing for
  /// the normal test, F for Hartung and Knapp.
  package let moderators: (statistic: Double, pValue: Double)

  package var betweenVariance: Double { fit.betweenVariance }
  package var coefficients: [Double] { fit.coefficients }

  /// - Parameter method: `nil` for a common effect, τ² = 0.
  package init(
    values: [Double], variances: [Double], covariates: AreaCovariates,
    method: BetweenVarianceMethod? = .restrictedLikelihood, test: CoefficientTest = .hartungKnapp
  ) throws(GlobalEstimateError) {
    let commonFit = try AreaModelFit(
      direct: values, samplingVariance: variances, covariates: covariates, betweenVariance: 0)
    if let method {
      fit = try AreaModelFit(
        direct: values, samplingVariance: variances, covariates: covariates, method: method)
    } else {
      fit = commonFit
    }
    self.test = test
    isCommonEffect = method == nil
    let degrees = Double(fit.residualDegrees)
    let q = commonFit.equations.weightedResidualSquares
    heterogeneity = (q, try chiSquaredSurvival(q, degreesOfFreedom: degrees))
    var commonEquations = commonFit.equations
    let typical = degrees / commonEquations.traces().projection
    if isCommonEffect {
      iSquared = q > 0 ? 100 * max(0, (q - degrees) / q) : 0
      hSquared = q / degrees
    } else {
      iSquared = 100 * fit.betweenVariance / (typical + fit.betweenVariance)
      hSquared = fit.betweenVariance / typical + 1
    }
    let scale = fit.equations.weightedResidualSquares / degrees
    switch test {
    case .normal: covarianceFactor = 1
    case .hartungKnapp: covarianceFactor = scale
    case .hartungKnappNeverNarrower: covarianceFactor = max(1, scale)
    }
    let p = covariates.count
    var errors: [Double] = []
    for j in 0..<p {
      errors.append((fit.coefficientCovariance[j * p + j] * covarianceFactor).squareRoot())
    }
    coefficientStandardErrors = errors
    moderators = try MetaRegression.jointTest(fit, covarianceFactor, test)
  }

  private static func jointTest(
    _ fit: AreaModelFit, _ factor: Double, _ test: CoefficientTest
  ) throws(GlobalEstimateError) -> (statistic: Double, pValue: Double) {
    let p = fit.covariates.count
    let tested = p == 1 ? [0] : Array(1..<p)
    var covariance = Matrix(rows: tested.count, columns: tested.count)
    for (a, i) in tested.enumerated() {
      for (b, j) in tested.enumerated() {
        covariance[a, b] =
          0.5 * factor * (fit.coefficientCovariance[i * p + j] + fit.coefficientCovariance[j * p + i])
      }
    }
    let beta = tested.map { fit.coefficients[$0] }
    do {
      let solved = try Cholesky(covariance).solve(beta)
      var statistic = 0.0
      for k in 0..<beta.count { statistic += beta[k] * solved[k] }
      let count = Double(tested.count)
      guard test != .normal else {
        return (statistic, try ChiSquaredDistribution(degreesOfFreedom: count).survival(statistic))
      }
      let f = try FDistribution(
        numeratorDegrees: count, denominatorDegrees: Double(fit.residualDegrees))
      return (statistic / count, f.survival(statistic / count))
    } catch {
      throw .invalidInput("the joint test of the covariates: \(error)")
    }
  }

  private var reference: ReferenceDistribution {
    test == .normal ? .normal : .student(degreesOfFreedom: Double(fit.residualDegrees))
  }

  /// β̂ⱼ ± the quantile of the test times its standard error.
  package func coefficientIntervals(level: Double = 0.95) throws(GlobalEstimateError) -> [(
    lower: Double, upper: Double
  )] {
    let width = try reference.halfWidth(level: level)
    return (0..<coefficients.count).map {
      let half = width * coefficientStandardErrors[$0]
      return (coefficients[$0] - half, coefficients[$0] + half)
    }
  }

  /// The mean at x, and the interval in which a country with these covariates lies.
  ///
  /// - Throws: `GlobalEstimateError.refused` (AGG-04) for a common-effect fit, whose interval would ignore
  ///   the variance between countries; `.invalidInput` when too few countries are left for the quantile.
  package func prediction(
    at x: [Double], level: Double = 0.95, reference predictionReference: PredictionReference = .student
  ) throws(GlobalEstimateError) -> Prediction {
    guard !isCommonEffect else {
      throw .refused(
        .extrapolationWithoutBetweenVariance,
        "a common-effect fit has no variance between countries, so that it cannot say where another "
          + "country lies; "
          + "estimate that variance")
    }
    let mean = try fit.linearPredictor(x)
    let error = (try fit.variance(ofMeanAt: x) * covarianceFactor).squareRoot()
    let predictive = (error * error + fit.betweenVariance).squareRoot()
    let confidence = try reference.halfWidth(level: level) * error
    let quantile = try predictionQuantile(predictionReference).halfWidth(level: level)
    return Prediction(
      mean: mean, standardError: error, predictiveStandardError: predictive,
      confidence: (mean - confidence, mean + confidence),
      predictive: (mean - quantile * predictive, mean + quantile * predictive))
  }

  func predictionQuantile(_ choice: PredictionReference) throws(GlobalEstimateError) -> ReferenceDistribution
  {
    guard case .student = choice else { return reference }
    let degrees = fit.residualDegrees - 1
    guard degrees >= 1 else {
      throw .invalidInput("too few countries for a predictive interval; leave out covariates")
    }
    return .student(degreesOfFreedom: Double(degrees))
  }
}
