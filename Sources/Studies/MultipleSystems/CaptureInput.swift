internal import DataLoaders
package import Estimates
package import MultipleSystems
package import Tables

/// Which columns of a file tell who is on which lists; what is not named is found by its header.
package struct CaptureColumns: Sendable, Equatable {
  /// The 0/1 columns; all columns with no other role when empty. For the long form, the lists to use.
  package var lists: [String]
  /// The column with the number of people; found by the names of `countNames` when `nil`.
  package var count: String?
  /// The person, in a file with one row for each person and list.
  package var person: String?
  /// The list's name, in such a file.
  package var list: String?
  /// The columns whose values part the population.
  package var strata: [String]

  /// Headers that are taken for the number of people without being named.
  package static let countNames = ["count", "counts", "freq", "frequency", "number"]

  package init(
    lists: [String] = [], count: String? = nil, person: String? = nil, list: String? = nil,
    strata: [String] = []
  ) {
    self.lists = lists
    self.count = count
    self.person = person
    self.list = list
    self.strata = strata
  }
}

/// The lists of a population as they were read: whole, and by stratum where one was asked for.
package struct CaptureInput: Sendable {
  package let whole: CaptureTable
  /// Empty unless strata were asked for.
  package let strata: [CaptureStratum]
  package let record: InputRecord
  package let notes: [String]

  /// From so many rows on, people who are all on different lists are more likely a table without its counts: seven is
  /// the number of histories of three lists.
  private static let fewestRowsOfCases = 7

  /// Reads a file, or standard input for `-`.
  /// - Throws: `DataError` for a file that is unreadable or not a capture table.
  package init(file: String, columns: CaptureColumns, options: InputOptions = InputOptions())
    throws(DataError)
  {
    try self.init(ByteSource(argument: file), columns: columns, options: options)
  }

  /// Reads a table of histories from a data set.
  init(_ file: String, in folder: DataFolder) throws(DataError) {
    try self.init(folder.source(file), columns: CaptureColumns(), options: InputOptions())
  }

  init(_ source: ByteSource, columns: CaptureColumns, options: InputOptions) throws(DataError) {
    var shape = CaptureShape.caseRows(lists: [])
    let (table, read) = try CSVReader.readRecorded(
      source, options: try options.csv(file: source.name),
      schemaFor: { header throws(DataError) in
        let layout = try CaptureLayout(header: header, columns: columns, file: source.name)
        shape = layout.shape
        return layout.schema
      })
    whole = try CaptureTable(reading: table, as: shape)
    if case .caseRows = shape, whole.total >= Self.fewestRowsOfCases, whole.histories.count == whole.total {
      throw DataError(
        file: source.name,
        problem: "every row is another history, as in a table of histories whose column of counts is missing",
        remedy: "add the number of people as a column 'count', or name it with --count")
    }
    strata =
      columns.strata.isEmpty
      ? [] : try CaptureTable.strata(reading: table, as: shape, by: columns.strata)
    record = InputRecord(
      name: read.name, sha256: read.sha256, byteCount: read.byteCount, rowCount: read.rowCount)
    notes = read.notes + whole.notes
  }
}

/// How a text file is written, where its header does not tell.
package struct InputOptions: Sendable, Equatable {
  /// `comma`, `semicolon`, `tab` or `pipe`; found from the header when `nil`.
  package var delimiter: String?
  /// `.` or `,`.
  package var decimal: String
  /// Whether columns of a text file may have names that differ in capitals alone.
  var allowsNamesByCase = false

  package init(delimiter: String? = nil, decimal: String = ".") {
    self.delimiter = delimiter
    self.decimal = decimal
  }

  func csv(file: String) throws(DataError) -> CSVOptions {
    var options = CSVOptions()
    if let delimiter {
      guard let known = CSVDelimiter(delimiter) else {
        throw DataError(
          .usage, file: file, problem: "the delimiter is none that is known",
          remedy: "choose comma, semicolon, tab or pipe")
      }
      options.delimiter = known
    }
    switch decimal {
    case ".": options.decimalMark = .point
    case ",": options.decimalMark = .comma
    default:
      throw DataError(
        .usage, file: file, problem: "the decimal mark is neither point nor comma",
        remedy: "give --decimal=. or --decimal=,")
    }
    options.allowsNamesByCase = allowsNamesByCase
    return options
  }
}

/// The roles of a file's columns, from its header and what the user named.
private struct CaptureLayout {
  let shape: CaptureShape
  let schema: Schema

  init(header: [String], columns: CaptureColumns, file: String) throws(DataError) {
    func actual(_ name: String) throws(DataError) -> String {
      if let exact = header.first(where: { $0 == name }) { return exact }
      if let folded = header.first(where: { $0.lowercased() == name.lowercased() }) { return folded }
      let nearest = NearestName.to(name, among: header).map { "did you mean '\($0)'?" }
      throw DataError(
        .badData, file: file, line: 1, column: name, problem: "there is no such column",
        remedy: nearest ?? "name a column of the header")
    }
    func actualNames(_ names: [String]) throws(DataError) -> [String] {
      var found: [String] = []
      for name in names { found.append(try actual(name)) }
      return found
    }
    let strata = try actualNames(columns.strata)
    var rules = strata.map { ColumnRule($0, .text, missing: [""]) }

    if columns.person != nil || columns.list != nil {
      guard let person = columns.person, let list = columns.list else {
        throw DataError(
          .usage, file: file, problem: "a file with one row for each person and list needs both columns",
          remedy: "give --id and --list")
      }
      let names = (person: try actual(person), list: try actual(list))
      shape = .long(
        person: names.person, list: names.list, lists: columns.lists.isEmpty ? nil : columns.lists)
      rules += [ColumnRule(names.person, .text, missing: [""]), ColumnRule(names.list, .text, missing: [""])]
    } else {
      let count =
        try columns.count.map(actual)
        ?? header.first {
          CaptureColumns.countNames.contains($0.lowercased()) && !strata.contains($0)
        }
      let lists =
        columns.lists.isEmpty
        ? header.filter { $0 != count && !strata.contains($0) } : try actualNames(columns.lists)
      shape = count.map { .tabulated(lists: lists, count: $0) } ?? .caseRows(lists: lists)
      rules += lists.map { ColumnRule($0, .integer(nil)) }
      if let count { rules.append(ColumnRule(count, .number(nil))) }
    }
    schema = Schema(rules, allowsOtherColumns: true)
  }
}
