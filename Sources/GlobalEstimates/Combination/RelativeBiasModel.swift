internal import Glibc

/// Estimates of several populations by several methods, each method with its own multiplicative bias: yᵢⱼ ~
/// N(αᵢβⱼ, seᵢⱼ²), with β = 1 for one benchmark method. It says how much a method is off against the
/// benchmark, and what each population is when all of its estimates are corrected for that.
///
/// What it assumes: a method has the same relative bias in every population, the benchmark has none, and
/// errors are independent. Nothing in the data can tell a biased benchmark from biased others.
package struct RelativeBiasModel: Sendable {
  package struct Observation: Sendable, Equatable {
    package let population: String
    package let method: String
    package let value: Double
    package let standardError: Double

    package init(population: String, method: String, value: Double, standardError: Double) {
      self.population = population
      self.method = method
      self.value = value
      self.standardError = standardError
    }
  }

  package enum Fit: String, Sendable, CaseIterable {
    /// Least squares of log y with variances (se/y)²; in closed form, and drawn towards estimates that came
    /// out high, whose relative error then looks smaller than it is.
    case logLeastSquares
    /// Maximum likelihood of the model as it stands, from that start.
    case maximumLikelihood
  }

  /// αᵢ or βⱼ with its standard error; the benchmark has 1 and none.
  package struct Effect: Sendable, Equatable {
    package let name: String
    package let value: Double
    package let standardError: Double
    /// Of the logarithm, for intervals.
    package let logStandardError: Double
  }

  /// In the order of their names.
  package let populations: [Effect]
  package let biases: [Effect]
  package let benchmark: String
  package let fit: Fit
  /// Σ(y − αβ)²/se² at the estimate, and the degrees of freedom left.
  package let deviance: Double
  package let residualDegrees: Int
  package let iterations: Int

  /// - Throws: `GlobalEstimateError.invalidInput` when a value or error is not positive, the benchmark is not
  ///   among the methods, no degree of freedom is left, or a method or population is not tied to the
  ///   benchmark by a chain of common populations; `.notConverged`.
  package init(
    _ observations: [Observation], benchmark: String, fit: Fit = .maximumLikelihood
  ) throws(GlobalEstimateError) {
    for observation in observations {
      guard observation.value.isFinite, observation.value > 0, observation.standardError.isFinite,
        observation.standardError > 0,
        (observation.standardError / observation.value * (observation.standardError / observation.value))
          .isNormal
      else {
        throw .invalidInput(
          "'\(observation.population)' by '\(observation.method)': a relative bias needs a positive value "
            + "and error"
        )
      }
    }
    let populationNames = Set(observations.map(\.population)).sorted()
    let allMethods = Set(observations.map(\.method)).sorted()
    guard allMethods.contains(benchmark) else {
      throw .invalidInput("no estimate is by the benchmark '\(benchmark)'")
    }
    let methodNames = allMethods.filter { $0 != benchmark }
    let covariates = try RelativeBiasModel.design(observations, populationNames, methodNames, benchmark)
    let logs = observations.map { log($0.value) }
    let relative = observations.map { ($0.standardError / $0.value) * ($0.standardError / $0.value) }
    var solution = try AreaModelFit(
      direct: logs, samplingVariance: relative, covariates: covariates, betweenVariance: 0)
    var iterations = 0
    if fit == .maximumLikelihood {
      (solution, iterations) = try RelativeBiasModel.maximise(observations, covariates, start: solution)
    }
    var effects: [Effect] = []
    for (j, name) in (populationNames + methodNames).enumerated() {
      let value = exp(solution.coefficients[j])
      let error = solution.coefficientCovariance[j * covariates.count + j].squareRoot()
      effects.append(Effect(name: name, value: value, standardError: value * error, logStandardError: error))
    }
    populations = Array(effects.prefix(populationNames.count))
    let own = Effect(name: benchmark, value: 1, standardError: 0, logStandardError: 0)
    biases = (effects.suffix(methodNames.count) + [own]).sorted { $0.name < $1.name }
    self.benchmark = benchmark
    self.fit = fit
    deviance = RelativeBiasModel.deviance(observations, covariates, solution.coefficients)
    residualDegrees = observations.count - covariates.count
    self.iterations = iterations
  }

  private static func design(
    _ observations: [Observation], _ populations: [String], _ methods: [String], _ benchmark: String
  ) throws(GlobalEstimateError) -> AreaCovariates {
    let rows = observations.map { observation -> [Double] in
      let first: [Double] = populations.map { $0 == observation.population ? 1 : 0 }
      return first + methods.map { $0 == observation.method ? 1 : 0 }
    }
    do {
      return try AreaCovariates(rows: rows, names: populations + methods)
    } catch {
      throw .invalidInput(
        "the estimates do not tie every method and population to the benchmark '\(benchmark)': \(error)")
    }
  }

  private static func means(_ covariates: AreaCovariates, _ coefficients: [Double]) -> [Double] {
    (0..<covariates.areaCount).map { i in
      var sum = 0.0
      for j in 0..<covariates.count { sum += covariates.values[i * covariates.count + j] * coefficients[j] }
      return exp(sum)
    }
  }

  private static func deviance(
    _ observations: [Observation], _ covariates: AreaCovariates, _ coefficients: [Double]
  ) -> Double {
    var sum = 0.0
    for (observation, mean) in zip(observations, means(covariates, coefficients)) {
      let residual = (observation.value - mean) / observation.standardError
      sum += residual * residual
    }
    return sum
  }

  /// Gauss-Newton on the logarithms with halved steps. Each step is a weighted least-squares fit of the
  /// working response log μ + (y − μ)/μ with variances (se/μ)²; its covariance at the end is the inverse of
  /// the expected information.
  private static func maximise(
    _ observations: [Observation], _ covariates: AreaCovariates, start: AreaModelFit
  ) throws(GlobalEstimateError) -> (AreaModelFit, Int) {
    var coefficients = start.coefficients
    var height = deviance(observations, covariates, coefficients)
    let limit = 1000
    for iteration in 1...limit {
      let mu = means(covariates, coefficients)
      let step = try AreaModelFit(
        direct: zip(observations, mu).map { log($1) + ($0.value - $1) / $1 },
        samplingVariance: zip(observations, mu).map { ($0.standardError / $1) * ($0.standardError / $1) },
        covariates: covariates, betweenVariance: 0)
      let move = zip(step.coefficients, coefficients).map { $0 - $1 }
      if move.allSatisfy({ abs($0) < 1e-11 }) { return (step, iteration) }
      var length = 1.0
      repeat {
        let next = zip(coefficients, move).map { $0 + length * $1 }
        let value = deviance(observations, covariates, next)
        // Near the end the deviance no longer tells its own rounding from a gain.
        if value <= height + 1e-12 * max(1, height) || length < 1e-6 {
          (coefficients, height) = (next, value)
          break
        }
        length *= 0.5
      } while true
    }
    throw .notConverged(
      "the relative-bias model did not converge in \(limit) steps; use the log least squares")
  }
}
