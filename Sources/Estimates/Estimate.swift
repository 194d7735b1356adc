/// One estimated number as every method reports it and every writer prints it.
///
/// There is no arithmetic on estimates: a difference or a ratio is a statistic of its own, with its own
/// covariance.
public struct Estimate: Sendable, Equatable {
  /// What is estimated, in words ("children trafficked, world, 2000").
  public let quantity: String
  /// The unit of the value and of everything in its uncertainty ("persons", "per 1,000 children").
  public let unit: String
  /// How, in words, with the assumption that carries it ("sum of regional tallies").
  public let method: String
  /// The part of the population that it speaks of, outermost first; empty for the whole.
  public let domain: [DomainLabel]
  public let outcome: Outcome
  public let diagnostics: [Diagnostic]
  public let provenance: Provenance

  /// Either a value with its uncertainty or a refusal; a refused estimate has no number anywhere.
  public enum Outcome: Sendable, Equatable {
    case estimated(value: Double, uncertainty: Uncertainty)
    case refused(Refusal)
  }

  /// - Throws: `EstimateError` when the value or standard error is not a number that can be printed.
  public init(
    quantity: String, unit: String, method: String, domain: [DomainLabel] = [], outcome: Outcome,
    diagnostics: [Diagnostic] = [], provenance: Provenance
  ) throws(EstimateError) {
    if case .estimated(let value, let uncertainty) = outcome {
      guard value.isFinite else { throw .notFinite("the estimate of \(quantity)") }
      if let standardError = uncertainty.standardError {
        guard standardError.isFinite else { throw .notFinite("the standard error of \(quantity)") }
        guard standardError >= 0 else { throw .negativeStandardError }
      }
    }
    self.quantity = quantity
    self.unit = unit
    self.method = method
    self.domain = domain
    self.outcome = outcome
    self.diagnostics = diagnostics
    self.provenance = provenance
  }

  // Not inlined: the optimiser of Swift 6.3 stops with an ownership error where these meet optional chaining in
  // another module.

  @inline(never)
  public var value: Double? {
    guard case .estimated(let value, _) = outcome else { return nil }
    return value
  }

  @inline(never)
  public var uncertainty: Uncertainty? {
    guard case .estimated(_, let uncertainty) = outcome else { return nil }
    return uncertainty
  }

  @inline(never)
  public var refusal: Refusal? {
    guard case .refused(let refusal) = outcome else { return nil }
    return refusal
  }
}

/// One level of a domain: the variable and its value ("region", "Africa").
public struct DomainLabel: Sendable, Equatable, Encodable {
  public let variable: String
  public let value: String

  public init(variable: String, value: String) {
    self.variable = variable
    self.value = value
  }
}

/// Why there is no estimate: the code of the rule that refused, and a sentence with what to do.
public struct Refusal: Sendable, Equatable, Encodable {
  public let code: WarningCode
  public let reason: String

  public init(code: WarningCode, reason: String) {
    self.code = code
    self.reason = reason
  }
}

extension Estimate: Encodable {
  enum CodingKeys: String, CodingKey {
    case quantity, unit, method, domain, value, standardError, interval, degreesOfFreedom
    case uncertaintyUnavailable, refused, diagnostics, provenance
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(quantity, forKey: .quantity)
    try container.encode(unit, forKey: .unit)
    try container.encode(method, forKey: .method)
    if !domain.isEmpty { try container.encode(domain, forKey: .domain) }
    switch outcome {
    case .refused(let refusal):
      try container.encode(refusal, forKey: .refused)
    case .estimated(let value, let uncertainty):
      try container.encode(value, forKey: .value)
      try container.encode(uncertainty.standardError, forKey: .standardError)
      try container.encode(uncertainty.interval, forKey: .interval)
      try container.encodeIfPresent(uncertainty.degreesOfFreedom, forKey: .degreesOfFreedom)
      if case .unavailable(let reason) = uncertainty {
        try container.encode(reason, forKey: .uncertaintyUnavailable)
      }
    }
    try container.encode(diagnostics, forKey: .diagnostics)
    try container.encode(provenance, forKey: .provenance)
  }
}

extension Estimate {
  /// The same estimate with more said of it: doubts that others found, another account of where it comes from, or a
  /// refusal in place of its value.
  public func replacing(
    refusal: Refusal? = nil, diagnostics: [Diagnostic]? = nil, provenance: Provenance? = nil
  ) -> Estimate {
    Estimate(
      copying: self, outcome: refusal.map { .refused($0) } ?? outcome,
      diagnostics: diagnostics ?? self.diagnostics, provenance: provenance ?? self.provenance)
  }

  /// What was checked once needs no second check.
  private init(copying other: Estimate, outcome: Outcome, diagnostics: [Diagnostic], provenance: Provenance) {
    quantity = other.quantity
    unit = other.unit
    method = other.method
    domain = other.domain
    self.outcome = outcome
    self.diagnostics = diagnostics
    self.provenance = provenance
  }
}
