internal import Tables

/// The column names of a file, checked: none is empty, none occurs twice, none hides characters.
package struct CSVHeader: Sendable, Equatable {
  /// The names without spaces around them, in the order of the file.
  package let names: [String]
  /// The physical line on which the header starts.
  package let line: Int

  /// Checks the first row of a file.
  ///
  /// Names are compared by canonical equivalence, without case, and letters of different scripts that look the
  /// same count as the same. A row of numbers is no header.
  /// - Parameter allowsNamesByCase: whether names may differ in capitals alone.
  init(_ row: CSVRow, file: String, allowsNamesByCase: Bool = false) throws(DataError) {
    func error(_ place: Int?, _ problem: String, _ remedy: String) -> DataError {
      DataError(
        file: file, line: row.line, column: place.map { "\($0 + 1)" }, problem: problem, remedy: remedy)
    }
    let names = (0..<row.count).map { trimmed(row.text($0)) }
    if looksLikeData(row) {
      throw error(
        nil, "the first line looks like data, not like column names", "put a line with the column names first"
      )
    }
    if let place = names.firstIndex(where: { $0.unicodeScalars.contains { $0.isInvisible && $0 != "\n" } }) {
      throw error(
        place, "the column name holds control or invisible characters", "write the name again without them")
    }
    if let place = names.firstIndex(of: "") {
      throw error(
        place, "the column has no name",
        "name it, or take the delimiter at the end of the lines away if there is no such column")
    }
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      if let earlier = places.updateValue(place, forKey: likeness(name)) {
        let isSame = names[earlier].lowercased() == name.lowercased()
        if allowsNamesByCase, isSame, names[earlier] != name { continue }
        throw error(
          nil,
          "columns \(earlier + 1) and \(place + 1) have "
            + (isSame ? "the same name" : "names that look the same, in different letters"),
          "give each column a name of its own; case does not count")
      }
    }
    self.names = names
    line = row.line
  }

  /// A name as it stands in the file, where it is there or one column alone differs from it in capitals; else the
  /// name itself.
  package func spelling(of name: String) -> String {
    if names.contains(name) { return name }
    let folded = name.lowercased()
    let likely = names.filter { $0.lowercased() == folded }
    return likely.count == 1 ? likely[0] : name
  }
}

/// Whether every field is a number or empty, and one at least is a number.
private func looksLikeData(_ row: CSVRow) -> Bool {
  let grammars = [NumberGrammar(decimalMark: .point), NumberGrammar(decimalMark: .comma)]
  var numbers = 0
  for field in 0..<row.count {
    let bytes = UnsafeBufferPointer(rebasing: row[field].trimmed)
    if bytes.isEmpty { continue }
    guard grammars.contains(where: { (try? $0.number(bytes)) != nil }) else { return false }
    numbers += 1
  }
  return numbers > 0
}

private func trimmed(_ name: String) -> String {
  let scalars = name.unicodeScalars
  guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
    let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
  else { return "" }
  return String(scalars[first...last])
}

/// What two names have in common that a reader cannot tell apart.
private func likeness(_ name: String) -> String {
  var like = ""
  for scalar in name.unicodeScalars where scalar.value != 0x200C && scalar.value != 0x200D {
    like.unicodeScalars.append(latinTwins[scalar] ?? scalar)
  }
  return like.lowercased()
}

/// Cyrillic and Greek letters and the Latin ones that they look like.
private let latinTwins = Dictionary(
  uniqueKeysWithValues: zip(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο".unicodeScalars,
    "ABEKMHOPCTYXIJSaeopcyxijshABEZHIKMNOPTYXo".unicodeScalars))
