package import Estimates
internal import Glibc
package import NumericKernel
package import Regression
package import Tables

/// A regression by pseudo-likelihood with design-based covariance.
package struct SurveyRegression: Sendable {
  package let frame: ModelFrame
  package let fit: GLMFit
  /// Of the coefficients, by linearisation or from replicates as the design has it (Binder 1983,
  /// International Statistical Review 51).
  package let covariance: Matrix
  /// Those of the design for the rows fitted, plus 1 less the number of coefficients.
  package let degreesOfFreedom: Double
  /// Rows of the domain left out because an answer is missing.
  package let incompleteRows: Int
  package let diagnostics: [Diagnostic]

  package var coefficients: [Double] { fit.coefficients }
  package var names: [String] { fit.names }
  package var standardErrors: [Double] { covariance.diagonal.map { max(0, $0).squareRoot() } }

  /// A row of the table of coefficients.
  package struct Coefficient: Sendable, Equatable {
    package let name: String
    package let value: Double
    package let standardError: Double
    package let tStatistic: Double
    package let pValue: Double
    package let interval: Interval
  }

  /// - Throws: `SurveyError.usage` without degrees of freedom.
  package func table(level: Double = 0.95) throws(SurveyError) -> [Coefficient] {
    guard degreesOfFreedom > 0 else {
      throw .usage(
        "the design has fewer degrees of freedom than the model has coefficients, so that there are no tests; fit "
          + "fewer terms")
    }
    do {
      let t = try StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
      let quantile = try t.upperQuantile((1 - level) / 2)
      var rows: [Coefficient] = []
      for j in names.indices {
        let (value, error) = (coefficients[j], standardErrors[j])
        rows.append(
          Coefficient(
            name: names[j], value: value, standardError: error, tStatistic: value / error,
            pValue: 2 * t.survival(abs(value / error)),
            interval: try Interval(
              kind: .studentT, level: level, lower: value - quantile * error, upper: value + quantile * error)
          ))
      }
      return rows
    } catch let error as NumericError {
      throw .numeric(error)
    } catch let error as EstimateError {
      throw .estimate(error)
    } catch {
      throw .usage("the table of coefficients failed")
    }
  }

  /// Wald's test that coefficients are 0, as F.
  /// - Throws: `SurveyError.usage` when the term is not in the model.
  package func waldTest(term: String) throws(SurveyError) -> TestResult {
    let columns = try columns(of: term)
    return try waldTest(columns: Array(columns), name: "Wald test of \(term)")
  }

  package func waldTest(columns: [Int], name: String) throws(SurveyError) -> TestResult {
    let values = columns.map { coefficients[$0] }
    do {
      let solution = try Cholesky(block(covariance, columns)).solve(values)
      let q = Double(columns.count)
      let statistic = zip(values, solution).reduce(0) { $0 + $1.0 * $1.1 } / q
      return TestResult(
        name: name, statistic: statistic, numeratorDegreesOfFreedom: q,
        denominatorDegreesOfFreedom: degreesOfFreedom,
        pValue: try FDistribution(numeratorDegrees: q, denominatorDegrees: degreesOfFreedom).survival(
          statistic))
    } catch {
      throw .numeric(error)
    }
  }

  /// A test that a term does nothing: the difference of working deviances against Σλχ², λ being the
  /// eigenvalues of the design-based covariance relative to that of the working model (Rao & Scott 1984;
  /// Lumley & Scott 2014, Australian and New Zealand Journal of Statistics 56), by Satterthwaite's F.
  /// - Returns: the test, whose statistic is the difference over Σλ, and λ in descending order.
  /// - Throws: `SurveyError.usage` when the term is not in the model; `.regression` when the model without it
  ///   has no fit.
  package func workingLikelihoodRatioTest(
    term: String
  ) throws(SurveyError) -> (test: TestResult, deviance: Double, eigenvalues: [Double]) {
    let columns = Array(try self.columns(of: term))
    let smaller = try fitWithout(columns, term)
    let difference = max(0, smaller.deviance - fit.deviance)
    do {
      // L⁻¹ V L⁻ᵀ with L the factor of the working covariance has the eigenvalues sought and is symmetric.
      let factor = try Cholesky(block(fit.bread, columns))
      let half = try factor.solveFactor(block(covariance, columns)).transposed()
      let relative = try factor.solveFactor(half).symmetrised
      let eigenvalues = Array(try SymmetricEigen(relative).values.reversed())
      let sum = eigenvalues.reduce(0, +)
      let numerator = sum * sum / eigenvalues.reduce(0) { $0 + $1 * $1 }
      let statistic = difference / sum
      let test = TestResult(
        name: "working likelihood ratio test of \(term)", statistic: statistic,
        numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: degreesOfFreedom,
        pValue: try FDistribution(numeratorDegrees: numerator, denominatorDegrees: degreesOfFreedom)
          .survival(statistic))
      return (test, difference, eigenvalues)
    } catch {
      throw .numeric(error)
    }
  }

  private func fitWithout(_ columns: [Int], _ term: String) throws(SurveyError) -> GLMFit {
    let kept = names.indices.filter { !columns.contains($0) }
    guard !kept.isEmpty else { throw .usage("the model has no other term than '\(term)'") }
    let linear = fit.matrix.multiplied(by: coefficients)
    let offset = linear.indices.map { fit.predictors[$0] - linear[$0] }
    do {
      let model = try GeneralizedLinearModel(
        names: kept.map { names[$0] }, matrix: fit.matrix.selecting(columns: kept), response: fit.response,
        offset: offset, family: fit.family, link: fit.link)
      return try model.fit(weights: fit.weights)
    } catch {
      throw .regression(error)
    }
  }

  private func columns(of term: String) throws(SurveyError) -> Range<Int> {
    guard let columns = frame.terms.first(where: { $0.label == term })?.columns else {
      throw .usage(
        "the model has no term '\(term)'; the terms are \(frame.terms.map(\.label).joined(separator: ", "))")
    }
    return columns
  }

  private func block(_ matrix: Matrix, _ columns: [Int]) -> Matrix {
    var block = Matrix(rows: columns.count, columns: columns.count)
    for (a, i) in columns.enumerated() {
      for (b, j) in columns.enumerated() { block[a, b] = matrix[i, j] }
    }
    return block
  }

  /// What a prediction is of.
  package enum Scale: Sendable { case linearPredictor, mean }

  /// Predictions for other rows with their covariance, by the delta method.
  /// - Throws: `SurveyError.regression` when a row is incomplete or has a level that was not fitted.
  package func predict(
    _ table: DataTable, scale: Scale = .mean
  ) throws(SurveyError) -> (values: [Double], standardErrors: [Double]) {
    let frame: ModelFrame
    do { frame = try self.frame.applied(to: table) } catch { throw .regression(error) }
    if let row = frame.isComplete.firstIndex(of: false) {
      throw .usage("row \(row + 1) of the rows to predict has a missing answer")
    }
    var predictors = frame.matrix.multiplied(by: coefficients)
    if let offset = frame.offset { for i in predictors.indices { predictors[i] += offset[i] } }
    var values: [Double] = []
    var errors: [Double] = []
    for i in predictors.indices {
      let row = frame.matrix.row(i)
      let spread = covariance.multiplied(by: row)
      var variance = 0.0
      for j in row.indices { variance += row[j] * spread[j] }
      let slope = scale == .mean ? fit.link.slope(predictors[i]) : 1
      values.append(scale == .mean ? fit.link.mean(predictors[i]) : predictors[i])
      errors.append(abs(slope) * max(0, variance).squareRoot())
    }
    return (values, errors)
  }
}

