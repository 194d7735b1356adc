internal import Glibc

/// The Cholesky factor of a small symmetric matrix, in place, by rows, two rows and two columns at a time.
/// Below some fifty columns it is faster than a call of LAPACK, whose set-up costs more than the arithmetic.
///
/// Rows begin `stride(size)` apart. A row below the last is carried along: from b it becomes L⁻¹ b.
enum SmallCholesky {
  /// The distance of rows: even, so that two elements are loaded at a time without a remainder.
  @inline(__always)
  static func stride(_ size: Int) -> Int { (size + 2) & ~1 }

  @inline(__always)
  private static func load(_ row: UnsafeMutablePointer<Double>, _ k: Int) -> SIMD2<Double> {
    UnsafeRawPointer(row + k).loadUnaligned(as: SIMD2<Double>.self)
  }

  /// Replaces the lower triangle by its factor L; `inverse` gets 1 / L(i,i).
  /// - Returns: `false` when a pivot is not above 1e-13 of its diagonal element, so that the matrix is
  ///   singular to working precision.
  static func factorise(
    _ matrix: UnsafeMutablePointer<Double>, _ inverse: UnsafeMutablePointer<Double>, size: Int
  ) -> Bool {
    let width = stride(size)
    var i = 0
    while i <= size {
      let first = matrix + i &* width
      // Where the carried row is alone it stands for both, and is worked out twice to the same values.
      let second = i < size ? first + width : first
      var j = 0
      while j < i {
        let left = matrix + j &* width
        let right = left + width
        var firstLeft = SIMD2<Double>.zero
        var firstRight = SIMD2<Double>.zero
        var secondLeft = SIMD2<Double>.zero
        var secondRight = SIMD2<Double>.zero
        var k = 0
        while k < j {
          let a = load(first, k)
          let b = load(second, k)
          let c = load(left, k)
          let d = load(right, k)
          firstLeft += a * c
          firstRight += a * d
          secondLeft += b * c
          secondRight += b * d
          k &+= 2
        }
        let inverseLeft = inverse[j]
        let a = (first[j] - (firstLeft.x + firstLeft.y)) * inverseLeft
        let b = (second[j] - (secondLeft.x + secondLeft.y)) * inverseLeft
        first[j] = a
        second[j] = b
        if j &+ 1 < size {
          let corner = right[j]
          let inverseRight = inverse[j &+ 1]
          let c = (first[j &+ 1] - (firstRight.x + firstRight.y) - a * corner) * inverseRight
          let d = (second[j &+ 1] - (secondRight.x + secondRight.y) - b * corner) * inverseRight
          first[j &+ 1] = c
          second[j &+ 1] = d
        }
        j &+= 2
      }
      if i == size { return true }
      var firstFirst = SIMD2<Double>.zero
      var firstSecond = SIMD2<Double>.zero
      var secondSecond = SIMD2<Double>.zero
      var k = 0
      while k < i {
        let a = load(first, k)
        let b = load(second, k)
        firstFirst += a * a
        firstSecond += a * b
        secondSecond += b * b
        k &+= 2
      }
      let pivot = first[i] - (firstFirst.x + firstFirst.y)
      guard pivot > 1e-13 * first[i] else { return false }
      first[i] = pivot.squareRoot()
      inverse[i] = 1 / first[i]
      let corner = (second[i] - (firstSecond.x + firstSecond.y)) * inverse[i]
      second[i] = corner
      if i &+ 1 == size { return true }
      let next = second[i &+ 1] - (secondSecond.x + secondSecond.y) - corner * corner
      guard next > 1e-13 * second[i &+ 1] else { return false }
      second[i &+ 1] = next.squareRoot()
      inverse[i &+ 1] = 1 / second[i &+ 1]
      i &+= 2
    }
    return true
  }

  /// Solves Lᵀ x = y in place.
  static func solveTransposed(
    _ factor: UnsafeMutablePointer<Double>, _ inverse: UnsafeMutablePointer<Double>,
    _ x: UnsafeMutablePointer<Double>, size: Int
  ) {
    let width = stride(size)
    var i = size - 1
    while i >= 0 {
      let row = factor + i &* width
      let value = x[i] * inverse[i]
      x[i] = value
      for k in 0..<i { x[k] -= row[k] * value }
      i &-= 1
    }
  }

  /// Solves L y = b in place.
  static func solve(
    _ factor: UnsafeMutablePointer<Double>, _ inverse: UnsafeMutablePointer<Double>,
    _ y: UnsafeMutablePointer<Double>, size: Int
  ) {
    let width = stride(size)
    for i in 0..<size {
      let row = factor + i * width
      var value = y[i]
      for k in 0..<i { value -= row[k] * y[k] }
      y[i] = value * inverse[i]
    }
  }
}
