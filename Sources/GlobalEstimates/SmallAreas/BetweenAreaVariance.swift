internal import Glibc

/// How the variance A between areas is estimated from yᵢ ~ N(xᵢβ, A + ψᵢ) with known ψᵢ.
package enum BetweenVarianceMethod: String, Sendable, CaseIterable {
  /// Restricted maximum likelihood.
  case restrictedLikelihood = "REML"
  case maximumLikelihood = "ML"
  /// Fay and Herriot (1979), equation 2.10, which is the estimator of Paule and Mandel (1982):
  /// Σ(yᵢ − xᵢβ̂)²/(A + ψᵢ) = m − p.
  case fayHerriotMoment = "FH"
  /// Prasad and Rao (1990), equation 3.1, which is the estimator of Hedges: ordinary least squares and
  /// moments.
  case prasadRaoMoment = "PR"
  /// DerSimonian and Laird (1986): moments of Cochran's Q.
  case derSimonianLaird = "DL"
}

/// Finds A >= 0 for one set of areas.
enum BetweenVarianceEstimator {
  static let maximumIterations = 200

  /// - Returns: A, and whether it stands at its boundary 0.
  /// - Throws: `GlobalEstimateError.notConverged`.
  static func estimate(
    _ equations: inout AreaEquations, method: BetweenVarianceMethod, samplingVariance: [Double]
  ) throws(GlobalEstimateError) -> Double {
    switch method {
    case .restrictedLikelihood, .maximumLikelihood:
      return try likelihood(&equations, restricted: method == .restrictedLikelihood, samplingVariance)
    case .fayHerriotMoment:
      return try moment(&equations)
    case .prasadRaoMoment:
      return prasadRao(equations, samplingVariance)
    case .derSimonianLaird:
      equations.solve(betweenVariance: 0)
      let q = equations.weightedResidualSquares
      let degrees = Double(equations.areaCount - equations.columnCount)
      return max(0, (q - degrees) / equations.traces().projection)
    }
  }

  /// The two likelihoods may have several modes, so that the highest point of a grid says which to refine.
  private static func likelihood(
    _ equations: inout AreaEquations, restricted: Bool, _ samplingVariance: [Double]
  ) throws(GlobalEstimateError) -> Double {
    let grid = likelihoodGrid(equations, samplingVariance)
    var best = 0
    var highest = -Double.infinity
    for (index, value) in grid.enumerated() {
      let height = logLikelihood(&equations, at: value, restricted: restricted)
      if height > highest { (best, highest) = (index, height) }
    }
    if best == 0, score(&equations, at: 0, restricted: restricted).value <= 0 { return 0 }
    let lower = best == 0 ? 0 : grid[best - 1]
    let upper = best == grid.count - 1 ? 4 * grid[best] : grid[best + 1]
    return try root(from: lower, to: upper, start: max(grid[best], 0.25 * upper)) { a in
      score(&equations, at: a, restricted: restricted)
    }
  }

  /// 0 and a geometric sequence around the sampling variances and the spread of the residuals.
  private static func likelihoodGrid(_ equations: AreaEquations, _ samplingVariance: [Double]) -> [Double] {
    var flat = equations
    let smallest = samplingVariance.min() ?? 1
    let largest = samplingVariance.max() ?? 1
    flat.solve(betweenVariance: 1e6 * largest)
    let spread = flat.weightedResidualSquares * 1e6 * largest / Double(equations.areaCount)
    var grid = [0.0]
    var value = 1e-2 * min(smallest, max(spread, 1e-12 * smallest))
    let end = 4 * max(largest, spread)
    while value < end {
      grid.append(value)
      value *= 3
    }
    grid.append(end)
    return grid
  }

  static func logLikelihood(_ equations: inout AreaEquations, at a: Double, restricted: Bool) -> Double {
    equations.solve(betweenVariance: a)
    equations.sumLogWeights()
    let value = 0.5 * (equations.sumOfLogWeights - equations.weightedResidualSquares)
    return restricted ? value - 0.5 * equations.logDeterminant : value
  }

  private static func score(
    _ equations: inout AreaEquations, at a: Double, restricted: Bool
  ) -> (value: Double, slope: Double) {
    equations.solve(betweenVariance: a)
    let squares = equations.residualSquares
    let cubic = equations.cubicForm()
    guard restricted else {
      return (
        0.5 * (squares - equations.sumOfWeights), 0.5 * equations.sumOfSquaredWeights - cubic
      )
    }
    let traces = equations.traces()
    return (0.5 * (squares - traces.projection), 0.5 * traces.squaredProjection - cubic)
  }

  /// yᵀP(A)y falls in A, so that there is one root or none.
  private static func moment(_ equations: inout AreaEquations) throws(GlobalEstimateError) -> Double {
    let degrees = Double(equations.areaCount - equations.columnCount)
    equations.solve(betweenVariance: 0)
    guard equations.weightedResidualSquares > degrees else { return 0 }
    var upper = equations.weightedResidualSquares / equations.sumOfWeights
    while true {
      equations.solve(betweenVariance: upper)
      if equations.weightedResidualSquares <= degrees { break }
      upper *= 4
      guard upper.isFinite else { throw .notConverged("the between-area variance grows without end") }
    }
    return try root(from: 0, to: upper, start: 0.25 * upper) { a in
      equations.solve(betweenVariance: a)
      return (equations.weightedResidualSquares - degrees, -equations.residualSquares)
    }
  }

  private static func prasadRao(_ equations: AreaEquations, _ samplingVariance: [Double]) -> Double {
    let residuals = equations.ordinaryResiduals()
    var sum = 0.0
    for i in 0..<equations.areaCount {
      sum += residuals.values[i] * residuals.values[i] - samplingVariance[i] * (1 - residuals.leverage[i])
    }
    return max(0, sum / Double(equations.areaCount - equations.columnCount))
  }

  /// The root of a function that is positive at `from` and negative at `to`: Newton inside a bracket that
  /// every step narrows, halving where Newton leaves it.
  private static func root(
    from: Double, to: Double, start: Double, _ function: (Double) -> (value: Double, slope: Double)
  ) throws(GlobalEstimateError) -> Double {
    var (lower, upper) = (from, to)
    var a = start
    var previousStep = Double.infinity
    for _ in 0..<maximumIterations {
      let (value, slope) = function(a)
      if value == 0 { return a }
      if value > 0 { lower = a } else { upper = a }
      var next = a - value / slope
      if !(next > lower && next < upper) { next = 0.5 * (lower + upper) }
      let step = abs(next - a)
      // Newton's steps shrink until rounding in the function is all that is left of them.
      let stalled = step <= 1e-9 * next && step >= 0.5 * previousStep
      if step <= 1e-15 * next || stalled || upper - lower <= 4e-16 * upper { return next }
      previousStep = step
      a = next
    }
    throw .notConverged(
      "the between-area variance did not converge in \(maximumIterations) iterations; try another method "
        + "for it"
    )
  }
}
