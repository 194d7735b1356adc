internal import Estimates
internal import Glibc
internal import Regression
internal import Reporting
internal import Survey

/// A regression as estimates, tables and a document.
struct SurveyModelTables {
  private let study: SurveyModelStudy
  private let options: SurveyModelOptions
  private let source: String

  init(_ study: SurveyModelStudy) {
    self.study = study
    options = study.options
    source = "computed by this program from " + study.inputs.map(\.name).joined(separator: ", ")
  }

  // MARK: estimates

  /// Coefficients, ratios where the link has them, and marginal predictions; or the one that was refused.
  func estimates() throws -> [Estimate] {
    switch study.outcome {
    case .refused(let refusal):
      return [
        try Estimate(
          quantity: "coefficients of \(options.formula)", unit: "none", method: method,
          outcome: .refused(refusal),
          provenance: provenance)
      ]
    case .fitted(let fit):
      var all: [Estimate] = []
      for coefficient in fit.coefficients {
        all.append(
          try Estimate(
            quantity: "coefficient of \(coefficient.name)", unit: scale(fit), method: method,
            outcome: .estimated(
              value: coefficient.value,
              uncertainty: .sampling(
                standardError: coefficient.standardError, degreesOfFreedom: coefficient.degreesOfFreedom,
                interval: coefficient.interval)), diagnostics: fit.diagnostics, provenance: provenance))
      }
      if let ratio = ratioName(fit) {
        for coefficient in fit.coefficients where coefficient.name != "(Intercept)" {
          guard let interval = ratioInterval(coefficient) else { continue }
          all.append(
            try Estimate(
              quantity: "\(ratio) of \(coefficient.name)", unit: ratio, method: method,
              outcome: .estimated(value: exp(coefficient.value), uncertainty: .intervalOnly(interval)),
              diagnostics: fit.diagnostics, provenance: provenance))
        }
      }
      for margin in fit.margins {
        all.append(
          try Estimate(
            quantity: "marginal mean of the response", unit: "mean of the response", method: method,
            domain: [DomainLabel(variable: margin.variable, value: margin.level)],
            outcome: .estimated(
              value: margin.value,
              uncertainty: .sampling(
                standardError: margin.standardError, degreesOfFreedom: margin.degreesOfFreedom,
                interval: margin.interval)), diagnostics: fit.diagnostics, provenance: provenance))
      }
      return all
    }
  }

  private var provenance: Provenance {
    Provenance(inputs: study.inputs, notes: study.notes, citations: citations)
  }

  private var citations: [Citation] {
    var citations = [
      Citation(
        key: "Binder 1983",
        text:
          "Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys. "
          + "International Statistical Review 51, 279-292.")
    ]
    if options.hasLikelihoodRatioTests, study.inputs.count == 1, options.covariance == .design {
      citations.append(
        Citation(
          key: "Lumley and Scott 2014",
          text:
            "Lumley, T. and Scott, A. (2014). Tests for regression models fitted to survey data. Australian and "
            + "New Zealand Journal of Statistics 56, 1-14."))
    }
    if study.inputs.count > 1 {
      citations.append(
        Citation(
          key: "Barnard and Rubin 1999",
          text:
            "Barnard, J. and Rubin, D. B. (1999). Small-sample degrees of freedom with multiple imputation. "
            + "Biometrika 86, 948-955."))
      citations.append(
        Citation(
          key: "Li, Raghunathan and Rubin 1991",
          text:
            "Li, K. H., Raghunathan, T. E. and Rubin, D. B. (1991). Large-sample significance levels from multiply "
            + "imputed data. Journal of the American Statistical Association 86, 1065-1073."))
    }
    return citations
  }

  private var method: String {
    let covariance =
      switch options.covariance {
      case .design where options.replication != nil:
        "covariance from refits to replicates (\(options.replication?.name ?? ""))"
      case .design: "design-based covariance"
      case .cluster: "cluster-robust covariance"
      default: "\(options.covariance.rawValue.uppercased()) covariance"
      }
    let link = options.link.map { " with the \($0.rawValue) link" } ?? ""
    let imputed = study.inputs.count > 1 ? ", \(study.inputs.count) imputed files by Rubin's rules" : ""
    return "\(options.family.rawValue) regression\(link), \(covariance)\(imputed)"
  }

