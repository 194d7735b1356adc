internal import Glibc
public import Estimates

/// A log-linear model of lists by covariates fitted by maximum likelihood.
public struct CovariateFit: Sendable, Equatable {
  /// The people in some combinations of covariates.
  public struct Group: Sendable, Equatable {
    /// Which people; empty for all.
    public let labels: [DomainLabel]
    /// The number of them observed.
    public let observed: Int
    /// The estimated number of them unobserved.
    public let darkFigure: Double
    /// The standard error of the logarithm of the dark figure; `nil` where that is 0.
    public let logDarkFigureStandardError: Double?
    /// How many of the combinations that hold people are estimated to hold nobody else, the likelihood being highest
    /// there, as when one list holds everybody.
    public let boundaryCellCount: Int

    /// The estimated number of people: observed and unobserved.
    public var population: Double { Double(observed) + darkFigure }

    /// The interval in which the logarithm of the dark figure is normal: n + μ₀ exp(± z se). It knows nothing of the
    /// choice of the model.
    /// - Returns: `nil` where the dark figure is 0.
    /// - Throws: `EstimateError` when the level is no probability or an end is not finite.
    public func waldInterval(level: Double) throws(EstimateError) -> Interval? {
      guard level > 0, level < 1 else { throw .invalidLevel(level) }
      guard let logDarkFigureStandardError else { return nil }
      let reach = exp(normalMultiplier(level: level) * logDarkFigureStandardError)
      return try Interval(
        kind: .logNormalWald, level: level, lower: Double(observed) + darkFigure / reach,
        upper: Double(observed) + darkFigure * reach)
    }

    /// The interval in which the dark figure is log-normal and the number of people seen varies too, as
    /// `LogLinearFit.logNormalInterval` has it.
    /// - Returns: `nil` where the dark figure is 0.
    /// - Throws: `EstimateError` when the level is no probability or an end is not finite.
    public func logNormalInterval(level: Double) throws(EstimateError) -> Interval? {
      guard level > 0, level < 1 else { throw .invalidLevel(level) }
      guard let error = logDarkFigureStandardError else { return nil }
      let reach = exp(normalMultiplier(level: level) * log1p(error * error + 1 / darkFigure).squareRoot())
      return try Interval(
        kind: .logNormal, level: level, lower: Double(observed) + darkFigure / reach,
        upper: Double(observed) + darkFigure * reach)
    }
  }

  public struct Parameter: Sendable, Equatable {
    public let term: CovariateTerm
    /// The lists, `name=level` for a level of a covariate against the first one, and `name^k` for the orthogonal
    /// polynomial of degree k over its values, scaled to a largest absolute value of 1; joined by `*`.
    public let label: String
    public let estimate: LogLinearFit.Parameter
  }

  public let model: CovariateModel
  /// `ordinary`, `extended` or `populationOnly`.
  public let status: Existence.Status
  public let total: Group
  /// For each covariate, the groups of its levels.
  public let margins: [[Group]]
  /// For each combination of covariates, in the order of the table's.
  public let cells: [Group]
  /// Combinations that hold nobody and are estimated to hold nobody unobserved either.
  public let emptyCellCount: Int
  public let parameters: [Parameter]
  /// The Poisson log-likelihood at the estimate, with the constant −Σ log y!.
  public let logLikelihood: Double
  /// Twice the log-likelihood of the table itself less that of the fit.
  public let deviance: Double
  /// The cells that could be observed less the independent parameters.
  public let degreesOfFreedom: Int
  /// The independent parameters over all cells that could be observed, those at infinity too.
  public let parameterCount: Int
  public let iterations: Int
  /// The condition number, in the sum norm, of XᵀWX scaled to a unit diagonal.
  public let conditionNumber: Double

  public var population: Double { total.population }

  public var aic: Double { -2 * logLikelihood + 2 * Double(parameterCount) }
  /// With the number of people observed as sample size.
  public var bic: Double { -2 * logLikelihood + log(Double(total.observed)) * Double(parameterCount) }
}

extension CovariateModel {
  /// Fits the model by maximum likelihood.
  ///
  /// - Throws: `CovariateError`; `noEstimate` where the data have no finite and unique estimate of the population.
  public func fit(to table: CovariateTable) throws(CovariateError) -> CovariateFit {
    let fitter = try CovariateFitter(table, for: self)
    return try fitter.report(self)
  }

  /// Decides whether the model has an estimate of the population from the table.
  public func existence(in table: CovariateTable) throws(CovariateError) -> Existence.Status {
    try CovariateFitter(table, for: self).fitted(self).status
  }
}

extension CovariateFitter {
  /// The fit with all that is reported, its failure as the error of the interface.
  func fitted(_ model: CovariateModel) throws(CovariateError) -> Outcome {
    do { return try fit(model, tolerance: 1e-7, parametersToo: true) } catch {
      switch error {
      case .undecided: throw .undecided
      case .notConverged(let iterations): throw .notConverged(iterations: iterations)
      }
    }
  }

