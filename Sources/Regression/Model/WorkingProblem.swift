internal import Glibc
internal import NumericKernel

/// Means and weights at some coefficients.
struct WorkingState {
  var coefficients: [Double]
  var predictors: [Double]
  var means: [Double]
  /// w μ′²/V of each row.
  var information: [Double]
  var deviance: Double
  var isPossible: Bool
  /// What the pass summed up, where it was asked to.
  var products: Products?

  struct Products {
    /// XᵀWX with W the information.
    let gram: Matrix
    /// Xᵀ w (y − μ) μ′/V.
    let gradient: [Double]
  }

  /// Whether some mean is so near the end of its range that estimates may be infinite.
  func isExtreme(_ family: Family, _ link: Link) -> Bool {
    let bound = 1e-6
    switch family {
    case .binomial, .quasiBinomial: return means.contains { $0 < bound || $0 > 1 - bound }
    case .poisson, .quasiPoisson, .negativeBinomial: return means.contains { $0 < bound }
    case .gaussian, .gamma: return false
    }
  }
}

/// The rows of a model that have a weight.
struct WorkingProblem {
  let family: Family
  let link: Link
  let names: [String]
  let rows: [Int]
  let matrix: Matrix
  let response: [Double]
  let offset: [Double]
  let weights: [Double]
  private let pass: WorkingPass
  /// Whether passes sum up the products of rows, which steps by Cholesky need and those by QR do not.
  var hasProducts = true

  init(_ model: GeneralizedLinearModel, weights given: [Double]?) throws(RegressionError) {
    let all = given ?? [Double](repeating: 1, count: model.response.count)
    guard all.count == model.response.count else {
      throw .unsuitable("a regression needs one weight for each row")
    }
    guard all.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw .unsuitable("a regression weight is negative or not finite")
    }
    let taking = all.indices.filter { all[$0] > 0 }
    guard taking.count >= model.matrix.columns else {
      throw .unsuitable(
        "there are \(taking.count) rows with a weight for \(model.matrix.columns) coefficients; fit a smaller model"
      )
    }
    family = model.family
    link = model.link
    names = model.names
    rows = taking
    if taking.count == all.count {
      matrix = model.matrix
      response = model.response
      offset = model.offset ?? [Double](repeating: 0, count: all.count)
      weights = all
    } else {
      matrix = model.matrix.selecting(rows: taking)
      response = taking.map { model.response[$0] }
      offset = taking.map { model.offset?[$0] ?? 0 }
      weights = taking.map { all[$0] }
    }
    guard response.allSatisfy({ model.family.isPossible(response: $0) }) else {
      throw .unsuitable("responses of the \(family.name) family are \(family.responseRule)")
    }
    guard areFinite(matrix.elements), areFinite(offset) else {
      throw .unsuitable("a covariate or offset is not finite")
    }
    pass = WorkingPass(
      family: family, link: link, matrix: matrix, response: response, offset: offset, weights: weights,
      threads: model.threads)
  }

  func state(_ coefficients: [Double], plus step: [Double], times factor: Double) -> WorkingState {
    state(coefficients.indices.map { coefficients[$0] + factor * step[$0] })
  }

  func state(_ coefficients: [Double]) -> WorkingState {
    pass.state(coefficients, predictors: nil, hasProducts: hasProducts)
  }

  /// A state of means near the responses, which no coefficients have.
  func startingState() -> WorkingState {
    pass.state(
      [], predictors: response.map { link.predictor(family.startingMean($0)) }, hasProducts: hasProducts)
  }

  /// √information·X.
  func rooted(_ information: [Double]) -> Matrix {
    var scaled = matrix.elements
    for i in 0..<matrix.rows {
      let root = information[i].squareRoot()
      for j in 0..<matrix.columns { scaled[i + j * matrix.rows] *= root }
    }
    return Matrix(rows: matrix.rows, columns: matrix.columns, elements: scaled)
  }

  /// The weighted regression of the working response on X from the starting means.
  func firstStep(_ qr: PivotedQR, from starting: WorkingState) throws(RegressionError) -> WorkingState {
    let (working, information) = workingResponse(starting)
    let rooted = working.indices.map { information[$0].squareRoot() * working[$0] }
    let solution: [Double]
    do { solution = try qr.solve(rooted) } catch { throw .numeric(error) }
    let state = state(solution)
    return state.isPossible ? state : try nullState()
  }

  func firstStep(
    _ factor: InformationFactor, from starting: WorkingState
  ) throws(RegressionError) -> WorkingState {
    let (working, information) = workingResponse(starting)
    let gradient = matrix.transposeMultiplied(by: working.indices.map { information[$0] * working[$0] })
    let solution: [Double]
    do { solution = try factor.solve(gradient) } catch { throw .numeric(error) }
    let state = state(solution)
    return state.isPossible ? state : try nullState()
  }

  private func workingResponse(_ starting: WorkingState) -> (values: [Double], information: [Double]) {
    var working = [Double](repeating: 0, count: matrix.rows)
    for i in 0..<matrix.rows {
      let slope = link.slope(starting.predictors[i])
      working[i] = starting.predictors[i] - offset[i] + (response[i] - starting.means[i]) / slope
    }
    return (working, starting.information)
  }

  /// Where the first step leaves the space of means: a constant linear predictor, if X holds one.
  private func nullState() throws(RegressionError) -> WorkingState {
    var sum = 0.0
    var size = 0.0
    for i in response.indices {
      sum += weights[i] * response[i]
      size += weights[i]
    }
    let target = link.predictor(
      family.isPossible(mean: sum / size) ? sum / size : family.startingMean(sum / size))
    let coefficients: [Double]
    do {
      coefficients = try LeastSquares(
        design: matrix, response: offset.map { target - $0 }, weights: weights
      ).coefficients
    } catch {
      throw .numeric(error)
    }
    let state = state(coefficients)
    guard state.isPossible else {
      throw .unsuitable(
        "no starting values give possible means under the \(link.rawValue) link; choose another link")
    }
    return state
  }

  /// (XᵀWX)⁻¹ Xᵀ w (y − μ) μ′/V: the change of the coefficients.
  func step(_ state: WorkingState, isWellConditioned: Bool) throws(RegressionError) -> [Double] {
    do {
      if isWellConditioned, let products = state.products, let factor = factor(state) {
        return try factor.solve(products.gradient)
      }
      var working = [Double](repeating: 0, count: matrix.rows)
      for i in 0..<matrix.rows {
        let slope = link.slope(state.predictors[i])
        working[i] = state.information[i].squareRoot() * (response[i] - state.means[i]) / slope
      }
      return try PivotedQR(rooted(state.information)).solve(working)
    } catch {
      if case .rankDeficient(_, _, let dependent) = error {
        try refuseSeparation()
        throw .rankDeficient(dependent.map { names[$0] })
      }
      throw .numeric(error)
    }
  }

  /// XᵀWX, scaled to a unit diagonal and factored; nil when it is not positive definite.
  func factor(_ state: WorkingState) -> InformationFactor? {
    state.products.flatMap { InformationFactor($0.gram) }
  }

  func inverseInformation(_ state: WorkingState, isWellConditioned: Bool) throws(RegressionError) -> Matrix {
    do {
      if isWellConditioned, let factor = factor(state), factor.reciprocalCondition > 3e-4 {
        return try factor.inverse()
      }
      return try PivotedQR(rooted(state.information)).inverseCrossProduct()
    } catch {
      throw .numeric(error)
    }
  }

  /// The largest change of a linear predictor, relative to its size or 1.
  func change(from old: WorkingState, to new: WorkingState) -> Double {
    var largest = 0.0
    for i in new.predictors.indices {
      let scale = max(1, abs(new.predictors[i]))
      largest = max(largest, abs(new.predictors[i] - old.predictors[i]) / scale)
    }
    return largest
  }

  func result(_ state: WorkingState, _ bread: Matrix, _ record: FitRecord) -> GLMFit {
    var dispersion = 1.0
    if !family.hasFixedDispersion, rows.count > matrix.columns {
      // Weights of mean 1, so that n − p means rows.
      let mean = weights.reduce(0, +) / Double(rows.count)
      var pearson = 0.0
      for i in response.indices {
        let residual = response[i] - state.means[i]
        pearson += weights[i] / mean * residual * residual / family.variance(state.means[i])
      }
      dispersion = pearson / Double(rows.count - matrix.columns)
    }
    return GLMFit(
      family: family, link: link, names: names, coefficients: state.coefficients, bread: bread,
      means: state.means, predictors: state.predictors, rows: rows, matrix: matrix, response: response,
      weights: weights, deviance: state.deviance, dispersion: dispersion, record: record)
  }
}

