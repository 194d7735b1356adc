internal import DataLoaders
internal import Estimates
internal import Survey
internal import Tables

/// Reads the columns that an analysis needs into memory, from any format.
struct SurveyReading {
  let options: SurveyOptions

  /// Columns of numbers and of texts; a column may be both.
  private var numberNames: [String] {
    options.sampling.numberColumns + options.numberColumns + options.adjustments.flatMap(\.numberColumns)
  }

  private var labelNames: [String] { options.strata + options.clusters + options.labelColumns }

  /// What means a missing answer in a column, beside the empty cell: nothing in the columns of the design and in
  /// replicate weights, where 97 is a cluster or a weight like any other.
  private func markers(_ column: String) -> [String] { isMarked(column) ? options.markers : [""] }

  private func isMarked(_ column: String) -> Bool {
    !options.sampling.columns.contains(column) && !isReplicate(column)
  }

  private func isReplicate(_ column: String) -> Bool {
    options.replication?.columns?.contains { SurveyReplication.fits(column, $0) } ?? false
  }

  /// - Throws: `DataError`, and `StudyOptionError` when no column fits a pattern of replicate weights.
  func columns(of path: String) throws -> SurveyColumns {
    if let profile = options.profile { return try profiledColumns(path, profile) }
    if try Self.isCSV(path) { return try csvColumns(path) }
    return try archiveColumns(path)
  }

  static func isCSV(_ path: String) throws(DataError) -> Bool {
    if path == "-" { return true }
    return try SurveyFile.format(of: path) == .csv
  }

  // MARK: by a profile

  /// The indicators of a profile as numbers, its breakdowns and yes or no to its indicators as texts, and its
  /// design. Other names, of margins and replicate weights say, are those of columns of the file.
  private func profiledColumns(_ path: String, _ profile: SurveyProfile) throws -> SurveyColumns {
    let own = Set(profile.breakdowns.map(\.name) + profile.indicators.map(\.name))
    let wanted = (numberNames + labelNames).filter { !own.contains($0) }
    let reading = self
    let table = try SurveyInput.read(
      path, profile: profile, options: options.reading, missingMarkers: options.missingMarkers,
      encoding: options.encoding,
      others: { names in
        let there = Set(names.map { $0.lowercased() })
        return wanted.filter { there.contains($0.lowercased()) } + names.filter(reading.isReplicate)
      },
      unmarked: { $0.filter(reading.isReplicate) })
    let survey = try profile.apply(to: table)
    let replicates = try options.replication?.chosen(among: table.names) ?? []
    // What is asked of a profile are its indicators; of another name it says so.
    let indicators = Set(options.requests.flatMap(\.operands).map(\.column))
    var numbers: [String: [Double?]] = [:]
    for name in Self.unique(numberNames + replicates) {
      if indicators.contains(name) {
        numbers[name] = try survey.indicator(name).values.map { $0.isNaN ? nil : $0 }
      } else if let column = table.column(name) {
        let cells = try column.numbers(file: table.file)
        numbers[name] = survey.rows.map { cells[$0] }
      }
    }
    var labels: [String: CodedColumn] = [:]
    for name in Self.unique(labelNames) { labels[name] = try label(name, survey, table) }
    // Of indicators and breakdowns that are not asked for, nothing is said.
    let asked = Set(numberNames + labelNames)
    var columns = SurveyColumns(
      file: table.file, lines: survey.designTable.lines, record: InputRecord(table.record),
      notes: table.record.notes + ["read by the profile '\(profile.name)': \(profile.title)"]
        + survey.accounts.filter { !own.contains($0.subject) || asked.contains($0.subject) }.map {
          "\($0.rows) \($0.rows == 1 ? "row" : "rows")\($0.subject == "rows" ? "" : " (\($0.subject))"): \($0.sentence)"
        },
      numbers: numbers, labels: labels, names: table.names)
    for column in table.columns { columns.labelsOfCodes[column.name] = column.labelsOfCodes }
    columns.scope = survey.isInScope
    columns.profiled = (survey.designTable, survey.designVariables)
    return columns
  }

  private func label(
    _ name: String, _ survey: ProfiledSurvey, _ table: SurveyTable
  ) throws(DataError) -> CodedColumn {
    if let breakdown = survey.breakdown(name) {
      return CodedColumn(name: name, codes: breakdown.column.codes, labels: breakdown.column.labels)
    }
    if survey.profile.indicators.contains(where: { $0.name == name }) {
      return CodedColumn(
        name: name, codes: try survey.indicator(name).values.map { $0.isNaN ? -1 : Int32($0) },
        labels: ["no", "yes"])
    }
    if let absent = survey.absences.first(where: { $0.kind == .breakdown && $0.name == name }) {
      throw DataError(
        .usage, file: table.file, column: name, problem: "the breakdown cannot be made: \(absent.reason)",
        remedy: "leave it out, or give the whole file")
    }
    guard let column = table.column(name) else {
      let known = survey.breakdowns.map(\.name)
      throw DataError(
        .usage, file: table.file, column: name,
        problem: "it is neither a breakdown of the profile '\(survey.profile.name)' nor a column of the file",
        remedy: NearestName.to(name, among: known + table.names).map { "did you mean '\($0)'?" }
          ?? "the profile has \(known.joined(separator: ", "))")
    }
    let all = column.coded
    return CodedColumn(name: name, codes: survey.rows.map { all.codes[$0] }, labels: all.labels)
  }

