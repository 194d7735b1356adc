package import NumericKernel
internal import Regression

/// The population by two classifications, with the covariance of its cells.
package struct CrossTable: Sendable, Equatable {
  package let rowName: String
  package let columnName: String
  package let rows: [String]
  package let columns: [String]
  /// Estimated shares of the population, row by row.
  package let proportions: [Double]
  /// Of `proportions`, in the same order.
  package let covariance: Matrix
  /// Of the estimated numbers of people, which vary with the size of the sampled PSUs too.
  package let countCovariance: Matrix
  /// Unweighted cases, row by row.
  package let cases: [Int]
  /// The weighted number of people in the table.
  package let populationSize: Double
  package let degreesOfFreedom: Double

  package var sampleSize: Int { cases.reduce(0, +) }

  package func proportion(_ row: Int, _ column: Int) -> Double { proportions[row * columns.count + column] }

  /// p_ij/p_i+.
  package func rowShare(_ row: Int, _ column: Int) -> Double {
    proportion(row, column) / rowTotals[row]
  }

  var rowTotals: [Double] {
    rows.indices.map { i in columns.indices.reduce(0) { $0 + proportion(i, $1) } }
  }

  var columnTotals: [Double] {
    columns.indices.map { j in rows.indices.reduce(0) { $0 + proportion($1, j) } }
  }
}

extension SurveyDesign {
  /// Cells of categories that nobody with a weight belongs to are left out.
  /// - Throws: `SurveyError.usage` when fewer than two rows or columns are left.
  package func crossTable(
    _ first: CodedColumn, _ second: CodedColumn, in domain: SurveyDomain? = nil
  ) throws(SurveyError) -> CrossTable {
    let answered = zip(first.codes, second.codes).map { $0 >= 0 && $1 >= 0 }
    let weights = weights(in: domain, present: answered)
    func occupied(_ column: CodedColumn) -> [Int32] {
      var seen = [Bool](repeating: false, count: column.labels.count)
      for i in 0..<rowCount where weights[i] != 0 { seen[Int(column.codes[i])] = true }
      return column.labels.indices.filter { seen[$0] }
        .sorted { labelPrecedes(column.labels[$0], column.labels[$1]) }.map { Int32($0) }
    }
    let (rowCodes, columnCodes) = (occupied(first), occupied(second))
    guard rowCodes.count > 1, columnCodes.count > 1 else {
      throw .usage(
        "a cross table needs two categories of each variable, and '\(rowCodes.count > 1 ? second.name : first.name)' "
          + "has one")
    }
    var terms: [SurveyTerm] = []
    var counts: [SurveyTerm] = []
    for row in rowCodes {
      for column in columnCodes {
        let cell = zip(first.codes, second.codes).map { $0 == row && $1 == column ? 1.0 : 0 }
        let variable = SurveyVariable("cell", cell, present: answered)
        terms.append(SurveyTerm(try Proportion(variable), in: domain))
        counts.append(SurveyTerm(Total(variable), in: domain))
      }
    }
    let joint = try estimate(terms)
    return CrossTable(
      rowName: first.name, columnName: second.name, rows: rowCodes.map { first.labels[Int($0)] },
      columns: columnCodes.map { second.labels[Int($0)] }, proportions: joint.values,
      covariance: joint.covariance,
      countCovariance: try estimate(counts).covariance,
      cases: joint.details.map { $0.positiveCases ?? 0 },
      populationSize: joint.details[0].populationSize ?? 0,
      degreesOfFreedom: joint.degreesOfFreedom)
  }
}
