internal import Foundation
internal import Survey
internal import Tables

/// Data and reference values of Tests/Oracles/survey.
enum OracleFiles {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Oracles/survey")

  /// A data set; a column is numeric when all its cells are numbers or empty, and empty is missing.
  static func table(_ name: String) throws -> DataTable {
    let text = try String(contentsOf: folder.appending(path: "data/\(name).csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let columns = rows[0].indices.map { j in
      let cells = rows.dropFirst().map { String($0[j]) }
      let numbers = cells.map { Double($0) }
      let isNumeric = zip(cells, numbers).allSatisfy { $0.isEmpty || $1 != nil }
      return Column(
        name: String(rows[0][j]),
        values: isNumeric ? .number(numbers) : .text(cells.map { $0.isEmpty ? nil : $0 }))
    }
    return DataTable(name: "\(name).csv", columns: columns, lines: Array(2...rows.count))
  }

  static func cases(_ name: String) throws -> [OracleCase] {
    let data = try Data(contentsOf: folder.appending(path: "\(name).json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let cases = object?["cases"] as? [[String: Any]] ?? []
    return cases.map {
      OracleCase(
        id: $0["id"] as? String ?? "", data: $0["data"] as? String ?? "", call: $0["call"] as? String ?? "",
        result: OracleValues($0["result"] as? [String: Any] ?? [:]))
    }
  }

  /// The design that an oracle's id begins with.
  static func design(_ name: String) throws -> (DataTable, SurveyDesign) {
    let (data, variables): (String, DesignVariables) =
      switch name {
      case "srs":
        ("apisrs", DesignVariables(weights: .fromPopulationSizes, stages: [.init(populationSize: "fpc")]))
      case "srs_w": ("apisrs", DesignVariables(weights: .column("pw")))
      case "strat":
        (
          "apistrat",
          DesignVariables(weights: .column("pw"), stages: [.init(stratum: "stype", populationSize: "fpc")])
        )
      case "strat_nofpc":
        ("apistrat", DesignVariables(weights: .column("pw"), stages: [.init(stratum: "stype")]))
      case "clus1":
        (
          "apiclus1",
          DesignVariables(weights: .column("pw"), stages: [.init(cluster: "dnum", populationSize: "fpc")])
        )
      case "clus1_nofpc":
        ("apiclus1", DesignVariables(weights: .column("pw"), stages: [.init(cluster: "dnum")]))
      case "clus2":
        (
          "apiclus2",
          DesignVariables(
            weights: .fromPopulationSizes,
            stages: [
              .init(cluster: "dnum", populationSize: "fpc1"), .init(cluster: "snum", populationSize: "fpc2"),
            ])
        )
      case "clus2_wr":
        (
          "apiclus2",
          DesignVariables(weights: .column("pw"), stages: [.init(cluster: "dnum"), .init(cluster: "snum")])
        )
      case "mics_syn":
        (
          "mics_syn",
          DesignVariables(weights: .column("fsweight"), stages: [.init(stratum: "stratum", cluster: "HH1")])
        )
      default: throw SurveyError.usage("no design \(name)")
      }
    let table = try table(data)
    return (table, try SurveyDesign(table, variables))
  }
}

struct OracleCase: CustomStringConvertible {
  let id: String
  let data: String
  let call: String
  let result: OracleValues

  var design: String { String(id.prefix { $0 != "/" }) }
  var name: String { String(id.drop { $0 != "/" }.dropFirst()) }
  var description: String { id }
}

struct OracleValues {
  private let values: [String: Any]

  init(_ values: [String: Any]) { self.values = values }

  subscript(_ key: String) -> [Double] {
    if let number = values[key] as? Double { return [number] }
    return (values[key] as? [Any] ?? []).map { $0 as? Double ?? .nan }
  }

  func matrix(_ key: String) -> [[Double]] {
    (values[key] as? [[Any]] ?? []).map { $0.map { $0 as? Double ?? .nan } }
  }

  func words(_ key: String) -> [String] {
    if let word = values[key] as? String { return [word] }
    return values[key] as? [String] ?? []
  }

  func group(_ key: String) -> OracleValues { OracleValues(values[key] as? [String: Any] ?? [:]) }
  func has(_ key: String) -> Bool { values[key] != nil }
}

extension DataTable {
  func coded(_ name: String) throws -> CodedColumn { CodedColumn(try requireColumn(name)) }

  func requireColumn(_ name: String) throws -> Column {
    guard let column = column(named: name) else { throw SurveyError.usage("no column \(name)") }
    return column
  }

  /// 1 where the label is `value`.
  func indicator(_ name: String, _ value: String) throws -> SurveyVariable {
    let column = try coded(name)
    let code = column.labels.firstIndex(of: value).map { Int32($0) } ?? -2
    return SurveyVariable(
      "\(name) = \(value)", column.codes.map { $0 == code ? 1 : 0 },
      present: column.codes.contains(-1) ? column.codes.map { $0 >= 0 } : nil)
  }
}
