internal import Tables

/// The columns of the tidy CSV that `prevalence data convert` writes.
package enum TidyColumns {
  /// Before the dimensions.
  package static let dataset = "dataset"
  /// After the dimensions, in this order.
  package static let fixed = [
    "period", "value", "lower", "upper", "missing", "unit", "multiplier", "status", "source", "note",
  ]

  /// The dimensions' columns: their own names, and `…_code` for one that is called like another column.
  package static func names(of dimensions: [Dimension]) -> [String] {
    var taken = Set(fixed + [dataset])
    return dimensions.map { dimension in
      var name = dimension.name
      while !taken.insert(name.lowercased()).inserted { name += "_code" }
      return name
    }
  }
}

/// Reads back what `prevalence data convert` wrote.
struct TidyReader {
  let dimensionColumns: [Int]
  private let fixed: [Int]
  let dataset: Int

  init?(_ header: SheetHeader) {
    let count = header.names.count
    guard header.names.first == TidyColumns.dataset, count > TidyColumns.fixed.count,
      Array(header.names.suffix(TidyColumns.fixed.count)) == TidyColumns.fixed
    else { return nil }
    dataset = 0
    fixed = Array((count - TidyColumns.fixed.count)..<count)
    dimensionColumns = Array(1..<count - TidyColumns.fixed.count)
  }

  func observation(_ row: CSVRow, _ cells: CellReader) throws(DataError) -> Observation {
    func text(_ column: Int) -> String? { cells.text(row, column).map(TidyReader.unguarded) }
    let number = try cells.number(row, fixed[1])
    let lower = try cells.number(row, fixed[2])
    let upper = try cells.number(row, fixed[3])
    let reason = cells.text(row, fixed[4])
    let value: Observation.Value
    switch (number, lower, reason) {
    case (let number?, _, nil): value = .number(number)
    case (nil, let lower?, nil): value = .interval(lower: lower, upper: upper)
    case (nil, nil, let reason?):
      guard let reason = Observation.MissingReason(rawValue: reason) else {
        throw cells.error(
          row, fixed[4], "the cell holds no known reason",
          "write one of \(Observation.MissingReason.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      value = .missing(reason)
    default:
      throw cells.error(
        row, fixed[1], "the row has neither a value nor a reason why it is missing, or both",
        "give a value, or the two ends of an interval, or the reason")
    }
    let isNumber = number != nil
    return Observation(
      codes: dimensionColumns.map { text($0) ?? "" }, period: text(fixed[0]) ?? "", value: value,
      lowerBound: isNumber ? lower : nil, upperBound: isNumber ? upper : nil, unit: text(fixed[5]),
      multiplier: try cells.number(row, fixed[6]), status: text(fixed[7]), source: text(fixed[8]),
      note: text(fixed[9]), line: row.line)
  }

  /// Without the sign that keeps a spreadsheet from reading the text as a formula.
  private static func unguarded(_ text: String) -> String {
    guard text.hasPrefix("'"), let next = text.unicodeScalars.dropFirst().first,
      "=+-@＝＋－＠".unicodeScalars.contains(next)
    else { return text }
    return String(text.dropFirst())
  }
}
