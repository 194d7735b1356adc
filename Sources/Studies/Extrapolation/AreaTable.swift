internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension ExtrapolationTables {
  /// Direct, synthetic and shrunken rates with their mean squared errors.
  static func areas(
    _ study: ExtrapolationStudy, _ fits: [ModelExtrapolation], _ source: String
  ) throws -> Table {
    let per = study.options.ratePer
    let style = rateStyle(study)
    let scale = study.options.scale
    var rows: [TableRow] = []
    for (cell, extrapolation) in zip(study.cells, fits) {
      let fit = extrapolation.model.fit
      let missing = extrapolation.countriesToPredict
      let bootstrap = try AreaBootstrap(
        fit, scale: scale, newRows: missing.map { [1] + $0.covariates }, replicates: study.options.bootstrap,
        seed: study.options.seed, threads: study.options.threads)
      let errors = try? fit.meanSquaredErrors()
      let group = fits.count > 1 ? cell : ""
      for (i, country) in extrapolation.countriesWithSurvey.enumerated() {
        let own = fit.shrinkage[i] * fit.samplingVariance[i]
        rows.append(
          TableRow(
            group: group,
            [
              .text(country.name), country.rate.map { .number($0 * per, style) } ?? .absent(.notApplicable),
              .number(scale.moments(mean: fit.synthetic[i], variance: fit.betweenVariance).mean * per, style),
              .number(scale.moments(mean: fit.predictor[i], variance: own).mean * per, style),
              .number(fit.shrinkage[i], .decimal(3)),
              errors.map { .number($0[i].squareRoot(), .decimal(4)) } ?? .absent(.notApplicable),
              .number(bootstrap.meanSquaredErrors[i].squareRoot(), .decimal(4)),
              .number(bootstrap.rateMeanSquaredErrors[i].squareRoot() * per, style),
            ]))
      }
      for (k, country) in missing.enumerated() {
        let row = [1] + country.covariates
        let mean = try fit.linearPredictor(row)
        let variance = try fit.variance(ofMeanAt: row) + fit.betweenVariance
        let place = fit.areaCount + k
        rows.append(
          TableRow(
            group: group,
            [
              .text(country.name), .absent(.notApplicable),
              .number(scale.moments(mean: mean, variance: fit.betweenVariance).mean * per, style),
              .absent(.notApplicable), .number(0, .decimal(3)), .number(variance.squareRoot(), .decimal(4)),
              .number(bootstrap.meanSquaredErrors[place].squareRoot(), .decimal(4)),
              .number(bootstrap.rateMeanSquaredErrors[place].squareRoot() * per, style),
            ]))
      }
    }
    let unit = "per \(NumberStyle.count.text(per))"
    return Table(
      "areas", title: "Direct, synthetic and empirical best predictions",
      columns: [
        TableColumn("country", "Country", .text), TableColumn("direct", "Direct", unit: unit),
        TableColumn("synthetic", "Synthetic", unit: unit), TableColumn("eblup", "EBLUP", unit: unit),
        TableColumn("weight", "Weight of the survey"),
        TableColumn("prasad_rao", "Root mean squared error", unit: "\(scale.rawValue) scale, formula"),
        TableColumn("bootstrap", "Root mean squared error", unit: "\(scale.rawValue) scale, bootstrap"),
        TableColumn("rate_error", "Root mean squared error", unit: "\(unit), bootstrap"),
      ], rows: rows,
      notes: [
        "The formula is that of Prasad and Rao, with the corrections for ML and Fay-Herriot's own estimator of the "
          + "variance; for countries without data it is the variance between countries plus that of the regression."
      ], source: source)
  }
}
