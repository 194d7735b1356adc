internal import DataLoaders
internal import Estimates
internal import Survey
internal import Tables

/// The columns of a survey in memory, each in the form in which it is used.
struct SurveyColumns: Sendable {
  /// The file's name as the user gave it.
  let file: String
  /// For messages: the physical line of each row of a text file, the row's number of others.
  let lines: [Int]
  let record: InputRecord
  let notes: [String]
  /// Numbers by column; nil where the answer is missing.
  private(set) var numbers: [String: [Double?]]
  /// Texts by column, as codes.
  private(set) var labels: [String: CodedColumn]
  /// Every name in the file.
  let names: [String]
  /// Whom the survey is about; nil for everybody.
  var scope: [Bool]?
  /// The labels of codes by column, where a file has labels: an answer may be asked for by either.
  var labelsOfCodes: [String: [String: String]] = [:]
  /// The design, where a profile makes it.
  var profiled: (table: DataTable, variables: DesignVariables)?

  var rowCount: Int { lines.count }

  init(
    file: String, lines: [Int], record: InputRecord, notes: [String], numbers: [String: [Double?]],
    labels: [String: CodedColumn], names: [String]
  ) {
    self.file = file
    self.lines = lines
    self.record = record
    self.notes = notes
    self.numbers = numbers
    self.labels = labels
    self.names = names
  }

  func number(_ name: String) throws(DataError) -> [Double?] {
    guard let values = numbers[name] else { throw absent(name) }
    return values
  }

  func label(_ name: String) throws(DataError) -> CodedColumn {
    guard let column = labels[name] else { throw absent(name) }
    return column
  }

  private func absent(_ name: String) -> DataError {
    DataError(
      file: file, column: name, problem: "there is no such column",
      remedy: NearestName.to(name, among: names).map { "did you mean '\($0)'?" }
        ?? "name a column of the file")
  }

  /// Numbers that calibration needs of everybody.
  func completeNumbers(_ name: String) throws(DataError) -> [Double] {
    let cells = try number(name)
    var values = [Double](repeating: 0, count: cells.count)
    for row in cells.indices {
      guard let value = cells[row] else {
        throw error(
          row: row, column: name, "the number is missing, which calibration needs of every row",
          "impute it, or calibrate to another variable")
      }
      values[row] = value
    }
    return values
  }

  /// One column of categories, or several joined by `*`.
  func joined(_ names: [String]) throws(DataError) -> CodedColumn {
    var result = try label(names.first ?? "")
    for name in names.dropFirst() {
      let next = try label(name)
      var known: [UInt64: Int32] = [:]
      var codes = [Int32](repeating: -1, count: rowCount)
      var labels: [String] = []
      for row in 0..<rowCount where result.codes[row] >= 0 && next.codes[row] >= 0 {
        let key =
          UInt64(UInt32(bitPattern: result.codes[row])) << 32 | UInt64(UInt32(bitPattern: next.codes[row]))
        if let code = known[key] {
          codes[row] = code
        } else {
          known[key] = Int32(labels.count)
          codes[row] = Int32(labels.count)
          labels.append("\(result.labels[Int(result.codes[row])])*\(next.labels[Int(next.codes[row])])")
        }
      }
      result = CodedColumn(name: "\(result.name)*\(name)", codes: codes, labels: labels)
    }
    return result
  }

  /// What a statistic is of.
  func variable(_ operand: SurveyOperand) throws -> SurveyVariable {
    guard let answer = operand.answer else {
      return try SurveyVariable(operand.column, number(operand.column))
    }
    let column = try label(operand.column)
    guard let code = place(of: answer, in: column) else {
      throw DataError(
        file: file, column: operand.column, problem: "nobody gave the answer that is asked for",
        remedy: "write it as it stands in the file, or take it out")
    }
    return SurveyVariable(indicatorOf: Int32(code), in: column)
  }

  /// Where an answer stands among the labels of a column: as a label, or as the code of one.
  private func place(of answer: String, in column: CodedColumn) -> Int? {
    column.labels.firstIndex(of: answer)
      ?? labelsOfCodes[column.name]?[answer].flatMap { column.labels.firstIndex(of: $0) }
  }

  /// Who holds what is asked.
  func holds(_ condition: SurveyCondition) throws -> [Bool] {
    let column = try label(condition.column)
    guard let code = place(of: condition.value, in: column) else {
      throw DataError(
        file: file, column: condition.column, problem: "no row holds the value that is asked for",
        remedy: "write it as it stands in the file")
    }
    return column.codes.map { $0 == Int32(code) }
  }

  /// The columns that describe the sampling, as a table.
  func designTable(_ options: SurveyOptions) throws(DataError) -> DataTable {
    if let profiled { return profiled.table }
    var columns: [Column] = []
    if case .column(let name) = options.weight {
      columns.append(Column(name: name, values: .number(try number(name))))
    }
    for name in options.populationSizes {
      columns.append(Column(name: name, values: .number(try number(name))))
    }
    for name in options.strata + options.clusters {
      let column = try label(name)
      columns.append(
        Column(
          name: name, values: .text(column.codes.map { $0 < 0 ? nil : column.labels[Int($0)] })))
    }
    return DataTable(name: file, columns: columns, lines: lines)
  }

  func error(row: Int, column: String, _ problem: String, _ remedy: String) -> DataError {
    DataError(file: file, line: lines[row], column: column, problem: problem, remedy: remedy)
  }
}
