/// Where the names of codes stand in an SDMX-CSV file.
enum SDMXLabels: Equatable {
  /// Codes alone (`labels=id`).
  case none
  /// `A: Value A` in one cell (`labels=both`).
  case inCell
  /// A column of names behind each column of codes (`labels=name`).
  case inColumn

  /// The code and the name in a cell such as `A: Value A`; the name may hold `: ` itself.
  static func split(_ text: String) -> (code: String, name: String?) {
    guard let place = text.firstRange(of: ": ") else { return (text, nil) }
    return (String(text[..<place.lowerBound]), String(text[place.upperBound...]))
  }
}

/// The values of a cell with several (`X;Y`), where values in quotes keep the separator.
enum SDMXValues {
  static func split(_ text: String, by separator: Character) -> [String] {
    var values: [String] = []
    var value = ""
    var isQuoted = false
    var characters = text[...]
    while let character = characters.popFirst() {
      if character == "\"" {
        if isQuoted, characters.first == "\"" {
          value.append(character)
          characters.removeFirst()
        } else {
          isQuoted.toggle()
        }
      } else if character == separator, !isQuoted {
        values.append(value)
        value = ""
      } else {
        value.append(character)
      }
    }
    return values + [value]
  }
}
