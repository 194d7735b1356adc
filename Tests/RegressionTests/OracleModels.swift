internal import Foundation
internal import Regression
internal import Tables

/// Reference models of Tests/Oracles/regression and the API sample they were fitted to.
enum OracleModels {
  private static let oracles = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .appending(path: "Oracles")

  static func values() throws -> [String: [String: [Double]]] {
    let data = try Data(contentsOf: oracles.appending(path: "regression/models.json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    var models: [String: [String: [Double]]] = [:]
    for model in object?["cases"] as? [[String: Any]] ?? [] {
      guard let id = model["id"] as? String, let result = model["result"] as? [String: [Double]] else {
        continue
      }
      models[id] = result
    }
    return models
  }

  static func schools() throws -> DataTable {
    try table(String(contentsOf: oracles.appending(path: "survey/data/apistrat.csv"), encoding: .utf8))
  }

  static func nist(_ name: String) throws -> DataTable {
    try table(String(contentsOf: oracles.appending(path: "nist/\(name).csv"), encoding: .utf8))
  }

  /// Columns are numbers where all cells are numbers or empty.
  static func table(_ text: String) -> DataTable {
    let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let columns = rows[0].indices.map { j in
      let cells = rows.dropFirst().map { String($0[j]) }
      let isNumeric = cells.allSatisfy { $0.isEmpty || Double($0) != nil }
      return Column(
        name: String(rows[0][j]),
        values: isNumeric ? .number(cells.map { Double($0) }) : .text(cells.map { $0.isEmpty ? nil : $0 }))
    }
    return DataTable(name: "test", columns: columns, lines: Array(2...rows.count))
  }
}

extension GeneralizedLinearModel {
  /// The model of a formula, with weight 0 for rows that are not complete.
  static func fit(
    _ formula: String, _ table: DataTable, _ family: Family, _ link: Link? = nil, weights: [Double]? = nil
  ) throws -> GLMFit {
    let frame = try ModelFrame(Formula(formula), table)
    let model = try GeneralizedLinearModel(
      names: frame.names, matrix: frame.matrix, response: frame.response, offset: frame.offset,
      family: family,
      link: link)
    let all = weights ?? [Double](repeating: 1, count: table.rowCount)
    return try model.fit(weights: zip(all, frame.isComplete).map { $1 ? $0 : 0 })
  }
}
