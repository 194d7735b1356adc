internal import DataLoaders
package import Estimates
package import GlobalEstimates
internal import Glibc
internal import Tables

/// Which columns of a file of regional figures say what; what is not named is found by its usual name.
package struct AggregationColumns: Sendable, Equatable {
  /// The levels of the hierarchy, outermost first.
  package var levels: [String]
  /// The name of a part and of the whole that it belongs to, where the hierarchy is written so.
  package var name: String?
  package var parent: String?
  package var value: String?
  package var rate: String?
  package var population: String?
  package var standardError: String?
  /// People who are known for certain, of whom a part has at least so many.
  package var identified: String?

  package init(
    levels: [String] = [], name: String? = nil, parent: String? = nil, value: String? = nil,
    rate: String? = nil, population: String? = nil, standardError: String? = nil, identified: String? = nil
  ) {
    self.levels = levels
    self.name = name
    self.parent = parent
    self.value = value
    self.rate = rate
    self.population = population
    self.standardError = standardError
    self.identified = identified
  }
}

/// Regional figures as they were read: the parts, and the figures that the file gives for wholes.
package struct AggregationInput: Sendable {
  /// One row: a part or a whole.
  package struct Figure: Sendable {
    package let path: [String]
    package let line: Int
    package let value: Double
    /// `nil` where the row gives no error.
    package let standardDeviation: Double?
    package let identified: Double
    package let population: Double?
    package let isImputed: Bool
    /// The share of its people who may also be counted in another part.
    package let overlap: Double
    /// Whether the population is of another year than the figure.
    package let isOfAnotherYear: Bool
  }

  package let levels: [String]
  package let hierarchy: Hierarchy
  /// In the order of the leaves.
  package let parts: [Figure]
  /// By the place of their node.
  package let wholes: [Int: Figure]
  /// For raking: the levels that are classifications, with the class of each leaf and the figure of each class.
  package let margins: [(name: String, classes: [Int], figures: [Figure])]
  /// What the rows say they measure; more than one cannot be added (AGG-06).
  package let definitions: [String]
  package let isOfRates: Bool
  package let record: InputRecord
  package let notes: [String]
  package let file: String

  /// More parts than this are no table of regions.
  package static let mostRows = 20_000

  package init(
    file: String, columns: AggregationColumns, options: AggregationOptions,
    reading: InputOptions = InputOptions(),
    inputLevel: Double = 0.95
  ) throws {
    try self.init(
      ByteSource(argument: file), columns: columns, options: options, reading: reading, inputLevel: inputLevel
    )
  }

  /// Reads a file of a data set.
  package init(
    _ file: String, in folder: DataFolder, columns: AggregationColumns = AggregationColumns(),
    options: AggregationOptions
  ) throws {
    try self.init(
      folder.source(file), columns: columns, options: options, reading: InputOptions(), inputLevel: 0.95)
  }

  private init(
    _ source: ByteSource, columns: AggregationColumns, options: AggregationOptions, reading: InputOptions,
    inputLevel: Double
  ) throws {
    var roles = Roles()
    let read = try ReadTable(source, reading) { found throws(DataError) in
      roles = try Roles(found, columns)
      return roles.schema
    }
    let table = read.table
    guard table.rowCount <= Self.mostRows else {
      throw DataError(
        file: table.name, problem: "there are more than \(Self.mostRows) rows",
        remedy: "this command adds figures of countries and regions; tabulate people first")
    }
    let reader = try RowReader(read, roles, options, inputLevel)
    var rows: [Figure] = []
    for row in 0..<table.rowCount { rows.append(try reader.figure(row)) }
    try Self.requireEachOnce(rows, table)
    self.levels = roles.levelNames
    self.file = table.name
    record = read.record
    notes = read.notes
    isOfRates = roles.rate != nil
    definitions = reader.definitions
    (hierarchy, parts, wholes, margins) = try Self.arranged(rows, roles, table, options)
  }

  private static func requireEachOnce(_ rows: [Figure], _ table: DataTable) throws(DataError) {
    var seen: [[String]: Int] = [:]
    for (row, figure) in rows.enumerated() {
      if let earlier = seen[figure.path] {
        throw table.error(
          row: row, column: nil, problem: "this part stands on line \(earlier) already",
          remedy: "keep one of the two rows, or name another column of the hierarchy with --levels")
      }
      seen[figure.path] = figure.line
    }
  }

  /// Parts and wholes told apart: a whole is a row whose path goes on in another row.
  private static func arranged(
    _ rows: [Figure], _ roles: Roles, _ table: DataTable, _ options: AggregationOptions
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
  private static func raked(
    _ rows: [Figure], _ roles: Roles, _ table: DataTable
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

  /// The roles of the columns.
  fileprivate struct Roles {
    var levels: [String] = []
    var name: String?
    var parent: String?
    var value: String?
    var rate: String?
    var population: String?
    var standardError: String?
    var variation: String?
    var lower: String?
    var upper: String?
    var identified: String?
    var imputed: String?
    var overlap: String?
    var definitions: [String] = []
    var year: String?
    var populationYear: String?

    var levelNames: [String] { levels.isEmpty ? [name ?? "part"] : levels }

    init() {}

    init(_ found: NamedColumns, _ columns: AggregationColumns) throws(DataError) {
      if columns.parent != nil || columns.name != nil {
        name = try found.required(columns.name, orOneOf: ["name"], what: "the part", option: "--name")
        parent = try found.required(
          columns.parent, orOneOf: ["parent"], what: "its whole", option: "--parent")
      } else if !columns.levels.isEmpty {
        for level in columns.levels { levels.append(try found.named(level)) }
        guard Set(levels).count == levels.count else {
          throw DataError(
            .usage, file: found.file, problem: "one column stands twice among the levels",
            remedy: "name it once")
        }
      } else {
        for level in UsualColumns.levels {
          if let column = try found.named(nil, orOneOf: [level]) { levels.append(column) }
        }
        if levels.isEmpty {
          name = try found.named(nil, orOneOf: ["name"])
          parent = try found.named(nil, orOneOf: ["parent"])
          guard name != nil, parent != nil else {
            throw DataError(
              .badData, file: found.file, line: 1, problem: "no column is called region, country or the like",
              remedy: "name the levels of the hierarchy with --levels, or --name and --parent")
          }
        }
      }
      population = try found.named(columns.population, orOneOf: UsualColumns.population)
      value = try found.named(columns.value, orOneOf: columns.rate == nil ? UsualColumns.value : [])
      if value == nil {
        rate = try found.required(
          columns.rate, orOneOf: UsualColumns.rate, what: "the figure", option: "--value or --rate-column")
        guard population != nil else {
          throw DataError(
            .badData, file: found.file, line: 1,
            problem: "rates add up only with the populations they are of",
            remedy: "add a column population, or name it with --population")
        }
      }
      standardError = try found.named(columns.standardError, orOneOf: UsualColumns.standardError)
      variation = try found.named(nil, orOneOf: UsualColumns.variation)
      lower = try found.named(nil, orOneOf: UsualColumns.lower)
      upper = try found.named(nil, orOneOf: UsualColumns.upper)
      identified = try found.named(columns.identified, orOneOf: ["identified"])
      imputed = try found.named(nil, orOneOf: ["imputed"])
      overlap = try found.named(nil, orOneOf: ["overlap", "cross_border"])
      for candidate in UsualColumns.definition + ["age", "stock_or_flow"] where !levels.contains(candidate) {
        if let column = try found.named(nil, orOneOf: [candidate]), !levels.contains(column) {
          definitions.append(column)
        }
      }
      year = try found.named(nil, orOneOf: UsualColumns.year)
      populationYear = try found.named(nil, orOneOf: ["population_year"])
    }

    var schema: Schema {
      var rules: [ColumnRule] = []
      func add(_ column: String?, _ type: ColumnRule.ValueType, missing: [String] = [""]) {
        guard let column, !rules.contains(where: { $0.name == column }) else { return }
        rules.append(ColumnRule(column, type, missing: missing))
      }
      for column in levels + [name, parent].compactMap(\.self) { add(column, .text) }
      add(value, .number(0...), missing: [])
      add(rate, .number(0...), missing: [])
      for column in [population, standardError, lower, upper, identified] { add(column, .number(0...)) }
      add(variation, .number(0...RegionalGrades.largestCoefficient))
      add(overlap, .number(0...1))
      add(imputed, .category(["yes", "no"]))
      for column in definitions { add(column, .text) }
      for column in [year, populationYear] { add(column, .integer(1...9999)) }
      return Schema(rules, allowsOtherColumns: true)
    }
  }

  /// Reads figures row by row.
  private struct RowReader {
    let table: DataTable
    let roles: Roles
    let options: AggregationOptions
    let paths: [[String]]
    let values: [Double?]
    let populations: [Double?]
    let errors: [Double?]
    let variations: [Double?]
    let lowers: [Double?]
    let uppers: [Double?]
    let identified: [Double?]
    let overlaps: [Double?]
    let imputed: [String?]
    let years: [Int?]
    let populationYears: [Int?]
    let definitions: [String]
    /// The standard normal quantile of half the level of intervals in the file, doubled.
    let width: Double

    init(_ read: ReadTable, _ roles: Roles, _ options: AggregationOptions, _ inputLevel: Double) throws {
      table = read.table
      self.roles = roles
      self.options = options
      paths = try roles.parent == nil ? Self.levels(read, roles) : Self.tree(read, roles)
      values = try read.numbers(roles.value ?? roles.rate)
      populations = try read.numbers(roles.population)
      errors = try read.numbers(roles.standardError)
      variations = try read.numbers(roles.variation)
      lowers = try read.numbers(roles.lower)
      uppers = try read.numbers(roles.upper)
      identified = try read.numbers(roles.identified)
      overlaps = try read.numbers(roles.overlap)
      imputed = try read.text(roles.imputed)
      years = try roles.year.map(read.table.integers) ?? [Int?](repeating: nil, count: read.table.rowCount)
      populationYears =
        try roles.populationYear.map(read.table.integers)
        ?? [Int?](repeating: nil, count: read.table.rowCount)
      var said: Set<String> = []
      let columns = try roles.definitions.map(read.table.text)
      for row in 0..<read.table.rowCount {
        let words = columns.map { $0[row] ?? "not stated" }
        if !words.isEmpty { said.insert(words.joined(separator: ", ")) }
      }
      definitions = said.sorted()
      width = 2 * (try ReferenceDistribution.normal.halfWidth(level: inputLevel))
    }

    private static func levels(_ read: ReadTable, _ roles: Roles) throws(DataError) -> [[String]] {
      var columns: [[String?]] = []
      for level in roles.levels { columns.append(try read.table.text(level)) }
      return (0..<read.table.rowCount).map { row in columns.map { $0[row] ?? "" } }
    }

    /// Paths from names and parents.
    private static func tree(_ read: ReadTable, _ roles: Roles) throws(DataError) -> [[String]] {
      let names = try read.text(roles.name)
      let parents = try read.text(roles.parent)
      var above: [String: String] = [:]
      for (row, name) in names.enumerated() {
        guard let name else {
          throw read.table.error(
            row: row, column: roles.name, problem: "a name is empty", remedy: "name the part")
        }
        guard above[name] == nil else {
          throw read.table.error(
            row: row, column: roles.name, problem: "this name stands on an earlier line already",
            remedy: "give every part a name of its own")
        }
        above[name] = parents[row] ?? ""
      }
      return try names.enumerated().map { row, name throws(DataError) in
        var path = [name ?? ""]
        while let parent = above[path[0]] ?? nil, !parent.isEmpty {
          guard !path.contains(parent), path.count <= 64 else {
            throw read.table.error(
              row: row, column: roles.parent, problem: "the part is its own whole, by way of its parents",
              remedy: "correct the column of parents")
          }
          path.insert(parent, at: 0)
        }
        return path
      }
    }

    func figure(_ row: Int) throws -> Figure {
      guard let number = values[row] else {
        throw table.error(
          row: row, column: roles.value ?? roles.rate, problem: "the figure is missing",
          remedy: "give it, or leave the row out and say so")
      }
      let people = populations[row]
      var scale = 1.0
      if roles.rate != nil {
        guard let people else {
          throw table.error(
            row: row, column: roles.population, problem: "a rate needs its population", remedy: "add it")
        }
        guard number <= options.fileRatePer else {
          throw table.error(
            row: row, column: roles.rate, problem: "the rate is above 1 for each person",
            remedy:
              "say what the rates of the file are per with --rates-per, such as --rates-per 100 for per cent")
        }
        scale = people / options.fileRatePer
      }
      let value = number * scale
      if let people, value > people {
        throw table.error(
          row: row, column: roles.value, problem: "there are more than the population holds",
          remedy: "check the units of both (thousands?)")
      }
      if let known = identified[row], let people, known > people {
        throw table.error(
          row: row, column: roles.identified, problem: "more people are identified than there are",
          remedy: "check the units of both")
      }
      return Figure(
        path: paths[row], line: table.lines[row], value: value,
        standardDeviation: try deviation(row, number).map { $0 * scale },
        identified: identified[row] ?? 0, population: people, isImputed: imputed[row] == "yes",
        overlap: overlaps[row] ?? 0,
        isOfAnotherYear: years[row] != nil && populationYears[row] != nil
          && years[row] != populationYears[row])
    }

    /// The error of a row, in the unit of its figure: as it is given, from a coefficient, or from an interval.
    private func deviation(_ row: Int, _ number: Double) throws -> Double? {
      if let error = errors[row] { return error }
      if let variation = variations[row] { return variation * number }
      switch (lowers[row], uppers[row]) {
      case (nil, nil): return options.assumedVariation.map { $0 * number }
      case (let lower?, let upper?):
        guard lower <= number, number <= upper else {
          throw table.error(
            row: row, column: roles.lower, problem: "the figure is outside its own interval",
            remedy: "correct the ends")
        }
        guard lower > 0 || options.shape == .truncatedNormal else {
          throw table.error(
            row: row, column: roles.lower, problem: "a log-normal error has no interval that starts at 0",
            remedy: "give a standard error, or use --error truncated-normal")
        }
        if options.shape == .truncatedNormal { return (upper - lower) / width }
        let spread = (log(upper) - log(lower)) / width
        return number * expm1(spread * spread).squareRoot()
      default:
        throw table.error(
          row: row, column: roles.lower ?? roles.upper, problem: "an interval has one end alone",
          remedy: "give both, or neither")
      }
    }
  }
}
