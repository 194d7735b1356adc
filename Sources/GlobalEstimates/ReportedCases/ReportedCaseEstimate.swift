package import Estimates
internal import Glibc
internal import NumericKernel

/// A mean with its standard error, as an input of a product.
package struct UncertainMean: Sendable, Equatable {
  package let value: Double
  package let standardError: Double

  /// - Throws: `GlobalEstimateError.invalidInput` unless the value is positive and the error finite and not
  ///   negative.
  package init(value: Double, standardError: Double) throws(GlobalEstimateError) {
    guard value.isFinite, value > 0, standardError.isFinite, standardError >= 0 else {
      throw .invalidInput("a mean in a product has to be positive, with a standard error from 0 on")
    }
    self.value = value
    self.standardError = standardError
  }

  /// The mean of a sample and its standard error s/√n, without a finite-population correction.
  package init(sample: [Double], of what: String) throws(GlobalEstimateError) {
    guard sample.count >= 2 else {
      throw .invalidInput(
        "\(what): fewer than two reports give a number, so that their mean has no standard error; state "
          + "the mean and "
          + "its error instead")
    }
    let mean = sample.reduce(0, +) / Double(sample.count)
    var squares = 0.0
    for value in sample { squares += (value - mean) * (value - mean) }
    let count = Double(sample.count)
    try self.init(value: mean, standardError: (squares / (count - 1) / count).squareRoot())
  }
}