  private func scale(_ fit: SurveyModelFit) -> String {
    switch fit.link {
    case .identity: "units of the response"
    case .log: "logarithm of the mean"
    case .logit: "log odds"
    default: "\(fit.link.rawValue) of the mean"
    }
  }

  private func ratioName(_ fit: SurveyModelFit) -> String? {
    switch (fit.link, fit.family) {
    case (.logit, _): "odds ratio"
    case (.log, .binomial), (.log, .quasiBinomial): "prevalence ratio"
    case (.log, _): "ratio of means"
    default: nil
    }
  }

  private func ratioInterval(_ coefficient: SurveyModelFit.Coefficient) -> Interval? {
    guard let upper = coefficient.interval.finiteUpper, exp(coefficient.value).isFinite else { return nil }
    return try? Interval(
      kind: .transformedQuantile, level: coefficient.interval.level, lower: exp(coefficient.interval.lower),
      upper: exp(upper))
  }

  // MARK: tables

  var summary: [Table] {
    switch study.outcome {
    case .refused(let refusal): [refusedTable(refusal)]
    case .fitted(let fit):
      [design(fit), coefficients(fit)] + (fit.tests.isEmpty ? [] : [tests(fit)])
        + (fit.margins.isEmpty ? [] : [margins(fit)])
    }
  }

  private func refusedTable(_ refusal: Refusal) -> Table {
    Table(
      "estimates", title: study.mark + "No estimate of \(options.formula)",
      columns: [TableColumn("code", "Code", .text), TableColumn("reason", "Reason", .text)],
      rows: [TableRow([.text(refusal.code.rawValue), .text(refusal.reason)])], source: source)
  }

  private func design(_ fit: SurveyModelFit) -> Table {
    let facts = fit.facts[0]
    var rows: [TableRow] = []
    func row(_ name: String, _ cell: Cell) { rows.append(TableRow([.text(name), cell])) }
    func number(_ name: String, _ value: Double, _ style: NumberStyle = .count) {
      row(name, .number(value, style))
    }
    if fit.facts.count > 1 { number("imputed files", Double(fit.facts.count)) }
    number("rows", Double(facts.rows))
    for condition in options.conditions { row("population of interest", .text(condition.name)) }
    number("rows fitted", Double(facts.fittedRows))
    number("rows left out for a missing answer", Double(facts.incompleteRows))
    number("strata", Double(facts.strata))
    let sampling = options.sampling
    number(sampling.clusters.isEmpty ? "units (rows)" : "PSUs", Double(facts.clusters))
    number("sum of weights", facts.populationSize, Self.style(for: facts.populationSize))
    number("design degrees of freedom", facts.degreesOfFreedom)
    if let replicates = facts.replicates { number("replicates", Double(replicates)) }
    row("weight", .text(Self.weight(sampling.weight)))
    for adjustment in options.adjustments { row("weights", .text(adjustment.name)) }
    row("stratum", .text(Self.list(sampling.strata)))
    row("cluster", .text(Self.list(sampling.clusters)))
    if !sampling.populationSizes.isEmpty {
      row("population sizes", .text(Self.list(sampling.populationSizes)))
    }
    row("family and link", .text("\(fit.family.name), \(fit.link.rawValue)"))
    if !fit.theta.isEmpty {
      number("θ", fit.theta.reduce(0, +) / Double(fit.theta.count), .decimal(3))
    } else if !fit.family.hasFixedDispersion {
      number("dispersion", fit.dispersion, Self.style(for: fit.dispersion))
    }
    return Table(
      "design", title: study.mark + "The sample and the model",
      columns: [TableColumn("what", "What", .text), TableColumn("value", "Value")], rows: rows,
      notes: fit.facts.count > 1 ? ["Counts are of the first imputed file."] : [], source: source)
  }

  private static func weight(_ weight: SurveySampling.Weight) -> String {
    switch weight {
    case .column(let name): name
    case .equal: "none: rows count alike"
    case .fromPopulationSizes: "from population sizes"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: ", then ")
  }

