package import Estimates
package import NumericKernel

/// A statistic of a domain.
package struct SurveyTerm: Sendable {
  package let statistic: any WeightedStatistic
  package let domain: SurveyDomain?

  package init(_ statistic: any WeightedStatistic, in domain: SurveyDomain? = nil) {
    self.statistic = statistic
    self.domain = domain
  }
}

/// Several statistics of one sample with their joint covariance.
package struct JointEstimate: Sendable, Equatable {
  package let labels: [String]
  package let domains: [[DomainLabel]]
  package let values: [Double]
  package let covariance: Matrix
  /// Degrees of freedom of the domains taken together: PSUs with members less strata with members.
  package let degreesOfFreedom: Double
  package let details: [TermDetail]
  /// The estimates of every data set, where missing answers were imputed and these are combined.
  package internal(set) var imputations: [JointEstimate] = []

  package var standardErrors: [Double] { covariance.diagonal.map { max(0, $0).squareRoot() } }

  /// The estimate of one term, with what was counted for it.
  package func estimate(_ index: Int) -> SurveyEstimate {
    SurveyEstimate(
      label: labels[index], domain: domains[index], value: values[index],
      standardError: standardErrors[index], detail: details[index])
  }

  /// The linear combination Σ cⱼ θⱼ, with degrees of freedom of the terms that take part together.
  package func contrast(_ coefficients: [Double], label: String) -> SurveyEstimate {
    precondition(coefficients.count == values.count, "one coefficient for each term")
    if !imputations.isEmpty {
      return combined(imputations.map { $0.contrast(coefficients, label: label) }, label: label)
    }
    var value = 0.0
    for j in values.indices { value += coefficients[j] * values[j] }
    let spread = covariance.multiplied(by: coefficients)
    var variance = 0.0
    for j in values.indices { variance += coefficients[j] * spread[j] }
    return combined(value: value, variance: variance, label: label)
  }

  /// First term less second.
  package func difference(_ first: Int, _ second: Int) -> SurveyEstimate {
    var coefficients = [Double](repeating: 0, count: values.count)
    coefficients[first] += 1
    coefficients[second] -= 1
    return contrast(coefficients, label: "\(name(first)) less \(name(second))")
  }

  /// First term over second, by the delta method.
  /// - Throws: `SurveyError.emptyDomain` when the second is 0.
  package func ratio(_ first: Int, _ second: Int) throws(SurveyError) -> SurveyEstimate {
    guard values[second] != 0 else {
      throw .emptyDomain("\(name(second)): it is 0, so there is no ratio to it")
    }
    if !imputations.isEmpty {
      var ratios: [SurveyEstimate] = []
      for estimate in imputations { ratios.append(try estimate.ratio(first, second)) }
      return combined(ratios, label: "\(name(first)) over \(name(second))")
    }
    let ratio = values[first] / values[second]
    var gradient = [Double](repeating: 0, count: values.count)
    gradient[first] += 1 / values[second]
    gradient[second] -= ratio / values[second]
    let variance = contrast(gradient, label: "").standardError
    return combined(
      value: ratio, variance: variance * variance, label: "\(name(first)) over \(name(second))")
  }

  /// A combination of terms from its values in imputed data sets, with degrees of freedom of its own.
  private func combined(_ estimates: [SurveyEstimate], label: String) -> SurveyEstimate {
    let variance = ImputedVariance(
      values: estimates.map(\.value), variances: estimates.map { $0.standardError * $0.standardError },
      completeDegreesOfFreedom: estimates.reduce(.infinity) { min($0, $1.degreesOfFreedom) })
    return SurveyEstimate(
      label: label, domain: [], value: estimates.reduce(0) { $0 + $1.value } / Double(estimates.count),
      standardError: variance.total.squareRoot(),
      detail: TermDetail(
        combining: estimates.map { ($0.detail, $0.standardError * $0.standardError) },
        variance: variance.total, degreesOfFreedom: variance.degreesOfFreedom))
  }

  private func combined(value: Double, variance: Double, label: String) -> SurveyEstimate {
    SurveyEstimate(
      label: label, domain: [], value: value, standardError: max(0, variance).squareRoot(),
      detail: TermDetail(
        sampleSize: details.reduce(0) { $0 + $1.sampleSize }, populationSize: nil, positiveCases: nil,
        missingShare: 0, designEffect: nil, degreesOfFreedom: degreesOfFreedom))
  }

  private func name(_ index: Int) -> String {
    let domain = domains[index].map { "\($0.variable) = \($0.value)" }.joined(separator: ", ")
    return domain.isEmpty ? labels[index] : "\(labels[index]) (\(domain))"
  }
}

/// What was counted for one term.
package struct TermDetail: Sendable, Equatable {
  /// Rows of the domain with an answer and a weight; for a contrast, of all its terms.
  package let sampleSize: Int
  /// The sum of their weights; nil for a contrast, whose domains may overlap.
  package let populationSize: Double?
  /// For zeros and ones, the rows with a one.
  package let positiveCases: Int?
  /// The weighted share of the domain without an answer.
  package let missingShare: Double
  /// The variance over that of a simple random sample of the same size drawn with replacement; nil where that
  /// is 0 or not defined.
  package let designEffect: Double?
  /// PSUs with members less strata with members.
  package let degreesOfFreedom: Double
}

/// One survey statistic with its design-based standard error.
package struct SurveyEstimate: Sendable, Equatable {
  package let label: String
  package let domain: [DomainLabel]
  package let value: Double
  package let standardError: Double
  package let detail: TermDetail

  package var degreesOfFreedom: Double { detail.degreesOfFreedom }
  package var designEffect: Double? { detail.designEffect }

  /// Cases over design effect.
  package var effectiveSampleSize: Double? {
    guard let effect = detail.designEffect, effect > 0 else { return nil }
    return Double(detail.sampleSize) / effect
  }

  /// Standard error over value; nil at 0.
  package var coefficientOfVariation: Double? {
    value == 0 ? nil : standardError / abs(value)
  }
}
