internal import Estimates
internal import Glibc

/// What the estimate would be with errors of linkage between the lists.
///
/// The errors are put into the table in expected numbers and the chosen model is fitted again, the choice not being
/// repeated, so that what changes is the linkage alone. If the figures have such errors already, the estimate without
/// them would differ from the one at hand by about the inverse factor.
public struct LinkageSensitivity: Sendable, Equatable {
  public struct Scenario: Sendable, Equatable {
    public let error: LinkageError
    public let outcome: PopulationOutcome
    /// N̂ with the errors over N̂; `nil` where there is no estimate.
    public let factor: Double?
  }

  /// The rates that every report shows.
  public static let standardErrors: [LinkageError] = [
    .missedLinks(0.05), .missedLinks(0.10), .missedLinks(0.20), .falseLinks(0.01), .falseLinks(0.05),
  ]

  /// The estimate from the table as it is.
  public let population: Double
  /// In the order asked for.
  public let scenarios: [Scenario]

  /// - Parameter errors: with rates of at least 0 and less than 1, which is a precondition.
  /// - Throws: `SensitivityError` when the rule has no estimate from the table itself, and where the histories are too
  ///   many to go through, which takes people on some twenty lists each.
  public init(
    _ table: CaptureTable, rule: ModelRule, errors: [LinkageError] = Self.standardErrors
  ) throws(SensitivityError) {
    try self.init(try GroundedChoice(rule, of: table), errors: errors)
  }

  init(
    _ base: GroundedChoice, errors: [LinkageError] = Self.standardErrors
  ) throws(SensitivityError) {
    let population = base.choice.fit.population
    self.population = population
    var scenarios: [Scenario] = []
    for error in errors {
      guard let expected = error.expectedCounts(base.table) else {
        throw SensitivityError(.tooManyLists(base.table.listCount))
      }
      let outcome = PopulationOutcome(
        base.choice.model, histories: expected.histories, people: expected.people)
      scenarios.append(
        Scenario(error: error, outcome: outcome, factor: outcome.population.map { $0 / population }))
    }
    self.scenarios = scenarios
  }
}

extension PopulationOutcome {
  /// What a model gives for people in numbers that need not be whole.
  fileprivate init(_ model: LogLinearModel, histories: [ListSet], people: [Double]) {
    if model.listCount > CaptureTable.denseListCount {
      let fit = FactorisedFit(listCount: model.listCount)
      fit.load(histories: histories, people: people)
      switch fit.fit(interactions: model.interactions) {
      case .regular: self = .estimated(fit.observed + exp(fit.logDark))
      case .undecided: self = .refused(SensitivityError(.undecided).refusal)
      case .tooLarge: self = .refused(SensitivityError(.tooManyLists(model.listCount)).refusal)
      }
      return
    }
    var fitter = ModelFitter(listCount: model.listCount)
    fitter.workspace.counts.update(repeating: 0, count: fitter.workspace.cellCount)
    for i in 0..<histories.count { fitter.workspace.counts[Int(histories[i].rawValue)] = people[i] }
    fitter.workspace.sumMargins()
    fitter.workspace.startAtIndependence()
    switch fitter.fit(model.terms.map({ Int($0.rawValue) })) {
    case .regular, .facial:
      self = .estimated(fitter.workspace.margins[0] + exp(fitter.workspace.beta[0]))
    case .refused(let analysis):
      self = .refused(SensitivityError(.noEstimate(Existence(analysis))).refusal)
    case .notConverged:
      self = .refused(SensitivityError(.notConverged(iterations: fitter.workspace.iterations)).refusal)
    case .undecided: self = .refused(SensitivityError(.undecided).refusal)
    }
  }
}
