internal import Glibc
package import Tables

extension SurveyFile {
  /// Reads a file of any of the formats in batches of rows and in bounded memory, however many rows it has:
  /// what is kept is one batch, and for columns asked for as codes the list of distinct answers.
  ///
  ///     let result = try SurveyFile.forEachBatch(
  ///       path, columns: [SurveyRequest("fsweight", .numbers), SurveyRequest("HH1", .codes)]
  ///     ) { batch throws(DataError) in
  ///       let weights = batch.numbers(0), clusters = batch.codes(1)
  ///       for i in 0..<batch.rowCount { ... }
  ///     }
  ///
  /// Codes are given in the order in which answers first come, so that they are the same in every run. A column
  /// may be asked for in both forms.
  ///
  /// - Parameters:
  ///   - columns: what is wanted for the names in the file.
  ///   - batchRows: the rows of a batch; the last may have fewer.
  ///   - body: is called for each batch in turn; what it throws ends the reading.
  /// - Throws: `DataError`: also for a name that the file does not have, and for a text in a column asked for as
  ///   numbers.
  package static func forEachBatch(
    _ path: String, columns: (_ names: [String]) throws(DataError) -> [SurveyRequest],
    options: CSVOptions = CSVOptions(), missingMarkers: [String] = [], encoding: String? = nil,
    batchRows: Int = 4096, _ body: (_ batch: SurveyBatch) throws(DataError) -> Void
  ) throws(DataError) -> SurveyStreamResult {
    precondition(batchRows > 0, "a batch has rows")
    let source = ByteSource(argument: path)
    var format = SurveyFileFormat.csv
    if case .file = source { format = try self.format(of: path) }
    if format == .csv {
      return try SurveyCSV.forEachBatch(
        source, columns: columns, options: options, missingMarkers: missingMarkers, batchRows: batchRows, body
      )
    }
    return try SurveyArchive.forEachBatch(
      path, format: format, columns: columns, encoding: encoding, batchRows: batchRows, body)
  }

  /// The same for columns that are known beforehand.
  package static func forEachBatch(
    _ path: String, columns: [SurveyRequest], options: CSVOptions = CSVOptions(),
    missingMarkers: [String] = [], encoding: String? = nil, batchRows: Int = 4096,
    _ body: (_ batch: SurveyBatch) throws(DataError) -> Void
  ) throws(DataError) -> SurveyStreamResult {
    try forEachBatch(
      path, columns: { _ throws(DataError) in columns }, options: options, missingMarkers: missingMarkers,
      encoding: encoding, batchRows: batchRows, body)
  }
}

extension SurveyCSV {
  static func forEachBatch(
    _ source: ByteSource, columns: (_ names: [String]) throws(DataError) -> [SurveyRequest],
    options: CSVOptions, missingMarkers: [String], batchRows: Int,
    _ body: (_ batch: SurveyBatch) throws(DataError) -> Void
  ) throws(DataError) -> SurveyStreamResult {
    var rows = try CSVRowStream(source, options: options)
    let (file, names) = (rows.name, rows.header.names)
    let requests = try columns(names)
    let fields = try SurveyColumnChoice.find(requests.map(\.name), among: names, file: file)
    let held = requests.map {
      SurveyBatchColumn(name: $0.name, form: $0.form, isText: true, capacity: batchRows)
    }
    let grammar = NumberGrammar(decimalMark: options.decimalMark)
    let markers = missingMarkers.map { Array($0.utf8) }
    var filled = 0
    while try rows.next() {
      let row = rows.row
      for k in 0..<held.count {
        let cell = row[fields[k]]
        if cell.isEmpty || (!markers.isEmpty && markers.contains { $0.elementsEqual(cell) }) {
          held[k].storeNothing(at: filled)
        } else if held[k].form == .numbers {
          do throws(NumberFault) {
            held[k].numbers[filled] = try grammar.number(cell)
          } catch {
            throw DataError(
              file: file, line: row.line, column: requests[k].name, problem: error.problem,
              remedy: error.remedy)
          }
        } else if !held[k].store(text: cell, at: filled) {
          throw held[k].tooManyCodes(file)
        }
      }
      filled += 1
      if filled == batchRows {
        try body(SurveyBatch(firstRow: rows.rowCount - filled, rowCount: filled, columns: held))
        filled = 0
      }
    }
    if filled > 0 { try body(SurveyBatch(firstRow: rows.rowCount - filled, rowCount: filled, columns: held)) }
    guard let record = rows.record else { preconditionFailure("a stream that has ended has its record") }
    return SurveyStreamResult(
      record: record, columns: requests.map { SurveyColumn(name: $0.name, values: .numbers([])) },
      names: names,
      answers: held.map(\.answers))
  }
}

extension SurveyArchive {
  static func forEachBatch(
    _ path: String, format: SurveyFileFormat,
    columns: (_ names: [String]) throws(DataError) -> [SurveyRequest],
    encoding: String?, batchRows: Int, _ body: (_ batch: SurveyBatch) throws(DataError) -> Void
  ) throws(DataError) -> SurveyStreamResult {
    let file = try ReadStatFile(path, format: format, encoding: encoding)
    let names = file.variables.map(\.name)
    let requests = try columns(names)
    let places = try SurveyColumnChoice.find(requests.map(\.name), among: names, file: path)
    let chosen = places.map { file.variables[$0] }
    for (request, variable) in zip(requests, chosen) where request.form == .numbers && variable.isText {
      throw DataError(
        file: path, column: request.name, problem: "the column holds texts, but numbers are needed",
        remedy: "recode it as numbers, or choose another column")
    }
    let held = zip(requests, chosen).map {
      SurveyBatchColumn(name: $0.name, form: $0.form, isText: $1.isText, capacity: batchRows)
    }
    let rowCount = try withoutActuallyEscaping(body) { body throws(DataError) in
      try file.readRows(zip(places, held).map { ($0, $1) }, batchRows: batchRows) {
        first, count throws(DataError) in
        try body(SurveyBatch(firstRow: first, rowCount: count, columns: held))
      }
    }
    return SurveyStreamResult(
      record: try file.record(rowCount: rowCount, notes: chosen.compactMap { $0.dateNote(format) }),
      columns: chosen.map {
        SurveyColumn(name: $0.name, label: $0.label, values: .numbers([]), valueLabels: file.valueLabels($0))
      }, names: names, answers: held.map(\.answers))
  }
}
