public import Estimates

/// A population that one part of a sensitivity analysis estimated, or why there is none there.
public enum PopulationOutcome: Sendable, Equatable {
  case estimated(Double)
  case refused(Refusal)

  public var population: Double? {
    guard case .estimated(let population) = self else { return nil }
    return population
  }

  public var refusal: Refusal? {
    guard case .refused(let refusal) = self else { return nil }
    return refusal
  }

  /// What a rule gives for a table.
  init(_ rule: ModelRule, of table: CaptureTable, isOverlapNeeded: Bool) {
    do {
      let grounded = try GroundedChoice(rule, of: table, isOverlapNeeded: isOverlapNeeded)
      self = .estimated(grounded.choice.fit.population)
    } catch {
      self = .refused(error.refusal)
    }
  }
}

/// Why there is no sensitivity analysis.
public enum SensitivityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The figures allow no estimate.
  case refused(Refusal)
  /// What was asked for does not fit the table.
  case unusable(LogLinearError)

  init(_ error: LogLinearError) {
    self =
      error.refusal(of: "").map { .refused(Refusal(code: $0.code, reason: error.description)) }
      ?? .unusable(error)
  }

  public var description: String {
    switch self {
    case .refused(let refusal): refusal.reason
    case .unusable(let error): error.description
    }
  }

  /// The error as the reason why one part has no estimate.
  var refusal: Refusal {
    if case .refused(let refusal) = self { return refusal }
    return Refusal(code: .fitFailed, reason: description)
  }
}
