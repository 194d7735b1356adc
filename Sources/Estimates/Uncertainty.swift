/// How far a number may be from what it estimates, or why nobody can say.
///
/// "No standard error" is a case that a reader of the value has to handle; it is never a NaN or a zero.
public enum Uncertainty: Sendable, Equatable {
  /// A distribution of the error is known or modelled.
  /// `degreesOfFreedom` is `nil` where the reference distribution has none.
  case sampling(standardError: Double, degreesOfFreedom: Double?, interval: Interval)
  /// Only an interval exists: profile, percentile, posterior, bounds.
  case intervalOnly(Interval)
  /// Nothing can be said, and this is why.
  case unavailable(reason: String)

  // Not inlined, as the accessors of an estimate are not.

  @inline(never)
  public var interval: Interval? {
    switch self {
    case .sampling(_, _, let interval), .intervalOnly(let interval): interval
    case .unavailable: nil
    }
  }

  @inline(never)
  public var standardError: Double? {
    guard case .sampling(let standardError, _, _) = self else { return nil }
    return standardError
  }

  @inline(never)
  public var degreesOfFreedom: Double? {
    guard case .sampling(_, let degreesOfFreedom, _) = self else { return nil }
    return degreesOfFreedom
  }
}

/// A number that cannot stand in an estimate.
public enum EstimateError: Error, Equatable, CustomStringConvertible {
  case notFinite(String)
  case negativeStandardError
  case crossedInterval
  case invalidLevel(Double)

  public var description: String {
    switch self {
    case .notFinite(let what):
      "\(what) is not a finite number; the inputs are too large or the method has no answer for them"
    case .negativeStandardError:
      "a standard error came out negative"
    case .crossedInterval:
      "the lower end of an interval came out above its upper end"
    case .invalidLevel(let level):
      "an interval level has to lie between 0 and 1, and \(level) does not"
    }
  }
}
