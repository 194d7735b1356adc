internal import Estimates
package import NumericKernel

/// Results from multiply imputed data sets combined.
package struct RubinCombination: Sendable, Equatable {
  package let labels: [String]
  package let values: [Double]
  /// T = W + (1 + 1/m) B.
  package let covariance: Matrix
  /// Barnard and Rubin's, which never exceed those of the complete data.
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
    guard completeDegreesOfFreedom.count == count, completeDegreesOfFreedom.allSatisfy({ $0 > 0 }) else {
      throw .usage("there are no degrees of freedom, so that imputations cannot be combined")
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
          let share = total[i, i] > 0 ? extra / total[i, i] : 0
          // Without variation between imputations the old degrees of freedom are infinite.
          let old = share > 0 ? (m - 1) / (share * share) : .infinity
          let complete = completeDegreesOfFreedom[i]
          let observed =
            complete.isFinite ? (complete + 1) / (complete + 3) * complete * (1 - share) : .infinity
          freedom.append(1 / (1 / old + 1 / observed))
          let increase = own > 0 ? extra / own : 0
          information.append((increase + 2 / (old + 3)) / (increase + 1))
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
  package init(_ regressions: [SurveyRegression]) throws(SurveyError) {
    try self.init(
      labels: regressions.first?.names ?? [], estimates: regressions.map { ($0.coefficients, $0.covariance) },
      completeDegreesOfFreedom: (regressions.first?.names ?? []).map { _ in
        regressions.reduce(.infinity) { min($0, $1.degreesOfFreedom) }
      })
  }

  /// A combined statistic as other estimates are.
  package func estimate(_ index: Int, of estimates: [JointEstimate]) -> SurveyEstimate {
    let first = estimates[0].details[index]
    return SurveyEstimate(
      label: labels[index], domain: estimates[0].domains[index], value: values[index],
      standardError: standardErrors[index],
      detail: TermDetail(
        sampleSize: first.sampleSize, populationSize: first.populationSize,
        positiveCases: first.positiveCases,
        missingShare: 0, designEffect: nil, degreesOfFreedom: degreesOfFreedom[index]))
  }
}
