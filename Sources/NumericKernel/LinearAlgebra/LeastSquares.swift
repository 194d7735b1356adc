/// Ordinary or weighted linear least squares: the β that minimises Σ wᵢ (yᵢ − xᵢᵀβ)², with what inference
/// under independent errors of variance σ²/wᵢ needs.
///
/// The design is factored by `PivotedQR`, never squared, and the coefficients are then refined until they are
/// the exact solution of the given doubles but for their last digits. There is no intercept unless a column
/// of the design holds it.
package struct LeastSquares: Sendable {
  package let coefficients: [Double]
  /// Square roots of the diagonal of `covariance`; nil without residual degrees of freedom.
  package let standardErrors: [Double]?
  /// (XᵀWX)⁻¹, in the order of the columns of the design.
  package let unscaledCovariance: Matrix
  /// σ̂²(XᵀWX)⁻¹; nil without residual degrees of freedom.
  package let covariance: Matrix?
  /// yᵢ − xᵢᵀβ for every row, those of weight 0 included; not multiplied by √w.
  package let residuals: [Double]
  /// Σ wᵢ rᵢ².
  package let residualSumOfSquares: Double
  /// σ̂ = √(Σ wᵢ rᵢ² / degrees of freedom); nil without residual degrees of freedom.
  package let residualStandardDeviation: Double?
  /// 1 − Σwr²/Σw(y − ȳ)² with the weighted mean ȳ when some combination of the columns is constant, and
  /// 1 − Σwr²/Σwy² when none is (`rSquaredIsCentred` says which); nil when the
  /// response does not vary beyond rounding.
  package let rSquared: Double?
  package let rSquaredIsCentred: Bool
  /// Rows with a positive weight, less the rank.
  package let residualDegreesOfFreedom: Int
  /// The number of columns: a fit of lower rank is refused.
  package let rank: Int
  /// An estimate of 1 / condition number of √W·X with columns of unit length.
  package let reciprocalCondition: Double

  /// - Parameters:
  ///   - design: one row for each observation, one column for each coefficient.
  ///   - weights: inverse variances up to a factor, one for each row; a row of weight 0 takes no part in the
  ///     fit and does not count as an observation, but has a residual. Nil is 1 for every row.
  ///   - tolerance: the part of a column's length that must be left by the others: see `PivotedQR`.
  /// - Throws: `NumericError.shape`; `.notFinite`; `.domain` when a weight is negative or all are 0;
  ///   `.rankDeficient` with the rank and the dependent columns.
  package init(
    design: Matrix, response: [Double], weights: [Double]? = nil,
    tolerance: Double = PivotedQR.defaultTolerance
  ) throws(NumericError) {
    let problem = try WeightedProblem(design: design, response: response, weights: weights)
    let qr = try PivotedQR(problem.scaledDesign, tolerance: tolerance)
    try qr.requireFullRank()
    let solution = problem.solve(qr)
    coefficients = solution.coefficients.map(\.value)
    try requireFinite(coefficients, "a coefficient")

    // Every row, from the unrounded coefficients.
    residuals = residualsOf(design, response, solution.coefficients)
    residualSumOfSquares = weightedSumOfSquares(residuals, weights)
    guard residualSumOfSquares.isFinite else { throw .notFinite("the residual sum of squares") }

    rank = qr.rank
    residualDegreesOfFreedom = problem.rows - qr.rank
    reciprocalCondition = try qr.reciprocalCondition()
    unscaledCovariance = try qr.inverseCrossProduct()
    if residualDegreesOfFreedom > 0 {
      let variance = residualSumOfSquares / Double(residualDegreesOfFreedom)
      var scaled = unscaledCovariance
      scaled.scaleColumns(by: [Double](repeating: variance, count: rank))
      try scaled.requireFinite("the covariance")
      covariance = scaled
      residualStandardDeviation = variance.squareRoot()
      standardErrors = unscaledCovariance.diagonal.map { variance.squareRoot() * $0.squareRoot() }
    } else {
      covariance = nil
      residualStandardDeviation = nil
      standardErrors = nil
    }
    rSquaredIsCentred = problem.spansConstant(qr)
    if let total = problem.totalSumOfSquares(centred: rSquaredIsCentred) {
      // The quotient exceeds 1 by rounding only, when the columns explain nothing.
      rSquared = max(0, 1 - residualSumOfSquares / total)
    } else {
      rSquared = nil
    }
  }
}

