internal import Tables

/// The column names of a file of statistics, checked as `CSVHeader` does but for what the publishers' files
/// legitimately have: a first column without a name (a row number), and a column of labels named like the
/// column of codes before it.
struct SheetHeader {
  let names: [String]
  let line: Int

  init(_ row: CSVRow, file: String) throws(DataError) {
    names = (0..<row.count).map { SheetHeader.trimmed(row.text($0)) }
    line = row.line
    func error(_ place: Int, _ problem: String, _ remedy: String) -> DataError {
      DataError(file: file, line: row.line, column: "\(place + 1)", problem: problem, remedy: remedy)
    }
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      if name.isEmpty {
        if place == 0 { continue }
        throw error(place, "the column has no name", "name it or remove it")
      }
      if name.unicodeScalars.contains(where: \.isInvisible) {
        throw error(
          place, "the column name holds control or invisible characters", "write the name again without them")
      }
      if let earlier = places.updateValue(place, forKey: name.lowercased()) {
        let isLabel = earlier == place - 1 && names[earlier] != name
        if !isLabel {
          throw error(
            place, "columns \(earlier + 1) and \(place + 1) have the same name",
            "give each column a name of its own; case does not count")
        }
      }
    }
  }

  /// The place of a name; case does not count.
  func place(_ name: String) -> Int? {
    let name = name.lowercased()
    return names.firstIndex { $0.lowercased() == name }
  }

  private static func trimmed(_ name: String) -> String {
    let scalars = name.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
