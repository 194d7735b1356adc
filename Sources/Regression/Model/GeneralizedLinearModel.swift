internal import Glibc
package import NumericKernel

/// Everything a fit starts from.
package struct GeneralizedLinearModel: Sendable {
  package let names: [String]
  package let matrix: Matrix
  package let response: [Double]
  package let offset: [Double]?
  package let family: Family
  package let link: Link
  /// Threads of a fit, at most; the result does not depend on it.
  package let threads: Int

  /// - Throws: `RegressionError.unsuitable` when shapes do not fit or an entry is not finite.
  package init(
    names: [String], matrix: Matrix, response: [Double], offset: [Double]? = nil, family: Family,
    link: Link? = nil, threads: Int = onlineCores
  ) throws(RegressionError) {
    guard names.count == matrix.columns, response.count == matrix.rows, matrix.columns > 0,
      offset.map({ $0.count == matrix.rows }) ?? true
    else {
      throw .unsuitable(
        "a regression needs one name for each column and one response and offset for each row")
    }
    self.names = names
    self.matrix = matrix
    self.response = response
    self.offset = offset
    self.family = family
    self.link = link ?? family.canonicalLink
    self.threads = max(1, threads)
  }

  package static let defaultTolerance = 1e-11
  private static let maximumIterations = 200
  private static let maximumHalvings = 30
  /// A search for separation costs as much as many iterations, and the path of a separated fit has shown it by then.
  private static let iterationsBeforeSearch = 32
  /// Above this reciprocal condition of √W·X, (XᵀWX)⁻¹ from a Cholesky factor is good to 1e-9 or better, and
  /// ten times as fast as QR on a million rows by twenty columns.
  private static let safeCondition = 1e-3

  /// Maximum (pseudo-)likelihood by iteratively reweighted least squares. Where the scaled columns are nearly
  /// orthogonal steps are corrections from the score by a Cholesky factor, whose rounding does not reach the
  /// result; elsewhere by pivoted QR, which decides the rank, or for the normal model by refined least
  /// squares.
  /// - Parameters:
  ///   - weights: one for each row; rows of weight 0 take no part. Their scale matters to nothing but the
  ///     deviance.
  ///   - start: coefficients to begin from.
  /// - Throws: `RegressionError.rankDeficient`, `.separation`, `.notConverged`, `.unsuitable`.
  package func fit(
    weights: [Double]? = nil, start: [Double]? = nil, tolerance: Double = defaultTolerance
  ) throws(RegressionError) -> GLMFit {
    return try fit(WorkingProblem(self, weights: weights), start: start, tolerance: tolerance)
  }

  private func fit(
    _ given: WorkingProblem, start: [Double]?, tolerance: Double
  ) throws(RegressionError) -> GLMFit {
    var problem = given
    var state: WorkingState
    let condition: Double
    var isWellConditioned = true
    let starting = start.map { problem.state($0) } ?? problem.startingState()
    if let fast = problem.factor(starting), fast.reciprocalCondition > Self.safeCondition {
      condition = fast.reciprocalCondition
      state = start == nil ? try problem.firstStep(fast, from: starting) : starting
    } else {
      let first: PivotedQR
      do { first = try PivotedQR(problem.rooted(starting.information)) } catch { throw .numeric(error) }
      guard first.isFullRank else { throw .rankDeficient(first.dependentColumns.map { names[$0] }) }
      do { condition = try first.reciprocalCondition() } catch { throw .numeric(error) }
      isWellConditioned = false
      problem.hasProducts = false
      if family == .gaussian, link == .identity { return try linear(problem, condition) }
      state = start == nil ? try problem.firstStep(first, from: starting) : starting
    }
    guard state.isPossible else { throw .unsuitable("the starting coefficients give impossible means") }
    var path = [state.deviance]
    var halvings = 0
    var change = Double.infinity
    var lastStep = [Double](repeating: 0, count: names.count)
    var iterations = 0
    while iterations < Self.maximumIterations {
      iterations += 1
      let step = try problem.step(state, isWellConditioned: isWellConditioned)
      guard step.allSatisfy(\.isFinite) else { break }
      var factor = 1.0
      var next = problem.state(state.coefficients, plus: step, times: factor)
      var tries = 0
      // Rounding of a deviance at its minimum is no reason to halve.
      while !next.isPossible || next.deviance > state.deviance + 1e-9 * (abs(state.deviance) + 1e-3) {
        guard tries < Self.maximumHalvings else { break }
        tries += 1
        factor /= 2
        next = problem.state(state.coefficients, plus: step, times: factor)
      }
      halvings += tries
      guard next.isPossible else { break }
      change = problem.change(from: state, to: next)
      state = next
      lastStep = step
      path.append(state.deviance)
      if change <= tolerance { break }
      if iterations % 8 == 0, state.isExtreme(family, link) {
        try problem.refuseSeparation(along: state, step: step)
        if iterations == Self.iterationsBeforeSearch { try problem.refuseSeparation() }
      }
    }
    if state.isExtreme(family, link) || change > tolerance {
      try problem.refuseSeparation(along: state, step: lastStep)
      try problem.refuseSeparation()
    }
    guard change <= tolerance else { throw .notConverged(iterations: iterations, lastChange: change) }
    let bread = try problem.inverseInformation(state, isWellConditioned: isWellConditioned)
    return problem.result(
      state, bread,
      FitRecord(
        iterations: iterations, tolerance: tolerance, deviancePath: path, halvings: halvings,
        reciprocalCondition: condition))
  }

  /// The normal model with nearly dependent columns: refined least squares.
  private func linear(_ problem: WorkingProblem, _ condition: Double) throws(RegressionError) -> GLMFit {
    do {
      let adjusted = problem.response.indices.map { problem.response[$0] - problem.offset[$0] }
      let fit = try LeastSquares(design: problem.matrix, response: adjusted, weights: problem.weights)
      let state = problem.state(fit.coefficients)
      return problem.result(
        state, fit.unscaledCovariance,
        FitRecord(
          iterations: 1, tolerance: 0, deviancePath: [state.deviance], halvings: 0,
          reciprocalCondition: condition))
    } catch {
      throw .numeric(error)
    }
  }
}
