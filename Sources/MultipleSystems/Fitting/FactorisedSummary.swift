internal import Glibc

extension LogLinearModel {
  /// The fit of a model of more lists than `denseListCount`.
  func factorisedFit(to table: CaptureTable) throws(LogLinearError) -> LogLinearFit {
    let fit = FactorisedFit(listCount: listCount)
    fit.load(histories: table.histories, counts: table.counts)
    switch fit.fit(interactions: interactions) {
    case .regular: return try fit.summary(of: self, table)
    case .undecided: throw .undecided
    case .tooLarge: throw .tooManyLists(listCount)
    }
  }
}

extension FactorisedFit {
  fileprivate func summary(
    of model: LogLinearModel, _ table: CaptureTable
  ) throws(LogLinearError) -> LogLinearFit {
    let fitted = parameters
    let size = fitted.count
    guard let covariance = covariance(of: fitted.map(\.term)) else {
      throw .notConverged(iterations: iterations)
    }
    var position: [ListSet: Int] = [:]
    for k in 0..<size { position[fitted[k].term] = k }
    let empty = model.terms.filter { position[$0] == nil }
    let values = model.terms.map { term -> LogLinearFit.Parameter in
      guard let k = position[term] else { return .minusInfinity }
      return .finite(value: fitted[k].value, standardError: covariance.inverse[k * size + k].squareRoot())
    }
    return LogLinearFit(
      model: model, existence: Existence(empty.isEmpty ? .ordinary : .extended, minusInfinity: empty),
      observed: table.total, darkFigure: exp(logDark),
      logDarkFigureStandardError: covariance.inverse[size * size - 1].squareRoot(), parameters: values,
      logLikelihood: kernel - table.logFactorials, deviance: deviance, degreesOfFreedom: cellCount - size,
      fittedHistories: table.histories, fittedMeans: observedMeans, iterations: iterations,
      conditionNumber: covariance.conditionNumber)
  }

  /// The inverse of the matrix M(S ∪ T) and the condition number of its scaled form.
  private func covariance(of terms: [ListSet]) -> (inverse: [Double], conditionNumber: Double)? {
    let size = terms.count
    let width = SmallCholesky.stride(size)
    var margins = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        margins[i * size + j] = fittedMargin(terms[i].union(terms[j]))
        margins[j * size + i] = margins[i * size + j]
      }
    }
    var matrix = [Double](repeating: 0, count: (size + 1) * width)
    var reciprocals = [Double](repeating: 0, count: size)
    for i in 0..<size { for j in 0...i { matrix[i * width + j] = margins[i * size + j] } }
    var inverse = [Double](repeating: 0, count: size * size)
    let isRegular = matrix.withUnsafeMutableBufferPointer { matrix in
      reciprocals.withUnsafeMutableBufferPointer { reciprocals in
        inverse.withUnsafeMutableBufferPointer { inverse -> Bool in
          guard let matrix = matrix.baseAddress, let reciprocals = reciprocals.baseAddress,
            let inverse = inverse.baseAddress, SmallCholesky.factorise(matrix, reciprocals, size: size)
          else { return false }
          // The inverse is symmetric, so that its columns are written as rows.
          for i in 0..<size {
            inverse[i * size + i] = 1
            SmallCholesky.solve(matrix, reciprocals, inverse + i * size, size: size)
            SmallCholesky.solveTransposed(matrix, reciprocals, inverse + i * size, size: size)
          }
          return true
        }
      }
    }
    guard isRegular else { return nil }
    var norm = 0.0
    var inverseNorm = 0.0
    for i in 0..<size {
      var sum = 0.0
      var inverseSum = 0.0
      for j in 0..<size {
        let scale = (margins[i * size + i] * margins[j * size + j]).squareRoot()
        sum += abs(margins[i * size + j]) / scale
        inverseSum += abs(inverse[i * size + j]) * scale
      }
      norm = max(norm, sum)
      inverseNorm = max(inverseNorm, inverseSum)
    }
    return (inverse, norm * inverseNorm)
  }
}
