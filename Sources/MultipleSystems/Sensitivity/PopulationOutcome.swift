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
  init(_ rule: ModelRule, of table: CaptureTable) {
    do {
      self = .estimated(try GroundedChoice(rule, of: table).choice.fit.population)
    } catch {
      self = .refused(error.refusal)
    }
  }
}

/// Why there is no sensitivity analysis, or no estimate in one part of it.
public enum SensitivityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The figures allow no estimate.
  case refused(Refusal)
  /// What was asked for does not fit the table or the program.
  case unusable(LogLinearError)
  /// A goodness of fit without replicates or threads.
  case invalidPlan
  /// The people are too many to be drawn at random.
  case tooManyPeople

  init(_ error: LogLinearError) {
    self = error.refusal.map { .refused($0) } ?? .unusable(error)
  }

  public var description: String {
    switch self {
    case .refused(let refusal): refusal.reason
    case .unusable(let error): error.description
    case .invalidPlan:
      "a goodness of fit needs at least one replicate and one thread; 1,000 replicates are usual"
    case .tooManyPeople: "more than 2^52 people cannot be drawn at random; check the counts"
    }
  }

  /// The error as the reason why one part has no estimate.
  var refusal: Refusal {
    if case .refused(let refusal) = self { return refusal }
    return Refusal(code: .populationNotIdentifiable, reason: description)
  }
}

extension LogLinearError {
  /// The error as the refusal of an estimate; `nil` where the fault is not in the figures but in what was asked for.
  var refusal: Refusal? {
    switch self {
    case .noEstimate(let existence):
      Refusal(
        code: existence.status == .infinitePopulation ? .populationInfinite : .populationNotIdentifiable,
        reason: description)
    case .undecided, .notConverged: Refusal(code: .populationNotIdentifiable, reason: description)
    default: nil
    }
  }
}