/// The textbook estimate of a stock of victims from two teams' lists of reported cases: cases by
/// Lincoln-Petersen or Chapman in each stratum, times mean victims per case, times mean duration over the
/// length of the search period.
///
/// It has the design of the ILO's estimates of 2005 and 2012 and is not the ILO's own formula, which is not
/// published in a form that could be checked. It speaks of reported cases alone, so that it is a minimum.
package struct ReportedCaseEstimate: Sendable {
  package struct Stratum: Sendable {
    package let name: String
    package let first: Int
    package let second: Int
    package let common: Int
    package let victimsPerCase: UncertainMean

    package init(name: String, first: Int, second: Int, common: Int, victimsPerCase: UncertainMean) {
      self.name = name
      self.first = first
      self.second = second
      self.common = common
      self.victimsPerCase = victimsPerCase
    }

    /// From matched lists, with the mean of the victims that the reports of the stratum give.
    package init(_ matched: CaseMatching.Stratum) throws(GlobalEstimateError) {
      self.init(
        name: matched.name, first: matched.first, second: matched.second, common: matched.common,
        victimsPerCase: try UncertainMean(sample: matched.victims, of: "stratum '\(matched.name)'"))
    }
  }

  /// How victims found over a period become victims at a time.
  package enum Conversion: Sendable {
    /// Victims over the whole period; no conversion.
    case flow
    /// victims·duration/period, both in years: Little's law, which holds when the flow is steady over the
    /// period. One duration for all strata: its error does not average out over them.
    case stock(duration: UncertainMean, period: Double)
    /// A duration for each stratum, in their order, with independent errors.
    case stockByStratum(durations: [UncertainMean], period: Double)
  }

  package struct StratumResult: Sendable {
    package let name: String
    package let cases: Double
    package let casesStandardError: Double
    /// Victims, of the flow or of the stock.
    package let victims: Double
    package let victimsStandardError: Double
  }

  package let strata: [Stratum]
  package let estimator: TwoListEstimator
  package let conversion: Conversion
  package let results: [StratumResult]
  /// Σ over strata.
  package let total: Double
  /// By the delta method; a duration that strata share makes their errors correlated.
  package let standardError: Double
  package let diagnostics: [Diagnostic]

  /// - Throws: `GlobalEstimateError.refused` (CAS-01) for a stratum without a common case, `.invalidInput`
  ///   for counts, a period or durations that do not fit.
  package init(
    _ strata: [Stratum], estimator: TwoListEstimator = .chapman, conversion: Conversion
  ) throws(GlobalEstimateError) {
    guard !strata.isEmpty else { throw .invalidInput("reported-case sampling needs at least one stratum") }
    let factors = try ReportedCaseEstimate.factors(conversion, strata.count)
    var results: [StratumResult] = []
    var diagnostics: [Diagnostic] = []
    var total = 0.0
    var variance = 0.0
    var sharedSensitivity = 0.0
    for (index, stratum) in strata.enumerated() {
      let (cases, caseVariance) = try ReportedCaseEstimate.inStratum(stratum.name) {
        () throws(GlobalEstimateError) in
        try estimator.estimate(first: stratum.first, second: stratum.second, common: stratum.common)
      }
      let mean = stratum.victimsPerCase
      let meanVariance = mean.standardError * mean.standardError
      let flow = cases * mean.value
      // The exact variance of a product of two independent factors (Goodman, JASA 55, 1960).
      let flowVariance =
        cases * cases * meanVariance + mean.value * mean.value * caseVariance + meanVariance * caseVariance
      let factor = factors.values[index]
      let ownVariance = factor.value * factor.value * flowVariance
      let durationVariance = factor.standardError * factor.standardError * flow * flow
      results.append(
        StratumResult(
          name: stratum.name, cases: cases, casesStandardError: caseVariance.squareRoot(),
          victims: flow * factor.value, victimsStandardError: (ownVariance + durationVariance).squareRoot()))
      total += flow * factor.value
      variance += ownVariance
      if factors.shared {
        sharedSensitivity += factor.standardError * flow
      } else {
        variance += durationVariance
      }
      if stratum.common < WarningThreshold.caseOverlap {
        diagnostics.append(
          Diagnostic(
            .reportedCasesSmallOverlap,
            "stratum '\(stratum.name)' has fewer than \(WarningThreshold.caseOverlap) cases on both lists; "
              + "its estimate "
              + "is biased downwards and its standard error is unreliable"))
      }
    }
    variance += sharedSensitivity * sharedSensitivity
    diagnostics.append(
      Diagnostic(
        .reportedCasesOnly,
        "cases that nobody reports are outside this figure, which assumes that the two searches were "
          + "independent"
      ))
    self.strata = strata
    self.estimator = estimator
    self.conversion = conversion
    self.results = results
    self.total = total
    standardError = variance.squareRoot()
    self.diagnostics = diagnostics
  }

  private static func inStratum<Value>(
    _ name: String, _ body: () throws(GlobalEstimateError) -> Value
  ) throws(GlobalEstimateError) -> Value {
    do {
      return try body()
    } catch {
      switch error {
      case .refused(let refusal): throw .refused(refusal.code, "stratum '\(name)': \(refusal.reason)")
      case .invalidInput(let sentence): throw .invalidInput("stratum '\(name)': \(sentence)")
      case .notConverged: throw error
      }
    }
  }

  /// Duration over period in each stratum, and whether all strata share its error.
  private static func factors(
    _ conversion: Conversion, _ count: Int
  ) throws(GlobalEstimateError) -> (values: [(value: Double, standardError: Double)], shared: Bool) {
    switch conversion {
    case .flow:
      return ([(Double, Double)](repeating: (1, 0), count: count), false)
    case .stock(let duration, let period):
      try requirePeriod(period)
      let factor = (duration.value / period, duration.standardError / period)
      return ([(Double, Double)](repeating: factor, count: count), true)
    case .stockByStratum(let durations, let period):
      try requirePeriod(period)
      guard durations.count == count else {
        throw .invalidInput("there are \(count) strata and \(durations.count) durations")
      }
      return (durations.map { ($0.value / period, $0.standardError / period) }, false)
    }
  }

  private static func requirePeriod(_ period: Double) throws(GlobalEstimateError) {
    guard period.isFinite, period > 0 else {
      throw .invalidInput("the period of the search has to be positive")
    }
  }

  /// An interval from the delta method on the logarithm of the total, which is a product and skewed.
  package func deltaInterval(level: Double = 0.95) throws(GlobalEstimateError) -> Interval {
    let width = try ReferenceDistribution.normal.halfWidth(level: level) * logStandardError
    return try interval(.transformedQuantile, level, total * exp(-width), total * exp(width))
  }

  /// √log(1 + cv²), the standard error of the logarithm of a log-normal total.
  private var logStandardError: Double {
    let cv = standardError / total
    return log1p(cv * cv).squareRoot()
  }

  /// Draws of the total: both searches repeated on the estimated number of cases with the estimated chances
  /// of finding one, victims per case and durations log-normal with their means and standard errors. A
  /// repetition in which the searches share nothing is infinite under Lincoln-Petersen, and counts as such.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` for fewer than 100 draws.
  package func draws(_ count: Int, seed: UInt64) throws(GlobalEstimateError) -> [Double] {
    guard count >= 100 else { throw .invalidInput("an interval from draws needs at least 100 of them") }
    let factors = try ReportedCaseEstimate.factors(conversion, strata.count)
    var searches: [(cells: Multinomial, cases: Double)] = []
    for (stratum, result) in zip(strata, results) {
      let (p1, p2) = (Double(stratum.first) / result.cases, Double(stratum.second) / result.cases)
      do {
        let chances = [p1 * p2, p1 * (1 - p2), (1 - p1) * p2, (1 - p1) * (1 - p2)].map { max(0, $0) }
        searches.append((try Multinomial(weights: chances), result.cases))
      } catch {
        throw .invalidInput("stratum '\(stratum.name)': \(error)")
      }
    }
    var totals: [Double] = []
    totals.reserveCapacity(count)
    var stream = RandomStream(seed: seed, purpose: .parametricBootstrap)
    var errors = RandomStream(seed: seed, purpose: .errorPropagation)
    for _ in 0..<count {
      let shared = errors.standardNormal()
      var total = 0.0
      for (index, search) in searches.enumerated() {
        // A number of cases between two whole ones is drawn as either, with its own mean.
        let whole = search.cases.rounded(.down)
        let cases = Int(whole) + (stream.uniform() < search.cases - whole ? 1 : 0)
        let cells: [Int]
        do { cells = try search.cells.draw(trials: cases, from: &stream) } catch {
          throw .invalidInput("\(error)")
        }
        let found = estimator.value(
          Double(cells[0] + cells[1]), Double(cells[0] + cells[2]), Double(cells[0]))
        let mean = strata[index].victimsPerCase
        let victims = logNormal(mean.value, mean.standardError, errors.standardNormal())
        let factor = factors.values[index]
        let duration = logNormal(
          factor.value, factor.standardError, factors.shared ? shared : errors.standardNormal())
        // Without a case on either list 0/0 stands for a number that nothing bounds.
        total += (found.cases.isNaN ? .infinity : found.cases) * victims * duration
      }
      totals.append(total)
    }
    return totals
  }

  /// The log-normal value with the given mean and standard deviation at a standard normal deviate.
  private func logNormal(_ mean: Double, _ standardError: Double, _ deviate: Double) -> Double {
    guard standardError > 0 else { return mean }
    let cv = standardError / mean
    let variance = log1p(cv * cv)
    return mean * exp(variance.squareRoot() * deviate - 0.5 * variance)
  }

  /// The equal-tailed interval of the draws.
  package func simulationInterval(
    draws count: Int = 10_000, seed: UInt64, level: Double = 0.95
  ) throws(GlobalEstimateError) -> Interval {
    let sorted = try draws(count, seed: seed).sorted()
    let lower = sampleQuantile(sorted, 0.5 * (1 - level))
    let upper = sampleQuantile(sorted, 0.5 * (1 + level))
    do {
      guard upper.isFinite else {
        return try Interval(
          kind: .monteCarloPercentile, level: level, lower: lower,
          upper: .unbounded(reason: "too many repetitions of the searches have no case in common"))
      }
      return try Interval(kind: .monteCarloPercentile, level: level, lower: lower, upper: upper)
    } catch {
      throw .invalidInput("\(error)")
    }
  }

  /// The total as every report prints it.
  package func estimate(
    quantity: String, level: Double = 0.95, provenance: Provenance = Provenance()
  ) throws(GlobalEstimateError) -> Estimate {
    do {
      return try Estimate(
        quantity: quantity, unit: "persons",
        method:
          "reported-case sampling, \(estimator.rawValue) in \(strata.count) strata (textbook form, not the "
          + "ILO's)",
        outcome: .estimated(
          value: total,
          uncertainty: .sampling(
            standardError: standardError, degreesOfFreedom: nil, interval: try deltaInterval(level: level))),
        diagnostics: diagnostics, provenance: provenance)
    } catch let error as GlobalEstimateError {
      throw error
    } catch {
      throw .invalidInput("\(error)")
    }
  }
}

/// An interval whose ends come from arithmetic, with the error of this target.
func interval(
  _ kind: IntervalKind, _ level: Double, _ lower: Double, _ upper: Double
) throws(GlobalEstimateError) -> Interval {
  do {
    return try Interval(kind: kind, level: level, lower: lower, upper: upper)
  } catch {
    throw .invalidInput("\(error)")
  }
}