/// The observations of positive weight, checked, and the solution of their least squares problem.
private struct WeightedProblem {
  let design: Matrix
  let response: [Double]
  let weights: [Double]
  let roots: [Double]

  var rows: Int { design.rows }

  init(design: Matrix, response: [Double], weights: [Double]?) throws(NumericError) {
    guard design.columns > 0 else { throw .shape("the design has no columns") }
    guard response.count == design.rows else {
      throw .shape("the design has \(design.rows) rows and the response \(response.count) values")
    }
    guard design.rows > 0 else { throw .shape("the design has no rows") }
    try design.requireFinite("an entry of the design")
    try requireFinite(response, "a value of the response")
    guard let weights else {
      self.design = design
      self.response = response
      self.weights = [Double](repeating: 1, count: response.count)
      self.roots = self.weights
      return
    }
    guard weights.count == design.rows else {
      throw .shape("the design has \(design.rows) rows and there are \(weights.count) weights")
    }
    try requireFinite(weights, "a weight")
    guard weights.allSatisfy({ $0 >= 0 }) else { throw .domain("a weight is negative") }
    let taking = weights.indices.filter { weights[$0] > 0 }
    guard !taking.isEmpty else { throw .domain("every weight is 0") }
    let all = taking.count == weights.count
    self.design = all ? design : design.selecting(rows: taking)
    self.response = all ? response : taking.map { response[$0] }
    self.weights = all ? weights : taking.map { weights[$0] }
    self.roots = self.weights.map { $0.squareRoot() }
  }

  /// √W·X.
  var scaledDesign: Matrix {
    var scaled = design
    for j in 0..<design.columns {
      for i in 0..<rows { scaled.storage[i + j * rows] *= roots[i] }
    }
    return scaled
  }

  /// Solves by QR and refines. With r a vector of unknowns of its own the problem is the system
  ///
  ///     r + X·β = y,  Xᵀ·W·r = 0,
  ///
  /// and refinement of that system with residuals in twice the working precision contracts the error of β and
  /// r by the condition number of the design times ε (Björck, BIT 7, 1967; Demmel, Hida, Riedy & Li, ACM TOMS
  /// 35, 2009), where refining β alone would contract by its square. β and r are kept to twice the precision
  /// too, without which a large residual would spoil small coefficients. The residuals are those of X, y and
  /// w, not of √W·X, whose rounding therefore does not reach the result.
  func solve(_ qr: PivotedQR) -> Solution {
    let zero = [Double](repeating: 0, count: design.columns)
    var rotated = [Double](repeating: 0, count: rows)
    for i in 0..<rows { rotated[i] = roots[i] * response[i] }
    let (first, residual) = step(qr, rotated, zero)
    var solution = Solution(
      coefficients: first.map(DoubleDouble.init), residuals: residual.map(DoubleDouble.init))

    var previous = Double.infinity
    for _ in 0..<Self.maximumRefinements {
      let (equations, orthogonality) = defects(solution)
      let (change, residualChange) = step(qr, equations, orthogonality)
      let ratio = largest(change, qr) / largest(solution.coefficients.map(\.high), qr)
      // No step at all after one that failed to halve the error, nor for an answer of 0.
      guard ratio < 0.5 * previous, residualChange.allSatisfy(\.isFinite) else { break }
      for j in 0..<change.count { solution.coefficients[j].add(change[j]) }
      for i in 0..<rows { solution.residuals[i].add(residualChange[i]) }
      solution.normalise()
      // The next change would be smaller by this factor at least: below half a unit of every coefficient?
      let contraction = previous.isFinite ? ratio / previous : ratio
      let settled = change.indices.allSatisfy {
        contraction * abs(change[$0]) <= 0x1p-54 * abs(solution.coefficients[$0].high)
      }
      if settled || contraction * ratio < 0x1p-80 { break }
      previous = ratio
    }
    return solution
  }

  /// Filip, whose condition number times ε is about 1e-6, needs three.
  private static let maximumRefinements = 8

  /// Solves r̃ + B·x = f, Bᵀ·r̃ = g for B = √W·X and answers x and r = r̃/√w. `equations` is f already
  /// multiplied by √w.
  private func step(_ qr: PivotedQR, _ equations: [Double], _ orthogonality: [Double]) -> ([Double], [Double])
  {
    let columns = design.columns
    var rotated = equations
    qr.applyQTransposed(to: &rotated)
    let along = qr.solveTransposedTriangle(qr.scaled(orthogonality))
    var difference = [Double](repeating: 0, count: columns)
    for k in 0..<columns {
      difference[k] = rotated[k] - along[k]
      rotated[k] = along[k]
    }
    qr.applyQ(to: &rotated)
    for i in 0..<rows { rotated[i] /= roots[i] }
    return (qr.unscaled(qr.solveTriangle(difference)), rotated)
  }

