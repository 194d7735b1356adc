internal import DataLoaders
internal import GlobalEstimates
internal import Glibc
internal import Tables

/// Reads figures row by row.
struct AggregationRowReader {
  let table: DataTable
  let roles: AggregationRoles
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

  init(_ read: ReadTable, _ roles: AggregationRoles, _ options: AggregationOptions, _ inputLevel: Double)
    throws
  {
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

  private static func levels(_ read: ReadTable, _ roles: AggregationRoles) throws(DataError) -> [[String]] {
    var columns: [[String?]] = []
    for level in roles.levels { columns.append(try read.table.text(level)) }
    return (0..<read.table.rowCount).map { row in columns.map { $0[row] ?? "" } }
  }

  /// Paths from names and parents.
  private static func tree(_ read: ReadTable, _ roles: AggregationRoles) throws(DataError) -> [[String]] {
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

  func figure(_ row: Int) throws -> AggregationInput.Figure {
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
    return AggregationInput.Figure(
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
