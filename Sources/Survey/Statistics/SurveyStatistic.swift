/// A number computed from weighted rows. Domains reach it as weights of 0; it never hears of designs.
package protocol WeightedStatistic: Sendable {
  /// What is estimated, in words.
  var label: String { get }
  /// Who has the answers that the statistic needs; nil for everybody. Others are given weight 0.
  var present: [Bool]? { get }
  /// - Throws: `SurveyError.emptyDomain` when the weights leave nothing to compute from.
  func value(weights: [Double]) throws(SurveyError) -> Double
}

/// A statistic that can be linearised, which gives it design-based variances without replication.
package protocol SurveyStatistic: WeightedStatistic {
  /// The linearised contribution zᵢ of each row: the derivative of the value by wᵢ, so that
  /// Var(θ̂) ≈ Var(Σ wᵢ zᵢ) (Deville 1999, Survey Methodology 25). Rows of weight 0 may hold anything finite.
  func influence(weights: [Double]) throws(SurveyError) -> [Double]
}

/// Σ w y.
package struct Total: SurveyStatistic {
  package let variable: SurveyVariable

  package init(_ variable: SurveyVariable) { self.variable = variable }

  package var label: String { "total of \(variable.name)" }
  package var present: [Bool]? { variable.present }

  package func value(weights: [Double]) -> Double { weightedSum(weights, variable.values) }

  package func influence(weights: [Double]) -> [Double] { variable.values }
}

/// Σ w y / Σ w.
package struct Mean: SurveyStatistic {
  package let variable: SurveyVariable

  package init(_ variable: SurveyVariable) { self.variable = variable }

  package var label: String { "mean of \(variable.name)" }
  package var present: [Bool]? { variable.present }

  package func value(weights: [Double]) throws(SurveyError) -> Double {
    try weightedSum(weights, variable.values) / positiveSum(weights, label)
  }

  /// (y − ȳ)/Σw.
  package func influence(weights: [Double]) throws(SurveyError) -> [Double] {
    let size = try positiveSum(weights, label)
    let mean = weightedSum(weights, variable.values) / size
    return variable.values.map { ($0 - mean) / size }
  }
}

/// The share of the population with an attribute: the mean of zeros and ones, whose intervals are its own.
package struct Proportion: SurveyStatistic {
  package let mean: Mean

  /// - Throws: `SurveyError.usage` when a value is neither 0 nor 1.
  package init(_ variable: SurveyVariable) throws(SurveyError) {
    guard variable.values.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw .usage("a proportion needs zeros and ones, and '\(variable.name)' holds other values")
    }
    mean = Mean(variable)
  }

  package var label: String { "proportion of \(mean.variable.name)" }
  package var present: [Bool]? { mean.present }

  package func value(weights: [Double]) throws(SurveyError) -> Double { try mean.value(weights: weights) }

  package func influence(weights: [Double]) throws(SurveyError) -> [Double] {
    try mean.influence(weights: weights)
  }
}

/// Σ w y / Σ w x.
package struct Ratio: SurveyStatistic {
  package let numerator: SurveyVariable
  package let denominator: SurveyVariable
  package let present: [Bool]?

  package init(_ numerator: SurveyVariable, over denominator: SurveyVariable) {
    self.numerator = numerator
    self.denominator = denominator
    present = bothPresent(numerator.present, denominator.present)
  }

  package var label: String { "ratio of \(numerator.name) to \(denominator.name)" }

  package func value(weights: [Double]) throws(SurveyError) -> Double {
    try weightedSum(weights, numerator.values) / base(weights)
  }

  /// (y − R̂ x)/Σ w x.
  package func influence(weights: [Double]) throws(SurveyError) -> [Double] {
    let base = try base(weights)
    let ratio = weightedSum(weights, numerator.values) / base
    var result = numerator.values
    for i in result.indices { result[i] = (result[i] - ratio * denominator.values[i]) / base }
    return result
  }

  private func base(_ weights: [Double]) throws(SurveyError) -> Double {
    let base = weightedSum(weights, denominator.values)
    guard base != 0, base.isFinite else {
      throw .emptyDomain("\(label): the weighted denominator is 0, so there is no ratio")
    }
    return base
  }
}

/// The population variance S², estimated by n/(n − 1) Σ w (y − ȳ)²/Σw with n rows with a weight.
package struct PopulationVariance: SurveyStatistic {
  package let variable: SurveyVariable

  package init(_ variable: SurveyVariable) { self.variable = variable }

  package var label: String { "variance of \(variable.name)" }
  package var present: [Bool]? { variable.present }

  package func value(weights: [Double]) throws(SurveyError) -> Double {
    let squares = try squares(weights)
    return try weightedSum(weights, squares) / positiveSum(weights, label)
  }

  /// That of a mean of squared deviations; the derivative through ȳ is 0.
  package func influence(weights: [Double]) throws(SurveyError) -> [Double] {
    let squares = try squares(weights)
    return try Mean(SurveyVariable(label, squares)).influence(weights: weights)
  }

  private func squares(_ weights: [Double]) throws(SurveyError) -> [Double] {
    let n = Double(weights.reduce(0) { $0 + ($1 != 0 ? 1 : 0) })
    guard n > 1 else { throw .emptyDomain("\(label): a variance needs two rows with a positive weight") }
    let mean = try weightedSum(weights, variable.values) / positiveSum(weights, label)
    return variable.values.map { ($0 - mean) * ($0 - mean) * n / (n - 1) }
  }
}

func weightedSum(_ weights: [Double], _ values: [Double]) -> Double {
  precondition(weights.count == values.count, "one value for each weight")
  var sum = 0.0
  for i in 0..<weights.count { sum += weights[i] * values[i] }
  return sum
}

func positiveSum(_ weights: [Double], _ what: String) throws(SurveyError) -> Double {
  var sum = 0.0
  for i in 0..<weights.count { sum += weights[i] }
  guard sum > 0 else { throw .emptyDomain(what) }
  return sum
}

func bothPresent(_ first: [Bool]?, _ second: [Bool]?) -> [Bool]? {
  guard let first else { return second }
  guard let second else { return first }
  return zip(first, second).map { $0 && $1 }
}
