internal import Estimates
internal import Glibc
internal import NumericKernel
internal import Regression
internal import Reporting
internal import Survey
internal import Tables

/// A fitted model with all that is reported of it, from one file or combined from several.
struct SurveyModelFit: Sendable {
  /// The fit of one file.
  struct One: Sendable {
    let regression: SurveyRegression
    let theta: Double?
    let margins: [JointEstimate]
    let facts: DesignFacts
    let diagnostics: [Diagnostic]
  }

  /// What the sample is, in numbers.
  struct DesignFacts: Sendable {
    let rows: Int
    let fittedRows: Int
    let incompleteRows: Int
    let strata: Int
    let clusters: Int
    /// The weights of the rows fitted added up.
    let populationSize: Double
    let degreesOfFreedom: Double
    /// Where the covariance comes from replicates.
    let replicates: Int?
  }

  struct Coefficient: Sendable {
    let name: String
    let value: Double
    let standardError: Double
    let degreesOfFreedom: Double
    let interval: Interval
    let pValue: Double
    /// Only of imputed data.
    let missingInformation: Double?

    var tStatistic: Double { value / standardError }
  }

  struct TermTest: Sendable {
    let term: String
    let wald: TestResult
    let likelihoodRatio: TestResult?
  }

  struct Margin: Sendable {
    let variable: String
    let level: String
    let value: Double
    let standardError: Double
    let degreesOfFreedom: Double
    let interval: Interval
  }

  let link: Link
  let family: Family
  let theta: [Double]
  let coefficients: [Coefficient]
  let tests: [TermTest]
  let margins: [Margin]
  let facts: [DesignFacts]
  let diagnostics: [Diagnostic]
  let dispersion: Double

  init(_ fits: [One], options: SurveyModelOptions) throws {
    guard let first = fits.first else { throw SurveyError.usage("no file was named") }
    for fit in fits where fit.regression.names != first.regression.names {
      throw SurveyError.usage(
        "the imputed files give different columns to the model; a category may be absent from one of them")
    }
    link = first.regression.fit.link
    family = first.regression.fit.family
    theta = fits.compactMap(\.theta)
    facts = fits.map(\.facts)
    dispersion = fits.reduce(0) { $0 + $1.regression.fit.dispersion } / Double(fits.count)
    var seen: [Diagnostic] = []
    for diagnostic in fits.flatMap(\.diagnostics) where !seen.contains(diagnostic) { seen.append(diagnostic) }
    diagnostics = seen
    let regressions = fits.map(\.regression)
    coefficients = try Self.coefficients(regressions, level: options.level)
    tests = try Self.tests(regressions, options)
    margins = try Self.margins(fits, link: link, options)
  }

  private static func coefficients(
    _ regressions: [SurveyRegression], level: Double
  ) throws -> [Coefficient] {
    if regressions.count == 1 {
      let only = regressions[0]
      return try only.table(level: level).map {
        Coefficient(
          name: $0.name, value: $0.value, standardError: $0.standardError,
          degreesOfFreedom: only.degreesOfFreedom,
          interval: $0.interval, pValue: $0.pValue, missingInformation: nil)
      }
    }
    let combined = try RubinCombination(regressions)
    return try combined.labels.indices.map { j in
      let (value, error) = (combined.values[j], combined.standardErrors[j])
      let t = try StudentTDistribution(degreesOfFreedom: combined.degreesOfFreedom[j])
      let reach = try t.upperQuantile((1 - level) / 2) * error
      return Coefficient(
        name: combined.labels[j], value: value, standardError: error,
        degreesOfFreedom: combined.degreesOfFreedom[j],
        interval: try Interval(kind: .studentT, level: level, lower: value - reach, upper: value + reach),
        pValue: 2 * t.survival(abs(value / error)), missingInformation: combined.missingInformation[j])
    }
  }

