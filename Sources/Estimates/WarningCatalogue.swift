/// Stable names of the warnings. A code never changes its meaning; a retired one is not used again.
public enum WarningCode: String, Sendable, Codable, CaseIterable {
  case aggregationStockFlowMix = "AGG-06"
  case aggregationRoundedSum = "AGG-07"
  case aggregationEndpointSum = "AGG-08"
  case aggregationDenominatorYear = "AGG-09"
  case figureUnverified = "DAT-01"
  case figureDashed = "DAT-02"
  case surveySampleSize = "SVY-01"
  case surveyIntervalWidth = "SVY-02"
  case surveyDegreesOfFreedom = "SVY-03"
  case surveyExtremeProportion = "SVY-04"
  case surveyCoefficientOfVariation = "SVY-05"
  case surveyUnweightedCases = "SVY-06"
  case surveyLonelyPSU = "SVY-07"
  case surveyDesignEffect = "SVY-08"
  case surveyUnequalWeights = "SVY-09"
  case surveyWeightRefused = "SVY-10"
  case surveyResponseRate = "SVY-11"
  case surveyItemMissing = "SVY-12"
  case surveyCalibrationWeights = "SVY-14"
  case surveyCalibrationFailed = "SVY-15"
  case surveyClusterCrossesStrata = "SVY-16"
  case surveyRareOutcome = "SVY-20"
  case modelAssumed = "MOD-01"
  case monteCarloError = "MOD-02"
  case headlineDigits = "REP-01"

  /// What the catalogue says of this code.
  public var entry: WarningEntry { WarningCatalogue.entry(for: self) }
}

/// One line of the catalogue: when a warning is given, how it is weighed, and on whose authority.
public struct WarningEntry: Sendable, Equatable {
  public let code: WarningCode
  public let severity: Severity
  /// The condition in words, with its threshold where it has one.
  public let condition: String
  /// Who says so.
  public let basis: String
}

/// The one list of warnings: data, so that documentation, help and tests read the same text.
public enum WarningCatalogue {
  public static let all: [WarningEntry] = survey + others

  private static let others: [WarningEntry] = [
    WarningEntry(
      code: .aggregationStockFlowMix, severity: .warning,
      condition:
        "figures are compared whose definitions differ: stock and flow, age range, or form of exploitation",
      basis: "GATHER items 1 and 17"),
    WarningEntry(
      code: .aggregationRoundedSum, severity: .note,
      condition: "the sum of printed (rounded) parts differs from the printed sum by no more than rounding",
      basis: "arithmetic of rounded figures"),
    WarningEntry(
      code: .aggregationEndpointSum, severity: .note,
      condition:
        "interval ends of parts are not added up; the interval of a total comes from its own distribution",
      basis: "covariance of a sum"),
    WarningEntry(
      code: .aggregationDenominatorYear, severity: .warning,
      condition: "the population base is not of the age range or year of the figure it divides",
      basis: "GATHER item 7"),
    WarningEntry(
      code: .figureUnverified, severity: .warning,
      condition:
        "a published figure that this number rests on has not been checked against the printed source",
      basis: "data register of this program"),
    WarningEntry(
      code: .figureDashed, severity: .note,
      condition: "the source prints a dash; it is read as 'no figure', not as zero",
      basis: "data register of this program"),
    WarningEntry(
      code: .modelAssumed, severity: .warning,
      condition: "the uncertainty comes from an assumed error model and not from a sample",
      basis: "GATHER item 13"),
    WarningEntry(
      code: .monteCarloError, severity: .warning,
      condition: "the Monte Carlo error of an interval end exceeds 2 % of it",
      basis: "quantile of a simulated sample"),
    WarningEntry(
      code: .headlineDigits, severity: .note,
      condition: "a headline is printed with no more than three significant figures",
      basis: "rounding to what the uncertainty supports"),
  ]

  static func entry(for code: WarningCode) -> WarningEntry {
    guard let entry = all.first(where: { $0.code == code }) else {
      preconditionFailure("warning \(code.rawValue) is missing from the catalogue")
    }
    return entry
  }
}