/// Whether every number is finite.
private func areFinite(_ values: [Double]) -> Bool {
  values.withUnsafeBufferPointer { values in
    // 0·x is NaN for those that are not, and a sum of them is NaN.
    var sum = SIMD4<Double>(repeating: 0)
    let whole = values.count & ~3
    for i in stride(from: 0, to: whole, by: 4) {
      sum += SIMD4(values[i], values[i + 1], values[i + 2], values[i + 3]) * 0
    }
    for i in whole..<values.count { sum[0] += values[i] * 0 }
    return sum.sum() == 0
  }
}

/// The Cholesky factor of an information matrix in units of its diagonal.
struct InformationFactor {
  private let cholesky: Cholesky
  private let scales: [Double]
  /// An estimate of 1 / condition number of √W·X with columns of unit length.
  let reciprocalCondition: Double

  init?(_ information: Matrix) {
    let scales = information.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var scaled = information
    for j in scales.indices {
      for i in scales.indices { scaled[i, j] *= scales[i] * scales[j] }
    }
    guard let cholesky = try? Cholesky(scaled), let squared = try? cholesky.reciprocalCondition() else {
      return nil
    }
    self.cholesky = cholesky
    self.scales = scales
    reciprocalCondition = squared.squareRoot()
  }

  func solve(_ rightSide: [Double]) throws(NumericError) -> [Double] {
    let solution = try cholesky.solve(rightSide.indices.map { rightSide[$0] * scales[$0] })
    return solution.indices.map { solution[$0] * scales[$0] }
  }

  func inverse() throws(NumericError) -> Matrix {
    var inverse = try cholesky.inverse()
    for j in scales.indices {
      for i in scales.indices { inverse[i, j] *= scales[i] * scales[j] }
    }
    return inverse
  }
}
