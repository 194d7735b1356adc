/// Stable names of the warnings. A code never changes its meaning; a retired one is not used again.
public enum WarningCode: String, Sendable, Codable, CaseIterable {
  case aggregationStockFlowMix = "AGG-06"
  case aggregationRoundedSum = "AGG-07"
  case aggregationEndpointSum = "AGG-08"
  case aggregationDenominatorYear = "AGG-09"
  case figureUnverified = "DAT-01"
  case figureDashed = "DAT-02"
  case modelAssumed = "MOD-01"
  case monteCarloError = "MOD-02"
  case populationInfinite = "MSE-01"
  case populationNotIdentifiable = "MSE-02"
  case fewLists = "MSE-04"
  case smallOverlap = "MSE-05"
  case listWithoutOverlap = "MSE-06"
  case lowSampleCoverage = "MSE-08"
  case chainsNotConverged = "MSE-28"
  case priorDriven = "MSE-29"
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
  public static let all: [WarningEntry] = [
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
      code: .populationInfinite, severity: .refusal,
      condition: "the largest likelihood, or the formula, puts the population at infinity",
      basis: "Fienberg and Rinaldo 2012"),
    WarningEntry(
      code: .populationNotIdentifiable, severity: .refusal,
      condition: "the figures do not determine the population under the method",
      basis: "Chan, Silverman and Vincent 2021"),
    WarningEntry(
      code: .fewLists, severity: .warning,
      condition: "there are fewer than 3 lists: independence is assumed and cannot be tested",
      basis: "van Dijk and van der Heijden for UNODC"),
    WarningEntry(
      code: .smallOverlap, severity: .warning,
      condition: "fewer than 30 people were seen on more than one list; fewer than 7 are refused",
      basis: "Robson and Regier 1964; the thresholds are this program's"),
    WarningEntry(
      code: .listWithoutOverlap, severity: .warning,
      condition: "a list shares nobody with any other list",
      basis: "Chan, Silverman and Vincent 2021"),
    WarningEntry(
      code: .lowSampleCoverage, severity: .warning,
      condition: "the sample coverage is below 0.55: the estimate is a lower bound at best",
      basis: "Chao, Tsay, Lin, Shau and Chao 2001"),
    WarningEntry(
      code: .chainsNotConverged, severity: .warning,
      condition:
        "the Markov chains disagree (R-hat above 1.01, refused above 1.05) or hold too few independent draws",
      basis: "Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021"),
    WarningEntry(
      code: .priorDriven, severity: .warning,
      condition:
        "the posterior of the logarithm of the population is more than 0.7 times as wide as its prior, or holds "
        + "more than 0.1 % at the largest population allowed",
      basis: "the thresholds are this program's"),
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
