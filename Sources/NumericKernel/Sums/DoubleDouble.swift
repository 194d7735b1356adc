/// An unevaluated sum of two doubles, high + low, with about 32 significant digits: just the operations that
/// an accurate residual needs (Dekker 1971; Ogita, Rump & Oishi 2005, algorithms TwoSum and Dot2).
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ value: Double) { (high, low) = (value, 0) }

  /// The exact product of two doubles, barring underflow.
  @inline(__always)
  init(productOf x: Double, _ y: Double) {
    high = x * y
    low = (-high).addingProduct(x, y)
  }

  var value: Double { high + low }

  /// Adds a double; what rounding cuts off `high` goes to `low`.
  @inline(__always)
  mutating func add(_ value: Double) {
    let sum = high + value
    let part = sum - high
    low += (high - (sum - part)) + (value - part)
    high = sum
  }

  @inline(__always)
  mutating func add(_ other: DoubleDouble) {
    add(other.high)
    low += other.low
  }

  /// Makes `high` the double nearest to the sum again.
  mutating func normalise() {
    let sum = high + low
    low += high - sum
    high = sum
  }
}
