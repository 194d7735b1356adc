/// The figures from which on a warning about an estimate from several lists is given. Those without a source in the
/// catalogue are this program's.
public enum MultipleSystemsThreshold {
  /// f₁/n above it.
  public static let shareSeenOnce = 0.90
  /// Ĉ below it.
  public static let sampleCoverage = 0.55
  /// n/N̂ below it.
  public static let impliedCoverage = 0.30
  /// Upper end over lower end above it, and above it the estimate is no more than a range.
  public static let intervalRatio = 3.0
  public static let rangeOnlyIntervalRatio = 10.0
  /// The width of the interval with the choice of the model over that without, above it.
  public static let selectionWidth = 1.5
  /// Largest over smallest estimate of nearly equal models above it.
  public static let nearbyModels = 1.5
  /// Largest over smallest estimate with a list left out above it, and above it the estimate is no more than a range.
  public static let leaveOneListOut = 1.5
  public static let rangeOnlyLeaveOneListOut = 3.0
  /// The relative change by a merger above it.
  public static let mergedLists = 0.25
  /// |median log(N̂/N)| above it, or a share covered below it.
  public static let heldOutMedian = 0.3
  public static let heldOutCoverage = 0.8
  /// Months of observation above it.
  public static let periodMonths = 12
  /// |Pearson residual| above it, or a simulated p-value below it.
  public static let residual = 3.0
  public static let fitPValue = 0.05
  /// Interactions for each occupied cell above it.
  public static let interactionsPerCell = 0.5
  /// The share of replicates without a finite estimate above it, and above it the interval is not to be used.
  public static let nonFiniteReplicates = 0.01
  public static let refusedNonFiniteReplicates = 0.05
  /// The Monte Carlo error of an end over the end above it.
  public static let endError = 0.02
  /// |Σ N̂ of strata / pooled N̂ − 1| above it.
  public static let strata = 0.20
}

