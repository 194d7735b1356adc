package import NumericKernel
package import Tables

/// Why a regression has no answer.
package enum RegressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The formula cannot be read: what, and at which character (from 1).
  case formula(String, position: Int)
  case data(DataError)
  /// Columns that the others determine, by name.
  case rankDeficient([String])
  /// Coefficients that run off to infinity, because some combination of columns tells the answers apart.
  case separation(terms: [String], rows: Int)
  case notConverged(iterations: Int, lastChange: Double)
  /// The responses, weights or starting values do not suit the family.
  case unsuitable(String)
  case numeric(NumericError)

  package var description: String {
    switch self {
    case .formula(let what, let position): "formula, character \(position): \(what)"
    case .data(let error): error.description
    case .rankDeficient(let names):
      "\(Self.list(names)) \(names.count == 1 ? "is" : "are") determined by the other columns of the model; leave "
        + "\(names.count == 1 ? "it" : "them") out"
    case .separation(let terms, let rows):
      "the answers of \(rows) rows are told apart exactly by \(Self.list(terms)), so that the estimates are infinite; "
        + "join categories or leave the terms out"
    case .notConverged(let iterations, let change):
      "the fit did not converge in \(iterations) iterations (the last changed the linear predictor by \(change)); "
        + "check the scale of the covariates and the choice of link"
    case .unsuitable(let what): what
    case .numeric(let error): error.description
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(6).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
  }
}
