internal import Estimates

/// What reports of strata and of covariates share.
enum PartReport {
  /// The uncertainty that replicates give, and what is to be said of it. Above the largest share of infinite
  /// replicates the interval has no upper end.
  static func uncertainty(
    _ distribution: ReplicateDistribution, failed: Int, form: BootstrapForm, level: Double
  ) throws(EstimateError) -> (uncertainty: Uncertainty, diagnostics: [Diagnostic], notes: [String]) {
    var diagnostics: [Diagnostic] = []
    let count = distribution.replicates.count
    let infinite = distribution.infiniteCount
    var notes = ["the choice of the model was repeated in each of \(count) bootstrap replicates"]
    let share = Double(infinite) / Double(count)
    if share > LogLinearThreshold.infiniteShare {
      diagnostics.append(
        Diagnostic(
          .infiniteReplicates,
          "\(infinite) of \(count) bootstrap replicates have no finite estimate"
            + (failed > 0 ? ", \(failed) of them because their model could not be fitted" : "")))
    }
    if failed > 0 {
      notes.append(
        "\(failed) replicates could not be fitted and count as infinite: their fit did not converge, or the chosen "
          + "model joins more than \(CaptureTable.denseListCount) lists, in which case fewer lists or merged ones help"
      )
    }
    var found: BootstrapInterval?
    if form == .bca {
      found = try distribution.bcaInterval(level: level)
      if found == nil {
        notes.append(
          "there is no BCa interval, because the replicates lie on one side of the estimate or leaving one person "
            + "out makes it infinite; the interval is the percentile one")
      }
    }
    if found == nil { found = try distribution.percentileInterval(level: level) }
    guard let found else {
      return (
        .unavailable(reason: "too many bootstrap replicates have no finite estimate"), diagnostics, notes
      )
    }
    if found.isImprecise {
      diagnostics.append(
        Diagnostic(
          .endPointError,
          "the number of replicates leaves the ends of the interval uncertain by more than 2 %; use more"))
    }
    var interval = found.interval
    if share > LogLinearThreshold.infiniteShareForUnbounded, interval.finiteUpper != nil {
      interval = try Interval(
        kind: interval.kind, level: interval.level, lower: interval.lower,
        upper: .unbounded(reason: "more than 5 % of the bootstrap replicates have no finite estimate"))
    }
    return (.intervalOnly(interval), diagnostics, notes)
  }

  /// The warning of an interval whose ends are far apart.
  static func width(of interval: Interval) -> [Diagnostic] {
    guard let upper = interval.finiteUpper else {
      return [Diagnostic(.wideInterval, "the interval has no upper end")]
    }
    guard upper > LogLinearThreshold.endRatio * interval.lower else { return [] }
    return [
      Diagnostic(
        .wideInterval,
        upper > LogLinearThreshold.endRatioForRange * interval.lower
          ? "the upper end is more than 10 times the lower; report the range and no single number"
          : "the upper end is more than 3 times the lower")
    ]
  }

  /// The warning that little of the population was observed.
  static func impliedCoverage(observed: Int, population: Double) -> [Diagnostic] {
    guard Double(observed) < LogLinearThreshold.impliedCoverage * population else { return [] }
    return [
      Diagnostic(
        .lowImpliedCoverage,
        "by this estimate less than 30 % of the population was observed, so that it rests on the dependence of the "
          + "lists and on their links")
    ]
  }
}

extension EstimationGround {
  /// What `preparing` says of a table whose lists that hold nobody stay: a model gives them parameters at minus
  /// infinity, which changes no estimate.
  static func of(_ table: CaptureTable) throws(CovariateError) -> EstimationGround {
    // A table holds somebody, so that a list is left and nothing else can go wrong.
    do { return try preparing(table).ground } catch { throw .noStrata }
  }
}
