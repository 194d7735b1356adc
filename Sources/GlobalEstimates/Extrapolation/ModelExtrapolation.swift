internal import Estimates

/// Extrapolation by an area model: countries without data are predicted from their covariates.
package struct ModelExtrapolation: Sendable {
  package enum CountriesWithData: String, Sendable, CaseIterable {
    /// Keep their survey's rate, as a regression does.
    case direct
    /// Are shrunk towards the regression, as Fay and Herriot do.
    case shrunk
  }

  let data: ModelData
  package let model: MetaRegression
  package let countriesWithData: CountriesWithData
  /// How well each country with data is predicted by the others.
  package let leaveOneOut: LeaveOneOut

  package var scale: RateScale { data.scale }

  /// In the order of the areas of the fit.
  package var countriesWithSurvey: [ModelCountry] { data.observed.map { data.countries[$0] } }
  /// In the order of their names.
  package var countriesToPredict: [ModelCountry] { data.missing.map { data.countries[$0] } }

  /// - Throws: `GlobalEstimateError.refused` (AGG-03) when fewer than three countries have data or no degree
  ///   of freedom is left for a predictive interval, `.invalidInput`, `.notConverged`.
  package init(
    _ countries: [ModelCountry], covariateNames: [String] = [], scale: RateScale = .logit,
    method: BetweenVarianceMethod = .restrictedLikelihood, countriesWithData: CountriesWithData = .shrunk,
    level: Double = 0.95
  ) throws(GlobalEstimateError) {
    let data = try ModelData(countries, covariateNames: covariateNames, scale: scale)
    self.data = data
    let needed = max(WarningThreshold.donorCountries, data.covariates.count + 3)
    guard data.observed.count >= needed else {
      throw .refused(
        .extrapolationTooFewDonors,
        "\(data.observed.count) countries with data are too few for \(data.covariates.count) coefficients "
          + "and the variance "
          + "between countries; at least \(needed) are needed")
    }
    model = try MetaRegression(
      values: data.values, variances: data.variances, covariates: data.covariates, method: method,
      test: .normal)
    self.countriesWithData = countriesWithData
    leaveOneOut = try LeaveOneOut(
      model.fit, names: data.observed.map { data.countries[$0].name }, scale: scale, level: level)
  }

  /// Joint draws from the predictive distribution: coefficients and countries Student around the fit with m −
  /// p − 1 degrees of freedom (one chi-squared for all countries of a draw), which stands for the error of
  /// the variance between countries; the multivariate form of the predictive interval of Higgins, Thompson
  /// and Spiegelhalter (2009).
  package func draws(
    _ count: Int = 10_000, seed: UInt64, level: Double = 0.95, keepsCountries: Bool = false
  ) throws(GlobalEstimateError) -> CountryDraws {
    let source = try predictive(count, seed)
    return try CountryDraws(
      data, draws: count, level: level, seed: seed, method: methodName, intervalKind: .monteCarloPercentile,
      leaveOneOut: leaveOneOut, keepsCountries: keepsCountries
    ) { (country, rates) throws(GlobalEstimateError) in try source.fill(country, &rates) }
  }

  /// How draws are made, for reports.
  var methodName: String {
    let kind = countriesWithData == .shrunk ? "Fay-Herriot" : "regression"
    return "\(model.fit.method.rawValue) \(kind) on the \(data.scale.rawValue) scale, "
      + "\(model.fit.covariates.count) coefficients"
  }

  func predictive(_ count: Int, _ seed: UInt64) throws(GlobalEstimateError) -> PredictiveDraws {
    try PredictiveDraws(data, model.fit, count: count, seed: seed, isShrunk: countriesWithData == .shrunk)
  }
}
