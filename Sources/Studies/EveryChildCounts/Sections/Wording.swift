internal import GlobalEstimates
internal import Reporting

/// How this report puts numbers and marks.
enum Wording {
  static let source =
    "ILO (2002), Every Child Counts; data set every-child-counts, where each figure's status is given"
  static let ours = "computed by this program from the data set every-child-counts"

  /// "1.2 million", "950,000": three significant figures at most.
  static func persons(_ number: Double) -> String {
    abs(number) >= 999_500
      ? Headline.text(number / 1_000_000) + " million" : Headline.text(number)
  }

  /// "0.85 to 1.9 million".
  static func personsRange(_ lower: Double, _ upper: Double) -> String {
    upper >= 999_500
      ? Headline.text(lower / 1_000_000) + " to " + Headline.text(upper / 1_000_000) + " million"
      : Headline.text(lower) + " to " + Headline.text(upper)
  }

  static func percent(level: Double) -> String {
    NumberStyle(decimals: level * 100 == (level * 100).rounded() ? 0 : 1).text(level * 100) + " %"
  }

  /// The marks of a number that rests on figures of this status.
  static func marks(_ status: VerificationStatus) -> [Mark] {
    switch status {
    case .verified: []
    case .verifiedSecondHand: [.secondHand]
    case .unverified: [.unverified]
    }
  }

  /// The style in which a figure of this unit is printed.
  static func style(_ figure: PublishedFigure) -> NumberStyle {
    NumberStyle(decimals: decimals(figure.printed?.roundedTo ?? 1))
  }

  /// One digit more than the figure is printed with, so that a reader sees what was rounded.
  static func finerStyle(_ figure: PublishedFigure) -> NumberStyle {
    let decimals = decimals(figure.printed?.roundedTo ?? 1)
    switch figure.unit {
    case .thousand, .persons: return NumberStyle(decimals: decimals)
    case .million, .percent, .perThousand, .oneIn, .months: return NumberStyle(decimals: decimals + 1)
    }
  }

  private static func decimals(_ step: Double) -> Int {
    var decimals = 0
    var step = step
    while step > 0, step < 0.999, decimals < 6 {
      step *= 10
      decimals += 1
    }
    return decimals
  }
}

extension Mark {
  static let secondHand = Mark("‡", "checked only in a text that quotes the source")
}
