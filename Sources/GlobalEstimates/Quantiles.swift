internal import NumericKernel

/// The reference distribution of a standardised error.
package enum ReferenceDistribution: Sendable, Equatable {
  case normal
  case student(degreesOfFreedom: Double)

  /// The number of standard errors on either side of an interval of this level.
  package func halfWidth(level: Double) throws(GlobalEstimateError) -> Double {
    guard level > 0, level < 1 else {
      throw .invalidInput("an interval level has to lie between 0 and 1, and \(level) does not")
    }
    do {
      switch self {
      case .normal: return try NormalDistribution.standard.upperQuantile(0.5 * (1 - level))
      case .student(let degrees):
        return try StudentTDistribution(degreesOfFreedom: degrees).upperQuantile(0.5 * (1 - level))
      }
    } catch {
      throw .invalidInput("\(error)")
    }
  }
}

/// The p quantile of a sorted sample, with order statistics joined by lines (type 7 of Hyndman and Fan, The American
/// Statistician 50, 1996). Infinite entries at the end give an infinite quantile where they reach it.
func sampleQuantile(_ sorted: [Double], _ p: Double) -> Double {
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  let fraction = position - Double(below)
  if fraction == 0 || sorted[below] == sorted[above] { return sorted[below] }
  return sorted[below] + fraction * (sorted[above] - sorted[below])
}

/// A p-value P(X > x) of a chi-squared variable.
func chiSquaredSurvival(_ x: Double, degreesOfFreedom: Double) throws(GlobalEstimateError) -> Double {
  do {
    return try ChiSquaredDistribution(degreesOfFreedom: degreesOfFreedom).survival(x)
  } catch {
    throw .invalidInput("\(error)")
  }
}

func chiSquaredQuantile(_ p: Double, degreesOfFreedom: Double) throws(GlobalEstimateError) -> Double {
  do {
    return try ChiSquaredDistribution(degreesOfFreedom: degreesOfFreedom).quantile(p)
  } catch {
    throw .invalidInput("\(error)")
  }
}
