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
  case surveyStageSizes = "SVY-21"
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
  case emptyOverlap = "MSE-03"
  case seenOnce = "MSE-07"
  case belowChaoBound = "MSE-09"
  case lowImpliedCoverage = "MSE-10"
  case wideInterval = "MSE-11"
  case selectionWidens = "MSE-12"
  case modelsDisagree = "MSE-13"
  case oneListDecides = "MSE-14"
  case mergingMatters = "MSE-15"
  case heldOutMissed = "MSE-16"
  case dependenceUntestable = "MSE-17"
  case missedLinks = "MSE-18"
  case falseLinks = "MSE-19"
  case referral = "MSE-21"
  case openPopulation = "MSE-22"
  case listOfSubgroup = "MSE-23"
  case poorFit = "MSE-24"
  case overFitted = "MSE-25"
  case infiniteReplicates = "MSE-26"
  case endPointError = "MSE-27"
  case aboveCeiling = "MSE-30"
  case strataDisagree = "MSE-32"
  case nobodyUnobserved = "MSE-33"
  case fitFailed = "MSE-34"
  case illConditioned = "MSE-35"
  case methodTooLarge = "MSE-36"
  case strataMissing = "MSE-37"
  case headlineDigits = "REP-01"
  case disclosureHeldBack = "REP-05"
  case roundingKeyChanged = "REP-06"
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
  case regressionSeparation = "REG-01"
  case regressionRankDeficient = "REG-02"
  case regressionNotConverged = "REG-03"
  case regressionCodesAsNumbers = "REG-04"

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
  public static let all: [WarningEntry] = survey + regression + others

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
      code: .emptyOverlap, severity: .warning,
      condition:
        "some parameters have no finite estimate, such as those of lists on which nobody stands "
        + "together, and the population has one",
      basis: "extended maximum likelihood; Fienberg and Rinaldo 2012"),
    WarningEntry(
      code: .seenOnce, severity: .warning,
      condition: "more than 0.90 of the people observed are on one list only",
      basis: "share of singletons"),
    WarningEntry(
      code: .belowChaoBound, severity: .warning,
      condition:
        "the upper end of the interval is below Chao's lower bound: heterogeneity, positive "
        + "dependence or missed links",
      basis: "Chao 1987, Biometrics 43:783; Böhning et al. 2019, Metrika"),
    WarningEntry(
      code: .lowImpliedCoverage, severity: .warning,
      condition:
        "less than 0.30 of the estimated population was observed: fragile to dependence and "
        + "linkage error",
      basis: "Gerritse, van der Heijden and Bakker 2015, J Official Statistics 31:357"),
    WarningEntry(
      code: .wideInterval, severity: .warning,
      condition:
        "the upper end is more than 3 times the lower; above 10 times it is reported as a range "
        + "only",
      basis: "ratio of the ends"),
    WarningEntry(
      code: .selectionWidens, severity: .warning,
      condition:
        "the interval that repeats the choice of the model is more than 1.5 times as wide as that"
        + " of the chosen model",
      basis: "Silverman, Chan and Vincent 2023, arXiv 2303.17856"),
    WarningEntry(
      code: .modelsDisagree, severity: .warning,
      condition:
        "among models within 4 of the best criterion the largest population is more than 1.5 "
        + "times the smallest",
      basis: "Silverman 2020, JRSS-A 183:691"),
    WarningEntry(
      code: .overFitted, severity: .warning,
      condition: "the interactions are more than 0.5 of the histories that somebody has",
      basis: "interactions per non-empty cell"),
    WarningEntry(
      code: .infiniteReplicates, severity: .warning,
      condition:
        "more than 1 % of the bootstrap replicates have no finite estimate; above 5 % the "
        + "interval has no upper end",
      basis: "share of replicates"),
    WarningEntry(
      code: .endPointError, severity: .warning,
      condition: "the Monte Carlo error of an end of the interval exceeds 2 % of it: use more replicates",
      basis: "resampled replicates"),
    WarningEntry(
      code: .strataDisagree, severity: .warning,
      condition:
        "the estimates of strata add up to a figure that is more than 20 % off the estimate without strata",
      basis: "heterogeneity between strata"),
    WarningEntry(
      code: .nobodyUnobserved, severity: .refusal,
      condition:
        "the likelihood is highest where nobody is unobserved, so that the model says nothing "
        + "about them",
      basis: "Fienberg and Rinaldo 2012"),
    WarningEntry(
      code: .fitFailed, severity: .refusal,
      condition: "the fit did not reach its tolerance, or existence could not be decided",
      basis: "convergence on gradient and deviance"),
    WarningEntry(
      code: .illConditioned, severity: .warning,
      condition: "the condition number of the scaled information matrix exceeds 1e12",
      basis: "loss of digits in the standard error"),
    WarningEntry(
      code: .methodTooLarge, severity: .refusal,
      condition: "the lists or the models are too many for this method",
      basis: "size of the computation"),
    WarningEntry(
      code: .oneListDecides, severity: .warning,
      condition:
        "with one list left out at a time the largest estimate is more than 1.5 times the smallest, or there is none "
        + "without some list; above 3 times no single number is to be published",
      basis: "Sharifi Far et al. 2021, Crime & Delinquency 67"),
    WarningEntry(
      code: .mergingMatters, severity: .warning,
      condition: "merging two lists changes the estimate by more than 25 %",
      basis: "Sharifi Far et al. 2021, Crime & Delinquency 67"),
    WarningEntry(
      code: .heldOutMissed, severity: .warning,
      condition:
        "the known sizes of lists, estimated from the other lists, are missed by more than 0.3 in the median "
        + "logarithm, or fewer than 80 % of the intervals hold them",
      basis: "Binette and Steorts 2022, JRSS-A 185; Hook and Regal 2000, Am J Epidemiology 152:771"),
    WarningEntry(
      code: .dependenceUntestable, severity: .note,
      condition: "always: what is assumed of the interaction of all lists cannot be tested",
      basis: "Gerritse, van der Heijden and Bakker 2015, J Official Statistics 31:357"),
    WarningEntry(
      code: .missedLinks, severity: .warning,
      condition:
        "records of one person on different lists may not have been linked, and nobody has measured it",
      basis: "Seber 1982; de Wolf, van der Laan and Zult 2019, J Official Statistics 35:577"),
    WarningEntry(
      code: .falseLinks, severity: .warning,
      condition: "records of different people may have been linked, and nobody has measured it",
      basis: "Ding and Fienberg 1994; de Wolf, van der Laan and Zult 2019, J Official Statistics 35:577"),
    WarningEntry(
      code: .referral, severity: .warning,
      condition: "a list refers people to another, which makes the two depend on each other by design",
      basis: "Jones et al. 2014, Am J Epidemiology"),
    WarningEntry(
      code: .openPopulation, severity: .warning,
      condition: "the lists cover different periods, or more than 12 months, in which people come and go",
      basis: "the closed population that the methods assume"),
    WarningEntry(
      code: .listOfSubgroup, severity: .refusal,
      condition: "a list can hold only a part of the population, so that some histories are impossible",
      basis: "structural zeros are no data"),
    WarningEntry(
      code: .poorFit, severity: .warning,
      condition: "a Pearson residual is beyond 3, or the deviance has a simulated p-value below 0.05",
      basis: "Davison and Hinkley 1997, 4.2.5"),
    WarningEntry(
      code: .aboveCeiling, severity: .refusal,
      condition: "the estimate exceeds the number of people from among whom the population can come",
      basis: "arithmetic"),
    WarningEntry(
      code: .strataMissing, severity: .warning,
      condition:
        "a stratum has no estimate, and its people stand in the total only as far as they were observed",
      basis: "an incomplete sum is less than the population"),
    WarningEntry(
      code: .headlineDigits, severity: .note,
      condition: "a headline is printed with no more than three significant figures",
      basis: "rounding to what the uncertainty supports"),
    WarningEntry(
      code: .disclosureHeldBack, severity: .refusal,
      condition:
        "an estimate is held back, because together with what else is published it would tell a small count of people",
      basis: "CTDC's threshold of 11 people; disclosure control of this program"),
    WarningEntry(
      code: .roundingKeyChanged, severity: .warning,
      condition:
        "counts are rounded under another key than in an earlier edition; two roundings of one count tell more of it "
        + "than one",
      basis: "cell keys, Fraser and Wooton 2005"),
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
