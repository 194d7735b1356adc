internal import Estimates
internal import Glibc
internal import NumericKernel

/// Extrapolation by an area model: countries without data are predicted from their covariates.
package struct ModelExtrapolation: Sendable {
  package enum CountriesWithData: String, Sendable, CaseIterable {
    /// Keep their survey's rate, as a regression does.
    case direct
    /// Are shrunk towards the regression, as Fay and Herriot do.
    case shrunk
  }

  private let data: ModelData
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
    guard count >= 100 else { throw .invalidInput("an interval from draws needs at least 100 of them") }
    let fit = model.fit
    let p = fit.covariates.count
    let common = try commonDraws(count, seed)
    let spread = fit.betweenVariance.squareRoot()
    let placeOfObserved = Dictionary(uniqueKeysWithValues: data.observed.enumerated().map { ($1, $0) })
    let shrunk = countriesWithData == .shrunk
    let method =
      "\(fit.method.rawValue) \(shrunk ? "Fay-Herriot" : "regression") on the \(data.scale.rawValue) "
      + "scale, \(p) coefficients"
    return try CountryDraws(
      data, draws: count, level: level, seed: seed, method: method, intervalKind: .monteCarloPercentile,
      leaveOneOut: leaveOneOut, keepsCountries: keepsCountries
    ) { (country, rates) throws(GlobalEstimateError) in
      var stream = RandomStream(seed: seed, purpose: .posterior, replicate: data.streams[country])
      let z = fit.covariates.basisRow(of: data.row(country))
      let center = try fit.linearPredictor(data.row(country))
      guard let place = placeOfObserved[country] else {
        for d in 0..<count {
          var x = center
          for j in 0..<p { x += z[j] * common.coefficients[d * p + j] }
          rates[d] = data.scale.rate(at: x + common.scales[d] * spread * stream.standardNormal())
        }
        return
      }
      let value = fit.direct[place]
      let variance = fit.samplingVariance[place]
      let gamma = shrunk ? fit.shrinkage[place] : 1
      let error = (gamma * variance).squareRoot()
      for d in 0..<count {
        var x = center
        for j in 0..<p { x += z[j] * common.coefficients[d * p + j] }
        let noise = error * stream.standardNormal()
        rates[d] = data.scale.rate(
          at: gamma * value + (1 - gamma) * x + (shrunk ? common.scales[d] : 1) * noise)
      }
    }
  }

  /// For each draw the root of ν/χ², and the deviation of the coefficients on the orthonormal basis, that is
  /// root·L⁻ᵀz.
  private func commonDraws(
    _ count: Int, _ seed: UInt64
  ) throws(GlobalEstimateError) -> (scales: [Double], coefficients: [Double]) {
    let p = model.fit.covariates.count
    let degrees = Double(model.fit.residualDegrees - 1)
    var stream = RandomStream(seed: seed, purpose: .errorPropagation)
    var scales: [Double] = []
    var coefficients: [Double] = []
    scales.reserveCapacity(count)
    coefficients.reserveCapacity(count * p)
    for _ in 0..<count {
      let chi: Double
      do { chi = try stream.chiSquared(degreesOfFreedom: degrees) } catch { throw .invalidInput("\(error)") }
      let scale = (degrees / chi).squareRoot()
      scales.append(scale)
      let deviates = (0..<p).map { _ in scale * stream.standardNormal() }
      coefficients += model.fit.equations.deviation(deviates)
    }
    return (scales, coefficients)
  }
}
