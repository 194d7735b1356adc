/// One population group of one country: an age and sex, or all.
package struct CountryCell: Sendable, Equatable {
  package let country: String
  package let region: String
  /// The group ("5-11, girls"); one name for all when there are no groups.
  package let cell: String
  package let population: Double
  /// The rate that a survey of the country gives; `nil` where there is none.
  package let rate: Double?
  /// `nil` where the survey gives none.
  package let standardError: Double?
  /// What the rate measures ("child labour, 5-17, economic activity"); rates of different definitions are not
  /// mixed.
  package let definition: String
  /// Respondents behind the rate; `nil` where unknown.
  package let sampleSize: Int?

  package init(
    country: String, region: String, cell: String = "all", population: Double, rate: Double? = nil,
    standardError: Double? = nil, definition: String = "", sampleSize: Int? = nil
  ) {
    self.country = country
    self.region = region
    self.cell = cell
    self.population = population
    self.rate = rate
    self.standardError = standardError
    self.definition = definition
    self.sampleSize = sampleSize
  }
}

/// The cells of all countries, checked and in an order that does not depend on the order in which they came.
struct CountryGrid: Sendable {
  /// Sorted by name.
  let countries: [String]
  let cells: [String]
  let regions: [String]
  /// The region of each country, as an index into `regions`.
  let regionOfCountry: [Int]
  /// Row by row: country · cells.count + cell.
  let population: [Double]
  let rate: [Double?]
  let standardError: [Double?]

  /// - Throws: `GlobalEstimateError.invalidInput` for a cell that comes twice or is missing, a country in two
  ///   regions, or a population, rate or standard error that cannot be.
  init(_ rows: [CountryCell]) throws(GlobalEstimateError) {
    let countries = Set(rows.map(\.country)).sorted()
    let cells = Set(rows.map(\.cell)).sorted()
    let regions = Set(rows.map(\.region)).sorted()
    guard !rows.isEmpty else { throw .invalidInput("there are no countries to extrapolate from") }
    let countryPlace = CountryGrid.places(countries)
    let cellPlace = CountryGrid.places(cells)
    let regionPlace = CountryGrid.places(regions)
    var home = [Int?](repeating: nil, count: countries.count)
    var found = [CountryCell?](repeating: nil, count: countries.count * cells.count)
    for row in rows {
      guard let i = countryPlace[row.country], let k = cellPlace[row.cell], let r = regionPlace[row.region]
      else {
        continue
      }
      let name = "country '\(row.country)', cell '\(row.cell)'"
      guard found[i * cells.count + k] == nil else { throw .invalidInput("\(name) comes twice") }
      guard home[i] == nil || home[i] == r else {
        throw .invalidInput("country '\(row.country)' stands in two regions")
      }
      try CountryGrid.check(row, name)
      home[i] = r
      found[i * cells.count + k] = row
    }
    var population: [Double] = []
    var rate: [Double?] = []
    var standardError: [Double?] = []
    try requireOneDefinition(rows.filter { $0.rate != nil }.map(\.definition))
    for (index, row) in found.enumerated() {
      guard let row else {
        throw .invalidInput(
          "country '\(countries[index / cells.count])' has no population for cell "
            + "'\(cells[index % cells.count])'; every "
            + "country needs every cell")
      }
      population.append(row.population)
      rate.append(row.rate)
      standardError.append(row.rate == nil ? nil : row.standardError)
    }
    self.countries = countries
    self.cells = cells
    self.regions = regions
    regionOfCountry = home.map { $0 ?? 0 }
    self.population = population
    self.rate = rate
    self.standardError = standardError
  }

  private static func places(_ names: [String]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (index, name) in names.enumerated() { places[name] = index }
    return places
  }

  private static func check(_ row: CountryCell, _ name: String) throws(GlobalEstimateError) {
    guard row.population.isFinite, row.population >= 0 else {
      throw .invalidInput("\(name): the population is not a number from 0 on")
    }
    try requireSample(row.sampleSize, inside: row.population, name)
    if let rate = row.rate {
      guard rate.isFinite, rate >= 0, rate <= 1 else {
        throw .invalidInput("\(name): the rate is not a share between 0 and 1; divide a percentage by 100")
      }
      if let error = row.standardError, !(error.isFinite && error >= 0) {
        throw .invalidInput("\(name): the standard error is not a number from 0 on")
      }
    } else if row.standardError != nil {
      throw .invalidInput("\(name) has a standard error and no rate")
    }
  }
}

/// - Throws: `GlobalEstimateError.refused` (AGG-06) when rates measure different things.
func requireOneDefinition(_ definitions: [String]) throws(GlobalEstimateError) {
  let distinct = Set(definitions).sorted()
  guard distinct.count > 1 else { return }
  throw .refused(
    .aggregationStockFlowMix,
    "rates by different definitions do not add up: \(distinct.map { "'\($0)'" }.joined(separator: ", ")); "
      + "bring them to one "
      + "definition first")
}

/// - Throws: `GlobalEstimateError.invalidInput` when more people answered than there are.
func requireSample(_ size: Int?, inside population: Double, _ name: String) throws(GlobalEstimateError) {
  guard let size, size < 0 || Double(size) > population else { return }
  throw .invalidInput(
    "\(name): the population is smaller than the sample of its survey; check its unit (thousands?)")
}
