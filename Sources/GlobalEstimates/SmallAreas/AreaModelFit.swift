internal import Glibc

/// The fit of yᵢ = xᵢβ + uᵢ + eᵢ with u ~ N(0, A) and e ~ N(0, ψᵢ), ψᵢ known: the model of Fay and Herriot
/// (1979) for small areas and of random-effects meta-regression alike.
package struct AreaModelFit: Sendable {
  package let covariates: AreaCovariates
  /// yᵢ, on the scale of the model.
  package let direct: [Double]
  /// ψᵢ, on the scale of the model.
  package let samplingVariance: [Double]
  package let method: BetweenVarianceMethod
  /// Â; exactly 0 where the data ask for no variance between areas.
  package let betweenVariance: Double
  /// The large-sample variance of Â, by the formula of its method.
  package let betweenVarianceVariance: Double
  package let coefficients: [Double]
  /// The covariance of β̂ given Â, row by row.
  package let coefficientCovariance: [Double]
  /// γᵢ = Â/(Â + ψᵢ), the weight of the direct estimate.
  package let shrinkage: [Double]
  /// xᵢβ̂.
  package let synthetic: [Double]
  /// γᵢyᵢ + (1 − γᵢ)xᵢβ̂, the empirical best linear unbiased predictor.
  package let predictor: [Double]
  package let logLikelihood: Double
  package let restrictedLogLikelihood: Double
  /// The equations solved at Â.
  let equations: AreaEquations

  package var areaCount: Int { direct.count }
  package var residualDegrees: Int { areaCount - covariates.count }

  /// - Throws: `GlobalEstimateError.invalidInput` when lengths differ, a value is not finite, a sampling
  ///   variance is not positive, or no degree of freedom is left; `.notConverged`.
  package init(
    direct: [Double], samplingVariance: [Double], covariates: AreaCovariates,
    method: BetweenVarianceMethod = .restrictedLikelihood
  ) throws(GlobalEstimateError) {
    try AreaModelFit.check(direct, samplingVariance, covariates)
    var equations = AreaEquations(
      response: direct, samplingVariance: samplingVariance, basis: covariates.basis,
      columnCount: covariates.count)
    let a = try BetweenVarianceEstimator.estimate(
      &equations, method: method, samplingVariance: samplingVariance)
    let variance = AreaModelFit.varianceOfBetweenVariance(equations, a: a, method, samplingVariance)
    self.init(
      direct, samplingVariance, covariates, method, equations: equations, betweenVariance: a,
      variance: variance)
  }

  /// The fit at a between-area variance that is given and not estimated; 0 is the common-effect model.
  package init(
    direct: [Double], samplingVariance: [Double], covariates: AreaCovariates, betweenVariance: Double
  ) throws(GlobalEstimateError) {
    try AreaModelFit.check(direct, samplingVariance, covariates)
    guard betweenVariance.isFinite, betweenVariance >= 0 else {
      throw .invalidInput("a between-area variance is a number from 0 on")
    }
    let equations = AreaEquations(
      response: direct, samplingVariance: samplingVariance, basis: covariates.basis,
      columnCount: covariates.count)
    self.init(
      direct, samplingVariance, covariates, .restrictedLikelihood, equations: equations,
      betweenVariance: betweenVariance, variance: 0)
  }

  private init(
    _ direct: [Double], _ samplingVariance: [Double], _ covariates: AreaCovariates,
    _ method: BetweenVarianceMethod, equations: AreaEquations, betweenVariance a: Double, variance: Double
  ) {
    var equations = equations
    equations.solve(betweenVariance: a)
    equations.sumLogWeights()
    let m = direct.count
    let p = covariates.count
    var synthetic = [Double](repeating: 0, count: m)
    var predictor = synthetic
    var shrinkage = synthetic
    for i in 0..<m {
      synthetic[i] = direct[i] - equations.scaledResiduals[i] / equations.weights[i]
      shrinkage[i] = a * equations.weights[i]
      predictor[i] = synthetic[i] + shrinkage[i] * (direct[i] - synthetic[i])
    }
    self.covariates = covariates
    self.direct = direct
    self.samplingVariance = samplingVariance
    self.method = method
    betweenVariance = a
    betweenVarianceVariance = variance
    coefficients = covariates.coefficients(fromBasis: equations.coefficients)
    coefficientCovariance = covariates.covariance(fromBasis: equations.coefficientCovariance())
    self.shrinkage = shrinkage
    self.synthetic = synthetic
    self.predictor = predictor
    let core = 0.5 * (equations.sumOfLogWeights - equations.weightedResidualSquares)
    let logTwoPi = log(2 * Double.pi)
    logLikelihood = core - 0.5 * Double(m) * logTwoPi
    restrictedLogLikelihood = core - 0.5 * equations.logDeterminant - 0.5 * Double(m - p) * logTwoPi
    self.equations = equations
  }

  private static func check(
    _ direct: [Double], _ samplingVariance: [Double], _ covariates: AreaCovariates
  ) throws(GlobalEstimateError) {
    guard direct.count == samplingVariance.count, direct.count == covariates.areaCount else {
      throw .invalidInput(
        "\(direct.count) direct estimates, \(samplingVariance.count) sampling variances and "
          + "\(covariates.areaCount) rows of covariates do not belong together")
    }
    for i in 0..<direct.count {
      guard direct[i].isFinite else {
        throw .invalidInput("the direct estimate of area \(i + 1) is not a finite number")
      }
      guard samplingVariance[i].isFinite, samplingVariance[i] > 0 else {
        throw .invalidInput(
          "the sampling variance of area \(i + 1) is not positive; an area model needs a standard error for "
            + "each direct estimate")
      }
    }
    guard direct.count > covariates.count else {
      throw .invalidInput(
        "\(direct.count) areas with data leave no degree of freedom beside \(covariates.count) coefficients; "
          + "leave out covariates")
    }
  }

  /// All areas but one.
  func leavingOutIndices(_ area: Int) -> [Int] { (0..<areaCount).filter { $0 != area } }
}

