internal import GlobalEstimates
internal import Reporting

/// Figures as they are printed, and what printing did to their sums.
struct AggregationRounding {
  struct Line {
    let place: Int
    let exact: Double
    let printed: Double
    /// The sum of the printed parts; `nil` for a part.
    let sumOfPrinted: Double?
  }

  let lines: [Line]

  init(_ study: AggregationStudy) {
    let nodes = study.input.hierarchy.nodes
    let printed = study.headline.totals.map { Self.rounded($0.value, study.options.rounding) }
    lines = nodes.indices.map { place in
      var sum = 0.0
      for child in nodes[place].children { sum += printed[child] }
      return Line(
        place: place, exact: study.headline.totals[place].value, printed: printed[place],
        sumOfPrinted: nodes[place].isLeaf ? nil : sum)
    }
  }

  static func rounded(_ value: Double, _ rounding: AggregationOptions.Rounding) -> Double {
    switch rounding {
    case .significant(let figures): return Headline.rounded(value, figures: figures)
    case .step(let step): return (value / step).rounded() * step
    }
  }

  /// A figure of a file as a printed number: the coarsest rounding that its digits allow.
  static func printed(_ value: Double) -> PrintedNumber {
    var step = 1.0
    // Beyond six decimals the digits of a file are no rounding.
    for _ in 0..<6 where abs((value / step).rounded() * step - value) > 1e-9 * max(1, value) { step /= 10 }
    return PrintedNumber(value, roundedTo: step).coarsest
  }
}
