package import Estimates
package import NumericKernel
package import Regression
package import Tables

/// Why a survey question has no answer, in a sentence with what to do about it.
package enum SurveyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file breaks a rule of the design, at a row and column.
  case data(DataError)
  /// Strata with one sampled unit and an unfinished population, under `LonelyPSU.fail`.
  case lonelyUnit(stage: Int, strata: [String])
  /// Nobody with a positive weight answered in the domain.
  case emptyDomain(String)
  /// The arguments do not fit together.
  case usage(String)
  /// Calibration or raking has no solution that keeps its promises; the sentence names the margin.
  case calibration(String)
  case regression(RegressionError)
  case numeric(NumericError)
  case estimate(EstimateError)

  /// The rule of the warning catalogue that refuses, where there is one.
  package var code: WarningCode? {
    switch self {
    case .lonelyUnit: .surveyLonelyPSU
    case .calibration: .surveyCalibrationFailed
    default: nil
    }
  }

  package var description: String {
    switch self {
    case .data(let error): error.description
    case .lonelyUnit(1, let strata):
      "\(Self.list(strata, "stratum", "strata")) with a single PSU, so the variance within "
        + "\(strata.count == 1 ? "it" : "them") cannot be estimated; pass --lonely-psu "
        + "certainty when the PSU was taken with certainty, collapse to join it to its neighbour, centred or average"
    case .lonelyUnit(let stage, let strata):
      "\(Self.list(strata, "PSU", "PSUs")) with a single unit at stage \(stage); pass --lonely-psu certainty to let "
        + "later stages add no variance there, or leave out the population sizes of stage \(stage - 1)"
    case .emptyDomain(let what): "nobody with a positive weight has an answer in \(what)"
    case .usage(let what), .calibration(let what): what
    case .regression(let error): error.description
    case .numeric(let error): error.description
    case .estimate(let error): error.description
    }
  }

  private static let shown = 8

  private static func list(_ labels: [String], _ singular: String, _ plural: String) -> String {
    let named = labels.prefix(shown).map { "'\($0)'" }.joined(separator: ", ")
    let rest = labels.count > shown ? " and \(labels.count - shown) more" : ""
    return labels.count == 1 ? "there is a \(singular), \(named)," : "there are \(plural), \(named)\(rest),"
  }
}
