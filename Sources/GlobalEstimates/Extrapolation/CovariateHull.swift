internal import Estimates
internal import NumericKernel

/// Where the countries with data lie in the space of the covariates, to tell prediction inside from
/// prediction outside (AGG-02).
package struct CovariateHull: Sendable {
  private let names: [String]
  /// The covariates that vary; a constant one, as the intercept, has no hull.
  private let columns: [Int]
  private let lower: [Double]
  private let upper: [Double]
  private let means: [Double]
  private let factor: Cholesky?
  private let limit: Double

  package init(_ covariates: AreaCovariates) throws(GlobalEstimateError) {
    let m = covariates.areaCount
    let p = covariates.count
    names = covariates.names
    var columns: [Int] = []
    var lower: [Double] = []
    var upper: [Double] = []
    for j in 0..<p {
      let column = (0..<m).map { covariates.values[$0 * p + j] }
      let (least, most) = (column.min() ?? 0, column.max() ?? 0)
      guard least < most else { continue }
      columns.append(j)
      lower.append(least)
      upper.append(most)
    }
    self.columns = columns
    self.lower = lower
    self.upper = upper
    var centred = Matrix(rows: m, columns: columns.count)
    var means: [Double] = []
    for (k, j) in columns.enumerated() {
      var sum = 0.0
      for i in 0..<m { sum += covariates.values[i * p + j] }
      means.append(sum / Double(m))
      for i in 0..<m { centred[i, k] = covariates.values[i * p + j] - means[k] }
    }
    self.means = means
    guard !columns.isEmpty else {
      factor = nil
      limit = .infinity
      return
    }
    let degrees = Double(max(1, m - 1))
    // Columns that add to a constant have no inverse covariance; the range alone then judges.
    factor = try? Cholesky(centred.crossProduct(weights: [Double](repeating: 1 / degrees, count: m)))
    limit = try chiSquaredQuantile(
      WarningThreshold.hullProbability, degreesOfFreedom: Double(columns.count))
  }

  /// Why a country lies outside, in words; `nil` when it lies inside.
  package func departure(of x: [Double]) -> String? {
    for (k, j) in columns.enumerated() where !(x[j] >= lower[k] && x[j] <= upper[k]) {
      return "covariate '\(names[j])' is outside the range of the countries with data"
    }
    guard let distance = squaredDistance(of: x), distance > limit else { return nil }
    return "its covariates together are unlike those of the countries with data"
  }

  /// The squared Mahalanobis distance from the mean of the countries with data; `nil` where covariates vary
  /// together.
  package func squaredDistance(of x: [Double]) -> Double? {
    guard let factor else { return columns.isEmpty ? 0 : nil }
    let difference = columns.indices.map { x[columns[$0]] - means[$0] }
    guard let solved = try? factor.solve(difference) else { return nil }
    var sum = 0.0
    for k in 0..<difference.count { sum += difference[k] * solved[k] }
    return sum
  }
}
