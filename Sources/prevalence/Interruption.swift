internal import Glibc
internal import MultipleSystems
internal import Synchronization

/// The signals by which a run is told to end (SIGINT, SIGTERM), so that it can keep what it has finished first.
enum Interruption {
  /// The run ended by a signal; its replicates are in the checkpoint (exit 128 + signal).
  struct Ended: Error, CustomStringConvertible {
    let signal: Int32
    let checkpoint: String

    var exitCode: Int32 { 128 + signal }
    var description: String {
      "interrupted; what is finished is in \(checkpoint), and the same command goes on from there"
    }
  }

  private static let received = Atomic<Int32>(0)

  /// The signal that came, if one did.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// From here on the first of these signals is only noted, and the second ends the process at once.
  static func watch() {
    // Touched before a handler can run, so that the handler does nothing but store.
    received.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.received.store($0, ordering: .relaxed) }
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
      sigaction(number, &action, nil)
    }
  }

  static func isInterruption(_ error: any Error) -> Bool {
    switch error {
    case LogLinearError.interrupted, CovariateError.interrupted: true
    default: false
    }
  }
}
