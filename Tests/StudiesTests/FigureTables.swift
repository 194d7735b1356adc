import DataLoaders
import Studies
import Tables

/// Reads the text of a figures file as the program would.
func figureTable(_ text: String, name: String = "figures.csv") throws -> DataTable {
  try CSVReader.read(.bytes(Array(text.utf8), name: name), schema: FigureRegister.schema)
}

/// The text with the value of one figure changed; the identifier must be there.
func replacing(_ text: String, figure: String, _ change: (String) -> String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    guard line.hasPrefix(figure + ",") else { return String(line) }
    var fields = fieldsOf(line)
    fields[5] = change(fields[5])
    return fields.joined(separator: ",")
  }.joined(separator: "\n")
}

/// The fields of one line, quotes kept, so that joining them gives the line again.
private func fieldsOf(_ line: Substring) -> [String] {
  var fields: [String] = [""]
  var quoted = false
  for character in line {
    if character == "\"" { quoted.toggle() }
    if character == ",", !quoted { fields.append("") } else { fields[fields.count - 1].append(character) }
  }
  return fields
}
