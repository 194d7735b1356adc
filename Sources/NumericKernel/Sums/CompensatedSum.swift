/// A running sum that keeps what rounding cuts off (Neumaier, ZAMM 54, 1974, algorithm IV): its error is
/// about one rounding of the result plus n ε² of the sum of absolute values.
package struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var lost = 0.0

  package init() {}

  package mutating func add(_ value: Double) {
    let total = sum + value
    lost += abs(sum) >= abs(value) ? (sum - total) + value : (value - total) + sum
    sum = total
  }

  /// The sum; infinite or NaN as the plain sum would be.
  package var value: Double { sum.isFinite ? sum + lost : sum }

  /// Σ values, in the order of the array.
  package static func of(_ values: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in 0..<values.count { sum.add(values[i]) }
    return sum.value
  }
}
