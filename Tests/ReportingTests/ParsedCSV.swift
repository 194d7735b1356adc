/// A reader of RFC 4180 for tests, strict and independent of the writer: `nil` where the text is not CSV.
enum ParsedCSV {
  static func records(_ text: String) -> [[String]]? {
    var records: [[String]] = []
    var fields: [String] = []
    var field: [Unicode.Scalar] = []
    var isQuoted = false
    var isAfterQuote = false
    var isAtStart = true
    func take() -> String { String(String.UnicodeScalarView(field)) }
    for scalar in text.unicodeScalars {
      if isQuoted {
        if isAfterQuote, scalar == "\"" {
          field.append(scalar)
          isAfterQuote = false
          continue
        }
        if !isAfterQuote {
          if scalar == "\"" { isAfterQuote = true } else { field.append(scalar) }
          continue
        }
        guard scalar == "," || scalar == "\n" else { return nil }
      } else if scalar == "\"" {
        guard isAtStart else { return nil }
        isQuoted = true
        isAtStart = false
        continue
      }
      switch scalar {
      case ",", "\n":
        fields.append(take())
        field = []
        isQuoted = false
        isAfterQuote = false
        isAtStart = true
        if scalar == "\n" {
          records.append(fields)
          fields = []
        }
      default:
        field.append(scalar)
        isAtStart = false
      }
    }
    return field.isEmpty && fields.isEmpty && !isQuoted ? records : nil
  }
}
