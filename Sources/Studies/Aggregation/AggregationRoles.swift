internal import DataLoaders
internal import GlobalEstimates
internal import Tables

/// The roles of the columns.
struct AggregationRoles {
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
