internal import Glibc

/// A number axis on a drawing: where values stand, and round numbers to mark it with.
struct AxisScale: Sendable, Equatable {
  struct Tick: Sendable, Equatable {
    let value: Double
    let label: String
  }

  /// The room that something needs to the left and right of a value, in drawing units.
  struct Extent: Sendable, Equatable {
    let value: Double
    let before: Double
    let after: Double
  }

  /// How tick labels stand to each other, which decides how many fit.
  enum Direction: Sendable { case horizontal, vertical }

  let ticks: [Tick]
  private let isLogarithmic: Bool
  private let direction: Direction
  private let start: Double
  private let origin: Double
  private let unit: Double

  /// The place of a value; one that has no place on a logarithmic axis stands at its start.
  func position(_ value: Double) -> Double {
    guard holds(value) else { return origin }
    return origin + (AxisScale.coordinate(value, isLogarithmic: isLogarithmic) - start) * unit
  }

  /// Whether the axis has a place for the value.
  func holds(_ value: Double) -> Bool { value.isFinite && (!isLogarithmic || value > 0) }

  /// The longest axis between `plot`'s ends on which every extent finds its room, with at most `mostTicks`
  /// ticks at multiples of 1, 2 or 5 times a power of ten whose labels stay apart.
  init(
    _ axis: Axis, extents: [Extent], plot: ClosedRange<Double>, mostTicks: Int,
    direction: Direction = .horizontal
  ) {
    let usable = extents.filter { $0.value.magnitude < 1e300 && (!axis.isLogarithmic || $0.value > 0) }
    let values = usable.map(\.value)
    let candidates =
      axis.isLogarithmic
      ? LogarithmicTicks.candidates(values, most: mostTicks)
      : AxisScale.linearTicks(values, includesZero: axis.includesZero, most: mostTicks)
    let empty = AxisScale(
      ticks: [], extents: usable, plot: plot, isLogarithmic: axis.isLogarithmic, direction: direction)
    var best = empty
    for candidate in candidates {
      let ticks = candidate.map { step, value in
        Tick(value: value, label: step.style(axis.style).text(value, minus: .typographic))
      }
      best = AxisScale(
        ticks: ticks, extents: usable, plot: plot, isLogarithmic: axis.isLogarithmic, direction: direction)
      if best.labelsStandApart { break }
    }
    self = best.thinned
  }

  /// The ticks of a linear axis, the most first.
  private static func linearTicks(
    _ values: [Double], includesZero: Bool, most: Int
  ) -> [[(step: RoundStep, value: Double)]] {
    let (low, high) = domain(values, includesZero: includesZero)
    return stride(from: max(most, 2), through: 1, by: -1).map { count in
      let step = RoundStep(atLeast: (high - low) / Double(count))
      // An axis that need not start at zero does not reach beyond the data for the sake of a round end.
      let within = step.multiples(within: low...high)
      let values = includesZero || within.count < 2 ? step.multiples(around: low...high) : within
      return values.map { (step, $0) }
    }
  }

  /// The same ticks, with labels only where they do not run into the one before.
  private var thinned: AxisScale {
    var kept: [Tick] = []
    var end = -Double.infinity
    for tick in ticks {
      let half = labelLength(tick) / 2
      let isClear = position(tick.value) - half >= end + 4
      kept.append(isClear ? tick : Tick(value: tick.value, label: ""))
      if isClear { end = position(tick.value) + half }
    }
    return AxisScale(
      ticks: kept, isLogarithmic: isLogarithmic, direction: direction, start: start, origin: origin,
      unit: unit)
  }

  private init(
    ticks: [Tick], isLogarithmic: Bool, direction: Direction, start: Double, origin: Double, unit: Double
  ) {
    self.ticks = ticks
    self.isLogarithmic = isLogarithmic
    self.direction = direction
    self.start = start
    self.origin = origin
    self.unit = unit
  }

