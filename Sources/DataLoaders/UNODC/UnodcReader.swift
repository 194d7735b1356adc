internal import Tables

/// Reads the rows of UNODC's workbook on trafficking in persons (`data_glotip`), saved as CSV.
///
/// Two banner rows stand above the header `Iso3_code, Country, Region, Subregion, Indicator, Dimension,
/// Category, Sex, Age, Year, Unit of measurement, VALUE` (or `txtVALUE`)`, Source`. Values are as shown:
/// `1,234` has a separator of thousands, `<5` is an interval and never a point.
struct UnodcReader {
  let dimensionColumns: [Int]
  private let year: Int
  /// Usually one of the two; where both are there they must agree.
  private let valueColumns: [Int]
  private let unit: Int?
  private let source: Int?

  init?(_ header: SheetHeader) {
    guard header.place("iso3_code") != nil, let year = header.place("year") else { return nil }
    let values = ["txtvalue", "value"].compactMap { header.place($0) }
    guard !values.isEmpty else { return nil }
    self.year = year
    valueColumns = values
    unit = header.place("unit of measurement")
    source = header.place("source")
    let others = Set(values + [year] + [unit, source].compactMap { $0 })
    dimensionColumns = header.names.indices.filter { !others.contains($0) && !header.names[$0].isEmpty }
  }

  func observation(_ row: CSVRow, _ cells: CellReader) throws(DataError) -> Observation {
    let unit = cells.text(row, unit)
    return Observation(
      codes: dimensionColumns.map { cells.text(row, $0) ?? "" }, period: cells.text(row, year) ?? "",
      value: try value(row, cells, countsPeople: unit.map(UnodcReader.isCount) ?? true), unit: unit,
      multiplier: 1, source: cells.text(row, source), line: row.line)
  }

  private static func isCount(_ unit: String) -> Bool {
    let unit = unit.lowercased()
    return !unit.contains("rate") && !unit.contains("per ") && !unit.contains("%")
      && !unit.contains("percent")
  }

  private func value(
    _ row: CSVRow, _ cells: CellReader, countsPeople: Bool
  ) throws(DataError) -> Observation.Value {
    var found: Observation.Value?
    for column in valueColumns where !cells.isMissing(row[column]) {
      let value = try value(row, column, cells, countsPeople: countsPeople)
      if let found, found != value {
        throw cells.error(
          row, column, "the two columns of values do not agree", "keep the one that is right")
      }
      found = value
    }
    return found ?? .missing(.empty)
  }

  private func value(
    _ row: CSVRow, _ column: Int, _ cells: CellReader, countsPeople: Bool
  ) throws(DataError) -> Observation.Value {
    let cell = UnsafeBufferPointer(rebasing: row[column].trimmed)
    // Where the comma is the decimal mark, it groups no digits.
    if cells.grammar.decimalMark == .point || cell.first == UInt8(ascii: "<") {
      switch PrintedCount(grouped: cell) {
      case .number(let number): return .number(number)
      case .fewerThan(let limit):
        return countsPeople
          ? .interval(lower: 1, upper: Double(limit - 1)) : .interval(lower: 0, upper: Double(limit))
      case nil: break
      }
    }
    return .number(try cells.number(row, column, cell))
  }
}