extension SurveyDesign {
  /// Fits a model to the rows of a domain that have all answers.
  /// - Throws: `SurveyError.regression`.
  package func regression(
    _ formula: Formula, _ table: DataTable, family: Family, link: Link? = nil, in domain: SurveyDomain? = nil,
    threads: Int = onlineCores
  ) throws(SurveyError) -> SurveyRegression {
    precondition(table.rowCount == rowCount, "the table that the design was made from")
    let frame: ModelFrame
    do { frame = try ModelFrame(formula, masking(table, domain)) } catch { throw .regression(error) }
    let rowWeights = weights(in: domain, present: frame.isComplete)
    let model: GeneralizedLinearModel
    let fit: GLMFit
    do {
      model = try GeneralizedLinearModel(
        names: frame.names, matrix: frame.matrix, response: frame.response, offset: frame.offset,
        family: family, link: link, threads: threads)
      fit = try model.fit(weights: normalised(rowWeights))
    } catch {
      throw .regression(error)
    }
    let covariance: Matrix
    if let replicates {
      covariance = try replicates.covariance(of: fit.coefficients, fullSample: weights) {
        (replicate: [Double]) throws(SurveyError) in
        var masked = replicate
        for i in masked.indices where rowWeights[i] == 0 { masked[i] = 0 }
        return try Self.refit(model, masked, fit.coefficients)
      }
    } else {
      covariance =
        calibrations.isEmpty
        ? structure.covariance(leafTotals: leafTotals(of: fit))
        : try self.covariance(ofInfluence: influence(of: fit), rowWeights)
    }
    let df = degreesOfFreedom(ofRows: [rowWeights]) + 1 - Double(frame.names.count)
    return SurveyRegression(
      frame: frame, fit: fit, covariance: covariance, degreesOfFreedom: df,
      incompleteRows: incomplete(frame, domain), diagnostics: diagnostics)
  }

