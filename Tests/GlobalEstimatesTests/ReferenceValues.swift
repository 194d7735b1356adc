import Foundation

/// The reference values of Tests/Oracles/global, by case and name.
struct ReferenceValues {
  private let cases: [String: [String: Any]]

  init(_ file: String) throws {
    let text = try Data(contentsOf: ReferenceValues.folder.appendingPathComponent(file))
    let root = try JSONSerialization.jsonObject(with: text) as? [String: [String: Any]] ?? [:]
    cases = root.compactMapValues { $0["values"] as? [String: Any] }
  }

  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Oracles/global")
  }

  func number(_ id: String, _ name: String) throws -> Double {
    guard let value = cases[id]?[name] as? NSNumber else { throw Missing(name: "\(id) \(name)") }
    return value.doubleValue
  }

  func numbers(_ id: String, _ name: String) throws -> [Double] {
    guard let value = cases[id]?[name] as? [NSNumber] else { throw Missing(name: "\(id) \(name)") }
    return value.map(\.doubleValue)
  }

  func rows(_ id: String, _ name: String) throws -> [[Double]] {
    guard let value = cases[id]?[name] as? [[NSNumber]] else { throw Missing(name: "\(id) \(name)") }
    return value.map { $0.map(\.doubleValue) }
  }

  struct Missing: Error { let name: String }
}

/// A data set of Tests/Oracles/global: comma-separated, without quotes.
struct ReferenceTable {
  private let header: [String]
  private let rows: [[String]]

  init(_ file: String) throws {
    let text = try String(
      contentsOf: ReferenceValues.folder.appendingPathComponent(file), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    header = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  func text(_ column: String) -> [String] {
    guard let index = header.firstIndex(of: column) else { return [] }
    return rows.map { $0[index] }
  }

  /// `nil` where the table has no number.
  func numbers(_ column: String) -> [Double?] { text(column).map(Double.init) }
}

/// The largest relative difference between two series of the same length.
func largestRelativeError(_ values: [Double], _ oracle: [Double]) -> Double {
  guard values.count == oracle.count else { return .infinity }
  return zip(values, oracle).map { abs($0 - $1) / max(abs($1), 1e-300) }.max() ?? 0
}