extension WarningCatalogue {
  private typealias Threshold = MultipleSystemsThreshold

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  /// What is said of estimates from several lists besides what every estimator says.
  static let multipleSystems: [WarningEntry] = [
    WarningEntry(
      code: .parametersAtInfinity, severity: .warning,
      condition: "parameters of the model besides the population are infinite or not determined",
      basis: "Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021"),
    WarningEntry(
      code: .seenOnceShare, severity: .warning,
      condition: "more than \(percent(Threshold.shareSeenOnce)) of the people are on one list only",
      basis: "the threshold is this program's; the published national tables are all above it"),
    WarningEntry(
      code: .chaoBoundAboveInterval, severity: .warning,
      condition: "Chao's lower bound is above the upper end of the interval",
      basis: "Chao 1987; Böhning, Kaskasamkul and van der Heijden 2019"),
    WarningEntry(
      code: .lowImpliedCoverage, severity: .warning,
      condition: "the lists hold less than \(percent(Threshold.impliedCoverage)) of the estimated population",
      basis: "Gerritse, van der Heijden and Bakker 2015; the threshold is this program's"),
    WarningEntry(
      code: .wideInterval, severity: .warning,
      condition: """
        the upper end of the interval is more than \(Int(Threshold.intervalRatio)) times the lower; above \
        \(Int(Threshold.rangeOnlyIntervalRatio)) times the range alone is reported
        """,
      basis: "the thresholds are this program's"),
    WarningEntry(
      code: .selectionWidensInterval, severity: .warning,
      condition: """
        the interval that repeats the choice of the model is more than \(Threshold.selectionWidth) times as wide as \
        the one that does not
        """,
      basis: "Silverman, Chan and Vincent 2023; the threshold is this program's"),
    WarningEntry(
      code: .nearbyModelsDisagree, severity: .warning,
      condition: """
        among models within 4 of the smallest AIC the largest estimate is more than \(Threshold.nearbyModels) times \
        the smallest
        """,
      basis: "Silverman 2020; the threshold is this program's"),
    WarningEntry(
      code: .oneListDecides, severity: .warning,
      condition: """
        with one list left out at a time the largest estimate is more than \(Threshold.leaveOneListOut) times the \
        smallest, or there is none without some list; above \(Int(Threshold.rangeOnlyLeaveOneListOut)) times no \
        single number is published
        """,
      basis: "Sharifi Far et al. 2021; the thresholds are this program's"),
    WarningEntry(
      code: .mergingListsMatters, severity: .warning,
      condition: "merging two lists changes the estimate by more than \(percent(Threshold.mergedLists))",
      basis: "Sharifi Far et al. 2021; the threshold is this program's"),
    WarningEntry(
      code: .heldOutRecaptureFails, severity: .warning,
      condition: """
        the known sizes of the lists, estimated from the other lists, are missed by more than \
        \(Threshold.heldOutMedian) in the median logarithm, or covered by fewer than \
        \(percent(Threshold.heldOutCoverage)) of the intervals
        """,
      basis: "Binette and Steorts 2022; Hook and Regal 2000; the thresholds are this program's"),
    WarningEntry(
      code: .dependenceUntestable, severity: .note,
      condition: "always: the assumption about the interaction of all lists cannot be tested",
      basis: "Gerritse, van der Heijden and Bakker 2015"),
    WarningEntry(
      code: .missedLinksNotAssessed, severity: .warning,
      condition: "nothing is known of people whose records on different lists were not linked",
      basis: "Seber 1982; de Wolf, van der Laan and Zult 2019"),
    WarningEntry(
      code: .falseLinksNotAssessed, severity: .warning,
      condition: "nothing is known of different people whose records were linked",
      basis: "Ding and Fienberg 1994; de Wolf, van der Laan and Zult 2019"),
    WarningEntry(
      code: .referralBetweenLists, severity: .warning,
      condition: "a list refers people to another, which makes the two depend on each other",
      basis: "Jones et al. 2014"),
    WarningEntry(
      code: .openPopulation, severity: .warning,
      condition: """
        the lists cover different periods, or more than \(Threshold.periodMonths) months, in which people may come \
        and go
        """,
      basis: "the closed population that all these methods assume; the threshold is this program's"),
    WarningEntry(
      code: .listOfSubgroup, severity: .refusal,
      condition: "a list takes in only a part of the population, so that some histories are impossible",
      basis: "structural zeros are no data"),
    WarningEntry(
      code: .poorFit, severity: .warning,
      condition: """
        a Pearson residual is beyond \(Int(Threshold.residual)), or the deviance has a simulated p-value below \
        \(Threshold.fitPValue)
        """,
      basis: "Davison and Hinkley 1997"),
    WarningEntry(
      code: .overfitted, severity: .warning,
      condition: "the model has more than one interaction for every two histories that somebody has",
      basis: "the threshold is this program's"),
    WarningEntry(
      code: .replicatesNotFinite, severity: .warning,
      condition: """
        more than \(percent(Threshold.nonFiniteReplicates)) of the bootstrap replicates have no finite estimate; \
        above \(percent(Threshold.refusedNonFiniteReplicates)) their interval is not used
        """,
      basis: "the thresholds are this program's"),
    WarningEntry(
      code: .bootstrapMonteCarloError, severity: .warning,
      condition:
        "the Monte Carlo error of an end of the bootstrap interval exceeds \(percent(Threshold.endError)) of it",
      basis: "quantile of a simulated sample; the threshold is this program's"),
    WarningEntry(
      code: .aboveCeiling, severity: .refusal,
      condition: "the estimate exceeds the population from which the people can come",
      basis: "arithmetic"),
    WarningEntry(
      code: .strataDisagree, severity: .warning,
      condition: """
        the sum of the estimates of strata differs from the estimate without strata by more than \
        \(percent(Threshold.strata))
        """,
      basis: "heterogeneity between strata; the threshold is this program's"),
  ]
}
