internal import Glibc
internal import NumericKernel

/// What is reported of a fit.
extension CovariateWorkspace {
  /// The inverse of X'WX at β over the active columns, row by row, and the condition number in the sum norm of
  /// X'WX scaled to a unit diagonal.
  func covariance() -> (inverse: [Double], conditionNumber: Double)? {
    let size = columns.count
    let rowWidth = SmallCholesky.stride(size)
    fillNormal(sums)
    var matrix = Matrix(rows: size, columns: size)
    var norm = 0.0
    for i in 0..<size {
      for j in 0...i {
        matrix[i, j] = normal[i * rowWidth + j]
        matrix[j, i] = matrix[i, j]
      }
    }
    guard let factor = try? Cholesky(matrix), let inverse = try? factor.inverse() else { return nil }
    var inverseNorm = 0.0
    for j in 0..<size {
      var sum = 0.0
      var inverseSum = 0.0
      for i in 0..<size {
        let product = (matrix[i, i] * matrix[j, j]).squareRoot()
        sum += abs(matrix[i, j]) / product
        inverseSum += abs(inverse[i, j]) * product
      }
      norm = max(norm, sum)
      inverseNorm = max(inverseNorm, inverseSum)
    }
    return (inverse.elements, norm * inverseNorm)
  }

  /// The value of an active column for the unobserved people of a combination.
  func unobservedValue(_ column: Column, cell: Int) -> Double {
    column.lists == 0 ? functions[column.function * width + cell] : 0
  }

  /// 2 Σ (y log(y / μ) − y + μ) over the active cells.
  func deviance() -> Double {
    var sum = CompensatedSum()
    for place in positives { sum.add(counts[place] * (log(counts[place]) - logMeans[place]) - counts[place]) }
    for place in 0..<(historyCount * width) { sum.add(means[place]) }
    return 2 * sum.value
  }
}
