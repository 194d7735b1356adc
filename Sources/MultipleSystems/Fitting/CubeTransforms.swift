/// Sums over the lattice of subsets, in place, of an array with one element for each of the 2^K sets of
/// lists.
enum Cube {
  /// Each element becomes the sum over all supersets of its set: K 2^(K−1) additions (Yates).
  @inline(__always)
  static func sumSupersets<Number: Numeric>(_ values: UnsafeMutablePointer<Number>, lists: Int) {
    let size = 1 << lists
    var half = 1
    while half < size {
      var block = 0
      while block < size {
        for i in block..<(block + half) { values[i] += values[i + half] }
        block += 2 * half
      }
      half *= 2
    }
  }

  /// Each element becomes the sum over all subsets of its set.
  @inline(__always)
  static func sumSubsets<Number: Numeric>(_ values: UnsafeMutablePointer<Number>, lists: Int) {
    let size = 1 << lists
    var half = 1
    while half < size {
      var block = 0
      while block < size {
        for i in block..<(block + half) { values[i + half] += values[i] }
        block += 2 * half
      }
      half *= 2
    }
  }

  /// The inverse of `sumSubsets` (Möbius).
  @inline(__always)
  static func differenceSubsets<Number: Numeric>(_ values: UnsafeMutablePointer<Number>, lists: Int) {
    let size = 1 << lists
    var half = 1
    while half < size {
      var block = 0
      while block < size {
        for i in block..<(block + half) { values[i + half] -= values[i] }
        block += 2 * half
      }
      half *= 2
    }
  }

  /// `sumSupersets` in two lanes.
  @inline(__always)
  static func sumSupersets(_ values: UnsafeMutablePointer<Double>, lists: Int) {
    let size = 1 << lists
    if lists < 2 {
      if lists == 1 { values[0] += values[1] }
      return
    }
    // The first two lists in registers: four neighbours at a time.
    let pairs = UnsafeMutableRawPointer(values)
    var block = 0
    while block < size {
      let high = values[block &+ 3]
      let second = values[block &+ 2] + high
      let first = values[block &+ 1] + high
      values[block] += values[block &+ 1] + second
      values[block &+ 1] = first
      values[block &+ 2] = second
      block &+= 4
    }
    var half = 4
    while half < size {
      block = 0
      while block < size {
        var i = block
        while i < block &+ half {
          let low = pairs.loadUnaligned(fromByteOffset: i &* 8, as: SIMD2<Double>.self)
          let other = pairs.loadUnaligned(fromByteOffset: (i &+ half) &* 8, as: SIMD2<Double>.self)
          pairs.storeBytes(of: low + other, toByteOffset: i &* 8, as: SIMD2<Double>.self)
          i &+= 2
        }
        block &+= 2 &* half
      }
      half &*= 2
    }
  }

  /// `sumSubsets` in two lanes.
  @inline(__always)
  static func sumSubsets(_ values: UnsafeMutablePointer<Double>, lists: Int) {
    let size = 1 << lists
    if lists < 2 {
      if lists == 1 { values[1] += values[0] }
      return
    }
    let pairs = UnsafeMutableRawPointer(values)
    var block = 0
    while block < size {
      let low = values[block]
      let first = values[block &+ 1] + low
      let second = values[block &+ 2]
      values[block &+ 3] += values[block &+ 1] + (second + low)
      values[block &+ 1] = first
      values[block &+ 2] = second + low
      block &+= 4
    }
    var half = 4
    while half < size {
      block = 0
      while block < size {
        var i = block
        while i < block &+ half {
          let low = pairs.loadUnaligned(fromByteOffset: i &* 8, as: SIMD2<Double>.self)
          let other = pairs.loadUnaligned(fromByteOffset: (i &+ half) &* 8, as: SIMD2<Double>.self)
          pairs.storeBytes(of: low + other, toByteOffset: (i &+ half) &* 8, as: SIMD2<Double>.self)
          i &+= 2
        }
        block &+= 2 &* half
      }
      half &*= 2
    }
  }
}
