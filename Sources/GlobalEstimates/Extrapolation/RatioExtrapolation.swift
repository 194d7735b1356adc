internal import Estimates
internal import Glibc

/// Extrapolation by the ratio method: in each age and sex of a region, countries without data have the
/// population-weighted rate of the countries with data, T̂ = N·ΣNp/ΣN. The countries with data are treated as
/// a sample of the countries of their region.
///
/// A country that is split into two with identical rates leaves every total as it is and counts as two
/// countries in the variance, which therefore becomes smaller: what is a country is a decision about the
/// sample.
package struct RatioExtrapolation: Sendable {
  package enum VarianceMethod: Sendable {
    /// Delete one country at a time.
    case jackknife
    /// Residuals Nᵢ(pᵢ − p̂) of the ratio, with n/(n − 1).
    case linearised
  }

  /// A total over some regions and cells.
  package struct Total: Sendable {
    package let value: Double
    package let population: Double
    /// √(between countries + sampling); `nil` where nothing was extrapolated and no standard errors were
    /// given.
    package let standardError: Double?
    /// The part of the variance that comes from extrapolating, and the part from the surveys' own errors.
    package let betweenVariance: Double
    package let samplingVariance: Double
    /// Countries with data less one in each region, joined by Satterthwaite; `nil` when nothing was
    /// extrapolated.
    package let degreesOfFreedom: Double?
    /// The share of the population, and of the total, that is in countries without data.
    package let imputedPopulationShare: Double
    package let imputedEstimateShare: Double

    package var rate: Double { population > 0 ? value / population : 0 }
  }

  let grid: CountryGrid
  /// The stratum of each region, within which countries stand in for each other.
  let strata: [Stratum]
  /// The correlation of the sampling errors of the cells of one country.
  package let withinCountryCorrelation: Double

  /// A set of countries that stand in for each other.
  struct Stratum: Sendable {
    let name: String
    let countries: [Int]
    /// Countries with data in some cell and people in it.
    let donors: [Int]
    /// ΣN over all countries and over those with data, and ΣNp, by cell.
    let population: [Double]
    let observed: [Double]
    let counted: [Double]
    let donorCounts: [Int]
    /// True when a rate has no standard error, so that no finite-population correction is taken.
    let lacksErrors: Bool

    func coverage(_ k: Int) -> Double { population[k] > 0 ? observed[k] / population[k] : 1 }
    func rate(_ k: Int) -> Double { observed[k] > 0 ? counted[k] / observed[k] : 0 }
    func isComplete(_ k: Int) -> Bool { observed[k] == population[k] }
    /// √(1 − f), the finite-population correction of a standard error; none where standard errors are
    /// missing, also for a cell that is complete, because its surveys' errors then have no other way into the
    /// variance.
    func correction(_ k: Int) -> Double {
      if lacksErrors { return 1 }
      return isComplete(k) ? 0 : (1 - coverage(k)).squareRoot()
    }
  }

  /// - Parameters:
  ///   - pooling: regions that share their countries with data, by the name of what they are pooled into. A
  ///     region that is not named stands alone.
  ///   - withinCountryCorrelation: of the sampling errors of a country's cells, 0 to 1.
  /// - Throws: `GlobalEstimateError.invalidInput` for cells that come twice or are missing, and numbers that
  ///   cannot be.
  package init(
    _ rows: [CountryCell], pooling: [String: String] = [:], withinCountryCorrelation: Double = 0
  ) throws(GlobalEstimateError) {
    guard withinCountryCorrelation >= 0, withinCountryCorrelation <= 1 else {
      throw .invalidInput("the correlation of a country's cells lies between 0 and 1")
    }
    let grid = try CountryGrid(rows)
    let names = grid.regions.map { pooling[$0] ?? $0 }
    let strata = Set(names).sorted()
    self.grid = grid
    self.withinCountryCorrelation = withinCountryCorrelation
    let homes = grid.regionOfCountry.map { names[$0] }
    self.strata = strata.map { name in
      RatioExtrapolation.stratum(name, grid.countries.indices.filter { homes[$0] == name }, grid)
    }
  }

  package var regions: [String] { grid.regions }
  package var cells: [String] { grid.cells }

  private static func stratum(_ name: String, _ countries: [Int], _ grid: CountryGrid) -> Stratum {
    let width = grid.cells.count
    var population = [Double](repeating: 0, count: width)
    var (observed, counted) = (population, population)
    var donorCounts = [Int](repeating: 0, count: width)
    var donors: [Int] = []
    var lacksErrors = false
    for i in countries {
      var gives = false
      for k in 0..<width {
        let people = grid.population[i * width + k]
        population[k] += people
        guard let rate = grid.rate[i * width + k], people > 0 else { continue }
        observed[k] += people
        counted[k] += people * rate
        donorCounts[k] += 1
        gives = true
        if grid.standardError[i * width + k] == nil { lacksErrors = true }
      }
      if gives { donors.append(i) }
    }
    return Stratum(
      name: name, countries: countries, donors: donors, population: population, observed: observed,
      counted: counted, donorCounts: donorCounts, lacksErrors: lacksErrors)
  }

  /// The total over the given regions and cells; all of them by default.
  ///
  /// The variance is that of two stages (Cochran, Sampling Techniques, 1977, section 10.4): (1 − f) times the
  /// variance between countries, which holds their sampling errors, plus f times the sampling variance, f the
  /// share of the population in countries with data. So it tends to the surveys' own variance as all
  /// countries have data, and to the whole variance between countries as few do. Where a survey gives no
  /// standard error f is taken as 0. For a region that is only part of a pool the variance is that of its own
  /// missing countries around the pool's rate, and of that rate.
  ///
  /// - Throws: `GlobalEstimateError.refused` (AGG-03) when a cell with people in countries without data has
  ///   fewer than three countries with data, `.invalidInput` for a name that there is not.
  package func total(
    regions: [String]? = nil, cells: [String]? = nil, method: VarianceMethod = .jackknife
  ) throws(GlobalEstimateError) -> Total {
    let selection = try Selection(self, regions, cells)
    var sum = Accumulator()
    for stratum in strata {
      let inside = stratum.countries.filter { selection.regions[grid.regionOfCountry[$0]] }
      guard !inside.isEmpty else { continue }
      try requireDonors(stratum, inside, selection)
      add(inside, of: stratum, selection, to: &sum)
      let extrapolates = inside.contains { i in
        selection.cells.contains { isMissing(i, $0) }
      }
      guard extrapolates else {
        if stratum.lacksErrors { sum.lacksErrors = true }
        sum.sampling += samplingVariance(inside, stratum, selection, wholeStratum: false)
        continue
      }
      let between: Double
      if inside.count < stratum.countries.count {
        between = partialVariance(inside, stratum, selection)
        sum.sampling += extraSamplingVariance(stratum, selection)
      } else {
        between = method == .jackknife ? jackknife(stratum, selection) : linearised(stratum, selection)
        sum.sampling += samplingVariance(inside, stratum, selection, wholeStratum: true)
      }
      sum.between += between
      sum.extrapolates = true
      sum.satterthwaite += between * between / Double(contributors(stratum, selection).count - 1)
    }
    return sum.total
  }

  private struct Accumulator {
    var value = 0.0
    var population = 0.0
    var imputedPopulation = 0.0
    var imputedValue = 0.0
    var between = 0.0
    var sampling = 0.0
    var satterthwaite = 0.0
    var extrapolates = false
    var lacksErrors = false

    var total: Total {
      let known = !lacksErrors
      return Total(
        value: value, population: population, standardError: known ? (between + sampling).squareRoot() : nil,
        betweenVariance: between, samplingVariance: sampling,
        degreesOfFreedom: extrapolates && satterthwaite > 0
          ? (between + sampling) * (between + sampling) / satterthwaite : nil,
        imputedPopulationShare: population > 0 ? imputedPopulation / population : 0,
        imputedEstimateShare: value > 0 ? imputedValue / value : 0)
    }
  }

  struct Selection {
    let regions: [Bool]
    let cells: [Int]

    init(_ owner: RatioExtrapolation, _ regions: [String]?, _ cells: [String]?) throws(GlobalEstimateError) {
      for name in regions ?? [] where !owner.grid.regions.contains(name) {
        throw .invalidInput("there is no region '\(name)'")
      }
      for name in cells ?? [] where !owner.grid.cells.contains(name) {
        throw .invalidInput("there is no cell '\(name)'")
      }
      self.regions = owner.grid.regions.map { regions?.contains($0) ?? true }
      self.cells = owner.grid.cells.indices.filter { cells?.contains(owner.grid.cells[$0]) ?? true }
    }
  }

  /// People in a cell of a country, and no rate for them.
  func isMissing(_ i: Int, _ k: Int) -> Bool {
    let place = i * grid.cells.count + k
    return grid.rate[place] == nil && grid.population[place] > 0
  }

  private func requireDonors(
    _ stratum: Stratum, _ inside: [Int], _ selection: Selection
  ) throws(GlobalEstimateError) {
    for k in selection.cells where stratum.donorCounts[k] < WarningThreshold.donorCountries {
      guard inside.contains(where: { isMissing($0, k) }) else { continue }
      throw .refused(
        .extrapolationTooFewDonors,
        "region '\(stratum.name)', cell '\(grid.cells[k])': \(stratum.donorCounts[k]) countries with data "
          + "are too few to "
          + "stand for the others; pool the region with another, or report the countries with data alone")
    }
  }

  private func add(_ inside: [Int], of stratum: Stratum, _ selection: Selection, to sum: inout Accumulator) {
    for i in inside {
      for k in selection.cells {
        let people = grid.population[i * grid.cells.count + k]
        sum.population += people
        if let rate = grid.rate[i * grid.cells.count + k] {
          sum.value += people * rate
        } else {
          let imputed = people * stratum.rate(k)
          sum.value += imputed
          sum.imputedPopulation += people
          sum.imputedValue += imputed
        }
      }
    }
  }
}
