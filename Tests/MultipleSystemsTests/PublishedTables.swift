import Foundation
import MultipleSystems

/// The published tables of Data/mse and the reference values of Tests/Oracles/mse, found from this file.
enum PublishedTables {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  struct Unreadable: Error {
    let name: String
  }

  static func lines(_ path: String) throws -> [Substring] {
    let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
  }

  /// One of the tables of Data/mse, by the name of its file.
  static func table(_ name: String) throws -> CaptureTable {
    let lines = try lines("Data/mse/\(name).csv").map { $0.split(separator: ",").map(String.init) }
    guard let header = lines.first, header.last == "count" else { throw Unreadable(name: name) }
    var histories: [ListSet] = []
    var counts: [Int] = []
    for line in lines.dropFirst() {
      histories.append(ListSet(lists: line.indices.filter { line[$0] == "1" && $0 < header.count - 1 }))
      guard let count = Int(line[header.count - 1]) else { throw Unreadable(name: name) }
      counts.append(count)
    }
    return try CaptureTable(lists: Array(header.dropLast()), histories: histories, counts: counts)
  }

  static let all = [
    "uk-2013", "uk-2013-five", "uk-2013-four", "netherlands-2010-2015", "netherlands-2010-2015-five",
    "new-orleans", "new-orleans-five", "kosovo-1999", "australia-2015-2017", "artificial-non-existence",
    "hav3", "hiv4", "spina3", "lesbian4", "hare6",
  ]
}

/// The reference values of Tests/Oracles/mse, whose fields are separated by semicolons.
enum Oracle {
  struct Row {
    let fields: [String: String]

    subscript(name: String) -> String { fields[name] ?? "" }

    /// A number; NaN, which no comparison accepts, where the field holds none.
    func number(_ name: String) -> Double { Double(self[name]) ?? .nan }
  }

  static func rows(_ name: String) throws -> [Row] {
    let lines = try PublishedTables.lines("Tests/Oracles/mse/\(name).csv").map {
      $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first else { throw PublishedTables.Unreadable(name: name) }
    return lines.dropFirst().map { Row(fields: Dictionary(uniqueKeysWithValues: zip(header, $0))) }
  }

  static func rows(_ name: String, data: String) throws -> [Row] {
    try rows(name).filter { $0["data"] == data }
  }
}
