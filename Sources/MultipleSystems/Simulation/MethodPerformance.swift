package import Estimates
internal import Glibc

/// What one method made of one data set whose truth is known.
package enum TrialOutcome: Sendable, Equatable {
  case refused(WarningCode)
  /// Without an interval where the method has none for these data.
  case answered(population: Double, interval: Interval?)
}

/// How a method did on the data sets of one population.
///
/// A data set is never dropped: it was refused, answered without an interval, or answered with one. Coverage and
/// tails are of those with an interval, and an interval without an upper end holds every population above its lower.
package struct MethodPerformance: Sendable, Equatable {
  /// How many data sets were refused for one reason.
  package struct RefusalCount: Sendable, Equatable {
    package let code: WarningCode
    package let count: Int
  }

  package let method: String
  package let datasetCount: Int
  /// By code, ascending.
  package let refusals: [RefusalCount]
  /// The data sets that were answered without an interval.
  package let withoutIntervalCount: Int
  /// The intervals that have no upper end.
  package let unboundedCount: Int
  /// The intervals that hold the truth, and those above and below it: the truth lies below the lower end, or above
  /// the upper.
  package let coveredCount: Int
  package let truthBelowCount: Int
  package let truthAboveCount: Int
  /// The median of N̂ / N; `nil` where nothing was answered.
  package let medianRatio: Double?
  /// √ of the mean of (log N̂/N)²; `nil` where nothing was answered.
  package let logError: Double?
  /// The median of upper over lower end, an interval without an upper end counting as infinite; `nil` where there is no
  /// interval.
  package let medianEndRatio: Double?

  package init(method: String, truth: Int, outcomes: [TrialOutcome]) {
    let truth = Double(truth)
    var codes: [WarningCode] = []
    var ratios: [Double] = []
    var endRatios: [Double] = []
    var squares = 0.0
    var (without, unbounded, below, above) = (0, 0, 0, 0)
    for outcome in outcomes {
      switch outcome {
      case .refused(let code): codes.append(code)
      case .answered(let population, let interval):
        ratios.append(population / truth)
        let error = log(population / truth)
        squares += error * error
        guard let interval else {
          without += 1
          continue
        }
        if truth < interval.lower { below += 1 }
        if let upper = interval.finiteUpper {
          if truth > upper { above += 1 }
          endRatios.append(upper / interval.lower)
        } else {
          unbounded += 1
          endRatios.append(.infinity)
        }
      }
    }
    self.method = method
    datasetCount = outcomes.count
    refusals = Set(codes).sorted { $0.rawValue < $1.rawValue }.map { code in
      RefusalCount(code: code, count: codes.count { $0 == code })
    }
    withoutIntervalCount = without
    unboundedCount = unbounded
    truthBelowCount = below
    truthAboveCount = above
    coveredCount = endRatios.count - below - above
    medianRatio = Self.median(ratios)
    logError = ratios.isEmpty ? nil : (squares / Double(ratios.count)).squareRoot()
    medianEndRatio = Self.median(endRatios)
  }

  package var refusedCount: Int { refusals.reduce(0) { $0 + $1.count } }
  package var answeredCount: Int { datasetCount - refusedCount }
  package var intervalCount: Int { answeredCount - withoutIntervalCount }

  /// The share of the intervals that hold the truth; `nil` where there is no interval.
  package var coverage: Double? { share(coveredCount) }
  package var truthBelowShare: Double? { share(truthBelowCount) }
  package var truthAboveShare: Double? { share(truthAboveCount) }

  /// The Monte Carlo standard error of the coverage, from the share with two successes and two failures added, which
  /// is not 0 where all intervals or none hold the truth (Agresti and Coull 1998, The American Statistician 52:119).
  package var coverageError: Double? {
    guard intervalCount > 0 else { return nil }
    let count = Double(intervalCount + 4)
    let share = Double(coveredCount + 2) / count
    return (share * (1 - share) / count).squareRoot()
  }

  private func share(_ count: Int) -> Double? {
    intervalCount == 0 ? nil : Double(count) / Double(intervalCount)
  }

  /// The mean of the two middle values where their number is even.
  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 || sorted[middle - 1] == sorted[middle] { return sorted[middle] }
    return (sorted[middle - 1] + sorted[middle]) / 2
  }
}