extension AreaModelFit {
  /// The large-sample variance of Â: 2/Σw² for both likelihoods (Prasad and Rao 1990, equation 5.5, without
  /// the trace correction), 2m/(Σw)² for Fay and Herriot's equation (Datta, Rao and Smith 2005), 2Σ(A +
  /// ψ)²/m² for Prasad and Rao's moments, and the exact variance of Cochran's Q for DerSimonian and Laird.
  fileprivate static func varianceOfBetweenVariance(
    _ equations: AreaEquations, a: Double, _ method: BetweenVarianceMethod, _ samplingVariance: [Double]
  ) -> Double {
    var solved = equations
    solved.solve(betweenVariance: a)
    let m = Double(equations.areaCount)
    switch method {
    case .restrictedLikelihood, .maximumLikelihood:
      return 2 / solved.sumOfSquaredWeights
    case .fayHerriotMoment:
      return 2 * m / (solved.sumOfWeights * solved.sumOfWeights)
    case .prasadRaoMoment:
      var sum = 0.0
      for psi in samplingVariance { sum += (a + psi) * (a + psi) }
      return 2 * sum / (m * m)
    case .derSimonianLaird:
      solved.solve(betweenVariance: 0)
      let traces = solved.traces()
      let degrees = m - Double(equations.columnCount)
      let ofQ = 2 * (degrees + 2 * a * traces.projection + a * a * traces.squaredProjection)
      return ofQ / (traces.projection * traces.projection)
    }
  }

  /// The standard error of Â by the expected information of its likelihood: √(2/tr P²) for REML, √(2/Σw²)
  /// else.
  package var betweenVarianceStandardError: Double {
    guard method == .restrictedLikelihood else { return betweenVarianceVariance.squareRoot() }
    var solved = equations
    return (2 / solved.traces().squaredProjection).squareRoot()
  }
}

extension AreaModelFit {
  /// The estimated mean squared error of each predictor.
  ///
  /// g₁ + g₂ + 2g₃ with g₁ = Aψ/(A + ψ), g₂ = (1 − γ)²xᵀVx, g₃ = ψ²/(A + ψ)³·var(Â) (Prasad and Rao, JASA 85,
  /// 1990); less the bias of Â times ∂g₁/∂A for maximum likelihood (Datta and Lahiri, Statistica Sinica 10,
  /// 2000) and for Fay and Herriot's equation (Datta, Rao and Smith, Biometrika 92, 2005).
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` for DerSimonian and Laird's variance, for which no such
  ///   approximation is published; use the parametric bootstrap.
  package func meanSquaredErrors() throws(GlobalEstimateError) -> [Double] {
    let bias = try biasOfBetweenVariance()
    let p = covariates.count
    var result = [Double](repeating: 0, count: areaCount)
    for i in 0..<areaCount {
      let remainder = samplingVariance[i] * equations.weights[i]
      let z = Array(covariates.basis[i * p..<(i + 1) * p])
      let g1 = betweenVariance * remainder
      let g2 = remainder * remainder * equations.quadraticForm(z)
      let g3 = remainder * remainder * equations.weights[i] * betweenVarianceVariance
      result[i] = g1 + g2 + 2 * g3 - bias * remainder * remainder
    }
    return result
  }

  private func biasOfBetweenVariance() throws(GlobalEstimateError) -> Double {
    switch method {
    case .restrictedLikelihood, .prasadRaoMoment:
      return 0
    case .maximumLikelihood:
      var solved = equations
      return -solved.traces().leverage / equations.sumOfSquaredWeights
    case .fayHerriotMoment:
      let first = equations.sumOfWeights
      let second = equations.sumOfSquaredWeights
      return 2 * (Double(areaCount) * second - first * first) / (first * first * first)
    case .derSimonianLaird:
      throw .invalidInput(
        "no mean squared error is published for a predictor with DerSimonian and Laird's variance; "
          + "use REML, ML, FH or PR, or the parametric bootstrap")
    }
  }

  /// xβ̂ for an area without data.
  package func linearPredictor(_ x: [Double]) throws(GlobalEstimateError) -> Double {
    try requireWidth(x)
    var sum = 0.0
    for j in 0..<x.count { sum += x[j] * coefficients[j] }
    return sum
  }

  /// xᵀVx, the variance of xβ̂ given Â.
  package func variance(ofMeanAt x: [Double]) throws(GlobalEstimateError) -> Double {
    try requireWidth(x)
    return equations.quadraticForm(covariates.basisRow(of: x))
  }

  private func requireWidth(_ x: [Double]) throws(GlobalEstimateError) {
    guard x.count == covariates.count, x.allSatisfy(\.isFinite) else {
      throw .invalidInput(
        "an area to predict needs the same \(covariates.count) finite covariates as the model")
    }
  }
}