  private static func tests(
    _ regressions: [SurveyRegression], _ options: SurveyModelOptions
  ) throws -> [TermTest] {
    try regressions[0].frame.terms.map { term in
      if regressions.count > 1 {
        let test = try RubinCombination.termTest(
          regressions, columns: Array(term.columns), name: "Wald test of \(term.label)")
        return TermTest(term: term.label, wald: test, likelihoodRatio: nil)
      }
      // The working test weighs deviances of rows by their weights, which other covariances do not.
      let isTested = options.hasLikelihoodRatioTests && options.covariance == .design
      return TermTest(
        term: term.label, wald: try regressions[0].waldTest(term: term.label),
        likelihoodRatio: isTested && regressions[0].names.count > term.columns.count
          ? try regressions[0].workingLikelihoodRatioTest(term: term.label).test : nil)
    }
  }

  private static func margins(_ fits: [One], link: Link, _ options: SurveyModelOptions) throws -> [Margin] {
    var margins: [Margin] = []
    for k in options.margins.indices {
      let estimates = fits.map { $0.margins[k] }
      var values = estimates[0].values
      var errors = estimates[0].standardErrors
      var freedom = estimates[0].details.map(\.degreesOfFreedom)
      if estimates.count > 1 {
        let combined = try RubinCombination(estimates)
        (values, errors, freedom) = (combined.values, combined.standardErrors, combined.degreesOfFreedom)
      }
      for j in values.indices {
        guard let label = estimates[0].domains[j].first else { continue }
        margins.append(
          Margin(
            variable: label.variable, level: label.value, value: values[j], standardError: errors[j],
            degreesOfFreedom: freedom[j],
            interval: try interval(
              values[j], errors[j], freedom[j], link: link, family: fits[0].regression.fit.family,
              level: options.level)))
      }
    }
    return margins
  }

  /// An interval that stays where a mean of the family can be: on the scale of the logit for probabilities, of
  /// the logarithm for means above 0.
  private static func interval(
    _ value: Double, _ error: Double, _ freedom: Double, link: Link, family: Family, level: Double
  ) throws -> Interval {
    let reach = try StudentTDistribution(degreesOfFreedom: freedom).upperQuantile((1 - level) / 2)
    switch family {
    case .binomial, .quasiBinomial:
      let centre = log(value / (1 - value))
      let half = reach * error / (value * (1 - value))
      return try Interval(
        kind: .logit, level: level, lower: 1 / (1 + exp(half - centre)), upper: 1 / (1 + exp(-half - centre)))
    case .poisson, .quasiPoisson, .negativeBinomial, .gamma:
      let factor = exp(reach * error / value)
      return try Interval(
        kind: .transformedQuantile, level: level, lower: value / factor, upper: value * factor)
    case .gaussian:
      return try Interval(
        kind: .studentT, level: level, lower: value - reach * error, upper: value + reach * error)
    }
  }
}

extension SurveyModelFit.One {
  init(_ input: SurveyModelInput, formula: Formula, options: SurveyModelOptions) throws {
    var design = try SurveyDesign(
      input.table, options.sampling.variables, lonelyPSU: options.sampling.lonelyPSU)
    if let replication = options.replication {
      design = try replication.applied(to: design, given: input.replicateWeights, seed: options.seed)
    }
    for adjustment in options.adjustments { design = try adjustment.applied(to: design, input.adjusted) }
    var fitted: SurveyRegression
    if let family = options.engineFamily {
      fitted = try design.regression(
        formula, input.table, family: family, link: options.link, in: input.domain, threads: options.threads)
      theta = nil
    } else {
      let both = try design.negativeBinomialRegression(
        formula, input.table, link: options.link, in: input.domain, threads: options.threads)
      fitted = both.regression
      theta = both.theta
    }
    let structure = design.structure
    let rowWeights = fitted.fit.rows.map { design.weights[$0] }
    let population = rowWeights.reduce(0, +)
    facts = SurveyModelFit.DesignFacts(
      rows: design.rowCount, fittedRows: fitted.fit.rowCount, incompleteRows: fitted.incompleteRows,
      strata: structure.stratumCount, clusters: structure.unitCount, populationSize: population,
      degreesOfFreedom: fitted.degreesOfFreedom - 1 + Double(fitted.names.count),
      replicates: design.replicates?.count)
    var found = design.diagnostics + options.sampling.diagnostics
    found += Self.missing(fitted, design.weights(in: input.domain, present: nil), fittedWeight: population)
    found += Self.doubts(fitted, facts, isDesign: options.covariance == .design)
    found += input.labelledNumbers.map {
      Diagnostic(
        .regressionCodesAsNumbers,
        "the values of '\($0)' have labels, but it is taken as a number; write factor(\($0)) if they are categories"
      )
    }
    diagnostics = found
    var joint: [JointEstimate] = []
    for column in options.margins {
      guard let original = input.table.column(named: column) else { continue }
      guard CodedColumn(original).labels.count <= Self.mostLevels else {
        throw DataError(
          file: input.table.name, column: column,
          problem:
            "it has more than \(Self.mostLevels) different values, too many for marginal predictions",
          remedy: "group it, or choose another covariate")
      }
      joint.append(try design.marginalMeans(of: fitted, over: column, input.table, in: input.domain))
    }
    margins = joint
    if options.covariance != .design { fitted = try Self.robust(fitted, design, input.table, options) }
    guard fitted.degreesOfFreedom >= 1 else {
      throw SurveyError.usage(
        "the design has \(facts.clusters) PSUs in \(facts.strata) strata, too few for \(fitted.names.count) "
          + "coefficients; fit fewer terms")
    }
    regression = fitted
  }

