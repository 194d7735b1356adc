/// The factor of `SmallCholesky` with memory of its own, for systems that are not in a hot loop.
struct SmallCholeskyFactor {
  private let order: Int
  private let lower: [Double]
  private let inverse: [Double]

  /// - Parameter matrix: row-major. `nil` when it is singular to within 1e-13 of its diagonal.
  init?(_ matrix: [Double], order: Int) {
    let width = SmallCholesky.stride(order)
    var lower = [Double](repeating: 0, count: (order + 1) * width)
    var inverse = [Double](repeating: 0, count: order)
    for i in 0..<order {
      guard matrix[i * order + i] > 0, matrix[i * order + i].isFinite else { return nil }
      for j in 0...i { lower[i * width + j] = matrix[i * order + j] }
    }
    let isRegular = lower.withUnsafeMutableBufferPointer { lower in
      inverse.withUnsafeMutableBufferPointer { inverse -> Bool in
        guard let lower = lower.baseAddress, let inverse = inverse.baseAddress else { return false }
        return SmallCholesky.factorise(lower, inverse, size: order)
      }
    }
    guard isRegular else { return nil }
    self.order = order
    self.lower = lower
    self.inverse = inverse
  }

  func solve(_ right: [Double]) -> [Double] {
    let width = SmallCholesky.stride(order)
    var x = right
    for i in 0..<order {
      for k in 0..<i { x[i] -= lower[i * width + k] * x[k] }
      x[i] *= inverse[i]
    }
    for i in (0..<order).reversed() {
      x[i] *= inverse[i]
      for k in 0..<i { x[k] -= lower[i * width + k] * x[i] }
    }
    return x
  }

  /// The first element on the diagonal of the inverse.
  var firstVariance: Double {
    var unit = [Double](repeating: 0, count: order)
    unit[0] = 1
    return solve(unit)[0]
  }
}
