internal import Estimates
package import NumericKernel

/// Results from multiply imputed data sets combined.
package struct RubinCombination: Sendable, Equatable {
  package let labels: [String]
  package let values: [Double]
  /// T = W + (1 + 1/m) B.
  package let covariance: Matrix
  /// Barnard and Rubin's, which never exceed those of the complete data; 0 where these have none.
  package let degreesOfFreedom: [Double]
  /// (r + 2/(ν + 3))/(r + 1) with ν the large-sample degrees of freedom and r the relative increase in
  /// variance.
  package let missingInformation: [Double]
  package let imputations: Int

  package var standardErrors: [Double] { covariance.diagonal.map { max(0, $0).squareRoot() } }

  /// Rubin 1987, Multiple Imputation for Nonresponse in Surveys, 3.1; degrees of freedom of Barnard & Rubin
  /// 1999, Biometrika 86, equation 3.
  /// - Parameters:
  ///   - estimates: the same statistics from every imputed data set.
  ///   - completeDegreesOfFreedom: those that each statistic would have without missing answers.
  /// - Throws: `SurveyError.usage` for fewer than two imputations, or results of different shapes.
  package init(
    labels: [String], estimates: [(values: [Double], covariance: Matrix)], completeDegreesOfFreedom: [Double]
  ) throws(SurveyError) {
    let m = Double(estimates.count)
    let count = labels.count
    guard m >= 2 else { throw .usage("multiple imputation needs two imputed data sets or more") }
    guard
      estimates.allSatisfy({
        $0.values.count == count && $0.covariance.rows == count && $0.covariance.columns == count
      })
    else {
      throw .usage("every imputed data set needs the same statistics; a domain may be empty in one of them")
    }
    guard completeDegreesOfFreedom.count == count else {
      throw .usage("every statistic needs its degrees of freedom, so that imputations can be combined")
    }
    var means = [Double](repeating: 0, count: count)
    var within = Matrix(rows: count, columns: count)
    for estimate in estimates {
      for j in 0..<count { means[j] += estimate.values[j] / m }
      within.add(estimate.covariance)
    }
    var total = within
    var freedom: [Double] = []
    var information: [Double] = []
    for i in 0..<count {
      for j in 0..<count {
        var between = 0.0
        for estimate in estimates {
          between += (estimate.values[i] - means[i]) * (estimate.values[j] - means[j])
        }
        let own = within[i, j] / m
        let extra = (1 + 1 / m) * between / (m - 1)
        total[i, j] = own + extra
        if i == j {
          let own = ImputedVariance(
            within: own, extra: extra, imputations: m, completeDegreesOfFreedom: completeDegreesOfFreedom[i])
          freedom.append(own.degreesOfFreedom)
          information.append(own.missingInformation)
        }
      }
    }
    self.labels = labels
    values = means
    covariance = total
    degreesOfFreedom = freedom
    missingInformation = information
    imputations = estimates.count
  }

  /// Survey statistics, whose complete degrees of freedom are the fewest of the imputations.
  package init(_ estimates: [JointEstimate]) throws(SurveyError) {
    try self.init(
      labels: estimates.first?.labels ?? [], estimates: estimates.map { ($0.values, $0.covariance) },
      completeDegreesOfFreedom: (estimates.first?.details.indices ?? 0..<0).map { index in
        estimates.reduce(.infinity) { min($0, $1.details[index].degreesOfFreedom) }
      })
  }

  /// Regressions.
  /// - Throws: `SurveyError.usage` also when one of them has no degrees of freedom.
  package init(_ regressions: [SurveyRegression]) throws(SurveyError) {
    guard regressions.allSatisfy({ $0.degreesOfFreedom > 0 }) else {
      throw .usage("there are no degrees of freedom, so that imputations cannot be combined")
    }
    try self.init(
      labels: regressions.first?.names ?? [], estimates: regressions.map { ($0.coefficients, $0.covariance) },
      completeDegreesOfFreedom: (regressions.first?.names ?? []).map { _ in
        regressions.reduce(.infinity) { min($0, $1.degreesOfFreedom) }
      })
  }

  /// A combined statistic as other estimates are. Counts that differ between the files are their means.
  package func estimate(_ index: Int, of estimates: [JointEstimate]) -> SurveyEstimate {
    SurveyEstimate(
      label: labels[index], domain: estimates[0].domains[index], value: values[index],
      standardError: standardErrors[index],
      detail: TermDetail(
        combining: estimates.map { ($0.details[index], $0.covariance[index, index]) },
        variance: covariance[index, index], degreesOfFreedom: degreesOfFreedom[index]))
  }
}

