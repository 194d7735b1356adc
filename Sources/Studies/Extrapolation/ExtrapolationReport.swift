internal import Estimates
internal import GlobalEstimates
internal import Glibc
internal import Reporting

extension ExtrapolationStudy {
  package func result() throws -> StudyResult {
    let tables = try ExtrapolationTables(self)
    var summary = [tables.regions]
    if let left = tables.leaveOneOutSummary { summary.append(left) }
    summary += tables.model
    summary.append(tables.shares)
    summary.append(WarningTable.table(wholes, source: sourceLine))
    return StudyResult(
      study: "extrapolate", title: "\(options.subject): \(input.records[0].name)", settings: settings,
      inputs: input.records, estimates: estimates, verdicts: [], document: document(tables), summary: summary)
  }

  var sourceLine: String {
    "computed by this program from \(input.records.map(\.name).joined(separator: " and "))"
      + InventedFigures.mark(input.notes)
  }

  /// The world and the regions.
  var wholes: [Estimate] { estimates.filter { $0.domain.count < 2 } }
  var countries: [Estimate] { estimates.filter { $0.domain.count == 2 } }

  private var settings: [StudyResult.Setting] {
    var settings = [
      StudyResult.Setting(name: "cellErrors", value: .text(options.cellErrors.rawValue)),
      StudyResult.Setting(name: "cells", value: .text(input.cellColumns.joined(separator: ", "))),
      StudyResult.Setting(name: "covariates", value: .text(input.covariateNames.joined(separator: ", "))),
      StudyResult.Setting(name: "draws", value: .whole(options.draws)),
      StudyResult.Setting(name: "level", value: .number(options.level)),
      StudyResult.Setting(name: "method", value: .text(options.method.rawValue)),
      StudyResult.Setting(name: "ratePer", value: .number(options.ratePer)),
      StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
    ]
    switch options.method {
    case .ratio:
      if !options.pooling.isEmpty {
        let pools = options.pooling.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        settings.append(StudyResult.Setting(name: "pooling", value: .text(pools.joined(separator: "; "))))
      }
    case .regression:
      settings.append(StudyResult.Setting(name: "scale", value: .text(options.scale.rawValue)))
    case .fayHerriot:
      settings.append(StudyResult.Setting(name: "bootstrap", value: .whole(options.bootstrap)))
      settings.append(StudyResult.Setting(name: "scale", value: .text(options.scale.rawValue)))
      settings.append(StudyResult.Setting(name: "variance", value: .text(options.variance.rawValue)))
    case .hierarchical:
      settings.append(StudyResult.Setting(name: "chains", value: .whole(options.chains)))
      settings.append(StudyResult.Setting(name: "scale", value: .text(options.scale.rawValue)))
      settings.append(StudyResult.Setting(name: "warmUp", value: .whole(options.warmUp)))
    }
    return settings.sorted { $0.name < $1.name }
  }

