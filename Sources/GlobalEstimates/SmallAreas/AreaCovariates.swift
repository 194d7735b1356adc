internal import Glibc

/// The covariates of a set of areas, held in an orthonormal basis of the space that they span.
///
/// Weighted normal equations in that basis lose no more digits than the spread of the weights takes, whatever
/// the units and the correlation of the covariates. With X = Q·R and b the coefficients on Q, β = R⁻¹b.
package struct AreaCovariates: Sendable, Equatable {
  /// The number of areas.
  package let areaCount: Int
  /// The number of columns, p; an intercept counts when it is given as a column.
  package let count: Int
  package let names: [String]
  /// Row by row as given: the covariate j of area i is `values[i * count + j]`.
  package let values: [Double]
  /// Q, row by row.
  let basis: [Double]
  /// R, upper triangle, row by row.
  let triangle: [Double]

  /// A column that keeps less than this of its length beside the columns before it counts as determined by
  /// them.
  package static let rankTolerance = 1e-9

  /// - Parameter rows: one row of covariates for each area, with the intercept where one is wanted.
  /// - Throws: `GlobalEstimateError.invalidInput` when rows differ in length, a value is not finite, or a
  ///   column is determined by those before it.
  package init(rows: [[Double]], names: [String]) throws(GlobalEstimateError) {
    let p = names.count
    let m = rows.count
    guard p > 0, m > 0 else {
      throw .invalidInput("an area model needs at least one area and one covariate, if only an intercept")
    }
    for (index, row) in rows.enumerated() {
      guard row.count == p else {
        throw .invalidInput("area \(index + 1) has \(row.count) covariates and there are \(p) names")
      }
      for (j, value) in row.enumerated() where !value.isFinite {
        throw .invalidInput("covariate '\(names[j])' of area \(index + 1) is not a finite number")
      }
    }
    guard m >= p else {
      throw .invalidInput("\(m) areas cannot determine \(p) coefficients; leave out covariates")
    }
    self.areaCount = m
    self.count = p
    self.names = names
    values = rows.flatMap { $0 }
    (basis, triangle) = try AreaCovariates.orthonormalise(values, rows: m, names: names)
  }

  /// An intercept alone.
  package static func intercept(areaCount: Int) throws(GlobalEstimateError) -> AreaCovariates {
    try AreaCovariates(rows: [[Double]](repeating: [1], count: areaCount), names: ["intercept"])
  }

  /// The same columns for some of the areas.
  package func selecting(areas: [Int]) throws(GlobalEstimateError) -> AreaCovariates {
    try AreaCovariates(rows: areas.map(row), names: names)
  }

  package func row(_ area: Int) -> [Double] {
    Array(values[area * count..<(area + 1) * count])
  }

  /// Modified Gram-Schmidt with one reorthogonalisation, which leaves the columns orthogonal to rounding
  /// (Giraud, Langou and Rozloznik, Computers & Mathematics with Applications 50, 2005).
  private static func orthonormalise(
    _ values: [Double], rows m: Int, names: [String]
  ) throws(GlobalEstimateError) -> ([Double], [Double]) {
    let p = names.count
    var q = values
    var r = [Double](repeating: 0, count: p * p)
    for j in 0..<p {
      let before = columnLength(q, column: j, rows: m, columns: p)
      for _ in 0..<2 {
        for k in 0..<j {
          var product = 0.0
          for i in 0..<m { product += q[i * p + k] * q[i * p + j] }
          r[k * p + j] += product
          for i in 0..<m { q[i * p + j] -= product * q[i * p + k] }
        }
      }
      let length = columnLength(q, column: j, rows: m, columns: p)
      guard length > rankTolerance * before, before.isFinite else {
        throw .invalidInput(
          "covariate '\(names[j])' is constant zero or determined by the covariates before it; leave it out")
      }
      r[j * p + j] = length
      for i in 0..<m { q[i * p + j] /= length }
    }
    return (q, r)
  }

  private static func columnLength(_ q: [Double], column: Int, rows: Int, columns: Int) -> Double {
    var largest = 0.0
    for i in 0..<rows { largest = max(largest, abs(q[i * columns + column])) }
    guard largest > 0 else { return 0 }
    var sum = 0.0
    for i in 0..<rows {
      let scaled = q[i * columns + column] / largest
      sum += scaled * scaled
    }
    return largest * sum.squareRoot()
  }

  /// The row z with x·β = z·b for every β: z = R⁻ᵀx.
  func basisRow(of x: [Double]) -> [Double] {
    var z = x
    for j in 0..<count {
      for k in 0..<j { z[j] -= triangle[k * count + j] * z[k] }
      z[j] /= triangle[j * count + j]
    }
    return z
  }

  /// β = R⁻¹b.
  func coefficients(fromBasis b: [Double]) -> [Double] {
    var beta = b
    for j in stride(from: count - 1, through: 0, by: -1) {
      for k in j + 1..<max(count, j + 1) { beta[j] -= triangle[j * count + k] * beta[k] }
      beta[j] /= triangle[j * count + j]
    }
    return beta
  }

  /// R⁻¹·V·R⁻ᵀ for a symmetric V on the basis, row by row.
  func covariance(fromBasis v: [Double]) -> [Double] {
    let p = count
    var half = [Double](repeating: 0, count: p * p)
    for j in 0..<p {
      let column = coefficients(fromBasis: (0..<p).map { v[$0 * p + j] })
      for i in 0..<p { half[i * p + j] = column[i] }
    }
    var full = half
    for i in 0..<p {
      let row = coefficients(fromBasis: (0..<p).map { half[i * p + $0] })
      for j in 0..<p { full[i * p + j] = row[j] }
    }
    return full
  }
}
