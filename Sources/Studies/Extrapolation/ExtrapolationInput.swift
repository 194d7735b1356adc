internal import DataLoaders
package import Estimates
internal import GlobalEstimates
internal import Tables

/// Which columns of the files of countries say what; what is not named is found by its usual name.
package struct ExtrapolationColumns: Sendable, Equatable {
  package var country: String?
  package var region: String?
  package var rate: String?
  package var standardError: String?
  package var population: String?
  package var covariates: [String]
  /// The columns that make population groups, such as age and sex.
  package var cells: [String]
  /// Only rows with this definition are used.
  package var definition: String?
  /// Definitions that are taken for another, by their own name.
  package var definitionMap: [String: String]

  package init(
    country: String? = nil, region: String? = nil, rate: String? = nil, standardError: String? = nil,
    population: String? = nil, covariates: [String] = [], cells: [String] = [], definition: String? = nil,
    definitionMap: [String: String] = [:]
  ) {
    self.country = country
    self.region = region
    self.rate = rate
    self.standardError = standardError
    self.population = population
    self.covariates = covariates
    self.cells = cells
    self.definition = definition
    self.definitionMap = definitionMap
  }
}

/// Countries with and without a survey, and the people who live there, as they were read.
package struct ExtrapolationInput: Sendable {
  /// One population group of one country.
  struct Row: Sendable {
    let country: String
    let region: String
    let cell: String
    let population: Double
    let rate: Double?
    let standardError: Double?
    let sample: Int?
    let definition: String
    let covariates: [Double]
    /// Whether survey and population are of different years.
    let isOfAnotherYear: Bool
    /// Where its rate stands, or its population where it has none.
    let file: String
    let line: Int
  }

  let rows: [Row]
  package let covariateNames: [String]
  package let cellColumns: [String]
  package let records: [InputRecord]
  package let notes: [String]

  /// The name of the one group where there are no groups.
  static let wholeCell = "all"
  package static let mostRows = 50_000

  /// - Parameter populationFile: countries with their people, and with covariates for a model; where there is none,
  ///   `file` holds the populations and every country, those without a survey with an empty rate.
  /// - Throws: `DataError` for files that are unreadable or do not fit together.
  package init(
    file: String, populationFile: String?, columns: ExtrapolationColumns, ratePer: Double = 1,
    reading: InputOptions = InputOptions()
  ) throws {
    try self.init(
      ByteSource(argument: file), populationFile.map { ByteSource(argument: $0) }, columns: columns,
      ratePer: ratePer, reading: reading)
  }

  /// Reads files of a data set.
  package init(
    _ file: String, population: String, in folder: DataFolder, columns: ExtrapolationColumns
  ) throws {
    try self.init(
      folder.source(file), folder.source(population), columns: columns, ratePer: 1, reading: InputOptions())
  }

  private init(
    _ source: ByteSource, _ populationSource: ByteSource?, columns: ExtrapolationColumns, ratePer: Double,
    reading: InputOptions
  ) throws {
    let surveys = try CountryFile(
      source, columns, reading, hasRates: true, hasPopulation: populationSource == nil)
    let people = try populationSource.map {
      try CountryFile($0, columns, reading, hasRates: false, hasPopulation: true)
    }
    try surveys.requireNoIntervalAlone()
    (rows, notes) = try Self.joined(surveys, people, columns, ratePer)
    covariateNames = columns.covariates
    cellColumns = columns.cells
    records = [surveys.read.record] + (people.map { [$0.read.record] } ?? [])
  }

  /// The row that an estimator's sentence speaks of: its country is named, and its group where there are groups.
  func place(of sentence: String) -> (file: String, line: Int)? {
    let named = rows.filter { sentence.contains("country '\($0.country)'") }
    let inGroup = named.filter {
      sentence.contains("cell '\($0.cell)'") || sentence.contains("group '\($0.cell)'")
    }
    // A name may be the beginning of another one in quotes of its own.
    let row = (inGroup.isEmpty ? named : inGroup).max { $0.country.utf8.count < $1.country.utf8.count }
    return row.map { ($0.file, $0.line) }
  }

  private static func joined(
    _ surveys: CountryFile, _ people: CountryFile?, _ columns: ExtrapolationColumns, _ ratePer: Double
  ) throws -> ([Row], [String]) {
    var notes = surveys.read.notes + (people?.read.notes ?? [])
    var survey: [CountryFile.Key: Int] = [:]
    var (left, kept) = (0, 0)
    for row in 0..<surveys.read.table.rowCount where surveys.rates[row] != nil {
      if let wanted = columns.definition, surveys.definition(row, columns) != wanted {
        left += 1
        continue
      }
      kept += 1
      let key = try surveys.key(row)
      if let earlier = survey[key] {
        throw surveys.read.table.error(
          row: row, column: nil,
          problem: "this country and group have a rate already, on line \(surveys.read.table.lines[earlier])",
          remedy: "keep one survey for each, or choose with --definition")
      }
      survey[key] = row
    }
    if let wanted = columns.definition {
      guard kept > 0 else {
        throw DataError(
          .usage, file: surveys.read.table.name, problem: "no rate has the definition asked for",
          remedy: "give one of the file's with --definition")
      }
      notes.append("\(left) rates of other definitions than '\(wanted)' were left out")
    }
    let base = people ?? surveys
    var rows: [Row] = []
    var seen: [CountryFile.Key: Int] = [:]
    for row in 0..<base.read.table.rowCount {
      let key = try base.key(row)
      if let earlier = seen[key] {
        throw base.read.table.error(
          row: row, column: nil,
          problem: "this country and group stand on line \(base.read.table.lines[earlier]) already",
          remedy: "keep one row for each")
      }
      seen[key] = row
      guard let population = base.populations[row] else {
        throw base.read.table.error(
          row: row, column: base.populationColumn, problem: "the population is missing", remedy: "add it")
      }
      let from = survey[key]
      rows.append(
        Row(
          country: key.country, region: try region(row, base, from, surveys),
          cell: key.cell.isEmpty ? wholeCell : key.cell.joined(separator: ", "), population: population,
          rate: try from.flatMap { try surveys.rate($0, ratePer) },
          standardError: from.flatMap { surveys.standardErrors[$0].map { $0 / ratePer } },
          sample: from.flatMap { surveys.samples[$0] },
          definition: from.map { surveys.definition($0, columns) } ?? "",
          covariates: try covariates(row, base, from, surveys, columns.covariates),
          isOfAnotherYear: from.map {
            surveys.years[$0] != nil && base.years[row] != nil
              && surveys.years[$0] != base.years[row]
          } ?? false, file: (from == nil ? base : surveys).read.table.name,
          line: from.map { surveys.read.table.lines[$0] } ?? base.read.table.lines[row]))
    }
    for (key, row) in survey.sorted(by: { $0.value < $1.value }) where seen[key] == nil {
      throw surveys.read.table.error(
        row: row, column: surveys.countryColumn,
        problem: "there is no population for this country and group",
        remedy: "add it to the file of populations; names and groups have to be spelled alike")
    }
    guard !survey.isEmpty else {
      throw DataError(
        file: surveys.read.table.name, problem: "no country has a rate",
        remedy: "there is nothing to extrapolate from")
    }
    return (rows, notes)
  }

  private static func region(
    _ row: Int, _ base: CountryFile, _ from: Int?, _ surveys: CountryFile
  ) throws(DataError) -> String {
    if let region = base.regions[row] { return region }
    if let from, let region = surveys.regions[from] { return region }
    throw base.read.table.error(
      row: row, column: base.regionColumn ?? "region", problem: "the country has no region",
      remedy: "add a column of regions, or name it with --region")
  }

  private static func covariates(
    _ row: Int, _ base: CountryFile, _ from: Int?, _ surveys: CountryFile, _ names: [String]
  ) throws(DataError) -> [Double] {
    var result: [Double] = []
    for name in names {
      let own = base.covariates[name]?[row] ?? nil
      let other = from.flatMap { surveys.covariates[name]?[$0] ?? nil }
      guard let value = own ?? other else {
        throw base.read.table.error(
          row: row, column: name, problem: "the covariate is missing",
          remedy: "add it for every country, or leave it out of --covariates")
      }
      result.append(value)
    }
    return result
  }
}

