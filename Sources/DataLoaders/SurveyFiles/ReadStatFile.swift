internal import CReadStat
internal import Tables

/// One file of a statistics package, read by libreadstat: first its head, then its rows.
final class ReadStatFile {
  let format: SurveyFileFormat
  private let input: ReadStatInput
  private let encoding: String?
  private(set) var variables: [ReadStatVariable] = []
  private var labelSets: [String: [SurveyColumn.ValueLabel]] = [:]
  private var statedEncoding: String?
  /// Of SPSS files: the rows that the head states, where it does, and whether rows are compressed.
  private var statedRows: Int?
  private var isCompressed = true
  private var statesNoRows = false

  /// Opens a file and reads its head.
  /// - Throws: `DataError`.
  init(_ path: String, format: SurveyFileFormat, encoding: String?) throws(DataError) {
    self.format = format
    self.encoding = encoding
    input = try ReadStatInput(path)
    if format == .spss { readSPSSHead() }
    let head = ReadStatHead(file: path)
    try parse(context: Unmanaged.passUnretained(head).toOpaque(), fault: { head.fault }) { parser in
      readstat_set_metadata_handler(parser, readStatMetadata)
      readstat_set_variable_handler(parser, readStatVariable)
      readstat_set_value_label_handler(parser, readStatValueLabel)
    }
    if format == .stata { try checkStataEnd() }
    guard !head.variables.isEmpty else {
      throw DataError(
        file: path, problem: "the file holds no variables", remedy: "check that the right file was exported")
    }
    variables = head.variables
    labelSets = head.labelSets
    statedEncoding = head.encoding
    var seen: Set<String> = []
    for variable in variables where !seen.insert(variable.name).inserted {
      throw DataError(
        file: path, column: variable.name, problem: "two variables have this name",
        remedy: "the file may be damaged; export it again")
    }
  }

  var byteCount: Int { input.size }

  /// The labels of a variable's values, in the order of the file.
  func valueLabels(_ variable: ReadStatVariable) -> [SurveyColumn.ValueLabel] {
    variable.labelSet.flatMap { labelSets[$0] } ?? []
  }

  /// Hands the rows on in batches.
  /// - Parameters:
  ///   - columns: with the place of the variable of each; several may be of one variable.
  ///   - deliver: is given the first row and the number of rows; what it throws ends the reading.
  /// - Returns: how many rows there are.
  func readRows(
    _ columns: [(variable: Int, column: SurveyBatchColumn)], batchRows: Int,
    deliver: @escaping ReadStatRows.Deliver
  ) throws(DataError) -> Int {
    let rows = ReadStatRows(
      file: input.name, variables: variables, columns: columns, capacity: batchRows, deliver: deliver)
    input.rewind()
    try parse(context: Unmanaged.passUnretained(rows).toOpaque(), fault: { rows.fault }) { parser in
      readstat_set_variable_handler(parser, readStatRowVariable)
      readstat_set_value_handler(parser, readStatValue)
    }
    try checkRows(rows.startedCount)
    try rows.finish()
    return rows.rowCount
  }

  /// Reads what the head of an SPSS file states, and hides the number of rows from libreadstat: it would take
  /// no more than that and not say so, and version 1.1.8 takes none where an uncompressed file states none.
  private func readSPSSHead() {
    withUnsafeTemporaryAllocation(byteCount: 84, alignment: 8) { head in
      guard let base = head.baseAddress, input.read(base, 84) == 84 else { return }
      let layout = head.loadUnaligned(fromByteOffset: 64, as: Int32.self)
      let isSwapped = layout != 2 && layout != 3
      func word(_ offset: Int) -> Int {
        let word = head.loadUnaligned(fromByteOffset: offset, as: Int32.self)
        return Int(isSwapped ? word.byteSwapped : word)
      }
      isCompressed = word(72) != 0
      statedRows = word(80) >= 0 ? word(80) : nil
      statesNoRows = statedRows == nil
      let shown = isCompressed ? -1 : Int32.max / 2
      input.mask = (80, withUnsafeBytes(of: isSwapped ? shown.byteSwapped : shown) { Array($0) })
    }
    input.rewind()
  }

  /// Whether a code is what comes of the number of rows that was hidden.
  private func isOwnDoing(_ code: readstat_error_t) -> Bool {
    format == .spss && !isCompressed && code == READSTAT_ERROR_ROW_COUNT_MISMATCH
  }

  /// Compares the rows of an SPSS file with what its head states.
  private func checkRows(_ rowCount: Int) throws(DataError) {
    guard format == .spss else { return }
    if let statedRows, statedRows != rowCount { throw error(READSTAT_ERROR_ROW_COUNT_MISMATCH) }
    if !isCompressed, input.endedInsidePiece { throw error(READSTAT_ERROR_READ) }
  }

