internal import Glibc
package import NumericKernel
package import Tables

/// A formula applied to a table: the model matrix, and the rows that have all answers.
package struct ModelFrame: Sendable {
  package let formula: Formula
  package let names: [String]
  /// One row for each row of the table; rows that are not complete hold zeros.
  package let matrix: Matrix
  package let response: [Double]
  package let offset: [Double]?
  package let isComplete: [Bool]
  /// For each term of the formula, its label and the columns it has in the matrix.
  package let terms: [(label: String, columns: Range<Int>)]

  /// What a column became: numbers, or codes of levels.
  private enum Covariate {
    case number([Double])
    case factor(codes: [Int32], levels: [String])

    /// How many columns it has in the matrix.
    func columnCount(dropsReference: Bool) -> Int {
      switch self {
      case .number: 1
      case .factor(_, let levels): levels.count - (dropsReference ? 1 : 0)
      }
    }
  }

  private let levels: [String: [String]]

  package var incompleteCount: Int { isComplete.reduce(0) { $0 + ($1 ? 0 : 1) } }

  /// Text columns are factors with their levels in order (numbers by size), the first being the reference.
  /// The levels are those of complete rows.
  /// - Throws: `RegressionError.data` for a column that is not there, or not finite after its function;
  ///   `.unsuitable` for a factor of one level.
  package init(_ formula: Formula, _ table: DataTable) throws(RegressionError) {
    try self.init(formula, table, levels: nil)
  }

  /// The same model for other rows, with the levels that it was fitted with.
  /// - Throws: as above, and `.unsuitable` when a row has a level that was not fitted.
  package func applied(to table: DataTable) throws(RegressionError) -> ModelFrame {
    try ModelFrame(formula, table, levels: levels)
  }

  private init(_ formula: Formula, _ table: DataTable, levels known: [String: [String]]?)
    throws(RegressionError)
  {
    let reader = CovariateReader(table: table)
    let isPrediction = known != nil
    let used =
      isPrediction
      ? formula.terms.flatMap { $0 } + formula.offsets
      : [formula.response] + formula.terms.flatMap { $0 } + formula.offsets
    var complete = [Bool](repeating: true, count: table.rowCount)
    for variable in used { try reader.markMissing(variable, &complete) }

    var levels: [String: [String]] = [:]
    var covariates: [Formula.Variable: Covariate] = [:]
    for variable in formula.terms.flatMap({ $0 }) where covariates[variable] == nil {
      if let labels = try reader.labels(variable) {
        var own = known?[variable.label] ?? []
        if own.isEmpty { own = try Self.levels(variable, labels, complete) }
        levels[variable.label] = own
        var codes = [Int32](repeating: 0, count: table.rowCount)
        for i in 0..<table.rowCount where complete[i] {
          guard let label = labels[i], let code = own.firstIndex(of: label) else {
            throw .unsuitable(
              "row \(i + 1) has a level of '\(variable.label)' that the model was not fitted with")
          }
          codes[i] = Int32(code)
        }
        covariates[variable] = .factor(codes: codes, levels: own)
      } else {
        covariates[variable] = .number(try reader.numbers(variable, complete))
      }
    }

    // A factor needs a reference only where the term without it is in the model too.
    let models = Set(formula.terms.map { Set($0) } + (formula.hasIntercept ? [[]] : []))
    func dropsReference(_ variable: Formula.Variable, _ term: [Formula.Variable]) -> Bool {
      models.contains(Set(term).subtracting([variable]))
    }
    var uses: [Formula.Variable: Int] = [:]
    for variable in formula.terms.flatMap({ $0 }) { uses[variable, default: 0] += 1 }
    let width = formula.terms.reduce(formula.hasIntercept ? 1 : 0) { width, term in
      width
        + term.reduce(1) { product, variable in
          product * (covariates[variable]?.columnCount(dropsReference: dropsReference(variable, term)) ?? 1)
        }
    }
    // The columns go where they stay, and covariates are let go after their last use: a matrix of millions of rows is
    // held once.
    var elements: [Double] = []
    elements.reserveCapacity(width * table.rowCount)
    var names: [String] = []
    var terms: [(label: String, columns: Range<Int>)] = []
    if formula.hasIntercept {
      for isComplete in complete { elements.append(isComplete ? 1 : 0) }
      names.append("(Intercept)")
    }
    for term in formula.terms {
      let start = names.count
      var block: [(name: String, values: [Double])] = []
      for variable in term {
        uses[variable, default: 1] -= 1
        let isLastUse = uses[variable] == 0
        guard let covariate = isLastUse ? covariates.removeValue(forKey: variable) : covariates[variable]
        else { continue }
        let coded = Self.code(
          covariate, variable.label, complete, dropsReference: dropsReference(variable, term))
        guard !block.isEmpty else {
          block = coded
          continue
        }
        block = coded.flatMap { column in
          block.map { existing in
            ("\(existing.name):\(column.name)", product(existing.values, column.values))
          }
        }
      }
      for column in block {
        elements += column.values
        names.append(column.name)
      }
      terms.append((term.map(\.label).joined(separator: ":"), start..<names.count))
    }
    guard !names.isEmpty else { throw .unsuitable("the formula has neither an intercept nor a term") }
    matrix = Matrix(rows: table.rowCount, columns: names.count, elements: elements)
    var offset: [Double]?
    for variable in formula.offsets {
      let values = try reader.numbers(variable, complete)
      offset = offset.map { zip($0, values).map { $0 + $1 } } ?? values
    }
    self.formula = formula
    self.names = names
    self.offset = offset
    self.terms = terms
    self.levels = levels
    response =
      isPrediction
      ? [Double](repeating: 0, count: table.rowCount) : try reader.response(formula.response, complete)
    isComplete = complete
  }

  private static func levels(
    _ variable: Formula.Variable, _ labels: [String?], _ complete: [Bool]
  ) throws(RegressionError) -> [String] {
    var found: Set<String> = []
    for i in labels.indices where complete[i] {
      if let label = labels[i] { found.insert(label) }
    }
    var levels = found.sorted(by: labelPrecedes)
    guard levels.count > 1 else {
      throw .unsuitable(
        "'\(variable.label)' has one level among the complete rows, so that it cannot be a covariate")
    }
    if case .factor(let name, let reference?) = variable {
      guard let index = levels.firstIndex(of: reference) else {
        throw .unsuitable(
          "'\(reference)' is not a level of '\(name)'; the levels are \(levels.prefix(8).joined(separator: ", "))"
        )
      }
      levels.remove(at: index)
      levels.insert(reference, at: 0)
    }
    return levels
  }

  private static func code(
    _ covariate: Covariate, _ label: String, _ complete: [Bool], dropsReference: Bool
  ) -> [(name: String, values: [Double])] {
    switch covariate {
    case .number(let values): return [(label, values)]
    case .factor(let codes, let levels):
      return levels.indices.dropFirst(dropsReference ? 1 : 0).map { level in
        (label + levels[level], codes.indices.map { codes[$0] == Int32(level) && complete[$0] ? 1 : 0 })
      }
    }
  }
}

