import Estimates
import Foundation
import MultipleSystems
import TestSupport

/// The data sets and reference values of Tests/Oracles/mse-covariates.
enum CovariateData {
  static func lines(_ name: String) throws -> [[String]] {
    try PublishedTables.lines("Tests/Oracles/mse-covariates/\(name).csv").map {
      $0.split(separator: name == "reference" ? ";" : ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  static func strata(_ name: String, lists: Int) throws -> [CaptureStratum] {
    let lines = try lines(name)
    let header = lines[0]
    var people: [[String]: [(ListSet, Int)]] = [:]
    for line in lines.dropFirst() {
      let history = ListSet(lists: (0..<lists).filter { line[$0] == "1" })
      people[Array(line[lists..<(header.count - 1)]), default: []].append(
        (history, Int(line.last ?? "") ?? 0))
    }
    return try people.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { key in
      let rows = people[key] ?? []
      if rows.allSatisfy({ $0.1 == 0 }) { return nil }
      return CaptureStratum(
        labels: zip(header[lists...], key).map { DomainLabel(variable: $0, value: $1) },
        table: try CaptureTable(
          lists: Array(header[..<lists]), histories: rows.map(\.0), counts: rows.map(\.1)))
    }
  }

  static func table(
    _ name: String, crossing: CovariateTable.Crossing = .full
  ) throws -> CovariateTable {
    ["spina", "runaway"].contains(name)
      ? try CovariateTable(strata(name, lists: 3), crossing: crossing)
      : try CovariateTable(strata(name, lists: 4), numeric: ["year"], crossing: crossing)
  }

  /// The values for a model or a criterion, by quantity.
  static func reference(_ data: String, _ model: String) throws -> [String: String] {
    let rows = try lines("reference").filter { $0.count == 4 && $0[0] == data && $0[1] == model }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[2], $0[3]) })
  }
}
