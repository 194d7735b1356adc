internal import COpenBLAS
internal import Glibc

/// Room for the products of one block of rows of a tall matrix, which stays in cache while it is read several
/// times: predictors, then weighted cross products added to sums. One for each thread.
package struct RowBlock: ~Copyable {
  /// Rows of a block: 512 by 20 columns are 80 KiB.
  package static let rows = 512

  private let columns: Int
  private let scaled: UnsafeMutablePointer<Double>
  private let roots: UnsafeMutablePointer<Double>

  package init(columns: Int) {
    BLASThreads.requireSingle()
    self.columns = columns
    scaled = .allocate(capacity: max(1, columns * Self.rows))
    roots = .allocate(capacity: Self.rows)
  }

  deinit {
    scaled.deallocate()
    roots.deallocate()
  }

  /// Adds X·β for rows from `start` on to `result`.
  /// - Precondition: `count` is at most `rows`, and the rows are of the matrix.
  package func addPredictors(
    _ matrix: UnsafePointer<Double>, rows: Int, start: Int, count: Int, coefficients: [Double],
    to result: UnsafeMutablePointer<Double>
  ) {
    precondition(count <= Self.rows && start + count <= rows && coefficients.count == columns)
    guard count > 0, columns > 0 else { return }
    cblas_dgemv(
      CblasColMajor, CblasNoTrans, Int32(count), Int32(columns), 1, matrix + start, Int32(rows), coefficients,
      1,
      1, result, 1)
  }

  /// Adds XᵀDX to the lower triangle of `gram` and Xᵀs to `gradient`, for weights D that are not negative.
  /// - Precondition: as above; `weights` and `scores` have `count` entries.
  package func addProducts(
    _ matrix: UnsafePointer<Double>, rows: Int, start: Int, count: Int, weights: UnsafePointer<Double>,
    scores: UnsafePointer<Double>, gram: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>
  ) {
    precondition(count <= Self.rows && start + count <= rows)
    guard count > 0, columns > 0 else { return }
    for i in 0..<count { roots[i] = weights[i].squareRoot() }
    for j in 0..<columns {
      let from = matrix + (start + j * rows)
      let to = scaled + j * Self.rows
      for i in 0..<count { to[i] = roots[i] * from[i] }
    }
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, Int32(columns), Int32(count), 1, scaled, Int32(Self.rows), 1,
      gram,
      Int32(columns))
    cblas_dgemv(
      CblasColMajor, CblasTrans, Int32(count), Int32(columns), 1, matrix + start, Int32(rows), scores, 1, 1,
      gradient, 1)
  }
}

extension Matrix {
  /// The symmetric matrix whose lower triangle these entries hold, column by column.
  package init(lowerTriangle entries: [Double], order: Int) {
    self.init(rows: order, columns: order, elements: entries)
    mirrorLowerTriangle()
  }
}
