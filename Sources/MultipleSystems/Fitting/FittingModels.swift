internal import Glibc

extension LogLinearModel {
  /// Fits the model by maximum likelihood.
  ///
  /// - Throws: `LogLinearError`; `noEstimate` where the data have no finite and unique estimate of the
  ///   population.
  public func fit(to table: CaptureTable) throws(LogLinearError) -> LogLinearFit {
    guard listCount <= CaptureTable.denseListCount || listCount != table.listCount else {
      return try factorisedFit(to: table)
    }
    try check(table)
    var fitter = ModelFitter(listCount: listCount)
    let outcome = fitter.fit(self, to: table)
    let existence = try existence(after: outcome, fitter.workspace, table)
    return try fitter.summary(of: self, table, existence)
  }

  /// A fitter in whose workspace the model's estimate stands.
  func fitter(for table: CaptureTable) throws(LogLinearError) -> ModelFitter {
    try check(table)
    var fitter = ModelFitter(listCount: listCount)
    let outcome = fitter.fit(self, to: table)
    _ = try existence(after: outcome, fitter.workspace, table)
    return fitter
  }

  /// What there is of the parameters after a fit, or the error that there is none.
  private func existence(
    after outcome: ModelFitter.Outcome, _ workspace: borrowing PoissonWorkspace, _ table: CaptureTable
  ) throws(LogLinearError) -> Existence {
    switch outcome {
    case .regular:
      let empty = terms.filter { workspace.margins[Int($0.rawValue)] == 0 }
      return Existence(empty.isEmpty ? .ordinary : .extended, minusInfinity: empty)
    case .facial: return try existence(in: table)
    case .refused: throw .noEstimate(try existence(in: table))
    case .notConverged: throw .notConverged(iterations: workspace.iterations)
    case .undecided: throw .undecided
    }
  }

  /// Decides in whole numbers whether the model has an estimate from the table, and which parameters have
  /// one.
  ///
  /// - Throws: `LogLinearError`; `undecided` where the lists are more than ten and the fit does not prove
  ///   existence.
  public func existence(in table: CaptureTable) throws(LogLinearError) -> Existence {
    guard listCount <= CaptureTable.denseListCount || listCount != table.listCount else {
      return try factorisedFit(to: table).existence
    }
    try check(table)
    var workspace = PoissonWorkspace(listCount: listCount)
    workspace.load(table)
    do {
      let analysis = try FacialAnalysis.decide(
        listCount: listCount, terms: terms.map { Int($0.rawValue) }, counts: workspace.counts,
        margins: workspace.margins, parametersToo: true)
      return Existence(analysis)
    } catch {
      throw .undecided
    }
  }

  private func check(_ table: CaptureTable) throws(LogLinearError) {
    guard listCount == table.listCount else {
      throw .listCountMismatch(model: listCount, table: table.listCount)
    }
    guard listCount <= CaptureTable.denseListCount else { throw .tooManyLists(listCount) }
  }
}

extension ModelFitter {
  /// Fits a model to a table from independence.
  mutating func fit(_ model: LogLinearModel, to table: CaptureTable) -> Outcome {
    load(table)
    workspace.startAtIndependence()
    return fit(model.terms.map { Int($0.rawValue) })
  }

  /// What is reported of the fit that stands in the workspace.
  mutating func summary(
    of model: LogLinearModel, _ table: CaptureTable, _ existence: Existence
  ) throws(LogLinearError) -> LogLinearFit {
    guard let covariance = workspace.covariance() else {
      throw .notConverged(iterations: workspace.iterations)
    }
    var position: [Int: Int] = [:]
    for k in 0..<workspace.termCount { position[Int(workspace.terms[k])] = k }
    let size = workspace.termCount
    let parameters = model.terms.map { term -> LogLinearFit.Parameter in
      if existence.minusInfinity.contains(term) { return .minusInfinity }
      if existence.plusInfinity.contains(term) { return .plusInfinity }
      guard let k = position[Int(term.rawValue)], !existence.undetermined.contains(term) else {
        return .undetermined
      }
      return .finite(
        value: workspace.beta[Int(term.rawValue)],
        standardError: covariance.inverse[k * size + k].squareRoot())
    }
    let constant = table.logFactorials
    var histories: [ListSet] = []
    var means: [Double] = []
    for i in 0..<workspace.activeCellCount {
      histories.append(ListSet(rawValue: UInt32(workspace.cells[i])))
      means.append(workspace.means[Int(workspace.cells[i])])
    }
    let logLikelihood = workspace.kernel - constant
    return LogLinearFit(
      model: model, existence: existence, observed: table.total, darkFigure: exp(workspace.beta[0]),
      logDarkFigureStandardError: covariance.inverse[size * size - 1].squareRoot(), parameters: parameters,
      logLikelihood: logLikelihood, deviance: workspace.deviance(), degreesOfFreedom: means.count - size,
      fittedHistories: histories, fittedMeans: means, iterations: workspace.iterations,
      conditionNumber: covariance.conditionNumber)
  }
}

extension PoissonWorkspace {
  /// The inverse of the matrix M(S ∪ T) at β, row by row in the order of the active terms, and the condition
  /// number of that matrix scaled to a unit diagonal.
  mutating func covariance() -> (inverse: [Double], conditionNumber: Double)? {
    guard factorise() else { return nil }
    let size = termCount
    var inverse = [Double](repeating: 0, count: size * size)
    for j in 0..<size {
      let column = solveUnit(j)
      for i in 0..<size { inverse[i * size + j] = column[i] }
    }
    var norm = 0.0
    var inverseNorm = 0.0
    for j in 0..<size {
      var sum = 0.0
      var inverseSum = 0.0
      let scale = fittedMargins[Int(terms[j])]
      for i in 0..<size {
        let product = (scale * fittedMargins[Int(terms[i])]).squareRoot()
        sum += abs(fittedMargins[Int(terms[i] | terms[j])]) / product
        inverseSum += abs(inverse[i * size + j]) * product
      }
      norm = max(norm, sum)
      inverseNorm = max(inverseNorm, inverseSum)
    }
    return (inverse, norm * inverseNorm)
  }

  /// 2 Σ (y log(y / μ) − y + μ) over the active cells.
  func deviance() -> Double {
    var sum = 0.0
    for i in 0..<activeCellCount {
      let cell = Int(cells[i])
      let y = counts[cell]
      if y > 0 { sum += y * (log(y) - logMeans[cell]) }
      sum += means[cell] - y
    }
    return 2 * sum
  }
}

extension CaptureTable {
  /// Σ log y! over the histories.
  var logFactorials: Double {
    var sum = 0.0
    for count in counts { sum += logFactorial(Double(count)) }
    return sum
  }
}
