internal import Glibc
internal import NumericKernel

/// How one part of a total may be off: a log-normal or normal error about its figure, cut off at bounds that are
/// known for certain (victims who were identified, a population that cannot be exceeded).
package struct PartDistribution: Sendable, Equatable {
  package enum Shape: String, Sendable, CaseIterable {
    /// About the figure as mean; never negative.
    case logNormal = "log-normal"
    /// About the figure, cut off at 0 or at the bounds that are given.
    case truncatedNormal = "truncated normal"
  }

  package let shape: Shape
  package let value: Double
  package let standardDeviation: Double
  package let bounds: ClosedRange<Double>
  /// Mean and standard deviation of the shape before it is cut off: of the logarithm, or of the figure itself.
  let center: Double
  let spread: Double
  /// The probabilities of the shape below, within and above the bounds.
  private let below: Double
  private let within: Double
  private let above: Double
  /// Whether the bounds cut anything off.
  package let isCut: Bool
  /// E g(Z)·Heₖ(Z)/√k! for k = 0, 1, ..., with g(Z) the part as a function of a standard normal deviate. The first
  /// is the mean, the squares of the others sum to the variance, and two parts whose deviates have correlation ρ
  /// have the covariance Σ ρᵏ cₖdₖ (Mehler's formula).
  private(set) var coefficients: [Double]

  /// So many coefficients leave less than 1e-12 of the variance out for log-normal errors up to a coefficient of
  /// variation of 3.
  static let order = 48
  /// More than any number of people, and far from where sums of draws overflow.
  package static let largestValue = 1e200
  /// Bounds that leave less of the distribution than this contradict the figure.
  package static let smallestMass = 1e-9

  /// - Parameters:
  ///   - lower: a number that the part has at least, such as victims known; 0 when nothing is known.
  ///   - upper: a number that it has at most, such as the population.
  /// - Throws: `GlobalEstimateError.invalidInput` for numbers that cannot be, and for bounds that contradict the
  ///   figure.
  package init(
    shape: Shape, value: Double, standardDeviation: Double, lower: Double = 0, upper: Double = .infinity,
    name: String
  ) throws(GlobalEstimateError) {
    guard value.isFinite, value >= 0, standardDeviation.isFinite, standardDeviation >= 0 else {
      throw .invalidInput("'\(name)' needs a figure and an error, both finite and from 0 on")
    }
    guard value <= PartDistribution.largestValue, standardDeviation <= PartDistribution.largestValue else {
      throw .invalidInput("'\(name)' is more than any number of people; check its unit")
    }
    guard lower.isFinite, lower >= 0, upper >= lower else {
      throw .invalidInput("'\(name)' has a lower bound above its upper one; check its population and unit")
    }
    self.shape = shape
    self.value = value
    self.standardDeviation = standardDeviation
    bounds = lower...upper
    guard standardDeviation > 0 else {
      guard bounds.contains(value) else {
        throw .invalidInput(
          "'\(name)' is outside the bounds that are known for it and has no error to explain it; check its unit"
        )
      }
      (center, spread, below, within, above, isCut) = (value, 0, 0, 1, 0, false)
      coefficients = [value] + [Double](repeating: 0, count: PartDistribution.order)
      return
    }
    switch shape {
    case .logNormal:
      guard value > 0 else {
        throw .invalidInput(
          "'\(name)' is 0 and has an error, which a log-normal figure cannot have; use truncated normal errors"
        )
      }
      let cv = standardDeviation / value
      guard cv <= RegionalGrades.largestCoefficient else {
        throw .invalidInput(
          "'\(name)' has an error of more than \(Int(RegionalGrades.largestCoefficient)) times its figure, which "
            + "says less than that anything is possible; check its unit, or leave the part out")
      }
      let variance = log1p(cv * cv)
      (center, spread) = (log(value) - 0.5 * variance, variance.squareRoot())
    case .truncatedNormal:
      (center, spread) = (value, standardDeviation)
    }
    let low: Double
    let high: Double
    switch shape {
    case .logNormal:
      low = lower > 0 ? (log(lower) - center) / spread : -.infinity
      high = upper < .infinity ? (log(upper) - center) / spread : .infinity
    case .truncatedNormal:
      low = (lower - center) / spread
      high = upper < .infinity ? (upper - center) / spread : .infinity
    }
    let normal = NormalDistribution.standard
    below = low == -.infinity ? 0 : normal.cumulative(low)
    above = high == .infinity ? 0 : normal.survival(high)
    within =
      low > 0 ? normal.survival(low) - above : high < 0 ? normal.cumulative(high) - below : 1 - below - above
    // What lies beyond by less than rounding is not cut off.
    isCut = below > 1e-16 || above > 1e-16
    guard within >= PartDistribution.smallestMass else {
      throw .invalidInput(
        "'\(name)' is so far outside the bounds that are known for it that its error does not explain it; "
          + "check the unit of its figure, of its error and of the bounds")
    }
    coefficients = []
    coefficients = moments()
  }

  /// The part at a standard normal deviate: rising, so that equal deviates mean equal quantiles.
  package func value(at z: Double) -> Double {
    guard spread > 0 else { return value }
    guard isCut else { return shape == .logNormal ? exp(center + spread * z) : center + spread * z }
    let normal = NormalDistribution.standard
    // Both tails are summed from small numbers, so that neither end loses digits.
    let lower = below + within * normal.cumulative(z)
    let upper = above + within * normal.survival(z)
    let x = center + spread * normal.interiorQuantile(lower: max(lower, 1e-300), upper: max(upper, 1e-300))
    return min(max(shape == .logNormal ? exp(x) : x, bounds.lowerBound), bounds.upperBound)
  }

  package var mean: Double { coefficients[0] }

  package var variance: Double {
    var sum = 0.0
    for k in 1..<coefficients.count { sum += coefficients[k] * coefficients[k] }
    return sum
  }

  private func moments() -> [Double] {
    let order = PartDistribution.order
    guard isCut else {
      // Of exp(σz): E = v, and cₖ = v·σᵏ/√k!. Of v + sz: v and s.
      var result = [value]
      var next = shape == .logNormal ? value : standardDeviation
      for k in 1...order {
        if shape == .logNormal { next *= spread / Double(k).squareRoot() }
        result.append(next)
        if shape == .truncatedNormal { next = 0 }
      }
      return result
    }
    // The trapezoidal rule, whose error for an analytic integrand with normal tails is far below rounding.
    var result = [Double](repeating: 0, count: order + 1)
    let step = 0.0625
    for node in -160...160 {
      let z = Double(node) * step
      let weighted = value(at: z) * step * exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      var (before, current) = (0.0, 1.0)
      for k in 0...order {
        result[k] += weighted * current
        // √(k + 1)·hₖ₊₁ = z·hₖ − √k·hₖ₋₁ for the normalised Hermite polynomials.
        let following = (z * current - Double(k).squareRoot() * before) / Double(k + 1).squareRoot()
        (before, current) = (current, following)
      }
    }
    return result
  }
}

/// Mean and variance of a sum of parts whose deviates have one correlation, added up part by part.
package struct MomentSum: Sendable, Equatable {
  private var sums = [Double](repeating: 0, count: PartDistribution.order + 1)
  private var squares = [Double](repeating: 0, count: PartDistribution.order + 1)

  package init() {}

  package mutating func add(_ part: PartDistribution) {
    for k in 0..<sums.count {
      sums[k] += part.coefficients[k]
      squares[k] += part.coefficients[k] * part.coefficients[k]
    }
  }

  package mutating func add(_ other: MomentSum) {
    for k in 0..<sums.count {
      sums[k] += other.sums[k]
      squares[k] += other.squares[k]
    }
  }

  package var mean: Double { sums[0] }

  /// Σ Var + Σₖ ρᵏ((Σcₖ)² − Σcₖ²).
  package func standardDeviation(correlation: Double) -> Double {
    var variance = 0.0
    var power = 1.0
    for k in 1..<sums.count {
      power *= correlation
      variance += squares[k] + power * (sums[k] * sums[k] - squares[k])
    }
    return max(0, variance).squareRoot()
  }
}
