/// Mean and variance of a sample, computed in two passes with compensated sums.
package struct Moments: Equatable, Sendable {
  package let count: Int
  package let mean: Double
  /// Σ(x − mean)² / (count − 1); nil for a single value.
  package let variance: Double?

  package var standardDeviation: Double? { variance?.squareRoot() }

  /// - Throws: `NumericError.domain` without values; `.notFinite` when a value, or a sum on the way, is not.
  package init(_ values: [Double]) throws(NumericError) {
    guard !values.isEmpty else { throw .domain("no values have no mean") }
    try requireFinite(values, "a value")
    let count = Double(values.count)
    let centre = CompensatedSum.of(values) / count
    // What rounding left in the mean returns as the sum of the deviations (Chan, Golub & LeVeque 1983).
    var deviations = CompensatedSum()
    var squares = CompensatedSum()
    for i in 0..<values.count {
      let deviation = values[i] - centre
      deviations.add(deviation)
      squares.add(deviation * deviation)
    }
    self.count = values.count
    mean = centre + deviations.value / count
    let sumOfSquares = max(0, squares.value - deviations.value * deviations.value / count)
    variance = values.count > 1 ? sumOfSquares / (count - 1) : nil
    guard mean.isFinite, sumOfSquares.isFinite else { throw .notFinite("a moment") }
  }
}
