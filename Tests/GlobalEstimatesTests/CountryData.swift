import GlobalEstimates

/// The 63 synthetic countries of Tests/Oracles/global, 45 with data.
struct CountryData {
  let names: [String]
  let regions: [String]
  let populations: [Double]
  let covariateRows: [[Double]]
  let rates: [Double?]
  let standardErrors: [Double?]
  let observed: [Int]
  let missing: [Int]

  init() throws {
    let table = try ReferenceTable("crosscountry.csv")
    names = table.text("iso")
    regions = table.text("region")
    populations = table.numbers("pop5_17").compactMap(\.self)
    let wealth = table.numbers("log_gdp").compactMap(\.self)
    let farming = table.numbers("agri_share").compactMap(\.self)
    covariateRows = zip(wealth, farming).map { [1, $0, $1] }
    rates = table.numbers("prev")
    standardErrors = table.numbers("se")
    let found = rates
    observed = found.indices.filter { found[$0] != nil }
    missing = found.indices.filter { found[$0] == nil }
  }

  func covariates() throws -> AreaCovariates {
    try AreaCovariates(
      rows: observed.map { covariateRows[$0] }, names: ["intercept", "log_gdp", "agri_share"])
  }

  /// The countries with data on a scale.
  func transformed(_ scale: RateScale) throws -> (values: [Double], variances: [Double]) {
    var values: [Double] = []
    var variances: [Double] = []
    for i in observed {
      let pair = try scale.transformed(rate: rates[i] ?? 0, standardError: standardErrors[i] ?? 0)
      values.append(pair.value)
      variances.append(pair.variance)
    }
    return (values, variances)
  }

  func fit(_ scale: RateScale, _ method: BetweenVarianceMethod = .restrictedLikelihood) throws -> AreaModelFit
  {
    let (values, variances) = try transformed(scale)
    return try AreaModelFit(
      direct: values, samplingVariance: variances, covariates: try covariates(), method: method)
  }
}

extension CountryData {
  func modelCountries() -> [ModelCountry] {
    names.indices.map {
      ModelCountry(
        name: names[$0], region: regions[$0], population: populations[$0], rate: rates[$0],
        standardError: standardErrors[$0], covariates: Array(covariateRows[$0].dropFirst()))
    }
  }
}