  private func coefficients(_ fit: SurveyModelFit) -> Table {
    let ratio = ratioName(fit)
    let isImputed = fit.facts.count > 1
    var columns = [
      TableColumn("term", "Term", .text), TableColumn("coefficient", "Coefficient"),
      TableColumn("standard_error", "Standard error"), TableColumn("interval", "Interval", isRange: true),
      TableColumn("t", "t"), TableColumn("degrees_of_freedom", "df"), TableColumn("p_value", "p"),
    ]
    if let ratio {
      columns += [
        TableColumn("ratio", ratio.prefix(1).uppercased() + ratio.dropFirst()),
        TableColumn("ratio_interval", "Its interval", isRange: true),
      ]
    }
    if isImputed { columns.append(TableColumn("missing_information", "Missing information", unit: "%")) }
    let rows = fit.coefficients.map { coefficient in
      let style = Self.style(for: coefficient.standardError)
      var cells: [Cell] = [
        .text(coefficient.name), .number(coefficient.value, style), .number(coefficient.standardError, style),
        .range(coefficient.interval.lower, coefficient.interval.finiteUpper, style),
        Self.cell(coefficient.tStatistic, .decimal(2)), .number(coefficient.degreesOfFreedom, .decimal(1)),
        Self.pValue(coefficient.pValue),
      ]
      if ratio != nil {
        if coefficient.name != "(Intercept)", let interval = ratioInterval(coefficient) {
          cells += [
            .number(exp(coefficient.value), .decimal(3)),
            .range(interval.lower, interval.finiteUpper, .decimal(3)),
          ]
        } else {
          cells += [.absent(.notApplicable), .absent(.notApplicable)]
        }
      }
      if isImputed {
        cells.append(
          coefficient.missingInformation.map { .number(100 * $0, .decimal(1)) } ?? .absent(.notApplicable))
      }
      return TableRow(cells)
    }
    let level = NumberStyle.decimal(0).text(100 * options.level)
    return Table(
      "coefficients", title: study.mark + "\(options.formula) (\(scale(fit)))", columns: columns, rows: rows,
      notes: ["Intervals are t intervals at \(level) %; standard errors: \(method)."] + warnings(fit),
      source: source)
  }

  private func tests(_ fit: SurveyModelFit) -> Table {
    let hasRatio = fit.tests.contains { $0.likelihoodRatio != nil }
    var columns = [
      TableColumn("term", "Term", .text), TableColumn("wald_f", "Wald F"),
      TableColumn("numerator", "df"), TableColumn("denominator", "of"), TableColumn("wald_p", "p"),
    ]
    if hasRatio {
      columns += [
        TableColumn("likelihood_ratio_f", "Working LR F"), TableColumn("likelihood_ratio_numerator", "df"),
        TableColumn("likelihood_ratio_p", "p"),
      ]
    }
    let rows = fit.tests.map { test in
      var cells: [Cell] = [
        .text(test.term), Self.cell(test.wald.statistic, .decimal(3)),
        .number(test.wald.numeratorDegreesOfFreedom, .count),
        Self.cell(test.wald.denominatorDegreesOfFreedom ?? .nan, .decimal(1)), Self.pValue(test.wald.pValue),
      ]
      if hasRatio {
        if let ratio = test.likelihoodRatio {
          cells += [
            Self.cell(ratio.statistic, .decimal(3)), .number(ratio.numeratorDegreesOfFreedom, .decimal(2)),
            Self.pValue(ratio.pValue),
          ]
        } else {
          cells += [.absent(.notApplicable), .absent(.notApplicable), .absent(.notApplicable)]
        }
      }
      return TableRow(cells)
    }
    var notes = ["Each row tests that all coefficients of the term are 0, with the other terms in the model."]
    if hasRatio {
      notes.append(
        "The working likelihood ratio is referred to F by the eigenvalues of the design effects (Lumley and Scott 2014); "
          + "where it and Wald's test disagree, trust it rather.")
    }
    if fit.facts.count > 1 {
      notes.append(
        "Tests of imputed data are those of Li, Raghunathan and Rubin (1991), on no more than the degrees "
          + "of freedom of the complete data.")
    }
    return Table(
      "tests", title: study.mark + "Tests of terms", columns: columns, rows: rows, notes: notes,
      source: source)
  }

  private func margins(_ fit: SurveyModelFit) -> Table {
    Table(
      "margins", title: study.mark + "Mean of the response if everybody had the level",
      columns: [
        TableColumn("variable", "Variable", .text), TableColumn("level", "Level", .text),
        TableColumn("mean", "Mean"),
        TableColumn("standard_error", "Standard error"), TableColumn("interval", "Interval", isRange: true),
      ],
      rows: fit.margins.map { margin in
        let style = Self.style(for: margin.standardError)
        return TableRow([
          .text(margin.variable), .text(margin.level), .number(margin.value, style),
          .number(margin.standardError, style),
          .range(margin.interval.lower, margin.interval.finiteUpper, style),
        ])
      },
      notes: [
        "Predictions averaged over the population as it is in everything else; a description of the model, not the "
          + "effect of an intervention."
      ], source: source)
  }

