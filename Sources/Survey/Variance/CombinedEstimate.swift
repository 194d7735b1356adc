extension JointEstimate {
  /// The results of multiply imputed data sets as one, whose covariance counts what was not known.
  /// - Throws: `SurveyError.usage` when domains differ between the data sets, or there are fewer than two.
  package init(combining estimates: [JointEstimate]) throws(SurveyError) {
    guard let first = estimates.first, estimates.allSatisfy({ $0.domains == first.domains }) else {
      throw .usage(
        "every imputed data set needs the same domains; a domain may be empty in one of them, or be written otherwise"
      )
    }
    let combined = try RubinCombination(estimates)
    let details = first.values.indices.map { combined.estimate($0, of: estimates).detail }
    self.init(
      labels: first.labels, domains: first.domains, values: combined.values, covariance: combined.covariance,
      degreesOfFreedom: combined.degreesOfFreedom.reduce(.infinity) { min($0, $1) }, details: details,
      imputations: estimates)
  }
}
