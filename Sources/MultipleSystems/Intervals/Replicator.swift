internal import Glibc
internal import NumericKernel

/// The population that a rule gives for one resampled table.
struct Replicate: Sendable {
  /// Infinite where the estimate is, and where the data leave it open.
  let population: Double
  /// Whether the fit failed for a reason of its own; its population then counts as infinite.
  let isFailure: Bool

  init(_ population: Double, isFailure: Bool = false) {
    self.population = population
    self.isFailure = isFailure
  }

  /// The replicate of a fit of many lists; where existence is not proved it counts as infinite.
  init(_ outcome: FactorisedFit.Outcome, _ fit: FactorisedFit) {
    switch outcome {
    case .regular: self.init(fit.observed + exp(fit.logDark))
    case .undecided, .tooLarge: self.init(.infinity, isFailure: true)
    }
  }

  /// The replicate of a fit by which the estimate of the workspace is `logDark`.
  init(_ outcome: ModelFitter.Outcome, observed: Double, logDark: Double) {
    switch outcome {
    case .regular, .facial: self.init(observed + exp(logDark))
    case .refused(let analysis):
      switch analysis.population {
      case .nobodyUnobserved: self.init(observed)
      case .estimable, .infinite, .notIdentifiable: self.init(.infinity)
      }
    case .notConverged, .undecided: self.init(.infinity, isFailure: true)
    }
  }
}

extension Replicate {
  /// `replicateMap` for replicates, each kept as its population and whether it failed.
  static func map<Failure: Error>(
    _ part: String, count: Int, threads: Int, keeper: ReplicateKeeper?,
    _ body: @escaping @Sendable (Range<Int>) throws(Failure) -> [Replicate]
  ) throws(ReplicateFailure<Failure>) -> [Replicate] {
    let numbers = try replicateMap(part, count: count, width: 2, threads: threads, keeper: keeper) {
      range throws(Failure) in
      try body(range).flatMap { [$0.population, $0.isFailure ? 1 : 0] }
    }
    return stride(from: 0, to: numbers.count, by: 2).map {
      Replicate(numbers[$0], isFailure: numbers[$0 + 1] != 0)
    }
  }
}

/// A rule that is applied to one resampled table after another in memory of its own.
protocol Replicator: AnyObject {
  /// - Parameters:
  ///   - histories: as in the table from which was resampled.
  ///   - counts: of these histories, zeros among them.
  func estimate(histories: [ListSet], counts: [Int]) -> Replicate
}

extension PoissonWorkspace {
  /// Lays out resampled counts and sums their margins.
  mutating func load(histories: [ListSet], counts resampled: [Int]) {
    counts.update(repeating: 0, count: cellCount)
    for i in 0..<histories.count { counts[Int(histories[i].rawValue)] = Double(resampled[i]) }
    sumMargins()
  }
}

/// One model for all replicates; each fit starts from the estimate of the original table.
final class GivenModelReplicator: Replicator {
  private var fitter: ModelFitter
  private let terms: [Int]
  private let start: [Double]

  init(model: LogLinearModel, start: [Double]) {
    fitter = ModelFitter(listCount: model.listCount)
    terms = model.terms.map { Int($0.rawValue) }
    self.start = start
  }

  func estimate(histories: [ListSet], counts: [Int]) -> Replicate {
    fitter.workspace.load(histories: histories, counts: counts)
    for k in 0..<start.count { fitter.workspace.beta[k] = start[k] }
    let outcome = fitter.fit(terms)
    return Replicate(outcome, observed: fitter.workspace.margins[0], logDark: fitter.workspace.beta[0])
  }
}

/// The stepwise choice, repeated in each replicate.
final class StepwiseReplicator: Replicator {
  private var search: StepwiseSearch

  init(listCount: Int, threshold: Double) {
    search = StepwiseSearch(listCount: listCount, threshold: threshold)
  }

  func estimate(histories: [ListSet], counts: [Int]) -> Replicate {
    search.fitter.workspace.load(histories: histories, counts: counts)
    let outcome = search.run()
    return Replicate(
      outcome, observed: search.fitter.workspace.margins[0], logDark: search.fitter.workspace.beta[0])
  }
}

/// One model for all replicates, of more lists than have their cells laid out.
final class FactorisedReplicator: Replicator {
  private let fit: FactorisedFit
  private let interactions: [ListSet]

  init(model: LogLinearModel) {
    fit = FactorisedFit(listCount: model.listCount)
    interactions = model.interactions
  }

  func estimate(histories: [ListSet], counts: [Int]) -> Replicate {
    fit.load(histories: histories, counts: counts)
    return Replicate(fit.fit(interactions: interactions), fit)
  }
}

/// The stepwise choice for more lists than have their cells laid out.
final class FactorisedStepwiseReplicator: Replicator {
  private let search: FactorisedStepwise

  init(listCount: Int, threshold: Double) {
    search = FactorisedStepwise(listCount: listCount, threshold: threshold)
  }

  func estimate(histories: [ListSet], counts: [Int]) -> Replicate {
    search.fit.load(histories: histories, counts: counts)
    return Replicate(search.run(), search.fit)
  }
}

/// The best model by a criterion, searched anew in each replicate from the choice of the table.
final class BestModelReplicator: Replicator {
  private var search: BestModelSearch
  private let criterion: InformationCriterion
  private let guess: UInt64

  init(listCount: Int, maximumOrder: Int, criterion: InformationCriterion, guess: LogLinearModel) {
    search = BestModelSearch(listCount: listCount, maximumOrder: maximumOrder)
    self.criterion = criterion
    self.guess = guess.terms.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  func estimate(histories: [ListSet], counts: [Int]) -> Replicate {
    search.load(histories: histories, counts: counts)
    let observed = search.masked.fitter.workspace.margins[0]
    search.run(charge: criterion.charge(observed: observed), guess: guess)
    guard let best = search.best else { return Replicate(.infinity, isFailure: search.hasFailed) }
    return Replicate(observed + exp(best.logDark))
  }
}

extension BestModelSearch {
  mutating func load(histories: [ListSet], counts: [Int]) {
    masked.fitter.workspace.load(histories: histories, counts: counts)
  }
}
