/// A method with the interval by which it is judged.
package struct TrialMethod: Sendable {
  /// A short name for commands and tables; it never changes.
  package let id: String
  /// The method and its interval, in one line.
  package let summary: String
  /// The numbers of lists that it takes.
  package let listCounts: ClosedRange<Int>
  /// Whether it is left out unless it is asked for, being slow.
  package let isOptional: Bool
  /// An estimator that draws its random numbers from a seed, on one thread.
  let make: @Sendable (_ seed: UInt64, _ replicates: Int) throws -> any PopulationEstimator

  init(
    _ id: String, _ summary: String, listCounts: ClosedRange<Int> = 2...CaptureTable.denseListCount,
    isOptional: Bool = false,
    _ make: @escaping @Sendable (UInt64, Int) throws -> any PopulationEstimator
  ) {
    self.id = id
    self.summary = summary
    self.listCounts = listCounts
    self.isOptional = isOptional
    self.make = make
  }

  package static let all: [TrialMethod] = [
    TrialMethod("independence", "log-linear model of independent lists, log-normal interval") { _, _ in
      LogLinearEstimator(.independence, interval: .logNormal)
    },
    TrialMethod("independence-wald", "the same model, Wald interval given the number of people seen") {
      _, _ in
      LogLinearEstimator(.independence, interval: .wald)
    },
    TrialMethod("independence-profile", "the same model, multinomial profile likelihood interval") { _, _ in
      LogLinearEstimator(.independence, interval: .profile(.multinomial))
    },
    TrialMethod("stepwise", "stepwise choice, log-normal interval of the chosen model alone") { _, _ in
      LogLinearEstimator(.stepwise(), interval: .logNormal)
    },
    TrialMethod("stepwise-wald", "stepwise choice, Wald interval of the chosen model, given the number seen")
    {
      _, _ in LogLinearEstimator(.stepwise(), interval: .wald)
    },
    TrialMethod(
      "stepwise-population-bca", "stepwise choice, BCa bootstrap of the population that repeats the choice"
    ) { seed, replicates in
      LogLinearEstimator(
        .stepwise(),
        interval: .bca(BootstrapPlan(replicates: replicates, seed: seed, threads: 1, draw: .population)))
    },
    TrialMethod(
      "stepwise-bca", "stepwise choice, BCa bootstrap of as many people as were seen that repeats the choice"
    ) { seed, replicates in
      LogLinearEstimator(
        .stepwise(), interval: .bca(BootstrapPlan(replicates: replicates, seed: seed, threads: 1)))
    },
    TrialMethod(
      "bic", "smallest BIC of all hierarchical models, log-normal interval of the chosen model alone",
      listCounts: 3...6
    ) { _, _ in LogLinearEstimator(.best(by: .bic), interval: .logNormal) },
    TrialMethod("chao", "Chao's lower bound, log-normal interval of the bound") { _, _ in ChaoLowerBound() },
    TrialMethod("coverage", "sample coverage of Chao and Tsay for low coverage, log-normal interval") {
      seed, _ in SampleCoverageEstimator(.low, seed: seed, replicates: 100)
    },
    TrialMethod("graphs", "average over decomposable graphs, posterior interval", listCounts: 3...5) { _, _ in
      try GraphAveragingEstimator()
    },
    TrialMethod(
      "latent-classes", "latent classes of people, posterior interval", listCounts: 3...20, isOptional: true
    ) { seed, _ in
      LatentClassEstimator(model: try LatentClassModel(), plan: try LatentClassPlan(seed: seed))
    },
  ]
}
