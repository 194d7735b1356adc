internal import ArgumentParser
internal import Reporting
internal import Studies

/// How a run tells what it does, on standard error.
struct LogOptions: ParsableArguments {
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: "How to write what happens to standard error: lines of text, or one JSON object a line.")
  var log: Form = .text

  /// - Parameter clock: the moment that entries bear; the machine's own where it was not set.
  func logger(_ clock: Clock) -> @Sendable (LogEntry) -> Void {
    let form = log
    return { entry in
      switch form {
      case .text:
        StandardError.write((entry.level == .info ? "" : "\(entry.level.rawValue): ") + entry.message)
      case .json:
        let now = clock.isSet ? clock : (try? Clock(environment: nil)) ?? clock
        StandardError.write(entry.json(time: now.text))
      }
    }
  }

  /// Runs a command; with `json` the error that ends it is a line of the log as well.
  func reporting(_ clock: Clock, _ body: () throws -> Void) throws {
    guard log == .json else { return try body() }
    do {
      try body()
    } catch let code as ExitCode {
      throw code
    } catch {
      let fault = ExitStatus.fault(error)
      if let message = fault.message {
        logger(clock)(LogEntry(.error, "failed", message, fields: [("exitCode", "\(fault.code)")]))
      }
      throw ExitCode(fault.code)
    }
  }
}

struct ClockOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The moment to take for now, such as 2026-12-05T06:00:00Z (default: SOURCE_DATE_EPOCH, or the machine's clock).",
      valueName: "moment"))
  var now: String?

  /// - Throws: `StudyOptionError` where the text or the variable is no moment.
  func clock() throws -> Clock {
    if let now { return try Clock(now) }
    return try Clock()
  }
}
