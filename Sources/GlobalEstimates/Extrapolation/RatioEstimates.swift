package import Estimates
internal import Glibc

extension RatioExtrapolation {
  /// The total as every report prints it, refused where a rule forbids it (AGG-03). Its interval is Student
  /// on the logit of the rate; its diagnostics say how much of it is extrapolated (AGG-01) and its notes how
  /// well countries with data are predicted by the others.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` for a region, cell or level that there is not.
  package func estimate(
    quantity: String, regions: [String]? = nil, cells: [String]? = nil, method: VarianceMethod = .jackknife,
    level: Double = 0.95, provenance: Provenance = Provenance()
  ) throws(GlobalEstimateError) -> Estimate {
    var domain: [DomainLabel] = []
    if let regions { domain.append(DomainLabel(variable: "region", value: regions.joined(separator: ", "))) }
    if let cells { domain.append(DomainLabel(variable: "cell", value: cells.joined(separator: ", "))) }
    var outcome: Estimate.Outcome
    var diagnostics: [Diagnostic] = []
    var provenance = provenance
    do {
      let total = try total(regions: regions, cells: cells, method: method)
      outcome = .estimated(value: total.value, uncertainty: try total.uncertainty(level: level))
      if let imputed = total.imputedDiagnostic { diagnostics.append(imputed) }
      // Where no region has three countries with data there is nothing to leave out of.
      if let left = try? leaveOneOut(level: level) { provenance = provenance.adding(note: left.summary) }
    } catch {
      guard case .refused(let refusal) = error else { throw error }
      outcome = .refused(refusal)
    }
    do {
      return try Estimate(
        quantity: quantity, unit: "persons",
        method:
          "ratio extrapolation: countries without data have the rate of those with data in their region",
        domain: domain, outcome: outcome, diagnostics: diagnostics, provenance: provenance)
    } catch {
      throw .invalidInput("\(error)")
    }
  }

  /// How each country with data is predicted by the others of its stratum: its rate over all its cells, with
  /// a Student interval that holds the spread between countries, the error of their rate and the country's
  /// own sampling error. Strata with fewer than three countries with data are left out.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` when no stratum has three.
  package func leaveOneOut(level: Double = 0.95) throws(GlobalEstimateError) -> LeaveOneOut {
    var predictions: [LeaveOneOut.Prediction] = []
    for stratum in strata where stratum.donors.count >= WarningThreshold.donorCountries {
      for c in stratum.donors {
        if let prediction = try leftOut(c, stratum, level) { predictions.append(prediction) }
      }
    }
    guard !predictions.isEmpty else {
      throw .invalidInput(
        "no region has three countries with data, so that none can be predicted from the others")
    }
    return LeaveOneOut(predictions: predictions, level: level)
  }

  private func leftOut(
    _ c: Int, _ stratum: Stratum, _ level: Double
  ) throws(GlobalEstimateError) -> LeaveOneOut.Prediction? {
    let width = grid.cells.count
    var rates = [Double](repeating: 0, count: width)
    var (people, observed, predicted, errors) = (0.0, 0.0, 0.0, 0.0)
    var used: [Int] = []
    for k in 0..<width {
      guard let cell = withoutCountry(c, k, stratum) else { continue }
      rates[k] = cell.without
      used.append(k)
      people += cell.people
      observed += cell.people * cell.rate
      predicted += cell.people * cell.without
      let error = cell.people * (grid.standardError[c * width + k] ?? 0)
      errors += error * error
    }
    guard people > 0 else { return nil }
    // The other countries' rates over the same cells, each with the people of the country that is predicted.
    var residuals: [Double] = []
    var shares: [Double] = []
    for other in stratum.donors where other != c {
      guard used.allSatisfy({ grid.rate[other * width + $0] != nil }) else { continue }
      var (residual, size) = (0.0, 0.0)
      for k in used {
        residual += grid.population[c * width + k] * ((grid.rate[other * width + k] ?? 0) - rates[k]) / people
        size += grid.population[other * width + k]
      }
      residuals.append(residual)
      shares.append(size)
    }
    guard residuals.count >= 2 else { return nil }
    let size = shares.reduce(0, +)
    var (squares, concentration) = (0.0, 0.0)
    for (residual, share) in zip(residuals, shares) {
      squares += residual * residual
      concentration += (share / size) * (share / size)
    }
    let degrees = Double(residuals.count - 1)
    let variance = squares / degrees * (1 + concentration) + errors / (people * people)
    let half =
      try ReferenceDistribution.student(degreesOfFreedom: degrees).halfWidth(level: level)
      * variance.squareRoot()
    let center = predicted / people
    return LeaveOneOut.Prediction(
      country: grid.countries[c], observed: observed / people, predicted: center,
      lower: max(0, center - half),
      upper: min(1, center + half))
  }
}

extension RatioExtrapolation.Total {
  /// AGG-01, a note or from one half on a warning; `nil` when nothing is imputed.
  package var imputedDiagnostic: Diagnostic? {
    guard imputedPopulationShare > 0 else { return nil }
    let most = max(imputedPopulationShare, imputedEstimateShare)
    return Diagnostic(
      .aggregationImputedShare, severity: most > WarningThreshold.imputedShare ? .warning : .note,
      "countries without data hold \(percent(imputedPopulationShare)) of the population and "
        + "\(percent(imputedEstimateShare)) of this total")
  }

  /// Student on the logit of the rate, carried back to the total.
  package func uncertainty(level: Double) throws(GlobalEstimateError) -> Uncertainty {
    guard let standardError else {
      return .unavailable(reason: "nothing is extrapolated and the surveys give no standard errors")
    }
    guard rate > 0, rate < 1 else {
      return .unavailable(
        reason:
          "every country with data has a rate of 0 or 1, so that the spread between countries is unknown")
    }
    let reference: ReferenceDistribution = degreesOfFreedom.map { .student(degreesOfFreedom: $0) } ?? .normal
    let width = try reference.halfWidth(level: level) * standardError / (population * rate * (1 - rate))
    let center = log(rate) - log1p(-rate)
    let scale = RateScale.logit
    return .sampling(
      standardError: standardError, degreesOfFreedom: degreesOfFreedom,
      interval: try interval(
        .transformedQuantile, level, population * scale.rate(at: center - width),
        population * scale.rate(at: center + width)))
  }
}

/// A share in per cent, with one decimal.
func percent(_ share: Double) -> String {
  let tenths = Int((share * 1000).rounded())
  return "\(tenths / 10).\(tenths % 10) %"
}
