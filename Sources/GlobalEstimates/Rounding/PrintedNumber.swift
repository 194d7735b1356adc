/// A number as a table prints it: the value and the step of its last printed digit, in the same unit.
///
/// What was rounded to it lies within half a step on either side.
public struct PrintedNumber: Sendable, Equatable {
  public let value: Double
  /// The step of the last printed digit; zero for a number that was not rounded.
  public let roundedTo: Double

  /// - Precondition: both are finite and the step is not negative.
  public init(_ value: Double, roundedTo: Double) {
    precondition(value.isFinite && roundedTo.isFinite && roundedTo >= 0)
    self.value = value
    self.roundedTo = roundedTo
  }

  public var bounds: ClosedRange<Double> {
    (value - roundedTo / 2)...(value + roundedTo / 2)
  }

  /// The coarsest decimal rounding that the digits allow: 250 may have been rounded to tens, 5500 to
  /// hundreds, 3 only to ones. Zero keeps its own step.
  public var coarsest: PrintedNumber {
    guard roundedTo > 0, value != 0 else { return self }
    var step = roundedTo
    while true {
      let next = step * 10
      let multiple = (value / next).rounded()
      guard multiple != 0, abs(value - multiple * next) <= next * PrintedNumber.tolerance else { break }
      step = next
    }
    return PrintedNumber(value, roundedTo: step)
  }

  /// The number in another unit.
  public func scaled(by factor: Double) -> PrintedNumber {
    PrintedNumber(value * factor, roundedTo: roundedTo * abs(factor))
  }

  /// Decimal figures such as 127.3 are not exact in binary; two results are the same figure when they differ
  /// by less than this share of their size.
  public static let tolerance = 1e-9
}

/// A result worked out from printed numbers: its value, and every value that their rounding allows.
public struct BoundedNumber: Sendable, Equatable {
  public let value: Double
  public let bounds: ClosedRange<Double>

  /// - Precondition: the value lies within the bounds, up to the last binary digits.
  public init(_ value: Double, bounds: ClosedRange<Double>) {
    precondition(value.isFinite && bounds.lowerBound.isFinite && bounds.upperBound.isFinite)
    self.value = value
    self.bounds = min(value, bounds.lowerBound)...max(value, bounds.upperBound)
  }

  public init(_ printed: PrintedNumber) {
    self.init(printed.value, bounds: printed.bounds)
  }

  /// The sum; its bounds are the sums of the bounds, because each part may be off in the same direction.
  public static func sum(_ parts: [BoundedNumber]) -> BoundedNumber {
    var value = 0.0
    var lower = 0.0
    var upper = 0.0
    for part in parts {
      value += part.value
      lower += part.bounds.lowerBound
      upper += part.bounds.upperBound
    }
    return BoundedNumber(value, bounds: lower...upper)
  }

  public func scaled(by factor: Double) -> BoundedNumber {
    let ends = [bounds.lowerBound * factor, bounds.upperBound * factor].sorted()
    return BoundedNumber(value * factor, bounds: ends[0]...ends[1])
  }

  /// The ratio of two numbers that are not negative; `nil` where the denominator may be zero.
  public func divided(by denominator: BoundedNumber) -> BoundedNumber? {
    guard denominator.bounds.lowerBound > 0, bounds.lowerBound >= 0 else { return nil }
    return BoundedNumber(
      value / denominator.value,
      bounds: (bounds.lowerBound / denominator.bounds.upperBound)...(bounds.upperBound
        / denominator.bounds.lowerBound))
  }
}