  private static func refit(
    _ model: GeneralizedLinearModel, _ weights: [Double], _ start: [Double]
  ) throws(SurveyError) -> [Double] {
    do { return try model.fit(weights: weights, start: start).coefficients } catch {
      throw .regression(error)
    }
  }

  /// The mean prediction over the population when a factor has each of its levels in turn, with its
  /// covariance: that of the coefficients and of who was sampled.
  /// - Throws: `SurveyError.usage` when the column is not a factor of the model.
  package func marginalMeans(
    of regression: SurveyRegression, over column: String, _ table: DataTable, in domain: SurveyDomain? = nil
  ) throws(SurveyError) -> JointEstimate {
    guard let original = table.column(named: column) else { throw .usage("there is no column '\(column)'") }
    let levels = CodedColumn(original)
    let rowWeights = weights(in: domain, present: regression.frame.isComplete)
    let size = try positiveSum(rowWeights, "the marginal means")
    // Only levels of the rows fitted have a coefficient.
    var isFitted = [Bool](repeating: false, count: levels.labels.count)
    for i in 0..<rowCount where rowWeights[i] != 0 && levels.codes[i] >= 0 {
      isFitted[Int(levels.codes[i])] = true
    }
    let order = levels.labels.indices.filter { isFitted[$0] }
      .sorted { labelPrecedes(levels.labels[$0], levels.labels[$1]) }
    func frame(_ level: Int) throws(SurveyError) -> ModelFrame {
      let changed = table.replacing(column, with: original.values.repeated(level, levels))
      do { return try regression.frame.applied(to: changed) } catch { throw .regression(error) }
    }
    let link = regression.fit.link
    var values: [Double] = []
    let covariance: Matrix
    if let replicates {
      // Every replicate needs the rows at every level.
      var frames: [ModelFrame] = []
      for level in order { frames.append(try frame(level)) }
      let counted = frames
      values = frames.map {
        Self.mean(Self.predictors($0, regression.coefficients), link, rowWeights, size)
      }
      let model = try Self.model(regression)
      let start = regression.coefficients
      covariance = try replicates.covariance(of: values, fullSample: weights) {
        (replicate: [Double]) throws(SurveyError) in
        var masked = replicate
        var sum = 0.0
        for i in masked.indices {
          if rowWeights[i] == 0 { masked[i] = 0 }
          sum += masked[i]
        }
        let coefficients = try Self.refit(model, masked, start)
        return counted.map { Self.mean(Self.predictors($0, coefficients), link, masked, sum) }
      }
    } else {
      let coefficientInfluence = influence(of: regression.fit)
      var columns: [[Double]] = []
      for level in order {
        let frame = try frame(level)
        let predictors = Self.predictors(frame, regression.coefficients)
        let mean = Self.mean(predictors, link, rowWeights, size)
        let slopes = predictors.indices.map {
          rowWeights[$0] == 0 ? 0 : rowWeights[$0] * link.slope(predictors[$0]) / size
        }
        var influence = coefficientInfluence.multiplied(by: frame.matrix.transposeMultiplied(by: slopes))
        for i in 0..<rowCount where rowWeights[i] != 0 {
          influence[i] += (link.mean(predictors[i]) - mean) / size
        }
        values.append(mean)
        columns.append(try contributions(influence, rowWeights))
      }
      covariance = self.covariance(ofContributions: columns)
    }
    let df = degreesOfFreedom(ofRows: [rowWeights])
    let n = rowWeights.reduce(0) { $0 + ($1 != 0 ? 1 : 0) }
    return JointEstimate(
      labels: order.map { _ in "marginal mean of \(regression.frame.formula.response.label)" },
      domains: order.map { [DomainLabel(variable: column, value: levels.labels[$0])] }, values: values,
      covariance: covariance, degreesOfFreedom: df,
      details: order.map { _ in
        TermDetail(
          sampleSize: n, populationSize: size, positiveCases: nil, missingShare: 0, designEffect: nil,
          degreesOfFreedom: df)
      })
  }

  private static func predictors(_ frame: ModelFrame, _ coefficients: [Double]) -> [Double] {
    var predictors = frame.matrix.multiplied(by: coefficients)
    if let offset = frame.offset { for i in predictors.indices { predictors[i] += offset[i] } }
    return predictors
  }

  /// The mean prediction, for weights of this sum.
  private static func mean(
    _ predictors: [Double], _ link: Link, _ weights: [Double], _ size: Double
  ) -> Double {
    var mean = 0.0
    for i in weights.indices where weights[i] != 0 { mean += weights[i] * link.mean(predictors[i]) / size }
    return mean
  }

