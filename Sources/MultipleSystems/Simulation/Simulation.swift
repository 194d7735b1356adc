internal import Estimates
internal import NumericKernel

/// How many data sets are drawn from each population, and how methods are run on them.
package struct SimulationPlan: Sendable, Equatable {
  package var datasets: Int
  /// Bootstrap replicates of the methods that have them.
  package var replicates: Int
  package var seed: UInt64
  package var threads: Int
  package var level: Double

  package init(datasets: Int, replicates: Int, seed: UInt64 = 1, threads: Int = 1, level: Double = 0.95) {
    self.datasets = datasets
    self.replicates = replicates
    self.seed = seed
    self.threads = threads
    self.level = level
  }
}

/// Methods tried on data sets drawn from a population of known size.
///
/// Data set i has a random stream of its own, from which the seed of the methods' bootstraps is drawn first and the
/// people then. So the result of a population does not depend on which other populations or methods are tried, nor on
/// threads, and two populations share their chance as far as they are alike.
package struct Simulation: Sendable {
  package let population: KnownPopulation
  /// One for each method, in their order.
  package let performances: [MethodPerformance]
  /// The mean number of people on any list, and of those on two lists or more.
  package let meanObserved: Double
  package let meanOverlap: Double

  /// - Throws: when the plan's level or a method's setting is wrong; what the data refuse is counted.
  /// - Precondition: at least one data set and one thread.
  package init(_ population: KnownPopulation, methods: [TrialMethod], plan: SimulationPlan) throws {
    precondition(plan.datasets >= 1 && plan.threads >= 1, "a simulation has a data set and a thread")
    let trials = try parallelMap(count: plan.datasets, threads: plan.threads) { (dataset) throws -> Trial in
      var stream = RandomStream(seed: plan.seed, purpose: .simulation, replicate: dataset)
      let seed = stream.nextUInt64()
      guard let table = try population.draw(from: &stream) else {
        return Trial(
          observed: 0, overlap: 0, outcomes: methods.map { _ in .refused(.smallOverlap) })
      }
      return Trial(
        observed: table.total, overlap: table.total - table.captureFrequencies[0],
        outcomes: try methods.map { try $0.outcome(table, seed: seed, plan) })
    }
    self.population = population
    performances = methods.indices.map { index in
      MethodPerformance(
        method: methods[index].id, truth: population.size, outcomes: trials.map { $0.outcomes[index] })
    }
    meanObserved = Self.mean(trials.map(\.observed))
    meanOverlap = Self.mean(trials.map(\.overlap))
  }

  private struct Trial: Sendable {
    let observed: Int
    let overlap: Int
    let outcomes: [TrialOutcome]
  }

  private static func mean(_ counts: [Int]) -> Double {
    Double(counts.reduce(0, +)) / Double(counts.count)
  }
}

extension TrialMethod {
  /// - Throws: when a setting is wrong. A data set in which lists hold nobody can be too narrow for the method, which
  ///   is a refusal for want of lists.
  fileprivate func outcome(_ table: CaptureTable, seed: UInt64, _ plan: SimulationPlan) throws -> TrialOutcome
  {
    let estimate: Estimate
    do {
      estimate = try make(seed, plan.replicates).estimate(table, level: plan.level)
    } catch EstimatorError.listCount {
      return .refused(.fewLists)
    }
    switch estimate.outcome {
    case .refused(let refusal): return .refused(refusal.code)
    case .estimated(let population, let uncertainty):
      return .answered(population: population, interval: uncertainty.interval)
    }
  }
}
