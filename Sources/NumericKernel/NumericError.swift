/// Why a computation has no answer.
public enum NumericError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An input or a result is NaN or infinite.
  case notFinite(String)
  /// The shapes of the arguments do not fit.
  case shape(String)
  /// The matrix has the given numerical rank, which is less than its number of columns. `dependent` are the
  /// indices, from 0, of columns that the others determine; it is empty where they were not looked for.
  case rankDeficient(rank: Int, columns: Int, dependent: [Int] = [])
  /// A factorisation stopped because the matrix is not positive definite.
  case notPositiveDefinite
  /// An iteration did not reach its tolerance.
  case notConverged(String, iterations: Int)
  /// A parameter is outside the domain of the function.
  case domain(String)
  /// LAPACK reported a bad argument, which is a fault of this program.
  case lapack(routine: String, info: Int)

  public var description: String {
    switch self {
    case .notFinite(let what): "\(what) is not finite"
    case .shape(let what): what
    case .rankDeficient(let rank, let columns, let dependent):
      "the \(columns) columns hold only \(rank) independent ones; leave out "
        + (dependent.isEmpty
          ? "those that others determine"
          : "number " + dependent.map { String($0 + 1) }.joined(separator: ", ")
            + " (counted from 1), which others determine")
    case .notPositiveDefinite: "the matrix is not positive definite"
    case .notConverged(let what, let iterations): "\(what) did not converge in \(iterations) iterations"
    case .domain(let what): what
    case .lapack(let routine, let info): "\(routine) returned \(info)"
    }
  }
}
