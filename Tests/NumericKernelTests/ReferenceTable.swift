internal import Foundation

/// A table of reference values in Tests/Oracles/distributions, made by the script beside them.
struct ReferenceTable {
  let rows: [Row]

  struct Row: CustomStringConvertible {
    fileprivate let columns: [Substring: Int]
    fileprivate let cells: [Substring]

    func text(_ column: Substring) -> Substring { cells[columns[column]!] }
    subscript(column: Substring) -> Double { Double(text(column))! }
    var description: String { cells.joined(separator: ",") }
  }

  init(_ name: String) throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Oracles/distributions/\(name).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let columns = Dictionary(uniqueKeysWithValues: lines[0].enumerated().map { ($1, $0) })
    rows = lines.dropFirst().map { Row(columns: columns, cells: $0) }
  }
}
