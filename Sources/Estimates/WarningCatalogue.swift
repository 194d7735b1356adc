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
  case headlineDigits = "REP-01"
  case aggregationImputedShare = "AGG-01"
  case extrapolationOutsideHull = "AGG-02"
  case extrapolationTooFewDonors = "AGG-03"
  case extrapolationWithoutBetweenVariance = "AGG-04"
  case aggregationDoubleCounting = "AGG-05"
  case aggregationMethodChanged = "AGG-10"
  case reportedCasesWithoutOverlap = "CAS-01"
  case reportedCasesSmallOverlap = "CAS-02"
  case reportedCasesUnmatchable = "CAS-03"
  case reportedCasesOnly = "CAS-04"
  case combinationDisagreement = "COM-01"
  case combinationBetweenMethods = "COM-02"
  case chainsNotMixed = "HBM-01"

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
      code: .headlineDigits, severity: .note,
      condition: "a headline is printed with no more than three significant figures",
      basis: "rounding to what the uncertainty supports"),
    WarningEntry(
      code: .aggregationImputedShare, severity: .note,
      condition:
        "a total holds countries without data; a warning when their share of the population or of the total "
        + "exceeds \(percentage(WarningThreshold.imputedShare))",
      basis: "GATHER items 9 and 10"),
    WarningEntry(
      code: .extrapolationOutsideHull, severity: .warning,
      condition:
        "a country without data lies outside the covariates of those with data: outside their range, or "
        + "beyond the "
        + "\(WarningThreshold.hullProbability) quantile of their Mahalanobis distance",
      basis: "extrapolation outside the data"),
    WarningEntry(
      code: .extrapolationTooFewDonors, severity: .refusal,
      condition: "a region has fewer than \(WarningThreshold.donorCountries) countries with data",
      basis: "no variance between countries can be estimated"),
    WarningEntry(
      code: .extrapolationWithoutBetweenVariance, severity: .refusal,
      condition: "an interval of a total with countries without data ignores the variance between countries",
      basis: "Higgins, Thompson and Spiegelhalter 2009"),
    WarningEntry(
      code: .aggregationDoubleCounting, severity: .warning,
      condition: "a person or case may be counted in two of the parts",
      basis: "GATHER item 9"),
    WarningEntry(
      code: .aggregationMethodChanged, severity: .refusal,
      condition: "a change is asked for between figures by different definitions or from different editions",
      basis: "GATHER item 17"),
    WarningEntry(
      code: .reportedCasesWithoutOverlap, severity: .refusal,
      condition: "the two lists of reported cases have no case in common in a stratum",
      basis: "Seber 1982, section 3.1"),
    WarningEntry(
      code: .reportedCasesSmallOverlap, severity: .warning,
      condition:
        "fewer than \(WarningThreshold.caseOverlap) cases are on both lists of a stratum, so that the "
        + "estimate is "
        + "biased and its variance unreliable",
      basis: "Robson and Regier 1964"),
    WarningEntry(
      code: .reportedCasesUnmatchable, severity: .warning,
      condition: "cases without a complete key count as found by one team alone, which raises the estimate",
      basis: "Seber, Huakau and Simmons 2000"),
    WarningEntry(
      code: .reportedCasesOnly, severity: .note,
      condition: "cases that nobody reports are outside the estimate; it is a minimum",
      basis: "design of reported-case sampling"),
    WarningEntry(
      code: .combinationDisagreement, severity: .warning,
      condition:
        "estimates of one quantity disagree beyond their errors: Cochran's Q has a p-value below "
        + "\(WarningThreshold.agreementProbability)",
      basis: "Cochran 1954"),
    WarningEntry(
      code: .combinationBetweenMethods, severity: .warning,
      condition:
        "a combination of estimates takes their errors as independent and their methods as exchangeable",
      basis: "GATHER item 12"),
    WarningEntry(
      code: .chainsNotMixed, severity: .refusal,
      condition: "split R-hat of a parameter exceeds \(WarningThreshold.splitRHat)",
      basis: "Vehtari, Gelman, Simpson, Carpenter and Buerkner 2021"),
  ]

  static func entry(for code: WarningCode) -> WarningEntry {
    guard let entry = all.first(where: { $0.code == code }) else {
      preconditionFailure("warning \(code.rawValue) is missing from the catalogue")
    }
    return entry
  }
}

/// The thresholds of the catalogue that belong to estimation from countries and reported cases.
public enum WarningThreshold {
  /// AGG-01: a larger imputed share is a warning and not a note.
  public static let imputedShare = 0.5
  /// AGG-02: the chi-squared quantile of the squared Mahalanobis distance.
  public static let hullProbability = 0.95
  /// AGG-03: a region with fewer countries with data is refused.
  public static let donorCountries = 3
  /// CAS-02: with fewer common cases Chapman's estimator is biased.
  public static let caseOverlap = 7
  /// COM-01.
  public static let agreementProbability = 0.1
  /// HBM-01.
  public static let splitRHat = 1.05
}

private func percentage(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
