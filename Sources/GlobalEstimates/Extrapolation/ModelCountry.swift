internal import Glibc

/// One country of a model-based extrapolation.
package struct ModelCountry: Sendable, Equatable {
  package let name: String
  package let region: String
  package let population: Double
  /// The rate that its survey gives, with its standard error; both `nil` where there is no survey.
  package let rate: Double?
  package let standardError: Double?
  /// Covariates without the intercept, which every model has.
  package let covariates: [Double]
  /// What the rate measures ("child labour, 5-17, economic activity"); rates of different definitions are not
  /// mixed.
  package let definition: String
  /// Respondents behind the rate; `nil` where unknown.
  package let sampleSize: Int?

  package init(
    name: String, region: String, population: Double, rate: Double? = nil, standardError: Double? = nil,
    covariates: [Double] = [], definition: String = "", sampleSize: Int? = nil
  ) {
    self.name = name
    self.region = region
    self.population = population
    self.rate = rate
    self.standardError = standardError
    self.definition = definition
    self.sampleSize = sampleSize
    self.covariates = covariates
  }
}

/// The countries of a model, checked, on its scale, and in the order of their names, so that no result
/// depends on the order in which they came.
struct ModelData: Sendable {
  let scale: RateScale
  let countries: [ModelCountry]
  let regions: [String]
  let regionOfCountry: [Int]
  /// The places of the countries with and without data.
  let observed: [Int]
  let missing: [Int]
  /// yᵢ and ψᵢ of those with data.
  let values: [Double]
  let variances: [Double]
  /// Of those with data, with an intercept first.
  let covariates: AreaCovariates
  /// A number for the random stream of each country that depends on its name alone, so that adding a country
  /// leaves the draws of the others as they are.
  let streams: [Int]

  /// - Throws: `GlobalEstimateError.invalidInput` for a name that comes twice, a rate without a standard
  ///   error, numbers that cannot be, or covariates that do not fit.
  init(
    _ rows: [ModelCountry], covariateNames: [String], scale: RateScale
  ) throws(GlobalEstimateError) {
    let countries = rows.sorted { $0.name < $1.name }
    var (values, variances): ([Double], [Double]) = ([], [])
    var (observed, missing): ([Int], [Int]) = ([], [])
    for (index, country) in countries.enumerated() {
      let label = "country '\(country.name)'"
      guard index == 0 || countries[index - 1].name != country.name else {
        throw .invalidInput("\(label) comes twice")
      }
      guard country.population.isFinite, country.population >= 0 else {
        throw .invalidInput("\(label): the population is not a number from 0 on")
      }
      try requireSample(country.sampleSize, inside: country.population, label)
      guard country.covariates.count == covariateNames.count, country.covariates.allSatisfy(\.isFinite) else {
        throw .invalidInput("\(label) needs \(covariateNames.count) covariates, all of them finite")
      }
      switch (country.rate, country.standardError) {
      case (nil, nil):
        missing.append(index)
      case (let rate?, let error?):
        do {
          let pair = try scale.transformed(rate: rate, standardError: error)
          guard pair.value.isFinite, pair.variance.isNormal else {
            throw GlobalEstimateError.invalidInput(
              "the standard error has no variance that a computer can hold; check its unit")
          }
          values.append(pair.value)
          variances.append(pair.variance)
        } catch {
          throw .invalidInput("\(label): \(error)")
        }
        observed.append(index)
      default:
        throw .invalidInput("\(label): a rate needs its standard error, and a standard error its rate")
      }
    }
    try requireOneDefinition(observed.map { countries[$0].definition })
    guard !observed.isEmpty else {
      throw .refused(
        .extrapolationTooFewDonors, "no country has data, so that there is nothing to extrapolate from")
    }
    self.scale = scale
    self.countries = countries
    regions = Set(countries.map(\.region)).sorted()
    let regions = self.regions
    regionOfCountry = countries.map { country in regions.firstIndex(of: country.region) ?? 0 }
    self.observed = observed
    self.missing = missing
    self.values = values
    self.variances = variances
    covariates = try AreaCovariates(
      rows: observed.map { [1] + countries[$0].covariates }, names: ["intercept"] + covariateNames)
    streams = ModelData.streamNumbers(countries.map(\.name))
  }

  func row(_ country: Int) -> [Double] { [1] + countries[country].covariates }

  /// FNV-1a of the name in 32 bits; two names with one number are set apart in the order of the names.
  private static func streamNumbers(_ names: [String]) -> [Int] {
    var taken = Set<UInt32>()
    return names.map { name in
      var hash: UInt32 = 2_166_136_261
      for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
      while !taken.insert(hash).inserted { hash &+= 1 }
      return Int(hash)
    }
  }
}
