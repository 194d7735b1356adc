internal import Tables

/// What each column of an SDMX-CSV file is.
///
/// Version 1.0 begins with `DATAFLOW`, 2.x with `STRUCTURE` (`STRUCTURE[;]` where cells hold several values
/// with that separator), `STRUCTURE_ID`, `ACTION` and keys. The format does not say which columns are
/// dimensions: they are those before `OBS_VALUE`, which is where web services write them; in a file with
/// another order only names that are known can be told.
struct SDMXColumns {
  struct Component {
    let column: Int
    /// The identifier without brackets.
    let name: String
    /// The column of its names, with labels in columns of their own.
    let label: Int?
    let isMultiValued: Bool
  }

  let version: Int
  let labels: SDMXLabels
  let separator: Character?
  let structure: Int
  let action: Int?
  let dimensions: [Component]
  let time: Component?
  let value: Int
  let attributes: [Component]
  /// Whether the dimensions were told by their place before the value, or by name.
  let dimensionsByPlace: Bool

  static let value = "OBS_VALUE"
  static let time = "TIME_PERIOD"

  /// - Returns: `nil` when the header is not of SDMX-CSV.
  /// - Throws: `DataError` for SDMX-CSV whose columns cannot be told apart.
  init?(_ header: SheetHeader, file: String) throws(DataError) {
    func error(_ column: Int?, _ problem: String, _ remedy: String) -> DataError {
      DataError(
        file: file, line: header.line, column: column.map { header.names[$0] }, problem: problem,
        remedy: remedy)
    }
    guard let first = header.names.first else { return nil }
    let opening = SDMXColumns.parts(of: first)
    switch opening.name {
    case "DATAFLOW": version = 1
    case "STRUCTURE": version = 2
    default: return nil
    }
    separator = opening.brackets?.first
    labels = SDMXColumns.labels(header.names)
    let isV2 = version == 2
    structure = isV2 ? header.names.firstIndex { SDMXColumns.parts(of: $0).name == "STRUCTURE_ID" } ?? 0 : 0
    var action: Int?
    var components: [Component] = []
    var place = 1
    while place < header.names.count {
      let parts = SDMXColumns.parts(of: header.names[place])
      defer { place += 1 }
      if isV2, ["STRUCTURE_ID", "STRUCTURE_NAME", "SERIES_KEY", "OBS_KEY"].contains(parts.name) { continue }
      if isV2, parts.name == "ACTION" {
        action = place
        continue
      }
      var label: Int?
      if labels == .inColumn, place + 1 < header.names.count,
        SDMXColumns.isName(header.names[place + 1], of: parts.name)
      {
        label = place + 1
      }
      components.append(
        Component(column: place, name: parts.name, label: label, isMultiValued: parts.brackets != nil))
      if label != nil { place += 1 }
    }
    self.action = action
    guard let value = components.firstIndex(where: { $0.name.uppercased() == SDMXColumns.value }) else {
      throw error(
        nil, "there is no column OBS_VALUE, which holds the figures",
        "export a data structure whose measure is OBS_VALUE, or name that column so")
    }
    self.value = components[value].column
    time = components.first { $0.name.uppercased() == SDMXColumns.time }
    let others = { (component: Component) in
      ![SDMXColumns.value, SDMXColumns.time].contains(component.name.uppercased())
    }
    let before = components[..<value].filter(others)
    let after = components[(value + 1)...].filter(others)
    dimensionsByPlace = !before.isEmpty && !before.allSatisfy { SDMXColumns.isAttribute($0) }
    if dimensionsByPlace {
      // Brackets and names such as OBS_STATUS are of attributes, wherever they stand in a file of version 2.
      dimensions = before.filter { !isV2 || !SDMXColumns.isAttribute($0) }
      attributes = after + before.filter { isV2 && SDMXColumns.isAttribute($0) }
      if let stray = after.first(where: { SDMXColumns.isDimension($0) }) {
        throw error(
          stray.column, "the column is a dimension by its name, and stands behind OBS_VALUE",
          "put the dimensions before OBS_VALUE, so that they can be told from attributes")
      }
    } else {
      let all = before + after
      if let unknown = all.first(where: { !SDMXColumns.isAttribute($0) && !SDMXColumns.isDimension($0) }) {
        throw error(
          unknown.column, "OBS_VALUE stands first, and whether this column is a dimension cannot be told",
          "put the dimensions before OBS_VALUE")
      }
      dimensions = all.filter(SDMXColumns.isDimension)
      attributes = all.filter { !SDMXColumns.isDimension($0) }
    }
  }