/// One variance from imputed data sets.
struct ImputedVariance {
  let within: Double
  /// (1 + 1/m) B.
  let extra: Double
  let imputations: Double
  let completeDegreesOfFreedom: Double

  init(within: Double, extra: Double, imputations: Double, completeDegreesOfFreedom: Double) {
    self.within = within
    self.extra = extra
    self.imputations = imputations
    self.completeDegreesOfFreedom = completeDegreesOfFreedom
  }

  /// Of one statistic, from its value and variance in every data set.
  init(values: [Double], variances: [Double], completeDegreesOfFreedom: Double) {
    let m = Double(values.count)
    let mean = values.reduce(0, +) / m
    let between = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (m - 1)
    self.init(
      within: variances.reduce(0, +) / m, extra: (1 + 1 / m) * between, imputations: m,
      completeDegreesOfFreedom: completeDegreesOfFreedom)
  }

  var total: Double { within + extra }

  private var share: Double { total > 0 ? extra / total : 0 }
  /// Without variation between imputations they are infinite.
  private var largeSample: Double { share > 0 ? (imputations - 1) / (share * share) : .infinity }

  var degreesOfFreedom: Double {
    let complete = completeDegreesOfFreedom
    guard complete > 0 else { return 0 }
    let observed =
      complete.isFinite ? (complete + 1) / (complete + 3) * complete * (1 - share) : .infinity
    return observed > 0 ? 1 / (1 / largeSample + 1 / observed) : 0
  }

  var missingInformation: Double {
    let increase = within > 0 ? extra / within : 0
    return (increase + 2 / (largeSample + 3)) / (increase + 1)
  }
}

extension TermDetail {
  /// What was counted in imputed data sets: means, rounded down, of what differs between them. Nobody and everybody
  /// having an attribute stay what they are in all of them.
  init(
    combining details: [(detail: TermDetail, variance: Double)], variance: Double, degreesOfFreedom: Double
  ) {
    let count = details.count
    func mean(_ numbers: [Int]) -> Int { numbers.reduce(0, +) / count }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(count) }
    let sizes = details.map(\.detail.sampleSize)
    let sizesOfPopulation = details.compactMap(\.detail.populationSize)
    let positives = details.compactMap(\.detail.positiveCases)
    var positive: Int?
    if positives.count == count {
      let isNobody = positives.allSatisfy { $0 == 0 }
      let isEverybody = zip(positives, sizes).allSatisfy { $0 == $1 }
      positive =
        isNobody ? 0 : isEverybody ? mean(sizes) : min(max(1, mean(positives)), max(1, mean(sizes) - 1))
    }
    let effects = details.compactMap { $0.detail.designEffect }
    let reference =
      effects.count == count && effects.allSatisfy { $0 > 0 }
      ? mean(zip(details, effects).map { $0.variance / $1 }) : 0
    self.init(
      sampleSize: mean(sizes),
      populationSize: sizesOfPopulation.count == count ? mean(sizesOfPopulation) : nil,
      positiveCases: positive, missingShare: mean(details.map(\.detail.missingShare)),
      designEffect: reference > 0 ? variance / reference : nil, degreesOfFreedom: degreesOfFreedom)
  }
}