  private init(
    ticks: [Tick], extents: [Extent], plot: ClosedRange<Double>, isLogarithmic: Bool, direction: Direction
  ) {
    let marks = ticks.map { tick in
      let half = AxisScale.labelLength(tick, direction) / 2
      return Extent(value: tick.value, before: half, after: half)
    }
    let all = (extents + marks).map { extent in
      Extent(
        value: AxisScale.coordinate(extent.value, isLogarithmic: isLogarithmic), before: extent.before,
        after: extent.after)
    }
    let start = all.map(\.value).min() ?? 0
    let length = plot.upperBound - plot.lowerBound
    var unit = Double.infinity
    for right in all {
      for left in all where right.value > left.value {
        unit = min(unit, (length - right.after - left.before) / (right.value - left.value))
      }
    }
    // Labels that leave no room at all: a fifth of the plot for the data, whatever that hides.
    let span = (all.map(\.value).max() ?? 1) - start
    if !unit.isFinite { unit = span > 0 ? length / span : 0 }
    if unit <= 0 { unit = 0.2 * length / span }
    self.ticks = ticks
    self.isLogarithmic = isLogarithmic
    self.direction = direction
    self.start = start
    self.unit = unit
    origin = all.map { plot.lowerBound + $0.before - ($0.value - start) * unit }.max() ?? plot.lowerBound
  }

  private static func coordinate(_ value: Double, isLogarithmic: Bool) -> Double {
    isLogarithmic ? log10(value) : value
  }

  private static let labelSize = 12.0

  /// What a label takes along the axis.
  private static func labelLength(_ tick: Tick, _ direction: Direction) -> Double {
    direction == .vertical ? labelSize : TextMeasure.width(tick.label, size: labelSize)
  }

  private func labelLength(_ tick: Tick) -> Double { AxisScale.labelLength(tick, direction) }

  private var labelsStandApart: Bool {
    zip(ticks, ticks.dropFirst()).allSatisfy { left, right in
      let gap = position(right.value) - position(left.value)
      return gap >= (labelLength(left) + labelLength(right)) / 2 + 10
    }
  }

  /// The range of the data, never empty.
  private static func domain(_ values: [Double], includesZero: Bool) -> (low: Double, high: Double) {
    let values = includesZero ? values + [0] : values
    guard let low = values.min(), let high = values.max() else { return (0, 1) }
    if low < high { return (low, high) }
    return low == 0 ? (0, 1) : (low - low.magnitude / 2, high + high.magnitude / 2)
  }
}

/// 1, 2 or 5 times a power of ten.
struct RoundStep: Sendable, Equatable {
  let digit: Int
  let exponent: Int

  init(digit: Int, exponent: Int) {
    self.digit = digit
    self.exponent = exponent
  }

  /// The smallest such step that is not below `size` (by more than rounding).
  init(atLeast size: Double) {
    var exponent = 0
    while RoundStep.power(exponent + 1) <= size, exponent < 300 { exponent += 1 }
    while RoundStep.power(exponent) > size, exponent > -300 { exponent -= 1 }
    let power = RoundStep.power(exponent)
    let enough = size * (1 - 1e-9)
    if let digit = [1, 2, 5].first(where: { Double($0) * power >= enough }) {
      self.digit = digit
      self.exponent = exponent
    } else {
      digit = 1
      self.exponent = exponent + 1
    }
  }

  /// The multiples from the last at or below the range to the first at or above it.
  func multiples(around range: ClosedRange<Double>) -> [Double] {
    multiples(
      from: (range.lowerBound / value(1) + 1e-9).rounded(.down),
      to: (range.upperBound / value(1) - 1e-9).rounded(.up))
  }

  /// The multiples that lie in the range.
  func multiples(within range: ClosedRange<Double>) -> [Double] {
    multiples(
      from: (range.lowerBound / value(1) - 1e-9).rounded(.up),
      to: (range.upperBound / value(1) + 1e-9).rounded(.down))
  }

  private func multiples(from first: Double, to last: Double) -> [Double] {
    guard first <= last, first.magnitude < 1e15, last.magnitude < 1e15, last - first < 100 else { return [] }
    return (Int(first)...Int(last)).map(value)
  }

  /// As many decimals as the multiples need, whatever the numbers themselves are shown with, and no suffix
  /// that is longer than a unit sign: the axis has a label for that.
  func style(_ style: NumberStyle) -> NumberStyle {
    NumberStyle(
      decimals: max(0, -exponent), grouped: style.grouped, signed: style.signed,
      suffix: style.suffix.count <= 3 ? style.suffix : "", marks: style.marks)
  }

  /// Divides by the positive power, so that a tick is the double nearest to its decimal.
  func value(_ count: Int) -> Double {
    let multiple = Double(count * digit)
    return exponent < 0 ? multiple / RoundStep.power(-exponent) : multiple * RoundStep.power(exponent)
  }

  private static func power(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<exponent.magnitude { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }
}