  /// Looks for the end of a Stata file, whose value labels libreadstat gives up quietly when they are cut short.
  private func checkStataEnd() throws(DataError) {
    let isCutShort = input.endedInsidePiece
    let isMarkedUp = input.starts(with: Array("<stata_dta>".utf8))
    if isCutShort || (isMarkedUp && !input.ends(with: Array("</stata_dta>".utf8))) {
      throw error(READSTAT_ERROR_READ)
    }
  }

  /// The record of the file, when its rows have been read.
  func record(rowCount: Int, notes: [String]) throws(DataError) -> ReadRecord {
    var all = ["the file is in the \(format.rawValue) format"]
    if let statedEncoding, statedEncoding != "UTF-8" {
      all.append("its text was converted from \(encoding ?? statedEncoding) to UTF-8")
    }
    if statesNoRows {
      all.append(
        "the file does not state how many rows it has, so that a copy cut short could not be noticed")
    }
    return try input.record(rowCount: rowCount, notes: all + notes)
  }

  private func parse(
    context: UnsafeMutableRawPointer, fault: () -> DataError?,
    set handlers: (OpaqueParser) -> Void
  ) throws(DataError) {
    guard let parser = readstat_parser_init() else { throw outOfMemory }
    defer { readstat_parser_free(parser) }
    readstat_set_open_handler(parser) { _, _ in 0 }
    readstat_set_close_handler(parser) { _ in 0 }
    readstat_set_seek_handler(parser) { offset, whence, context in
      readStatInput(context)?.seek(to: Int(offset), from: whence) ?? -1
    }
    readstat_set_read_handler(parser) { buffer, count, context in
      guard let buffer, let input = readStatInput(context) else { return -1 }
      return input.read(buffer, count)
    }
    readstat_set_update_handler(parser) { _, _, _, _ in READSTAT_OK }
    readstat_set_io_ctx(parser, Unmanaged.passUnretained(input).toOpaque())
    handlers(parser)
    let code = parseAs(parser, context)
    if let failure = input.failure { throw failure }
    if let fault = fault() { throw fault }
    if code != READSTAT_OK, !isOwnDoing(code) { throw error(code) }
  }

  private func parseAs(_ parser: OpaqueParser, _ context: UnsafeMutableRawPointer) -> readstat_error_t {
    guard let encoding else { return run(parser, context) }
    return encoding.withCString {
      readstat_set_file_character_encoding(parser, $0)
      return run(parser, context)
    }
  }

  private func run(_ parser: OpaqueParser, _ context: UnsafeMutableRawPointer) -> readstat_error_t {
    switch format {
    case .csv: READSTAT_ERROR_PARSE
    case .spss: readstat_parse_sav(parser, input.name, context)
    case .spssPortable: readstat_parse_por(parser, input.name, context)
    case .stata: readstat_parse_dta(parser, input.name, context)
    case .sas: readstat_parse_sas7bdat(parser, input.name, context)
    }
  }

  private var outOfMemory: DataError {
    DataError(file: input.name, problem: "there is no memory for reading it", remedy: "close other programs")
  }

  /// What a code of libreadstat means for the user.
  private func error(_ code: readstat_error_t) -> DataError {
    let damaged = "the file is damaged, or was not copied to its end; export or copy it again"
    let words: (problem: String, remedy: String)
    switch code {
    case READSTAT_ERROR_READ, READSTAT_ERROR_SEEK:
      words = ("the file ends before its data do", damaged)
    case READSTAT_ERROR_ROW_COUNT_MISMATCH:
      words = ("the file holds another number of rows than it states", damaged)
    case READSTAT_ERROR_COLUMN_COUNT_MISMATCH:
      words = ("the file holds another number of variables than it states", damaged)
    case READSTAT_ERROR_UNSUPPORTED_COMPRESSION:
      words = ("the rows are compressed in a way that is not known", "save it without compression")
    case READSTAT_ERROR_UNSUPPORTED_CHARSET:
      words = ("its character set is not known", "say which it is, or export it in UTF-8")
    case READSTAT_ERROR_CONVERT, READSTAT_ERROR_CONVERT_BAD_STRING, READSTAT_ERROR_CONVERT_SHORT_STRING,
      READSTAT_ERROR_CONVERT_LONG_STRING:
      words = ("a text in it is not in the character set that it states", "export it in UTF-8")
    case READSTAT_ERROR_UNSUPPORTED_FILE_FORMAT_VERSION:
      words = ("this version of the format is not known", "save it in a version that is in wide use")
    case READSTAT_ERROR_MALLOC:
      words = ("it states sizes that no file of its kind has", damaged)
    default:
      words = ("the content does not follow the \(format.rawValue) format", damaged)
    }
    return DataError(file: input.name, problem: words.problem, remedy: words.remedy)
  }
}

private typealias OpaqueParser = UnsafeMutablePointer<readstat_parser_t>

private func readStatInput(_ context: UnsafeMutableRawPointer?) -> ReadStatInput? {
  context.map { Unmanaged<ReadStatInput>.fromOpaque($0).takeUnretainedValue() }
}
