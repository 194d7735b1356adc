internal import Estimates
internal import MultipleSystems

/// The estimates by other methods, to stand beside the headline.
///
/// The intervals of log-linear models are those of the chosen model alone, which is said beside them: the headline
/// is the one that pays for its choice.
struct MethodPanel: Sendable {
  let estimates: [Estimate]

  /// - Throws: when an option is wrong; a method that does not take this number of lists is left out.
  init(_ table: CaptureTable, headline: LogLinearEstimator, options: MultipleSystemsOptions) throws {
    var estimates: [Estimate] = []
    for estimator in try Self.estimators(lists: table.listCount, options) where estimator.id != headline.id {
      do {
        estimates.append(try estimator.estimate(table, level: options.level))
      } catch EstimatorError.listCount {
        continue
      }
    }
    self.estimates = estimates
  }

  private static func estimators(
    lists: Int, _ options: MultipleSystemsOptions
  ) throws -> [any PopulationEstimator] {
    if lists == 2 { return [LincolnPetersen(), Chapman(), ChaoLowerBound()] }
    let logLinear: [LogLinearEstimator.Method] =
      [.independence, .stepwise()]
      + (ModelRule.largestOrder(listCount: lists) == nil ? [] : [.best(by: .bic), .best(by: .aic)])
    var all: [any PopulationEstimator] = logLinear.map {
      LogLinearEstimator($0, interval: .logNormal, acceptsSmallOverlap: options.acceptsSmallOverlap)
    }
    if (3...5).contains(lists) { all.append(try GraphAveragingEstimator()) }
    all.append(
      LatentClassEstimator(
        model: try LatentClassModel(),
        plan: try LatentClassPlan(sweeps: 4_000, seed: options.seed), threads: options.threads
      ))
    all.append(ChaoLowerBound())
    all.append(SampleCoverageEstimator(.low, seed: options.seed, replicates: 200))
    let heterogeneous: [ClosedPopulationModel.Heterogeneity] = [.chao, .poisson(theta: 2), .darroch]
    all += heterogeneous.map {
      ClosedPopulationEstimator(
        ClosedPopulationModel(listEffects: true, heterogeneity: $0), interval: .profileLikelihood)
    }
    return all
  }
}
