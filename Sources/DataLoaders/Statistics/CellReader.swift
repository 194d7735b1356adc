internal import Tables

/// Reads the cells of a row of statistics, with errors that name file, line and column and show no cell.
struct CellReader {
  let file: String
  let names: [String]
  let grammar: NumberGrammar
  let missingMarkers: [[UInt8]]

  init(file: String, names: [String], options: StatisticsOptions) {
    self.file = file
    self.names = names
    grammar = NumberGrammar(decimalMark: options.csv.decimalMark)
    missingMarkers = options.missingMarkers.map { Array($0.utf8) }
  }

  /// The text of a cell; `nil` where the column is not there, or the cell is empty or holds a marker.
  func text(_ row: CSVRow, _ column: Int?) -> String? {
    guard let column, !isMissing(row[column]) else { return nil }
    return row.text(column)
  }

  func isMissing(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    cell.isEmpty || missingMarkers.contains { $0.count == cell.count && $0.elementsEqual(cell) }
  }

  /// The number in a cell; `nil` as for a text.
  func number(_ row: CSVRow, _ column: Int?) throws(DataError) -> Double? {
    guard let column, !isMissing(row[column]) else { return nil }
    return try number(row, column, row[column])
  }

  func number(_ row: CSVRow, _ column: Int, _ cell: UnsafeBufferPointer<UInt8>) throws(DataError) -> Double {
    do throws(NumberFault) {
      return try grammar.number(cell)
    } catch {
      let remedy =
        error == .undeclaredMarker || error == .notFinite
        ? "declare the marker with --missing, or correct the cell" : error.remedy
      throw self.error(row, column, error.problem, remedy)
    }
  }

  func error(_ row: CSVRow, _ column: Int?, _ problem: String, _ remedy: String) -> DataError {
    DataError(
      file: file, line: row.line, column: column.map { names[$0].isEmpty ? "\($0 + 1)" : names[$0] },
      problem: problem, remedy: remedy)
  }
}
