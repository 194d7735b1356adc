/// A value of a TOML file.
indirect enum TOMLNode: Sendable {
  case table([String: TOMLNode])
  case array([TOMLNode])
  case text(String)
  case whole(Int)
  /// A whole number beyond 64 bits, which no getter accepts.
  case tooLarge
  case number(Double)
  case boolean(Bool)
  case date(String)
}

/// A table while its document is read, which later lines may add to.
final class TOMLTableBuilder {
  enum Origin {
    /// Named by a `[header]`, or the document itself.
    case header
    /// A table above one that a header names; a header of its own may still come.
    case implied
    /// Made by a dotted key.
    case dotted
    /// Written in braces, or inside such; nothing may be added.
    case inline
  }

  let line: Int
  var origin: Origin
  private(set) var values: [String: TOMLValueBuilder] = [:]
  private var lines: [String: Int] = [:]

  init(line: Int, origin: Origin) {
    self.line = line
    self.origin = origin
  }

  func set(_ key: String, _ value: TOMLValueBuilder, line: Int) {
    values[key] = value
    lines[key] = line
  }

  /// Lets nothing be added any more, to this table and to those inside.
  func close() {
    origin = .inline
    for case .table(let table) in values.values { table.close() }
  }

  /// The finished values, and the line of every path.
  func finished(at path: [String], lines found: inout [[String]: Int]) -> [String: TOMLNode] {
    var nodes: [String: TOMLNode] = [:]
    for (key, value) in values {
      found[path + [key]] = lines[key]
      nodes[key] = value.finished(at: path + [key], lines: &found)
    }
    return nodes
  }
}

/// The tables of `[[name]]`, at least one.
final class TOMLTableList {
  private(set) var tables: [TOMLTableBuilder]
  private(set) var last: TOMLTableBuilder

  init(_ first: TOMLTableBuilder) {
    tables = [first]
    last = first
  }

  func append(_ table: TOMLTableBuilder) {
    tables.append(table)
    last = table
  }
}

enum TOMLValueBuilder {
  case scalar(TOMLNode)
  case array([(TOMLValueBuilder, line: Int)])
  case table(TOMLTableBuilder)
  case tables(TOMLTableList)

  func finished(at path: [String], lines: inout [[String]: Int]) -> TOMLNode {
    switch self {
    case .scalar(let node): return node
    case .table(let table): return .table(table.finished(at: path, lines: &lines))
    case .array(let values):
      var nodes: [TOMLNode] = []
      for (index, value) in values.enumerated() {
        lines[path + ["#\(index)"]] = value.line
        nodes.append(value.0.finished(at: path + ["#\(index)"], lines: &lines))
      }
      return .array(nodes)
    case .tables(let list):
      var nodes: [TOMLNode] = []
      for (index, table) in list.tables.enumerated() {
        lines[path + ["#\(index)"]] = table.line
        nodes.append(.table(table.finished(at: path + ["#\(index)"], lines: &lines)))
      }
      return .array(nodes)
    }
  }
}