  private static let mostLevels = 100

  private static func robust(
    _ fitted: SurveyRegression, _ design: SurveyDesign, _ table: DataTable, _ options: SurveyModelOptions
  ) throws(SurveyError) -> SurveyRegression {
    let rows = Double(fitted.fit.rowCount - fitted.names.count)
    switch options.covariance {
    case .design: return fitted
    case .hc0: return try fitted.withCovariance(.hc0, degreesOfFreedom: rows)
    case .hc1: return try fitted.withCovariance(.hc1, degreesOfFreedom: rows)
    case .hc2: return try fitted.withCovariance(.hc2, degreesOfFreedom: rows)
    case .hc3: return try fitted.withCovariance(.hc3, degreesOfFreedom: rows)
    case .cluster:
      guard let column = options.sampling.clusters.first.flatMap({ table.column(named: $0) }) else {
        return fitted
      }
      let codes = CodedColumn(column).codes
      let own = fitted.fit.rows.map { Int(codes[$0]) }
      return try fitted.withCovariance(
        .clustered(own, isAdjusted: fitted.fit.family == .gaussian),
        degreesOfFreedom: Double(Set(own).count - 1))
    }
  }

  /// SVY-12.
  private static func missing(
    _ fitted: SurveyRegression, _ weights: [Double], fittedWeight: Double
  ) -> [Diagnostic] {
    let all = weights.reduce(0, +)
    let share = all > 0 ? 1 - fittedWeight / all : 0
    guard fitted.incompleteRows > 0, share > SurveyThreshold.warnedItemMissing else { return [] }
    return [
      Diagnostic(
        .surveyItemMissing,
        "\(NumberStyle.percent.text(100 * share)) of the weight is of rows without an answer to some question of the model; they "
          + "were left out, which is right only if answers are missing at random given the covariates")
    ]
  }

  /// SVY-03 and SVY-20.
  private static func doubts(
    _ fitted: SurveyRegression, _ facts: SurveyModelFit.DesignFacts, isDesign: Bool
  ) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if isDesign, fitted.degreesOfFreedom < SurveyThreshold.reviewedDegreesOfFreedom {
      found.append(
        Diagnostic(
          .surveyDegreesOfFreedom,
          "\(NumberStyle.decimal(0).text(fitted.degreesOfFreedom)) degrees of freedom are left for the standard errors"
        ))
    }
    switch fitted.fit.family {
    case .binomial, .quasiBinomial:
      let positive = fitted.fit.response.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
      let rarer = min(positive, fitted.fit.rowCount - positive)
      if rarer < 10 {
        found.append(
          Diagnostic(
            .surveyRareOutcome, "fewer than 10 rows have the rarer answer; the coefficients are not stable"))
      }
    default: break
    }
    return found
  }
}