/// One file of countries.
private struct CountryFile {
  struct Key: Hashable {
    let country: String
    let cell: [String]
  }

  let read: ReadTable
  let countryColumn: String
  let regionColumn: String?
  let populationColumn: String?
  private let rateColumn: String?
  private let countries: [String?]
  let regions: [String?]
  private let cells: [[String?]]
  let rates: [Double?]
  let standardErrors: [Double?]
  /// The ends of intervals, for rows that have nothing else.
  private let ends: (lower: [Double?], upper: [Double?])
  let samples: [Int?]
  private let definitions: [String?]
  let years: [Int?]
  let populations: [Double?]
  /// Only those that the file has.
  let covariates: [String: [Double?]]

  init(
    _ source: ByteSource, _ columns: ExtrapolationColumns, _ reading: InputOptions, hasRates: Bool,
    hasPopulation: Bool
  ) throws {
    var country = ""
    var region: String?
    var cellColumns: [String] = []
    var (rate, error, sample, definition, year, population):
      (String?, String?, String?, String?, String?, String?) =
        (nil, nil, nil, nil, nil, nil)
    var (lower, upper): (String?, String?) = (nil, nil)
    var covariateColumns: [(asked: String, actual: String)] = []
    read = try ReadTable(source, reading) { found throws(DataError) in
      country = try found.required(
        columns.country, orOneOf: UsualColumns.country, what: "the country", option: "--country")
      region = try found.named(nil, orOneOf: [(columns.region ?? "region").lowercased()])
      if region == nil, columns.region != nil, hasPopulation {
        _ = try found.named(columns.region ?? "region")
      }
      for cell in columns.cells { cellColumns.append(try found.named(cell)) }
      if hasRates {
        rate = try found.required(
          columns.rate, orOneOf: UsualColumns.rate, what: "the rate", option: "--rate")
        error = try found.named(columns.standardError, orOneOf: UsualColumns.standardError)
        lower = try found.named(nil, orOneOf: UsualColumns.lower)
        upper = try found.named(nil, orOneOf: UsualColumns.upper)
        sample = try found.named(nil, orOneOf: ["sample", "sample_size"])
        definition = try found.named(nil, orOneOf: UsualColumns.definition)
      }
      year = try found.named(nil, orOneOf: UsualColumns.year)
      if hasPopulation {
        population = try found.required(
          columns.population, orOneOf: UsualColumns.population, what: "the population",
          option: "--population FILE, or a column of it with --population-column")
      }
      for name in columns.covariates {
        if let actual = try found.named(nil, orOneOf: [name.lowercased()]) {
          covariateColumns.append((name, actual))
        } else if hasPopulation, !hasRates {
          // Who is to be predicted stands in this file alone.
          _ = try found.named(name)
        }
      }
      var rules = [ColumnRule(country, .text)]
      func add(_ column: String?, _ type: ColumnRule.ValueType) {
        guard let column, !rules.contains(where: { $0.name == column }) else { return }
        rules.append(ColumnRule(column, type, missing: [""]))
      }
      add(region, .text)
      for cell in cellColumns where !rules.contains(where: { $0.name == cell }) {
        rules.append(ColumnRule(cell, .text))
      }
      add(rate, .number(0...))
      add(error, .number(0...))
      add(lower, .number(nil))
      add(upper, .number(nil))
      add(sample, .integer(0...))
      add(definition, .text)
      add(year, .integer(1...9999))
      add(population, .number(0...))
      for (_, actual) in covariateColumns { add(actual, .number(nil)) }
      return Schema(rules, allowsOtherColumns: true)
    }
    guard read.table.rowCount <= ExtrapolationInput.mostRows else {
      throw DataError(
        file: read.table.name, problem: "there are more than \(ExtrapolationInput.mostRows) rows",
        remedy: "this command takes a row for each country and group; tabulate people first")
    }
    countryColumn = country
    regionColumn = region
    populationColumn = population
    rateColumn = rate
    countries = try read.text(country)
    regions = try read.text(region)
    cells = try cellColumns.map(read.table.text)
    rates = try read.numbers(rate)
    standardErrors = try read.numbers(error)
    ends = (try read.numbers(lower), try read.numbers(upper))
    let none = [Int?](repeating: nil, count: read.table.rowCount)
    samples = try sample.map(read.table.integers) ?? none
    definitions = try read.text(definition)
    years = try year.map(read.table.integers) ?? none
    populations = try read.numbers(population)
    var covariates: [String: [Double?]] = [:]
    for (asked, actual) in covariateColumns { covariates[asked] = try read.table.numbers(actual) }
    self.covariates = covariates
  }

