internal import GlobalEstimates
internal import Estimates
internal import NumericKernel

/// What the arithmetic of the regional trafficking figures can bear. All of it is this program's analysis; the
/// report of 2002 says nothing of its uncertainty.
struct TraffickingAnalysis: Sendable {
  struct Region: Sendable {
    let figure: PublishedFigure
    /// In persons.
    let value: BoundedNumber
    let grade: RegionalGrade

    var name: String { figure.region }

    var part: UncertainPart {
      UncertainPart(label: name, value: value.value, coefficientOfVariation: grade.coefficientOfVariation)
    }
  }

  /// The total under one correlation: exact moments beside simulated ones.
  struct ModelTotal: Sendable {
    let model: LogNormalTotal
    let simulated: SimulatedTotal
    let lower: SimulatedQuantile
    let median: SimulatedQuantile
    let upper: SimulatedQuantile
    /// The exact quantiles where a closed form exists.
    let exactLower: Double?
    let exactUpper: Double?
  }

  /// One region left at its low and at its high quantile while the others stay as printed.
  struct Swing: Sendable {
    let region: Region
    let low: Double
    let high: Double
    /// Share of the variance of the total when regions are independent.
    let varianceShare: Double
  }

  let regions: [Region]
  /// The sum of the regional figures, with the bounds of the last printed digit.
  let total: BoundedNumber
  /// The same when trailing zeros are read as rounding: 250 to tens, 200 to hundreds.
  let coarseTotal: BoundedNumber
  let models: [ModelTotal]
  /// Widest first.
  let swings: [Swing]
  let options: ErrorModelOptions

  var status: VerificationStatus { .worst(regions.map(\.figure.status)) }

  /// - Throws: `DataError` when a figure or grade is missing; `NumericError` when a quantile has no value.
  init(_ inputs: EveryChildCountsInputs, options: ErrorModelOptions, threads: Int) throws {
    let rows = try inputs.traffickingByRegion()
    let grades = try inputs.grades.grades(for: rows.map(\.figure.region))
    regions = zip(rows, grades).map { Region(figure: $0.figure, value: $0.persons, grade: $1) }
    total = .sum(regions.map(\.value))
    coarseTotal = .sum(
      regions.compactMap { region in
        guard let printed = region.figure.printed, let factor = region.figure.unit.persons else { return nil }
        return BoundedNumber(printed.coarsest).scaled(by: factor)
      })
    self.options = options

    let parts = regions.filter { $0.value.value > 0 }.map(\.part)
    let tail = (1 - options.level) / 2
    models =
      parts.isEmpty
      ? []
      : try options.correlations.map { correlation in
        let model = LogNormalTotal(parts: parts, correlation: correlation)
        let simulated = model.simulate(draws: options.draws, seed: options.seed, threads: threads)
        return ModelTotal(
          model: model, simulated: simulated, lower: simulated.quantile(tail),
          median: simulated.quantile(0.5),
          upper: simulated.quantile(1 - tail), exactLower: try model.exactQuantile(tail),
          exactUpper: try model.exactQuantile(1 - tail))
      }

    let shares = parts.isEmpty ? [] : LogNormalTotal(parts: parts, correlation: 0).independentVarianceShares
    let sum = total.value
    swings = try zip(regions.filter { $0.value.value > 0 }, shares).map { region, share in
      let others = sum - region.value.value
      return Swing(
        region: region, low: others + (try region.part.quantile(tail)),
        high: others + (try region.part.quantile(1 - tail)), varianceShare: share)
    }.sorted { ($0.high - $0.low, $1.region.name) > ($1.high - $1.low, $0.region.name) }
  }
}

/// What the user may choose of the error model.
package struct ErrorModelOptions: Sendable, Equatable {
  package let correlations: [Double]
  package let draws: Int
  package let seed: UInt64
  package let level: Double

  package static let defaultCorrelations = [0, 0.5, 1]
  package static let defaultDraws = 100_000
  /// Documented and fixed, so that a run without `--seed` is repeatable.
  package static let defaultSeed: UInt64 = 2_002
  package static let defaultLevel = 0.95
  /// Fewer draws leave the interval ends to a handful of values.
  package static let drawLimits = 1_000...10_000_000

  package init(
    correlations: [Double] = defaultCorrelations, draws: Int = defaultDraws, seed: UInt64 = defaultSeed,
    level: Double = defaultLevel
  ) throws(StudyOptionError) {
    guard !correlations.isEmpty, correlations.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw StudyOptionError("a correlation between regions has to lie between 0 and 1")
    }
    guard Self.drawLimits.contains(draws) else {
      throw StudyOptionError(
        "the number of draws has to lie between \(Self.drawLimits.lowerBound) and \(Self.drawLimits.upperBound)"
      )
    }
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    self.correlations = correlations
    self.draws = draws
    self.seed = seed
    self.level = level
  }
}

/// An option whose value cannot be used (exit 64).
package struct StudyOptionError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