private func product(_ first: [Double], _ second: [Double]) -> [Double] {
  var result = first
  for i in 0..<result.count { result[i] *= second[i] }
  return result
}

private struct CovariateReader {
  let table: DataTable

  func markMissing(_ variable: Formula.Variable, _ complete: inout [Bool]) throws(RegressionError) {
    switch try column(variable.column).values {
    case .text(let values): for i in values.indices where values[i] == nil { complete[i] = false }
    case .number(let values): for i in values.indices where values[i] == nil { complete[i] = false }
    case .integer(let values): for i in values.indices where values[i] == nil { complete[i] = false }
    }
  }

  /// The labels of a factor; nil when the variable is a number.
  func labels(_ variable: Formula.Variable) throws(RegressionError) -> [String?]? {
    let values = try column(variable.column).values
    switch (variable, values) {
    case (.equals, _): return nil
    case (.factor, _): return labels(values)
    case (.column, .text): return labels(values)
    default: return nil
    }
  }

  func numbers(_ variable: Formula.Variable, _ complete: [Bool]) throws(RegressionError) -> [Double] {
    let values: [Double]
    switch variable {
    case .column(let name), .factor(let name, _): values = try plainNumbers(name)
    case .equals(let name, let value): values = labels(try column(name).values).map { $0 == value ? 1 : 0 }
    case .log(let inner): values = try numbers(inner, complete).map { Glibc.log($0) }
    case .squareRoot(let inner): values = try numbers(inner, complete).map { $0.squareRoot() }
    case .exponential(let inner): values = try numbers(inner, complete).map { exp($0) }
    }
    var result = values
    for i in values.indices {
      if !complete[i] {
        result[i] = 0
      } else if !values[i].isFinite {
        throw .data(
          table.error(
            row: i, column: variable.column, problem: "'\(variable.label)' is not a finite number",
            remedy: "leave the row out or choose another function"))
      }
    }
    return result
  }

  /// A text response with two levels is the indicator of the second.
  func response(_ variable: Formula.Variable, _ complete: [Bool]) throws(RegressionError) -> [Double] {
    if try labels(variable) != nil {
      throw .data(
        DataError(
          file: table.name, column: variable.column, problem: "the response is text",
          remedy: "write which answer is counted: (\(variable.column) == \"…\")"))
    }
    return try numbers(variable, complete)
  }

  private func plainNumbers(_ name: String) throws(RegressionError) -> [Double] {
    let values: [Double?]
    do { values = try table.numbers(name) } catch { throw .data(error) }
    var numbers = [Double](repeating: 0, count: values.count)
    for i in 0..<values.count { numbers[i] = values[i] ?? 0 }
    return numbers
  }

  private func labels(_ values: Column.Values) -> [String?] {
    switch values {
    case .text(let values): values
    case .integer(let values): values.map { $0.map { String($0) } }
    case .number(let values):
      values.map { $0.map { value in Int(exactly: value).map { String($0) } ?? String(value) } }
    }
  }

  private func column(_ name: String) throws(RegressionError) -> Column {
    guard let column = table.column(named: name) else {
      throw .data(
        DataError(
          file: table.name, column: name, problem: "there is no such column",
          remedy: "the columns are \(table.columns.map { "'\($0.name)'" }.joined(separator: ", "))"))
    }
    return column
  }
}
