package import Estimates
internal import Glibc

/// Several estimates of one quantity by different methods, side by side, with a test of whether they agree.
/// It combines them only when asked.
package struct Triangulation: Sendable {
  package struct Member: Sendable, Equatable {
    /// As it is called in a report ("household survey, 2019").
    package let name: String
    package let value: Double
    package let standardError: Double

    package init(name: String, value: Double, standardError: Double) {
      self.name = name
      self.value = value
      self.standardError = standardError
    }
  }

  package enum Scale: String, Sendable, CaseIterable {
    case natural
    /// log of the value, with the relative standard error; for totals, whose errors are proportional to them.
    case logarithm
  }

  package let members: [Member]
  package let scale: Scale
  /// Cochran's Q that all members estimate one number, and its p-value with k − 1 degrees of freedom.
  package let heterogeneity: (q: Double, pValue: Double)
  /// The share of the variance of the members that is not their own error, in per cent.
  package let iSquared: Double
  private let values: [Double]
  private let variances: [Double]

  /// - Throws: `GlobalEstimateError.invalidInput` for fewer than two members, names that come twice, standard
  ///   errors that are not positive, or, on the logarithmic scale, values that are not.
  package init(_ members: [Member], scale: Scale = .logarithm) throws(GlobalEstimateError) {
    guard members.count >= 2 else { throw .invalidInput("agreement is of at least two estimates") }
    var values: [Double] = []
    var variances: [Double] = []
    for (index, member) in members.enumerated() {
      guard !members[..<index].contains(where: { $0.name == member.name }) else {
        throw .invalidInput("estimate '\(member.name)' comes twice")
      }
      guard member.value.isFinite, member.standardError.isFinite, member.standardError > 0 else {
        throw .invalidInput("estimate '\(member.name)' needs a number and a positive standard error")
      }
      switch scale {
      case .natural:
        values.append(member.value)
        variances.append(member.standardError * member.standardError)
      case .logarithm:
        guard member.value > 0 else {
          throw .invalidInput("estimate '\(member.name)' has no logarithm; compare on the natural scale")
        }
        let relative = member.standardError / member.value
        values.append(log(member.value))
        variances.append(relative * relative)
      }
      guard variances[index].isNormal else {
        throw .invalidInput(
          "estimate '\(member.name)' has an error whose variance a computer cannot hold; check its unit")
      }
    }
    self.members = members
    self.scale = scale
    self.values = values
    self.variances = variances
    let common = try MetaRegression(
      values: values, variances: variances,
      covariates: try AreaCovariates.intercept(areaCount: members.count),
      method: nil, test: .normal)
    heterogeneity = common.heterogeneity
    iSquared = common.iSquared
  }

  /// COM-01, where the members disagree beyond their errors.
  package var disagreement: Diagnostic? {
    guard heterogeneity.pValue < WarningThreshold.agreementProbability else { return nil }
    return Diagnostic(
      .combinationDisagreement,
      "the \(members.count) estimates disagree beyond their errors (I-squared \(Int(iSquared.rounded())) "
        + "%); their "
        + "methods measure different things or miss errors")
  }

  package enum Rule: Sendable {
    /// Weights 1/se²: one true number, and nothing wrong but the stated errors.
    case inverseVariance
    /// Weights 1/(se² + τ²): the methods are a sample of methods that scatter around the truth.
    case randomEffects(
      method: BetweenVarianceMethod = .restrictedLikelihood,
      test: MetaRegression.CoefficientTest = .hartungKnappNeverNarrower)
  }

  package struct Contribution: Sendable {
    package let name: String
    /// The share of the weights; they sum to 1.
    package let weight: Double
    /// The combination without this member; `nil` when only one would be left.
    package let combinationWithout: Double?
  }

  package struct Combination: Sendable {
    package let value: Double
    /// On the natural scale.
    package let standardError: Double
    package let interval: Interval
    /// τ² on the scale of the combination; 0 by inverse variance.
    package let betweenVariance: Double
    package let degreesOfFreedom: Double?
    package let contributions: [Contribution]
    /// What has to hold for the number to mean something.
    package let assumption: String
    package let diagnostics: [Diagnostic]
  }

  /// The weighted mean of the members. Their errors are taken as independent: members that share data or
  /// people have to be combined before.
  package func combined(by rule: Rule, level: Double = 0.95) throws(GlobalEstimateError) -> Combination {
    let model = try fit(Array(members.indices), rule)
    let center = model.coefficients[0]
    let error = model.coefficientStandardErrors[0]
    let degrees = model.test == .normal ? nil : Double(members.count - 1)
    let reference: ReferenceDistribution = degrees.map { .student(degreesOfFreedom: $0) } ?? .normal
    let width = try reference.halfWidth(level: level) * error
    let total = model.fit.equations.sumOfWeights
    var contributions: [Contribution] = []
    for (index, member) in members.enumerated() {
      let others = members.indices.filter { $0 != index }
      let without = others.count >= 2 ? try fit(others, rule).coefficients[0] : nil
      contributions.append(
        Contribution(
          name: member.name, weight: model.fit.equations.weights[index] / total,
          combinationWithout: without.map(back)))
    }
    var diagnostics = [
      Diagnostic(
        .combinationBetweenMethods,
        "the estimates are combined as if their errors were independent; shared data, or a bias that all "
          + "methods share, "
          + "is not in the interval")
    ]
    if let disagreement { diagnostics.append(disagreement) }
    return Combination(
      value: back(center), standardError: scale == .natural ? error : back(center) * error,
      interval: try interval(
        scale == .natural ? .symmetricQuantile : .transformedQuantile, level, back(center - width),
        back(center + width)),
      betweenVariance: model.betweenVariance, degreesOfFreedom: degrees, contributions: contributions,
      assumption: rule.assumption, diagnostics: diagnostics)
  }

  private func fit(_ chosen: [Int], _ rule: Rule) throws(GlobalEstimateError) -> MetaRegression {
    let intercept = try AreaCovariates.intercept(areaCount: chosen.count)
    let (y, psi) = (chosen.map { values[$0] }, chosen.map { variances[$0] })
    switch rule {
    case .inverseVariance:
      return try MetaRegression(values: y, variances: psi, covariates: intercept, method: nil, test: .normal)
    case .randomEffects(let method, let test):
      return try MetaRegression(values: y, variances: psi, covariates: intercept, method: method, test: test)
    }
  }

  private func back(_ x: Double) -> Double { scale == .natural ? x : exp(x) }
}

extension Triangulation.Rule {
  var assumption: String {
    switch self {
    case .inverseVariance:
      "all methods measure the same number without bias, and their standard errors hold all of their error"
    case .randomEffects:
      "the biases of the methods are a random sample with mean zero, so that their average is without bias"
    }
  }
}
