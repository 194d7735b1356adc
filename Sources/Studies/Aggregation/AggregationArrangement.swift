internal import DataLoaders
internal import GlobalEstimates
internal import Tables

extension AggregationInput {
  /// Parts and wholes told apart: a whole is a row whose path goes on in another row.
  static func arranged(
    _ rows: [Figure], _ roles: AggregationRoles, _ table: DataTable, _ options: AggregationOptions
  ) throws -> (Hierarchy, [Figure], [Int: Figure], [(name: String, classes: [Int], figures: [Figure])]) {
    if options.benchmark == .raking { return try raked(rows, roles, table) }
    var prefixes: Set<[String]> = []
    for (row, figure) in rows.enumerated() {
      let path = figure.path
      if let gap = path.firstIndex(of: ""), path[gap...].contains(where: { !$0.isEmpty }) {
        throw table.error(
          row: row, column: roles.levelNames[gap], problem: "a level is empty and a deeper one is not",
          remedy:
            "fill it, or put the levels in order with --levels; margins of a table go with --benchmark raking"
        )
      }
      for length in 0..<path.prefix(while: { !$0.isEmpty }).count {
        prefixes.insert(Array(path.prefix(length)))
      }
    }
    func trimmed(_ figure: Figure) -> [String] { figure.path.prefix { !$0.isEmpty }.map(\.self) }
    let partRows = rows.filter { !prefixes.contains(trimmed($0)) }
    let hierarchy = try Hierarchy(paths: partRows.map(trimmed), levels: roles.levelNames)
    var byPath: [[String]: Figure] = [:]
    for row in rows { byPath[trimmed(row)] = row }
    var parts: [Figure] = []
    var wholes: [Int: Figure] = [:]
    for (place, node) in hierarchy.nodes.enumerated() {
      guard let figure = byPath[node.path] else { continue }
      if node.isLeaf { parts.append(figure) } else { wholes[place] = figure }
    }
    return (hierarchy, parts, wholes, [])
  }

  /// Cells with every level filled, and margins with one.
  static func raked(
    _ rows: [Figure], _ roles: AggregationRoles, _ table: DataTable
  ) throws -> (Hierarchy, [Figure], [Int: Figure], [(name: String, classes: [Int], figures: [Figure])]) {
    let depth = roles.levelNames.count
    guard depth >= 2 else {
      throw DataError(
        file: table.name, problem: "raking needs a table of two classifications or more",
        remedy: "name them with --levels, such as --levels region,age")
    }
    let cells = rows.filter { !$0.path.contains("") }
    var figures = [[String: Figure]](repeating: [:], count: depth)
    for (row, figure) in rows.enumerated() where figure.path.contains("") {
      let filled = figure.path.indices.filter { !figure.path[$0].isEmpty }
      guard filled.count == 1, let level = filled.first else {
        throw table.error(
          row: row, column: nil, problem: "a margin of a raked table fills exactly one level",
          remedy: "give cells with every level, and margins with one")
      }
      figures[level][figure.path[level]] = figure
    }
    let hierarchy = try Hierarchy(paths: cells.map(\.path), levels: roles.levelNames)
    var byPath: [[String]: Figure] = [:]
    for cell in cells { byPath[cell.path] = cell }
    let parts = hierarchy.leaves.compactMap { byPath[hierarchy.nodes[$0].path] }
    var margins: [(name: String, classes: [Int], figures: [Figure])] = []
    for level in 0..<depth where !figures[level].isEmpty {
      let names = Set(parts.map { $0.path[level] }).sorted()
      var ordered: [Figure] = []
      for name in names {
        guard let figure = figures[level][name] else {
          throw DataError(
            file: table.name, column: roles.levelNames[level],
            problem: "the class '\(name.withVisibleControls)' has cells and no margin",
            remedy: "give a margin for every class of a level, or for none")
        }
        ordered.append(figure)
      }
      if let stray = figures[level].values.map(\.line).sorted().first(where: { line in
        !ordered.contains { $0.line == line }
      }) {
        throw DataError(
          file: table.name, line: stray, column: roles.levelNames[level], problem: "this margin has no cells",
          remedy: "add its cells, or leave the margin out")
      }
      margins.append(
        (roles.levelNames[level], parts.map { part in names.firstIndex(of: part.path[level]) ?? 0 }, ordered))
    }
    guard !margins.isEmpty else {
      throw DataError(
        file: table.name, problem: "there is no margin to rake to",
        remedy: "add rows in which one level alone is filled")
    }
    return (hierarchy, parts, [:], margins)
  }
}
