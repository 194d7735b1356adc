internal import Glibc

/// How a model of lists by covariates is chosen. A bootstrap repeats the choice in every replicate.
public enum CovariateRule: Sendable, Equatable {
  /// No choice: this model.
  case given(CovariateModel)
  /// Steps from a model, each to the neighbour with the smallest criterion, until none lowers it.
  ///
  /// A neighbour has one more term of `scope`, all proper parts of which are in the model, or one interaction less
  /// that is part of no other term; main effects stay. A neighbour under which the population has no finite and unique
  /// estimate is not taken. Of neighbours whose criteria differ by less than 1e-7 the first is taken: terms to add
  /// in the order of `CovariateTerm`, then terms to remove in that order.
  case stepwise(from: CovariateModel, scope: CovariateModel, by: InformationCriterion)

  /// Steps from all main effects towards all interactions of two, as in the Dutch and UNODC estimates
  /// (Cruyff, van Dijk and van der Heijden 2017, Chance 30(3):41).
  public static func pairs(
    of table: CovariateTable, by criterion: InformationCriterion, degrees: [String: Int] = [:]
  ) throws(CovariateError) -> CovariateRule {
    .stepwise(
      from: try .mainEffects(of: table, degrees: degrees), scope: try .allPairs(of: table, degrees: degrees),
      by: criterion)
  }

  /// By how much a step has to lower the criterion, and within what difference models count as equally good.
  static let leastGain = 1e-7

  /// Chooses a model and fits it.
  ///
  /// - Throws: `CovariateError`; `noEstimate` when the given model, or the one from which the steps start, has no
  ///   estimate of the population.
  public func choose(from table: CovariateTable) throws(CovariateError) -> CovariateChoice {
    let fitter = try fitter(for: table)
    var search = CovariateSearch(self, fitter)
    search.keepsCompared = true
    switch search.run() {
    case .estimate: break
    case .refused(let status): throw .noEstimate(status)
    case .failed(.undecided): throw .undecided
    case .failed(.notConverged(let iterations)): throw .notConverged(iterations: iterations)
    }
    return CovariateChoice(
      rule: self, fit: try fitter.report(search.model), steps: search.steps,
      refusedModelCount: search.refused.count, nearbyPopulations: search.nearbyPopulations,
      failedModelCount: search.failed.count)
  }

  /// The memory in which the rule is applied to a table.
  func fitter(for table: CovariateTable) throws(CovariateError) -> CovariateFitter {
    switch self {
    case .given(let model): return try CovariateFitter(table, for: model)
    case .stepwise(let start, let scope, _):
      guard start.fits(table), scope.fits(table), start.degrees == scope.degrees else { throw .modelMismatch }
      guard start.terms.allSatisfy(scope.contains) else { throw .startOutsideScope }
      return try CovariateFitter(table, for: scope)
    }
  }
}

/// A model that a rule chose, and the way to it.
public struct CovariateChoice: Sendable, Equatable {
  public let rule: CovariateRule
  public let fit: CovariateFit
  public let steps: [CovariateStep]
  /// Different models that were looked at and have no finite and unique estimate of the population.
  public let refusedModelCount: Int
  /// The smallest and the largest population among the models looked at whose criterion is within 4 of the smallest;
  /// `nil` where none were compared.
  public let nearbyPopulations: ClosedRange<Double>?
  /// Different models that were looked at and whose fit or existence could not be decided.
  public let failedModelCount: Int

  public var model: CovariateModel { fit.model }
}

/// One step of a choice.
public struct CovariateStep: Sendable, Equatable {
  public let term: CovariateTerm
  public let isAddition: Bool
  /// Of the model after the step, without the constant 2 Σ log y!.
  public let criterion: Double
  /// The estimate of the population after the step.
  public let population: Double
}

/// A rule applied to the counts that are laid out in a fitter.
struct CovariateSearch {
  enum Result {
    case estimate
    case refused(Existence.Status)
    case failed(CovariateFitter.Failure)
  }

  /// Of the steps of Newton's method for models that are compared: the error left in log μ is the square of it.
  static let tolerance = 1e-4

