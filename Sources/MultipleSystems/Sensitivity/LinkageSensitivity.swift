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
  /// - Throws: `SensitivityError` when the rule has no estimate from the table itself, and above ten lists.
  public init(
    _ table: CaptureTable, rule: ModelRule, errors: [LinkageError] = Self.standardErrors
  ) throws(SensitivityError) {
    try self.init(try GroundedChoice(rule, of: table), errors: errors)
  }

  init(
    _ base: GroundedChoice, errors: [LinkageError] = Self.standardErrors
  ) throws(SensitivityError) {
    try base.requireLaidOutCells()
    let population = base.choice.fit.population
    self.population = population
    let terms = base.choice.model.terms.map { Int($0.rawValue) }
    var fitter = ModelFitter(listCount: base.table.listCount)
    var scenarios: [Scenario] = []
    for error in errors {
      let counts = error.expectedCounts(base.table)
      for cell in 0..<counts.count { fitter.workspace.counts[cell] = counts[cell] }
      fitter.workspace.sumMargins()
      fitter.workspace.startAtIndependence()
      let outcome: PopulationOutcome
      switch fitter.fit(terms) {
      case .regular, .facial:
        outcome = .estimated(fitter.workspace.margins[0] + exp(fitter.workspace.beta[0]))
      case .refused(let analysis):
        outcome = .refused(SensitivityError(.noEstimate(Existence(analysis))).refusal)
      case .notConverged:
        let iterations = fitter.workspace.iterations
        outcome = .refused(SensitivityError(.notConverged(iterations: iterations)).refusal)
      case .undecided: outcome = .refused(SensitivityError(.undecided).refusal)
      }
      scenarios.append(
        Scenario(error: error, outcome: outcome, factor: outcome.population.map { $0 / population }))
    }
    self.scenarios = scenarios
  }
}