  private func document(_ tables: ExtrapolationTables) -> Document {
    var sections: [Section] = []
    var first: [Block] = []
    if let headline = estimates.first {
      if let refusal = headline.refusal {
        first.append(.callout(Callout(.warning, RichText("\(refusal.code.rawValue): \(refusal.reason)."))))
      } else {
        first.append(.keyFigures([KeyFigures.of(headline, label: "\(options.subject), world")]))
      }
    }
    first.append(.table(tables.regions))
    if let figure = regionBars { first.append(.figure(figure)) }
    first.append(.table(tables.shares))
    sections.append(Section("world", "World and regions", first))
    if !isRefused {
      var blocks: [Block] = [
        .paragraph(
          "A country without data is marked: its number is a prediction and speaks of countries like it, not of it."
        ),
        .table(tables.countries),
      ]
      if let figure = countryIntervals { blocks.append(.figure(figure)) }
      sections.append(Section("by-country", "Countries", blocks))
      var left: [Block] = [
        .paragraph(
          "Each country with data is predicted from the others, as the countries without data are. This is the honest "
            + "measure of an extrapolation, as long as countries without data are like those with.")
      ]
      if let summary = tables.leaveOneOutSummary { left.append(.table(summary)) }
      if let table = tables.leaveOneOut { left.append(.table(table)) }
      if let figure = leaveOneOutFigure { left.append(.figure(figure)) }
      sections.append(Section("prediction", "How well countries are predicted", left))
      sections.append(
        Section(
          "model", "The method",
          [.paragraph(RichText(methodWords))] + tables.model.map { .table($0) }
            + tables.detail.map { .table($0) }))
    }
    var closing: [Block] = [
      .table(WarningTable.table(wholes, source: sourceLine)), .heading("Limitations"),
      .list([
        "Countries without a survey may have none because of what it would find. No number here can see that.",
        "Surveys of different years, definitions and questionnaires are compared as if they were alike, beyond what the "
          + "columns of the file tell.",
        "The error of the populations is not in any interval.",
      ]), .heading("Methods"),
      .list(ExtrapolationMethods.citations(options).map { RichText($0.text) }), .heading("Data"),
    ]
    for record in input.records {
      closing.append(
        .paragraph(RichText("\(record.name), \(record.rowCount) rows, SHA-256 \(record.sha256).")))
    }
    if !input.notes.isEmpty { closing.append(.list(input.notes.map { RichText($0) })) }
    sections.append(Section("closing", "Warnings, limitations and data", closing))
    return Document(
      title: "\(options.subject): from countries to the world",
      subtitle:
        "\(ExtrapolationMethods.name(options)); \(input.records[0].name)\(InventedFigures.mark(input.notes))",
      sections: sections)
  }

  private var methodWords: String {
    switch options.method {
    case .ratio:
      "In each population group of a region, countries without data have the population-weighted rate of those with "
        + "data. The countries with data count as a sample of the countries of their region; the variance is that of two "
        + "stages, by leaving one country out at a time (jackknife) and by drawing countries anew (bootstrap)."
    case .regression:
      "Rates are regressed on the covariates, each country weighted by the precision of its survey and the variance "
        + "between countries. Countries with data keep their own rate; the intervals of the others are predictive: they "
        + "hold how countries differ, and not only how well the line is known."
    case .fayHerriot:
      "Each rate is the regression on the covariates, plus a country's own deviation, plus the error of its survey. "
        + "Countries with data are drawn towards the regression the more, the less their survey says; the others are "
        + "predicted by it."
    case .hierarchical:
      "Countries vary within regions and regions within the world. Regions with much data keep their level, those with "
        + "little borrow from the others. Totals are sums of joint draws from the posterior, so that regions add up to "
        + "the world in every draw."
    }
  }

  // MARK: figures

  private var regionBars: Figure? {
    let regions = wholes.dropFirst()
    guard !regions.isEmpty else { return nil }
    let largest = regions.max { ($0.value ?? 0) < ($1.value ?? 0) }
    return Figure(
      "regions", title: "\(options.subject) by region",
      description: "The largest region is \(largest?.domain.last?.value ?? "none") with "
        + "\(largest?.value.map { Headline.text($0) } ?? "no figure").",
      content: .bars(
        BarChart(
          axis: Axis("persons", style: .estimatedCount),
          bars: regions.map { estimate in
            let name = estimate.domain.last?.value ?? ""
            return estimate.value.map { BarChart.Bar(label: name, value: $0) }
              ?? BarChart.Bar(label: name, absence: .refused)
          })), source: sourceLine)
  }

  private static let mostEntries = 120

  private var countryIntervals: Figure? {
    let all = zip(estimates, populations).filter { $0.0.domain.count == 2 && $0.1 > 0 }
    guard !all.isEmpty else { return nil }
    let shown = all.prefix(Self.mostEntries)
    let predicted = all.count { isPredicted($0.0) }
    return Figure(
      "country-intervals", title: "Rates by country, with intervals",
      description: "\(all.count) countries; \(predicted) have no data and are predictions.",
      content: .intervals(
        IntervalPlot(
          axis: Axis(
            "per \(NumberStyle.count.text(options.ratePer))",
            style: NumberStyle(decimals: 3, significantFigures: 3)),
          entries: shown.map { estimate, population in
            let factor = options.ratePer / population
            return IntervalPlot.Entry(
              group: estimate.domain[0].value, label: estimate.domain[1].value,
              point: estimate.value.map { $0 * factor },
              interval: estimate.uncertainty?.interval.map {
                IntervalPlot.Span($0.lower * factor, $0.finiteUpper.map { $0 * factor })
              }, note: estimate.refusal.map { "refused: \($0.code.rawValue)" },
              isPublished: !isPredicted(estimate))
          }, filledName: "a survey stands behind it", openName: "predicted, no data")),
      notes: all.count > shown.count ? ["The first \(shown.count) of \(all.count) countries are drawn."] : [],
      source: sourceLine)
  }

