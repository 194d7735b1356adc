package import Estimates

/// Why a method of this target gives no number.
package enum GlobalEstimateError: Error, Equatable, CustomStringConvertible {
  /// The input is not what the method can read; the sentence says what and where.
  case invalidInput(String)
  /// The input is in order and a rule of the warning catalogue forbids the number.
  case refused(Refusal)
  /// An iteration or a set of Markov chains did not arrive.
  case notConverged(String)

  package static func refused(_ code: WarningCode, _ reason: String) -> GlobalEstimateError {
    .refused(Refusal(code: code, reason: reason))
  }

  package var description: String {
    switch self {
    case .invalidInput(let sentence), .notConverged(let sentence): sentence
    case .refused(let refusal): "\(refusal.code.rawValue): \(refusal.reason)"
    }
  }
}