  /// √w·(y − r − X·β) and −Xᵀ·W·r, each rounded once.
  private func defects(_ solution: Solution) -> ([Double], [Double]) {
    var equations = [DoubleDouble](repeating: DoubleDouble(0), count: rows)
    var weighted = equations
    for i in 0..<rows {
      let residual = solution.residuals[i]
      equations[i].add(response[i])
      equations[i].add(-residual.high)
      equations[i].low -= residual.low
      weighted[i] = DoubleDouble(productOf: weights[i], residual.high)
      weighted[i].low += weights[i] * residual.low
    }
    var orthogonality = [Double](repeating: 0, count: design.columns)
    for j in 0..<design.columns {
      let coefficient = solution.coefficients[j]
      var sum = DoubleDouble(0)
      for i in 0..<rows {
        let entry = design.storage[i + j * rows]
        equations[i].add(DoubleDouble(productOf: -entry, coefficient.high))
        equations[i].low -= entry * coefficient.low
        sum.add(DoubleDouble(productOf: -entry, weighted[i].high))
        sum.low -= entry * weighted[i].low
      }
      orthogonality[j] = sum.value
    }
    var scaled = [Double](repeating: 0, count: rows)
    for i in 0..<rows { scaled[i] = roots[i] * equations[i].value }
    return (scaled, orthogonality)
  }

  /// The largest coefficient in units of unit columns.
  private func largest(_ coefficients: [Double], _ qr: PivotedQR) -> Double {
    var largest = 0.0
    for j in 0..<coefficients.count { largest = max(largest, abs(coefficients[j]) * qr.columnNorms[j]) }
    return largest
  }

  /// Whether the columns of the design can form a constant: whether they leave nothing of √w·1 beyond the
  /// tolerance by which columns are judged dependent.
  func spansConstant(_ qr: PivotedQR) -> Bool {
    var rotated = roots
    qr.applyQTransposed(to: &rotated)
    var rest = 0.0
    for i in min(qr.rank, rows)..<rows { rest += rotated[i] * rotated[i] }
    var all = 0.0
    for i in 0..<rows { all += roots[i] * roots[i] }
    return rest.squareRoot() <= qr.tolerance * all.squareRoot()
  }

  /// Σw(y − ȳ)² or Σwy²; nil when it overflows, is 0 or could be nothing but the rounding of a constant.
  func totalSumOfSquares(centred: Bool) -> Double? {
    let about0 = sumOfSquares(about: 0)
    guard about0.isFinite else { return nil }
    guard centred else { return about0 > 0 ? about0 : nil }
    var sum = CompensatedSum()
    for i in 0..<rows { sum.add(weights[i] * response[i]) }
    let total = sumOfSquares(about: sum.value / CompensatedSum.of(weights))
    return total > 0x1p-98 * about0 ? total : nil
  }

  private func sumOfSquares(about centre: Double) -> Double {
    var squares = CompensatedSum()
    for i in 0..<rows {
      let deviation = response[i] - centre
      squares.add(weights[i] * deviation * deviation)
    }
    return squares.value
  }
}

private struct Solution {
  var coefficients: [DoubleDouble]
  var residuals: [DoubleDouble]

  mutating func normalise() {
    for j in 0..<coefficients.count { coefficients[j].normalise() }
    for i in 0..<residuals.count { residuals[i].normalise() }
  }
}

/// y − X·β, rounded once.
private func residualsOf(_ design: Matrix, _ response: [Double], _ coefficients: [DoubleDouble]) -> [Double] {
  var residuals = response.map(DoubleDouble.init)
  for j in 0..<design.columns {
    let coefficient = coefficients[j]
    for i in 0..<design.rows {
      let entry = design.storage[i + j * design.rows]
      residuals[i].add(DoubleDouble(productOf: -entry, coefficient.high))
      residuals[i].low -= entry * coefficient.low
    }
  }
  return residuals.map(\.value)
}

private func weightedSumOfSquares(_ residuals: [Double], _ weights: [Double]?) -> Double {
  var sum = CompensatedSum()
  for i in 0..<residuals.count {
    // In this order, so that a huge residual in a row of weight 0 adds 0.
    sum.add((weights?[i] ?? 1) * residuals[i] * residuals[i])
  }
  return sum.value
}