  func isPredicted(_ estimate: Estimate) -> Bool {
    estimate.diagnostics.contains { $0.code == .aggregationImputedShare && $0.severity == .warning }
      || estimate.refusal != nil
  }

  private var leaveOneOutFigure: Figure? {
    let entries = leaveOneOut.flatMap { cell, left in
      left.predictions.map { prediction in
        IntervalPlot.Entry(
          group: cell == ExtrapolationInput.wholeCell ? "" : cell, label: prediction.country,
          point: prediction.observed * options.ratePer,
          interval: IntervalPlot.Span(prediction.lower * options.ratePer, prediction.upper * options.ratePer),
          isPublished: prediction.isCovered)
      }
    }
    guard !entries.isEmpty else { return nil }
    let missed = entries.count { !$0.isPublished }
    return Figure(
      "leave-one-out-intervals",
      title: "What surveys found, and the interval predicted for it from the other countries",
      description: "\(missed) of \(entries.count) lie outside their interval.",
      content: .intervals(
        IntervalPlot(
          axis: Axis(
            "per \(NumberStyle.count.text(options.ratePer))",
            style: NumberStyle(decimals: 3, significantFigures: 3)),
          entries: Array(entries.prefix(Self.mostEntries)), filledName: "observed, inside the prediction",
          openName: "observed, outside the prediction")),
      notes: entries.count > Self.mostEntries
        ? ["The first \(Self.mostEntries) of \(entries.count) are drawn."] : [],
      source: sourceLine)
  }
}

/// The tables of an extrapolation.
struct ExtrapolationTables {
  let regions: Table
  let countries: Table
  let shares: Table
  let leaveOneOutSummary: Table?
  let leaveOneOut: Table?
  /// Short ones for the terminal and the report, and long ones for the report alone.
  let model: [Table]
  let detail: [Table]

  init(_ study: ExtrapolationStudy) throws {
    let source = study.sourceLine
    regions = Self.wholes(study, source)
    countries = Self.countries(study, source)
    shares = Self.shares(study, source)
    leaveOneOutSummary = Self.leftSummary(study, source)
    leaveOneOut = Self.left(study, source)
    (model, detail) = try Self.model(study, source)
  }

  private static func rateStyle(_ study: ExtrapolationStudy) -> NumberStyle {
    NumberStyle(
      decimals: study.options.ratePer >= 1000 ? 1 : study.options.ratePer >= 100 ? 2 : 4,
      significantFigures: 3)
  }

  private static func level(_ study: ExtrapolationStudy) -> String {
    NumberStyle(decimals: 0, suffix: " %").text(100 * study.options.level)
  }

