internal import Glibc

/// yᵢ ~ N(xᵢβ + σᵥνᵣ, σᵤ² + ψᵢ) with ν ~ N(0, 1) and a flat β: given the two standard deviations, β and ν are
/// jointly normal with precision M = CᵀWC + diag(0, I), C = [Q, σᵥZ], and integrate out of the likelihood in
/// closed form.
struct RegionalEquations {
  private let response: [Double]
  private let samplingVariance: [Double]
  private let basis: [Double]
  private let region: [Int]
  private let columnCount: Int
  private let regionCount: Int
  private var weights: [Double]
  private var regionSpread = 0.0
  /// The lower Cholesky factor of M, row by row.
  private var factor: [Double]
  /// The mean of (b, ν), with b the coefficients on the orthonormal basis.
  private(set) var mean: [Double]

  var order: Int { columnCount + regionCount }

  init(_ data: ModelData) {
    response = data.values
    samplingVariance = data.variances
    basis = data.covariates.basis
    columnCount = data.covariates.count
    regionCount = data.regions.count
    region = data.observed.map { data.regionOfCountry[$0] }
    weights = [Double](repeating: 0, count: response.count)
    mean = [Double](repeating: 0, count: columnCount + regionCount)
    factor = [Double](repeating: 0, count: (columnCount + regionCount) * (columnCount + regionCount))
  }

  /// Solves for the two standard deviations and returns the logarithm of their likelihood with β and ν
  /// integrated out, up to a constant.
  mutating func solve(countrySpread: Double, regionSpread: Double) -> Double {
    let p = columnCount
    let d = order
    self.regionSpread = regionSpread
    for k in 0..<d * d { factor[k] = 0 }
    for k in 0..<d { mean[k] = 0 }
    var logWeights = 0.0
    for i in 0..<response.count {
      let w = 1 / (countrySpread * countrySpread + samplingVariance[i])
      weights[i] = w
      logWeights += log(w)
      for a in 0..<p {
        let wq = w * basis[i * p + a]
        mean[a] += wq * response[i]
        for b in 0...a { factor[a * d + b] += wq * basis[i * p + b] }
      }
      let row = p + region[i]
      let ws = w * regionSpread
      mean[row] += ws * response[i]
      for a in 0..<p { factor[row * d + a] += ws * basis[i * p + a] }
      factor[row * d + row] += ws * regionSpread
    }
    for r in p..<d { factor[r * d + r] += 1 }
    factorise()
    forward(&mean)
    backward(&mean)
    var squares = 0.0
    for i in 0..<response.count {
      var residual = response[i] - regionSpread * mean[p + region[i]]
      for a in 0..<p { residual -= basis[i * p + a] * mean[a] }
      squares += weights[i] * residual * residual
    }
    for r in p..<d { squares += mean[r] * mean[r] }
    var logDeterminant = 0.0
    for k in 0..<d { logDeterminant += log(factor[k * d + k]) }
    return 0.5 * (logWeights - squares) - logDeterminant
  }

  /// A draw of (b, ν) at the standard deviations last solved for, from standard normal deviates.
  func draw(_ deviates: [Double]) -> [Double] {
    var drawn = deviates
    backward(&drawn)
    for k in 0..<order { drawn[k] += mean[k] }
    return drawn
  }

  /// For the standard deviations last solved for: the mean and variance of each yᵢ given all others, by the
  /// identities (Py)ᵢ/Pᵢᵢ and 1/Pᵢᵢ with P the precision of y, β and ν integrated out.
  func leaveOneOut() -> [(mean: Double, variance: Double)] {
    let p = columnCount
    return (0..<response.count).map { i in
      var row = [Double](repeating: 0, count: order)
      for a in 0..<p { row[a] = basis[i * p + a] }
      row[p + region[i]] = regionSpread
      var residual = response[i]
      for k in 0..<order { residual -= row[k] * mean[k] }
      forward(&row)
      var leverage = 0.0
      for k in 0..<order { leverage += row[k] * row[k] }
      let precision = weights[i] * (1 - weights[i] * leverage)
      return (response[i] - weights[i] * residual / precision, 1 / precision)
    }
  }

  private mutating func factorise() {
    let d = order
    for a in 0..<d {
      for b in 0...a {
        var sum = factor[a * d + b]
        for k in 0..<b { sum -= factor[a * d + k] * factor[b * d + k] }
        factor[a * d + b] = a == b ? sum.squareRoot() : sum / factor[b * d + b]
      }
    }
  }

  private func forward(_ vector: inout [Double]) {
    let d = order
    for a in 0..<d {
      var sum = vector[a]
      for k in 0..<a { sum -= factor[a * d + k] * vector[k] }
      vector[a] = sum / factor[a * d + a]
    }
  }

  private func backward(_ vector: inout [Double]) {
    let d = order
    for a in stride(from: d - 1, through: 0, by: -1) {
      var sum = vector[a]
      for k in a + 1..<max(d, a + 1) { sum -= factor[k * d + a] * vector[k] }
      vector[a] = sum / factor[a * d + a]
    }
  }
}