  /// A rate that is known to lie within an interval, such as a "<1", is no point and not unknown either: to predict it
  /// as if nothing were known would be wrong.
  func requireNoIntervalAlone() throws(DataError) {
    for row in rates.indices where rates[row] == nil {
      guard ends.lower[row] != nil || ends.upper[row] != nil else { continue }
      throw read.table.error(
        row: row, column: rateColumn, problem: "the rate is an interval, and this method needs a number",
        remedy:
          "give the rate from its source, or leave the row out, and the country is predicted as one without data"
      )
    }
  }

  func key(_ row: Int) throws(DataError) -> Key {
    guard let country = countries[row] else {
      throw read.table.error(
        row: row, column: countryColumn, problem: "the country is missing", remedy: "name it")
    }
    return Key(country: country, cell: cells.map { $0[row] ?? "" })
  }

  func rate(_ row: Int, _ per: Double) throws(DataError) -> Double? {
    guard let rate = rates[row] else { return nil }
    guard rate <= per else {
      throw read.table.error(
        row: row, column: rateColumn, problem: "the rate is above 1 for each person",
        remedy:
          "say what the rates of the file are per with --rates-per, such as --rates-per 100 for per cent")
    }
    return rate / per
  }

  /// The definition of a rate, or what it is taken for.
  func definition(_ row: Int, _ columns: ExtrapolationColumns) -> String {
    let own = definitions[row] ?? ""
    return columns.definitionMap[own] ?? own
  }
}
