package import Tables

/// A file of statistics, of whichever format it is, read row by row in constant memory.
///
///     var table = try StatisticsTable(source)
///     while let observation = try table.next() { ... }
///
/// Files of cases (`format.holdsCases`) have `nextCase()` instead, and files of no known format neither.
package struct StatisticsTable: ~Copyable {
  /// The file's name as the user gave it.
  package let name: String
  /// Known from the header, but for UNICEF's files, which the first row tells from others of SDMX-CSV.
  package private(set) var format: StatisticsFormat
  /// The names of all columns, in order.
  package let columns: [String]
  package let dimensions: [Dimension]
  /// Rows read, those without an observation among them.
  package private(set) var rowCount = 0
  /// What was read; `nil` until the end.
  package private(set) var record: ReadRecord?
  /// Rows above the header.
  package let bannerRows: Int
  private var rows: CSVTokenRows
  private var reader: Reader
  private let cells: CellReader

  private enum Reader {
    case ilostat(IlostatReader)
    case sdmx(SDMXReader)
    case unodc(UnodcReader)
    case tidy(TidyReader)
    case cases(CaseReader)
    case other
  }

  /// How many rows above a header are looked at.
  private static let mostBannerRows = 20

  /// Opens a file and finds out what it is.
  /// - Throws: `DataError` when it is no table, or of a known format and broken.
  package init(_ source: ByteSource, options: StatisticsOptions = StatisticsOptions()) throws(DataError) {
    var rows = try CSVTokenRows(source, options: options.csv, delimiter: DelimiterGuess.delimiter)
    let opening = try StatisticsTable.opening(of: &rows)
    name = rows.name
    columns = opening.columns
    bannerRows = opening.bannerRows
    reader = opening.reader
    switch reader {
    case .ilostat(let reader):
      (format, dimensions) = (.ilostat, Self.dimensions(reader.dimensionColumns, columns))
    case .unodc(let reader):
      (format, dimensions) = (.unodc, Self.dimensions(reader.dimensionColumns, columns))
    case .tidy(let reader): (format, dimensions) = (.tidy, Self.dimensions(reader.dimensionColumns, columns))
    case .sdmx(let reader):
      format = reader.columns.version == 2 ? .sdmx2 : .sdmx1
      dimensions = reader.columns.dimensions.map { Dimension($0.name) }
    case .cases(let reader):
      (format, dimensions) = (reader.columns.isSynthetic ? .ctdcSynthetic : .ctdcGlobal, [])
    case .other: (format, dimensions) = (.other, [])
    }
    cells = CellReader(file: name, names: columns, options: options)
    self.rows = rows
  }

  private struct Opening {
    let columns: [String]
    let bannerRows: Int
    let reader: Reader
  }

  /// Reads up to the header: the first row, or the first that is one of UNODC's below a few rows of banner.
  private static func opening(of rows: inout CSVTokenRows) throws(DataError) -> Opening {
    var fault: DataError?
    var banner = 0
    while banner <= mostBannerRows, try rows.next() {
      if rows.row.isBlank { continue }
      do throws(DataError) {
        let header = try SheetHeader(rows.row, file: rows.name)
        if let reader = try reader(header, file: rows.name, isFirst: banner == 0) {
          return Opening(columns: header.names, bannerRows: banner, reader: reader)
        }
      } catch {
        // Below the first row only a header that is known is looked for, and a fault says that this is none.
        if banner == 0 { fault = error }
      }
      if banner == 0, !looksLikeBanner(rows.row) {
        if let fault { throw fault }
        return Opening(
          columns: try CSVHeader(rows.row, file: rows.name).names, bannerRows: 0, reader: .other)
      }
      banner += 1
    }
    if banner == 0 {
      throw DataError(
        file: rows.name, problem: "the file holds no records",
        remedy: "check that the right file was exported")
    }
    throw fault
      ?? DataError(
        file: rows.name, problem: "the first lines are no header of a known table",
        remedy: "put a line with the column names first")
  }

  private static func dimensions(_ places: [Int], _ columns: [String]) -> [Dimension] {
    places.map { Dimension(columns[$0]) }
  }

  private static func reader(
    _ header: SheetHeader, file: String, isFirst: Bool
  ) throws(DataError) -> Reader? {
    if let reader = UnodcReader(header) { return .unodc(reader) }
    guard isFirst else { return nil }
    if let reader = TidyReader(header) { return .tidy(reader) }
    if let reader = try SDMXReader(header, file: file) { return .sdmx(reader) }
    if let reader = IlostatReader(header) { return .ilostat(reader) }
    if let reader = try CaseReader(header, file: file) { return .cases(reader) }
    return nil
  }

  /// Whether a row is mostly empty, as a title over a table is.
  private static func looksLikeBanner(_ row: CSVRow) -> Bool {
    guard row.count > 2 else { return false }
    var filled = 0
    for field in 0..<row.count where !row[field].isEmpty { filled += 1 }
    return filled <= 2
  }

  // MARK: rows

  /// The next observation; `nil` at the end of the file. Rows that hold none are passed over and counted.
  /// - Precondition: the file holds figures, and its format is known.
  package mutating func next() throws(DataError) -> Observation? {
    while try nextRow() {
      switch reader {
      case .ilostat(var reader):
        let observation = try reader.observation(rows.row, cells)
        self.reader = .ilostat(reader)
        return observation
      case .sdmx(var reader):
        let observation = try reader.observation(rows.row, cells)
        self.reader = .sdmx(reader)
        if let observation { return observation }
      case .unodc(let reader): return try reader.observation(rows.row, cells)
      case .tidy(let reader): return try reader.observation(rows.row, cells)
      case .cases, .other: preconditionFailure("a file of this format holds no observations")
      }
    }
    return nil
  }

  /// Moves on to the next case or row of an unknown table; `false` at the end.
  package mutating func nextRow() throws(DataError) -> Bool {
    if record != nil { return false }
    repeat {
      guard try rows.next(names: columns) else {
        guard rowCount > 0 else {
          throw DataError(
            file: name, problem: "the file holds a header but no records",
            remedy: "check that the right file was exported")
        }
        record = try rows.record(rowCount: rowCount)
        return false
      }
    } while rows.row.isBlank
    let row = rows.row
    guard row.count == columns.count else {
      throw DataError(
        file: name, line: row.line,
        problem:
          "the row has \(row.count) \(row.count == 1 ? "field" : "fields"), the header \(columns.count)",
        remedy: "add or remove fields, and put a field that holds the delimiter in quotes")
    }
    rowCount += 1
    if rowCount == 1, format == .sdmx1, dataset.hasPrefix("UNICEF:") { format = .unicef }
    return true
  }

  /// The physical line of the present row.
  package var line: Int { rows.row.line }

  // MARK: what a format has beside observations

  /// The structure, dataflow or data set of the present row; empty where the format has none.
  package var dataset: String {
    switch reader {
    case .sdmx(let reader): reader.structure(rows.row, cells)
    case .tidy(let reader): cells.text(rows.row, reader.dataset) ?? ""
    case .ilostat: "ILOSTAT"
    case .unodc: "UNODC"
    case .cases, .other: ""
    }
  }

  /// The name of a dimension's code in the present row; `nil` where the file has none.
  package func label(ofDimension place: Int) -> String? {
    switch reader {
    case .ilostat(let reader): reader.label(ofDimension: place, rows.row, cells)
    case .sdmx(let reader): reader.label(ofDimension: place, rows.row, cells)
    case .unodc, .tidy, .cases, .other: nil
    }
  }

  /// Rows of an SDMX message that delete data.
  package var deletionCount: Int {
    if case .sdmx(let reader) = reader { reader.otherRows.deletions } else { 0 }
  }

  /// Rows of an SDMX message that hold attributes of part of a key.
  package var partialKeyCount: Int {
    if case .sdmx(let reader) = reader { reader.otherRows.partialKeys } else { 0 }
  }

  /// What the reader of the format met, in sentences for people: conventions that it relied on, and what the file
  /// holds that is easily taken for something else.
  package var remarks: [String] {
    switch reader {
    case .ilostat(let reader): reader.remarks
    case .sdmx(let reader): reader.remarks
    case .cases(let reader): reader.columns.remarks
    case .unodc, .tidy, .other: []
    }
  }

  /// The variables of a file of cases.
  package var caseColumns: CaseColumns? {
    if case .cases(let reader) = reader { reader.columns } else { nil }
  }

  /// The word of a variable of the present case; `nil` where it is missing.
  package func word(_ place: Int) throws(DataError) -> String? {
    guard case .cases(let reader) = reader else { return nil }
    return try reader.word(rows.row, place, cells)
  }
}
