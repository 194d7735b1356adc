package import GlobalEstimates

/// What a user may choose of an aggregation.
package struct AggregationOptions: Sendable {
  package enum Quantity: String, Sendable, CaseIterable {
    /// Totals are the headline.
    case sum
    /// Rates are, weighted by population.
    case rate
  }

  /// How figures are printed in the table of rounding.
  package enum Rounding: Sendable, Equatable {
    case significant(Int)
    case step(Double)
  }

  package var quantity: Quantity
  /// What is counted, in words.
  package var subject: String
  package var shape: PartDistribution.Shape
  /// The first is that of the headline.
  package var correlations: [Double]
  package var benchmark: HierarchicalTotal.Benchmark
  package var rounding: Rounding
  /// A coefficient of variation for parts that give no error; `nil` leaves them without.
  package var assumedVariation: Double?
  /// Printed rates are per this many people, those of the file per so many.
  package var ratePer: Double
  package var fileRatePer: Double
  package var draws: Int
  package var seed: UInt64
  package var threads: Int
  package var level: Double
  /// Whether more digits were asked for than an estimate supports (REP-01).
  package let askedForMoreDigits: Bool

  package static let defaultSeed: UInt64 = 1
  package static let defaultDraws = 20_000
  package static let drawLimits = 1_000...1_000_000
  /// Three significant figures are the most that a headline shows (REP-01).
  package static let mostFigures = 3

  package init(
    quantity: Quantity = .sum, subject: String = "persons", shape: PartDistribution.Shape = .logNormal,
    correlations: [Double] = [0.5], benchmark: HierarchicalTotal.Benchmark = .none,
    rounding: Rounding = .significant(mostFigures), assumedVariation: Double? = nil, ratePer: Double = 100,
    fileRatePer: Double = 1,
    draws: Int = defaultDraws, seed: UInt64 = defaultSeed, threads: Int = 1, level: Double = 0.95
  ) throws(StudyOptionError) {
    guard !correlations.isEmpty, correlations.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw StudyOptionError("a correlation has to lie between 0 and 1")
    }
    guard Self.drawLimits.contains(draws) else {
      throw StudyOptionError(
        "--draws has to lie between \(Self.drawLimits.lowerBound) and \(Self.drawLimits.upperBound)")
    }
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    guard ratePer.isFinite, ratePer > 0, fileRatePer.isFinite, fileRatePer > 0 else {
      throw StudyOptionError("--per and --rates-per have to be positive numbers")
    }
    if let assumedVariation, !(assumedVariation >= 0 && assumedVariation <= RegionalGrades.largestCoefficient)
    {
      throw StudyOptionError("--cv has to lie between 0 and \(RegionalGrades.largestCoefficient)")
    }
    switch rounding {
    case .significant(let figures):
      guard figures >= 1 else { throw StudyOptionError("a number has at least one significant figure") }
      askedForMoreDigits = figures > Self.mostFigures
      self.rounding = .significant(min(figures, Self.mostFigures))
    case .step(let step):
      guard step.isFinite, step > 0 else { throw StudyOptionError("--round-to has to be a positive number") }
      askedForMoreDigits = false
      self.rounding = rounding
    }
    var distinct: [Double] = []
    for correlation in correlations where !distinct.contains(correlation) { distinct.append(correlation) }
    self.quantity = quantity
    self.subject = subject
    self.shape = shape
    self.correlations = distinct
    self.benchmark = benchmark
    self.assumedVariation = assumedVariation
    self.ratePer = ratePer
    self.fileRatePer = fileRatePer
    self.draws = draws
    self.seed = seed
    self.threads = threads
    self.level = level
  }

  package var correlation: Double { correlations[0] }
}
