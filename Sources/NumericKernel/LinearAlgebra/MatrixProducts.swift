internal import COpenBLAS

/// Products by BLAS, in one thread. Their shapes are the caller's arithmetic and are preconditions. NaN and
/// infinity pass through as IEEE arithmetic has it; factorisations and fits are where they are refused.
extension Matrix {
  /// A·B.
  package func multiplied(by other: Matrix) -> Matrix {
    precondition(columns == other.rows, "A·B needs as many rows in B as A has columns.")
    return Matrix.product(self, CblasNoTrans, other, rows: rows, columns: other.columns, inner: columns)
  }

  /// Aᵀ·B.
  package func transposeMultiplied(by other: Matrix) -> Matrix {
    precondition(rows == other.rows, "Aᵀ·B needs as many rows in B as A has.")
    return Matrix.product(self, CblasTrans, other, rows: columns, columns: other.columns, inner: rows)
  }

  /// A·x.
  package func multiplied(by vector: [Double]) -> [Double] {
    precondition(columns == vector.count, "A·x needs as many entries in x as A has columns.")
    return product(CblasNoTrans, vector, count: rows)
  }

  /// Aᵀ·x.
  package func transposeMultiplied(by vector: [Double]) -> [Double] {
    precondition(rows == vector.count, "Aᵀ·x needs as many entries in x as A has rows.")
    return product(CblasTrans, vector, count: columns)
  }

  /// AᵀA, exactly symmetric.
  ///
  /// It squares the condition number: right for covariances of influence values and for small information
  /// matrices, wrong for a regression on user data, which is what `LeastSquares` is for.
  package func crossProduct() -> Matrix {
    var result = Matrix(rows: columns, columns: columns)
    guard rows > 0, columns > 0 else { return result }
    BLASThreads.requireSingle()
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, storage, Int32(rows), 0,
      &result.storage, Int32(columns))
    result.mirrorLowerTriangle()
    return result
  }

  /// AᵀDA with D = diag(weights), exactly symmetric; weights may have any sign. See `crossProduct()`.
  package func crossProduct(weights: [Double]) -> Matrix {
    precondition(weights.count == rows, "AᵀDA needs one weight for each row.")
    var result = Matrix(rows: columns, columns: columns)
    guard rows > 0, columns > 0 else { return result }
    BLASThreads.requireSingle()
    // Blocks of rows keep the weighted copy in cache, and small however many rows there are.
    let blockRows = min(rows, 512)
    var block = [Double](repeating: 0, count: blockRows * columns)
    var start = 0
    while start < rows {
      let count = min(blockRows, rows - start)
      for j in 0..<columns {
        for i in 0..<count {
          block[i + j * blockRows] = weights[start + i] * storage[start + i + j * rows]
        }
      }
      storage.withUnsafeBufferPointer { elements in
        guard let base = elements.baseAddress else { return }
        cblas_dgemm(
          CblasColMajor, CblasTrans, CblasNoTrans, Int32(columns), Int32(columns), Int32(count), 1,
          base + start, Int32(rows), block, Int32(blockRows), 1, &result.storage, Int32(columns))
      }
      start += count
    }
    result.mirrorLowerTriangle()
    return result
  }

  private static func product(
    _ left: Matrix, _ transpose: CBLAS_TRANSPOSE, _ right: Matrix, rows: Int, columns: Int, inner: Int
  ) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    guard rows > 0, columns > 0, inner > 0 else { return result }
    BLASThreads.requireSingle()
    cblas_dgemm(
      CblasColMajor, transpose, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, left.storage,
      Int32(left.rows), right.storage, Int32(right.rows), 0, &result.storage, Int32(rows))
    return result
  }

  private func product(_ transpose: CBLAS_TRANSPOSE, _ vector: [Double], count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    guard rows > 0, columns > 0 else { return result }
    BLASThreads.requireSingle()
    cblas_dgemv(
      CblasColMajor, transpose, Int32(rows), Int32(columns), 1, storage, Int32(rows), vector, 1, 0, &result, 1
    )
    return result
  }
}
