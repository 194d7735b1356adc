internal import Glibc

/// The weighted least-squares problem of an area model at a given between-area variance A, with what the
/// likelihoods and moment equations for A need: wᵢ = 1/(A + ψᵢ), M = QᵀWQ, b = M⁻¹QᵀWy, u = W(y − Qb).
///
/// One value is reused for all A of one fit, so that nothing is allocated in between.
struct AreaEquations {
  let areaCount: Int
  let columnCount: Int
  private let response: [Double]
  private let samplingVariance: [Double]
  private let basis: [Double]
  /// W, as a vector.
  private(set) var weights: [Double]
  /// u = W(y − Qb) = Py.
  private(set) var scaledResiduals: [Double]
  /// b.
  private(set) var coefficients: [Double]
  /// The lower Cholesky factor of M, row by row.
  private var factor: [Double]
  /// QᵀW²Q and QᵀW³Q, filled by `traces`.
  private var second: [Double]
  private var third: [Double]
  /// yᵀPy.
  private(set) var weightedResidualSquares = 0.0
  private(set) var sumOfLogWeights = 0.0

  init(response: [Double], samplingVariance: [Double], basis: [Double], columnCount: Int) {
    areaCount = response.count
    self.columnCount = columnCount
    self.response = response
    self.samplingVariance = samplingVariance
    self.basis = basis
    weights = [Double](repeating: 0, count: areaCount)
    scaledResiduals = weights
    coefficients = [Double](repeating: 0, count: columnCount)
    factor = [Double](repeating: 0, count: columnCount * columnCount)
    second = factor
    third = factor
  }

  /// Solves for one A >= 0; every ψ is positive, so that M is positive definite.
  mutating func solve(betweenVariance: Double) {
    let p = columnCount
    for k in 0..<p * p { factor[k] = 0 }
    for k in 0..<p { coefficients[k] = 0 }
    for i in 0..<areaCount {
      let w = 1 / (betweenVariance + samplingVariance[i])
      weights[i] = w
      let wy = w * response[i]
      for a in 0..<p {
        let qa = basis[i * p + a]
        coefficients[a] += qa * wy
        let wq = w * qa
        for b in 0...a { factor[a * p + b] += wq * basis[i * p + b] }
      }
    }
    factorise()
    forward(&coefficients)
    backward(&coefficients)
    residuals()
    refine()
  }

  private mutating func residuals() {
    let p = columnCount
    var squares = 0.0
    for i in 0..<areaCount {
      var residual = response[i]
      for a in 0..<p { residual -= basis[i * p + a] * coefficients[a] }
      let u = weights[i] * residual
      scaledResiduals[i] = u
      squares += u * residual
    }
    weightedResidualSquares = squares
  }

  /// One step of iterative refinement: the residuals of a weighted fit are orthogonal to the columns.
  private mutating func refine() {
    let p = columnCount
    var gradient = [Double](repeating: 0, count: p)
    for i in 0..<areaCount {
      for a in 0..<p { gradient[a] += basis[i * p + a] * scaledResiduals[i] }
    }
    forward(&gradient)
    backward(&gradient)
    for a in 0..<p { coefficients[a] += gradient[a] }
    residuals()
  }

  private mutating func factorise() {
    let p = columnCount
    for a in 0..<p {
      for b in 0...a {
        var sum = factor[a * p + b]
        for k in 0..<b { sum -= factor[a * p + k] * factor[b * p + k] }
        factor[a * p + b] = a == b ? sum.squareRoot() : sum / factor[b * p + b]
      }
    }
  }

  private func forward(_ vector: inout [Double]) {
    let p = columnCount
    for a in 0..<p {
      var sum = vector[a]
      for k in 0..<a { sum -= factor[a * p + k] * vector[k] }
      vector[a] = sum / factor[a * p + a]
    }
  }

  private func backward(_ vector: inout [Double]) {
    let p = columnCount
    for a in stride(from: p - 1, through: 0, by: -1) {
      var sum = vector[a]
      for k in a + 1..<max(p, a + 1) { sum -= factor[k * p + a] * vector[k] }
      vector[a] = sum / factor[a * p + a]
    }
  }

  /// Puts Σ log wᵢ into `sumOfLogWeights`; kept apart from `solve` because only likelihoods need logarithms.
  mutating func sumLogWeights() {
    var sum = 0.0
    for i in 0..<areaCount { sum += log(weights[i]) }
    sumOfLogWeights = sum
  }

  var logDeterminant: Double {
    var sum = 0.0
    for a in 0..<columnCount { sum += log(factor[a * columnCount + a]) }
    return 2 * sum
  }

