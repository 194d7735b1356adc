internal import NumericKernel

/// Whether the responses are separated: whether there is γ such that xᵢγ is 0 for rows inside the range of the response,
/// of one sign for those at each end, and not 0 for all. Along such γ the likelihood rises for ever.
extension WorkingProblem {
  /// Asks whether the path of the fit itself is such γ, which costs one pass: where the separation is complete the
  /// coefficients are, and else the steps come to be.
  /// - Throws: `RegressionError.separation`.
  func refuseSeparation(along state: WorkingState, step: [Double]) throws(RegressionError) {
    guard let signs = signs() else { return }
    // Steps come as near as the information of the separated rows is small: past 1e-8 in some twenty of them.
    for (gamma, tolerance) in [(state.coefficients, 0), (step, 1e-8)] {
      let fit = SeparationFit(signs: signs, fitted: matrix.multiplied(by: gamma))
      guard fit.largest > 0, fit.wrong <= tolerance * fit.largest else { continue }
      throw separation(gamma, fit, columnNorms: columnNorms())
    }
  }

  /// Looks for γ by the iterative rectifier of Correia, Guimarães & Zylkin (2019, arXiv:1903.01633).
  /// - Throws: `RegressionError.separation` with the terms that have a part in γ.
  func refuseSeparation() throws(RegressionError) {
    guard let signs = signs() else { return }
    // Rows that must be 0 get a weight that makes them so to 1e-6.
    let heavy = 1e12
    let penalty = signs.map { $0 == 0 ? heavy : 1.0 }
    guard let qr = try? PivotedQR(rooted(penalty)), qr.isFullRank else { return }
    var target = signs
    for _ in 0..<300 {
      var scaled = target
      for i in scaled.indices { scaled[i] *= penalty[i].squareRoot() }
      guard let gamma = try? qr.solve(scaled) else { return }
      let fitted = matrix.multiplied(by: gamma)
      let fit = SeparationFit(signs: signs, fitted: fitted)
      if fit.largest < 1e-5 { return }
      if fit.wrong <= 1e-6 * fit.largest { throw separation(gamma, fit, columnNorms: qr.columnNorms) }
      for i in fitted.indices { target[i] = max(0, signs[i] * fitted[i]) * signs[i] }
    }
  }

  /// The sign that xγ may have in each row: towards the response's end of the range; 0 in the inside. `nil` where no row
  /// can be separated.
  private func signs() -> [Double]? {
    switch family {
    case .gaussian, .gamma: return nil
    default: break
    }
    let signs: [Double] = response.map { value in
      if family.isBinomial { return value == 0 ? -1 : value == 1 ? 1 : 0 }
      return value == 0 ? -1 : 0
    }
    return signs.contains { $0 != 0 } ? signs : nil
  }

  private func columnNorms() -> [Double] {
    (0..<matrix.columns).map { j in
      var sum = 0.0
      for i in 0..<matrix.rows { sum += matrix[i, j] * matrix[i, j] }
      return sum.squareRoot()
    }
  }

  private func separation(
    _ gamma: [Double], _ fit: SeparationFit, columnNorms: [Double]
  ) -> RegressionError {
    let parts = gamma.indices.map { abs(gamma[$0]) * columnNorms[$0] }
    let part = parts.max() ?? 0
    return .separation(
      terms: names.indices.filter { parts[$0] > 1e-4 * part }.map { names[$0] }, rows: fit.separatedRows)
  }
}

/// How far xγ is what separation asks for.
private struct SeparationFit {
  /// The largest xγ of the sign that it may have.
  let largest: Double
  /// The largest xγ that it may not have.
  let wrong: Double
  /// Rows that γ takes to the end of the range.
  let separatedRows: Int

  init(signs: [Double], fitted: [Double]) {
    var largest = 0.0
    var wrong = 0.0
    for i in fitted.indices {
      let along = signs[i] * fitted[i]
      largest = max(largest, along)
      wrong = max(wrong, signs[i] == 0 ? abs(fitted[i]) : -along)
    }
    self.largest = largest
    self.wrong = wrong
    separatedRows = fitted.indices.filter { signs[$0] * fitted[$0] > 1e-4 * largest }.count
  }
}
