internal import Glibc

/// Round numbers to mark a logarithmic axis with.
enum LogarithmicTicks {
  /// Sets of ticks in rising order, from the densest with about `most` to the sparsest. Only values above
  /// zero count; without any the axis is that from 1 to 10.
  static func candidates(_ values: [Double], most: Int) -> [[(step: RoundStep, value: Double)]] {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    var low = positive.min() ?? 1
    var high = positive.max() ?? 10
    if low == high {
      low /= 2
      high *= 2
    }
    let exponents = Int((log10(low) + 1e-9).rounded(.down))...Int((log10(high) - 1e-9).rounded(.up))
    var result: [[(step: RoundStep, value: Double)]] = []
    if high / low < 10 {
      // Less than a decade: the round numbers of a linear axis, which stand a little closer to its end.
      for count in stride(from: most, through: 2, by: -1) {
        let step = RoundStep(atLeast: (high - low) / Double(count))
        result.append(step.multiples(within: low...high).map { (step, $0) })
      }
    }
    for digits in [[1, 2, 5], [1, 3], [1]] { result.append(ticks(digits, exponents, in: low...high)) }
    for stride in 2...60 {
      result.append(ticks([1], exponents, in: low...high, every: stride))
    }
    let enough = result.filter { $0.count >= 2 && $0.count <= most + 1 }
    // Where no round number lies within the data, the powers of ten around them.
    let around = exponents.map { tick(1, $0) }
    let ends = around.count > 1 ? [around[0], around[around.count - 1]] : around
    return enough + [ends]
  }

  private static func ticks(
    _ digits: [Int], _ exponents: ClosedRange<Int>, in range: ClosedRange<Double>, every stride: Int = 1
  ) -> [(step: RoundStep, value: Double)] {
    exponents.filter { $0.isMultiple(of: stride) }.flatMap { exponent in digits.map { tick($0, exponent) } }
      .filter { range.contains($0.value) }
  }

  private static func tick(_ digit: Int, _ exponent: Int) -> (step: RoundStep, value: Double) {
    let step = RoundStep(digit: digit, exponent: exponent)
    return (step, step.value(1))
  }
}
