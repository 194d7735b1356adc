internal import Estimates

/// What the weights alone say about a sample: SVY-09 and SVY-10.
///
/// The median comes from counts of weights that agree in their first ten binary digits, so that no weight is kept;
/// it is right to one part in two thousand.
struct WeightTally: Sendable {
  private var zeros = 0
  private var positive = 0
  private(set) var sum = 0.0
  private var squares = 0.0
  private var largest = 0.0
  private var counts = [Int32](repeating: 0, count: WeightTally.classCount)
  /// The first of the classes counted, and how many rows lie in classes that have no place yet.
  private var firstClass = -1
  private var others: [Int: Int] = [:]

  static func diagnostics(of weights: [Double]) -> [Diagnostic] {
    var tally = WeightTally()
    tally.add(weights)
    return tally.diagnostics
  }

  /// Thirty-two octaves.
  private static let classCount = 1 << 15

  /// The first ten digits of a weight behind the leading one, and its exponent.
  @inline(__always)
  private static func weightClass(_ weight: Double) -> Int { Int(weight.bitPattern &>> 42) }

  mutating func add(_ weights: [Double]) {
    if firstClass < 0, let first = weights.first(where: { $0 > 0 }) {
      firstClass = max(0, Self.weightClass(first) - Self.classCount / 2)
    }
    let start = firstClass
    var (sum, squares, largest, zeros) = (sum, squares, largest, zeros)
    var outside: [Int] = []
    counts.withUnsafeMutableBufferPointer { counts in
      for weight in weights {
        if weight > 0 {
          let place = Self.weightClass(weight) &- start
          if place >= 0, place < Self.classCount {
            counts[place] &+= 1
          } else {
            outside.append(place &+ start)
          }
          if weight > largest { largest = weight }
        } else if weight == 0 {
          zeros &+= 1
        }
        sum += weight
        squares += weight * weight
      }
    }
    for place in outside { others[place, default: 0] += 1 }
    positive += weights.count - (zeros - self.zeros)
    (self.sum, self.squares, self.largest, self.zeros) = (sum, squares, largest, zeros)
  }

  /// The middle of the class that holds the weight in the middle.
  private var median: Double {
    var classes = others.map { ($0.key, $0.value) }
    for (place, count) in counts.enumerated() where count > 0 {
      classes.append((place + firstClass, Int(count)))
    }
    classes.sort { $0.0 < $1.0 }
    var below = 0
    for (place, count) in classes {
      below += count
      if below > positive / 2 { return Double(bitPattern: UInt64(place) << 42 | 1 << 41) }
    }
    return largest
  }

  var diagnostics: [Diagnostic] {
    var found: [Diagnostic] = []
    if zeros > 0 {
      found.append(
        Diagnostic(
          .surveyWeightRefused, severity: .note,
          "\(zeros) \(zeros == 1 ? "row has" : "rows have") weight 0 and take no part"))
    }
    guard positive > 0 else { return found }
    // n Σw²/(Σw)² = 1 + CV² (Kish 1965, 11.7).
    let effect = Double(positive) * squares / (sum * sum)
    let ratio = largest / median
    if effect > SurveyThreshold.warnedWeightEffect || ratio > SurveyThreshold.warnedWeightRatio {
      found.append(
        Diagnostic(
          .surveyUnequalWeights,
          "unequal weights alone multiply a variance by about \(rounded(effect)), and the largest weight is "
            + "\(rounded(ratio)) times the median one; compare with trimmed weights (--trim)"))
    }
    return found
  }
}

/// A number as messages print it, with one decimal.
func rounded(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return String(value) }
  return String((value * 10).rounded() / 10)
}
