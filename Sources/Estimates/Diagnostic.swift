/// How much a warning weighs.
public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
  /// Worth knowing.
  case note
  /// Printed beside the number, because the number may mislead without it.
  case warning
  /// The estimate is refused.
  case refusal

  public static func < (first: Severity, second: Severity) -> Bool {
    first.rank < second.rank
  }

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .refusal: 2
    }
  }
}

/// A doubt about an estimate, carried inside it so that it reaches every report.
public struct Diagnostic: Sendable, Equatable, Encodable {
  public let code: WarningCode
  public let severity: Severity
  /// The catalogue's sentence made particular: which figures, how much.
  public let message: String

  /// The severity is the catalogue's own, unless a method has reason to weigh it differently.
  public init(_ code: WarningCode, severity: Severity? = nil, _ message: String) {
    self.code = code
    self.severity = severity ?? code.entry.severity
    self.message = message
  }
}
