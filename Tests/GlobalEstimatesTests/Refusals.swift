import Estimates
import GlobalEstimates

/// The code with which a computation is refused; `nil` when it is not.
func refusalCode(_ body: () throws -> Void) -> WarningCode? {
  do {
    try body()
  } catch {
    if case .refused(let refusal)? = error as? GlobalEstimateError { return refusal.code }
  }
  return nil
}