  /// The first attribute of one of these names.
  func attribute(_ names: String...) -> Component? {
    for name in names {
      if let found = attributes.first(where: { $0.name.uppercased() == name }) { return found }
    }
    // A unit is a dimension of some structures.
    for name in names {
      if let found = dimensions.first(where: { $0.name.uppercased() == name }) { return found }
    }
    return nil
  }

  /// The identifier and the term in brackets of a header such as `STRUCTURE[;]`, `ATTR[]`, `DIM: Dimension`.
  static func parts(of header: String) -> (name: String, brackets: String?) {
    var name = header[...]
    if let colon = name.firstIndex(of: ":") { name = name[..<colon] }
    guard let open = name.firstIndex(of: "["), name.hasSuffix("]") else { return (String(name), nil) }
    return (String(name[..<open]), String(name[name.index(after: open)...].dropLast()))
  }

  /// The name of a component in its header, as in `DIM: Dimension`.
  static func label(of header: String) -> String? {
    guard let colon = header.firstIndex(of: ":") else { return nil }
    let name = header[header.index(after: colon)...].drop { $0 == " " }
    return name.isEmpty ? nil : String(name)
  }

  private static func labels(_ names: [String]) -> SDMXLabels {
    if names.dropFirst().contains(where: { $0.contains(":") }) { return .inCell }
    if names.contains("STRUCTURE_NAME") { return .inColumn }
    let pairs = zip(names.dropFirst(), names.dropFirst(2)).filter { isName($0.1, of: $0.0) }
    return pairs.count > 1 ? .inColumn : .none
  }

  /// Whether a header reads like the words for the identifier before it: not an identifier in capitals itself.
  private static func isName(_ text: String, of identifier: String) -> Bool {
    let capitals = identifier.utf8.allSatisfy { $0 < 0x61 || $0 > 0x7A } && !identifier.contains(" ")
    let words = text.utf8.contains { $0 == 0x20 || ($0 >= 0x61 && $0 <= 0x7A) || $0 >= 0x80 }
    return capitals && words && !text.contains(":")
  }

  private static let knownDimensions: Set<String> = [
    "FREQ", "REF_AREA", "INDICATOR", "MEASURE", "SEX", "AGE", "DUR", "EDUCATION_LEVEL", "WEALTH_QUINTILE",
    "RESIDENCE", "NUMBER_CHLD", "SERIES", "URBANISATION", "INCOME_WEALTH_QUANTILE", "OCCUPATION", "ACTIVITY",
    "CUST_BREAKDOWN", "COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "GEO", "STE", "ECO", "STU",
  ]

  private static func isDimension(_ component: Component) -> Bool {
    !component.isMultiValued
      && (knownDimensions.contains(component.name.uppercased()) || component.name.hasPrefix("DIM_"))
  }

  private static let knownAttributes: Set<String> = [
    "OBS_STATUS", "OBS_CONF", "CONF_STATUS", "UNIT_MEASURE", "UNIT_MEASURE_TYPE", "UNIT_MULT",
    "UNIT_MULTIPLIER", "DECIMALS", "UPPER_BOUND", "LOWER_BOUND", "SOURCE", "DATA_SOURCE", "SOURCE_LINK",
    "SOURCE_DETAIL", "TIME_PERIOD_METHOD", "WGTD_SAMPL_SIZE", "UNWGTD_SAMPL_SIZE", "REPORTING_TYPE", "NATURE",
    "TIME_DETAIL", "TIME_COVERAGE", "GEO_INFO_URL", "GEO_INFO_TYPE", "CUSTODIAN", "PRE_BREAK_VALUE",
    "TIME_FORMAT", "COUNTRY_NOTES", "SERIES_FOOTNOTE", "OBS_FOOTNOTE", "OBS_COMMENT", "COMMENT_OBS",
    "COMMENT_TS", "UPDATED", "LAST_UPDATE", "SERIESKEY", "SERIES_KEY", "OBS_KEY",
  ]

  private static func isAttribute(_ component: Component) -> Bool {
    let name = component.name.uppercased()
    return component.isMultiValued || knownAttributes.contains(name) || name.hasPrefix("NOTE_")
      || name.hasPrefix("SOWC_FLAG") || name.hasPrefix("ATTR_")
  }
}