  /// Fits a model and gathers what is reported of it.
  func report(_ model: CovariateModel) throws(CovariateError) -> CovariateFit {
    let table = workspace.table
    let parameterCount = parameterCount(of: model)
    let outcome = try fitted(model)
    guard outcome.isEstimate else { throw .noEstimate(outcome.status) }
    guard let covariance = workspace.covariance() else {
      throw .notConverged(iterations: workspace.iterations)
    }
    func group(_ labels: [DomainLabel], _ cells: [Int]) -> CovariateFit.Group {
      let size = workspace.columns.count
      var gradient = [Double](repeating: 0, count: size)
      var dark = 0.0
      var observed = 0
      for c in cells {
        observed += table.observed[c]
        let figure = darkFigure(ofCell: c, outcome)
        dark += figure
        for i in 0..<size { gradient[i] += figure * workspace.unobservedValue(workspace.columns[i], cell: c) }
      }
      var variance = 0.0
      for i in 0..<size where gradient[i] != 0 {
        for j in 0..<size { variance += gradient[i] * covariance.inverse[i * size + j] * gradient[j] }
      }
      return CovariateFit.Group(
        labels: labels, observed: observed, darkFigure: dark,
        logDarkFigureStandardError: dark > 0 ? max(0, variance).squareRoot() / dark : nil,
        boundaryCellCount: cells.count { isBoundary($0, outcome) })
    }
    var constant = 0.0
    for entry in table.entries { constant += lgamma(Double(entry.count) + 1) }
    return CovariateFit(
      model: model, status: outcome.status, total: group([], Array(table.cells.indices)),
      margins: table.covariates.indices.map { k in
        table.covariates[k].levels.indices.map { level in
          let label = DomainLabel(
            variable: table.covariates[k].name, value: table.covariates[k].levels[level])
          return group([label], table.cells(covariate: k, level: level))
        }
      },
      cells: table.cells.indices.map { group(table.labels(ofCell: $0), [$0]) },
      emptyCellCount: table.cells.indices.count {
        outcome.unobserved[$0] == .nobody && table.observed[$0] == 0
      },
      parameters: parameters(model, outcome, covariance.inverse),
      logLikelihood: workspace.kernel - constant, deviance: workspace.deviance(),
      degreesOfFreedom: (workspace.historyCount - 1) * workspace.cellCount - parameterCount,
      parameterCount: parameterCount, iterations: workspace.iterations,
      conditionNumber: covariance.conditionNumber)
  }

  private func parameters(
    _ model: CovariateModel, _ outcome: Outcome, _ inverse: [Double]
  ) -> [CovariateFit.Parameter] {
    let size = workspace.columns.count
    var position: [CovariateWorkspace.Column: Int] = [:]
    for i in 0..<size { position[workspace.columns[i]] = i }
    var number: [CovariateWorkspace.Column: Int] = [:]
    for i in outcome.columns.indices { number[outcome.columns[i]] = i }
    var parameters: [CovariateFit.Parameter] = []
    for term in model.terms {
      let columns = workspace.columns(of: term)
      for k in columns.indices {
        var estimate = LogLinearFit.Parameter.undetermined
        let signs =
          outcome.parameterSigns.isEmpty
          ? RecessionCone.Signs() : outcome.parameterSigns[number[columns[k]] ?? 0]
        switch (signs.canRise, signs.canFall) {
        case (true, true): break
        case (true, false): estimate = .plusInfinity
        case (false, true): estimate = .minusInfinity
        case (false, false):
          // A parameter that no direction moves is the same whichever columns are left out.
          if let i = position[columns[k]] {
            estimate = .finite(
              value: workspace.beta[columns[k].lists * workspace.functionCount + columns[k].function],
              standardError: max(0, inverse[i * size + i]).squareRoot())
          } else {
            estimate = .finite(value: 0, standardError: 0)
          }
        }
        parameters.append(
          CovariateFit.Parameter(term: term, label: label(of: term, index: k), estimate: estimate))
      }
    }
    return parameters
  }

  /// The name of one of the columns of a term; the last covariate runs fastest.
  private func label(of term: CovariateTerm, index: Int) -> String {
    let table = workspace.table
    var rest = index
    var names: [String] = []
    for k in term.covariates.reversed() {
      let covariate = table.covariates[k]
      let count = covariate.isNumeric ? workspace.degrees[k] : covariate.levels.count - 1
      names.append(
        covariate.isNumeric
          ? "\(covariate.name)^\(rest % count + 1)"
          : "\(covariate.name)=\(covariate.levels[rest % count + 1])")
      rest /= count
    }
    names += term.lists.lists.reversed().map { table.lists[$0] }
    return names.isEmpty ? "1" : names.reversed().joined(separator: "*")
  }
}
