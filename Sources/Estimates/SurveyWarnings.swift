/// Where the survey warnings of the catalogue begin. Those marked "ours" have no authority but this
/// program's.
public enum SurveyThreshold {
  /// SVY-01: fewer cases, counted or effective, are suppressed.
  public static let suppressedSampleSize = 30.0
  /// SVY-02: an absolute width of the Korn-Graubard interval from which a proportion is suppressed.
  public static let suppressedIntervalWidth = 0.30
  /// SVY-02: a width up to which it is shown whatever its relative width.
  public static let shownIntervalWidth = 0.05
  /// SVY-02: a width relative to the proportion above which it is suppressed.
  public static let suppressedRelativeWidth = 1.30
  /// SVY-03: fewer degrees of freedom call for a review.
  public static let reviewedDegreesOfFreedom = 8.0
  /// SVY-05: coefficients of variation that call for caution, and that suppress.
  public static let cautionCoefficientOfVariation = 0.166
  public static let suppressedCoefficientOfVariation = 0.333
  /// SVY-06: unweighted cases under which a figure is an asterisk, and under which it stands in parentheses.
  public static let asteriskCases = 25
  public static let parenthesesCases = 50
  /// SVY-08: design effects that are noted, and that are warned of (ours).
  public static let notedDesignEffect = 3.0
  public static let warnedDesignEffect = 5.0
  /// SVY-09: 1 + CV² of the weights (ours), and the largest weight over the median one (ours).
  public static let warnedWeightEffect = 2.0
  public static let warnedWeightRatio = 20.0
  /// SVY-11: response rates under which bounds are wanted (ours).
  public static let warnedResponseRate = 0.50
  /// SVY-12: shares of missing answers above which bounds are wanted.
  public static let warnedItemMissing = 0.05
  /// SVY-14: factors by which calibration may change a weight.
  public static let smallestCalibrationFactor = 0.3
  public static let largestCalibrationFactor = 3.0
  /// SVY-15: relative difference between a margin and its target.
  public static let marginTolerance = 0.001
  /// SVY-20: expected positive cases under which breakdowns are suppressed.
  public static let rareOutcomeCases = 10.0
}

extension WarningCatalogue {
  static let survey: [WarningEntry] = [
    WarningEntry(
      code: .surveySampleSize, severity: .refusal,
      condition: "fewer than 30 cases, counted or effective (cases / design effect)",
      basis: "Parker et al. 2017, NCHS Vital and Health Statistics 2 (175)"),
    WarningEntry(
      code: .surveyIntervalWidth, severity: .refusal,
      condition:
        "the Korn-Graubard interval is 0.30 wide or more, or wider than 0.05 and than 130 % of the proportion",
      basis: "Parker et al. 2017, NCHS Vital and Health Statistics 2 (175)"),
    WarningEntry(
      code: .surveyDegreesOfFreedom, severity: .warning,
      condition: "fewer than 8 degrees of freedom (PSUs with members less strata with members)",
      basis: "Parker et al. 2017, NCHS Vital and Health Statistics 2 (175)"),
    WarningEntry(
      code: .surveyExtremeProportion, severity: .warning,
      condition: "nobody or everybody in the sample has the attribute; the limit is exact and one-sided",
      basis: "Parker et al. 2017, NCHS Vital and Health Statistics 2 (175)"),
    WarningEntry(
      code: .surveyCoefficientOfVariation, severity: .warning,
      condition: "the coefficient of variation is above 16.6 % (caution) or above 33.3 % (suppressed)",
      basis: "Statistics Canada, guidelines for the release of survey estimates"),
    WarningEntry(
      code: .surveyUnweightedCases, severity: .warning,
      condition: "25 to 49 unweighted cases (in parentheses) or fewer than 25 (an asterisk)",
      basis: "MICS and DHS tabulation conventions"),
    WarningEntry(
      code: .surveyLonelyPSU, severity: .refusal,
      condition: "a stratum has a single sampled PSU and no rule was chosen for it",
      basis: "no variance can be estimated from one unit"),
    WarningEntry(
      code: .surveyDesignEffect, severity: .note,
      condition: "the design effect is above 3 (noted) or above 5 (warned of)", basis: "Kish 1965"),
    WarningEntry(
      code: .surveyUnequalWeights, severity: .warning,
      condition: "1 + CV² of the weights is above 2, or the largest weight is above 20 times the median",
      basis: "Kish 1965"),
    WarningEntry(
      code: .surveyWeightRefused, severity: .note,
      condition: "rows have weight 0 and take no part; a negative or missing weight is refused",
      basis: "weights stand for people"),
    WarningEntry(
      code: .surveyResponseRate, severity: .warning, condition: "fewer than half of those asked responded",
      basis: "AAPOR standard definitions"),
    WarningEntry(
      code: .surveyItemMissing, severity: .warning,
      condition:
        "more than 5 % of the weighted answers are missing; read the complete cases with their bounds",
      basis: "Manski 1989 worst-case bounds"),
    WarningEntry(
      code: .surveyCalibrationWeights, severity: .warning,
      condition: "calibration multiplied a weight by less than 0.3 or more than 3, or made it negative",
      basis: "Deville and Särndal 1992"),
    WarningEntry(
      code: .surveyCalibrationFailed, severity: .refusal,
      condition: "calibration or raking did not converge, or a margin differs from its target by over 0.1 %",
      basis: "Deville and Särndal 1992"),
    WarningEntry(
      code: .surveyClusterCrossesStrata, severity: .warning,
      condition: "a PSU id stands in more than one stratum and was read as a different PSU in each",
      basis: "ids that start again in every stratum are common; a mistaken stratum looks the same"),
    WarningEntry(
      code: .surveyRareOutcome, severity: .warning,
      condition: "fewer than 10 positive cases; breakdowns are not supported",
      basis: "instability of the normal approximation"),
    WarningEntry(
      code: .surveyStageSizes, severity: .warning,
      condition: "population sizes are given for some of the stages of sampling only",
      basis: "Särndal, Swensson and Wretman 1992, 4.3: each stage adds its own variance"),
  ]
}
