internal import Tables

/// Reads the rows of SDMX-CSV 1.0 and 2.x, the UNICEF Data Warehouse and ILOSTAT's web service among them.
struct SDMXReader {
  let columns: SDMXColumns
  private let status: SDMXColumns.Component?
  private let unit: SDMXColumns.Component?
  private let multiplier: SDMXColumns.Component?
  private let source: SDMXColumns.Component?
  private let notes: [SDMXColumns.Component]
  private let lower: SDMXColumns.Component?
  private let upper: SDMXColumns.Component?

  /// What rows of a message are that hold no observation.
  struct OtherRows: Equatable {
    /// Rows with the action Delete.
    var deletions = 0
    /// Rows for attributes of part of a key: a dimension is empty or switched off (`~`), and there is no value.
    var partialKeys = 0
  }

  private(set) var otherRows = OtherRows()

  init?(_ header: SheetHeader, file: String) throws(DataError) {
    guard let columns = try SDMXColumns(header, file: file) else { return nil }
    self.columns = columns
    status = columns.attribute("OBS_STATUS")
    unit = columns.attribute("UNIT_MEASURE", "UNIT")
    multiplier = columns.attribute("UNIT_MULT", "UNIT_MULTIPLIER")
    source = columns.attribute("DATA_SOURCE", "SOURCE")
    lower = columns.attribute("LOWER_BOUND")
    upper = columns.attribute("UPPER_BOUND")
    notes = columns.attributes.filter {
      let name = $0.name.uppercased()
      return name.hasPrefix("NOTE_") || name.contains("FOOTNOTE") || name.contains("COMMENT")
        || name == "COUNTRY_NOTES"
    }
  }

  /// - Returns: `nil` for a row that holds no observation, which is counted.
  mutating func observation(_ row: CSVRow, _ cells: CellReader) throws(DataError) -> Observation? {
    if let action = columns.action {
      switch cells.text(row, action)?.prefix(1) {
      case nil, "I", "A", "M", "R": break
      case "D":
        otherRows.deletions += 1
        return nil
      default:
        throw cells.error(
          row, action, "the cell holds no action", "write I, A, M, R or D, or leave the column out")
      }
    }
    let codes = columns.dimensions.map { code(row, $0, cells) ?? "" }
    let value = try value(row, cells)
    if columns.version == 2, value == .missing(.empty), codes.contains(where: { $0.isEmpty || $0 == "~" }) {
      otherRows.partialKeys += 1
      return nil
    }
    let note = notes.compactMap { text(row, $0, cells) }
    return Observation(
      codes: codes, period: columns.time.flatMap { code(row, $0, cells) } ?? "", value: value,
      lowerBound: try number(row, lower, cells), upperBound: try number(row, upper, cells),
      unit: unit.flatMap { code(row, $0, cells) },
      multiplier: try multiplier(row, cells), status: status.flatMap { code(row, $0, cells) },
      source: source.flatMap { text(row, $0, cells) },
      note: note.isEmpty ? nil : note.joined(separator: "; "), line: row.line)
  }

  /// The structure that a row belongs to, such as `ESTAT:NA_MAIN(1.6)`.
  func structure(_ row: CSVRow, _ cells: CellReader) -> String {
    let text = cells.text(row, columns.structure) ?? ""
    return columns.labels == .inCell ? SDMXLabels.split(text).code : text
  }

  /// The name of a dimension's code in this row.
  func label(ofDimension place: Int, _ row: CSVRow, _ cells: CellReader) -> String? {
    let component = columns.dimensions[place]
    switch columns.labels {
    case .none: return nil
    case .inColumn: return cells.text(row, component.label)
    case .inCell: return cells.text(row, component.column).flatMap { SDMXLabels.split($0).name }
    }
  }

  private func isDeclaredMissing(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    cell.elementsEqual("NaN".utf8) || cell.elementsEqual("#N/A".utf8)
  }

  private func value(_ row: CSVRow, _ cells: CellReader) throws(DataError) -> Observation.Value {
    let cell = row[columns.value]
    if isDeclaredMissing(cell) { return .missing(.declared) }
    if let censored = CensoredNumber(cell, cells.grammar) {
      if let interval = censored.interval(unit: unit.flatMap({ code(row, $0, cells) })) { return interval }
      throw cells.error(
        row, columns.value, "the cell is an interval in a unit of which it is not known how far it reaches",
        "name the unit in UNIT_MEASURE, such as PCNT, or declare the cell as missing with --missing")
    }
    return try cells.number(row, columns.value).map { .number($0) } ?? .missing(.empty)
  }

  private func number(
    _ row: CSVRow, _ component: SDMXColumns.Component?, _ cells: CellReader
  ) throws(DataError) -> Double? {
    guard let component, !isDeclaredMissing(row[component.column]) else { return nil }
    return try cells.number(row, component.column)
  }

  /// The code in a cell, without its name.
  private func code(_ row: CSVRow, _ component: SDMXColumns.Component, _ cells: CellReader) -> String? {
    guard let text = cells.text(row, component.column) else { return nil }
    guard component.isMultiValued, let separator = columns.separator else { return one(text) }
    return SDMXValues.split(text, by: separator).map(one).joined(separator: "; ")
  }

  private func one(_ text: String) -> String {
    columns.labels == .inCell ? SDMXLabels.split(text).code : text
  }

  /// The words in a cell that holds no code, such as a source.
  private func text(_ row: CSVRow, _ component: SDMXColumns.Component, _ cells: CellReader) -> String? {
    guard let text = cells.text(row, component.column), text != "#N/A" else { return nil }
    guard component.isMultiValued, let separator = columns.separator else { return text }
    return SDMXValues.split(text, by: separator).joined(separator: "; ")
  }

  /// The power of ten whose exponent a cell gives (the code list CL_UNIT_MULT: 3 is thousands).
  private func multiplier(_ row: CSVRow, _ cells: CellReader) throws(DataError) -> Double? {
    guard let multiplier, let text = code(row, multiplier, cells), !text.isEmpty else { return nil }
    guard let exponent = Int(text), text.utf8.count <= 3, let power = SDMXReader.power(exponent) else {
      throw cells.error(
        row, multiplier.column, "the cell is no exponent of ten",
        "write 0 for units, 3 for thousands, 6 for millions")
    }
    return power
  }

  private static func power(_ exponent: Int) -> Double? {
    guard (-12...15).contains(exponent) else { return nil }
    var power = 1.0
    for _ in 0..<abs(exponent) { power *= 10 }
    return exponent < 0 ? 1 / power : power
  }
}