  private static func wholes(_ study: ExtrapolationStudy, _ source: String) -> Table {
    let count = NumberStyle.estimatedCount
    let rate = rateStyle(study)
    return Table(
      "estimates", title: "\(study.options.subject): world and regions",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("population", "Population"),
        TableColumn("value", "Value", unit: "persons"),
        TableColumn("standard_error", "Standard error", unit: "persons"),
        TableColumn("interval", "\(level(study)) interval", unit: "persons", isRange: true),
        TableColumn("rate", "Rate", unit: "per \(NumberStyle.count.text(study.options.ratePer))"),
        TableColumn("warnings", "Warnings", .text),
      ],
      rows: zip(study.estimates, study.populations).filter { $0.0.domain.count < 2 }.map {
        estimate, population in
        let refused = estimate.refusal != nil
        let interval = estimate.uncertainty?.interval
        return TableRow(
          [
            .text(estimate.domain.last?.value ?? "World"), .number(population, .count),
            estimate.value.map { .number($0, count) } ?? .absent(.refused),
            estimate.uncertainty?.standardError.map { .number($0, count) }
              ?? .absent(refused ? .refused : .notApplicable),
            interval.map { .range($0.lower, $0.finiteUpper, count) }
              ?? .absent(refused ? .refused : .notApplicable),
            population > 0
              ? estimate.value.map { .number($0 / population * study.options.ratePer, rate) }
                ?? .absent(.refused)
              : .absent(.notApplicable),
            .text(warnings(estimate)),
          ])
      }, notes: ["The interval of the world is that of the sum, not the sum of the intervals (AGG-08)."],
      source: source)
  }

  private static func warnings(_ estimate: Estimate) -> String {
    var codes = estimate.refusal.map { ["refused: \($0.code.rawValue)"] } ?? []
    for diagnostic in estimate.diagnostics where diagnostic.severity > .note {
      if !codes.contains(diagnostic.code.rawValue) { codes.append(diagnostic.code.rawValue) }
    }
    return codes.joined(separator: " ")
  }

  private static func countries(_ study: ExtrapolationStudy, _ source: String) -> Table {
    let count = NumberStyle.estimatedCount
    let rate = rateStyle(study)
    let per = study.options.ratePer
    return Table(
      "countries", title: "\(study.options.subject): countries",
      columns: [
        TableColumn("country", "Country", .text), TableColumn("basis", "Basis", .text),
        TableColumn("population", "Population"), TableColumn("value", "Value", unit: "persons"),
        TableColumn("interval", "\(level(study)) interval", unit: "persons", isRange: true),
        TableColumn("rate", "Rate", unit: "per \(NumberStyle.count.text(per))"),
        TableColumn(
          "rate_interval", "\(level(study)) interval of the rate", unit: "per \(NumberStyle.count.text(per))",
          isRange: true), TableColumn("warnings", "Warnings", .text),
      ],
      rows: zip(study.estimates, study.populations).filter { $0.0.domain.count == 2 }.map {
        estimate, population in
        let interval = estimate.uncertainty?.interval
        let refused = estimate.refusal != nil
        let factor = population > 0 ? per / population : 0
        return TableRow(
          group: estimate.domain[0].value,
          [
            .text(estimate.domain[1].value),
            .text(study.isPredicted(estimate) ? "predicted, no data" : "survey"),
            .number(population, .count), estimate.value.map { .number($0, count) } ?? .absent(.refused),
            interval.map { .range($0.lower, $0.finiteUpper, count) }
              ?? .absent(refused ? .refused : .notApplicable),
            population > 0
              ? estimate.value.map { .number($0 * factor, rate) } ?? .absent(.refused)
              : .absent(.notApplicable),
            population > 0
              ? interval.map { .range($0.lower * factor, $0.finiteUpper.map { $0 * factor }, rate) }
                ?? .absent(refused ? .refused : .notApplicable) : .absent(.notApplicable),
            .text(warnings(estimate)),
          ])
      }, source: source)
  }

  /// AGG-01 to AGG-03 as figures: donors, and what is extrapolated.
  private static func shares(_ study: ExtrapolationStudy, _ source: String) -> Table {
    let rows = study.input.rows
    let regions = Set(rows.map(\.region)).sorted()
    func row(_ name: String, _ inside: [ExtrapolationInput.Row]) -> TableRow {
      let all = Set(inside.map(\.country))
      let donors = Set(inside.filter { $0.rate != nil }.map(\.country))
      var (people, without) = (0.0, 0.0)
      for row in inside {
        people += row.population
        if row.rate == nil { without += row.population }
      }
      let estimate = study.wholes.first { ($0.domain.last?.value ?? "World") == name }
      let imputed = estimate?.diagnostics.first { $0.code == .aggregationImputedShare }
      return TableRow(
        [
          .text(name), .number(Double(all.count), .count), .number(Double(donors.count), .count),
          people > 0 ? .number(100 * without / people, NumberStyle(decimals: 1)) : .absent(.notApplicable),
          .text(
            imputed.map { $0.message } ?? (estimate?.refusal == nil ? "nothing is extrapolated" : "refused")),
        ])
    }
    return Table(
      "donors", title: "Countries with data, and what rests on the others",
      columns: [
        TableColumn("where", "Where", .text), TableColumn("countries", "Countries"),
        TableColumn("with_data", "With data"),
        TableColumn("extrapolated", "Population without data", unit: "%"),
        TableColumn("share", "AGG-01", .text),
      ],
      rows: [row("World", rows)] + regions.map { region in row(region, rows.filter { $0.region == region }) },
      notes: [
        "A region with fewer than \(WarningThreshold.donorCountries) countries with data has no number of its own "
          + "(AGG-03)."
      ], source: source)
  }

  private static func leftSummary(_ study: ExtrapolationStudy, _ source: String) -> Table? {
    let all = study.leaveOneOut
    guard !all.isEmpty else { return nil }
    let per = study.options.ratePer
    let style = rateStyle(study)
    let unit = "per \(NumberStyle.count.text(per))"
    return Table(
      "leave-one-out-summary", title: "Each country with data predicted from the others",
      columns: [
        TableColumn("group", "Group", .text), TableColumn("countries", "Countries"),
        TableColumn("error", "Root mean square error", unit: unit),
        TableColumn("bias", "Mean error", unit: unit),
        TableColumn("coverage", "In their interval", unit: "%"), TableColumn("nominal", "Nominal", unit: "%"),
      ],
      rows: all.map { cell, left in
        TableRow([
          .text(cell), .number(Double(left.predictions.count), .count),
          .number(left.rootMeanSquaredError * per, style),
          .number(
            left.bias * per, NumberStyle(decimals: style.decimals, signed: true, significantFigures: 3)),
          .number(100 * left.coverage, .decimal(0)), .number(100 * left.level, .decimal(0)),
        ])
      },
      notes: [
        "Coverage far from nominal says that the model does not fit. Coverage near nominal says nothing of countries "
          + "that have no survey because of what it would find."
      ], source: source)
  }

  private static func left(_ study: ExtrapolationStudy, _ source: String) -> Table? {
    let all = study.leaveOneOut
    guard !all.isEmpty else { return nil }
    let per = study.options.ratePer
    let style = rateStyle(study)
    let unit = "per \(NumberStyle.count.text(per))"
    return Table(
      "leave-one-out", title: "Countries predicted from the others",
      columns: [
        TableColumn("country", "Country", .text), TableColumn("observed", "Observed", unit: unit),
        TableColumn("predicted", "Predicted", unit: unit),
        TableColumn("interval", "\(level(study)) predictive interval", unit: unit, isRange: true),
        TableColumn("covered", "Inside", .text),
      ],
      rows: all.flatMap { cell, left in
        left.predictions.map { prediction in
          TableRow(
            group: all.count > 1 ? cell : "",
            [
              .text(prediction.country), .number(prediction.observed * per, style),
              .number(prediction.predicted * per, style),
              .range(prediction.lower * per, prediction.upper * per, style),
              .text(prediction.isCovered ? "yes" : "no"),
            ])
        }
      }, source: source)
  }

  private static func model(_ study: ExtrapolationStudy, _ source: String) throws -> ([Table], [Table]) {
    switch study.outcome {
    case nil: return ([], [])
    case .ratio(let ratio): return ([try variances(study, ratio, source)], [])
    case .area(let fits):
      var detail: [Table] = []
      if study.options.method == .fayHerriot {
        detail.append(try areas(study, fits, source))
      } else {
        detail.append(try predictions(study, fits, source))
      }
      return ([try coefficients(study, fits, source)], detail)
    case .hierarchical(let fits): return ([parameters(study, fits, source)], [])
    }
  }

  /// Jackknife, linearisation and bootstrap side by side.
  private static func variances(
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

  private static func coefficients(
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

  /// Direct, synthetic and shrunken rates with their mean squared errors.
  private static func areas(
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

  /// Fitted and predictive intervals of countries without data.
  private static func predictions(
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

  private static func parameters(
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
