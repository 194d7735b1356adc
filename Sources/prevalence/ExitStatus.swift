internal import ArgumentParser
internal import Estimates
internal import GlobalEstimates
internal import MultipleSystems
internal import NumericKernel
internal import Reporting
internal import Studies
internal import Survey
internal import Tables

/// Exit codes after sysexits.h, with 3 for a refused estimate, 1 for a check that failed, and 10 for a change that the
/// code was to tell.
enum ExitStatus {
  static let checkFailed: Int32 = 1
  static let refused: Int32 = 3
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let noInput: Int32 = 66
  static let changed: Int32 = 10
  static let internalFault: Int32 = 70
  static let inputOutput: Int32 = 74
  static let notPermitted: Int32 = 77

  /// What went wrong, in a sentence, and the code to exit with.
  struct Fault {
    /// `nil` where it was said already, or nobody listens.
    let message: String?
    let code: Int32
    /// Whether the message is the whole text of a mistake in usage, with its hints.
    var isUsageText = false
  }

  /// Says on standard error what went wrong and returns the code to exit with.
  static func report(_ error: any Error) -> Int32 {
    let fault = fault(error)
    if let message = fault.message {
      StandardError.write(fault.isUsageText ? message + "\n" : "\(Program.name): error: \(message)\n")
    }
    return fault.code
  }

  static func fault(_ error: any Error) -> Fault {
    switch error {
    case let code as ExitCode:
      return Fault(message: nil, code: code.rawValue)
    case let error as FolderLock.Held:
      return say(error.description, code: FolderLock.Held.exitCode)
    case let error as StudyFileError:
      return say(error.description, code: StudyFileError.exitCode)
    case let error as GatherError:
      return say(error.description, code: checkFailed)
    case let error as UnsafeRelease:
      return say(error.description, code: UnsafeRelease.exitCode)
    case let error as RefusedEdition:
      return say(error.description, code: refused)
    case let error as DataError:
      return say(error.description, code: code(of: error.kind))
    case let error as FileOutputError:
      return say(error.description, code: error.kind.exitCode)
    case is BrokenPipe:
      return Fault(message: nil, code: BrokenPipe.exitCode)
    case let error as StudyOptionError:
      return say(error.description, code: usage)
    case let error as RefusedEstimate:
      return say(error.description, code: refused)
    case let error as Interruption.Ended:
      return say(error.description, code: error.exitCode)
    case let error as ModelError:
      return say(error.description, code: usage)
    case let error as EstimatorError:
      return say(error.description, code: usage)
    case let error as LogLinearError:
      return say(error.description, code: usage)
    case let error as CovariateError:
      return say(error.description, code: usage)
    case let error as SensitivityError:
      return say(error.description, code: usage)
    case let error as CaptureTableError:
      return say(error.description, code: badData)
    case let error as GlobalEstimateError:
      return say(PlainText.line(error.description), code: code(of: error))
    case let error as CheckFailure:
      return say(error.description, code: checkFailed)
    case let error as EstimateError:
      return say(error.description, code: badData)
    case let error as SurveyError:
      return fault(of: error)
    case let error as NumericError:
      return say("a computation has no answer for these inputs: \(error)", code: badData)
    default:
      let code = Prevalence.exitCode(for: error)
      return Fault(
        message: Prevalence.fullMessage(for: error),
        code: code == .validationFailure || code == .failure ? usage : code.rawValue, isUsageText: true)
    }
  }

  private static func code(of error: GlobalEstimateError) -> Int32 {
    switch error {
    case .invalidInput: badData
    case .refused, .notConverged: refused
    }
  }

  /// A stratum with one cluster and a calibration that fails refuse the estimate; what does not fit together is usage.
  private static func fault(of error: SurveyError) -> Fault {
    switch error {
    case .data(let error): say(error.description, code: code(of: error.kind))
    case .lonelyUnit(1, let strata): say(Self.lonely(strata), code: refused)
    case .lonelyUnit: say(error.description, code: refused)
    case .calibration(let what):
      say("no estimate (\(WarningCode.surveyCalibrationFailed.rawValue)): \(what)", code: refused)
    case .emptyDomain, .numeric, .estimate, .regression: say(error.description, code: badData)
    case .usage: say(error.description, code: usage)
    }
  }

  /// The library's sentence in the words of the command line.
  private static func lonely(_ strata: [String]) -> String {
    let named = strata.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    let rest = strata.count > 8 ? " and \(strata.count - 8) more" : ""
    return
      "no standard error (\(WarningCode.surveyLonelyPSU.rawValue)): \(strata.count == 1 ? "a stratum has" : "strata have") "
      + "a single cluster (\(named)\(rest)); pass --lonely-psu certainty where it was taken with certainty, collapse "
      + "to join it to its neighbour, or centred or average"
  }

  private static func say(_ message: String, code: Int32) -> Fault { Fault(message: message, code: code) }

  private static func code(of kind: DataError.Kind) -> Int32 {
    switch kind {
    case .badData: badData
    case .noInput: noInput
    case .notPermitted: notPermitted
    case .usage: usage
    case .readFailed: inputOutput
    }
  }
}

/// A published figure was not reproduced and `--strict` was given (exit 1).
struct CheckFailure: Error, CustomStringConvertible {
  let description: String
}
