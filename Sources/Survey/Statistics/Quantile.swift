package import Estimates
internal import NumericKernel

/// The smallest value below which, or at which, a share p of the population lies.
package struct Quantile: WeightedStatistic {
  /// What to do where the distribution function is exactly p between two values.
  package enum Rule: String, Sendable, CaseIterable {
    /// The lower of the two: the inverse of the distribution function.
    case inverse
    /// Their mean, as in school.
    case averaged
  }

  package let variable: SurveyVariable
  package let probability: Double
  package let rule: Rule
  /// Rows in ascending order of their values, found once.
  private let order: [Int32]

  /// - Throws: `SurveyError.usage` unless 0 < p < 1.
  package init(_ variable: SurveyVariable, _ probability: Double, rule: Rule = .inverse) throws(SurveyError) {
    guard probability > 0, probability < 1 else { throw .usage("a quantile needs a share between 0 and 1") }
    self.variable = variable
    self.probability = probability
    self.rule = rule
    let values = variable.values
    order = (0..<Int32(values.count)).sorted {
      let (first, second) = (values[Int($0)], values[Int($1)])
      return first == second ? $0 < $1 : first < second
    }
  }

  package var label: String { "quantile \(probability) of \(variable.name)" }
  package var present: [Bool]? { variable.present }

  package func value(weights: [Double]) throws(SurveyError) -> Double {
    try value(at: probability, weights: weights)
  }

  /// The quantile at another probability; ties are told from rounding at 1e-12 of the weights.
  func value(at p: Double, weights: [Double]) throws(SurveyError) -> Double {
    let target = try p * positiveSum(weights, label)
    let slack = try 1e-12 * positiveSum(weights, label)
    var sum = 0.0
    var position = 0
    while position < order.count {
      let row = Int(order[position])
      position += 1
      if weights[row] == 0 { continue }
      sum += weights[row]
      guard sum >= target - slack else { continue }
      let value = variable.values[row]
      guard rule == .averaged, sum <= target + slack else { return value }
      while position < order.count, weights[Int(order[position])] == 0 { position += 1 }
      return position < order.count ? (value + variable.values[Int(order[position])]) / 2 : value
    }
    throw .emptyDomain(label)
  }

  /// The share at or below a value, whose variance Woodruff's interval starts from.
  func distribution(at value: Double) throws(SurveyError) -> Proportion {
    try Proportion(
      SurveyVariable(label, variable.values.map { $0 <= value ? 1 : 0 }, present: variable.present))
  }
}

/// A quantile with Woodruff's interval.
package struct QuantileEstimate: Sendable, Equatable {
  package let label: String
  package let domain: [DomainLabel]
  package let value: Double
  /// The length of the interval over twice the t quantile.
  package let standardError: Double
  package let interval: Interval
  package let degreesOfFreedom: Double
  package let sampleSize: Int
}

extension SurveyDesign {
  /// A quantile and its interval: that of the share at or below it, carried back (Woodruff 1952, JASA 47).
  /// - Parameter method: the interval of the share; nil is p ± t·SE as Woodruff had it.
  /// - Throws: `SurveyError.usage` when an end lies outside the sample, so that the interval is open.
  package func quantile(
    _ quantile: Quantile, in domain: SurveyDomain? = nil, level: Double = 0.95,
    interval method: ProportionInterval? = nil
  ) throws(SurveyError) -> QuantileEstimate {
    let weights = weights(in: domain, present: quantile.present)
    let value = try quantile.value(weights: weights)
    let share = try estimate(quantile.distribution(at: value), in: domain)
    let df = share.degreesOfFreedom
    guard df > 0 else {
      throw .usage(
        "there are no degrees of freedom, so there is no interval; the domain lies in too few PSUs")
    }
    do {
      let t = try StudentTDistribution(degreesOfFreedom: df).upperQuantile((1 - level) / 2)
      var lower = share.value - t * share.standardError
      var upper = share.value + t * share.standardError
      if let method {
        let ends = try method.interval(
          proportion: share.value, standardError: share.standardError, sampleSize: share.detail.sampleSize,
          degreesOfFreedom: df, level: level)
        lower = ends.lower
        upper = ends.finiteUpper ?? 1
      }
      guard lower > 0, upper < 1 else {
        throw SurveyError.usage(
          "the interval of the \(quantile.label) runs out of the sample; ask for a share nearer to one half")
      }
      let ends = (
        try quantile.value(at: lower, weights: weights), try quantile.value(at: upper, weights: weights)
      )
      return QuantileEstimate(
        label: quantile.label, domain: domain?.label ?? [], value: value,
        standardError: (ends.1 - ends.0) / (2 * t),
        interval: try Interval(kind: .woodruff, level: level, lower: ends.0, upper: ends.1),
        degreesOfFreedom: df, sampleSize: share.detail.sampleSize)
    } catch let error as SurveyError {
      throw error
    } catch let error as NumericError {
      throw .numeric(error)
    } catch let error as EstimateError {
      throw .estimate(error)
    } catch {
      throw .usage("the interval of the \(quantile.label) failed")
    }
  }
}
