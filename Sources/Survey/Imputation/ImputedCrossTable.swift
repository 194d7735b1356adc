internal import NumericKernel

extension CrossTable {
  /// The tables of multiply imputed data sets as one: shares and their covariance by Rubin's rules, cases as means
  /// rounded down.
  /// - Throws: `SurveyError.usage` when categories differ between the data sets, or there are fewer than two.
  package init(combining tables: [CrossTable]) throws(SurveyError) {
    guard let first = tables.first,
      tables.allSatisfy({ $0.rows == first.rows && $0.columns == first.columns })
    else {
      throw .usage(
        "every imputed data set needs the same categories in a cross table; one may be absent from one of them"
      )
    }
    let labels = first.proportions.map { _ in "cell" }
    let freedom = tables.reduce(.infinity) { min($0, $1.degreesOfFreedom) }
    let complete = labels.map { _ in freedom }
    let shares = try RubinCombination(
      labels: labels, estimates: tables.map { ($0.proportions, $0.covariance) },
      completeDegreesOfFreedom: complete)
    let counts = try RubinCombination(
      labels: labels,
      estimates: tables.map { table in
        (table.proportions.map { $0 * table.populationSize }, table.countCovariance)
      }, completeDegreesOfFreedom: complete)
    self.init(
      rowName: first.rowName, columnName: first.columnName, rows: first.rows, columns: first.columns,
      proportions: shares.values, covariance: shares.covariance, countCovariance: counts.covariance,
      cases: first.cases.indices.map { cell in tables.reduce(0) { $0 + $1.cases[cell] } / tables.count },
      populationSize: counts.values.reduce(0, +), degreesOfFreedom: freedom)
  }

  /// Wald's test of independence from imputed data sets, as D₁ of Li, Raghunathan and Rubin (1991) and adjusted for
  /// few degrees of freedom as that of one data set, which it is when nothing was missing.
  /// - Throws: `SurveyError.usage` without degrees of freedom; `.numeric` when empty cells leave nothing to test.
  package static func adjustedWaldTest(combining tables: [CrossTable]) throws(SurveyError) -> TestResult {
    let complete = tables.reduce(Double.infinity) { min($0, $1.degreesOfFreedom) }
    let parts = tables.map { $0.deviations() }
    let k = Double(parts.first?.values.count ?? 0)
    guard complete - k + 1 > 0 else {
      throw .usage("the table has more interactions than degrees of freedom, so there is no test")
    }
    let pooled = try RubinCombination.pooledTest(
      values: parts.map(\.values), covariances: parts.map(\.covariance),
      completeDegreesOfFreedom: complete - k + 1, name: AssociationTest.adjustedWald.rawValue)
    let statistic = pooled.statistic * (complete - k + 1) / complete
    let denominator = pooled.denominatorDegreesOfFreedom ?? complete - k + 1
    do {
      return TestResult(
        name: pooled.name, statistic: statistic, numeratorDegreesOfFreedom: k,
        denominatorDegreesOfFreedom: denominator,
        pValue: try FDistribution(numeratorDegrees: k, denominatorDegrees: denominator).survival(statistic))
    } catch {
      throw .numeric(error)
    }
  }
}