  // MARK: CSV

  private func csvColumns(_ path: String) throws -> SurveyColumns {
    let source = ByteSource(argument: path)
    var numberNames = Self.unique(numberNames)
    let labelNames = Self.unique(labelNames)
    var fault: StudyOptionError?
    var replicates: [String] = []
    var batches = try CSVBatchStream(source, options: try options.reading.csv(file: source.name)) {
      (names: [String]) throws(DataError) in
      do throws(StudyOptionError) {
        replicates = try options.replication?.chosen(among: names) ?? []
      } catch {
        fault = error
      }
      numberNames = Self.unique(numberNames + replicates)
      return numberNames.map { CSVBatchColumn($0, .number, missing: markers($0)) }
        + labelNames.map { CSVBatchColumn($0, .label, missing: markers($0)) }
    }
    if let fault { throw fault }
    var lines: [Int] = []
    var numbers = [[Double?]](repeating: [], count: numberNames.count)
    var codes = [[Int32]](repeating: [], count: labelNames.count)
    let limit = CSVLimits().tableRows
    while try batches.next() {
      guard lines.count + batches.count <= limit else {
        throw DataError(
          file: batches.name,
          problem: "the table has more than \(limit) rows, and what was asked for needs them all",
          remedy:
            "ask for means, proportions, totals and ratios only, which one pass gives, or split the file")
      }
      batches.appendLines(to: &lines)
      for k in numberNames.indices {
        let values = batches.numbers(k)
        if let present = batches.present(k) {
          for row in 0..<batches.count { numbers[k].append(present[row] ? values[row] : nil) }
        } else {
          for row in 0..<batches.count { numbers[k].append(values[row]) }
        }
      }
      for k in labelNames.indices { codes[k] += batches.codes(numberNames.count + k) }
    }
    var labels: [String: CodedColumn] = [:]
    for (k, name) in labelNames.enumerated() {
      labels[name] = CodedColumn(name: name, codes: codes[k], labels: batches.labels(numberNames.count + k))
    }
    guard let read = batches.record else { preconditionFailure("a stream that has ended has its record") }
    return SurveyColumns(
      file: batches.name, lines: lines, record: InputRecord(read), notes: read.notes,
      numbers: Dictionary(zip(numberNames, numbers)) { $1 }, labels: labels, names: batches.header.names)
  }

  // MARK: SPSS, Stata, SAS

  private func archiveColumns(_ path: String) throws -> SurveyColumns {
    let options = options
    let (numberNames, labelNames) = (numberNames, labelNames)
    let replication = options.replication
    let reading = self
    let table = try SurveyFile.readAsked(
      path,
      columns: { names in numberNames + labelNames + names.filter(reading.isReplicate) },
      unmarked: { names in options.sampling.columns + names.filter(reading.isReplicate) },
      options: options.reading, missingMarkers: options.missingMarkers, encoding: options.encoding)
    let replicates = try replication?.chosen(among: table.names) ?? []
    var numbers: [String: [Double?]] = [:]
    for name in Self.unique(numberNames + replicates) {
      if let column = table.column(name) { numbers[name] = try column.numbers(file: table.file) }
    }
    var labels: [String: CodedColumn] = [:]
    for name in Self.unique(labelNames) {
      if let column = table.column(name) { labels[name] = column.coded }
    }
    var columns = SurveyColumns(
      file: table.file, lines: table.lines,
      record: InputRecord(table.record), notes: table.record.notes, numbers: numbers, labels: labels,
      names: table.names)
    for column in table.columns { columns.labelsOfCodes[column.name] = column.labelsOfCodes }
    return columns
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension SurveyColumn {
  /// The numbers of a column; nil where the answer is missing.
  func numbers(file: String) throws(DataError) -> [Double?] {
    guard case .numbers(let values) = values else {
      throw DataError(
        file: file, column: name, problem: "the column holds texts, and numbers are needed",
        remedy: "name a column of numbers, or an answer as \(name)=ANSWER")
    }
    var cells: [Double?] = values.map { $0.isNaN ? nil : $0 }
    for row in declaredMissing { cells[row] = nil }
    return cells
  }

  /// Values by their labels where the file has one of its own for each, as codes.
  var coded: CodedColumn {
    var cells: [String?]
    switch values {
    case .texts(let texts): cells = texts
    case .numbers(let values):
      let names = labelsOfCodes
      cells = values.map { value in value.isNaN ? nil : names[plain(value)] ?? plain(value) }
    }
    for row in declaredMissing { cells[row] = nil }
    return CodedColumn(Column(name: name, values: .text(cells)))
  }
}

extension InputRecord {
  init(_ read: ReadRecord) {
    self.init(name: read.name, sha256: read.sha256, byteCount: read.byteCount, rowCount: read.rowCount)
  }
}