  /// The model of a fit, to be fitted again with other weights.
  private static func model(_ regression: SurveyRegression) throws(SurveyError) -> GeneralizedLinearModel {
    let frame = regression.frame
    do {
      return try GeneralizedLinearModel(
        names: frame.names, matrix: frame.matrix, response: frame.response, offset: frame.offset,
        family: regression.fit.family, link: regression.fit.link, threads: 1)
    } catch {
      throw .regression(error)
    }
  }

  /// Σ wᵢ bread·xᵢ sᵢ over the rows of each leaf, which is all that the variance of a design without calibration
  /// needs: sums of xᵢ sᵢ first, so that no matrix of influences is made.
  private func leafTotals(of fit: GLMFit) -> Matrix {
    var weighted = fit.scores
    for i in weighted.indices { weighted[i] *= fit.weights[i] }
    let leaves = fit.rows.map { Int(leaf[$0]) }
    let (rows, columns, count) = (fit.rowCount, fit.names.count, structure.leafCount)
    var sums = [Double](repeating: 0, count: count * columns)
    let elements = fit.matrix.elements
    for j in 0..<columns {
      for i in 0..<rows { sums[leaves[i] + j * count] += weighted[i] * elements[i + j * rows] }
    }
    return Matrix(rows: count, columns: columns, elements: sums).multiplied(by: fit.bread)
  }

  /// bread·xᵢ sᵢ for every row of the table, for weights as they are in the design; 0 for rows not fitted.
  private func influence(of fit: GLMFit) -> Matrix {
    let fitted = fit.influence()
    // The bread is of normalised weights.
    let scale = normalisation(fit)
    var result = Matrix(rows: rowCount, columns: fitted.columns)
    for j in 0..<fitted.columns {
      for (k, row) in fit.rows.enumerated() { result[row, j] = fitted[k, j] * scale }
    }
    return result
  }

  private func normalisation(_ fit: GLMFit) -> Double {
    guard let row = fit.rows.first else { return 1 }
    return fit.weights[0] / weights[row]
  }

  private func covariance(ofInfluence influence: Matrix, _ rowWeights: [Double]) throws(SurveyError) -> Matrix
  {
    var columns: [[Double]] = []
    for j in 0..<influence.columns { columns.append(try contributions(influence.column(j), rowWeights)) }
    return covariance(ofContributions: columns)
  }

  /// Weights of mean 1 among those that are not 0, so that a deviance is on the scale of rows.
  private func normalised(_ weights: [Double]) -> [Double] {
    var sum = 0.0
    var count = 0.0
    for weight in weights where weight != 0 {
      sum += weight
      count += 1
    }
    return sum > 0 ? weights.map { $0 * count / sum } : weights
  }

  /// The table with answers outside the domain taken out, so that factors have the levels of the domain.
  func masking(_ table: DataTable, _ domain: SurveyDomain?) -> DataTable {
    var keep = weights.map { $0 != 0 }
    if let members = domain?.members { for i in keep.indices where !members[i] { keep[i] = false } }
    guard keep.contains(false) else { return table }
    func masked<Value>(_ values: [Value?]) -> [Value?] { values.indices.map { keep[$0] ? values[$0] : nil } }
    let columns = table.columns.map { column in
      switch column.values {
      case .text(let values): Column(name: column.name, values: .text(masked(values)))
      case .number(let values): Column(name: column.name, values: .number(masked(values)))
      case .integer(let values): Column(name: column.name, values: .integer(masked(values)))
      }
    }
    return DataTable(name: table.name, columns: columns, lines: table.lines)
  }

  private func incomplete(_ frame: ModelFrame, _ domain: SurveyDomain?) -> Int {
    var count = 0
    for i in 0..<rowCount where weights[i] != 0 && !frame.isComplete[i] && (domain?.members[i] ?? true) {
      count += 1
    }
    return count
  }
}

extension DataTable {
  fileprivate func replacing(_ name: String, with values: Column.Values) -> DataTable {
    DataTable(
      name: self.name,
      columns: columns.map { $0.name == name ? Column(name: name, values: values) : $0 }, lines: lines)
  }
}

extension Column.Values {
  /// The value of one label in every row that has a value.
  fileprivate func repeated(_ level: Int, _ levels: CodedColumn) -> Column.Values {
    let row = levels.codes.firstIndex(of: Int32(level)) ?? 0
    switch self {
    case .text(let values): return .text(values.map { $0 == nil ? nil : values[row] })
    case .number(let values): return .number(values.map { $0 == nil ? nil : values[row] })
    case .integer(let values): return .integer(values.map { $0 == nil ? nil : values[row] })
    }
  }
}