  let rule: CovariateRule
  let fitter: CovariateFitter
  private(set) var model: CovariateModel
  private(set) var steps: [CovariateStep] = []
  private(set) var refused: Set<CovariateModel> = []
  private(set) var failed: Set<CovariateModel> = []
  private(set) var outcome: CovariateFitter.Outcome?
  /// Whether to keep the criterion and population of every model that was compared.
  var keepsCompared = false
  private var compared: [(criterion: Double, population: Double)] = []

  init(_ rule: CovariateRule, _ fitter: CovariateFitter) {
    self.rule = rule
    self.fitter = fitter
    switch rule {
    case .given(let model): self.model = model
    case .stepwise(let start, _, _): model = start
    }
  }

  /// Chooses the model, whose estimate stands in the workspace after, with `outcome`.
  mutating func run() -> Result {
    let workspace = fitter.workspace
    do throws(CovariateFitter.Failure) {
      var current = try fitter.fit(model)
      guard current.isEstimate else { return .refused(current.status) }
      guard case .stepwise(_, let scope, let criterion) = rule else {
        outcome = current
        return .estimate
      }
      let charge = criterion.charge(observed: workspace.observed)
      var estimate = savedEstimate()
      var value = -2 * workspace.kernel + charge * Double(fitter.parameterCount(of: model))
      if keepsCompared { compared.append((value, population(current))) }
      while let next = bestNeighbour(scope, charge, below: value, from: estimate) {
        model = next.model
        value = next.value
        estimate = next.estimate
        steps.append(
          CovariateStep(
            term: next.term, isAddition: next.isAddition, criterion: value, population: next.population))
      }
      restore(estimate)
      current = try fitter.fit(model, isStarted: true)
      outcome = current
      return current.isEstimate ? .estimate : .refused(current.status)
    } catch {
      return .failed(error)
    }
  }

  private struct Neighbour {
    let model: CovariateModel
    let term: CovariateTerm
    let isAddition: Bool
    let value: Double
    let population: Double
    let estimate: [Double]
  }

  private mutating func bestNeighbour(
    _ scope: CovariateModel, _ charge: Double, below value: Double, from estimate: [Double]
  ) -> Neighbour? {
    var best: Neighbour?
    let present = Set(model.terms)
    let additions = scope.terms.filter { term in
      !present.contains(term) && term.parts.allSatisfy { $0 == term || present.contains($0) }
    }
    let removals = model.generators.filter { $0.order > 1 }
    for (index, term) in (additions + removals).enumerated() {
      let isAddition = index < additions.count
      let candidate = isAddition ? model.adding(term) : model.removing(term)
      if refused.contains(candidate) || failed.contains(candidate) { continue }
      let charged = charge * Double(fitter.parameterCount(of: candidate))
      restore(estimate)
      let outcome: CovariateFitter.Outcome
      do {
        outcome = try fitter.fit(candidate, isStarted: true, tolerance: Self.tolerance)
      } catch {
        failed.insert(candidate)
        continue
      }
      guard outcome.isEstimate else {
        refused.insert(candidate)
        continue
      }
      let candidateValue = -2 * fitter.workspace.kernel + charged
      if keepsCompared { compared.append((candidateValue, population(outcome))) }
      guard candidateValue < min(value, best?.value ?? .infinity) - CovariateRule.leastGain else { continue }
      best = Neighbour(
        model: candidate, term: term, isAddition: isAddition, value: candidateValue,
        population: population(outcome), estimate: savedEstimate())
    }
    return best
  }

  private func population(_ outcome: CovariateFitter.Outcome) -> Double {
    var population = fitter.workspace.observed
    for c in 0..<fitter.workspace.cellCount { population += fitter.darkFigure(ofCell: c, outcome) }
    return population
  }

  /// The range of populations of the models within 4 of the smallest criterion.
  var nearbyPopulations: ClosedRange<Double>? {
    guard let least = compared.map(\.criterion).min() else { return nil }
    let near = compared.filter { $0.criterion <= least + LogLinearThreshold.criterionDistance }.map(
      \.population)
    guard let smallest = near.min(), let largest = near.max() else { return nil }
    return smallest...largest
  }

  private var size: Int { fitter.workspace.historyCount * fitter.workspace.functionCount }

  private func savedEstimate() -> [Double] { (0..<size).map { fitter.workspace.beta[$0] } }

  private func restore(_ estimate: [Double]) {
    for k in 0..<size { fitter.workspace.beta[k] = estimate[k] }
  }
}
