internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// What a method found besides its numbers.
extension ExtrapolationTables {
  /// Jackknife, linearisation and bootstrap side by side.
  static func variances(
    _ study: ExtrapolationStudy, _ ratio: ExtrapolationStudy.RatioOutcome, _ source: String
  ) throws -> Table {
    let count = NumberStyle.estimatedCount
    let level = study.options.level
    func spread(_ draws: [Double]) -> (error: Double, lower: Double, upper: Double) {
      let simulated = SimulatedTotal(draws: draws)
      return (
        simulated.standardDeviation, simulated.quantile(0.5 * (1 - level)).value,
        simulated.quantile(0.5 * (1 + level)).value
      )
    }
    var rows: [TableRow] = []
    func add(_ name: String, _ regions: [String]?, _ draws: [Double]?) {
      guard let jackknife = try? ratio.extrapolation.total(regions: regions, method: .jackknife),
        let linear = try? ratio.extrapolation.total(regions: regions, method: .linearised)
      else { return }
      let drawn = draws.map(spread)
      rows.append(
        TableRow([
          .text(name), .number(jackknife.value, count),
          jackknife.standardError.map { .number($0, count) } ?? .absent(.notApplicable),
          linear.standardError.map { .number($0, count) } ?? .absent(.notApplicable),
          drawn.map { .number($0.error, count) } ?? .absent(.notApplicable),
          drawn.map { .range($0.lower, $0.upper, count) } ?? .absent(.notApplicable),
        ]))
    }
    add("World", nil, ratio.bootstrap?.total)
    for region in ratio.extrapolation.regions {
      let place = ratio.bootstrap?.strata.firstIndex(of: region)
      add(region, [region], place.flatMap { ratio.bootstrap?.stratumTotals[$0] })
    }
    return Table(
      "variances", title: "Standard errors by leaving countries out and by drawing them anew",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("value", "Value"),
        TableColumn("jackknife", "Jackknife"), TableColumn("linearised", "Linearised"),
        TableColumn("bootstrap", "Bootstrap"), TableColumn("interval", "Bootstrap interval", isRange: true),
      ], rows: rows, source: source)
  }

  static func coefficients(
    _ study: ExtrapolationStudy, _ fits: [ModelExtrapolation], _ source: String
  ) throws -> Table {
    let style = NumberStyle(decimals: 4)
    var rows: [TableRow] = []
    for (cell, fit) in zip(study.cells, fits) {
      let intervals = try fit.model.coefficientIntervals(level: study.options.level)
      for (j, name) in fit.model.fit.covariates.names.enumerated() {
        rows.append(
          TableRow(
            group: fits.count > 1 ? cell : "",
            [
              .text(name), .number(fit.model.coefficients[j], style),
              .number(fit.model.coefficientStandardErrors[j], style),
              .range(intervals[j].lower, intervals[j].upper, style),
            ]))
      }
      rows.append(
        TableRow(
          group: fits.count > 1 ? cell : "",
          [
            .text("variance between countries (\(fit.model.fit.method.rawValue))"),
            .number(fit.model.betweenVariance, style),
            .number(fit.model.fit.betweenVarianceStandardError, style),
            .absent(.notApplicable),
          ]))
    }
    var notes = zip(study.cells, fits).map { cell, fit in
      (fits.count > 1 ? "\(cell): " : "") + "\(fit.model.fit.areaCount) countries with data; "
        + "\(NumberStyle(decimals: 0, suffix: " %").text(fit.model.iSquared)) of the variance of their rates is between "
        + "countries and not of their surveys."
    }
    if fits.contains(where: { $0.model.betweenVariance == 0 }) {
      notes.append(
        "A variance between countries of 0 is at its boundary: the data ask for none, and the standard errors are then "
          + "too small.")
    }
    return Table(
      "coefficients", title: "The regression, on the \(study.options.scale.rawValue) scale",
      columns: [
        TableColumn("term", "Term", .text), TableColumn("value", "Value"),
        TableColumn("standard_error", "Standard error"),
        TableColumn("interval", "\(level(study)) interval", isRange: true),
      ], rows: rows, notes: notes, source: source)
  }

  /// Fitted and predictive intervals of countries without data.
  static func predictions(
    _ study: ExtrapolationStudy, _ fits: [ModelExtrapolation], _ source: String
  ) throws -> Table {
    let per = study.options.ratePer
    let style = rateStyle(study)
    let scale = study.options.scale
    var rows: [TableRow] = []
    for (cell, fit) in zip(study.cells, fits) {
      for country in fit.countriesToPredict {
        let prediction = try fit.model.prediction(at: [1] + country.covariates, level: study.options.level)
        func rate(_ x: Double) -> Double { min(1, scale.rate(at: x)) * per }
        rows.append(
          TableRow(
            group: fits.count > 1 ? cell : "",
            [
              .text(country.name), .number(rate(prediction.mean), style),
              .range(rate(prediction.confidence.lower), rate(prediction.confidence.upper), style),
              .range(rate(prediction.predictive.lower), rate(prediction.predictive.upper), style),
            ]))
      }
    }
    let unit = "per \(NumberStyle.count.text(per))"
    return Table(
      "predictions", title: "Countries without data on the line",
      columns: [
        TableColumn("country", "Country", .text), TableColumn("median", "Median", unit: unit),
        TableColumn("fitted", "Interval of the line", unit: unit, isRange: true),
        TableColumn("predictive", "Predictive interval of the country", unit: unit, isRange: true),
      ], rows: rows,
      notes: [
        "The interval of the line is for the mean of all countries like this one; the country itself lies in the wider "
          + "one."
      ], source: source)
  }

  static func parameters(
    _ study: ExtrapolationStudy, _ fits: [HierarchicalExtrapolation], _ source: String
  ) -> Table {
    let style = NumberStyle(decimals: 4)
    var rows: [TableRow] = []
    for (cell, fit) in zip(study.cells, fits) {
      for parameter in fit.parameters {
        rows.append(
          TableRow(
            group: fits.count > 1 ? cell : "",
            [
              .text(parameter.name), .number(parameter.mean, style),
              .number(parameter.standardDeviation, style),
              .number(parameter.monteCarloError, style), .number(parameter.splitRHat, .decimal(3)),
              .number(parameter.effectiveSampleSize.rounded(), .count),
            ]))
      }
    }
    return Table(
      "parameters", title: "The posterior, on the \(study.options.scale.rawValue) scale",
      columns: [
        TableColumn("parameter", "Parameter", .text), TableColumn("mean", "Mean"),
        TableColumn("deviation", "Standard deviation"), TableColumn("error", "Monte Carlo error"),
        TableColumn("r_hat", "Split R-hat"), TableColumn("size", "Effective draws"),
      ], rows: rows,
      notes: [
        "Half-normal priors of scale 1 for both standard deviations, flat ones for the coefficients; "
          + "\(study.options.chains) chains. An R-hat above \(WarningThreshold.splitRHat) is refused (HBM-01)."
      ], source: source)
  }
}