  private func warnings(_ fit: SurveyModelFit) -> [String] {
    fit.diagnostics.map { "\($0.code.rawValue): \($0.message)." }
  }

  /// Decimals that show three figures of a number.
  private static func style(for size: Double) -> NumberStyle {
    guard size.isFinite, size > 0 else { return .decimal(3) }
    return .decimal(min(12, max(0, 2 - Int(log10(size).rounded(.down)))))
  }

  private static func cell(_ value: Double, _ style: NumberStyle) -> Cell {
    value.isFinite ? .number(value, style) : .absent(.notApplicable)
  }

  private static func pValue(_ p: Double) -> Cell { cell(p, .decimal(p < 0.001 ? 6 : 4)) }

  // MARK: document

  var document: Document {
    switch study.outcome {
    case .refused(let refusal):
      return Document(
        title: study.mark + "A regression without an answer", subtitle: subtitle,
        sections: [
          Section(
            "refused", "Why there is no estimate",
            [.callout(Callout(.warning, RichText("\(refusal.code.rawValue): \(refusal.reason)."))), reading])
        ])
    case .fitted(let fit):
      var blocks: [Block] =
        study.isSynthetic
        ? [.callout(Callout(.synthetic, RichText(SyntheticSurvey.explanation)))] : []
      blocks += fit.diagnostics.filter { $0.severity > .note }.map {
        .callout(Callout(.warning, RichText("\($0.code.rawValue): \($0.message).")))
      }
      blocks += [.table(coefficients(fit)), .figure(figure(fit))]
      var sections = [
        Section("coefficients", "Coefficients", blocks),
        Section("design", "The sample", [.table(design(fit)), reading]),
      ]
      if !fit.tests.isEmpty { sections.append(Section("tests", "Tests", [.table(tests(fit))])) }
      if !fit.margins.isEmpty {
        sections.append(Section("margins", "Marginal predictions", [.table(margins(fit))]))
      }
      sections.append(
        Section(
          "method", "Method",
          [
            .paragraph(
              RichText(
                "\(method). A regression describes how answers go together; it does not say what would happen if "
                  + "a covariate were changed.")), .list(citations.map { RichText($0.text) }),
          ]))
      return Document(title: study.mark + "Regression on survey data", subtitle: subtitle, sections: sections)
    }
  }

  private var subtitle: String {
    "\(options.formula), from \(study.inputs.map(\.name).joined(separator: ", "))"
  }

  /// What was read, and how.
  private var reading: Block {
    .list(
      study.inputs.map { RichText("\($0.name): \($0.rowCount) rows, SHA-256 \($0.sha256)") }
        + study.notes.map { RichText($0) })
  }

  private func figure(_ fit: SurveyModelFit) -> Figure {
    let ratio = ratioName(fit)
    let shown = fit.coefficients.filter { $0.name != "(Intercept)" }
    let entries = (shown.isEmpty ? fit.coefficients : shown).map { coefficient in
      let interval = ratio == nil ? coefficient.interval : ratioInterval(coefficient)
      return IntervalPlot.Entry(
        label: coefficient.name, point: ratio == nil ? coefficient.value : finite(exp(coefficient.value)),
        interval: interval.map { IntervalPlot.Span($0.lower, $0.finiteUpper) }, isPublished: false)
    }
    let name = ratio ?? "coefficient"
    return Figure(
      "coefficient-intervals",
      title: study.mark + "\(name.prefix(1).uppercased() + name.dropFirst()) of each term",
      description:
        "A point and an interval for each of \(entries.count) terms; the line marks no difference.",
      content: .intervals(
        IntervalPlot(
          axis: Axis(name, style: .decimal(2), includesZero: false, isLogarithmic: ratio != nil),
          entries: entries,
          referenceLine: ReferenceLine(ratio == nil ? 0 : 1, "no difference"))),
      notes: ["Intervals at \(NumberStyle.decimal(0).text(100 * options.level)) %."], source: source)
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
