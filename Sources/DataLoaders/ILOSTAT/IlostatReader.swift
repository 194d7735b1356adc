internal import Tables

/// Reads the rows of an ILOSTAT bulk file, whose columns vary by indicator and are found by name.
///
/// `ref_area,source,indicator,sex,classif1,classif2,time,obs_value,obs_status,note_…`: sex, classifications,
/// status and notes are there only if used; with `type=both` each coded column is followed by `….label`; older
/// files begin with `collection`, some have `best_source`.
struct IlostatReader {
  let dimensionColumns: [Int]
  private let labelColumns: [Int?]
  private let time: Int
  private let value: Int
  private let status: Int?
  private let source: Int?
  private let bestSource: Int?
  private let notes: [Int]
  private let indicator: Int
  private let indicatorLabel: Int?
  private var units: [String: IlostatUnit] = [:]
  /// Cells with a child-labour band in the zero-padded spelling, and in the other where the two differ.
  private(set) var bandSpellings = (padded: 0, plain: 0)
  /// Columns that the format does not name; they are read as dimensions.
  let unknownColumns: [String]

  private static let plain = ["time", "obs_value", "obs_status", "source", "best_source"]

  /// - Returns: `nil` when the header is not of an ILOSTAT bulk file.
  init?(_ header: SheetHeader) {
    func column(_ name: String) -> Int? { header.place(name) ?? header.place(name + ".label") }
    guard let time = column("time"), let value = column("obs_value"), column("ref_area") != nil,
      let indicator = column("indicator")
    else { return nil }
    self.time = time
    self.value = value
    self.indicator = indicator
    status = column("obs_status")
    source = column("source")
    bestSource = column("best_source")
    indicatorLabel = header.place("indicator.label")
    var dimensions: [Int] = []
    var notes: [Int] = []
    var unknown: [String] = []
    for (place, name) in header.names.enumerated() {
      let base = IlostatReader.base(name)
      if IlostatReader.plain.contains(base) || name.isEmpty { continue }
      // A label is a column of its own only where the codes are not there.
      if name.lowercased().hasSuffix(".label"), header.place(base) != nil { continue }
      if base.hasPrefix("note_") {
        notes.append(place)
        continue
      }
      dimensions.append(place)
      if !["collection", "ref_area", "indicator", "sex"].contains(base), !base.hasPrefix("classif") {
        unknown.append(name)
      }
    }
    dimensionColumns = dimensions
    labelColumns = dimensions.map { header.place(header.names[$0] + ".label") }
    self.notes = notes
    unknownColumns = unknown
  }

  static func base(_ name: String) -> String {
    let name = name.lowercased()
    return name.hasSuffix(".label") ? String(name.dropLast(6)) : name
  }

  mutating func observation(_ row: CSVRow, _ cells: CellReader) throws(DataError) -> Observation {
    let code = cells.text(row, indicator) ?? ""
    var codes: [String] = []
    codes.reserveCapacity(dimensionColumns.count)
    for column in dimensionColumns { codes.append(canonical(cells.text(row, column) ?? "")) }
    let unit = unit(of: code, row, cells)
    var note = notes.compactMap { cells.text(row, $0) }
    if let cell = cells.text(row, bestSource), cell == "0" { note.append("not the best source") }
    return Observation(
      codes: codes, period: cells.text(row, time) ?? "",
      value: try cells.number(row, value).map { .number($0) } ?? .missing(.empty),
      unit: unit.unit, multiplier: unit.multiplier, status: cells.text(row, status),
      source: cells.text(row, source), note: note.isEmpty ? nil : note.joined(separator: "; "),
      line: row.line)
  }

  private mutating func unit(of indicator: String, _ row: CSVRow, _ cells: CellReader) -> IlostatUnit {
    if let known = units[indicator] { return known }
    let unit = IlostatUnit(indicator: indicator, label: cells.text(row, indicatorLabel))
    // A hostile file has an indicator a row; the publisher's have a handful.
    if units.count < 1_000 { units[indicator] = unit }
    return unit
  }

  /// The name of a dimension's code, without the apostrophe that stands before some ("Age (…): '5-17").
  func label(ofDimension place: Int, _ row: CSVRow, _ cells: CellReader) -> String? {
    cells.text(row, labelColumns[place])?.replacing(": '", with: ": ")
  }

  /// The units met, by indicator.
  var unitsMet: [(indicator: String, unit: IlostatUnit)] {
    units.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private mutating func canonical(_ code: String) -> String {
    guard code.hasPrefix("AGE_CLDVERSION_Y") else { return code }
    let plain = IlostatReader.canonical(code)
    if plain != code {
      bandSpellings.padded += 1
    } else if code.hasPrefix("AGE_CLDVERSION_Y5-") {
      bandSpellings.plain += 1
    }
    return plain
  }

  /// The child-labour bands in the spelling of the bulk files: SDMX pads them (`AGE_CLDVERSION_Y05-17`).
  static func canonical(_ code: String) -> String {
    let padded = "AGE_CLDVERSION_Y0"
    guard code.hasPrefix(padded), let next = code.utf8.dropFirst(padded.utf8.count).first,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
    else { return code }
    return "AGE_CLDVERSION_Y" + code.dropFirst(padded.count)
  }
}
