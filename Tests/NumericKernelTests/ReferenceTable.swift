internal import Foundation

/// A table of reference values in Tests/Oracles.
struct Oracle {
  let columns: [String: Int]
  let rows: [[Substring]]

  init(_ path: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "Oracles/" + path), encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    columns = Dictionary(uniqueKeysWithValues: lines[0].enumerated().map { (String($1), $0) })
    rows = Array(lines.dropFirst())
  }

  func value(_ row: [Substring], _ column: String) -> Double {
    Double(row[columns[column]!])!
  }
}
