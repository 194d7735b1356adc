package import MultipleSystems

/// Every method that estimates a population from a table of lists, by the name that commands use.
package enum PopulationMethods {
  /// Names in the order of help; a test compares them with `named`.
  package static let names: [String] =
    LogLinearEstimator.all.map(\.id) + ["graphs", "latent-classes", "lincoln-petersen", "chapman"]
    + ["chao", "chao-lists"] + SampleCoverageEstimator.Form.allCases.map { SampleCoverageEstimator($0).id }
    + ClosedPopulationModel.all.map { ClosedPopulationEstimator($0).id } + [BehaviouralModel().id]
    + countNames

  /// Those that take how often one list counted each person.
  package static let countNames = countEstimators.map(\.id)

  static let countEstimators: [any CountEstimator] = [ZeroTruncatedPoisson(), Zelterman(), ChaoFromCounts()]

  /// The method of a name, with the user's interval, seed and threads.
  /// - Throws: `EstimatorError` when an option is wrong; `nil` is returned for a name that is not known.
  package static func named(
    _ name: String, options: MultipleSystemsOptions
  ) throws -> (any PopulationEstimator)? {
    let closed = ClosedPopulationModel.all.map {
      ClosedPopulationEstimator(
        $0,
        interval: options.interval == .wald || options.interval == .logNormal
          ? .logNormal : .profileLikelihood)
    }
    var all: [any PopulationEstimator] = LogLinearEstimator.all.map {
      LogLinearEstimator(
        $0.method, interval: options.intervalMethod, acceptsSmallOverlap: options.acceptsSmallOverlap)
    }
    all.append(try GraphAveragingEstimator())
    all.append(
      LatentClassEstimator(
        model: try LatentClassModel(), plan: try LatentClassPlan(seed: options.seed), threads: options.threads
      ))
    all +=
      [LincolnPetersen(), Chapman(), ChaoLowerBound(), ChaoLowerBound(occasions: .lists)]
      as [any PopulationEstimator]
    all += SampleCoverageEstimator.Form.allCases.map {
      SampleCoverageEstimator($0, seed: options.seed, replicates: options.replicates)
    }
    all += closed as [any PopulationEstimator]
    all.append(BehaviouralModel())
    all += countEstimators
    return all.first { $0.id == name }
  }
}