  /// Σwᵢ.
  var sumOfWeights: Double {
    var sum = 0.0
    for i in 0..<areaCount { sum += weights[i] }
    return sum
  }

  /// Σwᵢ².
  var sumOfSquaredWeights: Double {
    var sum = 0.0
    for i in 0..<areaCount { sum += weights[i] * weights[i] }
    return sum
  }

  /// yᵀPPy.
  var residualSquares: Double {
    var sum = 0.0
    for i in 0..<areaCount { sum += scaledResiduals[i] * scaledResiduals[i] }
    return sum
  }

  /// yᵀPPPy.
  func cubicForm() -> Double {
    let p = columnCount
    var sum = 0.0
    var projected = [Double](repeating: 0, count: p)
    for i in 0..<areaCount {
      let u = scaledResiduals[i]
      let wu = weights[i] * u
      sum += u * wu
      for a in 0..<p { projected[a] += basis[i * p + a] * wu }
    }
    forward(&projected)
    for a in 0..<p { sum -= projected[a] * projected[a] }
    return sum
  }

  /// tr P, tr P² and tr(M⁻¹QᵀW²Q), with P = W − WQM⁻¹QᵀW.
  mutating func traces() -> (projection: Double, squaredProjection: Double, leverage: Double) {
    let p = columnCount
    for k in 0..<p * p {
      second[k] = 0
      third[k] = 0
    }
    var w1 = 0.0
    var w2 = 0.0
    for i in 0..<areaCount {
      let w = weights[i]
      w1 += w
      w2 += w * w
      for a in 0..<p {
        let square = w * w * basis[i * p + a]
        let cube = w * square
        for b in 0...a {
          second[a * p + b] += square * basis[i * p + b]
          third[a * p + b] += cube * basis[i * p + b]
        }
      }
    }
    let leverage = whiten(&second)
    let cubic = whiten(&third)
    var squared = 0.0
    for k in 0..<p * p { squared += second[k] * second[k] }
    return (w1 - leverage, w2 - 2 * cubic + squared, leverage)
  }

  /// Replaces a symmetric S, given by its lower triangle, by L⁻¹SL⁻ᵀ and returns its trace, tr(M⁻¹S).
  private func whiten(_ matrix: inout [Double]) -> Double {
    let p = columnCount
    for a in 0..<p {
      for b in 0..<a { matrix[b * p + a] = matrix[a * p + b] }
    }
    for _ in 0..<2 {
      for c in 0..<p {
        for a in 0..<p {
          var sum = matrix[a * p + c]
          for k in 0..<a { sum -= factor[a * p + k] * matrix[k * p + c] }
          matrix[a * p + c] = sum / factor[a * p + a]
        }
      }
      for a in 0..<p {
        for b in 0..<a {
          let kept = matrix[a * p + b]
          matrix[a * p + b] = matrix[b * p + a]
          matrix[b * p + a] = kept
        }
      }
    }
    var trace = 0.0
    for a in 0..<p { trace += matrix[a * p + a] }
    return trace
  }

  /// Residuals and leverages of ordinary least squares: ê = y − QQᵀy, hᵢ = |qᵢ|².
  func ordinaryResiduals() -> (values: [Double], leverage: [Double]) {
    let p = columnCount
    var projected = [Double](repeating: 0, count: p)
    for i in 0..<areaCount {
      for a in 0..<p { projected[a] += basis[i * p + a] * response[i] }
    }
    var values = response
    var leverage = [Double](repeating: 0, count: areaCount)
    for i in 0..<areaCount {
      for a in 0..<p {
        values[i] -= basis[i * p + a] * projected[a]
        leverage[i] += basis[i * p + a] * basis[i * p + a]
      }
    }
    return (values, leverage)
  }

  /// M⁻¹, the covariance of b, row by row.
  func coefficientCovariance() -> [Double] {
    let p = columnCount
    var inverse = [Double](repeating: 0, count: p * p)
    for c in 0..<p {
      var unit = [Double](repeating: 0, count: p)
      unit[c] = 1
      forward(&unit)
      backward(&unit)
      for a in 0..<p { inverse[a * p + c] = unit[a] }
    }
    return inverse
  }

  /// L⁻ᵀz: with standard normal z, a draw with the covariance M⁻¹.
  func deviation(_ z: [Double]) -> [Double] {
    var drawn = z
    backward(&drawn)
    return drawn
  }

  /// zᵀM⁻¹z for a row z of the basis.
  func quadraticForm(_ z: [Double]) -> Double {
    var solved = z
    forward(&solved)
    var sum = 0.0
    for a in 0..<columnCount { sum += solved[a] * solved[a] }
    return sum
  }
}
