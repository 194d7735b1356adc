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

/// The p quantile of a sorted sample, with order statistics joined by lines (type 7 of Hyndman and Fan, The
/// American Statistician 50, 1996). Infinite entries at the end give an infinite quantile where they reach
/// it.
func sampleQuantile(_ sorted: [Double], _ p: Double) -> Double {
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  let fraction = position - Double(below)
  if fraction == 0 || sorted[below] == sorted[above] { return sorted[below] }
  return sorted[below] + fraction * (sorted[above] - sorted[below])
}

/// `sampleQuantile` of an unsorted sample, which is left partly sorted. It selects and does not sort, because
/// a country has as many draws as the world and two hundred sorts of them are most of the time that draws
/// take.
func sampleQuantile(selecting p: Double, from values: inout [Double]) -> Double {
  let position = p * Double(values.count - 1)
  let below = Int(position)
  let fraction = position - Double(below)
  let lower = select(below, from: &values)
  guard fraction > 0, below + 1 < values.count else { return lower }
  // The next order statistic is the least of those that selection has put behind.
  var upper = values[below + 1]
  for k in below + 1..<values.count where values[k] < upper { upper = values[k] }
  return lower == upper ? lower : lower + fraction * (upper - lower)
}

/// Hoare's selection with the median of three as pivot: afterwards entry k is the k-th smallest, those before
/// it are not larger and those behind not smaller.
private func select(_ k: Int, from values: inout [Double]) -> Double {
  values.withUnsafeMutableBufferPointer { v in
    var (low, high) = (0, v.count - 1)
    while low < high {
      let (a, b, c) = (v[low], v[low + (high - low) / 2], v[high])
      let pivot = max(min(a, b), min(max(a, b), c))
      var (i, j) = (low, high)
      while i <= j {
        while v[i] < pivot { i += 1 }
        while v[j] > pivot { j -= 1 }
        guard i <= j else { break }
        let kept = v[i]
        v[i] = v[j]
        v[j] = kept
        i += 1
        j -= 1
      }
      if k <= j { high = j } else if k >= i { low = i } else { break }
    }
    return v[k]
  }
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
