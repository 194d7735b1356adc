internal import Estimates

/// What reports of strata and of covariates share.
enum PartReport {
  /// The uncertainty that percentiles of replicates give, and what is to be said of it. Above the largest share of
  /// infinite replicates the interval has no upper end.
  static func uncertainty(
    replicates: [Double], infinite: Int, failed: Int, level: Double
  ) throws(EstimateError) -> (uncertainty: Uncertainty, diagnostics: [Diagnostic], notes: [String]) {
    var diagnostics: [Diagnostic] = []
    var notes = ["the choice of the model was repeated in each of \(replicates.count) bootstrap replicates"]
    let share = Double(infinite) / Double(replicates.count)
    if share > LogLinearThreshold.infiniteShare {
      diagnostics.append(
        Diagnostic(
          .infiniteReplicates,
          "\(infinite) of \(replicates.count) bootstrap replicates have no finite estimate"))
    }
    if failed > 0 { notes.append("\(failed) replicates failed to converge and count as infinite") }
    guard var interval = try percentileBootstrapInterval(replicates, level: level) else {
      return (
        .unavailable(reason: "too many bootstrap replicates have no finite estimate"), diagnostics, notes
      )
    }
    if share > LogLinearThreshold.infiniteShareForUnbounded, interval.finiteUpper != nil {
      interval = try Interval(
        kind: interval.kind, level: interval.level, lower: interval.lower,
        upper: .unbounded(reason: "more than 5 % of the bootstrap replicates have no finite estimate"))
    }
    if let upper = interval.finiteUpper, upper > LogLinearThreshold.endRatio * interval.lower {
      diagnostics.append(
        Diagnostic(
          .wideInterval,
          upper > LogLinearThreshold.endRatioForRange * interval.lower
            ? "the upper end is more than 10 times the lower; report the interval as a range only"
            : "the upper end is more than 3 times the lower"))
    }
    return (.intervalOnly(interval), diagnostics, notes)
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
