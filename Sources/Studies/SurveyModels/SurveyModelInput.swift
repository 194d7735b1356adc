internal import DataLoaders
internal import Estimates
internal import Regression
internal import Survey
internal import Tables

/// One file as a regression needs it: the columns of the model and of the design, typed, with notes on what was
/// read as what.
struct SurveyModelInput {
  let table: DataTable
  /// The population of interest; nil for everybody.
  let domain: SurveyDomain?
  /// One array of weights a replicate that the file brings.
  let replicateWeights: [[Double]]
  /// The columns that totals are known of.
  let adjusted: SurveyColumns
  let record: InputRecord
  let notes: [String]
  /// Covariates that are taken as numbers although their values have labels.
  let labelledNumbers: [String]
  /// Whether the file says of itself that it is made up.
  let isSynthetic: Bool

  /// - Throws: `DataError` for a file that cannot be read or does not have the columns, `StudyOptionError` when no
  ///   column fits a pattern of replicate weights.
  init(_ path: String, formula: Formula, options: SurveyModelOptions) throws {
    let roles = options.sampling.columns
    let columns = formula.columns + options.margins + roles + options.conditions.map(\.column)
    let margins = (
      numbers: options.adjustments.flatMap(\.numberColumns), labels: options.adjustments.flatMap(\.columns)
    )
    let replication = options.replication
    let isReplicate = { @Sendable (name: String) in
      replication?.columns?.contains { SurveyReplication.fits(name, $0) } ?? false
    }
    let read = try SurveyFile.readAsked(
      path, columns: { columns + margins.numbers + margins.labels + $0.filter(isReplicate) },
      unmarked: { roles + $0.filter(isReplicate) },
      options: options.reading, missingMarkers: options.missingMarkers, encoding: options.encoding)
    let replicates = try replication?.chosen(among: read.names) ?? []
    let numeric = Set(
      ([formula.response] + formula.terms.flatMap { $0 } + formula.offsets).compactMap { variable in
        switch variable {
        case .factor, .equals: nil
        case .column, .log, .squareRoot, .exponential: variable.column
        }
      } + options.sampling.numberColumns + replicates)
    for column in read.columns where numeric.contains(column.name) {
      try Self.refuseStrayText(
        column, isCovariate: !roles.contains(column.name) && !replicates.contains(column.name), read)
    }
    var declared: [String] = []
    let designColumns = Set(roles)
    let own = Set(columns)
    let typed = read.columns.filter { own.contains($0.name) }.map { column in
      if !column.declaredMissing.isEmpty {
        declared.append(
          "column '\(column.name)': \(column.declaredMissing.count) answers that the file declares missing were "
            + "left out")
      }
      return Column(name: column.name, values: Self.values(column))
    }
    table = DataTable(name: read.file, columns: typed, lines: read.lines)
    var weights: [[Double]] = []
    for name in replicates {
      let column = read.column(name).map { Column(name: name, values: Self.values($0)) }
      weights.append(try SurveyReplication.weights(column, name, in: table))
    }
    replicateWeights = weights
    domain = try Self.domain(options.conditions, read)
    adjusted = try Self.adjusted(read, margins.numbers, margins.labels)
    record = InputRecord(
      name: read.record.name, sha256: read.record.sha256, byteCount: read.record.byteCount,
      rowCount: read.record.rowCount)
    let plain = Set(
      formula.terms.flatMap { $0 }.compactMap { if case .column(let name) = $0 { name } else { nil } })
    labelledNumbers = read.columns.filter { column in
      guard plain.contains(column.name), !designColumns.contains(column.name),
        case .numbers(let values) = column.values
      else { return false }
      return Self.mostAreLabelled(values, column)
    }.map(\.name)
    isSynthetic = SyntheticSurvey.isMarked(read.names)
    notes = read.record.notes + declared
  }

  private static func adjusted(
    _ table: SurveyTable, _ numbers: [String], _ labels: [String]
  ) throws(DataError) -> SurveyColumns {
    var cells: [String: [Double?]] = [:]
    var codes: [String: CodedColumn] = [:]
    for column in table.columns {
      if numbers.contains(column.name) { cells[column.name] = try column.numbers(file: table.file) }
      if labels.contains(column.name) { codes[column.name] = column.coded }
    }
    return SurveyColumns(
      file: table.file, lines: table.lines, record: InputRecord(table.record), notes: [], numbers: cells,
      labels: codes, names: table.names)
  }

  private static func domain(_ conditions: [SurveyCondition], _ table: SurveyTable) throws(DataError)
    -> SurveyDomain?
  {
    var members = [Bool](repeating: true, count: table.rowCount)
    for condition in conditions {
      guard let column = table.column(condition.column) else { continue }
      let code = column.labelsOfCodes.first { $0.value == condition.value }?.key ?? condition.value
      let coded = CodedColumn(Column(name: column.name, values: values(column)))
      guard let place = coded.labels.firstIndex(of: code) else {
        throw DataError(
          file: table.file, column: condition.column, problem: "no row holds the value that is asked for",
          remedy: "write it as it stands in the file")
      }
      for row in members.indices where coded.codes[row] != Int32(place) { members[row] = false }
    }
    return conditions.isEmpty ? nil : SurveyDomain([], members: members)
  }

  /// A column of numbers with a slip in it must not become a column of categories, one for each number.
  private static func refuseStrayText(
    _ column: SurveyColumn, isCovariate: Bool, _ table: SurveyTable
  ) throws(DataError) {
    guard case .texts(let texts) = column.values else { return }
    let declared = Set(column.declaredMissing)
    let answers = texts.enumerated().filter { row, text in
      text != nil && !declared.contains(row)
    }
    let strays = answers.filter { !(Double($0.element ?? "")?.isFinite ?? false) }
    guard let first = strays.first, strays.count * 2 < answers.count else { return }
    throw DataError(
      file: table.file, line: table.lines[first.offset], column: column.name,
      problem: strays.count == 1
        ? "among the numbers of the column this cell is none"
        : "among the numbers of the column \(strays.count) cells, of which this is the first, are none",
      remedy:
        "correct them, or declare them missing with --missing-values"
        + (isCovariate ? ", or write factor(\(column.name)) for categories" : ""))
  }

  private static func values(_ column: SurveyColumn) -> Column.Values {
    switch column.values {
    case .numbers(let numbers):
      var values: [Double?] = numbers.map { $0.isNaN ? nil : $0 }
      for row in column.declaredMissing { values[row] = nil }
      return .number(values)
    case .texts(var texts):
      for row in column.declaredMissing { texts[row] = nil }
      return .text(texts)
    }
  }

  /// Whether three labels or more name more than half of the answers.
  private static func mostAreLabelled(_ values: [Double], _ column: SurveyColumn) -> Bool {
    var labelled: Set<Double> = []
    for label in column.valueLabels {
      if case .number(let value) = label.value { labelled.insert(value) }
    }
    guard labelled.count >= 3 else { return false }
    var answered = 0
    var named = 0
    for value in values where !value.isNaN {
      answered += 1
      if labelled.contains(value) { named += 1 }
    }
    return 2 * named > answered
  }
}
