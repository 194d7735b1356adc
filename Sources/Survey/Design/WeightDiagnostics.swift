internal import Estimates

/// What the weights alone say about a sample.
enum WeightDiagnostics {
  /// SVY-09 and SVY-10.
  static func of(_ weights: [Double]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let positive = weights.filter { $0 > 0 }.sorted()
    let zeros = weights.count - positive.count
    if zeros > 0 {
      found.append(
        Diagnostic(.surveyWeightRefused, severity: .note, "\(zeros) rows have weight 0 and take no part"))
    }
    guard let largest = positive.last else { return found }
    let effect = kishEffect(positive)
    let ratio = largest / positive[positive.count / 2]
    if effect > SurveyThreshold.warnedWeightEffect || ratio > SurveyThreshold.warnedWeightRatio {
      found.append(
        Diagnostic(
          .surveyUnequalWeights,
          "unequal weights alone multiply a variance by about \(rounded(effect)), and the largest weight is "
            + "\(rounded(ratio)) times the median one; compare with trimmed weights"))
    }
    return found
  }

  /// n Σw²/(Σw)² = 1 + CV² (Kish 1965, 11.7).
  static func kishEffect(_ weights: [Double]) -> Double {
    var sum = 0.0
    var squares = 0.0
    for weight in weights {
      sum += weight
      squares += weight * weight
    }
    return Double(weights.count) * squares / (sum * sum)
  }
}

/// A number as messages print it, with one decimal.
func rounded(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return String(value) }
  return String((value * 10).rounded() / 10)
}
