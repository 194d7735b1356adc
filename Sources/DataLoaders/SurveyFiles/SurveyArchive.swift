internal import Tables

/// Reads the formats of statistics packages.
enum SurveyArchive {
  /// Reads a table into memory.
  static func read(
    _ path: String, format: SurveyFileFormat, columns: SurveyColumnChoice, rowLimit: Int, encoding: String?
  ) throws(DataError) -> SurveyTable {
    let file = try ReadStatFile(path, format: format, encoding: encoding)
    let names = file.variables.map(\.name)
    let places = try columns.places(among: names, file: path)
    let chosen = places.map { file.variables[$0] }
    let collected = Collected(
      file: path, byteCount: file.byteCount, rowLimit: rowLimit,
      columns: chosen.map {
        SurveyBatchColumn(
          name: $0.name, form: $0.isText ? .codes : .numbers, isText: $0.isText, capacity: batchRows)
      })
    let rowCount = try file.readRows(
      zip(places, collected.columns).map { ($0, $1) }, batchRows: batchRows
    ) { first, count throws(DataError) in
      try collected.take(first, count)
    }
    return SurveyTable(
      record: try file.record(rowCount: rowCount, notes: chosen.compactMap { $0.dateNote(format) }),
      file: path,
      rowCount: rowCount,
      columns: chosen.indices.map { k in
        SurveyColumn(
          name: chosen[k].name, label: chosen[k].label, values: collected.values(k),
          valueLabels: file.valueLabels(chosen[k]), declaredMissing: collected.declared[k])
      }, names: names)
  }

  private static let batchRows = 4096

  /// The values of a table as they come in.
  private final class Collected {
    let columns: [SurveyBatchColumn]
    private(set) var declared: [[Int]]
    private var numbers: [[Double]]
    private var codes: [[Int32]]
    private let file: String
    private let byteCount: Int
    private let rowLimit: Int

    init(file: String, byteCount: Int, rowLimit: Int, columns: [SurveyBatchColumn]) {
      self.file = file
      self.byteCount = byteCount
      self.rowLimit = rowLimit
      self.columns = columns
      declared = columns.map { _ in [] }
      numbers = columns.map { _ in [] }
      codes = columns.map { _ in [] }
    }

    func take(_ firstRow: Int, _ count: Int) throws(DataError) {
      let rows = firstRow + count
      guard rows <= rowLimit else {
        throw DataError(
          file: file, problem: "the table has more than \(rowLimit) rows",
          remedy: "ask for what can be had in one pass, or split the file")
      }
      // Compressed rows of a survey are a few times smaller than what they hold, not a hundred times.
      let held = rows * columns.count * 8
      guard held <= 1 << 30 || held / 100 <= byteCount else {
        throw DataError(
          file: file, problem: "the rows are more than a hundred times as large as the file",
          remedy: "the file may be made to use up the memory; ask for fewer columns if it is right")
      }
      for (k, column) in columns.enumerated() {
        switch column.form {
        case .numbers: numbers[k].append(contentsOf: UnsafeBufferPointer(start: column.numbers, count: count))
        case .codes: codes[k].append(contentsOf: UnsafeBufferPointer(start: column.codes, count: count))
        }
        for row in column.declared { declared[k].append(firstRow + Int(row)) }
      }
    }

    func values(_ k: Int) -> SurveyColumn.Values {
      guard columns[k].form == .codes else { return .numbers(numbers[k]) }
      let texts = (0..<columns[k].dictionary.count).map {
        String(decoding: columns[k].dictionary[Int32($0)], as: UTF8.self)
      }
      return .texts(codes[k].map { $0 < 0 ? nil : texts[Int($0)] })
    }
  }
}
